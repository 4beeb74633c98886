"""The book of jobs: journal first, memory second, then whoever listens."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from webinar_console.domain.job import JobState
from webinar_console.domain.row import JobRow
from webinar_console.domain.temporary import HeldSetting
from webinar_console.store.journal import Journal

from .ports import Clock
from .run import Run

#: Told about every change: the job's id and the rows that changed (none: the job itself).
OnChange = Callable[[str, Sequence[JobRow]], None]


class Book:
    """Writes what happens to jobs. When a method returns, it is on disk. Raises ``StoreError``."""

    def __init__(self, journal: Journal, clock: Clock, on_change: OnChange) -> None:
        self._journal = journal
        self._clock = clock
        self._changing = asyncio.Lock()
        self.tell = on_change

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        return datetime.fromtimestamp(self._clock.wall(), UTC)

    async def save(self, run: Run, rows: Sequence[JobRow], what: str, detail: str = "") -> None:
        """The new state of some rows, all or none, with a line of story for each."""
        await self._journal.save_rows(run.id, rows, self.now(), what, detail)
        for row in rows:
            run.put(row)
        self.tell(run.id, rows)

    async def save_settings(
        self, run: Run, settings: Sequence[HeldSetting], what: str, detail: str = ""
    ) -> None:
        """What became of a job's temporary settings."""
        await self._journal.save_settings(run.id, settings, self.now(), what, detail)
        run.settings = tuple(settings)
        self.tell(run.id, ())

    async def set_state(self, run: Run, state: JobState, trouble: str | None = None) -> None:
        """The new state of a job. A job that is over stays over."""
        async with self._changing:
            if run.state.is_over:
                return
            now = self.now()
            await self._journal.set_state(run.id, state, now, trouble=trouble)
            run.state, run.trouble = state, trouble
            run.ended_at = now if state.is_over else None
        self.tell(run.id, ())
