"""Cancel and quit in the same moment, at every point of a job: the wish is kept, nobody is left half-way."""

import asyncio

import pytest

from tests.faults.killing import Machine
from tests.faults.matrix import TINY, Case, desk_of, plan_of
from tests.faults.properties import Before, Check
from tests.helpers.practice import job_over
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.job import JobState
from webinar_console.services.workspace import Workspace


@pytest.mark.parametrize("quits_first", [False, True])
def test_at_every_point(quits_first: bool) -> None:
    async def main(point: int) -> bool:
        desk = desk_of(Case(TINY, None, 0))
        before, plan = Before.of(desk), plan_of(desk, TINY)
        machine = await Machine.make(desk)
        machine.switch.ring_at = point

        async def both(workspace: Workspace) -> None:
            await workspace.jobs.start(plan)
            over = asyncio.ensure_future(job_over(workspace, plan.id))
            rung = asyncio.ensure_future(machine.switch.rung.wait())
            await asyncio.wait((over, rung), return_when=asyncio.FIRST_COMPLETED)
            over.cancel()
            rung.cancel()
            acts = [workspace.jobs.cancel(plan.id), workspace.jobs.aclose()]
            told = await asyncio.gather(*acts[:: -1 if quits_first else 1], return_exceptions=True)
            assert all(error is None or isinstance(error, ConsoleError) for error in told), told

        async def later(workspace: Workspace) -> None:
            if workspace.jobs.job(plan.id).state is JobState.INTERRUPTED:
                await workspace.jobs.cancel(plan.id)
            await job_over(workspace, plan.id)
            check = Check(desk, before)
            check.job(plan, await workspace.jobs.rows(plan.id))
            check.everybody_else(plan)

        assert await machine.live(both)
        assert await machine.live(later)
        return machine.switch.rung.is_set()

    point = 1
    while run_virtual(main(point)):
        point += 1
    assert point > 50
