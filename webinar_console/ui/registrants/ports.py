"""What the registrants' and the panel's tables need from the services; a ``Workspace`` has all of it."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from webinar_console.domain.forecast import Forecast
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import JobProgress, RowReport
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.session import Session
from webinar_console.domain.staging import Staged
from webinar_console.services.freshness import Look
from webinar_console.services.whereabouts import Elsewhere


class CachedPeople(Protocol):
    """The registrants of a session as they were at ``as_of`` (aware, UTC)."""

    @property
    def people(self) -> Sequence[Registrant]: ...
    @property
    def as_of(self) -> datetime: ...


class ApplyPlan(Protocol):
    """What applying will do; ``protected`` are (address, reason) of people who are not touched."""

    @property
    def job(self) -> JobPlan: ...
    @property
    def forecast(self) -> Forecast: ...
    @property
    def protected(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def sentences(self) -> tuple[str, ...]: ...


class RegistrantsPort(Protocol):
    """``services.Registrants``."""

    changed: Listeners[[str]]
    created: Listeners[[str, Registrant]]
    removed: Listeners[[str, str]]

    async def cached(self, session_id: str) -> CachedPeople | None: ...
    def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]: ...
    async def plan_apply(
        self, session: Session, staged: Sequence[Staged], preferences: Preferences | None
    ) -> ApplyPlan: ...


class DraftsPort(Protocol):
    """``services.Drafts``."""

    async def load(self, session_id: str) -> list[Staged]: ...
    async def save(self, session_id: str, staged: Sequence[Staged]) -> None: ...


class PreferencesPort(Protocol):
    """The reading half of ``services.PreferencesService``."""

    async def load(self, session_id: str) -> Preferences: ...


class BackupsPort(Protocol):
    """``services.Backups``: where a file with those who are removed goes."""

    async def folder(self) -> Path | None: ...
    async def choose(self, folder: Path) -> None: ...


class JobsPort(Protocol):
    """``services.JobBoard``, as far as applying needs it."""

    changed: Listeners[[str]]
    rows_changed: Listeners[[str, Sequence[JobRow]]]

    @property
    def backups(self) -> BackupsPort: ...
    @property
    def jobs(self) -> tuple[JobProgress, ...]: ...
    async def rows(self, job_id: str) -> list[RowReport]: ...
    def job(self, job_id: str) -> JobProgress: ...
    async def start(self, plan: JobPlan) -> str: ...


class WhereaboutsPort(Protocol):
    """``services.Whereabouts``, as far as the table needs it."""

    async def elsewhere(self, session_id: str) -> Elsewhere: ...


class FreshnessPort(Protocol):
    """``services.Freshness``."""

    async def look(self, session: Session, *, asked: bool) -> Look: ...


class KeptSettings(Protocol):
    """Named JSON values that outlive the program (``store.settings``)."""

    async def get(self, name: str, default: Any = None) -> Any: ...
    async def set(self, name: str, value: Any) -> None: ...


class Services(Protocol):
    """Everything that the registrants' panel asks for."""

    @property
    def settings(self) -> KeptSettings: ...
    @property
    def registrants(self) -> RegistrantsPort: ...
    @property
    def whereabouts(self) -> WhereaboutsPort: ...
    @property
    def freshness(self) -> FreshnessPort: ...
    @property
    def drafts(self) -> DraftsPort: ...
    @property
    def preferences(self) -> PreferencesPort: ...
    @property
    def jobs(self) -> JobsPort: ...
    def job_in_need(self, calls: int) -> JobProgress | None:
        """The job that needs the calls which a refresh that nobody asked for would spend."""


class InviteesPort(Protocol):
    """``services.Invitees``."""

    changed: Listeners[[str]]

    async def list(self, session: Session) -> list[Invitee]: ...


Clock = Callable[[], datetime]
