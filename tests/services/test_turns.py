"""The told times of a queue: what is common is counted once, and nobody waits for a job that rests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import bench, replacements, run, told_end, until_told
from webinar_console.domain.forecast import Pace, seconds_for
from webinar_console.domain.job import JobCounts, JobProgress, JobRules, JobState, Remaining
from webinar_console.domain.plan import JobKind, JobPlan
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.temporary import held_of
from webinar_console.services.turns import in_turn
from webinar_console.services.workspace import Workspace

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours()
TEN = Pace(limit=10, window_s=60.0)
EVENING = datetime(2027, 1, 15, 19, 30, tzinfo=BERLIN)


def job(
    number: int, calls: int, *, mails: bool = True, wait_s: float = 0.0, state: JobState = JobState.RUNNING
) -> JobProgress:
    return JobProgress(
        id=f"job-{number}",
        kind=JobKind.IMPORT,
        title="Import",
        session_id="s",
        session_title="Spring",
        state=state,
        counts=JobCounts(total=calls),
        created_at=EVENING,
        session_time_zone="Europe/Berlin",
        remaining=Remaining(calls, call_s=0.3, wait_s=wait_s, mails=mails),
    )


def ends(queue: Sequence[JobProgress], quiet: QuietHours | None = NIGHT) -> list[str]:
    told = [found.finishes_at for found in in_turn(queue, EVENING, TEN, quiet)]
    return [f"{end.astimezone(BERLIN):%d %H:%M}" if end else "" for end in told]


def test_two_jobs_share_one_night() -> None:
    assert ends([job(1, 480), job(2, 480)]) == ["16 08:30", "16 09:30"]
    assert ends([job(1, 480), job(2, 480)], None) == ["15 20:30", "15 21:30"]


def test_a_job_that_may_send_goes_before_one_that_rests() -> None:
    assert ends([job(1, 480), job(2, 480, mails=False)]) == ["16 08:30", "15 21:00"]
    # It is not done when the first may go on: then it has to wait again, and no time is lost.
    assert ends([job(1, 480), job(2, 7000, mails=False)]) == ["16 08:30", *ends([job(3, 7480, mails=False)])]


def test_a_pause_of_all_is_waited_for_once() -> None:
    hour = 3600.0
    assert ends([job(n, 80, wait_s=hour) for n in (1, 2)], None) == ["15 20:39", "15 20:49"]


def test_what_waits_for_a_word_is_left_as_it_is() -> None:
    assert ends([job(1, 480, state=JobState.PAUSED), job(2, 480)], None) == ["", "15 20:30"]


queues = st.lists(
    st.builds(
        job,
        st.integers(1, 10**9),
        st.integers(0, 3000),
        mails=st.booleans(),
        wait_s=st.sampled_from([0.0, 0.0, 5.0, 3000.0]),
    ),
    max_size=5,
    unique_by=lambda found: found.id,
)


@given(queue=queues, start=st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31)))
def test_the_whole_queue_takes_no_longer_than_its_calls_and_its_longest_pause(
    queue: list[JobProgress], start: datetime
) -> None:
    now = start.replace(tzinfo=UTC)
    for quiet in (None, NIGHT):
        told = in_turn(queue, now, TEN, quiet)
        left = [found.remaining for found in queue if found.remaining is not None]
        wait = max((each.wait_s for each in left), default=0.0)
        calls = max(1, sum(each.calls for each in left))
        # Nobody can tell whether a pause of one job passes while it waits for its turn anyway.
        seconds = wait + seconds_for(calls, TEN, call_s=0.3, wait_s=wait)
        latest = quiet.after(now, seconds, BERLIN) if quiet else now + timedelta(seconds=seconds)
        soon = timedelta(seconds=1)
        assert [found.id for found in told] == [found.id for found in queue]
        assert all(found.finishes_at and now <= found.finishes_at <= latest + soon for found in told)


@given(calls=st.integers(0, 5000), wait_s=st.floats(0, 4000), quiet=st.sampled_from([None, NIGHT]))
def test_a_job_alone_is_told_as_ever(calls: int, wait_s: float, quiet: QuietHours | None) -> None:
    seconds = seconds_for(calls, TEN, call_s=0.3, wait_s=wait_s)
    alone = quiet.after(EVENING, seconds, BERLIN) if quiet else EVENING + timedelta(seconds=seconds)
    (told,) = in_turn([job(1, calls, wait_s=wait_s)], EVENING, TEN, quiet)
    assert told.finishes_at is not None
    assert abs(told.finishes_at - alone) < timedelta(milliseconds=1)


def two_plans(desk: Bench, *, second_is_silent: bool) -> list[JobPlan]:
    settings = [held_of({}), held_of({"suppress_emails": True} if second_is_silent else {})]
    return [
        msgspec.structs.replace(
            import_plan(
                desk.session_id,
                desk.world.webinar_of(desk.session_id),
                newcomers(400, 1000 * number),
                job_id=f"job-{number}",
            ),
            session_starts_at="2027-01-16T14:00:00Z",
            session_time_zone="Europe/Berlin",
            settings=settings[number],
        )
        for number in (0, 1)
    ]


@pytest.mark.parametrize("second_is_silent", [False, True])
def test_the_told_end_is_the_true_one(second_is_silent: bool) -> None:
    """Two imports of an hour each, half an hour before the night."""

    def told(program: Workspace) -> list[datetime]:
        return [found.finishes_at for found in program.jobs.in_turn() if found.finishes_at is not None]

    async def main() -> None:
        desk = bench(limit=10)
        for clock in (desk.clock, desk.server_clock):
            clock.wall_offset += EVENING.timestamp() - clock.wall()
        async with desk.program() as program:
            await program.jobs.choose_rules(JobRules(quiet=NIGHT))
            for plan in two_plans(desk, second_is_silent=second_is_silent):
                await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job("job-0").counts.done >= 10)
            said = [told(program)]
            await until_told(program, lambda: program.jobs.job("job-0").quiet_until is not None)
            said.append(told(program))
            for found in program.jobs.jobs:
                await job_over(program, found.id)
            true = [found.ended_at for found in program.jobs.jobs]
            for each in said:
                for end, truth in zip(each, true, strict=True):
                    assert truth is not None
                    assert abs(end - truth) < timedelta(minutes=3), (said, true)

    run(main())


def test_only_the_queue_tells_times_of_finishing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job is told after each row, on the window's thread: that must not cost a look at the governor."""

    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            asked, rows = 0, 0
            pace = program.client.governor.pace

            def counted() -> Pace:
                nonlocal asked
                asked += 1
                return pace()

            def tell(job_id: str) -> None:
                nonlocal rows
                rows += 1
                assert program.jobs.job(job_id).finishes_at is None

            monkeypatch.setattr(program.client.governor, "pace", counted)
            program.jobs.changed.connect(tell)
            plan = two_plans(desk, second_is_silent=False)[0]
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done >= 20)
            assert rows >= 20
            assert asked == 0
            assert told_end(program, plan.id) > program.now()
            assert asked == 1

    run(main())


def test_a_night_is_told_in_the_middle_of_a_replacement_too() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        for clock in (desk.clock, desk.server_clock):
            clock.wall_offset += EVENING.timestamp() + 25 * 60 - clock.wall()
        told = set()
        async with desk.program() as program:
            plan = await replacements(desk, program, 50, 0)
            plan = msgspec.structs.replace(plan, session_time_zone="Europe/Berlin")
            await program.jobs.choose_rules(JobRules(quiet=NIGHT))

            def ask(job_id: str) -> None:
                told.add(f"{told_end(program, job_id).astimezone(BERLIN):%d %H}")

            program.jobs.changed.connect(ask)
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).quiet_until is not None)
        assert told == {"16 08"}

    run(main())
