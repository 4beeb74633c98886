"""A removal waits for its import, and does not follow by itself a list that was not sent whole."""

import asyncio

import msgspec
import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, DELETE, bench, removal_of, run, until_told
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobPlan
from webinar_console.jobs.behind import NOT_WHOLE, WAITS
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault
from webinar_console.store import Store

HOUR = 3600.0  # of virtual time
REFUSED = Fault("status", status=400, operation=CREATE, nth=(2,))


def the_import(desk: Bench, count: int = 30) -> JobPlan:
    return import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(count))


def removed(desk: Bench) -> int:
    return sum(request["operation"] == DELETE for request in desk.world.requests())


async def stopped(program: Workspace) -> None:
    await job_over(program, "removal", JobState.PAUSED)
    assert (program.jobs.job("removal").state, program.jobs.job("removal").trouble) == (
        JobState.PAUSED,
        NOT_WHOLE,
    )


async def goes_on_when_asked(desk: Bench, program: Workspace) -> None:
    await asyncio.sleep(HOUR)
    assert removed(desk) == 0
    await program.jobs.resume("removal")
    await job_over(program, "removal")
    assert removed(desk) == program.jobs.job("removal").counts.done == 5


def test_a_removal_waits_while_its_import_is_paused() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            removal = await removal_of(desk, program)
            await program.jobs.start(the_import(desk))
            await until_told(program, lambda: program.jobs.job("job-1").counts.done > 2)
            await program.jobs.pause("job-1")
            await program.jobs.start(removal)
            await program.jobs.move("removal", "job-1")  # first in the queue, and still behind
            assert program.jobs.job("removal").waiting_for == WAITS
            await asyncio.sleep(HOUR)
            assert removed(desk) == 0
            await program.jobs.resume("job-1")
            await job_over(program, "removal")
            assert program.jobs.job("job-1").counts.done == 30
            assert removed(desk) == program.jobs.job("removal").counts.done == 5

    run(main())


def test_a_removal_waits_while_its_import_holds_after_a_fault() -> None:
    async def main() -> None:
        # After each fault the import alone waits a moment: the queue gave that moment to the removal.
        desk = bench(Fault("status", status=500, operation=CREATE, every=4, work="before"))
        async with desk.program() as program:
            removal = await removal_of(desk, program)
            early: list[int] = []
            program.jobs.changed.connect(
                lambda _id: None if program.jobs.job("job-1").state.is_over else early.append(removed(desk))
            )
            await program.jobs.start_all([the_import(desk), removal])
            await job_over(program, "removal")
            assert set(early) == {0}
            assert removed(desk) == 5

    run(main())


@pytest.mark.parametrize("end", ["cancelled", "refused"])
def test_no_removal_follows_by_itself_a_list_that_was_not_sent_whole(end: str) -> None:
    async def main() -> None:
        desk, store = bench(*[REFUSED] * (end == "refused"), limit=10), await Store.open(None)
        async with desk.program(store) as program:
            removal = await removal_of(desk, program)
            await program.jobs.start_all([the_import(desk), removal])
            if end == "cancelled":
                await until_told(program, lambda: program.jobs.job("job-1").counts.done > 2)
                await program.jobs.cancel("job-1")
            await stopped(program)
            assert program.jobs.job("job-1").state.value == (
                "cancelled" if end == "cancelled" else "finished"
            )
        async with desk.program(store) as program:
            await stopped(program)
            await goes_on_when_asked(desk, program)
        await store.close()

    run(main())


@pytest.mark.parametrize("whole", [True, False])
def test_a_removal_still_waits_after_a_restart(whole: bool) -> None:
    async def main() -> None:
        desk, store = bench(*[] if whole else [REFUSED], limit=10), await Store.open(None)
        async with desk.program(store) as program:
            removal = await removal_of(desk, program)
            await program.jobs.start_all([the_import(desk), removal])
            await until_told(program, lambda: program.jobs.job("job-1").counts.ended > 3)
        async with desk.program(store) as program:
            assert program.jobs.job("removal").state is JobState.INTERRUPTED
            await program.jobs.resume("removal")
            assert program.jobs.job("removal").waiting_for == WAITS
            await asyncio.sleep(HOUR)
            assert removed(desk) == 0
            await program.jobs.resume("job-1")
            await job_over(program, "job-1")
            if whole:
                await job_over(program, "removal")
                assert removed(desk) == 5
            else:
                await stopped(program)
                await goes_on_when_asked(desk, program)
        await store.close()

    run(main())


def test_a_start_finds_a_removal_that_nobody_could_stop_any_more() -> None:
    async def main() -> None:
        desk, store = bench(REFUSED, limit=10), await Store.open(None)
        async with desk.program(store) as program:
            removal = await removal_of(desk, program)
            await program.jobs.start_all([the_import(desk), removal])
            await stopped(program)
            now = program.now()
        # As if the process had ended when its import was over and the removal was not stopped yet.
        await store.journal.set_state("removal", JobState.RUNNING, now)
        async with desk.program(store) as program:
            await stopped(program)
            await goes_on_when_asked(desk, program)
        await store.close()

    run(main())


def test_a_removal_that_waits_can_be_cancelled() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            removal = await removal_of(desk, program)
            await program.jobs.start(the_import(desk))
            await program.jobs.pause("job-1")
            await program.jobs.start(removal)
            await program.jobs.cancel("removal")
            await job_over(program, "removal")
            assert program.jobs.job("removal").counts.cancelled == 5
            assert program.jobs.job("job-1").state is JobState.PAUSED

    run(main())


def test_another_session_is_not_waited_for() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            removal = await removal_of(desk, program)
            other = msgspec.structs.replace(the_import(desk), session_id="1")
            await program.jobs.start(other)
            await program.jobs.pause("job-1")
            await program.jobs.start(removal)
            await job_over(program, "removal")
            assert removed(desk) == 5

    run(main())
