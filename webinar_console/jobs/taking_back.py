"""A job that takes an import back, or removes who is not in a list, looks again: people attend, and change,
while it works or waits."""

from datetime import timedelta
from math import inf

from webinar_console.domain.job import RowState
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import Action, JobKind
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staying import why_stays_now

from . import steps
from .book import Book
from .ports import Clock, Server
from .run import TURN_ROWS, Run

#: So often, in seconds. From shortly before the session's start on people begin to attend.
LOOK_EVERY_S = 600.0
LOOK_EVERY_LATE_S = 60.0
#: A look takes one call for each 1,000 people: it must not take most of the calls that there are.
LOOK_EVERY_S_PER_CALL = 60.0
_PEOPLE_PER_CALL = 1000
_LOOKS = (JobKind.UNDO, JobKind.REMOVE)
_DOORS_OPEN = timedelta(minutes=30)


class TakingBack:
    """Ends the rows of people who must stay by now."""

    def __init__(self, server: Server, book: Book, clock: Clock) -> None:
        self._server, self._book, self._clock = server, book, clock

    def is_due(self, run: Run) -> bool:
        """Whether to look before the next removal: before the first one, too, when the plan is old."""
        if run.record.kind not in _LOOKS or not self._removes_next(run):
            return False
        return self._age_s(run) >= self._every_s(run)

    def _age_s(self, run: Run) -> float:
        """Seconds since the people were read. One clock may stop while the computer sleeps, one be set."""
        as_of, now = run.people_as_of, self._book.now()
        if as_of is None or as_of > now:
            return inf
        return max((now - as_of).total_seconds(), self._clock.now() - run.looked_at)

    def _every_s(self, run: Run) -> float:
        starts = parse_moment(run.record.session_starts_at)
        late = starts is None or self._book.now() >= starts - _DOORS_OPEN
        # Whoever is to be removed is there: at least so many.
        calls = run.look_calls or -(-run.calls_left() // _PEOPLE_PER_CALL)
        return max(LOOK_EVERY_LATE_S if late else LOOK_EVERY_S, calls * LOOK_EVERY_S_PER_CALL)

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
                old = row.plan.old if row.plan.action is Action.REMOVE else None
                now = there.get(old.id) if old is not None else None
                why = why_stays_now(now, old) if now is not None and old is not None else ""
                if why:
                    ended.append(steps.stays(row, why))
            if ended:
                await self._book.save(run, ended, "refused", "looked again before removing")
        run.people_as_of, run.looked_at, run.look_calls = as_of, looked_at, calls

    @staticmethod
    def _removes_next(run: Run) -> bool:
        rows = run.next_rows()
        return bool(rows) and rows[0].plan.action is Action.REMOVE and rows[0].state is RowState.WAITING
