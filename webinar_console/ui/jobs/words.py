"""The sentences of the jobs panel. Pure functions: what is told can be tested without a screen."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Literal

from webinar_console.domain.job import JobCounts, JobProgress, JobState, Outcome, RowReport, RowState
from webinar_console.domain.plan import Action, JobKind
from webinar_console.ui.moments import clock_of, day_of
from webinar_console.ui.phrases import beside_start, clock, counted, number, people

Tone = Literal["success", "accent", "warning", "error", "muted"]
_DAY_MIN = 24 * 60


class RowStanding(StrEnum):
    """How a row stands, for chips and filters: its outcome, or what it waits for."""

    DONE = "Done"
    ALREADY_THERE = "Already there"
    REFUSED = "Refused"
    NEEDS_ATTENTION = "Needs attention"
    CANCELLED = "Cancelled"
    SENDING = "Sending"
    LOOKED_UP = "Being looked up"
    WAITING = "Waiting"
    LEFT_OUT = "Left out"


STANDING_TONES: Mapping[RowStanding, Tone] = {
    RowStanding.DONE: "success",
    RowStanding.ALREADY_THERE: "accent",
    RowStanding.REFUSED: "error",
    RowStanding.NEEDS_ATTENTION: "error",
    RowStanding.CANCELLED: "muted",
    RowStanding.SENDING: "accent",
    RowStanding.LOOKED_UP: "warning",
    RowStanding.WAITING: "muted",
    RowStanding.LEFT_OUT: "muted",
}
#: The rows that did not come to what was wanted, the most pressing first.
WHERE_RESULTS = "Where should the result files go?"
NOT_DONE = (RowStanding.NEEDS_ATTENTION, RowStanding.REFUSED, RowStanding.LEFT_OUT, RowStanding.CANCELLED)
_OUTCOMES = {
    Outcome.DONE: RowStanding.DONE,
    Outcome.ALREADY_THERE: RowStanding.ALREADY_THERE,
    Outcome.REFUSED: RowStanding.REFUSED,
    Outcome.CANCELLED: RowStanding.CANCELLED,
    Outcome.NEEDS_ATTENTION: RowStanding.NEEDS_ATTENTION,
    Outcome.LEFT_OUT: RowStanding.LEFT_OUT,
}
_STATES = {
    RowState.WAITING: RowStanding.WAITING,
    RowState.SENDING: RowStanding.SENDING,
    RowState.UNKNOWN: RowStanding.LOOKED_UP,
}
_ACTIONS = {
    Action.REGISTER: "Register",
    Action.INVITE: "Invite to the panel",
    Action.REPLACE: "Change",
    Action.REMOVE: "Remove",
    Action.WITHDRAW: "Take off the panel",
}
STATE_TONES: Mapping[JobState, Tone] = {
    JobState.RUNNING: "accent",
    JobState.PAUSED: "warning",
    JobState.INTERRUPTED: "warning",
    JobState.CANCELLING: "warning",
    JobState.FINISHED: "success",
    JobState.CANCELLED: "muted",
}


def standing_of(report: RowReport) -> RowStanding:
    """How a row stands."""
    if report.action is None:
        return RowStanding.LEFT_OUT
    if report.outcome is not None:
        return _OUTCOMES[report.outcome]
    return _STATES.get(report.state, RowStanding.WAITING)


def line_words(row: RowReport, file_column: int | None) -> str:
    """Where a row is, and of several files in which: "3 of guests.csv"; empty where it is from no file."""
    line = number(row.line) if row.line is not None else ""
    file = row.file(file_column)
    return f"{line} of {file}" if line and file else line


def action_words(action: Action | None) -> str:
    """What the row does; nothing for a row that was left out."""
    return "" if action is None else _ACTIONS[action]


def title_words(job: JobProgress) -> str:
    """What a job does and where: "Importing 288 people into Spring launch".

    In the past when it is over, and then of everybody in the source: "Invited 280 of 300 people to …".
    """
    total, where = job.counts.total, job.session_title
    done = job.counts.done
    if not where:
        return job.title
    if not job.state.is_over:
        return {
            JobKind.IMPORT: f"Importing {people(total)} into {where}",
            JobKind.APPLY: f"Applying {counted(total, 'change', 'changes')} to {where}",
            JobKind.REMOVE: f"Removing {people(total)} from {where}",
            JobKind.UNDO: f"Taking {people(total)} back from {where}",
            JobKind.RESTORE: f"Registering {people(total)} again in {where}",
        }[job.kind]
    if job.kind is JobKind.IMPORT:
        total += job.counts.left_out
    return {
        JobKind.IMPORT: f"Invited {_of(done, total)} {_noun(total)} to {where}",
        JobKind.APPLY: f"Made {_of(done, total)} {'change' if total == 1 else 'changes'} to {where}",
        JobKind.REMOVE: f"Removed {_of(done, total)} {_noun(total)} from {where}",
        JobKind.UNDO: f"Took {_of(done, total)} {_noun(total)} back from {where}",
        JobKind.RESTORE: f"Registered {_of(done, total)} {_noun(total)} again in {where}",
    }[job.kind]


def state_words(state: JobState) -> str:
    """A job's state in a word."""
    return "Being cancelled" if state is JobState.CANCELLING else state.value.capitalize()


