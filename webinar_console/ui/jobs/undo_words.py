"""The sentences about taking an import back. Pure functions."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from webinar_console.domain.job import JobProgress
from webinar_console.domain.plan import JobKind, LeftOutRow, PlannedRow
from webinar_console.domain.staying import ATTENDED, CHANGED, OLDER
from webinar_console.services.undoing import CHANGED_PANEL, LEFT, LEFT_PANEL, UndoPlan
from webinar_console.ui.phrases import (
    beside_start,
    clock,
    length_of,
    listed,
    next_call,
    number,
    people,
)

from . import restore_words

LOOKING = "Looking up who of them is still there."
NOBODY = "Nobody can be taken back."
BACKUP = "Who is removed is written into a backup file first, and can be registered again."

# Why somebody stays; the plan's own sentence where a new reason has no words here.
_STAYING = {
    ATTENDED: "Attended",
    CHANGED: "Changed since",
    OLDER: "Registered before the import",
    CHANGED_PANEL: "Changed on the panel since",
}
_GONE = {LEFT: "registered", LEFT_PANEL: "on the panel"}


def can_be_undone(job: JobProgress, undone: Iterable[JobProgress] = ()) -> bool:
    """Whether taking back is offered: an import that is over and did something, or a job that is over and
    removed people, who can be registered again.

    ``undone`` are the jobs that take it back already: one that waits, runs or did all is enough.
    """
    did = job.counts.done if job.kind is JobKind.IMPORT else job.counts.removed
    if not job.state.is_over or not did:
        return False
    return all(
        undo.state.is_over and undo.counts.done + undo.counts.already_there < undo.counts.total
        for undo in undone
        if undo.undoes == job.id
    )


def offer(kind: JobKind) -> str:
    """The words of the button that asks."""
    return "Take back…" if kind is JobKind.IMPORT else "Register again…"


def looking(kind: JobKind, next_call_s: float) -> str:
    """What is being done before the question, and how long the next call waits."""
    what = LOOKING if kind is JobKind.IMPORT else restore_words.LOOKING
    return f"{what} {next_call(next_call_s)}".rstrip()


def question(plan: UndoPlan) -> str:
    """The heading: "Remove 128 people from Spring launch?"."""
    count = len(plan.job.rows)
    return f"{deed(plan)} from {plan.job.session_title}?" if count else NOBODY


def deed(plan: UndoPlan) -> str:
    """The verb on the button."""
    return f"Remove {people(len(plan.job.rows))}"


def going(plan: UndoPlan) -> list[str]:
    """What happens to whom: a sentence each."""
    forecast = plan.forecast
    said = []
    if forecast.removes:
        said.append(f"{people(forecast.removes)} will be removed from the registrants.")
    if forecast.withdraws:
        said.append(f"{people(forecast.withdraws)} will be taken off the panel.")
    return said


def gone(plan: UndoPlan) -> list[str]:
    """Who had gone before: a sentence each."""
    said = []
    for reason, where in _GONE.items():
        count = sum(row.reason == reason for row in plan.job.left_out)
        if count:
            said.append(f"{people(count)} {'is' if count == 1 else 'are'} not {where} any more.")
    return said


def staying(left_out: Sequence[LeftOutRow]) -> dict[str, list[LeftOutRow]]:
    """Those who stay by the reason for it, in words: "Attended", "Changed since"."""
    groups: dict[str, list[LeftOutRow]] = {words: [] for words in _STAYING.values()}
    for row in left_out:
        if row.reason not in _GONE:
            groups.setdefault(_STAYING.get(row.reason, row.reason.rstrip(".")), []).append(row)
    return {words: rows for words, rows in groups.items() if rows}


def stay_heading(count: int) -> str:
    """Over the list of those who stay."""
    return "This person stays" if count == 1 else f"These {people(count)} stay"


def group_words(words: str, count: int) -> str:
    """A reason with its number: "Attended (9)"."""
    return f"{words} ({number(count)})"


def mails(plan: UndoPlan) -> str:
    """What cannot be called back, and what may be sent; empty when nobody goes."""
    count = len(plan.job.rows)
    if not count:
        return ""
    sent = ["confirmation e-mails"] if plan.confirmations else []
    sent += ["invitations"] if plan.invitations else []
    whom = "this person" if count == 1 else f"the {people(count)}"
    may = f"RingCentral may send {whom} a cancellation e-mail"
    if not sent:
        return f"{may}."
    what = listed(sent)
    return f"{what[0].upper()}{what[1:]} that went out cannot be called back. {may}, too."


def price(plan: UndoPlan, now: datetime, starts_at: datetime | None, local: tzinfo | None = None) -> str:
    """How long it takes: "about 16 minutes, until 16:21, before the 18:00 start"; ``now`` is aware."""
    forecast = plan.forecast
    if forecast.seconds <= 0:
        return f"It takes {length_of(forecast.seconds)}."
    until = clock(forecast.finishes_at, now, local)
    beside = beside_start(forecast.finishes_at, starts_at, now, local)
    told = ", ".join(filter(None, (f"{length_of(forecast.seconds)}, until {until}", beside)))
    return f"It takes {told}."


def person(row: LeftOutRow | PlannedRow) -> str:
    """One person of a list, by name and address."""
    return ", ".join(filter(None, (row.name, row.email))) or "A person without a name"
