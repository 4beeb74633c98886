"""A job that takes an import back, removes who is not in a list, or applies edits of people looks again:
people attend, and change, while it works or waits."""

from math import inf

from webinar_console.domain.job import RowState
from webinar_console.domain.looking import PEOPLE_PER_CALL, look_every_s
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import Action, JobKind
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.staying import why_edit_rests, why_stays_now

from . import steps
from .book import Book
from .ports import Clock, Server
from .run import TURN_ROWS, Run

_LOOKS = (JobKind.UNDO, JobKind.REMOVE, JobKind.APPLY)


class TakingBack:
    """Ends the rows of people who must stay by now."""

    def __init__(self, server: Server, book: Book, clock: Clock) -> None:
        self._server, self._book, self._clock = server, book, clock

    def is_due(self, run: Run) -> bool:
        """Whether to look before the next removal: before the first one, too, when the plan is old."""
        if run.record.kind not in _LOOKS or not self._removes_next(run):
            return False
        if run.record.kind is JobKind.APPLY and run.record.as_of is None:
            return False  # planned by a version that did not look
        return self._age_s(run) >= self._every_s(run)

    def _age_s(self, run: Run) -> float:
        """Seconds since the people were read. One clock may stop while the computer sleeps, one be set."""
        as_of, now = run.people_as_of, self._book.now()
        if as_of is None or as_of > now:
            return inf
        return max((now - as_of).total_seconds(), self._clock.now() - run.looked_at)

    def _every_s(self, run: Run) -> float:
        # Whoever is to be removed is there: at least so many.
        calls = run.look_calls or -(-run.calls_left() // PEOPLE_PER_CALL)
        return look_every_s(self._book.now(), parse_moment(run.record.session_starts_at), calls)

    async def look(self, run: Run) -> None:
        """One call for each 1,000 registrants. Raises ``StoreError`` and the errors of the client."""
        there: dict[str, Registrant] = {}
        calls = 0
        async for page in self._server.registrants(run.record.session_id, answers=True):
            there.update((person.id, person) for person in page)
            calls += 1
        as_of, looked_at = self._book.now(), self._clock.now()
        for start in range(0, len(run.rows), TURN_ROWS):
            ended = []
            for row in run.waiting(start, start + TURN_ROWS):
                why = _why_not(run, row, there)
                if why:
                    ended.append(steps.stays(row, why))
            if ended:
                await self._book.save(run, ended, "refused", "looked again before removing")
        run.people_as_of, run.looked_at, run.look_calls = as_of, looked_at, calls

    @staticmethod
    def _removes_next(run: Run) -> bool:
        rows = run.next_rows()
        return bool(rows) and _takes_away(run, rows[0])


def _takes_away(run: Run, row: JobRow) -> bool:
    """Whether the row's next call is the first that costs somebody a registration."""
    if row.state is not RowState.WAITING or row.is_begun:
        return False
    replaces = run.record.kind is JobKind.APPLY and row.plan.action is Action.REPLACE
    return replaces or row.plan.action is Action.REMOVE


def _why_not(run: Run, row: JobRow, there: dict[str, Registrant]) -> str:
    old = row.plan.old
    if old is None or not _takes_away(run, row):
        return ""
    now = there.get(old.id)
    if run.record.kind is JobKind.APPLY:
        return why_edit_rests(now, old, replaces=row.plan.action is Action.REPLACE)
    return why_stays_now(now, old) if now is not None else ""
