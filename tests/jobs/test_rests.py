"""The engine never runs in circles: whatever it waits for, the window moves meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.practice import import_plan, job_over, newcomers
from tests.jobs.desk import bench, exactly_once, run
from webinar_console.jobs.hold import Hold


class StillClock:
    """Shows the same time for ever."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def wall(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody sleeps here")


@given(now=st.floats(0, 1e9), seconds=st.floats(0, 10))
def test_a_rest_is_one_by_the_clock(now: float, seconds: float) -> None:
    """So short a rest that the clock cannot show it would be no rest at all."""
    hold = Hold(StillClock(now))
    hold.rest(seconds)
    assert hold.seconds > 0


def test_a_defect_in_the_queue_does_not_stop_the_world(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        desk, left = bench(), 3
        async with desk.program() as program:
            queue = program.jobs._engine._queue
            next_run = queue.next_run

            def defective() -> object:
                nonlocal left
                if left:
                    left -= 1
                    raise RuntimeError("a defect")
                return next_run()

            monkeypatch.setattr(queue, "next_run", defective)
            before = desk.clock.now()
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(4))
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert desk.clock.now() - before >= 2, "it rested between two tries"
        exactly_once(desk, 4)

    run(main())
    assert caplog.text.count("the job engine stumbled") == 3
    caplog.clear()