def counts_words(counts: JobCounts) -> str:
    """The rows by outcome: "128 done · 3 already there · 2 refused · 155 waiting"."""
    waiting = counts.waiting - counts.unknown
    parts = [f"{number(counts.done)} done"]
    optional = (
        (counts.already_there, "already there"),
        (counts.refused, "refused"),
        (counts.needs_attention, "needs attention" if counts.needs_attention == 1 else "need attention"),
        (counts.cancelled, "cancelled"),
        (counts.unknown, "being looked up"),
        (waiting, "waiting"),
    )
    parts += [f"{number(count)} {words}" for count, words in optional if count]
    return " · ".join(parts)


def outlook(
    job: JobProgress, now: datetime, local: tzinfo | None = None, *, wait: str = "", pace: str = ""
) -> str:
    """What comes next, or how it ended: "done about 16:41, 79 minutes before the 18:00 start".

    ``wait`` says whose turn comes first, ``pace`` how fast a running job may go.
    """
    match job.state:
        case JobState.PAUSED:
            return job.trouble or "Paused. Nothing is sent until you resume it."
        case JobState.INTERRUPTED:
            return job.trouble or "Waits for your word."
        case JobState.CANCELLING:
            return "Waiting for the last answer, then it ends."
        case JobState.FINISHED | JobState.CANCELLED:
            word = "Finished" if job.state is JobState.FINISHED else "Cancelled"
            return f"{word} at {clock(job.ended_at, now, local)}" if job.ended_at else word
        case JobState.RUNNING:
            if job.waiting_for:
                return job.waiting_for
            if job.finishes_at is None:
                return "Working out when it will be finished"
            beside = _margin(job.finishes_at, job.session_starts_at, now, local)
            told = ", ".join(filter(None, (wait, _finished_about(job.finishes_at, now, local), beside)))
            return f"{told} · {pace}" if pace and not wait else told


def when_words(moment: datetime, now: datetime, local: tzinfo | None = None) -> str:
    """A moment of the past for a list: "15:05", with the day when it is not today's: "Thu 23 Apr, 15:05"."""
    then, today = moment.astimezone(local), now.astimezone(local)
    if then.date() == today.date():
        return clock_of(then)
    return f"{day_of(then, year=then.year != today.year)}, {clock_of(then)}"


def origin_words(job: JobProgress, now: datetime, local: tzinfo | None = None) -> str:
    """What tells two jobs apart: "Thu 23 Apr, 15:05 · by Anna Weber · guests.csv".

    The time is that of the end; of a job in the queue the told end, or when it was started.
    """
    if job.state is JobState.RUNNING and job.finishes_at is not None and not job.waiting_for:
        when = _finished_about(job.finishes_at, now, local)
    elif job.ended_at is not None:
        when = when_words(job.ended_at, now, local)
    else:
        when = f"started {when_words(job.created_at, now, local)}"
    by = f"by {job.started_by}" if job.started_by else ""
    return " · ".join(filter(None, (when, by, job.source_name)))


