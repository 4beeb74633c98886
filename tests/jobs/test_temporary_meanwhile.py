"""Temporary settings, when a person cancels or chooses something at an awkward moment."""

import msgspec

from tests.faults.killing import Machine
from tests.faults.troubles import BY_NAME, Scene
from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import DELETE, bench, run, until_told
from tests.jobs.test_temporary import QUIET, calls, held, plan_of, server_has, under_way
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import Action, JobPlan, PlannedRow
from webinar_console.domain.registrant import Registrant, registration_of
from webinar_console.domain.temporary import held_of
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store

LOOK = "rcwRegGetSession"


def new_name(desk: Bench) -> JobPlan:
    """Somebody gets another name, without an e-mail."""
    old = msgspec.convert(desk.people()[0], Registrant)
    new = msgspec.structs.replace(registration_of(old), last_name="Renamed")
    plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id))
    row = PlannedRow(seq=0, action=Action.REPLACE, old=old, registrant=new)
    return msgspec.structs.replace(plan, rows=(row,), settings=held_of(QUIET))


def test_a_cancel_while_the_settings_are_asked_for_leaves_nothing_in_force() -> None:
    async def main() -> None:
        desk = bench()
        before, handle = server_has(desk), desk.handle
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(3))
        plan = msgspec.structs.replace(plan, settings=held_of(QUIET))

        async with desk.program() as program:

            async def cancelling(method: str, target: str, *rest: object) -> object:
                if target.endswith(desk.session_id) and program.jobs.job(plan.id).state is JobState.RUNNING:
                    await program.jobs.cancel(plan.id)
                return await handle(method, target, *rest)  # type: ignore[arg-type]

            desk.handle = cancelling  # type: ignore[assignment, method-assign]
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert calls(desk, LOOK) == 1, "it was cancelled in the middle of the look"
            assert held(program) == []
            assert server_has(desk) == before
            assert program.jobs.job(plan.id).state is JobState.CANCELLED

    run(main())


def test_nobody_gets_an_e_mail_because_a_job_is_cancelled_after_a_crash() -> None:
    async def main() -> None:
        desk, store = bench(), await Store.open(None)
        before, plan, machine = server_has(desk), new_name(desk), Machine(desk, store)

        async def start(program: Workspace) -> None:
            await program.jobs.start(plan)
            await until_told(program, lambda: desk.world.requests(DELETE))
            machine.switch.dead.set()
            await until_told(program, lambda: False)

        async def go_on(program: Workspace) -> None:
            await until_told(program, lambda: not held(program))
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id)
            (row,) = await program.jobs.rows(plan.id)
            assert row.outcome is Outcome.DONE

        assert not await machine.live(start)
        assert await machine.live(go_on)
        assert "Renamed" in [person["lastName"] for person in desk.people()]
        assert desk.mails("confirmation") == []
        assert server_has(desk) == before
        await store.close()

    run(main())


def choose_limit(desk: Bench, limit: int) -> None:
    """Somebody else sets the limit of the session."""
    with desk.world.database.transaction():
        desk.world.registration.update_preferences(desk.session_id, {"settings": {"autoCloseLimit": limit}})


def test_what_somebody_chose_while_nothing_could_be_put_back_comes_back() -> None:
    """A crash, a start without a disk, and the job goes on before anything was put back."""

    async def main() -> None:
        desk, store = bench(), await Store.open(None)
        full, scene = BY_NAME["Records busy"], Scene(desk, store)
        assert full.strikes is not None
        assert full.mend is not None
        plan, machine = plan_of(desk, {"auto_close_limit": 90}), Machine(desk, store)

        async def start(program: Workspace) -> None:
            await program.jobs.start(plan)
            await under_way(program)
            machine.switch.dead.set()
            await until_told(program, lambda: False)

        async def go_on(program: Workspace) -> None:
            full.strikes(scene)
            await job_over(program, plan.id, JobState.PAUSED)
            assert held(program) == ["auto_close_limit"]
            choose_limit(desk, 200)
            full.mend(scene)
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert server_has(desk)["autoCloseLimit"] == 200

        assert not await machine.live(start)
        assert await machine.live(go_on)
        await store.close()

    run(main())


def test_what_somebody_chose_between_two_jobs_comes_back_whoever_ends_last() -> None:
    async def main() -> None:
        desk = bench()
        long, short = (
            plan_of(desk, {"auto_close_limit": 90}),
            plan_of(desk, {"auto_close_limit": 95}, 3, "two"),
        )
        async with desk.program() as program:
            await program.jobs.start(long)
            await under_way(program)
            choose_limit(desk, 200)
            await program.jobs.start(short)
            await program.jobs.move(short.id, long.id)
            await job_over(program, short.id)
            assert not program.jobs.job(long.id).state.is_over
            await job_over(program, long.id)
            assert server_has(desk)["autoCloseLimit"] == 200

    run(main())
