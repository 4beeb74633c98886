"""What a job and one of its rows have been through, in words. Pure functions."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import pairwise

from webinar_console.domain.job import JobProgress, RowReport
from webinar_console.domain.plan import Action
from webinar_console.ui.moments import clock_of, day_of
from webinar_console.ui.phrases import clock, number

from .ports import RowEvent
from .words import counts_words, left_out_word, line_words, outlook

#: Letters of a checksum that are shown; the whole of it is one click away.
_CHECKSUM_SHOWN = 12
#: Lines of a long story that are shown.
_FIRST_TOLD, _LAST_TOLD = 10, 30

_STEPS = {
    "sending": "Sending to RingCentral",
    "not sent": "Nothing was done at RingCentral, so it waits for its next turn",
    "settled": "Looked up at RingCentral",
    "refused": "RingCentral did not do it",
    "cancelled": "Cancelled",
}
# What an answer means when it comes without a remark. With one, the remark says what became of it.
_ANSWERS = {
    "create": "Registered",
    "delete": "Removed",
    "restore": "Registered again as before",
    "invite": "Invited to the panel",
    "withdraw": "Taken off the panel",
}
# The journal's word for the intent: it is on disk before the request leaves.
_INTENT = "sending"
# With these, RingCentral has answered: so the request before it was sent.
_ANSWERED = (*_ANSWERS, "refused")
# How the journal remarks that a look-up found what a lost answer had done.
_FOUND = ("found on the server.", "gone from the server.", "off the panel.")
_NOT_FOUND = "not found"
_NO_ANSWER = "RingCentral gave no clear answer."
_LOOKED_UP = "Whether it was done is looked up first."
_PLANNED = {
    Action.REGISTER: "to be registered",
    Action.INVITE: "to be invited to the panel",
    Action.REPLACE: "to be changed",
    Action.REMOVE: "to be removed",
    Action.WITHDRAW: "to be taken off the panel",
}


def event_words(event: RowEvent) -> str:
    """One step of a row by itself: what happened, then the remark or the server's own words."""
    detail = event.detail
    if event.what in _ANSWERS:
        return f"RingCentral answered. {detail}" if detail else f"{_ANSWERS[event.what]}."
    if (event.what, detail.partition(" ")[0]) in (("refused", "RingCentral"), ("cancelled", "Cancelled")):
        return detail
    if event.what == "unknown":
        return detail if "looked up" in detail else f"{detail or _NO_ANSWER} {_LOOKED_UP}"
    what = _STEPS.get(event.what, event.what.capitalize())
    return f"{what}. {detail}".rstrip()


def story_words(events: Sequence[RowEvent]) -> list[str]:
    """The steps of a row, oldest first, a sentence or more for each.

    What a step meant is often known only from the next one: an intent was sent if an answer came.
    """
    told, intents = [], 0
    for event, after in pairwise((*events, None)):
        assert event is not None
        words = event_words(event)
        if event.what == _INTENT:
            intents += 1
            if after is not None and after.what in _ANSWERED:
                words = "Sent to RingCentral."
        elif event.what == "settled" and intents == 1 and _was_found(event.detail):
            words += " Nothing was sent twice."
        told.append(words)
    return told


def shortened(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The lines of a story (time, words), and what was left out of the middle of a long one.

    A row that waits for a network a whole night has hundreds of steps.
    """
    if len(lines) <= _FIRST_TOLD + _LAST_TOLD + 1:
        return list(lines)
    left_out = len(lines) - _FIRST_TOLD - _LAST_TOLD
    between = ("…", f"{number(left_out)} steps between are not shown.")
    return [*lines[:_FIRST_TOLD], between, *lines[-_LAST_TOLD:]]


def _was_found(detail: str) -> bool:
    lower = detail.lower()
    return lower.endswith(_FOUND) and _NOT_FOUND not in lower


def event_time(at: datetime, now: datetime, local: tzinfo | None = None) -> str:
    """The clock with seconds, for steps that are a moment apart; the day when it is not today's."""
    then, today = at.astimezone(local), now.astimezone(local)
    time = f"{clock_of(then)}:{then.second:02}"
    if then.date() == today.date():
        return time
    return f"{day_of(then, year=then.year != today.year)}, {time}"


def planned_words(row: RowReport, job: JobProgress) -> str:
    """The first line of a row's story: "In the queue to be registered (line 13 of guests.csv)."."""
    source = f" of {job.source_name}" if job.source_name and not row.file(job.file_column) else ""
    line = f" (line {line_words(row, job.file_column)}{source})" if row.line is not None else ""
    what = f" {_PLANNED[row.action]}" if row.action is not None else ""
    return f"In the queue{what}{line}."


def person_words(row: RowReport) -> str:
    """Whose story it is."""
    return ", ".join(filter(None, (row.name, row.email))) or "A person without a name"


def started_words(job: JobProgress, now: datetime, local: tzinfo | None = None) -> str:
    """When it began and by whom: "16:05 by Ann Onym"."""
    when = clock(job.created_at, now, local)
    return f"{when} by {job.started_by}" if job.started_by else when


def rows_words(job: JobProgress) -> str:
    """The rows by outcome, those that were never to be sent included."""
    told = counts_words(job.counts)
    left = job.counts.left_out
    return f"{told} · {number(left)} {left_out_word(job.kind)}" if left else told


def state_line(
    job: JobProgress, now: datetime, local: tzinfo | None = None, *, wait: str = "", pace: str = ""
) -> str:
    """How it stands or ended, as a sentence of its own."""
    told = outlook(job, now, local, wait=wait, pace=pace)
    told = told[0].upper() + told[1:]
    return told if told.endswith(".") else f"{told}."


def short_checksum(sha256: str) -> str:
    """Enough of a checksum to tell two files apart by eye."""
    return f"{sha256[:_CHECKSUM_SHOWN]}…" if len(sha256) > _CHECKSUM_SHOWN else sha256
