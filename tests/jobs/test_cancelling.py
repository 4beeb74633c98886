"""Cancelling: at once, for good, and never in the middle of a replacement."""

import asyncio
from typing import Any

import msgspec
import pytest

from tests.helpers.practice import import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, NOW, bench, exactly_once, run, until_told
from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState
from webinar_console.simulator import Fault, FaultScript
from webinar_console.store import Store


def test_cancelling_ends_at_once_though_another_job_works() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            webinar = desk.world.webinar_of(desk.session_id)
            soon = msgspec.structs.replace(
                import_plan(desk.session_id, webinar, newcomers(60), job_id="soon"),
                session_starts_at="2030-01-01T00:00:00Z",
            )
            late = import_plan(desk.session_id, webinar, newcomers(20, start=60), job_id="late")
            await program.jobs.start(late)
            await until_told(program, lambda: program.jobs.job("late").counts.done == 2)
            await program.jobs.pause("late")
            await program.jobs.start(soon)
            await until_told(program, lambda: program.jobs.job("soon").counts.done == 3)
            asked = desk.clock.now()
            await program.jobs.cancel("late")
            await job_over(program, "late")
            assert desk.clock.now() - asked < 1
            assert program.jobs.job("late").state is JobState.CANCELLED

    run(main())


def test_the_wish_to_cancel_outlives_the_program() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(6))
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 2)
            await program.jobs.pause(plan.id)
        await store.journal.set_state(plan.id, JobState.CANCELLING, NOW)
        async with desk.program(store) as program:
            await job_over(program, plan.id)
            job = program.jobs.job(plan.id)
            assert (job.state, job.counts.waiting) == (JobState.CANCELLED, 0)
        await store.close()
        assert len(desk.mails("confirmation")) == job.counts.done < 6

    run(main())


@pytest.mark.parametrize("ends_with", ["close", "401"])
def test_a_cancelled_job_never_comes_back(ends_with: str) -> None:
    async def main() -> None:
        desk = bench(limit=10)
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(8))
        async with desk.program(store) as program:
            slow = Fault("latency", operation=CREATE, nth=(3,), latency_s=3, work="before")
            desk.faults.add(slow)
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 2)
            await asyncio.sleep(1)  # the third request is under way
            if ends_with == "401":
                desk.world.tokens.revoke_all()
                desk.faults.add(Fault("status", status=400, operation="getToken"))
            await program.jobs.cancel(plan.id)
            if ends_with == "401":
                await job_over(program, plan.id)
        desk.faults.replace_by(FaultScript())
        async with desk.program(store) as program:
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert program.jobs.job(plan.id).state is JobState.CANCELLED
            assert counts.cancelled >= 5
            assert counts.done + counts.cancelled == 8
        await store.close()
        exactly_once(desk, counts.done)

    run(main())


def test_a_cancel_that_meets_a_full_disk_is_told_and_can_be_asked_again() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(5))
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await program.jobs.pause(plan.id)
            save, is_full = program.jobs._engine._book.save, True

            async def full(run: Any, rows: Any, what: str, detail: str = "") -> None:
                if is_full:
                    raise StoreError("The disk is full.")
                await save(run, rows, what, detail)

            program.jobs._engine._book.save = full
            with pytest.raises(StoreError):
                await program.jobs.cancel(plan.id)
            await job_over(program, plan.id, JobState.PAUSED)
            assert "disk is full" in (program.jobs.job(plan.id).trouble or "")
            is_full = False
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).state is JobState.CANCELLED
        await store.close()

    run(main())
