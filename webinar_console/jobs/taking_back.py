"""A job that takes an import back looks again: people attend, and change, while it works or waits."""

from datetime import timedelta

from webinar_console.domain.job import RowState
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import Action, JobKind
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.staying import why_stays_now

from . import steps
from .book import Book
from .ports import Clock, Server
from .run import TURN_ROWS, Run

#: So often, in seconds: one call for each 1,000 people. From shortly before the session's start, when people
#: begin to attend, once in a window of calls.
LOOK_EVERY_S = 600.0
LOOK_EVERY_LATE_S = 60.0
_DOORS_OPEN = timedelta(minutes=30)


class TakingBack:
    """Ends the rows of people who must stay by now."""

    def __init__(self, server: Server, book: Book, clock: Clock) -> None:
        self._server, self._book, self._clock = server, book, clock

    def is_due(self, run: Run) -> bool:
        """Whether to look before the next removal: before the first one, too, for the plan may be old."""
        if run.record.kind is not JobKind.UNDO or not self._removes_next(run):
            return False
        starts = parse_moment(run.record.session_starts_at)
        late = starts is None or self._book.now() >= starts - _DOORS_OPEN
        return self._clock.now() - run.looked_at >= (LOOK_EVERY_LATE_S if late else LOOK_EVERY_S)

    async def look(self, run: Run) -> None:
        """One call for each 1,000 registrants. Raises ``StoreError`` and the errors of the client."""
        there: dict[str, Registrant] = {}
        async for page in self._server.registrants(run.record.session_id):
            there.update((person.id, person) for person in page)
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
        run.looked_at = self._clock.now()

    @staticmethod
    def _removes_next(run: Run) -> bool:
        rows: list[JobRow] = run.next_rows()
        return bool(rows) and rows[0].plan.action is Action.REMOVE and rows[0].state is RowState.WAITING
