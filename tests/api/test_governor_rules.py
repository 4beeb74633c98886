"""The governor's promises, for any latencies and arrivals, in virtual time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.strict_server import Memory, StrictServer, call
from tests.helpers.virtual_time import LoopClock, run_virtual
from webinar_console.api.governor import Governor


@dataclass(frozen=True)
class Visit:
    """Somebody who wants to make a call."""

    at: float
    background: bool
    there_s: float
    back_s: float
    lost: bool
    gives_up_after: float | None


seconds = st.floats(0, 40, allow_nan=False, allow_subnormal=False)
latency = st.one_of(st.just(0.0), st.floats(0.001, 9.9, allow_nan=False))
slow = st.one_of(st.just(0.0), st.floats(0.001, 45, allow_nan=False))
visits = st.lists(
    st.builds(
        Visit,
        at=seconds,
        background=st.booleans(),
        there_s=latency,
        back_s=slow,
        lost=st.booleans(),
        gives_up_after=st.one_of(st.none(), seconds),
    ),
    max_size=40,
)
limits = st.integers(1, 12)
windows = st.sampled_from([1.0, 7.5, 60.0])


def never_exceeds(server: StrictServer) -> None:
    """No window, wherever it begins, holds more arrivals than the limit."""
    for first, last in zip(server.arrivals, server.arrivals[server.limit :], strict=False):
        assert last - first >= server.window_s


async def visit(governor: Governor, server: StrictServer, who: Visit) -> None:
    await asyncio.sleep(who.at)
    try:
        async with asyncio.timeout(who.gives_up_after):
            await call(
                governor,
                server,
                background=who.background,
                there_s=who.there_s,
                back_s=who.back_s,
                lost=who.lost,
            )
    except TimeoutError:
        pass


async def visit_all(governor: Governor, server: StrictServer, everybody: Sequence[Visit]) -> None:
    await call(governor, server)  # the first answer teaches the limit
    async with asyncio.TaskGroup() as group:
        for who in everybody:
            group.create_task(visit(governor, server, who))


@settings(deadline=None, max_examples=150)
@given(visits, limits, windows)
def test_no_window_ever_holds_more_calls_than_the_limit(
    everybody: list[Visit], limit: int, window_s: float
) -> None:
    async def main() -> None:
        server = StrictServer(limit, window_s)
        governor = Governor(memory=Memory(), clock=LoopClock())
        await visit_all(governor, server, everybody)
        await asyncio.sleep(100)  # those who gave up on the way still arrive
        await governor.aclose()
        never_exceeds(server)
        assert server.refused == 0

    run_virtual(main())


@settings(deadline=None, max_examples=100)
@given(visits, visits, limits, windows, st.floats(0.1, 45), st.floats(0, 30))
def test_a_killed_program_keeps_the_promise_after_its_restart(
    before: list[Visit], after: list[Visit], limit: int, window_s: float, dies_at: float, pause: float
) -> None:
    async def main() -> None:
        server = StrictServer(limit, window_s)
        memory, clock = Memory(), LoopClock()
        first = Governor(memory=memory, clock=clock)
        await call(first, server)
        tasks = [asyncio.create_task(visit(first, server, who)) for who in before]
        await asyncio.sleep(dies_at)
        memory.dead = True
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await first.aclose()
        await asyncio.sleep(pause)
        second = Governor(memory=Memory(memory.stored), clock=clock)
        async with asyncio.TaskGroup() as group:
            for who in after:
                group.create_task(visit(second, server, who))
        await asyncio.sleep(100)
        await second.aclose()
        never_exceeds(server)
        assert server.refused == 0

    run_virtual(main())


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(seconds, st.booleans(), latency), min_size=1, max_size=25),
    st.floats(1, 60),
    st.floats(0, 50),
    st.booleans(),
)
def test_nothing_is_sent_in_a_penalty_across_a_restart_too(
    everybody: list[tuple[float, bool, float]], penalty_s: float, restart_at: float, restarts: bool
) -> None:
    async def main() -> None:
        server = StrictServer(10, 60, penalty_s=penalty_s)
        memory, clock = Memory(), LoopClock()
        governor = Governor(memory=memory, clock=clock)
        for _ in range(10):
            server.arrive()  # another program of the same user spent everything
        assert await call(governor, server, there_s=0, back_s=0) == 429
        if restarts:
            memory.dead = True
            await governor.aclose()
            await asyncio.sleep(restart_at)
            governor = Governor(memory=Memory(memory.stored), clock=clock)

        async def later(at: float, background: bool, there_s: float) -> None:
            await asyncio.sleep(at)
            await call(governor, server, background=background, there_s=there_s)

        async with asyncio.TaskGroup() as group:
            for at, background, there_s in everybody:
                group.create_task(later(at, background, there_s))
        await governor.aclose()
        assert server.in_penalty == 0
        assert server.refused == 1

    run_virtual(main())


@settings(deadline=None, max_examples=40)
@given(limits.filter(lambda limit: limit > 1), st.floats(0.01, 0.3), st.lists(st.floats(0, 50), max_size=12))
def test_the_person_never_waits_while_the_reserve_is_free(
    limit: int, latency_s: float, moments: list[float]
) -> None:
    async def main() -> None:
        server = StrictServer(limit, 60)
        clock = LoopClock()
        governor = Governor(memory=Memory(), clock=clock)
        await call(governor, server)
        await asyncio.sleep(61)
        reserve = governor.budget().reserve
        waits: list[float] = []

        async def job() -> None:
            while True:
                await call(governor, server, background=True, there_s=latency_s, back_s=latency_s)

        async def person() -> None:
            for chunk in range(0, len(moments), reserve):
                for moment in sorted(moments[chunk : chunk + reserve]):
                    start = clock.now()

                    async def note(start: float = start) -> None:
                        waits.append(clock.now() - start)

                    await asyncio.sleep(moment / 10)
                    start = clock.now()
                    await call(governor, server, left=lambda start=start: note(start))
                await asyncio.sleep(61)

        jobs = [asyncio.create_task(job()) for _ in range(3)]
        await person()
        for task in jobs:
            task.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        await governor.aclose()
        assert len(waits) == len(moments)
        # A millisecond is the disk's.
        assert all(wait < 0.05 for wait in waits), waits
        assert server.refused == 0

    run_virtual(main())


@settings(deadline=None, max_examples=20)
@given(st.sampled_from([5, 10, 40, 250]), st.integers(1, 6), st.floats(0.01, 0.12))
def test_an_hour_of_work_uses_99_percent_of_its_share(limit: int, workers: int, latency_s: float) -> None:
    async def main() -> None:
        server = StrictServer(limit, 60)
        governor = Governor(memory=Memory(), clock=LoopClock())
        await call(governor, server, background=True)
        start = asyncio.get_running_loop().time()
        sent = 0

        async def job() -> None:
            nonlocal sent
            while True:
                await call(governor, server, background=True, there_s=latency_s, back_s=latency_s)
                sent += 1

        tasks = [asyncio.create_task(job()) for _ in range(workers * max(1, limit // 50))]
        await asyncio.sleep(60 * 30 - start)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        share = limit - governor.budget().reserve
        await governor.aclose()
        assert sent >= 0.99 * share * 30
        assert server.refused == 0

    run_virtual(main())
