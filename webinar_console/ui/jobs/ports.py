"""What the jobs panel asks for. ``services.jobs`` fits; tests give a smaller one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from webinar_console.domain.job import JobProgress, RowReport
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.row import JobRow


class JobBoard(Protocol):
    """All jobs of the signed-in account. Listeners are called on the loop's thread."""

    @property
    def changed(self) -> Listeners[[str]]:
        """Tells the id of a job that changed or is new."""

    @property
    def rows_changed(self) -> Listeners[[str, Sequence[JobRow]]]:
        """Tells a job's id and its rows that changed."""

    @property
    def jobs(self) -> tuple[JobProgress, ...]:
        """Every job, oldest first."""

    def job(self, job_id: str) -> JobProgress:
        """One job as it stands now. Raises ``KeyError``."""

    async def start(self, plan: JobPlan) -> str:
        """Write a confirmed plan into the journal and run it; the job's id."""

    async def pause(self, job_id: str) -> None:
        """Stop sending after the call that is on its way."""

    async def resume(self, job_id: str) -> None:
        """Go on where it stopped."""

    async def cancel(self, job_id: str) -> None:
        """End it: what was done stays, the rest is not sent."""

    async def rows(self, job_id: str) -> list[RowReport]:
        """How each row stands, left-out rows included."""

    async def save_results(self, job_id: str, folder: Path | None) -> tuple[Path, ...]:
        """Write the result files (``None``: beside the source); where they are."""
