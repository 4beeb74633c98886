"""The job board: start, watch and steer jobs; their results as files."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from webinar_console.api.clock import Clock
from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import JobProgress, Outcome, RowReport, RowState
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import JobPlan, LeftOutRow
from webinar_console.domain.row import JobRow
from webinar_console.files.results import write_results
from webinar_console.jobs.engine import Engine
from webinar_console.jobs.ports import Server, Witness
from webinar_console.store.journal import Journal

from .slices import in_slices


class JobBoard:
    """All jobs of the account, oldest first.

    ``changed`` tells the id of a job; ``rows_changed`` also the rows that changed, with their new state.
    """

    def __init__(
        self,
        journal: Journal,
        server: Server,
        clock: Clock,
        pace: Callable[[], Pace],
        witness: Witness,
        sign_in: Callable[[], Awaitable[None]],
    ) -> None:
        """``sign_in`` makes sure that calls can be made; it costs nothing while they can."""
        self._clock = clock
        self._sign_in = sign_in
        self._engine = Engine(journal, server, clock, pace, self._tell, witness)
        self.changed: Listeners[[str]] = Listeners()
        self.rows_changed: Listeners[[str, Sequence[JobRow]]] = Listeners()

    async def load(self) -> None:
        """Read the jobs of earlier runs; what was running then is interrupted now. Raises ``StoreError``."""
        await self._engine.load()

    def begin(self) -> None:
        """Let the jobs work."""
        self._engine.start()

    async def aclose(self) -> None:
        """Stop where the jobs can go on later."""
        await self._engine.aclose()

    def _tell(self, job_id: str, rows: Sequence[JobRow]) -> None:
        self.changed.notify(job_id)
        if rows:
            self.rows_changed.notify(job_id, rows)

    @property
    def jobs(self) -> tuple[JobProgress, ...]:
        """Every job as it stands now."""
        return tuple(map(self._engine.progress, self._engine.job_ids()))

    def job(self, job_id: str) -> JobProgress:
        """One job as it stands now. Raises ``KeyError``."""
        return self._engine.progress(job_id)

    def owing(self) -> tuple[JobProgress, ...]:
        """Jobs whose temporary settings are in force, or may be."""
        return tuple(self._engine.progress(run.id) for run in self._engine.owing())

    async def start(self, plan: JobPlan) -> str:
        """Write the plan into the journal and begin. The same plan twice is one job.

        Raises ``StoreError``.
        """
        return await self._engine.add(plan)

    async def pause(self, job_id: str) -> None:
        """Pause after the request that is under way."""
        await self._engine.pause(job_id)

    async def resume(self, job_id: str) -> None:
        """Go on exactly where the job stopped. Raises ``NotSignedIn``: sign in first, nothing was lost."""
        try:
            await self._sign_in()
        except ConsoleError as error:
            if not error.can_retry:
                raise
            # Offline, perhaps: the job itself waits for that to end, and says so.
        await self._engine.resume(job_id)

    async def cancel(self, job_id: str) -> None:
        """Send nothing more that has not begun."""
        await self._engine.cancel(job_id)

    async def rows(self, job_id: str) -> list[RowReport]:
        """Every row of the job and every row of its source that was left out, in the source's order."""
        rows, left_out = await self._engine.rows(job_id)
        placed: list[tuple[int, int, RowReport]] = []

        def place(reports: Iterable[RowReport]) -> None:
            placed.extend((report.line or 0, report.seq, report) for report in reports)

        def tell(start: int, end: int) -> None:
            place(row.report() for row in rows[start:end])

        def tell_left_out(start: int, end: int) -> None:
            seqs = range(len(rows) + start, len(rows) + end)
            place(map(_left_out, seqs, left_out[start:end]))

        await in_slices(len(rows), tell)
        await in_slices(len(left_out), tell_left_out)
        # Two runs that are in order already: a few milliseconds, where a sort with keys takes 60.
        placed.sort()
        return [report for _line, _seq, report in placed]

    async def save_results(self, job_id: str, folder: Path | None = None) -> tuple[Path, ...]:
        """Write the result files: into ``folder``, else beside the source, else into the home folder.

        Returns the files that were written. Raises ``FileProblem``.
        """
        record = self._engine.record(job_id)
        beside = Path(record.source_path).parent if record.source_path else None
        folders = [path for path in (folder, beside, Path.home()) if path is not None]
        at = datetime.fromtimestamp(self._clock.wall(), UTC).astimezone()
        rows = await self.rows(job_id)
        name = record.source_name or record.session_title
        found = await asyncio.to_thread(write_results, rows, record.header, name, folders, at)
        return found.paths


def _left_out(seq: int, left: LeftOutRow) -> RowReport:
    return RowReport(
        seq=seq,
        line=left.line,
        action=None,
        name=left.name,
        email=left.email,
        state=RowState.ENDED,
        outcome=Outcome.LEFT_OUT,
        words=left.reason,
        cells=left.cells,
    )
