"""How often an undo reads the people again while it removes them: often enough, and not too often."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import DELETE, bench, run, until_told
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobPlan
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store

LIST = "rcwRegListRegistrants"
FAR, SOON = "2027-03-01T00:00:00Z", "2027-01-15T08:20:00Z"


def reads(desk: Bench) -> int:
    return len(desk.world.requests(LIST))


async def planned(desk: Bench, program: Workspace, people: int = 8, starts: str | None = FAR) -> JobPlan:
    """An import of so many people, and the plan that takes it back, made just now."""
    webinar = desk.world.webinar_of(desk.session_id)
    plan = import_plan(desk.session_id, webinar, newcomers(people))
    await program.jobs.start(msgspec.structs.replace(plan, session_starts_at=starts))
    await job_over(program, plan.id)
    return (await program.plan_undo(plan.id)).job


def removed(desk: Bench, people: int = 8) -> bool:
    gone = not [a for a in desk.addresses() if a.endswith("@newcomers.example")]
    return gone and len(desk.world.requests(DELETE)) == people


@pytest.mark.parametrize(
    ("starts", "waits", "looks"),
    [(FAR, 0, 0), (FAR, 599, 0), (FAR, 600, 1), (SOON, 59, 0), (SOON, 60, 1), (None, 60, 1)],
)
def test_the_first_look_is_that_of_the_plan_unless_it_is_old(
    starts: str | None, waits: float, looks: int
) -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            undo = await planned(desk, program, starts=starts)
            before = reads(desk)
            await asyncio.sleep(waits)
            await program.jobs.start(undo)
            await job_over(program, undo.id)
            assert removed(desk)
            assert reads(desk) - before == looks

    run(main())


@pytest.mark.parametrize("starts", [FAR, SOON, None])
def test_the_looks_are_in_the_price(starts: str | None) -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            undone = (await planned(desk, program, people=60, starts=starts)).undoes
            plan = await program.plan_undo(undone or "")
            before = len(desk.world.requests())
            await program.jobs.start(plan.job)
            await job_over(program, plan.job.id)
            assert removed(desk, 60)
            assert len(desk.world.requests()) - before == plan.forecast.calls
            assert (plan.forecast.looks > 0) is (starts != FAR)

    run(main())


def test_a_plan_that_does_not_say_when_it_was_made_is_old() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            undo = await planned(desk, program)
            before = reads(desk)
            await program.jobs.start(msgspec.structs.replace(undo, as_of=None))
            await job_over(program, undo.id)
            assert removed(desk)
            assert reads(desk) - before == 1

    run(main())


def test_a_clock_that_was_set_back_makes_no_plan_young() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            undo = await planned(desk, program)
            before = reads(desk)
            await asyncio.sleep(1800)
            desk.clock.wall_offset -= 1801
            await program.jobs.start(undo)
            await job_over(program, undo.id)
            assert reads(desk) - before == 1

    run(main())


@pytest.mark.parametrize("monotonic_stops", [True, False])
def test_a_computer_that_slept_looks_again(monotonic_stops: bool) -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            undo = await planned(desk, program, people=20)
            before = reads(desk)
            await program.jobs.start(undo)
            await until_told(program, lambda: program.jobs.job(undo.id).counts.done >= 2)
            assert reads(desk) == before
            desk.fall_asleep(4 * 3600, monotonic_stops=monotonic_stops)
            await job_over(program, undo.id)
            assert reads(desk) - before == 1

    run(main())


@pytest.mark.parametrize(("waits", "looks"), [(60, 0), (7200, 1)])
def test_after_a_restart_the_age_of_the_plan_tells(waits: float, looks: int) -> None:
    async def main() -> None:
        desk, store = bench(limit=10), await Store.open(None)
        async with desk.program(store) as program:
            undo = await planned(desk, program, people=20)
            before = reads(desk)
            await program.jobs.start(undo)
            await until_told(program, lambda: program.jobs.job(undo.id).counts.done >= 2)
        await asyncio.sleep(waits)
        async with desk.program(store) as program:
            assert program.jobs.job(undo.id).state is JobState.INTERRUPTED
            await program.jobs.resume(undo.id)
            await job_over(program, undo.id)
            assert removed(desk, 20)
        assert reads(desk) - before == looks
        await store.close()

    run(main())


@pytest.mark.parametrize(("people", "every_s"), [(50, 60.0), (2900, 180.0)])
def test_looks_come_the_less_often_the_more_they_cost(people: int, every_s: float) -> None:
    """Shortly before the start, at ten calls a minute: one in eight of its calls or so is a look's."""

    async def main() -> None:
        desk = bench(limit=10, registrants=people)
        async with desk.program() as program:
            undo = await planned(desk, program, 100, None)
            calls = len(desk.world.requests())
            before = reads(desk)
            await program.jobs.start(undo)
            await job_over(program, undo.id)
            assert removed(desk, 100)
            pages = -(-len(desk.people()) // 1000)
            made = [datetime.fromisoformat(r["at"]) for r in desk.world.requests(LIST)[before:]]
            assert len(made) % pages == 0
            ends = made[pages - 1 :: pages]
            assert len(ends) >= 3
            beside = min(later - sooner for sooner, later in pairwise(ends))
            assert timedelta(seconds=every_s) <= beside
            assert len(made) / (len(desk.world.requests()) - calls) <= 0.15

    run(main())
