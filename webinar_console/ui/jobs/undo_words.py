"""The sentences about taking an import back. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from webinar_console.domain.job import JobProgress
from webinar_console.domain.plan import JobKind, LeftOutRow
from webinar_console.domain.staying import ATTENDED, CHANGED, OLDER
from webinar_console.services.undoing import CHANGED_PANEL, LEFT, LEFT_PANEL, UndoPlan
from webinar_console.ui.phrases import (
    beside_start,
    clock,
    counted,
    length_of,
    listed,
    next_call,
    number,
    people,
)

LOOKING = "Looking up who of them is still there."
NOBODY = "There is nobody to take back"
MAY_CANCEL = "RingCentral may send them cancellation e-mails."

# Why somebody stays, for one and for many; the plan's own sentence where a new reason has no words here.
_STAYING = {
    ATTENDED: "attended",
    CHANGED: "changed after the import",
    OLDER: "registered before the import",
    CHANGED_PANEL: "changed on the panel after the import",
}
_GONE = {LEFT: "registered", LEFT_PANEL: "on the panel"}


def can_be_undone(job: JobProgress, undone: Iterable[JobProgress] = ()) -> bool:
    """Whether taking back is offered: an import that is over and did something.

    ``undone`` are the jobs that take it back already: one that waits, runs or did all is enough.
    """
    if job.kind is not JobKind.IMPORT or not job.state.is_over or not job.counts.done:
        return False
    return all(
        undo.state.is_over and undo.counts.done + undo.counts.already_there < undo.counts.total
        for undo in undone
        if undo.undoes == job.id
    )


def looking(next_call_s: float) -> str:
    """What is being done before the question, and how long the next call waits."""
    return f"{LOOKING} {next_call(next_call_s)}".rstrip()


def question(plan: UndoPlan) -> str:
    """The heading: "Take back 128 people from Spring launch?"."""
    count = len(plan.job.rows)
    return f"Take back {people(count)} from {plan.job.session_title}?" if count else f"{NOBODY}."


def deed(plan: UndoPlan) -> str:
    """The verb on the button."""
    return f"Take back {people(len(plan.job.rows))}"


def consequences(plan: UndoPlan) -> list[str]:
    """What happens, to whom it does not, and what cannot be called back: a sentence each."""
    forecast = plan.forecast
    said = []
    if forecast.removes:
        said.append(f"{people(forecast.removes)} will be removed from the registrants.")
    if forecast.withdraws:
        said.append(f"{people(forecast.withdraws)} will be taken off the panel.")
    said += staying(plan.job.left_out)
    if plan.job.rows:
        said += _mails(plan)
    return said


def staying(left_out: Sequence[LeftOutRow]) -> list[str]:
    """Who is left alone and why: "12 people stay: 9 attended, 3 changed after the import."."""
    counts = Counter(row.reason for row in left_out)
    stay = {reason: count for reason, count in counts.items() if reason not in _GONE}
    said = []
    if stay:
        total = sum(stay.values())
        verb = "stays" if total == 1 else "stay"
        known = [f"{number(n)} {_STAYING[reason]}" for reason, n in stay.items() if reason in _STAYING]
        said.append(f"{people(total)} {verb}: {listed(known)}." if known else f"{people(total)} {verb}.")
        said += [reason for reason in stay if reason not in _STAYING]
    for reason, where in _GONE.items():
        if counts[reason]:
            verb = "is" if counts[reason] == 1 else "are"
            said.append(f"{people(counts[reason])} {verb} not {where} any more.")
    return said


def _mails(plan: UndoPlan) -> list[str]:
    sent = []
    if plan.confirmations:
        sent.append(counted(plan.confirmations, "confirmation e-mail", "confirmation e-mails"))
    if plan.invitations:
        sent.append(counted(plan.invitations, "invitation", "invitations"))
    total = plan.confirmations + plan.invitations
    said = []
    if sent:
        it = "It" if total == 1 else "They"
        # The session itself may have been told to send none: nobody asks that far back.
        said.append(f"The import may have sent {listed(sent)}. {it} cannot be called back.")
    return [*said, MAY_CANCEL]


def price(plan: UndoPlan, now: datetime, starts_at: datetime | None, local: tzinfo | None = None) -> str:
    """Calls and time in one line; ``now`` is aware."""
    forecast = plan.forecast
    parts = [counted(forecast.calls, "call", "calls")]
    if forecast.seconds > 0:
        until = clock(forecast.finishes_at, now, local)
        beside = beside_start(forecast.finishes_at, starts_at, now, local)
        parts.append(f"{length_of(forecast.seconds)}, until {until}" + (f", {beside}" if beside else ""))
    else:
        parts.append(length_of(forecast.seconds))
    return " · ".join(parts)


def left_alone(row: LeftOutRow) -> str:
    """One person who stays, with the reason."""
    who = ", ".join(filter(None, (row.name, row.email))) or "A person without a name"
    return f"{who}: {row.reason}"
