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
from webinar_console.domain.job import JobState, Outcome, RowState
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow, Step

from . import obstacles, reconcile, steps
from .book import Book
from .call import CalledOff, Caller
from .claims import Claims
from .hold import Hold
from .ports import Clock, Gate, Server, Witness
from .run import TURN_ROWS, Run
from .taking_back import TakingBack
from .temporary import Temporary

T = TypeVar("T")

#: So many people in a row who are refused alike are not the people's fault.
SAME_REFUSALS = 5
#: So long after a look around it is believed that nothing stands in the way of all rows.
CLEAR_FOR_S = 60.0
FAILS_FOR_ALL = (
    "RingCentral fails for everybody at the moment. Nothing was sent twice. Press Resume in a while."
)
#: What a job says when the account is signed out.
SIGN_IN = "Sign in again, then press Resume. Nothing was lost."


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
        settle_after_s: float,
        temporary: Temporary,
        claims: Claims,
        rests: Callable[[Run], bool],
    ) -> None:
        """``settle_after_s``: so long a lost request may still be on its way, and is not looked for.

        ``hold`` is for faults that concern all jobs; each job has one of its own. ``rests`` tells whether
        quiet hours keep a job from sending now.
        """
        self._server = server
        self._book = book
        self._witness = witness
        self._clock = clock
        self._caller = caller
        self._hold = hold
        self._settle_after_s = settle_after_s
        self._temporary = temporary
        self._claims = claims
        self._rests = rests
        self._taking_back = TakingBack(server, book, clock)

    async def advance(self, run: Run) -> None:
        """One step of a job: finish it, look up what is unknown, or make the next call.

        Raises ``CalledOff``, ``StoreError`` (nothing may be sent without a journal), what a look-up raises.
        """
        if run.cancel_asked:
            await self.cancel_waiting(run)
        if run.owes_settings and (run.lost_turn or run.quiet_until or not run.sends):
            await self._temporary.put_back(run)
        elif run.is_done:
            await self.finish(run)
        elif run.must_look():
            await self._look(run)
        elif run.wants_settings:
            await self._put_in_force(run)
        elif self._taking_back.is_due(run):
            await self._taking_back.look(run)
        else:
            rows = run.next_rows()
            if rows[0].step is Step.INVITE:
                await self._invite(run, rows)
            elif rows[0].step is Step.WITHDRAW:
                await self._withdraw(run, rows)
            else:
                await self._one(run, rows[0])

    async def _put_in_force(self, run: Run) -> None:
        run.is_arranging = True
        try:
            await self._temporary.put_in_force(run)
        except NotFound:
            await self._end(run, obstacles.SESSION_GONE.words)
        finally:
            run.is_arranging = False

    async def finish(self, run: Run) -> None:
        """Every row has its outcome, the settings are back: the job is over. Saying so twice is harmless."""
        if run.state.is_over or run.owes_settings or run.is_arranging:
            return
        cancelled = run.counts().cancelled > 0
        await self._book.set_state(run, JobState.CANCELLED if cancelled else JobState.FINISHED)

    async def cancel_waiting(self, run: Run) -> None:
        """Cancel the rows that have not begun, part by part: a long job must not stop the window."""
        if run.is_sweeping:
            return
        run.is_sweeping = True
        try:
            for start in range(0, len(run.rows), TURN_ROWS):
                rows = run.cancellable(start, start + TURN_ROWS)
                if rows:
                    await self._book.save(run, rows, "cancelled")
        finally:
            run.is_sweeping = False

    async def stop(self, run: Run, trouble: str) -> None:
        """The job cannot go on now, for a reason that a person can do something about."""
        if run.cancel_asked:
            await self.cancel_waiting(run)
            if run.is_done and not run.owes_settings:
                await self.finish(run)
                return
        await self._book.set_state(run, JobState.PAUSED, trouble)

    async def _end(self, run: Run, words: str) -> None:
        """Nothing more can ever be done for this session: every row that waits gets its outcome."""
        for start in range(0, len(run.rows), TURN_ROWS):
            rows = [steps.ended_by(row, words) for row in run.waiting(start, start + TURN_ROWS)]
            if rows:
                await self._book.save(run, rows, "refused")

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
                after = steps.created(row, record, ours=self._claims.is_ours(run, row, record))
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

    async def _withdraw(self, run: Run, rows: list[JobRow]) -> None:
        ids = [row.plan.member.id for row in rows if row.plan.member is not None]
        record = run.record
        try:
            await self._send(
                run,
                rows,
                lambda gate: self._server.withdraw(record.webinar_id, record.session_id, ids, gate),
            )
        except ConsoleError as error:
            await self._failed(run, rows, error)
            return
        run.invite_limit = INVITE_BATCH
        await self._succeeded(run, [steps.withdrawn(row) for row in rows], "withdraw")

    async def _send(self, run: Run, rows: list[JobRow], call: Callable[[Gate], Awaitable[T]]) -> T:
        """Make a call whose intent is on disk before its request leaves.

        Raises ``CalledOff`` when it was called off before that, and what the call raises.
        """

        async def mark() -> None:
            if self._rests(run):  # quiet hours began while the call waited for its turn
                raise CalledOff(marked=False)
            await self._book.save(run, [steps.sending(row) for row in rows], "sending")

        try:
            return await self._caller.make(run.id, mark, call)
        except CalledOff as off:
            if off.marked:  # intent may be on disk, but nothing left: the rows wait again
                await self._book.save(run, [steps.not_sent(row) for row in rows], "not sent")
            raise

    async def _succeeded(self, run: Run, rows: list[JobRow], what: str) -> None:
        run.faults = 0
        run.successes += 1
        run.note_refusal("")
        run.hold.worked()
        self._hold.worked()
        if any(row.state is RowState.UNKNOWN for row in rows):
            now = self._clock.now()
            run.unknown_since.update((row.seq, now) for row in rows if row.state is RowState.UNKNOWN)
        await self._book.save(run, rows, what)

    async def _failed(self, run: Run, rows: list[JobRow], error: ConsoleError) -> None:
        if isinstance(error, StoreError):
            raise error
        if isinstance(error, NotSignedIn):
            await self._book.save(run, [steps.not_sent(row) for row in rows], "not sent", error.sentence)
            await self.stop(run, SIGN_IN)
        elif isinstance(error, Unreachable | RateLimited):
            self.hold_after(run, error)
            await self._book.save(run, [steps.not_sent(row) for row in rows], "not sent", error.sentence)
        elif error.outcome_unknown:
            run.faults += 1
            now = self._clock.now()
            for row in rows:
                run.unknown_since[row.seq] = now
                run.tried_at.setdefault(row.seq, run.successes)
            self.hold_after(run, error)
            await self._book.save(run, [steps.unknown(row) for row in rows], "unknown", error.sentence)
        else:
            await self._refused(run, rows, error)

    def hold_after(self, run: Run, error: ConsoleError) -> None:
        """Wait: all jobs when nothing can be reached or a penalty runs, else this one."""
        hold = self._hold if isinstance(error, Unreachable | RateLimited) else run.hold
        hold.after(error)

    async def _refused(self, run: Run, rows: list[JobRow], error: ConsoleError) -> None:
        """The server said no. Is it this row, or will it say no to all of them?

        Until that is known the rows stay as they are, so that nobody else ends them.
        """
        try:
            obstacle = await self._obstacle(run, rows[0], error)
        except ConsoleError:
            # Not done for certain: the rows simply wait.
            await self._book.save(run, [steps.not_sent(row) for row in rows], "not sent", error.sentence)
            raise
        if obstacle is not None:
            await self._book.save(run, [steps.not_sent(row) for row in rows], "refused", error.sentence)
            if obstacle.final:
                await self._end(run, obstacle.words)
            else:
                await self.stop(run, obstacle.words)
        elif len(rows) == 1:
            await self._refuse(run, rows[0], error)
        else:
            await self._refuse_one_of(run, rows, error)

    async def _obstacle(self, run: Run, row: JobRow, error: ConsoleError) -> obstacles.Obstacle | None:
        if not isinstance(error, Forbidden | NotFound):
            return None
        if isinstance(error, NotFound) and row.step is Step.DELETE:
            return None  # the one record is gone; that says nothing about the others
        if self._clock.now() < run.clear_until:
            return None
        found = await obstacles.find(self._server, run.record, row, error)
        if found is None:
            run.clear_until = self._clock.now() + CLEAR_FOR_S
        return found

    async def _refuse(self, run: Run, row: JobRow, error: ConsoleError) -> None:
        after = steps.refused(row, error)
        if after.state is RowState.UNKNOWN:
            run.unknown_since[row.seq] = self._clock.now()
            run.tried_at.setdefault(row.seq, run.successes)
        await self._book.save(run, [after], "refused")
        if row.step is Step.RESTORE and after.outcome is Outcome.NEEDS_ATTENTION:
            name = row.plan.name or row.plan.email
            told = f"{name} could not be put back and is not registered now."
            await self.stop(run, f"{told} Look at the row, then press Resume.")
            return
        key = f"{row.step} {after.words}" if isinstance(error, Forbidden) else ""
        if run.note_refusal(key) >= SAME_REFUSALS and key:
            run.note_refusal("")
            told = f"RingCentral refused {SAME_REFUSALS} people in a row for the same reason: {after.words}"
            await self.stop(run, f"{told} Press Resume to go on with the others.")

    async def _refuse_one_of(self, run: Run, rows: list[JobRow], error: ConsoleError) -> None:
        """A bulk call was refused: for the one that the server names, or for somebody in a half of it."""
        culprit = obstacles.culprit(error, len(rows))
        after = [steps.refused(r, error) if n == culprit else steps.not_sent(r) for n, r in enumerate(rows)]
        if culprit is None:
            run.invite_limit = (len(rows) + 1) // 2
        await self._book.save(run, after, "refused")

    # ------------------------------------------------------------------ looking up

    async def _look(self, run: Run) -> None:
        """Settle every unknown row of a job by reading the lists that can tell."""
        age = self._clock.now() - max(run.unknown_since.values())
        if age < self._settle_after_s:
            run.hold.rest(self._settle_after_s - age)
            return
        rows = [run.rows[seq] for seq in sorted(run.unknown_since)]
        try:
            lookup = await self._lists(run, rows)
        except NotFound:
            gone = obstacles.SESSION_GONE.words
            await self._book.save(run, [steps.ended_by(steps.not_sent(row), gone) for row in rows], "settled")
            await self._end(run, gone)
            return
        run.faults = 0
        marks = run.marks() | self._claims.of_others(run)
        settled, stuck = [], []
        for row in rows:
            after = reconcile.settle(row, lookup, run.record.known_ids, marks - {row.mark})
            if after.mark:
                marks |= {after.mark}
            if after.state is RowState.WAITING and after.attempts >= steps.MAX_ATTEMPTS:
                after = self._tried_enough(run, after)
                if after.state is RowState.WAITING and after.step is row.step:
                    stuck.append(after)
            settled.append(after)
        await self._book.save(run, settled, "settled")
        for row, after in zip(rows, settled, strict=True):
            if row.step is Step.DELETE and after.step is not Step.DELETE:
                await self._tell(run, row, None)
            elif after.result_id in lookup.by_id:
                await self._tell(run, row, lookup.by_id[after.result_id])
        if stuck:
            await self.stop(run, FAILS_FOR_ALL + obstacles.between(stuck[0]))

    def _tried_enough(self, run: Run, row: JobRow) -> JobRow:
        """Give the row up when the server did others meanwhile, or when the job is to end anyway."""
        others_worked = run.successes > run.tried_at.get(row.seq, run.successes)
        run.tried_at.pop(row.seq, None)
        if others_worked or run.cancel_asked:
            return steps.give_up(row)
        return steps.spared(row)

    async def _lists(self, run: Run, rows: Sequence[JobRow]) -> reconcile.Lookup:
        record = run.record
        people: list[Registrant] = []
        concerns = reconcile.concerning(rows)
        if not all(row.step.is_bulk for row in rows):
            async for page in self._server.registrants(record.session_id):
                people.extend(filter(concerns, page))
        panel: Sequence[Invitee] = ()
        if any(row.step.is_bulk for row in rows):
            panel = await self._server.invitees(record.webinar_id, record.session_id)
        return reconcile.Lookup(people, panel)
