"""Working on one job: the next call, its answer or the lack of one, and looking up what is unknown."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
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
from webinar_console.domain.forecast import INVITE_BATCH
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import JobState
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow, Step

from . import obstacles, reconcile, steps
from .alarm import Alarm
from .book import Book
from .call import CalledOff, Caller
from .hold import Hold
from .ports import Clock, Gate, Server, Witness
from .run import TURN_ROWS, Run

T = TypeVar("T")

#: What a job says when the account is signed out.
SIGN_IN = "Sign in again, then resume. Nothing was lost."


class Work:
    """Takes jobs forward, one call at a time. What it decides is in the book before it returns."""

    def __init__(
        self,
        server: Server,
        book: Book,
        witness: Witness,
        clock: Clock,
        caller: Caller,
        hold: Hold,
        alarm: Alarm,
        settle_after_s: float,
    ) -> None:
        """``settle_after_s``: so long a lost request may still be on its way, and is not looked for."""
        self._server = server
        self._book = book
        self._witness = witness
        self._clock = clock
        self._caller = caller
        self._hold = hold
        self._alarm = alarm
        self._settle_after_s = settle_after_s

    async def advance(self, run: Run) -> None:
        """One step of a job: finish it, look up what is unknown, or make the next call.

        Raises ``CalledOff``, ``StoreError`` (nothing may be sent without a journal), what a look-up raises.
        """
        if run.state is JobState.CANCELLING:
            await self.cancel_waiting(run)
        if run.is_done:
            await self.finish(run)
        elif run.must_look():
            await self._look(run)
        else:
            rows = run.next_rows()
            if rows[0].step is Step.INVITE:
                await self._invite(run, rows)
            else:
                await self._one(run, rows[0])

    async def finish(self, run: Run) -> None:
        """Every row has its outcome: the job is over. Saying so twice is harmless."""
        if run.state.is_over:
            return
        cancelled = run.counts().cancelled > 0
        await self._book.set_state(run, JobState.CANCELLED if cancelled else JobState.FINISHED)

    async def cancel_waiting(self, run: Run) -> None:
        """Cancel the rows that have not begun, part by part: a long job must not stop the window."""
        for start in range(0, len(run.rows), TURN_ROWS):
            rows = run.cancellable(start, start + TURN_ROWS)
            if rows:
                await self._book.save(run, rows, "cancelled")

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
        return registrant_id in run.record.known_ids or run.leads_to(registrant_id, besides=row)

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
                run.id, lambda: self._book.save(run, [steps.sending(row) for row in rows], "sending"), call
            )
        except CalledOff as off:
            if off.marked:  # intent may be on disk, but nothing left: the rows wait again
                await self._book.save(run, [steps.not_sent(row) for row in rows], "not sent")
            raise

    async def _succeeded(self, run: Run, rows: list[JobRow], what: str) -> None:
        run.faults = 0
        self._hold.release()
        await self._book.save(run, rows, what)

    async def _failed(self, run: Run, rows: list[JobRow], error: ConsoleError) -> None:
        if isinstance(error, StoreError):
            raise error
        if isinstance(error, NotSignedIn):
            await self._book.save(run, [steps.not_sent(row) for row in rows], "not sent", error.sentence)
            await self._book.set_state(run, JobState.PAUSED, SIGN_IN)
        elif isinstance(error, Unreachable | RateLimited):
            await self._book.save(run, [steps.not_sent(row) for row in rows], "not sent", error.sentence)
            self._hold.after(error)
        elif error.outcome_unknown:
            run.faults += 1
            now = self._clock.now()
            for row in rows:
                run.unknown_since[row.seq] = now
            await self._book.save(run, [steps.unknown(row) for row in rows], "unknown", error.sentence)
            self._hold.after(error)
        else:
            await self._refused(run, rows, error)

    async def _refused(self, run: Run, rows: list[JobRow], error: ConsoleError) -> None:
        """The server said no. Is it this row, or will it say no to all of them?"""
        # Not done for certain: should looking around fail, the rows simply wait.
        await self._book.save(run, [steps.not_sent(row) for row in rows], "refused", error.sentence)
        if isinstance(error, Forbidden | NotFound):
            trouble = await obstacles.find(self._server, run.record, rows[0], error)
            if trouble:
                await self._book.set_state(run, JobState.PAUSED, trouble)
                return
        if len(rows) == 1:
            await self._book.save(run, [steps.refused(rows[0], error)], "refused")
            return
        culprit = obstacles.culprit(error, len(rows))
        if culprit is not None:
            await self._book.save(run, [steps.refused(rows[culprit], error)], "refused")
        else:
            run.invite_limit = (len(rows) + 1) // 2

    # ------------------------------------------------------------------ looking up

    async def _look(self, run: Run) -> None:
        """Settle every unknown row of a job by reading the lists that can tell."""
        age = self._clock.now() - max(run.unknown_since.values())
        if age < self._settle_after_s:
            await self._alarm.sleep(self._settle_after_s - age)
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
        taken = run.result_ids()
        settled = []
        for row in rows:
            others = frozenset(taken - {row.result_id})
            after = reconcile.settle(row, lookup, record.known_ids, others)
            if after.result_id:
                taken.add(after.result_id)
            settled.append(after)
        await self._book.save(run, settled, "settled")
        for row, after in zip(rows, settled, strict=True):
            if row.step is Step.DELETE and after.step is not Step.DELETE:
                await self._tell(run, row, None)
            elif after.result_id in lookup.by_id:
                await self._tell(run, row, lookup.by_id[after.result_id])
