"""Temporary settings are in force while a job sends, and as they were whenever it does not."""

from typing import Any

import msgspec
import pytest

from tests.faults.killing import Machine, starting
from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, bench, exactly_once, run, until_told
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.temporary import back_words, held_of, in_force
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault
from webinar_console.store import Store

UPDATE = "rcwRegUpdateSession"
QUIET = {"suppress_emails": True}
OPENED = {"registration_status": "Open", "auto_close_limit": 90}


def plan_of(desk: Bench, settings: dict[str, Any], count: int = 12, job_id: str = "job-1") -> JobPlan:
    webinar = desk.world.webinar_of(desk.session_id)
    start = 0 if job_id == "job-1" else 100
    plan = import_plan(desk.session_id, webinar, newcomers(count, start), job_id=job_id)
    return msgspec.structs.replace(plan, settings=held_of(settings))


def server_has(desk: Bench) -> dict[str, Any]:
    session = next(s for s in desk.world.summary()["sessions"] if s["id"] == desk.session_id)
    preferences: dict[str, Any] = session["preferences"]
    return preferences


def calls(desk: Bench, operation: str) -> int:
    return len(desk.world.requests(operation))


async def set_by_hand(program: Workspace, desk: Bench, **values: Any) -> None:
    seen = await program.preferences.load(desk.session_id)
    await program.preferences.save(desk.session_id, seen, values)


def held(program: Workspace, job_id: str = "job-1") -> list[str]:
    return [setting.name for setting in in_force(program.jobs.job(job_id).settings)]


async def under_way(program: Workspace, job_id: str = "job-1", done: int = 3) -> None:
    await until_told(program, lambda: program.jobs.job(job_id).counts.done >= done)


def test_success_puts_everything_back() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            await set_by_hand(program, desk, registration_status="Closed", auto_close_limit=60)
            before = server_has(desk)
            plan = plan_of(desk, QUIET | OPENED)
            await program.jobs.start(plan)
            await under_way(program)
            assert server_has(desk)["suppressEmails"] is True
            assert server_has(desk)["registrationStatus"] == "Open"
            assert sorted(held(program)) == ["auto_close_limit", "registration_status", "suppress_emails"]
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 12
            assert server_has(desk) == before
            assert held(program) == []
            exactly_once(desk, 12, mails=False)
            assert not [a for a in desk.mails("confirmation") if a.endswith("@newcomers.example")]

    run(main())


def test_nothing_is_changed_where_it_is_so_already() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            await set_by_hand(program, desk, suppress_emails=True)
            patches = calls(desk, UPDATE)
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert server_has(desk)["suppressEmails"] is True
            assert calls(desk, UPDATE) == patches

    run(main())


@pytest.mark.parametrize("settings", [QUIET, QUIET | OPENED], ids=["one", "three"])
def test_a_pause_puts_back_and_resuming_puts_in_force(settings: dict[str, Any]) -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            before = server_has(desk)
            plan = plan_of(desk, settings)
            await program.jobs.start(plan)
            await under_way(program)
            await program.jobs.pause(plan.id)
            await until_told(program, lambda: not held(program))
            assert server_has(desk) == before
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert server_has(desk) == before
            exactly_once(desk, 12, mails=False)
            assert not [a for a in desk.mails("confirmation") if a.endswith("@newcomers.example")]

    run(main())


def test_cancelling_puts_back() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            before = server_has(desk)
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program)
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).state is JobState.CANCELLED
            assert server_has(desk) == before

    run(main())


def test_a_crash_at_every_point_leaves_nothing_behind() -> None:
    """The program is killed everywhere; the next one puts back what the dead one had changed."""

    async def main(kill_at: int) -> bool:
        desk = bench()
        machine = await Machine.make(desk)
        before = server_has(desk)
        plan = plan_of(desk, QUIET | OPENED, count=3)
        lived = await machine.live(starting(plan), kill_at)
        if not lived:

            async def only_look(program: Workspace) -> None:
                """Nobody resumes: what the dead program changed is put back all the same."""
                if plan.id in [job.id for job in program.jobs.jobs]:
                    await until_told(program, lambda: not held(program))

            assert await machine.live(only_look)
            assert server_has(desk) == before
            assert await machine.live(starting(plan))
        assert server_has(desk) == before
        exactly_once(desk, 3, mails=False)
        assert not [a for a in desk.mails("confirmation") if a.endswith("@newcomers.example")]
        return lived

    points = 0
    for kill_at in range(1, 200):
        finished: list[bool] = []

        async def story(point: int = kill_at, told: list[bool] = finished) -> None:
            told.append(await main(point))

        run(story())
        if finished == [True]:
            break
        points += 1
    assert 30 < points < 199


def test_closing_the_program_puts_back() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        before = server_has(desk)
        async with desk.program(store) as program:
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program)
        assert server_has(desk) == before
        async with desk.program(store) as program:
            assert held(program) == []
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
        assert server_has(desk) == before
        exactly_once(desk, 12, mails=False)
        await store.close()

    run(main())


def test_signing_out_puts_back() -> None:
    async def main() -> None:
        desk = bench()
        before = server_has(desk)
        async with desk.program() as program:
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program)
            await program.sign_out()
            assert server_has(desk) == before
            assert program.jobs.owing() == ()

    run(main())


