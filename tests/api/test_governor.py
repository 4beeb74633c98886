"""The governor in single situations, in virtual time."""

import asyncio
import logging

import pytest

from tests.api.strict_server import Memory, Moments, StrictServer, call
from tests.helpers.virtual_time import LoopClock, run_virtual
from webinar_console.api.governor import Governor
from webinar_console.domain.errors import StoreError


def test_documented_limits_stand_until_an_answer_says_better() -> None:
    async def main() -> None:
        governor = Governor(clock=LoopClock())
        assert [governor.budget(hint).limit for hint in ("Heavy", "Medium", "Light", "Auth")] == [
            10,
            40,
            50,
            5,
        ]
        assert not governor.budget().learned
        await call(governor, StrictServer(25, 30))
        budget = governor.budget()
        assert (budget.limit, budget.window_s, budget.remaining, budget.learned) == (25, 30, 24, True)
        assert governor.budget("heavy") == budget
        await governor.aclose()

    run_virtual(main())


@pytest.mark.parametrize(("limit", "reserve"), [(1, 0), (2, 1), (5, 1), (10, 2), (40, 8), (1000, 10)])
def test_a_fifth_of_the_limit_is_kept_for_the_person(limit: int, reserve: int) -> None:
    async def main() -> None:
        governor = Governor(clock=LoopClock())
        await call(governor, StrictServer(limit))
        assert governor.budget().reserve == reserve
        await governor.aclose()

    run_virtual(main())


def test_a_job_leaves_the_reserve_alone_and_bursts_through_the_rest() -> None:
    async def main() -> None:
        server, moments = StrictServer(), Moments()
        governor = Governor(clock=LoopClock())
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(call(governor, server, background=True, left=moments.note("job")))
        times = [at for _, at in moments.seen]
        assert times[:8] == [0.0] * 8
        assert all(60 < at < 60.5 for at in times[8:16])
        assert all(120 < at < 121 for at in times[16:])
        await governor.aclose()

    run_virtual(main())


def test_the_person_overtakes_and_each_class_keeps_its_order() -> None:
    async def main() -> None:
        server, moments = StrictServer(2), Moments()
        governor = Governor(clock=LoopClock())
        await call(governor, server)
        await call(governor, server)
        async with asyncio.TaskGroup() as group:
            for name, background in [("job 1", True), ("me 1", False), ("job 2", True), ("me 2", False)]:
                group.create_task(call(governor, server, background=background, left=moments.note(name)))
                await asyncio.sleep(0.1)
        assert [name for name, _ in moments.seen] == ["me 1", "me 2", "job 1", "job 2"]
        await governor.aclose()

    run_virtual(main())


def test_a_waiter_that_gives_up_leaves_no_trace() -> None:
    async def main() -> None:
        server, moments = StrictServer(1), Moments()
        governor = Governor(memory=Memory(), clock=LoopClock())
        await call(governor, server)
        impatient = asyncio.create_task(call(governor, server, left=moments.note("impatient")))
        patient = asyncio.create_task(call(governor, server, left=moments.note("patient")))
        await asyncio.sleep(1)
        impatient.cancel()
        await patient
        assert [name for name, _ in moments.seen] == ["patient"]
        assert moments.seen[0][1] < 61
        assert len(server.arrivals) == 2
        await governor.aclose()

    run_virtual(main())


def test_another_program_of_the_same_user_is_noticed() -> None:
    async def main() -> None:
        server = StrictServer()
        governor = Governor(clock=LoopClock())
        await call(governor, server)
        for _ in range(6):
            server.arrive()
        await call(governor, server)
        assert governor.budget().remaining == 2
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(call(governor, server))
        assert server.refused == 0
        await governor.aclose()

    run_virtual(main())


def test_the_budget_tells_when_a_person_may_call_again() -> None:
    async def main() -> None:
        server = StrictServer()
        governor = Governor(clock=LoopClock())
        assert governor.budget().next_s == 0
        for _ in range(10):
            await call(governor, server)
        wait = governor.budget().next_s
        assert 0 < wait <= 70
        await asyncio.sleep(wait / 2)
        assert governor.budget().next_s == pytest.approx(wait / 2, abs=0.1)
        await asyncio.sleep(wait / 2 + 0.01)
        assert governor.budget().next_s == 0
        await governor.aclose()

    run_virtual(main())


def test_a_smaller_limit_is_followed_at_once() -> None:
    async def main() -> None:
        server, moments = StrictServer(10), Moments()
        governor = Governor(clock=LoopClock())
        await call(governor, server)
        server.limit = 3
        await call(governor, server)
        assert governor.budget().remaining == 1
        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(call(governor, server, left=moments.note("x")))
        assert server.refused == 0
        assert sum(at < 60 for _, at in moments.seen) == 1
        await governor.aclose()

    run_virtual(main())


def test_an_operation_moves_to_the_group_that_its_answers_name() -> None:
    async def main() -> None:
        heavy, special = StrictServer(2, group="heavy"), StrictServer(5, group="special")
        governor = Governor(clock=LoopClock())
        await call(governor, heavy, operation="list")
        await call(governor, special, operation="create")
        assert governor.budget("heavy").remaining == 1
        assert governor.budget("special").remaining == 4
        await call(governor, heavy, operation="list")
        start = asyncio.get_running_loop().time()
        await call(governor, special, operation="create")  # heavy is full, special is not
        assert asyncio.get_running_loop().time() - start < 1
        await governor.aclose()

    run_virtual(main())


