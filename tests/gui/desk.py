"""Services for the tests of the tables: people in memory, jobs whose rows the test itself brings to an end.

Not a fake of RingCentral (that is the simulator): these stand where the real services stand, and the test
decides when a page arrives and how a row ends.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.forecast import Pace, Tally, forecast_of
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import JobCounts, JobProgress, JobState, Outcome, RowReport, RowState
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow, first_step
from webinar_console.domain.session import Session
from webinar_console.domain.staging import (
    Staged,
    StagedAddition,
    StagedChange,
    registration_from,
    registration_with,
)
from webinar_console.domain.webinar import WebinarReference
from webinar_console.services.freshness import Look
from webinar_console.services.whereabouts import Coverage, Elsewhere

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def session(number: int = 1, *, status: str = "Scheduled") -> Session:
    """A session on 12 May 2026."""
    return Session(
        id=f"s{number}",
        title=f"Spring launch {number}",
        status=status,
        scheduled_start_time="2026-05-12T16:00:00Z",
        scheduled_duration=3600,
        time_zone="Europe/Berlin",
        webinar=WebinarReference(id=f"w{number}", title="Spring launch"),
    )


@dataclass
class Copy:
    """A local copy."""

    people: Sequence[Registrant]
    as_of: datetime


@dataclass
class Plan:
    """What applying will do."""

    job: JobPlan
    forecast: object
    protected: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ("20 people will be replaced.",)


class People:
    """The registrants' service. ``gate``, while cleared, holds pages back; ``failure`` is raised instead."""

    def __init__(self) -> None:
        self.changed: Listeners[[str]] = Listeners()
        self.created: Listeners[[str, Registrant]] = Listeners()
        self.removed: Listeners[[str, str]] = Listeners()
        self.of: dict[str, list[Registrant]] = {}
        self.copies: dict[str, Copy] = {}
        self.page = 1000
        self.gate = asyncio.Event()
        self.gate.set()
        self.failure: ConsoleError | None = None
        #: Pages that come before the failure.
        self.before_failure = 0
        self.calls = 0

    async def cached(self, session_id: str) -> Copy | None:
        return self.copies.get(session_id)

    async def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]:
        people = list(self.of.get(session_id, []))
        for start in range(0, max(1, len(people)), self.page):
            await self.gate.wait()
            self.calls += 1
            if self.failure is not None and start >= self.before_failure * self.page:
                raise self.failure
            yield people[start : start + self.page]
        self.copies[session_id] = Copy(tuple(people), NOW)

    async def plan_apply(
        self, session: Session, staged: Sequence[Staged], preferences: Preferences | None
    ) -> Plan:
        rows = tuple(_row(seq, one) for seq, one in enumerate(staged))
        job = JobPlan(
            id=uuid.uuid4().hex,
            kind=JobKind.APPLY,
            title="Apply",
            webinar_id=session.webinar_id,
            session_id=session.id,
            session_title=session.name,
            rows=rows,
        )
        pace = Pace(10, 60.0)
        return Plan(
            job,
            forecast_of(
                Tally(None, rows),
                left_out=0,
                pace=pace,
                preferences=preferences,
                now=NOW,
                session_starts_at=session.starts_at,
            ),
        )


def _row(seq: int, one: Staged) -> PlannedRow:
    if isinstance(one, StagedAddition):
        return PlannedRow(seq=seq, action=Action.REGISTER, registrant=registration_from(one.values))
    if isinstance(one, StagedChange):
        new = registration_with(one.registrant, one.values)
        return PlannedRow(seq=seq, action=Action.REPLACE, registrant=new, old=one.registrant)
    return PlannedRow(seq=seq, action=Action.REMOVE, old=one.registrant)


class BackupFiles:
    """Where backups go."""

    def __init__(self) -> None:
        self.place: Path | None = None

    async def folder(self) -> Path | None:
        return self.place

    async def choose(self, folder: Path) -> None:
        self.place = folder


