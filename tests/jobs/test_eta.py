"""The told time of finishing against the true one: a long import, asked every minute, in virtual time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.virtual_time import run_virtual
from tests.jobs.desk import CREATE, bench, told_end
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault

MINUTE = 60.0
#: Of the true duration, and of the time that truly remains (from two minutes before the end on, nothing is
#: said of that: a second is much of a few).
OF_ALL, OF_REST = 0.05, 0.05


@dataclass(frozen=True, slots=True)
class Told:
    """What a job said at a moment; seconds since its start."""

    at: float
    end: float


@dataclass(frozen=True, slots=True)
class Course:
    """A whole job: what it said every minute, and when it was truly over (seconds since its start)."""

    told: tuple[Told, ...]
    lasted: float

    def of_all(self, since: float = 2 * MINUTE) -> float:
        """The worst error from ``since`` on, as a part of the whole duration."""
        return max(abs(told.end - self.lasted) / self.lasted for told in self.told if told.at >= since)

    def of_rest(self, since: float = 2 * MINUTE) -> float:
        """The worst error as a part of the time that truly remained."""
        asked = [told for told in self.told if since <= told.at <= self.lasted - 2 * MINUTE]
        return max(abs(told.end - self.lasted) / (self.lasted - told.at) for told in asked)


def course(
    people: int, *faults: Fault, meanwhile: Callable[[Bench, float], None] | None = None, **settings: Any
) -> Course:
    """Run an import alone and ask it every minute. ``meanwhile`` is called each time, with the seconds."""
    told: list[Told] = []

    async def ask(desk: Bench, program: Workspace, job_id: str, start: float) -> None:
        while True:
            await asyncio.sleep(MINUTE)
            at = desk.clock.now() - start
            if meanwhile is not None:
                meanwhile(desk, at)
            end = told_end(program, job_id)
            told.append(Told(at, end.timestamp() - desk.clock.wall_offset - start))

    async def main() -> Course:
        desk = bench(*faults, **({"limit": 10} | settings))
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(people))
            start = desk.clock.now()
            await program.jobs.start(plan)
            asking = asyncio.create_task(ask(desk, program, plan.id, start))
            await job_over(program, plan.id)
            lasted = desk.clock.now() - start
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            assert program.jobs.job(plan.id).counts.done == people
            return Course(tuple(told), lasted)

    return run_virtual(main())


@pytest.mark.parametrize("latency_s", [0.0, 0.3, 3.0])
def test_a_thousand_people_at_ten_calls_a_minute(
    latency_s: float, record_property: Callable[[str, object], None]
) -> None:
    job = course(1000, latency_s=latency_s)
    _report(job, record_property)
    assert job.of_all() <= OF_ALL
    assert job.of_rest() <= OF_REST


def test_a_penalty_is_told_at_once(record_property: Callable[[str, object], None]) -> None:
    """Another program of the same user brings a penalty of a minute on us, in the 31st minute."""

    def meanwhile(desk: Bench, at: float) -> None:
        if at == 30 * MINUTE:
            desk.faults.add(Fault("status", status=429, operation=CREATE, retry_after=60, times=1))

    job = course(1000, meanwhile=meanwhile)
    _report(job, record_property)
    assert job.of_all() <= OF_ALL
    # Before the penalty nobody could know of it.
    assert job.of_rest(31 * MINUTE) <= OF_REST


@pytest.mark.parametrize(("before", "after"), [(10, 40), (40, 10)])
def test_another_limit_is_told_from_the_next_minute_on(
    before: int, after: int, record_property: Callable[[str, object], None]
) -> None:
    changed = 10 * MINUTE

    def meanwhile(desk: Bench, at: float) -> None:
        if at == changed:
            desk.world.change_settings(limit=after)

    job = course(1000, limit=before, meanwhile=meanwhile)
    since = changed + MINUTE
    _report(job, record_property, since)
    assert job.of_all(since) <= OF_ALL
    assert job.of_rest(since) <= OF_REST


def test_a_server_that_stumbles(record_property: Callable[[str, object], None]) -> None:
    """One call in twenty is answered with 503. Nobody can tell the faults to come, only those that were."""
    job = course(1000, Fault("status", status=503, operation=CREATE, every=20, work="before"))
    _report(job, record_property)
    assert job.of_all() <= 1 / 20 + 0.01


def _report(job: Course, record: Callable[[str, object], None], since: float = 2 * MINUTE) -> None:
    figures = {
        "lasted_s": job.lasted,
        "worst error of the duration, %": 100 * job.of_all(since),
        "worst error of the time that remains, %": 100 * job.of_rest(since),
    }
    for name, value in figures.items():
        record(name, round(value, 2))
        print(f"{name}: {value:,.2f}")
