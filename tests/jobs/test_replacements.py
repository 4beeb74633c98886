"""Replacements: two calls for one person, and nobody stays between them."""

import pytest

from tests.helpers.practice import job_over
from tests.jobs.desk import CREATE, DELETE, bench, replacements, run
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.preferences import CLOSED
from webinar_console.domain.registrant import NewRegistrant
from webinar_console.simulator import Dialect, Fault, FaultScript


def test_edit_is_replace() -> None:
    async def main() -> None:
        desk = bench()
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 10)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 20
        after = {p["email"].casefold(): p for p in desk.people()}
        assert len(after) == len(desk.people()) == count
        for row in plan.rows:
            assert row.registrant is not None
            assert row.old is not None
            new = after[row.registrant.email.casefold()]
            assert new["lastName"] == row.registrant.last_name
            assert new["id"] != row.old.id
            assert new.get("externalId") == row.old.external_id

    run(main())


def test_a_failing_create_leaves_the_old_people() -> None:
    async def main() -> None:
        # Five of the ten creates after a delete are refused; putting back works.
        desk = bench(Fault("status", status=400, operation=CREATE, nth=(1, 3, 5, 7, 9)))
        count = len(desk.people())
        before = {p["email"].casefold(): p["lastName"] for p in desk.people()}
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert (counts.done, counts.refused, counts.needs_attention) == (5, 5, 0)
            rows = await program.jobs.rows(plan.id)
        after = {p["email"].casefold(): p["lastName"] for p in desk.people()}
        assert len(after) == count
        for row, planned in zip(rows, plan.rows, strict=True):
            email = row.email.casefold()
            assert planned.registrant is not None
            done = row.outcome is Outcome.DONE
            assert after[email] == (planned.registrant.last_name if done else before[email])

    run(main())


def test_a_server_that_fails_for_everybody_is_nobodys_fault() -> None:
    """A POST outage in the middle of an apply: at most one person is between, and the job says who."""

    async def main() -> None:
        desk = bench()
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 0)
            desk.faults.add(Fault("status", status=500, operation=CREATE, work="before"))
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert (job.state, job.counts.ended) == (JobState.PAUSED, 0)
            assert "removed and not yet registered again" in (job.trouble or "")
            assert len(desk.people()) == count - 1
            desk.faults.replace_by(FaultScript())
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 10
        assert len(desk.people()) == len(set(desk.addresses())) == count

    run(main())


def test_a_create_that_never_works_needs_attention_when_the_job_is_to_end() -> None:
    async def main() -> None:
        desk = bench(Fault("status", status=500, operation=CREATE, work="before"))
        async with desk.program() as program:
            plan = await replacements(desk, program, 2, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id, JobState.PAUSED)
            first, second = await program.jobs.rows(plan.id)
            assert first.outcome is Outcome.NEEDS_ATTENTION
            assert "not registered now" in first.words
            assert second.outcome is Outcome.CANCELLED

    run(main())


def test_one_that_cannot_be_put_back_stops_the_others() -> None:
    async def main() -> None:
        desk = bench(Fault("status", status=400, operation=CREATE))
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert "could not be put back" in (job.trouble or "")
            assert (job.counts.needs_attention, job.counts.waiting) == (1, 9)
        assert len(desk.people()) == count - 1

    run(main())


def test_an_address_that_is_not_free_again_costs_one_person_no_more() -> None:
    """A removed address cannot register again: nobody is told to be registered who is not."""

    async def main() -> None:
        desk = bench(dialect=Dialect(email_free_after_removal=False))
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 3, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            here = set(desk.addresses())
            for row in await program.jobs.rows(plan.id):
                if row.outcome in (Outcome.DONE, Outcome.ALREADY_THERE):
                    assert row.email.casefold() in here
        assert len(desk.people()) >= count - 1

    run(main())


@pytest.mark.parametrize("operation", [CREATE, DELETE])
@pytest.mark.parametrize("work", ["before", "after"])
@pytest.mark.parametrize("nth", [(1,), (2, 3), (1, 2, 3, 4)])
def test_replacements_survive_lost_answers(operation: str, work: str, nth: tuple[int, ...]) -> None:
    async def main() -> None:
        desk = bench(Fault("cut", operation=operation, nth=nth, work=work))
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 3, 3)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            if program.jobs.job(plan.id).state is JobState.PAUSED:
                # Nothing worked in between: the job asks before it goes on.
                assert len(nth) > 3
                await program.jobs.resume(plan.id)
                await job_over(program, plan.id)
            outcomes = [row.outcome for row in await program.jobs.rows(plan.id)]
        assert len(desk.people()) == len(set(desk.addresses())) == count
        assert outcomes == [Outcome.DONE] * 6

    run(main())


def test_replacing_while_registration_is_closed_waits_with_the_person_named() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = await replacements(desk, program, 2, 0)
            await program.client.registration.update(desk.session_id, {"registrationStatus": CLOSED})
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert "removed and not yet registered again" in (job.trouble or "")
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id, JobState.PAUSED)
            await program.client.registration.update(desk.session_id, {"registrationStatus": "Open"})
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert (counts.done, counts.cancelled) == (1, 1), "who is in between is brought to an end"

    run(main())


def test_somebody_elses_record_is_never_taken_for_ours() -> None:
    """A stranger takes the new address after the plan was made; the server answers with their record."""

    async def main() -> None:
        desk = bench(dialect=Dialect(duplicate="first_record"))
        async with desk.program() as program:
            plan = await replacements(desk, program, 0, 1)
            stranger = NewRegistrant(first_name="Some", last_name="Stranger", email="moved0@x.example")
            await program.client.registrants.create(desk.session_id, stranger)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            (row,) = await program.jobs.rows(plan.id)
            assert row.outcome is Outcome.REFUSED
            assert plan.rows[0].old is not None
            assert plan.rows[0].old.email.casefold() in desk.addresses()

    run(main())
