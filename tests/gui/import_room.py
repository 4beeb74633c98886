"""What the tests of the import sheet stand on: the real import service over small lookups."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.helpers.qt import Gui
from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.forecast import Pace
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import JobRules
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.preferences import Preferences, RegistrationSettings
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import SCHEDULED, Session
from webinar_console.domain.webinar import WebinarReference
from webinar_console.services.imports import Imports
from webinar_console.services.mappings import Mappings
from webinar_console.services.trials import Trials
from webinar_console.store.import_drafts import ImportDrafts
from webinar_console.ui.importing import ImportSheet

NOW = datetime(2026, 5, 12, 16, 5, tzinfo=UTC)
SPRING = Session(
    id="S1",
    title="Spring launch",
    status=SCHEDULED,
    scheduled_start_time="2026-05-12T18:00:00.000Z",
    scheduled_duration=3600,
    time_zone="UTC",
    webinar=WebinarReference(id="W1", title="Spring launch"),
)
AUTUMN = Session(
    id="S2",
    title="Autumn review",
    status=SCHEDULED,
    scheduled_start_time="2026-09-12T18:00:00.000Z",
    scheduled_duration=3600,
    time_zone="UTC",
    webinar=WebinarReference(id="W2", title="Autumn review"),
)
NAMES = (
    *("Zoë Ōta", "Łukasz Żak", "Αθηνά Παππά", "Мария Соколова", "José Ibáñez", "Ngozi Okafor"),
    *("Anna-Lena Groß", "Siân O'Connor", "Đặng Thị Hà", "Émile Lefèvre"),
)


@dataclass
class Lookup:
    """Registrants and panel of any session."""

    people: list[Registrant] = field(default_factory=list)
    panel: list[Invitee] = field(default_factory=list)
    fetches: int = 0
    panels: int = 0
    failure: ConsoleError | None = None

    async def cached(self, session_id: str) -> "Lookup | None":
        return self if self.as_of else None

    as_of: datetime = NOW

    async def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]:
        self.fetches += 1
        yield self.people

    async def list(self, session: Session) -> Sequence[Invitee]:
        self.panels += 1
        if self.failure is not None:
            raise self.failure
        return self.panel


@dataclass
class Settings:
    """Preferences with a limit of seats, or a failure."""

    limit: int = 5000
    registered: int = 4000
    failure: ConsoleError | None = None
    known: Preferences | None = None
    gate: asyncio.Event | None = None
    loads: int = 0

    async def load(self, session_id: str) -> Preferences:
        self.loads += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        if self.known is not None:
            return self.known
        settings = RegistrationSettings(auto_close_limit=self.limit)
        return Preferences(id=session_id, registrant_count=self.registered, settings=settings)


@dataclass
class Starter:
    """Takes plans; ``failure`` refuses them."""

    plans: list[JobPlan] = field(default_factory=list)
    failure: ConsoleError | None = None
    gate: asyncio.Event | None = None
    rules: JobRules = field(default_factory=JobRules)
    rules_changed: Listeners[[]] = field(default_factory=Listeners)

    async def choose_rules(self, rules: JobRules) -> None:
        self.rules = rules
        self.rules_changed.notify()

    async def start(self, plan: JobPlan) -> str:
        return (await self.start_all([plan]))[0]

    async def start_all(self, plans: Sequence[JobPlan]) -> Sequence[str]:
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        self.plans += plans
        return [plan.id for plan in plans]


class Kept:
    """Named values, for as long as the test takes."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    async def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    async def set(self, name: str, value: Any) -> None:
        self.values[name] = value


@dataclass
class ImportRoom:
    """A sheet with everything that it talks to."""

    sheet: ImportSheet
    lookup: Lookup
    settings: Settings
    starter: Starter
    clock: list[datetime]
    wait_s: list[float]


def import_room(
    gui: Gui,
    *,
    width: int = 900,
    height: int = 640,
    mappings: Mappings | None = None,
    drafts: ImportDrafts | None = None,
) -> ImportRoom:
    """Show a sheet over the real import service."""
    lookup, settings, starter = Lookup(), Settings(), Starter()
    clock, wait_s = [NOW], [0.0]
    sheet = ImportSheet(
        gui.theme,
        Imports(lookup, lookup, mappings=mappings),  # type: ignore[arg-type]
        settings,
        starter,
        lambda: Pace(limit=10, window_s=60.0, reserve=2, free_now=8),
        lambda: clock[0],
        gui.tasks("import"),
        trials=Trials(Kept()),  # type: ignore[arg-type]
        mappings=mappings,
        drafts=drafts,
        next_call_s=lambda: wait_s[0],
        local=UTC,
    )
    gui.show(sheet, width, height)
    return ImportRoom(sheet, lookup, settings, starter, clock, wait_s)


def write_people(path: Path, good: int = 284, panel: int = 4) -> Path:
    """A file of ``good`` attendees, ``panel`` panelists, and twelve rows that cannot be sent as they are."""
    lines = ["First name,Last name,E-mail,Role,Campaign,Shoe size"]
    for number in range(good + panel):
        first, last = NAMES[number % len(NAMES)].split(" ", 1)
        role = "panelist" if number < panel else ""
        lines.append(f"{first},{last},guest{number}@example.org,{role},newsletter,{36 + number % 10}")
    bad = [
        "No,Address,,,,",
        "Bad,Address,not an address,,,",
        "Two,Ats,a@@example.org,,,",
        ",,nobody@example.org,,,",
        f"{'x' * 65},Long,long@example.org,,,",
        "A,Host,host@example.org,Host,,",
        "Odd,Role,odd@example.org,wizard,,",
        *(f"Twin,Number,guest{number}@example.org,,," for number in range(5)),
    ]
    path.write_text("\n".join(lines + bad) + "\n", encoding="utf-8")
    return path
