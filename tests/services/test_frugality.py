"""Which calls a refresh that nobody asked for may spend."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tests.helpers.practice import import_plan, newcomers
from tests.jobs.desk import bench, run
from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import JobCounts, JobProgress, JobState
from webinar_console.domain.plan import JobKind
from webinar_console.services.frugality import job_in_need

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
TEN = Pace(limit=10, window_s=60.0, reserve=2)


def job(
    ends_in: float | None, starts_in: float | None, state: JobState = JobState.RUNNING, job_id: str = "j"
) -> JobProgress:
    def at(minutes: float | None) -> datetime | None:
        return None if minutes is None else NOW + timedelta(minutes=minutes)

    return JobProgress(
        id=job_id,
        kind=JobKind.IMPORT,
        title="Import",
        session_id="s",
        session_title="Spring",
        state=state,
        counts=JobCounts(total=9),
        created_at=NOW,
        finishes_at=at(ends_in),
        session_starts_at=at(starts_in),
    )


@pytest.mark.parametrize(
    ("ends_in", "starts_in", "calls", "needed"),
    [
        (60, 120, 6, False),
        (60, 70.5, 6, True),  # six calls are 45 seconds, and ten minutes are kept
        (60, 71, 6, False),
        (130, 120, 6, True),  # too late already: later still would be worse
        (130, 120, 2, False),  # the reserve of the keyboard is nobody else's
        (60, None, 600, False),
        (None, 120, 600, False),
    ],
)
def test_a_deadline_goes_first(
    ends_in: float | None, starts_in: float | None, calls: int, needed: bool
) -> None:
    assert (job_in_need([job(ends_in, starts_in)], calls, TEN) is not None) is needed


def test_only_jobs_that_send_have_a_need_and_the_most_urgent_is_named() -> None:
    waits = job(130, 120, JobState.PAUSED)
    later, sooner = job(230, 220, job_id="later"), job(130, 120, job_id="sooner")
    assert job_in_need([waits], 6, TEN) is None
    found = job_in_need([waits, later, sooner], 6, TEN)
    assert found is not None
    assert found.id == "sooner"


def test_the_real_jobs_are_asked() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            plan = import_plan(
                desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(100), job_id="j"
            )
            soon = (program.now() + timedelta(minutes=5)).isoformat()
            await program.jobs.start(msgspec.structs.replace(plan, session_starts_at=soon))
            found = program.job_in_need(6)
            assert found is not None
            assert found.id == "j"
            assert program.job_in_need(1) is None

    run(main())


def test_a_job_whose_turn_comes_later_has_its_need_too() -> None:
    """Alone it would be done in time: but the job before it takes three quarters of an hour."""

    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            webinar = desk.world.webinar_of(desk.session_id)
            for number, minutes in ((1, 65), (2, 70)):
                people = newcomers(240, 1000 * number)
                plan = import_plan(desk.session_id, webinar, people, job_id=f"job-{number}")
                starts_at = (program.now() + timedelta(minutes=minutes)).isoformat()
                await program.jobs.start(msgspec.structs.replace(plan, session_starts_at=starts_at))
            found = program.job_in_need(20)
            assert found is not None
            assert found.id == "job-2"

    run(main())
