"""What the jobs panel asks for. ``services.jobs`` and ``services.workspace`` fit; tests give smaller ones."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import Budget, JobProgress, JobRules, RowReport
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.row import JobRow
from webinar_console.services.restoring import RestorePlan
from webinar_console.services.undoing import UndoPlan


class RowEvent(Protocol):
    """One line of a row's story. ``at`` is aware, in UTC; ``what`` is the journal's word for the step."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def what(self) -> str:
        """What happened, as the journal calls it."""

    @property
    def detail(self) -> str:
        """The sentence that belongs to it, the server's own words included."""


class Account(Protocol):
    """What the panel asks of the account beside its jobs."""

    def budget(self) -> Budget:
        """The calls of the present window."""

    def pace(self) -> Pace:
        """How fast a job may go now."""

    async def plan_undo(self, job_id: str) -> UndoPlan:
        """The job that takes an import back. Costs calls; raises ``ValueError`` and the client's errors."""

    async def plan_restore(self, job_id: str) -> RestorePlan:
        """The job that registers people again whom a job removed. Costs calls; raises the client's errors."""


class JobBoard(Protocol):
    """All jobs of the signed-in account. Listeners are called on the loop's thread."""

    @property
    def changed(self) -> Listeners[[str]]:
        """Tells the id of a job that changed or is new."""

    @property
    def rows_changed(self) -> Listeners[[str, Sequence[JobRow]]]:
        """Tells a job's id and its rows that changed."""

    @property
    def forgotten(self) -> Listeners[[tuple[str, ...]]]:
        """Tells the ids of jobs that were deleted from the history."""

    @property
    def jobs(self) -> tuple[JobProgress, ...]:
        """Every job, oldest first, without times of finishing."""

    def job(self, job_id: str) -> JobProgress:
        """One job as it stands now, without a time of finishing. Raises ``KeyError``."""

    async def start(self, plan: JobPlan) -> str:
        """Write a confirmed plan into the journal and run it; the job's id."""

    async def pause(self, job_id: str) -> None:
        """Stop sending after the call that is on its way."""

    async def resume(self, job_id: str) -> None:
        """Go on where it stopped."""

    async def cancel(self, job_id: str) -> None:
        """End it: what was done stays, the rest is not sent."""

    def queue(self) -> tuple[str, ...]:
        """The ids of the jobs that are not over, in the order in which they are worked on."""

    def in_turn(self) -> list[JobProgress]:
        """The same jobs with times of finishing, which leave room for those before them."""

    async def move(self, job_id: str, before: str | None) -> None:
        """Put a job in the queue before another one, or at its end. Raises ``KeyError``, ``StoreError``."""

    @property
    def rules(self) -> JobRules:
        """What was chosen for all jobs."""

    async def choose_rules(self, rules: JobRules) -> None:
        """Follow these rules from now on, and remember them. Raises ``StoreError``."""

    async def find(self, text: str) -> frozenset[str]:
        """The jobs in which ``text`` occurs: session, file, checksum, who started it, or a person in it."""

    async def story(self, job_id: str, seq: int | None = None) -> Sequence[RowEvent]:
        """What happened to a job, or to one of its rows, oldest first."""

    async def forget(self, job_ids: Iterable[str]) -> tuple[str, ...]:
        """Delete jobs that are over, with their rows and stories; returns which. Raises ``StoreError``."""

    async def rows(self, job_id: str) -> list[RowReport]:
        """How each row stands, left-out rows included."""

    async def save_results(self, job_id: str, folder: Path | None) -> tuple[Path, ...]:
        """Write the result files (``None``: beside the source); where they are."""
