"""A job in memory: its rows, which of them comes next, and how far it is."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import islice

import msgspec

from webinar_console.domain.forecast import INVITE_BATCH
from webinar_console.domain.job import JobCounts, JobProgress, JobState, Outcome, Remaining, RowState
from webinar_console.domain.moments import parse_moment, zone_of
from webinar_console.domain.people_source import file_column
from webinar_console.domain.plan import Action, LeftOutRow
from webinar_console.domain.row import JobRow
from webinar_console.domain.temporary import in_force
from webinar_console.store.journal import JobRecord

from . import steps
from .hold import Hold
from .ports import Clock

_OUTCOME_FIELDS = {
    Outcome.DONE: "done",
    Outcome.ALREADY_THERE: "already_there",
    Outcome.REFUSED: "refused",
    Outcome.CANCELLED: "cancelled",
    Outcome.NEEDS_ATTENTION: "needs_attention",
}

#: Rows that are looked at in one turn of the loop: some milliseconds.
TURN_ROWS = 500

#: Without an answer to so many writes in a row, look at what is unknown before sending anything more.
FAULTS_BEFORE_LOOKING = 2


class Run:
    """One job that is not over, or was looked at. The journal is the truth; this is its copy in memory."""

    def __init__(
        self, record: JobRecord, rows: Iterable[JobRow], left_out: Iterable[LeftOutRow], clock: Clock
    ) -> None:
        self.record = record
        self.rows: list[JobRow] = []
        self.left_out = tuple(left_out)
        self.state = record.state
        self.trouble = record.trouble
        self.ended_at = record.ended_at
        #: A person has asked to cancel; whatever else happens to the job, that stands.
        self.cancel_asked = record.state is JobState.CANCELLING
        #: Rows are being cancelled part by part: nothing else is done with the job until that ends.
        self.is_sweeping = False
        self.hold = Hold(clock)
        #: What the job changes while it sends; whether that was done since it began to send; and whether it
        #: could not be put back for want of a sign-in or a disk, so that trying again waits for a word.
        self.settings = record.settings
        self.settings_ready = False
        self.settings_stuck = False
        #: When the people were read last that an undo would remove (aware, UTC; ``None``: not known), not
        #: before when on the clock that never jumps, and how many calls that took (0: not known).
        self.people_as_of = record.as_of
        self.looked_at = clock.now()
        self.look_calls = 0
        #: Another job goes first now: what is in force is put back until the turn comes again.
        self.lost_turn = False
        #: They are being put in force: the job may owe them in a moment, and cannot be over.
        self.is_arranging = False
        #: The end of the quiet hours that it rests in (aware, UTC).
        self.quiet_until: datetime | None = None
        #: Writes that succeeded, and how many they were when a row first came to nothing.
        self.successes = 0
        self.tried_at: dict[int, int] = {}
        #: Refusals in a row with the same words, and until when nothing was in the way of all rows.
        self.refusals: tuple[str, int] = ("", 0)
        self.clear_until = float("-inf")
        #: Writes in a row that ended without an answer to be trusted.
        self.faults = 0
        #: When a row became unknown, on the clock that never jumps.
        self.unknown_since: dict[int, float] = {}
        self.invite_limit = INVITE_BATCH
        self._begun: deque[int] = deque()
        self._invitees: deque[int] = deque()
        self._waiting: deque[int] = deque()
        self._outcomes = dict.fromkeys(_OUTCOME_FIELDS, 0)
        self._calls = self._panel = self._sending = self._removed = 0
        #: Marks of the records that rows of this job led to, and of those that they made, and how many rows.
        self._led_to: dict[str, int] = {}
        self._made: dict[str, int] = {}
        self._take(rows)

    @classmethod
    async def of(
        cls, record: JobRecord, rows: Iterable[JobRow], left_out: Iterable[LeftOutRow], clock: Clock
    ) -> "Run":
        """The same for a long job, in short turns: a hundred thousand rows take half a second."""
        run, coming = cls(record, (), left_out, clock), iter(rows)
        while part := tuple(islice(coming, TURN_ROWS)):
            run._take(part)
            await asyncio.sleep(0)
        return run

    def _take(self, rows: Iterable[JobRow]) -> None:
        for row in rows:
            self.rows.append(row)
            self._count(row, +1)
            self._file(row)

    @property
    def id(self) -> str:
        """The job's id."""
        return self.record.id

    def put(self, row: JobRow) -> None:
        """Take over the new state of a row. A row that waits again waits at the front."""
        before = self.rows[row.seq]
        if before.outcome is not None:
            self._outcomes[before.outcome] -= 1
        self.rows[row.seq] = row
        self._count(before, -1)
        self._count(row, +1)
        if row.state is not RowState.UNKNOWN:
            self.unknown_since.pop(row.seq, None)
        self._file(row, front=True)

    def _count(self, row: JobRow, by: int) -> None:
        """Keep the sums, so that telling them takes no walk through the rows."""
        if row.mark is not None:
            self._led_to[row.mark] = self._led_to.get(row.mark, 0) + by
            if row.outcome is not Outcome.ALREADY_THERE:
                self._made[row.mark] = self._made.get(row.mark, 0) + by
        if row.outcome is Outcome.DONE and row.plan.action is Action.REMOVE:
            self._removed += by
        if row.state is RowState.ENDED:
            return
        if row.state is RowState.SENDING:
            self._sending += by
        if row.step.is_bulk:
            self._panel += by
        elif row.plan.action is Action.REPLACE and not row.is_begun:
            self._calls += 2 * by
        else:
            self._calls += by

    def leads_to(self, registrant_id: str, besides: JobRow) -> bool:
        """Whether another row of this job led to that record already."""
        others = self._led_to.get(registrant_id, 0) - (besides.mark == registrant_id)
        return others > 0

    def made(self, registrant_id: str) -> bool:
        """Whether a row of this job made that record."""
        return self._made.get(registrant_id, 0) > 0

    def marks(self) -> frozenset[str]:
        """The marks of all records that the rows of this job made."""
        return frozenset(mark for mark, rows in self._made.items() if rows)

    def _file(self, row: JobRow, *, front: bool = False) -> None:
        if row.outcome is not None:
            self._outcomes[row.outcome] += 1
            return
        if row.state is RowState.UNKNOWN:
            self.unknown_since.setdefault(row.seq, float("-inf"))
            return
        if row.state is not RowState.WAITING:
            return
        if row.is_begun:
            queue = self._begun
        elif row.step.is_bulk:
            queue = self._invitees
        else:
            queue = self._waiting
        if front:
            queue.appendleft(row.seq)
        else:
            queue.append(row.seq)

    def next_rows(self) -> list[JobRow]:
        """The rows of the next call: several invitees, or one other row; empty when nothing waits.

        Rows that began come first, then the panel (few, and in one call), then the rest in the file's order.
        The rows stay in their queues until :meth:`put` says otherwise.
        """
        for queue in (self._begun, self._invitees, self._waiting):
            self._drop_stale(queue)
        if self._begun:
            return [self.rows[self._begun[0]]]
        if self._invitees:
            # One call puts people on the panel or takes them off it.
            step = self.rows[self._invitees[0]].step
            batch = (self.rows[seq] for seq in self._invitees)
            return list(islice((row for row in batch if row.step is step), self.invite_limit))
        return [self.rows[self._waiting[0]]] if self._waiting else []

    def _drop_stale(self, queue: deque[int]) -> None:
        """Rows that left a queue's state, and doubles, go from its front (and, for invitees, wholly)."""
        if queue is self._invitees:
            kept = dict.fromkeys(
                seq
                for seq in queue
                if self.rows[seq].state is RowState.WAITING and not self.rows[seq].is_begun
            )
            if len(kept) != len(queue):
                queue.clear()
                queue.extend(kept)
            return
        begun = queue is self._begun
        while queue and not (
            self.rows[queue[0]].state is RowState.WAITING and self.rows[queue[0]].is_begun == begun
        ):
            queue.popleft()

    def must_look(self) -> bool:
        """Whether the unknown rows have to be settled before anything else is sent."""
        if not self.unknown_since:
            return False
        if self.faults >= FAULTS_BEFORE_LOOKING or not self.next_rows():
            return True
        # Somebody between two registrations must not stay there for the length of a job.
        return any(self.rows[seq].plan.action is Action.REPLACE for seq in self.unknown_since)

    @property
    def is_working(self) -> bool:
        """Whether the job is to send what waits, or to bring it to an end."""
        return self.state in (JobState.RUNNING, JobState.CANCELLING)

    @property
    def sends(self) -> bool:
        """Whether something is still to be sent for it."""
        return self.is_working and not self.is_done

    @property
    def wants_settings(self) -> bool:
        """Whether settings have to be put in force before it sends."""
        return bool(self.settings) and not self.settings_ready

    def shares_settings(self, other: "Run") -> bool:
        """Whether this job wants, too, what is in force for another one of its session."""
        own = {(held.name, held.wanted) for held in self.settings}
        return all((held.name, held.wanted) in own for held in in_force(other.settings))

    @property
    def zone(self) -> tzinfo:
        """The session's time zone; this computer's, when it has none that is known."""
        return zone_of(self.record.session_time_zone)

    @property
    def sends_mail(self) -> bool:
        """Whether the next call may make RingCentral send e-mails, and may as well be made later."""
        if self.state is not JobState.RUNNING or self.is_done or self.must_look():
            return False
        rows = self.next_rows()
        if not rows or rows[0].is_begun:
            return False
        return not self._suppresses or rows[0].step.is_bulk

    @property
    def rests_at_night(self) -> bool:
        """Whether quiet hours keep it from sending what is left, apart from a row that has begun."""
        return self.state is JobState.RUNNING and (not self._suppresses or self._panel > 0)

    @property
    def _suppresses(self) -> bool:
        # An invitation to the panel is not a registrant's e-mail: it is sent all the same.
        return any(held.name == "suppress_emails" and held.wanted for held in self.settings)

    @property
    def owes_settings(self) -> bool:
        """A setting is, or may be, as this job wanted it, and has to be put back."""
        return any(held.in_force for held in self.settings)

    @property
    def is_done(self) -> bool:
        """Every row has its outcome."""
        return sum(self._outcomes.values()) == len(self.rows)

    def cancellable(self, start: int, end: int) -> list[JobRow]:
        """Those rows of ``rows[start:end]`` that have not begun, as cancelled."""
        return [
            steps.cancelled(row)
            for row in self.rows[start:end]
            if row.state is RowState.WAITING and not row.is_begun
        ]

    def waiting(self, start: int, end: int) -> list[JobRow]:
        """Those rows of ``rows[start:end]`` that wait for a call."""
        return [row for row in self.rows[start:end] if row.state is RowState.WAITING]

    def note_refusal(self, key: str) -> int:
        """Count refusals that say the same, one after the other."""
        before, count = self.refusals
        self.refusals = (key, count + 1 if key == before else 1)
        return self.refusals[1]

    def counts(self) -> JobCounts:
        """Rows by outcome."""
        named = {_OUTCOME_FIELDS[outcome]: count for outcome, count in self._outcomes.items()}
        return JobCounts(
            total=len(self.rows),
            unknown=len(self.unknown_since),
            left_out=len(self.left_out),
            removed=self._removed,
            **named,
        )

    def calls_left(self) -> int:
        """Calls until the end that have not left, when nothing goes wrong."""
        return self._calls + -(-self._panel // self.invite_limit) - (self._sending > 0)

    def progress(self, call_s: float, wait_s: float, waiting_for: str | None) -> JobProgress:
        """The job as a person sees it, without the time of finishing: that is the queue's to tell.

        ``call_s`` is what a call took lately, and nothing is sent for ``wait_s`` after a fault (seconds).
        """
        remaining = None
        if not self.state.is_over:
            remaining = Remaining(self.calls_left(), call_s, wait_s, self.rests_at_night)
        told = waiting_for if self.state in (JobState.RUNNING, JobState.CANCELLING) else None
        return replace(
            told_of(self.record, self.counts()),
            state=self.state,
            ended_at=self.ended_at,
            trouble=self.trouble,
            waiting_for=told,
            settings=self.settings,
            remaining=remaining,
            quiet_until=self.quiet_until if self.state is JobState.RUNNING else None,
        )


def told_of(record: JobRecord, counts: JobCounts) -> JobProgress:
    """A job as the journal has it, for people."""
    return JobProgress(
        id=record.id,
        kind=record.kind,
        title=record.title,
        session_id=record.session_id,
        session_title=record.session_title,
        state=record.state,
        counts=counts,
        created_at=record.created_at,
        ended_at=record.ended_at,
        session_starts_at=parse_moment(record.session_starts_at),
        session_time_zone=record.session_time_zone,
        trouble=record.trouble,
        source_name=record.source_name,
        source_sha256=record.source_sha256,
        started_by=record.started_by,
        undoes=record.undoes,
        settings=record.settings,
        results=record.results,
        file_column=file_column(record.header, record.source_name),
    )


def restored(row: JobRow) -> JobRow:
    """A row as a new process must see it: what was being sent when the last one ended is unknown."""
    if row.state is RowState.SENDING:
        return msgspec.structs.replace(row, state=RowState.UNKNOWN)
    return row