def finishes_late(job: JobProgress) -> bool:
    """Whether a running job will end after its session's start."""
    return (
        job.state is JobState.RUNNING
        and job.finishes_at is not None
        and job.session_starts_at is not None
        and job.finishes_at > job.session_starts_at
    )


def interrupted_sentence(job: JobProgress) -> str:
    """The banner of the next start: "An import into Spring launch was interrupted: 128 of 288 done." """
    what = {
        JobKind.IMPORT: f"An import into {job.session_title}",
        JobKind.APPLY: f"Applying changes to {job.session_title}",
        JobKind.REMOVE: f"Removing people from {job.session_title}",
        JobKind.UNDO: f"Taking people back from {job.session_title}",
        JobKind.RESTORE: f"Registering people again in {job.session_title}",
    }[job.kind]
    return f"{what} was interrupted: {number(_good(job.counts))} of {number(job.counts.total)} done."


def interrupted_advice(job: JobProgress) -> str:
    """What an interruption means: nothing happened twice, and where it goes on."""
    nothing = {
        JobKind.IMPORT: "Nobody was invited twice.",
        JobKind.APPLY: "No change was made twice.",
        JobKind.REMOVE: "Nobody was removed twice.",
        JobKind.UNDO: "Nobody was removed twice.",
        JobKind.RESTORE: "Nobody was registered twice.",
    }[job.kind]
    rest = job.counts.waiting
    goes_on = f"Resume goes on with {_others(rest, job.counts.ended)}."
    return f"{nothing} {job.trouble or goes_on}"


def cancel_question(job: JobProgress) -> str:
    """Which job would end: "Cancel the import into Spring launch?"."""
    what = {
        JobKind.IMPORT: f"the import into {job.session_title}",
        JobKind.APPLY: f"the changes to {job.session_title}",
        JobKind.REMOVE: f"the removal from {job.session_title}",
        JobKind.UNDO: f"taking people back from {job.session_title}",
        JobKind.RESTORE: f"registering people again in {job.session_title}",
    }[job.kind]
    return f"Cancel {what}?"


def cancel_consequence(job: JobProgress) -> str:
    """What was done and what would not be: "128 of 288 people are invited and stay invited; …"."""
    done, total, rest = _good(job.counts), job.counts.total, job.counts.waiting
    if job.kind is JobKind.APPLY:
        stays = f"{number(done)} of {counted(total, 'change', 'changes')} {_is(done)} made and {_stays(done)}"
        nothing, left = "No change is made yet", "not made"
    else:
        word = {JobKind.IMPORT: "invited", JobKind.RESTORE: "registered"}.get(job.kind, "removed")
        stays = f"{number(done)} of {people(total)} {_is(done)} {word} and {_stays(done)} {word}"
        nothing, left = f"Nobody is {word} yet", f"not {word}"
    others = _others(rest, job.counts.ended)
    return f"{stays}; {others} {_is(rest)} {left}." if done else f"{nothing}."


def cancel_label(job: JobProgress) -> str:
    """The verb on the button that really cancels."""
    return f"Cancel {_others(job.counts.waiting, job.counts.ended)}"


def left_out_word(kind: JobKind) -> str:
    """Rows that were never to be sent: of a file they were left out, of an import they are left alone."""
    return "left alone" if kind is JobKind.UNDO else "left out"


