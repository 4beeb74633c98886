"""Penalties: how long they last, whom they stop, and who goes first after them, in virtual time."""

import asyncio
from itertools import pairwise

import pytest

from tests.api.strict_server import Memory, Moments, StrictServer, call
from tests.helpers.virtual_time import EPOCH, LoopClock, run_virtual
from webinar_console.api.governor import Governor
from webinar_console.api.governor.saved import SavedGroup, SavedState, encode_state


def test_an_absurd_penalty_ends_after_an_hour_with_one_call() -> None:
    async def main() -> None:
        governor, server = Governor(clock=LoopClock()), StrictServer(10)
        async with governor.call("Heavy", operation="op") as admitted:
            admitted.answered({"x-rate-limit-group": "heavy", "retry-after": "1e13"}, 429)
        assert governor.budget().penalty_s == 3601
        moments = Moments()
        async with asyncio.TaskGroup() as group:
            for name in ("probe", "second", "third"):
                group.create_task(call(governor, server, left=moments.note(name), back_s=5))
        assert [at >= 3601 for _, at in moments.seen] == [True] * 3
        assert moments.seen[0][1] < 3602
        assert moments.seen[1][1] >= moments.seen[0][1] + 5, "the others wait for the answer of the first"
        await governor.aclose()

    run_virtual(main())


def test_an_absurd_penalty_or_window_on_disk_ends_after_an_hour() -> None:
    async def main() -> None:
        saved = SavedGroup(
            name="heavy",
            limit=10,
            window_s=1e13,
            learned=True,
            landed=[EPOCH],
            landed_background=[],
            flying=[],
            penalty_until=EPOCH + 1e13,
            penalty_s=1e13,
            probing=True,
        )
        state = encode_state(SavedState(groups=[saved], hints={"Heavy": "heavy"}, operations={}))
        governor = Governor(clock=LoopClock(), memory=Memory(state))
        assert governor.budget().penalty_s == 3601
        assert governor.budget().window_s == 3600
        assert await call(governor, StrictServer(10)) == 200
        assert 3601 <= asyncio.get_running_loop().time() < 3602
        assert governor.budget().penalty_s == 0
        await governor.aclose()

    run_virtual(main())


def test_after_a_penalty_one_call_goes_first() -> None:
    async def main() -> None:
        server, moments = StrictServer(10, penalty_s=20), Moments()
        for _ in range(10):
            server.arrive()
        governor = Governor(clock=LoopClock())
        assert await call(governor, server, back_s=0.05) == 429
        assert 20 < governor.budget().penalty_s < 22
        start = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for n in range(4):
                group.create_task(call(governor, server, there_s=1, back_s=1, left=moments.note(str(n))))
        times = [at - start for _, at in moments.seen]
        assert times[0] >= 20
        assert all(at >= times[0] + 2 for at in times[1:])
        assert server.in_penalty == 0
        await governor.aclose()

    run_virtual(main())


def test_retry_after_is_30_seconds_when_it_is_missing() -> None:
    async def main() -> None:
        governor = Governor(clock=LoopClock())
        async with governor.call("Heavy") as admitted:
            admitted.answered({}, 429)
        assert 30 <= governor.budget().penalty_s <= 31
        await governor.aclose()

    run_virtual(main())


def test_a_global_penalty_stops_every_group_also_those_met_later() -> None:
    async def main() -> None:
        clock = LoopClock()
        governor = Governor(clock=clock)
        governor.budget("Light")
        async with governor.call("Heavy") as admitted:
            admitted.answered({"retry-after": "10"}, 429, codes=["CMN-310"])
        for hint in ("Heavy", "Light", "Auth", "never seen"):
            assert governor.budget(hint).penalty_s > 10
        async with governor.call("Auth") as admitted:
            assert clock.now() >= 10
            admitted.answered({}, 200)
        await governor.aclose()

    run_virtual(main())


async def _refused(governor: Governor, limit: int = 10) -> None:
    headers = {"x-rate-limit-group": "heavy", "x-rate-limit-limit": str(limit), "retry-after": "30"}
    async with governor.call("Heavy", operation="op") as admitted:
        admitted.answered(headers, 429)


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize(("limit", "job_waits"), [(10, 61), (9, 31)])
def test_a_job_rests_longer_when_others_spent_the_calls(limit: int, job_waits: float, restart: bool) -> None:
    """The other program meets our penalty and starts it again; a smaller limit is nobody's doing."""

    async def main() -> None:
        server, moments, memory = StrictServer(limit), Moments(), Memory()
        governor = Governor(clock=LoopClock(), memory=memory)
        await call(governor, StrictServer(10))
        start = asyncio.get_running_loop().time()
        await _refused(governor, limit)
        if restart:
            await governor.aclose()
            governor = Governor(clock=LoopClock(), memory=memory)
        async with asyncio.TaskGroup() as group:
            group.create_task(call(governor, server, background=True, left=moments.note("job")))
            group.create_task(call(governor, server, left=moments.note("person")))
        assert {who: round(at - start) for who, at in moments.seen} == {"person": 31, "job": job_waits}
        await governor.aclose()

    run_virtual(main())


def test_a_job_rests_ever_longer_while_its_first_call_is_refused() -> None:
    async def main() -> None:
        clock = LoopClock()
        governor, tried = Governor(clock=clock), []
        for _ in range(7):
            async with governor.call("Heavy", background=True, operation="op") as admitted:
                tried.append(clock.now())
                admitted.answered({"retry-after": "30"}, 429)
        assert [round(b - a) for a, b in pairwise(tried)] == [61, 121, 241, 481, 481, 481]
        await governor.aclose()

    run_virtual(main())


def test_what_others_spend_is_left_to_them_for_some_windows() -> None:
    async def main() -> None:
        server, clock = StrictServer(10), LoopClock()
        governor = Governor(clock=clock)
        await call(governor, server)
        for _ in range(5):
            server.arrive()
        left: list[float] = []

        async def job() -> None:
            while True:
                await call(governor, server, background=True)
                left.append(clock.now())

        working = asyncio.create_task(job())
        await asyncio.sleep(12 * 60)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        starts = [0, *(n for n, (a, b) in enumerate(pairwise(left), 1) if b - a > 10)]
        sizes = [b - a for a, b in pairwise(starts)]
        assert sizes[1:5] == [5] * 4
        assert sizes[7:] == [8] * len(sizes[7:])
        assert len(sizes) >= 10
        assert server.refused == 0
        await governor.aclose()

    run_virtual(main())
