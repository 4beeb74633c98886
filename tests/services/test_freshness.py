"""What a refresh costs at the practice server: a number first, pages only where it cannot stand for them."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.practice import Bench, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.errors import AnswerLost
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.session import ACTIVE, FINISHED, SCHEDULED, Session
from webinar_console.services.freshness import SETTLED, TRUSTED, number_tells, same_number
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault, Settings
from webinar_console.store.cache import CopyKept

START = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)
COUNT, PAGE = "rcwRegGetSession", "rcwRegListRegistrants"


def run(main: Coroutine[Any, Any, None]) -> None:
    run_virtual(main)


def a_session(status: str) -> Session:
    return Session(
        id="s", status=status, scheduled_start_time="2026-05-12T16:00:00Z", scheduled_duration=3600
    )


@given(
    st.sampled_from([SCHEDULED, ACTIVE, FINISHED, "Something new"]),
    st.integers(-3000, 6000),
    st.integers(-10, 6000),
)
def test_a_number_tells_only_where_no_row_can_have_changed(status: str, read: int, passed: int) -> None:
    """Minutes from the start to the reading, and from there to now."""
    as_of = START + timedelta(minutes=read)
    now = as_of + timedelta(minutes=passed)
    tells = number_tells(a_session(status), as_of, now)
    if status == ACTIVE:
        assert not tells
    elif status == FINISHED:
        assert tells is (as_of >= START + timedelta(hours=1) + SETTLED)
    else:
        assert tells is (now < START and timedelta(0) <= now - as_of <= TRUSTED)


@pytest.mark.parametrize(
    ("copy", "told", "late", "same"),
    [
        ((10, 0), 10, 0, True),
        ((10, 0), 11, 0, False),
        ((12, 2), 10, 2, True),  # those who came after the session are counted apart
        ((12, 2), 12, 2, True),  # or among the others
        ((10, 0), 10, 2, False),
        ((12, 2), 12, 0, False),
        ((10, 0), None, None, False),
    ],
)
def test_the_same_number(copy: tuple[int, int], told: int | None, late: int | None, same: bool) -> None:
    preferences = Preferences(id="s", registrant_count=told, post_webinar_registrant_count=late)
    assert same_number(CopyKept(START, *copy), preferences) is same


async def opened(desk: Bench, program: Workspace) -> Session:
    """The large session, upcoming, read whole."""
    await program.catalogue.refresh()
    session = program.catalogue.session(desk.session_id)
    assert session is not None
    assert session.status == SCHEDULED
    await read(program, session)
    return session


async def read(program: Workspace, session: Session) -> int:
    return sum([len(page) async for page in program.registrants.fetch(session.id)])


class Counting:
    """The calls since the last look."""

    def __init__(self, desk: Bench) -> None:
        self._desk = desk
        self._seen: dict[str, int] = {}
        self.since()

    def since(self) -> dict[str, int]:
        now = dict(self._desk.world.summary()["operations"])
        new = {name: n - self._seen.get(name, 0) for name, n in now.items()}
        self._seen = now
        return {name: n for name, n in new.items() if n and name.startswith("rcw")}


@pytest.mark.parametrize("people", [0, 1, 999, 1000, 1001, 2300])
def test_a_full_refresh_costs_one_call_and_one_for_each_thousand(people: int) -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=people, limit=100_000, latency_s=0.1))
        async with desk.program() as program:
            session = await opened(desk, program)
            calls = Counting(desk)
            assert (await program.freshness.look(session, asked=True)).stands
            assert calls.since() == {COUNT: 1}, "nothing has changed: one call tells it"
            await program.client.registrants.create(session.id, newcomers(1)[0])
            calls.since()
            # As F5 does it: the settings are read at the same time.
            look, _preferences = await asyncio.gather(
                program.freshness.look(session, asked=True), program.preferences.load(session.id)
            )
            assert not look.stands
            assert await read(program, session) == people + 1
            assert calls.since() == {COUNT: 1, PAGE: max(1, -(-(people + 1) // 1000))}

    run(main())


def test_an_old_copy_and_a_session_that_is_on_are_read_without_being_counted() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with desk.program() as program:
            session = await opened(desk, program)
            calls = Counting(desk)
            live = msgspec.structs.replace(session, status=ACTIVE)
            assert not (await program.freshness.look(live, asked=True)).stands
            await asyncio.sleep((TRUSTED + timedelta(seconds=1)).total_seconds())
            assert not (await program.freshness.look(session, asked=True)).stands
            assert calls.since() == {}

    run(main())


def test_a_finished_session_that_is_settled_is_counted_for_ever() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with desk.program() as program:
            session = await opened(desk, program)
            long_ago = (program.now() - timedelta(days=3)).isoformat()
            over = msgspec.structs.replace(session, status=FINISHED, scheduled_start_time=long_ago)
            await asyncio.sleep(40 * 86_400)
            calls = Counting(desk)
            look = await program.freshness.look(over, asked=True)
            assert look.stands
            assert (look.count, look.at) == (30, program.now())
            assert calls.since() == {COUNT: 1}

    run(main())


def test_a_look_that_nobody_asked_for_takes_the_number_that_the_settings_brought() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with desk.program() as program:
            session = await opened(desk, program)
            calls = Counting(desk)
            await program.preferences.load(session.id)
            told_at = program.now()
            await asyncio.sleep(20)
            look = await program.freshness.look(session, asked=False)
            assert (look.stands, look.at) == (True, told_at)
            assert calls.since() == {COUNT: 1}
            assert (await program.freshness.look(session, asked=True)).at == program.now()
            await asyncio.sleep(31)
            assert (await program.freshness.look(session, asked=False)).at == program.now()
            assert calls.since() == {COUNT: 2}

    run(main())


def test_a_number_that_is_older_than_a_jobs_work_costs_a_call_and_no_pages() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with desk.program() as program:
            session = await opened(desk, program)
            settings = await program.preferences.load(session.id)
            born = await program.client.registrants.create(session.id, newcomers(1)[0])
            await program.registrants.take_created(session.id, born)
            calls = Counting(desk)
            assert (await program.freshness.look(session, asked=False)).stands
            assert calls.since() == {COUNT: 1}
            # Counted before the job's work, and told only after it.
            program.preferences.changed.notify(settings)
            look = await program.freshness.look(session, asked=False)
            assert (look.stands, look.count) == (True, 31)
            assert calls.since() == {COUNT: 1}
            # One has left and a job registered another: the number that was told is the old one, by chance.
            await program.preferences.load(session.id)
            away = (await program.registrants.cached(session.id)).people[0]  # type: ignore[union-attr]
            await program.client.registrants.delete(session.id, away.id)
            await program.registrants.take_removed(session.id, away.id)
            await program.registrants.take_created(session.id, away)
            assert not (await program.freshness.look(session, asked=False)).stands

    run(main())


def test_what_jobs_told_is_counted_too() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000))
        async with desk.program() as program:
            session = await opened(desk, program)
            born = await program.client.registrants.create(session.id, newcomers(1)[0])
            await program.registrants.take_created(session.id, born)
            assert (await program.freshness.look(session, asked=True)).stands
            await program.client.registrants.delete(session.id, born.id)
            assert not (await program.freshness.look(session, asked=True)).stands
            await program.registrants.take_removed(session.id, born.id)
            assert (await program.freshness.look(session, asked=True)).stands

    run(main())


def test_those_who_ask_at_the_same_time_share_a_call_its_answer_and_its_failure() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000, latency_s=0.1))
        async with desk.program() as program:
            service, session_id = program.preferences, desk.session_id
            calls = Counting(desk)
            await asyncio.gather(*(service.load(session_id) for _ in range(3)))
            assert calls.since() == {COUNT: 1}
            # Whoever asked first goes away: the others get their answer all the same.
            first, second = (asyncio.create_task(service.load(session_id)) for _ in range(2))
            await asyncio.sleep(0.05)
            first.cancel()
            assert (await second).id == session_id
            assert first.cancelled()
            calls.since()
            await service.load(session_id)
            assert calls.since() == {COUNT: 1}, "an answer is not kept"

    run(main())


def test_a_failure_is_everybodys_and_the_next_one_asks_again() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=30, limit=100_000, latency_s=0.1), [Fault("cut", operation=COUNT)])
        async with desk.program() as program:
            asked = (program.preferences.load(desk.session_id) for _ in range(2))
            failed = await asyncio.gather(*asked, return_exceptions=True)
            assert [type(one) for one in failed] == [AnswerLost, AnswerLost]
            assert failed[0] is failed[1]
            desk.faults.clear()
            assert (await program.preferences.load(desk.session_id)).id == desk.session_id

    run(main())
