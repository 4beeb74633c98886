"""The engine: one task that works on all jobs, one call at a time.

One call at a time is the point, not a limit: intent is durable before a request leaves, its outcome is
durable before the next row is taken, and at the server's pace there is nothing to gain from two.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from webinar_console.domain.errors import ConsoleError, NotSignedIn, StoreError
from webinar_console.domain.job import JobProgress, JobResults, JobRules, JobState, RowState
from webinar_console.domain.plan import JobPlan, LeftOutRow
from webinar_console.domain.row import JobRow
from webinar_console.store.journal import JobRecord, Journal

from . import obstacles, steps
from .alarm import Alarm
from .behind import Behind
from .book import Book, OnChange
from .call import CalledOff, Caller
from .claims import Claims
from .hold import SHORTEST_REST_S, Hold
from .ports import Clock, Server, Witness
from .queue import JobQueue
from .run import FAULTS_BEFORE_LOOKING, TURN_ROWS, Run, restored, told_of
from .temporary import Temporary
from .work import SIGN_IN, Work

_log = logging.getLogger(__name__)

_DEFECT = (
    "Webinar Console met a fault of its own and stopped this job. What was sent last is looked up "
    "before anything else is sent. Press Resume to go on."
)

#: A request whose answer was lost may still be on its way: so long it is not looked for.
SETTLE_AFTER_S = 5.0
#: How long closing waits for the answer to a request that has left.
CLOSE_GRACE_S = 5.0
#: A defect that comes back each time must not keep the window from moving.
_AFTER_A_DEFECT_S = 1.0

T = TypeVar("T")


class Engine:
    """Runs jobs. All methods belong to the event loop on which :meth:`start` was called."""

    def __init__(
        self,
        journal: Journal,
        server: Server,
        clock: Clock,
        on_change: OnChange,
        witness: Witness,
        penalty_s: Callable[[], float],
        *,
        settle_after_s: float = SETTLE_AFTER_S,
    ) -> None:
        """``penalty_s``: seconds that jobs wait after the server asked for a pause, whoever's call it was."""
        self._journal = journal
        self._clock, self._penalty_s = clock, penalty_s
        self._book = Book(journal, clock, on_change)
        self._alarm = Alarm(clock)
        self._caller = Caller(clock)
        self._hold = Hold(clock)
        self._runs: dict[str, Run] = {}
        self._temporary = Temporary(server, self._book, witness, lambda: self._runs.values())
        self._past: dict[str, JobProgress] = {}
        self._behind, self._claims = Behind(self._runs, self._past, self._book), Claims(self._runs, journal)
        self._queue = JobQueue(self._runs, self._hold, self._book, self._behind)
        self._jobs = Work(
            server,
            self._book,
            witness,
            clock,
            self._caller,
            self._hold,
            settle_after_s,
            self._temporary,
            self._claims,
            self._queue.rests,
        )
        #: Every job, oldest first; those that are over only as they are told.
        self._records: dict[str, JobRecord] = {}
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._orders: set[asyncio.Future[Any]] = set()

    # ------------------------------------------------------------------ life

    async def load(self) -> None:
        """Read the jobs of earlier runs. What was running is interrupted now: it waits for a word."""
        counts = await self._journal.counts()
        for record in await self._journal.jobs():
            if record.state.is_over:
                self._past[record.id] = told_of(record, counts[record.id])
                self._records[record.id] = record
                continue
            rows = await self._journal.rows(record.id)
            left_out = await self._journal.left_out(record.id)
            await self._claims.learn(record.session_id)
            run = await Run.of(record, map(restored, rows), left_out, self._clock)
            self._runs[record.id], self._records[record.id] = run, record
            # The last process may have ended a moment ago, with its request still on the way.
            run.unknown_since = dict.fromkeys(run.unknown_since, self._clock.now())
            # A job that was being cancelled goes on with that: the person has said so.
            if run.state is JobState.RUNNING:
                await self._book.set_state(run, *self._behind.at_start(run))

    def start(self) -> None:
        """Begin to work."""
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="job engine")

    async def aclose(self) -> None:
        """Stop. A call that has not left is called off; one that has left gets a moment for its answer."""
        self._stopping = True
        self._alarm.ring()
        self._caller.call_off()
        if self._orders:
            await asyncio.wait(self._orders)
        task, self._task = self._task, None
        if task is None:
            return
        await asyncio.wait((task,), timeout=CLOSE_GRACE_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # What is not back after this moment is put back first thing by the next start.
        with contextlib.suppress(ConsoleError, TimeoutError):
            async with asyncio.timeout(CLOSE_GRACE_S):
                for run in self._queue.owing():
                    await self._temporary.put_back(run)

    async def _carry_out(self, order: Coroutine[Any, Any, T]) -> T:
        """An order is carried out even when its asker is cancelled: memory and disk must not part."""
        task = asyncio.ensure_future(order)
        self._orders.add(task)
        task.add_done_callback(self._orders.discard)
        return await asyncio.shield(task)

    # ------------------------------------------------------------------ what a person can do

    async def add(self, plans: Sequence[JobPlan]) -> None:
        """Write plans into the journal, all or none, and begin. The same plan twice is one job.

        Raises ``StoreError``: then none of them begins.
        """
        await self._carry_out(self._add(plans))

    async def _add(self, plans: Sequence[JobPlan]) -> None:
        now = self._book.now()
        begun: list[tuple[JobPlan, list[JobRow]]] = []
        new: list[tuple[JobPlan, Run]] = []
        for plan in plans:
            rows: list[JobRow] = []
            for start in range(0, len(plan.rows), TURN_ROWS):
                rows += map(steps.begin, plan.rows[start : start + TURN_ROWS])
                await asyncio.sleep(0)
            record = JobRecord.of(plan, JobState.RUNNING, now)
            new.append((plan, await Run.of(record, rows, plan.left_out, self._clock)))
            begun.append((plan, rows))
            await self._claims.learn(plan.session_id)
        written = await self._journal.add_all(begun, JobState.RUNNING, now)
        for plan, run in new:
            if plan.id not in written:
                continue
            self._runs[plan.id], self._records[plan.id] = run, run.record
            self._book.tell(plan.id, ())
        self._alarm.ring()

    async def pause(self, job_id: str) -> None:
        """Stop after the request that has left; a request that has not is called off."""
        await self._carry_out(self._pause(job_id))

    async def _pause(self, job_id: str) -> None:
        run = self._runs.get(job_id)
        if run is not None and run.state is JobState.RUNNING:
            await self._book.set_state(run, JobState.PAUSED)
            self._caller.call_off(job_id)

    async def resume(self, job_id: str) -> None:
        """Go on exactly where the job stopped."""
        await self._carry_out(self._resume(job_id))

    async def _resume(self, job_id: str) -> None:
        run = self._runs.get(job_id)
        if run is not None and run.state in (JobState.PAUSED, JobState.INTERRUPTED):
            # What is unknown is looked up first: then nothing of an earlier run is open any more.
            run.faults = FAULTS_BEFORE_LOOKING
            run.settings_stuck = False
            run.hold.no_longer_wait()
            self._hold.no_longer_wait()
            await self._book.set_state(run, JobState.CANCELLING if run.cancel_asked else JobState.RUNNING)
            self._alarm.ring()

    async def cancel(self, job_id: str) -> None:
        """Cancel what has not begun. Rows in the middle of a replacement are brought to an end first."""
        await self._carry_out(self._cancel(job_id))

    async def _cancel(self, job_id: str) -> None:
        run = self._runs.get(job_id)
        if run is None or run.state.is_over or run.state is JobState.CANCELLING:
            return
        run.cancel_asked = True
        await self._book.set_state(run, JobState.CANCELLING)
        self._caller.call_off(job_id)
        try:
            if self._caller.job_id != job_id:
                await self._jobs.cancel_waiting(run)
                if run.is_done:
                    await self._jobs.finish(run)
        finally:
            # Whatever was not cancelled here, for want of a disk perhaps, is the engine's to say.
            self._alarm.ring()

    async def move(self, job_id: str, before: str | None) -> None:
        """Put a job in the queue before another one, or at its end. The queue then stays as it is shown.

        Raises ``KeyError`` for a job that is over, and ``StoreError``.
        """
        await self._carry_out(self._move(job_id, before))

    async def _move(self, job_id: str, before: str | None) -> None:
        places = self._queue.places(job_id, before)
        await self._journal.set_places(places)
        for moved, place in places.items():
            self._note(moved, place=place)
        self._alarm.ring()

    def set_rules(self, rules: JobRules) -> None:
        """Follow these rules from the next call on."""
        self._queue.rules = rules
        self._alarm.ring()

    async def note_results(self, job_id: str, results: JobResults) -> None:
        """The result files of a job are written, or will not be. Raises ``StoreError``."""
        await self._journal.save_results(job_id, results, self._book.now())
        self._note(job_id, results=results)

    def forget(self, job_ids: Iterable[str]) -> None:
        """Jobs that are over are not in the journal any more."""
        for job_id in job_ids:
            self._runs.pop(job_id, None)
            self._past.pop(job_id, None)
            self._records.pop(job_id, None)

    def _note(self, job_id: str, **changes: Any) -> None:
        record = msgspec.structs.replace(self._records[job_id], **changes)
        self._records[job_id] = record
        if job_id in self._runs:
            self._runs[job_id].record = record
        if job_id in self._past:
            self._past[job_id] = told_of(record, self._past[job_id].counts)
        self._book.tell(job_id, ())

    # ------------------------------------------------------------------ what can be seen

    def queue(self) -> tuple[str, ...]:
        """The ids of the jobs that are not over, in the order in which they are worked on."""
        return tuple(run.id for run in self._queue.in_order())

    def owing(self) -> tuple[str, ...]:
        """The ids of jobs whose temporary settings are in force, or may be."""
        return tuple(run.id for run in self._queue.owing())

    @property
    def rules(self) -> JobRules:
        """What a person chose for all jobs."""
        return self._queue.rules

    def job_ids(self) -> tuple[str, ...]:
        """All jobs, oldest first."""
        return tuple(self._records)

    def record(self, job_id: str) -> JobRecord:
        """What is known of a job since its beginning. Raises ``KeyError``."""
        return self._records[job_id]

    async def rows(self, job_id: str) -> tuple[Sequence[JobRow], Sequence[LeftOutRow]]:
        """The rows of a job, and those of its source that were left out. Raises ``KeyError``."""
        run = self._runs.get(job_id)
        if run is not None:
            return tuple(run.rows), run.left_out
        if job_id not in self._records:
            raise KeyError(job_id)
        return await self._journal.rows(job_id), await self._journal.left_out(job_id)

    def progress(self, job_id: str) -> JobProgress:
        """How far a job is, without the time of finishing. Raises ``KeyError``."""
        if job_id in self._past:
            return self._past[job_id]
        run = self._runs[job_id]
        wait_s = max(0.0, run.hold.seconds, self._hold.seconds)
        return run.progress(self._caller.mean_s, wait_s, self._behind.words(run) or self._waiting_for(run))

    def _waiting_for(self, run: Run) -> str | None:
        hold = run.hold if run.hold.words else self._hold
        if hold.words is None and run.quiet_until is not None:
            return obstacles.quiet_words(run.quiet_until, self._book.now(), run.record.session_time_zone)
        if run.state is JobState.RUNNING and (hold.words is None or hold.is_penalty):
            # Jobs may rest longer than the pause: after a refusal that another program brought on them.
            seconds = self._penalty_s()
            if seconds > 0:
                return obstacles.penalty_words(self._clock.wall() + seconds)
        return hold.words

    # ------------------------------------------------------------------ the work

    async def _work(self) -> None:
        while not self._stopping:
            run: Run | None = None
            try:
                await self._behind.stop_followers()
                self._let_go()
                run = self._queue.next_run()
                if run is None:
                    await self._rest()
                else:
                    await self._jobs.advance(run)
            except CalledOff:
                continue
            except ConsoleError as error:
                if run is not None:
                    await self._stumble(run, error)
            except Exception:  # noqa: BLE001 - the end of the line: a defect must be seen, and end nothing else
                _log.exception("the job engine stumbled")
                if run is not None:
                    self._stop_in_memory(run, _DEFECT)
                else:
                    await self._alarm.sleep(_AFTER_A_DEFECT_S)

    def _let_go(self) -> None:
        """Jobs that are over leave memory: a program that runs for weeks must not carry all of their rows."""
        for run in [run for run in self._runs.values() if run.state.is_over and not run.owes_settings]:
            record = msgspec.structs.replace(
                run.record,
                state=run.state,
                trouble=run.trouble,
                ended_at=run.ended_at,
                settings=run.settings,
                known_ids=frozenset(),  # as the journal tells it of a job that is over
            )
            self._claims.keep(run)
            self._records[run.id], self._past[run.id] = record, told_of(record, run.counts())
            del self._runs[run.id]

    async def _rest(self) -> None:
        """Until the first hold is over, or until somebody asks for something."""
        seconds = self._queue.seconds_to_wait()
        if seconds is None:
            await self._alarm.wait()
        else:
            await self._alarm.sleep(max(seconds, SHORTEST_REST_S))

    async def _stumble(self, run: Run, error: ConsoleError) -> None:
        """A look-up failed, or there is no disk: nothing was sent, say so and wait."""
        try:
            if isinstance(error, StoreError):
                raise error
            if isinstance(error, NotSignedIn):
                run.settings_stuck = True
                await self._jobs.stop(run, SIGN_IN)
            elif error.can_retry:
                self._jobs.hold_after(run, error)
                self._book.tell(run.id, ())
            else:
                await self._jobs.stop(run, error.sentence)
        except StoreError as failure:
            # Without a journal nothing may be sent. What is on disk is the truth for the next start.
            self._stop_in_memory(run, obstacles.without_records(failure))

    def _stop_in_memory(self, run: Run, trouble: str) -> None:
        """Stop a job without writing: what was being sent is looked up when it is resumed."""
        for row in run.rows:
            if row.state is RowState.SENDING:
                run.put(steps.unknown(row))
                run.unknown_since[row.seq] = self._clock.now()
        run.state, run.trouble = JobState.PAUSED, trouble
        run.settings_stuck = True
        self._book.tell(run.id, ())
