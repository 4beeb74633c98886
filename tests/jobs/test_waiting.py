"""What a job says that it waits for, and why: a pause is told apart from other faults."""

import asyncio

import pytest

from tests.helpers.practice import import_plan, job_over, newcomers
from tests.helpers.virtual_time import LoopClock
from tests.jobs.desk import CREATE, bench, run, until_told
from webinar_console.domain.errors import AnswerLost, ConsoleError, RateLimited, ServerFault, Unreachable
from webinar_console.jobs.hold import Hold
from webinar_console.simulator import Fault

PAUSE, FAULT = "RingCentral asked for a pause.", "RingCentral did not answer properly."


@pytest.mark.parametrize(
    ("error", "is_penalty"),
    [
        (RateLimited("Too many.", retry_after_s=30.0), True),
        (RateLimited("Too many.", retry_after_s=0.0), True),
        (ServerFault("Busy.", retry_after_s=30.0), False),
        (Unreachable("Offline."), False),
        (AnswerLost("Lost."), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_hold_knows_a_penalty_by_its_error(error: ConsoleError, is_penalty: bool) -> None:
    async def main() -> None:
        hold = Hold(LoopClock())
        assert not hold.is_penalty
        hold.after(error)
        assert hold.is_penalty is is_penalty
        assert (hold.words or "").startswith(PAUSE) is is_penalty
        await asyncio.sleep(hold.seconds)
        assert not hold.is_penalty
        hold.after(RateLimited("Too many.", retry_after_s=30.0))
        hold.after(Unreachable("Offline."))
        assert not hold.is_penalty
        hold.worked()
        hold.rest(5)
        assert hold.seconds == 5
        assert hold.words is None, "what was wrong is over"

    run(main())


def test_a_pause_that_a_person_brought_on_is_told_when_a_fault_of_the_job_is_over() -> None:
    async def main() -> None:
        desk = bench(
            Fault("status", status=503, operation=CREATE, nth=(3,), retry_after=20),
            Fault("status", status=429, operation="rcwRegGetSession", nth=(1,), retry_after=60),
        )
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(6))
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).waiting_for)
            asking = asyncio.ensure_future(program.client.registration.get(desk.session_id))
            await until_told(program, lambda: program.budget().penalty_s > 0)
            told = []
            while program.budget().penalty_s > 1:
                told.append(program.jobs.job(plan.id).waiting_for or "")
                await asyncio.sleep(1)
            first_pause = next(n for n, words in enumerate(told) if words.startswith(PAUSE))
            assert 15 <= first_pause <= 21
            assert all(words.startswith(FAULT) for words in told[:first_pause])
            assert all(words.startswith(PAUSE) for words in told[first_pause:])
            await program.jobs.pause(plan.id)
            assert program.jobs.job(plan.id).waiting_for is None
            await program.jobs.resume(plan.id)
            await asyncio.gather(asking, return_exceptions=True)
            await job_over(program, plan.id)

    run(main())