def result_words(job: JobProgress) -> str:
    """How the rows of a job ended that its title does not count: "2 refused · 12 left out · 8 already there".

    What wants a look comes first; without any of these, that everything was done.
    """
    counts = job.counts
    parts = (
        (counts.needs_attention, "needs attention" if counts.needs_attention == 1 else "need attention"),
        (counts.refused, "refused"),
        (counts.cancelled, "cancelled"),
        (counts.left_out, left_out_word(job.kind)),
        (counts.already_there, "already there"),
    )
    told = " · ".join(f"{number(count)} {words}" for count, words in parts if count)
    if told or counts.done < counts.total:
        return told or f"{number(counts.done)} done"
    return {
        JobKind.IMPORT: "Everybody is invited",
        JobKind.APPLY: "Every change is made",
        JobKind.REMOVE: "Everybody is removed",
        JobKind.UNDO: "Everybody is taken back",
        JobKind.RESTORE: "Everybody is registered again",
    }[job.kind]


def undone_count(job: JobProgress) -> int:
    """The rows of a job that is over which did not come to what was wanted, left-out ones included.

    Whoever an undo leaves alone is not among them.
    """
    counts = job.counts
    left_out = 0 if job.kind is JobKind.UNDO else counts.left_out
    return counts.refused + counts.needs_attention + counts.cancelled + left_out


def verdict(job: JobProgress) -> tuple[str, Tone]:
    """The state of a job for a chip; of a finished one rather how many rows want a look."""
    count = undone_count(job)
    if job.state is not JobState.FINISHED or not count:
        return state_words(job.state), STATE_TONES[job.state]
    if job.counts.needs_attention:
        return f"{number(count)} to look at", "warning"
    words = {
        JobKind.IMPORT: "not invited",
        JobKind.APPLY: "not made",
        JobKind.REMOVE: "not removed",
        JobKind.UNDO: "not taken back",
        JobKind.RESTORE: "not registered",
    }[job.kind]
    return f"{number(count)} {words}", "warning"


def went_wrong(counts: JobCounts) -> bool:
    """Whether RingCentral refused something, or a row needs attention."""
    return bool(counts.refused or counts.needs_attention)


def everybody_label(kind: JobKind) -> str:
    """The button that opens all rows of a job."""
    return "Show all changes" if kind is JobKind.APPLY else "Show all people"


def saved_sentence(names: Iterable[str]) -> str:
    """Which result files were written."""
    listed = list(names)
    if not listed:
        return "There are no rows to save yet."
    return "Saved " + " and ".join(listed) + "."


def job_line(job: JobProgress, now: datetime, local: tzinfo | None = None) -> str:
    """A job in one line for the list and for screen readers."""
    if job.state.is_over:
        return f"{title_words(job)}: {result_words(job)}. {outlook(job, now, local)}."
    state = state_words(job.state).lower()
    return f"{title_words(job)}: {state}, {counts_words(job.counts)}, {outlook(job, now, local)}"


def _finished_about(moment: datetime, now: datetime, local: tzinfo | None) -> str:
    return f"done about {clock(moment, now, local)}"


def _margin(end: datetime, start: datetime | None, now: datetime, local: tzinfo | None) -> str:
    """How far before or after the start a job ends: "43 minutes before the 18:00 start"."""
    told = beside_start(end, start, now, local)
    if start is None or start <= now:
        return told
    minutes = int(abs(start - end).total_seconds() // 60)
    if minutes < 1 or minutes >= _DAY_MIN:
        return told
    if minutes < 90:
        return f"{counted(minutes, 'minute', 'minutes')} {told}"
    hours, rest = divmod(minutes, 60)
    amount = counted(hours, "hour", "hours")
    return f"{amount} {counted(rest, 'minute', 'minutes')} {told}" if rest else f"{amount} {told}"


def _of(good: int, total: int) -> str:
    return number(total) if good == total else f"{number(good)} of {number(total)}"


def _noun(total: int) -> str:
    return "person" if total == 1 else "people"


def _good(counts: JobCounts) -> int:
    return counts.done + counts.already_there


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _stays(count: int) -> str:
    return "stays" if count == 1 else "stay"


def _others(rest: int, ended: int) -> str:
    if ended:
        return f"the other {number(rest)}" if rest != 1 else "the last one"
    return f"all {number(rest)}" if rest != 1 else "it"