def test_those_who_wait_before_the_wrong_group_move_along() -> None:
    async def main() -> None:
        heavy, special = StrictServer(2, group="heavy"), StrictServer(5, group="special")
        governor = Governor(clock=LoopClock())
        await call(governor, heavy, operation="list")
        first = asyncio.create_task(call(governor, special, operation="create", back_s=2))
        await asyncio.sleep(0)
        second = asyncio.create_task(call(governor, special, operation="create"))
        await asyncio.gather(first, second)
        assert asyncio.get_running_loop().time() < 5
        await governor.aclose()

    run_virtual(main())


def test_the_state_is_on_disk_before_a_call_leaves() -> None:
    async def main() -> None:
        memory, clock = Memory(), LoopClock()
        governor = Governor(memory=memory, clock=clock)
        async with governor.call("Heavy", background=True) as admitted:
            seen = Governor(memory=Memory(memory.stored), clock=clock).budget()
            assert (seen.remaining, seen.background) == (9, 1)
            admitted.not_sent()
        assert governor.budget().remaining == 10
        await governor.aclose()
        assert Governor(memory=memory, clock=clock).budget().remaining == 10

    run_virtual(main())


def test_nothing_leaves_when_the_state_cannot_be_kept() -> None:
    class FullDisk(Memory):
        full = True

        async def save(self, state: bytes) -> None:
            if self.full:
                raise StoreError("The disk is full.")
            await super().save(state)

    async def main() -> None:
        memory, server = FullDisk(), StrictServer()
        governor = Governor(memory=memory, clock=LoopClock())
        with pytest.raises(StoreError):
            await call(governor, server)
        assert server.arrivals == []
        assert governor.budget().remaining == 10
        memory.full = False
        assert await call(governor, server) == 200
        await governor.aclose()

    run_virtual(main())


def test_a_full_disk_does_not_cost_an_answer_that_came() -> None:
    class FullLater(Memory):
        async def save(self, state: bytes) -> None:
            if self.saves:
                raise StoreError("The disk is full.")
            await super().save(state)

    async def main() -> None:
        governor = Governor(memory=FullLater(), clock=LoopClock())
        assert await call(governor, StrictServer(7)) == 200
        await governor.aclose()

    run_virtual(main())


@pytest.mark.parametrize("jump", [-86_400.0, -30.0, 0.0, 86_400.0])
def test_a_jump_of_the_wall_clock_blocks_no_longer_than_window_and_penalty(jump: float) -> None:
    async def main() -> None:
        server, memory, clock = StrictServer(10, penalty_s=20), Memory(), LoopClock()
        for _ in range(10):
            server.arrive()
        governor = Governor(memory=memory, clock=clock)
        assert await call(governor, server) == 429
        await governor.aclose()
        clock.wall_offset += jump
        start = clock.now()
        again = Governor(memory=Memory(memory.stored), clock=clock)
        assert again.budget().penalty_s <= 21
        server.penalty_until = 0.0
        async with asyncio.TaskGroup() as group:
            for _ in range(9):
                group.create_task(call(again, server))
        assert clock.now() - start <= 23
        await again.aclose()

    run_virtual(main())


def test_unreadable_state_is_told_and_starts_afresh(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        governor = Governor(memory=Memory(b"\xff not json"), clock=LoopClock())
    assert "call budget" in caplog.text
    caplog.clear()

    async def main() -> None:
        assert governor.budget().remaining == 10

    run_virtual(main())


def test_listeners_hear_of_every_call() -> None:
    async def main() -> None:
        governor = Governor(clock=LoopClock())
        seen: list[int] = []
        leave = governor.changed.connect(lambda: seen.append(governor.budget().remaining))
        await call(governor, StrictServer())
        assert 9 in seen
        leave()
        count = len(seen)
        await call(governor, StrictServer())
        assert len(seen) == count
        await governor.aclose()

    run_virtual(main())


def test_a_raised_limit_costs_next_to_nothing_per_call() -> None:
    async def main() -> None:
        server = StrictServer(1000)
        governor = Governor(memory=Memory(), clock=LoopClock())
        await call(governor, server)
        async with asyncio.TaskGroup() as group:
            for _ in range(999):
                group.create_task(call(governor, server, there_s=0.01, back_s=0.01))
        assert asyncio.get_running_loop().time() < 2
        assert server.refused == 0
        await governor.aclose()

    run_virtual(main())


def test_a_penalty_that_comes_while_the_state_is_saved_stops_the_call() -> None:
    class SlowDisk(Memory):
        async def save(self, state: bytes) -> None:
            await asyncio.sleep(5)
            await super().save(state)

    async def main() -> None:
        server, moments = StrictServer(penalty_s=20), Moments()
        governor = Governor(memory=SlowDisk(), clock=LoopClock())
        for _ in range(10):
            server.arrive()
        first = asyncio.create_task(call(governor, server, there_s=1, back_s=1))
        await asyncio.sleep(4)
        second = asyncio.create_task(call(governor, server, left=moments.note("second")))
        assert await first == 429
        assert await second == 200
        assert server.in_penalty == 0
        assert moments.seen[0][1] >= 27
        await governor.aclose()

    run_virtual(main())


def test_closing_ends_the_timer_and_keeps_the_state() -> None:
    async def main() -> None:
        memory, server = Memory(), StrictServer(1)
        governor = Governor(memory=memory, clock=LoopClock())
        await call(governor, server)
        waiting = asyncio.create_task(call(governor, server))
        await asyncio.sleep(1)
        await governor.aclose()
        again = Governor(memory=Memory(memory.stored), clock=LoopClock())
        assert again.budget("heavy").remaining == 0
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await governor.aclose()

    run_virtual(main())
