"""Temporary settings belong to the job that wanted them, also when jobs take turns."""

import msgspec

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, bench, exactly_once, run, until_told
from tests.jobs.test_temporary import OPENED, QUIET, UPDATE, calls, held, plan_of, server_has, under_way
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.temporary import back_words
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault

#: ``plan_of`` begins with this number for the second job.
SECOND = 100


def mailed(desk: Bench, start: int, count: int) -> int:
    """How many of these newcomers got a confirmation."""
    wanted = {person.email for person in newcomers(count, start)}
    return len([address for address in desk.mails("confirmation") if address in wanted])


def elsewhere(desk: Bench, count: int) -> JobPlan:
    """An import into another session, which starts before every other."""
    other = next(
        s["id"]
        for s in desk.world.summary()["sessions"]
        if s["id"] != desk.session_id
        and s["status"] == "Scheduled"
        and s["preferences"]["registrationStatus"] == "Open"
    )
    plan = import_plan(other, desk.world.webinar_of(other), newcomers(count, SECOND), job_id="job-2")
    return msgspec.structs.replace(plan, session_starts_at="2027-03-01T00:00:00Z")


async def both_over(program: Workspace) -> None:
    await job_over(program, "job-1")
    await job_over(program, "job-2")


def test_a_job_that_is_moved_in_front_sends_under_its_own_conditions() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            await program.jobs.start(plan_of(desk, QUIET, 20))
            await under_way(program)
            await program.jobs.start(plan_of(desk, {}, 10, job_id="job-2"))
            await program.jobs.move("job-2", "job-1")
            await under_way(program, "job-2")
            assert server_has(desk)["suppressEmails"] is False
            assert held(program) == []
            await both_over(program)
            assert server_has(desk)["suppressEmails"] is False
            assert [program.jobs.job(job).counts.done for job in ("job-1", "job-2")] == [20, 10]
        assert mailed(desk, SECOND, 10) == 10
        assert mailed(desk, 0, 20) == 0

    run(main())


def test_nobody_slips_into_a_moment_of_waiting() -> None:
    """The first job waits two seconds after a fault; the second one would send while e-mails are off."""

    async def main() -> None:
        desk = bench(Fault("status", status=503, operation=CREATE, nth=(4, 9)))
        async with desk.program() as program:
            await program.jobs.start(plan_of(desk, QUIET, 20))
            await program.jobs.start(plan_of(desk, {}, 10, job_id="job-2"))
            await both_over(program)
        assert mailed(desk, SECOND, 10) == 10
        assert mailed(desk, 0, 20) == 0
        assert calls(desk, UPDATE) == 2, "they were put in force and back once"

    run(main())


def test_settings_do_not_go_to_and_fro_in_a_moment_of_waiting() -> None:
    async def main() -> None:
        desk = bench(Fault("status", status=503, operation=CREATE, nth=(4, 9)))
        async with desk.program() as program:
            await program.jobs.start(plan_of(desk, {}, 12))
            await program.jobs.start(plan_of(desk, QUIET, 10, job_id="job-2"))
            await both_over(program)
        assert calls(desk, UPDATE) == 2
        assert mailed(desk, 0, 12) == 12
        assert mailed(desk, SECOND, 10) == 0

    run(main())


def test_another_session_that_goes_first_leaves_nothing_open_behind() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            before = server_has(desk)
            first = msgspec.structs.replace(
                plan_of(desk, QUIET | OPENED, 20), session_starts_at="2027-03-03T00:00:00Z"
            )
            await program.jobs.start(first)
            await under_way(program)
            await program.jobs.start(elsewhere(desk, 30))
            await under_way(program, "job-2")
            assert server_has(desk) == before
            await both_over(program)
            assert server_has(desk) == before
        exactly_once(desk, 20, mails=False)
        assert mailed(desk, 0, 20) == 0

    run(main())


def test_a_session_that_fails_holds_up_no_other_by_what_it_owes() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            first = msgspec.structs.replace(
                plan_of(desk, QUIET, 20), session_starts_at="2027-03-03T00:00:00Z"
            )
            await program.jobs.start(first)
            await under_way(program)
            desk.faults.add(Fault("status", status=503, path=f"/sessions/{desk.session_id}"))
            await program.jobs.start(elsewhere(desk, 10))
            await job_over(program, "job-2")
            desk.faults.clear()
            await job_over(program, "job-1")
            assert server_has(desk)["suppressEmails"] is False

    run(main())


def test_jobs_that_want_the_same_change_nothing_between_them() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            await program.jobs.start(plan_of(desk, QUIET, 10))
            await under_way(program)
            await program.jobs.start(plan_of(desk, QUIET, 10, job_id="job-2"))
            await program.jobs.move("job-2", "job-1")
            await until_told(program, lambda: program.jobs.job("job-2").state.is_over)
            await both_over(program)
            assert server_has(desk)["suppressEmails"] is False
        assert calls(desk, UPDATE) == 2
        assert mailed(desk, 0, 10) == mailed(desk, SECOND, 10) == 0

    run(main())


def test_two_jobs_of_one_session_share_what_was_before() -> None:
    """The first to end leaves the setting to the other: nobody gets an e-mail because of the order."""

    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            before = server_has(desk)
            first, second = plan_of(desk, QUIET), plan_of(desk, QUIET, job_id="job-2")
            await program.jobs.start(first)
            await program.jobs.start(second)
            await job_over(program, first.id)
            await under_way(program, second.id, done=1)
            assert server_has(desk)["suppressEmails"] is True
            await job_over(program, second.id)
            assert server_has(desk) == before
            told = back_words(program.jobs.job(second.id).settings, now=True)
            assert told == "Confirmation e-mails are on again."
            assert not [a for a in desk.mails("confirmation") if a.endswith("@newcomers.example")]

    run(main())


def test_who_leaves_the_setting_to_another_job_does_not_say_that_it_is_back() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            first, second = plan_of(desk, QUIET), plan_of(desk, QUIET, count=3, job_id="job-2")
            await program.jobs.start(first)
            await under_way(program, first.id, done=1)
            await program.jobs.start(second)
            await program.jobs.move(second.id, first.id)
            await job_over(program, second.id)
            assert not program.jobs.job(first.id).state.is_over
            assert server_has(desk)["suppressEmails"] is True
            assert back_words(program.jobs.job(second.id).settings, now=True) == ""
            await job_over(program, first.id)
            told = back_words(program.jobs.job(first.id).settings, now=True)
            assert told == "Confirmation e-mails are on again."

    run(main())