class Jobs:
    """The job board. ``end_row`` and ``end`` are what the engine would do."""

    def __init__(self, people: People) -> None:
        self.changed: Listeners[[str]] = Listeners()
        self.rows_changed: Listeners[[str, Sequence[JobRow]]] = Listeners()
        self.plans: dict[str, JobPlan] = {}
        self.progress: dict[str, JobProgress] = {}
        self.reports: dict[str, list[RowReport]] = {}
        self.failure: ConsoleError | None = None
        self.backups = BackupFiles()
        self._people = people
        self._born = 0

    @property
    def jobs(self) -> tuple[JobProgress, ...]:
        return tuple(self.progress.values())

    def job(self, job_id: str) -> JobProgress:
        return self.progress[job_id]

    async def rows(self, job_id: str) -> list[RowReport]:
        return self.reports[job_id]

    async def start(self, plan: JobPlan) -> str:
        if self.failure is not None:
            raise self.failure
        self.plans[plan.id] = plan
        self.progress[plan.id] = JobProgress(
            id=plan.id,
            kind=plan.kind,
            title=plan.title,
            session_id=plan.session_id,
            session_title=plan.session_title,
            state=JobState.RUNNING,
            counts=JobCounts(total=len(plan.rows)),
            created_at=NOW,
        )
        self.reports[plan.id] = [JobRow(plan=row, step=first_step(row)).report() for row in plan.rows]
        return plan.id

    def end_row(
        self,
        job_id: str,
        seq: int,
        outcome: Outcome = Outcome.DONE,
        words: str = "",
        *,
        restored: bool = False,
    ) -> Registrant | None:
        """A row is over. As the real engine: first the row's end is told, then the new record."""
        plan = self.plans[job_id]
        row = plan.rows[seq]
        born = None
        wanted = row.registrant
        if restored and row.old is not None:
            born = msgspec.structs.replace(row.old, id=self._new_id())
        elif outcome is Outcome.DONE and wanted is not None:
            born = Registrant(
                id=self._new_id(),
                first_name=wanted.first_name,
                last_name=wanted.last_name,
                email=wanted.email,
                source=wanted.source,
                external_id=wanted.external_id,
                join_uri=f"https://webinar.example.com/join/new{self._born}",
            )
        if row.old is not None and (
            outcome is Outcome.DONE or restored or outcome is Outcome.NEEDS_ATTENTION
        ):
            self._people.removed.notify(plan.session_id, row.old.id)
        ended = JobRow(
            plan=row,
            step=first_step(row),
            state=RowState.ENDED,
            outcome=outcome,
            words=words,
            result_id=born.id if born else None,
        )
        self.reports[job_id][seq] = ended.report()
        self.changed.notify(job_id)
        self.rows_changed.notify(job_id, [ended])
        if born is not None:
            self._people.created.notify(plan.session_id, born)
        return born

    def end(self, job_id: str) -> None:
        """The job is over."""
        self.progress[job_id] = replace(self.progress[job_id], state=JobState.FINISHED)
        self.changed.notify(job_id)

    def _new_id(self) -> str:
        self._born += 1
        return f"z{self._born:08d}"


class Drafts:
    """Staged edits on disk."""

    def __init__(self) -> None:
        self.saved: dict[str, list[Staged]] = {}
        self.failure: ConsoleError | None = None

    async def load(self, session_id: str) -> list[Staged]:
        return list(self.saved.get(session_id, []))

    async def save(self, session_id: str, staged: Sequence[Staged]) -> None:
        if self.failure is not None:
            raise self.failure
        self.saved[session_id] = list(staged)


class Settings:
    """Preferences of any session."""

    async def load(self, session_id: str) -> Preferences:
        return Preferences(id=session_id)


class Sessions:
    """The other sessions of the account: who is there, too. ``gate``, while cleared, holds answers."""

    def __init__(self) -> None:
        self.emails: dict[str, frozenset[str]] = {}
        self.coverage = Coverage(3)
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = 0
        self.failure: ConsoleError | None = None

    async def elsewhere(self, session_id: str) -> Elsewhere:
        self.asked += 1
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return Elsewhere(self.emails.get(session_id, frozenset()), self.coverage)


class Fresh:
    """Whether the copy stands: never, unless the test says so."""

    def __init__(self) -> None:
        self.answer: Look | ConsoleError = Look(False, NOW)
        self.asked: list[bool] = []

    async def look(self, session: Session, *, asked: bool) -> Look:
        self.asked.append(asked)
        if isinstance(self.answer, ConsoleError):
            raise self.answer
        return self.answer


class Kept:
    """Settings of the program."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    async def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)

    async def set(self, name: str, value: Any) -> None:
        self.values[name] = value


@dataclass
class Desk:
    """All of it."""

    settings: Kept = field(default_factory=Kept)
    registrants: People = field(default_factory=People)
    whereabouts: Sessions = field(default_factory=Sessions)
    freshness: Fresh = field(default_factory=Fresh)
    drafts: Drafts = field(default_factory=Drafts)
    preferences: Settings = field(default_factory=Settings)
    jobs: Jobs = field(init=False)
    #: The job that cannot spare a call.
    in_need: JobProgress | None = None

    def __post_init__(self) -> None:
        self.jobs = Jobs(self.registrants)

    def job_in_need(self, calls: int) -> JobProgress | None:
        return self.in_need if calls > 2 else None


class Panels:
    """The invitees' service."""

    def __init__(self, invitees: list[Invitee]) -> None:
        self.changed: Listeners[[str]] = Listeners()
        self.invitees = invitees
        self.failure: ConsoleError | None = None
        self.calls = 0

    async def list(self, session: Session) -> list[Invitee]:
        self.calls += 1
        if self.failure is not None:
            raise self.failure
        return list(self.invitees)
