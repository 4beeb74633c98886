"""Several jobs that name the same people: each registration is one row's doing."""

from collections import Counter

import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, INVITE, bench, exactly_once, panel, run, until_told
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import JobPlan
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Dialect, Fault
from webinar_console.store import Store

FIRST_RECORD = Dialect(duplicate="first_record")


def plans(desk: Bench) -> tuple[JobPlan, JobPlan]:
    """Two imports of the same people, planned before anybody of them was registered."""
    webinar, known = desk.world.webinar_of(desk.session_id), [person["id"] for person in desk.people()]
    one, two = (
        import_plan(desk.session_id, webinar, newcomers(6), known_ids=known, job_id=name)
        for name in ("one", "two")
    )
    return one, two


async def claims(program: Workspace) -> Counter[str]:
    """How many rows say that they registered somebody, by id."""
    reports = [report for name in ("one", "two") for report in await program.jobs.rows(name)]
    assert {report.outcome for report in reports} == {Outcome.DONE, Outcome.ALREADY_THERE}
    return Counter(str(report.registrant_id) for report in reports if report.outcome is Outcome.DONE)


def test_the_first_persons_record_is_the_first_jobs() -> None:
    async def main() -> None:
        desk = bench(dialect=FIRST_RECORD)
        async with desk.program() as program:
            for plan in plans(desk):
                await program.jobs.start(plan)
            for name in ("one", "two"):
                await job_over(program, name)
            assert sorted((await claims(program)).values()) == [1] * 6
            assert (await program.plan_undo("two")).job.rows == (), "the second import added nobody"
        exactly_once(desk, 6)

    run(main())


def test_the_same_after_a_start() -> None:
    async def main() -> None:
        desk, store = bench(dialect=FIRST_RECORD), await Store.open(None)
        one, two = plans(desk)
        async with desk.program(store) as program:
            await program.jobs.start(two)
            await program.jobs.pause("two")
            await program.jobs.start(one)
            await job_over(program, "one")
        async with desk.program(store) as program:
            await program.jobs.resume("two")
            await job_over(program, "two")
            assert sorted((await claims(program)).values()) == [1] * 6
        await store.close()

    run(main())


@pytest.mark.parametrize("duplicate", ["conflict", "first_record"])
def test_a_lost_answer_is_claimed_by_one_job(duplicate: str) -> None:
    async def main() -> None:
        dialect = Dialect(duplicate=duplicate)  # type: ignore[arg-type]
        desk = bench(Fault("cut", operation=CREATE, nth=(3,), work="after"), dialect=dialect)
        one, two = plans(desk)
        async with desk.program() as program:
            await program.jobs.start(one)
            await until_told(program, lambda: program.jobs.job("one").counts.unknown)
            await program.jobs.pause("one")
            await program.jobs.start(two)
            await job_over(program, "two")
            assert program.jobs.job("one").state is JobState.PAUSED
            await program.jobs.resume("one")
            await job_over(program, "one")
            assert sorted((await claims(program)).values()) == [1] * 6
        exactly_once(desk, 6)

    run(main())


def test_one_place_on_the_panel_is_one_jobs_doing() -> None:
    async def main() -> None:
        desk = bench(Fault("cut", operation=INVITE, nth=(1,), work="before"))
        webinar = desk.world.webinar_of(desk.session_id)
        one, two = (
            import_plan(desk.session_id, webinar, panel=panel(3), job_id=name) for name in ("one", "two")
        )
        async with desk.program() as program:
            await program.jobs.start(one)
            await until_told(program, lambda: program.jobs.job("one").counts.unknown)
            await program.jobs.pause("one")
            await program.jobs.start(two)
            await job_over(program, "two")
            await program.jobs.resume("one")
            await job_over(program, "one")
            assert sorted((await claims(program)).values()) == [1] * 3
            assert {row.outcome for row in await program.jobs.rows("one")} == {Outcome.ALREADY_THERE}
            assert (await program.plan_undo("one")).job.rows == (), "the first import put nobody there"
        assert len(desk.mails("invitation")) == 3

    run(main())
