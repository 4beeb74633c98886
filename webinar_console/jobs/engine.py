"""The engine: one task that works on all jobs, one call at a time.

One call at a time is the point, not a limit: intent is durable before a request leaves, its outcome is
durable before the next row is taken, and at the server's pace there is nothing to gain from two.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from webinar_console.domain.email import email_key
from webinar_console.domain.errors import (
    ConsoleError,
    Forbidden,
    NotFound,
    NotSignedIn,
    RateLimited,
    StoreError,
    Unreachable,
)
from webinar_console.domain.forecast import INVITE_BATCH, Pace
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import JobProgress, JobState, RowState
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow, Step
from webinar_console.store.journal import JobRecord, Journal

from . import obstacles, reconcile, steps
from .call import CalledOff, Caller
from .hold import Hold
from .ports import Clock, Gate, Server, Witness
from .run import Run, restored

T = TypeVar("T")

_log = logging.getLogger(__name__)

_DEFECT = (
    "Webinar Console met a fault of its own and stopped this job, so that nothing goes wrong. "
    "Nothing was sent twice. Resume to go on. ({error})"
)

#: Told about every change: the job's id and the rows that changed (none: the job itself).
OnChange = Callable[[str, Sequence[JobRow]], None]

#: A request whose answer was lost may still be on its way: so long it is not looked for.
SETTLE_AFTER_S = 5.0
#: How long closing waits for the answer to a request that has left.
CLOSE_GRACE_S = 5.0


class Engine:
    """Runs jobs. All methods belong to the event loop on which :meth:`start` was called."""

    def __init__(
        self,
        journal: Journal,
        server: Server,
        clock: Clock,
        pace: Callable[[], Pace],
        on_change: OnChange,
        witness: Witness,
        *,
        settle_after_s: float = SETTLE_AFTER_S,
    ) -> None:
        self._journal = journal
        self._server = server
        self._clock = clock
        self._pace = pace
        self._on_change = on_change
        self._witness = witness
        self._settle_after_s = settle_after_s
        self._runs: dict[str, Run] = {}
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._caller = Caller(clock)
        self._hold = Hold(clock)

    # ------------------------------------------------------------------ life

    async def load(self) -> None:
        """Read the jobs of earlier runs. What was running is interrupted now: it waits for a word."""
        for record in await self._journal.jobs():
            rows = await self._journal.rows(record.id)
            left_out = await self._journal.left_out(record.id)
            run = Run(record, map(restored, rows), left_out)
            self._runs[record.id] = run
            # The last process may have ended a moment ago, with its request still on the way.
            run.unknown_since = dict.fromkeys(run.unknown_since, self._clock.now())
            if run.state in (JobState.RUNNING, JobState.CANCELLING):
                await self._set_state(run, JobState.INTERRUPTED)

    def start(self) -> None:
        """Begin to work."""
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="job engine")

    async def aclose(self) -> None:
        """Stop. A call that has not left is called off; one that has left gets a moment for its answer."""
        self._stopping = True
        self._wake.set()
        self._caller.call_off()
        task, self._task = self._task, None
        if task is None:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(task), CLOSE_GRACE_S)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    # ------------------------------------------------------------------ what a person can do

    async def add(self, plan: JobPlan) -> str:
        """Write a plan into the journal and begin. The same plan twice is one job."""
        rows = [steps.begin(row) for row in plan.rows]
        now = self._now()
        if not await self._journal.add(plan, rows, JobState.RUNNING, now):
            return plan.id
        record = JobRecord(
            id=plan.id,
            kind=plan.kind,
            title=plan.title,
            webinar_id=plan.webinar_id,
            session_id=plan.session_id,
            session_title=plan.session_title,
            session_starts_at=plan.session_starts_at,
            session_time_zone=plan.session_time_zone,
            state=JobState.RUNNING,
            created_at=now,
            source_name=plan.source_name,
            source_path=plan.source_path,
            source_sha256=plan.source_sha256,
            header=plan.header,
            known_ids=plan.known_ids,
        )
        self._runs[plan.id] = Run(record, rows, plan.left_out)
        self._on_change(plan.id, ())
        self._wake.set()
        return plan.id

    async def pause(self, job_id: str) -> None:
        """Stop after the request that has left; a request that has not is called off."""
        run = self._runs[job_id]
        if run.state is JobState.RUNNING:
            await self._set_state(run, JobState.PAUSED)
            self._caller.call_off(job_id)

    async def resume(self, job_id: str) -> None:
        """Go on exactly where the job stopped."""
        run = self._runs[job_id]
        if run.state in (JobState.PAUSED, JobState.INTERRUPTED):
            run.faults = 0
            self._hold.release()
            await self._set_state(run, JobState.RUNNING)
            self._wake.set()

    async def cancel(self, job_id: str) -> None:
        """Cancel what has not begun. Rows in the middle of a replacement are brought to an end first."""
        run = self._runs[job_id]
        if run.state.is_over or run.state is JobState.CANCELLING:
            return
        await self._set_state(run, JobState.CANCELLING)
        self._caller.call_off(job_id)
        if self._caller.job_id != job_id:
            await self._cancel_waiting(run)
        self._wake.set()

    # ------------------------------------------------------------------ what can be seen

    def job_ids(self) -> tuple[str, ...]:
        """All jobs, oldest first."""
        return tuple(self._runs)

    def run(self, job_id: str) -> Run:
        """One job. Raises ``KeyError``."""
        return self._runs[job_id]

    def progress(self, job_id: str) -> JobProgress:
        """How far a job is."""
        return self._runs[job_id].progress(self._now(), self._pace(), self._caller.mean_s, self._hold.words)

    # ------------------------------------------------------------------ the work

    async def _work(self) -> None:
        while not self._stopping:
            run = self._next_run()
            if run is None:
                self._wake.clear()
                await self._wake.wait()
                continue
            if self._hold.seconds > 0:
                await self._sleep(self._hold.seconds)
                continue
            try:
                await self._advance(run)
            except CalledOff:
                continue
            except StoreError as error:
                self._stop_without_disk(run, error)
            except ConsoleError as error:
                # A look-up failed, or a rule did not expect this: nothing was sent, say so and wait.
                await self._stumble(run, error)
            except Exception as error:  # noqa: BLE001 - the end of the line: a defect must be seen, not lost
                _log.exception("job %s stopped", run.id)
                run.state, run.trouble = JobState.PAUSED, _DEFECT.format(error=repr(error))
                self._on_change(run.id, ())

    def _next_run(self) -> Run | None:
        """The running job whose session starts first; the older one where they start together."""
        ready = [r for r in self._runs.values() if r.state in (JobState.RUNNING, JobState.CANCELLING)]
        return min(ready, key=lambda r: r.record.session_starts_at or "9999", default=None)

    async def _advance(self, run: Run) -> None:
        if run.state is JobState.CANCELLING:
            await self._cancel_waiting(run)
        if run.is_done:
            await self._finish(run)
        elif run.must_look():
            await self._look(run)
        else:
            rows = run.next_rows()
            if rows[0].step is Step.INVITE:
                await self._invite(run, rows)
            else:
                await self._one(run, rows[0])

    async def _finish(self, run: Run) -> None:
        cancelled = run.counts().cancelled > 0
        await self._set_state(run, JobState.CANCELLED if cancelled else JobState.FINISHED)

    async def _cancel_waiting(self, run: Run) -> None:
        rows = run.cancellable()
        if rows:
            await self._save(run, rows, "cancelled")

    # ------------------------------------------------------------------ one call

    async def _one(self, run: Run, row: JobRow) -> None:
        session_id = run.record.session_id
        try:
            if row.step is Step.DELETE:
                assert row.plan.old is not None
                old_id = row.plan.old.id
                await self._send(run, [row], lambda gate: self._server.delete(session_id, old_id, gate))
                record = None
                after = steps.deleted(row)
            else:
                person = steps.registration(row)
                record = await self._send(
                    run, [row], lambda gate: self._server.create(session_id, person, gate)
                )
                after = steps.created(row, record, ours=not self._seen_before(run, row, record.id))
        except ConsoleError as error:
            await self._failed(run, [row], error)
            return
        await self._succeeded(run, [after], str(row.step))
        await self._tell(run, row, record)

    async def _tell(self, run: Run, row: JobRow, record: Registrant | None) -> None:
        """Let the local copies know what a step did. They are only copies: a failure costs a refresh."""
        with contextlib.suppress(StoreError):
            if record is not None:
                await self._witness.take_created(run.record.session_id, record)
            elif row.step is Step.DELETE and row.plan.old is not None:
                await self._witness.take_removed(run.record.session_id, row.plan.old.id)

    def _seen_before(self, run: Run, row: JobRow, registrant_id: str) -> bool:
        """Whether the server answered a registration with a record that was there already."""
        return registrant_id in run.record.known_ids or any(
            other.result_id == registrant_id for other in run.rows if other.seq != row.seq
        )

    async def _invite(self, run: Run, rows: list[JobRow]) -> None:
        people = [row.plan.invitee for row in rows if row.plan.invitee is not None]
        record = run.record
        try:
            answer = await self._send(
                run,
                rows,
                lambda gate: self._server.invite(record.webinar_id, record.session_id, people, gate),
            )
        except ConsoleError as error:
            await self._failed(run, rows, error)
            return
        lookup = reconcile.Lookup(panel=answer.added_invitees)
        after = [steps.invited(row, lookup.panel.get(email_key(row.plan.email))) for row in rows]
        run.invite_limit = INVITE_BATCH
        await self._succeeded(run, after, "invite")

    async def _send(self, run: Run, rows: list[JobRow], call: Callable[[Gate], Awaitable[T]]) -> T:
        """Make a call whose intent is on disk before its request leaves.

        Raises ``CalledOff`` when it was called off before that, and what the call raises.
        """
        try:
            return await self._caller.make(
                run.id, lambda: self._save(run, [steps.sending(row) for row in rows], "sending"), call
            )
        except CalledOff as off:
            if off.marked:  # intent may be on disk, but nothing left: the rows wait again
                await self._save(run, [steps.not_sent(row) for row in rows], "not sent")
            raise

    async def _succeeded(self, run: Run, rows: list[JobRow], what: str) -> None:
        run.faults = 0
        self._hold.release()
        await self._save(run, rows, what)

    async def _failed(self, run: Run, rows: list[JobRow], error: ConsoleError) -> None:
        if isinstance(error, StoreError):
            raise error
        if isinstance(error, NotSignedIn):
            await self._save(run, [steps.not_sent(row) for row in rows], "not sent", error.sentence)
            await self._set_state(run, JobState.PAUSED, "Sign in again, then resume. Nothing was lost.")
        elif isinstance(error, Unreachable | RateLimited):
            await self._save(run, [steps.not_sent(row) for row in rows], "not sent", error.sentence)
            self._hold.after(error)
        elif error.outcome_unknown:
            run.faults += 1
            now = self._clock.now()
            for row in rows:
                run.unknown_since[row.seq] = now
            await self._save(run, [steps.unknown(row) for row in rows], "unknown", error.sentence)
            self._hold.after(error)
        else:
            await self._refused(run, rows, error)

    async def _refused(self, run: Run, rows: list[JobRow], error: ConsoleError) -> None:
        """The server said no. Is it this row, or will it say no to all of them?"""
        # Not done for certain: should looking around fail, the rows simply wait.
        await self._save(run, [steps.not_sent(row) for row in rows], "refused", error.sentence)
        if isinstance(error, Forbidden | NotFound):
            trouble = await obstacles.find(self._server, run.record, rows[0], error)
            if trouble:
                await self._set_state(run, JobState.PAUSED, trouble)
                return
        if len(rows) == 1:
            await self._save(run, [steps.refused(rows[0], error)], "refused")
            return
        culprit = obstacles.culprit(error, len(rows))
        if culprit is not None:
            await self._save(run, [steps.refused(rows[culprit], error)], "refused")
        else:
            run.invite_limit = (len(rows) + 1) // 2

    # ------------------------------------------------------------------ looking up

    async def _look(self, run: Run) -> None:
        """Settle every unknown row of a job by reading the lists that can tell."""
        age = self._clock.now() - max(run.unknown_since.values())
        if age < self._settle_after_s:
            await self._sleep(self._settle_after_s - age)
            return
        rows = [run.rows[seq] for seq in sorted(run.unknown_since)]
        record = run.record
        people: list[Registrant] = []
        if any(row.step is not Step.INVITE for row in rows):
            async for page in self._server.registrants(record.session_id):
                people.extend(page)
        panel: Sequence[Invitee] = ()
        if any(row.step is Step.INVITE for row in rows):
            panel = await self._server.invitees(record.webinar_id, record.session_id)
        lookup = reconcile.Lookup(people, panel)
        self._hold.release()
        run.faults = 0
        taken = {row.result_id for row in run.rows if row.result_id}
        settled = []
        for row in rows:
            others = frozenset(taken - {row.result_id})
            after = reconcile.settle(row, lookup, record.known_ids, others)
            if after.result_id:
                taken.add(after.result_id)
            settled.append(after)
        await self._save(run, settled, "settled")
        for row, after in zip(rows, settled, strict=True):
            if row.step is Step.DELETE and after.step is not Step.DELETE:
                await self._tell(run, row, None)
            elif after.result_id in lookup.by_id:
                await self._tell(run, row, lookup.by_id[after.result_id])

    # ------------------------------------------------------------------ waiting

    async def _stumble(self, run: Run, error: ConsoleError) -> None:
        if isinstance(error, NotSignedIn):
            await self._set_state(run, JobState.PAUSED, "Sign in again, then resume. Nothing was lost.")
        elif error.can_retry:
            self._hold.after(error)
            self._on_change(run.id, ())
        else:
            await self._set_state(run, JobState.PAUSED, error.sentence)

    def _stop_without_disk(self, run: Run, error: StoreError) -> None:
        """Without a journal nothing may be sent. The rows on disk are the truth for the next start."""
        for row in run.rows:
            if row.state is RowState.SENDING:
                run.put(steps.unknown(row))
        run.state = JobState.PAUSED
        run.trouble = f"{error.sentence} Nothing more is sent until then."
        self._on_change(run.id, ())

    async def _sleep(self, seconds: float) -> None:
        """Wait, but not longer than until somebody asks for something."""
        self._wake.clear()
        sleeper = asyncio.ensure_future(self._clock.sleep(seconds))
        waker = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait((sleeper, waker), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sleeper, waker):
                task.cancel()
            await asyncio.gather(sleeper, waker, return_exceptions=True)

    # ------------------------------------------------------------------ disk

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.wall(), UTC)

    async def _save(self, run: Run, rows: Sequence[JobRow], what: str, detail: str = "") -> None:
        await self._journal.save_rows(run.id, rows, self._now(), what, detail)
        for row in rows:
            run.put(row)
        self._on_change(run.id, rows)

    async def _set_state(self, run: Run, state: JobState, trouble: str | None = None) -> None:
        now = self._now()
        await self._journal.set_state(run.id, state, now, trouble=trouble)
        run.state, run.trouble = state, trouble
        run.ended_at = now if state.is_over else None
        self._on_change(run.id, ())
