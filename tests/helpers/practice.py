"""The real client, store and engine against the practice server, in one loop and on one clock.

``Bench`` is one computer with one account. Everything runs on the loop of the test: under
``helpers.virtual_time.run_virtual`` an hour passes in a moment, always in the same order.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from tests.helpers.virtual_time import LoopClock, leap
from webinar_console.api.client import RingCentral
from webinar_console.api.governor import Governor
from webinar_console.api.in_process import InProcessTransport
from webinar_console.api.protocol.tokens import JwtCredentials
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.registrant import NewRegistrant
from webinar_console.jobs.server import ClientServer
from webinar_console.services.accounts import PRACTICE
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import (
    CLIENT_ID,
    CLIENT_SECRET,
    JWT,
    ConnectionCut,
    Fault,
    FaultScript,
    Settings,
    World,
)
from webinar_console.simulator.exchange import Request
from webinar_console.simulator.front import Front
from webinar_console.store import Store

#: The world that was seeded last, untouched.
_WORLDS: dict[tuple[Settings, datetime], World] = {}


class Bench:
    """A world, its faults, and the programs that are started against it one after the other.

    ``clock`` is this computer's, ``server_clock`` that of the world: the one can be set without the other.
    """

    def __init__(self, settings: Settings | None = None, faults: Iterable[Fault] = ()) -> None:
        self.clock, self.server_clock = LoopClock(), LoopClock()
        self.world = self._make_world(settings or Settings(registrants=50, limit=100_000, light_limit=1000))
        self.faults = FaultScript(faults)
        self._front = Front(self.world, self.faults)
        self.session_id = self.world.large_session

    def _make_world(self, settings: Settings) -> World:
        """A seeded world; those that begin at the same moment with the same settings are seeded once."""

        def clock() -> datetime:
            return datetime.fromtimestamp(self.server_clock.wall(), UTC)

        key = settings, clock()
        if key not in _WORLDS:
            world = World(settings, clock=clock)
            world.people(world.large_session)  # nobody is a number any more
            _WORLDS.clear()
            _WORLDS[key] = world
        return _WORLDS[key].twin(clock)

    async def handle(
        self, method: str, target: str, headers: Any, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """One request, answered on the test's own loop."""
        path, _, query = target.partition("?")
        answer = await self._front.answer(
            Request(method, path, query, {k.lower(): v for k, v in headers.items()}, body)
        )
        if answer.cut_at is not None:
            raise ConnectionCut("cut in the middle of the body")
        return answer.status, dict(answer.headers), answer.body

    def fall_asleep(self, seconds: float, *, monotonic_stops: bool = True) -> None:
        """The computer sleeps now: the wall clocks go on, its monotonic clock on some systems only."""
        if monotonic_stops:
            self.clock.wall_offset += seconds
            self.server_clock.wall_offset += seconds
        else:
            leap(seconds)

    def client(self, store: Store) -> RingCentral:
        """A client of the account whose governor lives in ``store``."""
        return RingCentral(
            "https://practice.example.com",
            JwtCredentials(CLIENT_ID, CLIENT_SECRET, JWT),
            governor=Governor(memory=store.governor, clock=self.clock),
            transport=InProcessTransport(lambda *request: self.handle(*request)),
            clock=self.clock,
        )

    @asynccontextmanager
    async def program(self, store: Store | None = None) -> AsyncIterator[Workspace]:
        """A started program; leaving closes it as a person would (the store stays open when it was given)."""
        kept = store or await Store.open(None)
        client = self.client(kept)
        workspace = Workspace(PRACTICE, client, ClientServer(client), kept, self.clock)
        await workspace.start()
        try:
            yield workspace
        finally:
            await workspace.jobs.aclose()
            await client.aclose()
            if store is None:
                await kept.close()

    def people(self) -> list[dict[str, Any]]:
        """The registrants of the session, as the server has them."""
        return self.world.people(self.session_id)

    def addresses(self) -> list[str]:
        """Their e-mails, case-folded."""
        return [person["email"].casefold() for person in self.people()]

    def mails(self, kind: str) -> list[str]:
        """The addresses that a kind of e-mail went to, in this session."""
        return [mail["to"].casefold() for mail in self.world.emails(self.session_id, kind)]


def newcomers(count: int, start: int = 0) -> list[NewRegistrant]:
    """People who are in no practice session."""
    return [
        NewRegistrant(first_name=f"New{n}", last_name="Comer", email=f"new{n}@newcomers.example")
        for n in range(start, start + count)
    ]


def import_plan(
    session_id: str,
    webinar_id: str,
    people: Sequence[NewRegistrant] = (),
    panel: Sequence[NewInvitee] = (),
    known_ids: Iterable[str] = (),
    job_id: str = "job-1",
) -> JobPlan:
    """An import of these people, one row each."""
    rows = [
        PlannedRow(seq=n, action=Action.REGISTER, line=n + 2, registrant=person)
        for n, person in enumerate(people)
    ]
    rows += [
        PlannedRow(seq=len(people) + n, action=Action.INVITE, line=len(people) + n + 2, invitee=invitee)
        for n, invitee in enumerate(panel)
    ]
    return JobPlan(
        id=job_id,
        kind=JobKind.IMPORT,
        title="Import",
        webinar_id=webinar_id,
        session_id=session_id,
        session_title="Session",
        rows=tuple(rows),
        known_ids=frozenset(known_ids),
    )


async def job_over(workspace: Workspace, job_id: str, *states: JobState) -> None:
    """Wait until a job is over, or in one of ``states``."""
    import asyncio

    told = asyncio.Event()
    leave = workspace.jobs.changed.connect(lambda _job: told.set())
    try:
        while True:
            state = workspace.jobs.job(job_id).state
            if state.is_over or state in states:
                return
            told.clear()
            await told.wait()
    finally:
        leave()
