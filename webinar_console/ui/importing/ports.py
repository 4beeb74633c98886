"""What the import sheet asks for. The classes of ``services`` fit; tests give smaller ones."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from webinar_console.domain.forecast import Pace
from webinar_console.domain.import_record import ImportRecord, KeptFiles
from webinar_console.domain.job import JobRules
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.mapping import SavedMapping
from webinar_console.domain.people_source import GivenSource, ReadChoices, ReadProgress
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.session import Session
from webinar_console.services.comparison import Comparison
from webinar_console.services.imports import Checked, CheckOrder, ImportDraft, ImportPlan, PlanChoices
from webinar_console.services.trials import Trialist

#: The pace of this moment, as the governor knows it.
PaceNow = Callable[[], Pace]
#: The time now, aware, in UTC.
Clock = Callable[[], datetime]


class ImportService(Protocol):
    """From a source to a plan (``services.imports.Imports``)."""

    async def read(
        self,
        source: GivenSource,
        on_progress: Callable[[ReadProgress], None] | None = None,
        choices: ReadChoices | None = None,
    ) -> ImportDraft:
        """Read and guess. Raises ``FileProblem``."""

    async def save_template(self, path: Path) -> None:
        """Write an empty list to fill in. Raises ``FileProblem``."""

    async def save_list(self, path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Write a list of people that was shown. Raises ``FileProblem``."""

    async def remember(self, draft: ImportDraft) -> None:
        """The file is imported so: the next one with this header is read so. Raises ``StoreError``."""

    async def questions(self, session: Session) -> tuple[str, ...]:
        """The ids of the questions that people of the session answered; no call."""

    async def check(
        self,
        draft: ImportDraft,
        session: Session,
        on_progress: Callable[[int], None] | None = None,
        *,
        refresh: bool = False,
        order: CheckOrder,
    ) -> Checked:
        """Give every row its verdict."""

    async def plan(
        self,
        checked: Checked,
        session: Session,
        preferences: Preferences | None,
        pace: Pace,
        now: datetime,
        choices: PlanChoices,
        quiet: QuietHours | None,
        comparison: Comparison | None,
    ) -> ImportPlan:
        """The job and its price, by the person's choices; in ``quiet`` hours it rests."""

    async def seen(self, checked: Checked, plan: ImportPlan) -> Checked:
        """The check as the plan makes it come out, to be shown."""

    async def compare(
        self,
        checked: Checked,
        session: Session,
        pace: Pace,
        preferences: Preferences | None,
        choices: PlanChoices,
    ) -> Comparison:
        """The list beside the people of the session, each group with its price by the person's choices."""


class TrialService(Protocol):
    """One row for the person who is about to send all of them (``services.trials.Trials``)."""

    async def last(self) -> Trialist:
        """Who made the last trial. Raises ``StoreError``."""

    async def plan(
        self, checked: Checked, session: Session, who: Trialist, settings: Mapping[str, Any]
    ) -> JobPlan:
        """A job of one registration. Raises ``ValueError`` and ``StoreError``."""


class MappingBook(Protocol):
    """Mappings with names (``services.mappings.Mappings``)."""

    @property
    def named(self) -> tuple[SavedMapping, ...]:
        """Those with a name, in its order."""

    @property
    def changed(self) -> Listeners[[]]:
        """Tells that there are others now."""

    async def save(self, saved: SavedMapping) -> None:
        """Keep it under its name. Raises ``StoreError``."""

    async def forget(self, name: str) -> None:
        """Drop it. Raises ``StoreError``."""

    async def write_file(self, saved: SavedMapping, path: Path) -> None:
        """Share it. Raises ``FileProblem``."""

    async def read_file(self, path: Path) -> SavedMapping:
        """Take one that somebody shared. Raises ``FileProblem``."""


class ImportDraftStore(Protocol):
    """Keeps imports that were prepared and not started (``store.import_drafts``)."""

    async def load(self, session_id: str) -> ImportRecord | None:
        """What waits for a session. Raises ``StoreError``."""

    async def load_files(self, session_id: str) -> KeptFiles:
        """The files that wait beside it. Raises ``StoreError``."""

    async def save(self, session_id: str, record: ImportRecord | None, files: KeptFiles) -> None:
        """Keep or, without either, forget. Raises ``StoreError``."""


class PreferencesLookup(Protocol):
    """The registration preferences of a session, one call."""

    async def load(self, session_id: str) -> Preferences:
        """Read them."""


class JobStarter(Protocol):
    """Takes a confirmed plan, and knows the rules of all jobs."""

    @property
    def rules(self) -> JobRules:
        """What was chosen for all jobs."""

    @property
    def rules_changed(self) -> Listeners[[]]:
        """Tells that other rules hold now."""

    async def choose_rules(self, rules: JobRules) -> None:
        """Follow these rules from now on, and remember them. Raises ``StoreError``."""

    async def start(self, plan: JobPlan) -> str:
        """Write it into the journal and run it; the job's id. Starting the same plan twice starts it once."""

    async def start_all(self, plans: Sequence[JobPlan]) -> Sequence[str]:
        """The same with several, in their order: all of them begin, or none. Raises ``StoreError``."""
