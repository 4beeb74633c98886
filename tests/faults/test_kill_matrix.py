"""A job is killed at every point between two operations, not at some: nobody is lost, nobody is doubled.

Here: every point of 40 rows, and, of a smaller job, every point under each fault of docs/messages.md. The
whole product, forty rows under each fault and in each dialect of the server, is ``make faults``.
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor

import pytest

from tests.faults.killing import Machine
from tests.faults.matrix import (
    DIALECTS,
    SMALL,
    TINY,
    WHOLE,
    Case,
    a_person,
    desk_of,
    every_point,
    plan_of,
    run_case,
)
from tests.faults.properties import Before, Check, Tally
from tests.faults.troubles import BY_NAME
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.job import Outcome
from webinar_console.services.workspace import Workspace

#: Where an address is not free after a removal, a small job has five times as many points: ``make faults``.
QUICK = [n for n, dialect in enumerate(DIALECTS) if dialect.email_free_after_removal]

Runs = dict[str | None, "Future[tuple[int, int, Tally]]"]


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    """Every point of the forty rows (``None``), and under each fault: on all cores at once."""
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn")) as pool:
        yield {
            None: pool.submit(every_point, WHOLE, None, 0),
            # The faults take turns in the dialects of the server.
            **{
                name: pool.submit(every_point, TINY, name, QUICK[n % len(QUICK)])
                for n, name in enumerate(BY_NAME)
            },
        }
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("dialect", range(len(DIALECTS)))
def test_a_job_that_nobody_kills(dialect: int) -> None:
    _points, killed, tally = run_case(Case(WHOLE, None, dialect))
    assert not killed
    assert tally.is_clean
    assert tally.rows == WHOLE.rows == 40


@pytest.mark.timeout(600)
def test_a_kill_at_every_point_of_forty_rows(runs: Runs) -> None:
    points, kills, tally = runs[None].result()
    assert points > 300
    assert kills == points
    assert tally.is_clean


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", BY_NAME)
def test_a_kill_at_every_point_under(name: str, runs: Runs) -> None:
    points, kills, tally = runs[name].result()
    assert points > 50
    assert kills == points
    assert tally.is_clean


@pytest.mark.timeout(300)
@pytest.mark.parametrize("stride", [3, 7, 20])
def test_kill_after_kill_after_kill(stride: int) -> None:
    """Each program gets only a little further than it must to get anywhere at all."""

    async def main() -> None:
        desk = desk_of(Case(SMALL, None, 0))
        before, plan = Before.of(desk), plan_of(desk, SMALL)
        machine = await Machine.make(desk)
        # Starting, looking up and keeping what was found takes 14 points.
        kills, patience = 0, 14 + stride
        while not await machine.live(a_person(plan, lambda: None), patience):
            kills += 1
            assert kills < 400
        assert kills > 2
        check = Check(desk, before)

        async def look(workspace: Workspace) -> None:
            rows = await workspace.jobs.rows(plan.id)
            assert {row.outcome for row in rows} == {Outcome.DONE, Outcome.ALREADY_THERE}
            check.job(plan, rows)
            check.everybody_else(plan)

        assert await machine.live(look)

    run_virtual(main())
