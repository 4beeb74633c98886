"""The client against the practice server: pace, penalties and faults as a whole, in virtual time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.strict_server import Memory
from tests.helpers.virtual_time import LoopClock, run_virtual
from webinar_console.api.client import RingCentral
from webinar_console.api.governor import Governor
from webinar_console.api.in_process import InProcessTransport
from webinar_console.api.protocol.tokens import JwtCredentials
from webinar_console.domain.errors import AnswerLost, ServerFault, UnexpectedAnswer
from webinar_console.domain.registrant import NewRegistrant
from webinar_console.simulator import CLIENT_ID, CLIENT_SECRET, JWT, Fault, FaultScript, Settings, World
from webinar_console.simulator.exchange import Request
from webinar_console.simulator.faults import ConnectionCut
from webinar_console.simulator.front import Front


class Account:
    """A practice account at RingCentral's real pace, on the test's own loop and clock."""

    def __init__(self, *faults: Fault, memory: Memory | None = None) -> None:
        self.clock = LoopClock()
        self.world = World(
            Settings(registrants=30), clock=lambda: datetime.fromtimestamp(self.clock.wall(), UTC)
        )
        self._front = Front(self.world, FaultScript(faults))
        self.memory = memory or Memory()

    async def _handle(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        path, _, query = target.partition("?")
        answer = await self._front.answer(Request(method, path, query, headers, body))
        if answer.cut_at is not None:
            raise ConnectionCut("half a body")
        return answer.status, dict(answer.headers), answer.body

    def client(self) -> RingCentral:
        return RingCentral(
            "https://practice.example.com",
            JwtCredentials(CLIENT_ID, CLIENT_SECRET, JWT),
            governor=Governor(memory=self.memory, clock=self.clock),
            transport=InProcessTransport(self._handle),
            clock=self.clock,
        )

    def refused(self) -> int:
        """How many requests were answered 429."""
        return sum(request["status"] == 429 for request in self.world.requests())


def newcomer(number: int) -> NewRegistrant:
    return NewRegistrant(first_name="New", last_name="Comer", email=f"new{number}@example.com")


def test_thirty_people_take_four_windows_and_meet_no_429() -> None:
    async def main() -> None:
        account = Account()
        async with account.client() as client:
            for number in range(30):
                await client.background().registrants.create(account.world.large_session, newcomer(number))
            assert 180 < account.clock.now() < 182
            assert client.governor.budget().learned
        assert account.refused() == 0
        assert len(account.world.people(account.world.large_session)) == 60

    run_virtual(main())


def test_a_restart_in_the_window_changes_nothing() -> None:
    async def main() -> None:
        account = Account()
        for run in range(4):
            async with account.client() as client:
                for number in range(4):
                    await client.registration.get(account.world.large_session)
                    await client.registrants.create(account.world.large_session, newcomer(10 * run + number))
            account.memory = Memory(account.memory.stored)
        assert account.refused() == 0
        assert 180 < account.clock.now() < 182

    run_virtual(main())


@pytest.mark.parametrize(
    ("fault", "kind", "done"),
    [
        ({"effect": "cut", "work": "before"}, AnswerLost, False),
        ({"effect": "cut", "work": "after"}, AnswerLost, True),
        ({"effect": "half_body", "work": "after"}, AnswerLost, True),
        ({"effect": "broken_json"}, UnexpectedAnswer, True),
        ({"effect": "html"}, UnexpectedAnswer, True),
        ({"effect": "status", "status": 503, "work": "after"}, ServerFault, True),
    ],
)
def test_a_fault_in_a_write_is_unknown_and_never_repeated(
    fault: dict[str, Any], kind: type[Exception], done: bool
) -> None:
    async def main() -> None:
        account = Account(Fault(operation="rcwRegCreateRegistrant", **fault))
        session_id = account.world.large_session
        async with account.client() as client:
            with pytest.raises(kind):
                await client.registrants.create(session_id, newcomer(1))
        emails = [person["email"] for person in account.world.people(session_id)]
        assert emails.count("new1@example.com") == int(done)

    run_virtual(main())


@pytest.mark.parametrize("effect", ["unknown_fields", "unknown_enums"])
def test_what_the_beta_adds_tomorrow_is_kept_and_breaks_nothing(effect: str) -> None:
    async def main() -> None:
        account = Account(Fault(effect=effect))
        async with account.client() as client:
            people = [person async for person in client.registrants.list(account.world.large_session)]
            preferences = await client.registration.get(account.world.large_session)
        assert len(people) == 30
        assert preferences.registrant_count == 30
        if effect == "unknown_fields":
            assert people[0].unknown

    run_virtual(main())


def test_a_penalty_that_is_not_our_fault_is_waited_for() -> None:
    async def main() -> None:
        account = Account(Fault(effect="status", status=429, retry_after=40, nth=(3,)))
        async with account.client() as client:
            for number in range(5):
                await client.registrants.create(account.world.large_session, newcomer(number))
            assert account.clock.now() > 40
        assert account.refused() == 1
        assert len(account.world.people(account.world.large_session)) == 35

    run_virtual(main())
