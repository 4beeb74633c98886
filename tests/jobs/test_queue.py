"""The queue: several jobs share one budget, a person may reorder them, and quiet hours are kept."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import bench, replacements, run, told_end, until_told
from webinar_console.domain.job import JobRules, JobState
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.temporary import held_of
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT, LATE = QuietHours(), QuietHours(time(23), time(7))


def job(desk: Bench, number: int, starts_at: str | None = None, count: int = 6) -> JobPlan:
    webinar = desk.world.webinar_of(desk.session_id)
    people = newcomers(count, 100 * number)
    plan = import_plan(desk.session_id, webinar, people, job_id=f"job-{number}")
    return msgspec.structs.replace(
        plan, session_starts_at=starts_at, session_time_zone="Europe/Berlin", title=f"Import {number}"
    )


async def three(desk: Bench, program: Workspace) -> None:
    for number, starts_at in ((1, "2027-03-03T00:00:00Z"), (2, "2027-03-01T00:00:00Z"), (3, None)):
        await program.jobs.start(job(desk, number, starts_at, count=20))


def ended_in_order(program: Workspace) -> list[str]:
    jobs = [j for j in program.jobs.jobs if j.ended_at is not None]
    return [j.id for j in sorted(jobs, key=lambda j: j.ended_at or datetime.max.replace(tzinfo=UTC))]


async def all_over(program: Workspace) -> None:
    for found in program.jobs.jobs:
        await job_over(program, found.id)


def test_the_session_that_starts_first_comes_first() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            await three(desk, program)
            assert program.jobs.queue() == ("job-2", "job-1", "job-3")
            await all_over(program)
            assert ended_in_order(program) == ["job-2", "job-1", "job-3"]
            assert program.jobs.queue() == ()

    run(main())


@pytest.mark.parametrize(
    ("moved", "before", "order"),
    [
        ("job-3", "job-2", ("job-3", "job-2", "job-1")),
        ("job-2", None, ("job-1", "job-3", "job-2")),
        ("job-1", "job-1", ("job-2", "job-3", "job-1")),
    ],
)
def test_a_person_reorders_and_the_next_start_knows(
    moved: str, before: str | None, order: tuple[str, ...]
) -> None:
    async def main() -> None:
        desk, store = bench(limit=10), await Store.open(None)
        async with desk.program(store) as program:
            await three(desk, program)
            await program.jobs.move(moved, before)
            assert program.jobs.queue() == order
        async with desk.program(store) as program:
            assert program.jobs.queue() == order
            for job_id in order:
                await program.jobs.resume(job_id)
            await all_over(program)
            assert ended_in_order(program) == list(order)
        await store.close()

    run(main())


def test_a_job_that_is_over_cannot_be_moved() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            await program.jobs.start(job(desk, 1))
            await job_over(program, "job-1")
            with pytest.raises(KeyError):
                await program.jobs.move("job-1", None)

    run(main())


def night_desk(hour: int, minute: int = 0) -> Bench:
    """A desk at an hour of a winter day in Berlin."""
    desk = bench(limit=10)
    moment = datetime(2027, 1, 15, hour, minute, tzinfo=BERLIN)
    for clock in (desk.clock, desk.server_clock):
        clock.wall_offset += moment.timestamp() - clock.wall()
    return desk


def test_in_quiet_hours_nothing_is_sent() -> None:
    async def main() -> None:
        desk = night_desk(19)
        async with desk.program() as program:
            await program.jobs.choose_rules(JobRules(quiet=NIGHT))
            await program.jobs.start(job(desk, 1, count=600))
            # An hour is left of the day, 600 people take an hour and a quarter.
            assert told_end(program, "job-1").astimezone(BERLIN).date() == datetime(2027, 1, 16).date()
            await until_told(program, lambda: program.jobs.job("job-1").waiting_for)
            assert program.jobs.job("job-1").waiting_for == (
                "Quiet hours. Goes on at 08:00 tomorrow (Europe/Berlin)."
            )
            await job_over(program, "job-1")
            night = [datetime(2027, 1, 15, 20, tzinfo=BERLIN), datetime(2027, 1, 16, 8, tzinfo=BERLIN)]
            sent = [
                datetime.fromisoformat(m["at"]) for m in desk.world.emails(desk.session_id, "confirmation")
            ]
            late = [at for at in sent if night[0] <= at < night[1]]
            assert late == []
            assert max(sent) > night[1]

    run(main())


def test_what_is_in_force_is_put_back_for_the_night() -> None:
    async def main() -> None:
        desk = night_desk(19)
        async with desk.program() as program:
            await program.jobs.choose_rules(JobRules(quiet=NIGHT))
            plan = msgspec.structs.replace(
                job(desk, 1, count=600), settings=held_of({"auto_close_limit": 5_000})
            )
            await program.jobs.start(plan)
            await until_told(program, lambda: any(h.in_force for h in program.jobs.job("job-1").settings))
            await until_told(program, lambda: not any(h.in_force for h in program.jobs.job("job-1").settings))
            local = program.now().astimezone(BERLIN)
            assert (local.hour, local.minute) == (20, 0)
            await job_over(program, "job-1")
            assert program.jobs.job("job-1").counts.done == 600

    run(main())


def test_without_e_mails_there_is_no_night() -> None:
    async def main() -> None:
        desk = night_desk(21)
        async with desk.program() as program:
            await program.jobs.choose_rules(JobRules(quiet=NIGHT))
            plan = msgspec.structs.replace(job(desk, 1), settings=held_of({"suppress_emails": True}))
            await program.jobs.start(plan)
            await job_over(program, "job-1")
            assert program.now().astimezone(BERLIN).hour == 21

    run(main())


def test_rules_change_at_once_and_are_remembered() -> None:
    async def main() -> None:
        desk, store = night_desk(22), await Store.open(None)
        async with desk.program(store) as program:
            rules = JobRules(quiet=NIGHT, usual=LATE, results_folder="results")
            await program.jobs.choose_rules(rules)
            await program.jobs.start(job(desk, 1))
            await until_told(program, lambda: program.jobs.job("job-1").waiting_for)
        async with desk.program(store) as program:
            assert program.jobs.rules == rules
            await program.jobs.resume("job-1")
            await until_told(program, lambda: program.jobs.job("job-1").waiting_for)
            before = program.now()
            await program.jobs.choose_rules(JobRules())
            await job_over(program, "job-1")
            assert program.jobs.job("job-1").state is JobState.FINISHED
            assert program.now() - before < timedelta(minutes=2)
        await store.close()

    run(main())


def test_a_night_begins_in_the_middle_of_a_replacement() -> None:
    """Nobody stays between two registrations until the morning."""

    async def main() -> None:
        desk = night_desk(19, 55)
        async with desk.program() as program:
            plan = await replacements(desk, program, 50, 0)
            plan = msgspec.structs.replace(plan, session_time_zone="Europe/Berlin")
            await program.jobs.choose_rules(JobRules(quiet=NIGHT))
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).waiting_for)
            assert len(desk.addresses()) == 50

    run(main())