def test_what_cannot_be_put_back_at_once_is_owed_and_said() -> None:
    """RingCentral is away when the program is closed: the next start puts back before anybody asks."""

    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        before = server_has(desk)
        async with desk.program(store) as program:
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program)
            desk.faults.add(Fault("status", status=503, times=50))
        assert server_has(desk)["suppressEmails"] is True
        desk.faults.clear()
        async with desk.program(store) as program:
            assert program.jobs.job(plan.id).state is JobState.INTERRUPTED
            assert held(program) == ["suppress_emails"]
            await until_told(program, lambda: not held(program))
            assert server_has(desk) == before
        await store.close()

    run(main())


def test_what_somebody_chose_before_it_could_be_put_back_is_what_comes_back() -> None:
    """Paused while RingCentral fails, the limit raised by somebody else, resumed, done."""

    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = plan_of(desk, {"auto_close_limit": 90})
            await program.jobs.start(plan)
            await under_way(program)
            desk.faults.add(Fault("status", status=503, operation="rcwRegGetSession"))
            await program.jobs.pause(plan.id)
            await until_told(program, lambda: program.jobs.job(plan.id).state is JobState.PAUSED)
            with desk.world.database.transaction():
                desk.world.registration.update_preferences(
                    desk.session_id, {"settings": {"autoCloseLimit": 200}}
                )
            await program.jobs.resume(plan.id)
            desk.faults.clear()
            await job_over(program, plan.id)
            await until_told(program, lambda: not held(program))
            assert server_has(desk)["autoCloseLimit"] == 200
            exactly_once(desk, 12)

    run(main())


def test_one_value_that_is_refused_keeps_no_other() -> None:
    """A server may take no limit below the number of people there: e-mails are on again all the same."""

    async def main() -> None:
        desk = bench()
        handle = desk.handle

        async def strict(method: str, target: str, headers: Any, body: bytes) -> Any:
            if method == "PATCH":
                limit = msgspec.json.decode(body).get("settings", {}).get("autoCloseLimit")
                if limit and limit < len(desk.people()):
                    problem = {"errors": [{"errorCode": "CMN-101", "message": "autoCloseLimit is too low"}]}
                    return 400, {"Content-Type": "application/json"}, msgspec.json.encode(problem)
            return await handle(method, target, headers, body)

        async with desk.program() as program:
            await set_by_hand(program, desk, auto_close_limit=55)
            plan = plan_of(desk, QUIET | {"auto_close_limit": 100})
            desk.handle = strict  # type: ignore[method-assign]
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert server_has(desk)["suppressEmails"] is False
            assert server_has(desk)["autoCloseLimit"] == 100
            words = {held.name: held.words for held in program.jobs.job(plan.id).settings}
            assert words["suppress_emails"] == ""
            assert words["auto_close_limit"].startswith("The limit is still 100 registrants. ")
            assert words["auto_close_limit"].endswith("Set the limit to 55 registrants in the preferences.")
            told = back_words(program.jobs.job(plan.id).settings, now=True)
            assert told == "Confirmation e-mails are on again.", "and nothing of the limit"
            assert held(program) == []

    run(main())


def test_a_finished_session_gets_its_settings_back() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            before = server_has(desk)
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program)
            desk.world.catalogue.set_status(desk.session_id, "Finished")
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.refused > 0
            assert server_has(desk) == before

    run(main())


def test_a_deleted_session_owes_nothing() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program)
            await program.client.sessions.delete(plan.webinar_id, desk.session_id)
            await job_over(program, plan.id)
            (setting,) = program.jobs.job(plan.id).settings
            assert not setting.in_force
            assert "gone" in setting.words

    run(main())


def test_what_somebody_else_chose_meanwhile_stays() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = plan_of(desk, {"auto_close_limit": 90})
            await program.jobs.start(plan)
            await under_way(program)
            await set_by_hand(program, desk, auto_close_limit=75)
            await job_over(program, plan.id)
            assert server_has(desk)["autoCloseLimit"] == 75
            (setting,) = program.jobs.job(plan.id).settings
            assert setting.words == "Somebody else chose an auto-close limit of 75 meanwhile; that stays."

    run(main())


def test_a_value_that_is_not_accepted_stops_the_job_before_the_first_row() -> None:
    async def main() -> None:
        desk = bench()
        handle, kept = desk.handle, []

        async def keeps(method: str, target: str, headers: Any, body: bytes) -> Any:
            """RingCentral answers the first change with what it had."""
            if method == "PATCH" and not kept:
                kept.append(target)
                method, body = "GET", b""
            return await handle(method, target, headers, body)

        desk.handle = keeps  # type: ignore[method-assign]

        async with desk.program() as program:
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            trouble = program.jobs.job(plan.id).trouble or ""
            assert trouble == (
                "RingCentral did not let this program switch confirmation e-mails off. "
                "Nobody was registered and nothing was sent."
            )
            assert calls(desk, CREATE) == 0
            await until_told(program, lambda: not held(program))
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 12

    run(main())


def test_signed_out_in_the_middle_waits_for_a_word() -> None:
    """Neither the rows nor the settings can go on: the job says so once and does not spin."""

    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            before = server_has(desk)
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program)
            desk.faults.add(Fault("status", status=401, times=1000))
            await job_over(program, plan.id, JobState.PAUSED)
            assert held(program) == ["suppress_emails"]
            desk.faults.clear()
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert server_has(desk) == before

    run(main())
