"""The clock is set, the computer sleeps: nothing is sent too early, and nothing waits an hour too long."""

import pytest

from tests.faults.troubles import BY_NAME, HOUR, Scene, Trouble, let_it_happen
from tests.helpers.practice import Bench, import_plan, newcomers
from tests.helpers.virtual_time import run_virtual
from tests.jobs.desk import CREATE, bench, exactly_once, import_people, until_told
from webinar_console.simulator import Fault
from webinar_console.store import Store

PEOPLE = 40
WINDOW_S = 60.0
PENALTY_S = 300
#: What happens to the clocks of a computer, and to how many seconds of its monotonic clock.
JUMPS = ("Clock an hour ahead", "Clock an hour back", "Asleep for 8 hours")


def _lasts(trouble: Trouble | None, *faults: Fault, at: int = 12) -> float:
    """Seconds that the import takes at ten calls a minute, on the computer's own clock."""

    async def main() -> float:
        desk = bench(*faults, limit=10)
        if trouble is not None:
            store = await Store.open(None)
            let_it_happen(Scene(desk, store), Trouble(trouble.name, strikes=trouble.strikes, at=at))
        async with desk.program() as program:
            start = desk.clock.now()
            await import_people(desk, program, PEOPLE)
            lasted = desk.clock.now() - start
        exactly_once(desk, PEOPLE)
        _nothing_too_early(desk, len(faults))
        return lasted

    return run_virtual(main())


def _nothing_too_early(desk: Bench, scripted: int = 0) -> None:
    """``scripted`` calls were refused by the script; no other was, and none left in a penalty."""
    assert len([r for r in desk.world.requests() if r["status"] == 429]) == scripted
    assert desk.world.summary()["inPenalty"] == 0


@pytest.mark.parametrize("name", JUMPS)
@pytest.mark.parametrize("at", [2, 8, 9, 30])
def test_a_job_lasts_as_long_as_ever(name: str, at: int) -> None:
    """Before the first window is full, when it is, just after, and in the end."""
    assert _lasts(BY_NAME[name], at=at) <= _lasts(None) + 2 * WINDOW_S


def test_a_sleep_that_the_clock_counts_is_no_wait() -> None:
    counted = _lasts(BY_NAME["Asleep for 8 hours, monotonic clock goes on"])
    assert counted <= _lasts(None) + 8 * HOUR + WINDOW_S


@pytest.mark.parametrize("name", JUMPS)
def test_a_penalty_lasts_as_long_as_the_server_said(name: str) -> None:
    """The 12th create is refused for five minutes; the clock jumps just before, or when it may go on."""
    fault = Fault("status", status=429, operation=CREATE, nth=(12,), retry_after=PENALTY_S)
    plain = _lasts(None, fault)
    for at in (11, 13, 14):
        assert _lasts(BY_NAME[name], fault, at=at) <= plain + WINDOW_S


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 0.0])
def test_a_penalty_that_a_closed_program_slept_through(jump: float) -> None:
    """Closed in a penalty, the clock set meanwhile: nothing goes out before the end, and soon after it."""

    async def main() -> None:
        desk = bench(Fault("status", status=429, operation=CREATE, nth=(5,), retry_after=PENALTY_S), limit=10)
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(12))
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await until_told(program, lambda: program.budget().penalty_s > 0)
        refused_at = desk.clock.now()
        if jump > 0:  # a clock set ahead cannot be told from time that passed, so time passes
            desk.fall_asleep(jump)
        desk.clock.wall_offset += min(jump, 0.0)
        async with desk.program(store) as program:
            await program.jobs.resume(plan.id)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done > 4)
            waited = desk.clock.now() - refused_at
            # A job rests twice as long after a refusal that others brought on it.
            assert waited <= 2 * PENALTY_S + WINDOW_S
            await until_told(program, lambda: program.jobs.job(plan.id).state.is_over)
        exactly_once(desk, 12)
        _nothing_too_early(desk, 1)
        await store.close()

    run_virtual(main())
