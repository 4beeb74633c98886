"""Jobs against the practice server, in virtual time: counted on the server's side."""

import asyncio
from typing import Any

import msgspec
import pytest

from tests.helpers.practice import import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, bench, exactly_once, import_people, run, until_told
from webinar_console.domain.job import JobState, Outcome, RowState
from webinar_console.domain.plan import LeftOutRow
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.simulator import Dialect, Fault
from webinar_console.store import Store


def test_an_import_registers_everybody_once() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            job_id = await import_people(desk, program)
            job = program.jobs.job(job_id)
            assert (job.state, job.counts.done, job.counts.waiting) == (JobState.FINISHED, 12, 0)
            rows = await program.jobs.rows(job_id)
            ids = {p["id"] for p in desk.people()}
            assert all(row.registrant_id in ids and row.join_uri for row in rows)
        exactly_once(desk, 12)
        assert desk.world.summary()["rateLimited"] == 0

    run(main())


def test_five_percent_of_everything_and_still_once() -> None:
    async def main() -> None:
        faults = [
            Fault("cut", probability=0.03, work="after"),
            Fault("cut", probability=0.03, work="before"),
            Fault("status", status=500, probability=0.03),
            Fault("status", status=503, retry_after=3, probability=0.03),
            Fault("half_body", probability=0.02),
        ]
        desk = bench(*faults)
        async with desk.program() as program:
            job_id = await import_people(desk, program, 200)
            assert program.jobs.job(job_id).counts.done == 200
        exactly_once(desk, 200)

    run(main())


def test_the_real_pace_meets_no_refusal() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            started = desk.clock.now()
            job_id = await import_people(desk, program, 40)
            assert program.jobs.job(job_id).counts.done == 40
            minutes = (desk.clock.now() - started) / 60
        exactly_once(desk, 40)
        assert desk.world.summary()["rateLimited"] == 0
        assert 4 <= minutes <= 5  # 8 of 10 calls a minute are the job's

    run(main())


def test_closing_in_the_middle_goes_on_at_the_exact_row() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(30))
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done >= 11)
        before = len(desk.addresses())
        async with desk.program(store) as program:
            job = program.jobs.job(plan.id)
            assert (job.state, job.counts.unknown) == (JobState.INTERRUPTED, 0)
            assert len(desk.addresses()) == before, "nothing is sent without a word"
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
        await store.close()
        exactly_once(desk, 30)
        assert desk.world.summary()["operations"][CREATE] == 30

    run(main())


def test_pause_resume_cancel() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(20))
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 3)
            await program.jobs.pause(plan.id)
            await asyncio.sleep(600)
            paused = program.jobs.job(plan.id)
            assert paused.state is JobState.PAUSED
            assert paused.counts.done in (3, 4)
            await program.jobs.resume(plan.id)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 8)
            asked = desk.clock.now()
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id)
            assert desk.clock.now() - asked < 1, "cancelling does not wait for the next free call"
            after = program.jobs.job(plan.id)
            assert after.state is JobState.CANCELLED
            assert after.counts.done + after.counts.cancelled == 20
            rows = await program.jobs.rows(plan.id)
            assert all(r.state is RowState.ENDED for r in rows)
        assert len(desk.mails("confirmation")) == after.counts.done

    run(main())


@pytest.mark.parametrize("duplicate", ["conflict", "first_record"])
def test_somebody_who_is_there_already_is_told_apart(duplicate: Any) -> None:
    async def main() -> None:
        desk = bench(dialect=Dialect(duplicate=duplicate))
        people = desk.people()
        first = people[0]
        known = NewRegistrant(first_name="X", last_name="Y", email=first["email"].upper())
        async with desk.program() as program:
            plan = import_plan(
                desk.session_id,
                desk.world.webinar_of(desk.session_id),
                [*newcomers(2), known, newcomers(1)[0]],
                known_ids=[p["id"] for p in people],
            )
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            outcomes = [row.outcome for row in await program.jobs.rows(plan.id)]
        assert outcomes == [Outcome.DONE, Outcome.DONE, Outcome.ALREADY_THERE, Outcome.ALREADY_THERE]
        exactly_once(desk, 2)

    run(main())


def test_the_local_copy_learns_from_jobs_without_a_call() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            async for _page in program.registrants.fetch(desk.session_id):
                pass
            calls = desk.world.summary()["operations"]["rcwRegListRegistrants"]
            seen: list[Registrant] = []
            program.registrants.created.connect(lambda _session, person: seen.append(person))
            await import_people(desk, program, 3)
            copy = await program.registrants.cached(desk.session_id)
            assert copy is not None
            assert {p.email.casefold() for p in copy.people} == set(desk.addresses())
            assert len(seen) == 3
        assert desk.world.summary()["operations"]["rcwRegListRegistrants"] == calls

    run(main())


def test_two_jobs_the_sooner_session_first_and_a_plan_only_once() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            webinar = desk.world.webinar_of(desk.session_id)
            late = msgspec.structs.replace(
                import_plan(desk.session_id, webinar, newcomers(4), job_id="late"),
                session_starts_at="2030-01-02T00:00:00Z",
            )
            soon = msgspec.structs.replace(
                import_plan(desk.session_id, webinar, newcomers(4, start=4), job_id="soon"),
                session_starts_at="2030-01-01T00:00:00Z",
            )
            order: list[str] = []
            program.jobs.rows_changed.connect(
                lambda job, rows: order.append(job) if rows[0].outcome is Outcome.DONE else None
            )
            await program.jobs.start(late)
            await program.jobs.start(soon)
            assert await program.jobs.start(soon) == "soon"
            await job_over(program, "late")
            await job_over(program, "soon")
            assert order.index("soon") < order.index("late") + 2
            assert order[-3:] == ["late"] * 3
        exactly_once(desk, 8)

    run(main())


def test_a_job_of_last_week_is_told_from_the_journal() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        webinar = desk.world.webinar_of(desk.session_id)
        left = LeftOutRow(line=1, cells=("?",), reason="No e-mail address.", name="Somebody")
        plan = msgspec.structs.replace(
            import_plan(desk.session_id, webinar, [*newcomers(3), newcomers(1)[0]]), left_out=(left,)
        )
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            seen, told = await program.jobs.rows(plan.id), program.jobs.job(plan.id)
        async with desk.program(store) as program:
            assert program.jobs.jobs == (told,)
            counts = told.counts
            assert (counts.total, counts.done, counts.already_there, counts.left_out) == (4, 3, 1, 1)
            assert await program.jobs.rows(plan.id) == seen
            assert seen[0].name == "Somebody"
            for order in (program.jobs.pause, program.jobs.resume, program.jobs.cancel):
                await order(plan.id)
            assert program.jobs.job(plan.id) == told
        await store.close()

    run(main())
