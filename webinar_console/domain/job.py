"""Jobs as a person sees them: states, outcomes, progress."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from .plan import Action, JobKind
from .quiet import QuietHours
from .temporary import HeldSetting


class JobState(StrEnum):
    """Where a job stands. ``INTERRUPTED``: the program ended while it ran; it waits for the person's word."""

    RUNNING = "running"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    CANCELLING = "cancelling"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Nothing more will be sent."""
        return self in (JobState.FINISHED, JobState.CANCELLED)


class Outcome(StrEnum):
    """How a row ended. Each row has exactly one in the end.

    ``LEFT_OUT`` is the outcome of rows of a source that were never part of the sending (see ``RowReport``).
    """

    DONE = "done"
    ALREADY_THERE = "already there"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    NEEDS_ATTENTION = "needs attention"
    LEFT_OUT = "left out"


class RowState(StrEnum):
    """Where a row stands.

    ``SENDING`` is on disk before a request leaves; found at a start it means ``UNKNOWN``.
    """

    WAITING = "waiting"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ENDED = "ended"


class JobRules(msgspec.Struct, frozen=True, kw_only=True):
    """What a person chose for all jobs.

    ``quiet``: no e-mails in these hours of the session's time zone. ``usual``: the hours that were chosen
    last, for switching them on again. ``results_folder``: where result files go; ``None``: beside the source.
    ``keep_awake``: the computer does not go to sleep while jobs run.
    """

    quiet: QuietHours | None = None
    usual: QuietHours = QuietHours()
    results_folder: str | None = None
    keep_awake: bool = True


@dataclass(frozen=True, slots=True)
class JobCounts:
    """Rows by outcome; ``unknown`` are being looked up; ``left_out`` were never part of the sending.

    ``removed`` are those of ``done`` that take somebody off the registrants.
    """

    total: int = 0
    done: int = 0
    already_there: int = 0
    refused: int = 0
    cancelled: int = 0
    needs_attention: int = 0
    unknown: int = 0
    left_out: int = 0
    removed: int = 0

    @property
    def ended(self) -> int:
        """Rows with a final outcome."""
        return self.done + self.already_there + self.refused + self.cancelled + self.needs_attention

    @property
    def waiting(self) -> int:
        """Rows that are still to be sent or looked up."""
        return self.total - self.ended


class JobResults(msgspec.Struct, frozen=True):
    """The result files that a job wrote when it ended.

    ``words`` say where they are, when that is not beside the source, or why there are none.
    """

    paths: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a job that is not over.

    ``calls`` have not left, each takes ``call_s`` seconds, and none leaves within ``wait_s``. ``mails``: it
    rests in quiet hours.
    """

    calls: int
    call_s: float = 0.0
    wait_s: float = 0.0
    mails: bool = False


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A job at one moment. All times are aware, in UTC.

    ``finishes_at`` is an estimate for a running job in its turn, ``None`` where the queue was not asked
    (``in_turn``). ``quiet_until`` ends the quiet hours that it rests in. ``waiting_for`` is a sentence for
    the person ("RingCentral asked for a pause until 16:41"), ``None`` while work goes on. ``trouble`` says
    why a job stopped by itself. ``settings`` are those that the job changes while it sends; ``results`` its
    result files, ``None`` until they are written; ``undoes`` the job that it takes back. ``file_column`` is
    where the cells of its rows name their file; ``None``: all are of one.
    """

    id: str
    kind: JobKind
    title: str
    session_id: str
    session_title: str
    state: JobState
    counts: JobCounts
    created_at: datetime
    ended_at: datetime | None = None
    finishes_at: datetime | None = None
    session_starts_at: datetime | None = None
    session_time_zone: str | None = None
    waiting_for: str | None = None
    trouble: str | None = None
    source_name: str | None = None
    source_sha256: str | None = None
    started_by: str | None = None
    undoes: str | None = None
    settings: tuple[HeldSetting, ...] = ()
    results: JobResults | None = None
    remaining: Remaining | None = None
    quiet_until: datetime | None = None
    file_column: int | None = None


class RowReport(msgspec.Struct, frozen=True, gc=False):
    """The story of one row. ``words`` is the sentence for the person, the server's own words included.

    ``action`` is ``None`` for a row of the source that was left out, by the check or ``by_choice`` of a
    person.
    """

    seq: int
    line: int | None
    action: Action | None
    name: str
    email: str
    state: RowState
    outcome: Outcome | None
    words: str = ""
    registrant_id: str | None = None
    join_uri: str | None = None
    cells: tuple[str, ...] | None = None
    by_choice: bool = False

    def file(self, column: int | None) -> str:
        """The file of several that the row is from, which ``column`` names; empty where that is not told."""
        return self.cells[column] if self.cells and column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Budget:
    """The calls of the present window: the figures of the meter.

    ``remaining`` of ``limit`` calls are left in ``window_s`` seconds; ``background`` of the used ones went to
    jobs; ``penalty_s`` seconds of a penalty are left (0: none); ``learned`` is False until an answer has
    named the limit; ``next_s`` seconds pass until a call of the person may leave (0: now), and ``rest_s``
    until one of a job may, after a refusal that other programs of the same user brought on it.
    """

    limit: int
    remaining: int
    window_s: float
    reserve: int
    background: int = 0
    penalty_s: float = 0.0
    learned: bool = False
    next_s: float = 0.0
    rest_s: float = 0.0
