"""Faults of the network, the server, the session, the disk and the program: a job lives through them."""

import asyncio
from datetime import datetime
from typing import Any

import msgspec
import pytest

from tests.helpers.practice import import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, bench, exactly_once, import_people, replacements, run, until_told
from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState, Outcome
from webinar_console.simulator import Fault
from webinar_console.store import Store


@pytest.mark.parametrize(
    ("effect", "work"),
    [
        ("cut", "before"),
        ("cut", "after"),
        ("status", "before"),
        ("status", "after"),
        ("half_body", "after"),
        ("html", "after"),
        ("broken_json", "after"),
    ],
)
def test_a_lost_answer_is_looked_up_and_never_sent_blindly(effect: str, work: str) -> None:
    async def main() -> None:
        desk = bench(Fault(effect, operation=CREATE, nth=(3, 7, 12), work=work))
        async with desk.program() as program:
            job_id = await import_people(desk, program)
            assert program.jobs.job(job_id).counts.done == 12
            words = [row.words for row in await program.jobs.rows(job_id)]
            assert sum("was found on the server" in w for w in words) == (3 if work == "after" else 0)
            assert sum("sent again" in w for w in words) == (0 if work == "after" else 3)
        exactly_once(desk, 12)
        assert desk.world.summary()["operations"]["rcwRegListRegistrants"] <= 2

    run(main())


def test_a_penalty_is_waited_out_and_survives_a_restart() -> None:
    async def main() -> None:
        desk = bench(Fault("status", status=429, retry_after=40, operation=CREATE, nth=(5,)))
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(8))
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await until_told(program, lambda: program.budget().penalty_s > 0)
        async with desk.program(store) as program:
            assert program.jobs.job(plan.id).state is JobState.INTERRUPTED
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
        await store.close()
        exactly_once(desk, 8)
        assert desk.world.summary()["inPenalty"] == 0
        assert desk.world.summary()["rateLimited"] == 1

    run(main())


def test_a_job_says_truly_when_it_goes_on_after_a_pause_that_others_caused() -> None:
    """It rests longer than the server asked for; the words never name an earlier moment, and never vanish."""

    async def main() -> None:
        desk = bench(Fault("status", status=429, operation=CREATE, nth=(4, 5), retry_after=60), limit=10)
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(7))
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).waiting_for)
            told: list[tuple[str, str | None, int]] = []
            while len(desk.world.requests(CREATE)) < 6:
                clock = datetime.fromtimestamp(desk.clock.wall()).astimezone().strftime("%H:%M:%S")
                waiting = program.jobs.job(plan.id).waiting_for
                told.append((clock, waiting, len(desk.world.requests(CREATE))))
                await asyncio.sleep(1)
            await job_over(program, plan.id)
        # A second of waiting after a promised moment is the wait's own margin.
        silent = [clock for clock, waiting, _calls in told if waiting is None]
        assert len(silent) <= 2, silent
        for sent in (4, 5):
            said = {waiting for _clock, waiting, calls in told if calls == sent and waiting}
            gone_on = max(clock for clock, _waiting, calls in told if calls == sent)
            assert len({words[-9:-4] for words in said}) == 1, "always the same minute"
            assert all(words[-9:-1] <= gone_on for words in said)

    run(main())


def test_registration_closed_in_the_middle_pauses_with_a_reason() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(9))
            limit = {"settings": {"autoCloseLimit": len(desk.people()) + 4}}
            await program.client.registration.update(desk.session_id, limit)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert job.state is JobState.PAUSED
            assert "limit of 54" in (job.trouble or "")
            assert (job.counts.done, job.counts.refused, job.counts.waiting) == (4, 0, 5)
            await program.client.registration.update(
                desk.session_id, {"registrationStatus": "Open", "settings": {"autoCloseLimit": 0}}
            )
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 9
        exactly_once(desk, 9)

    run(main())


def test_offline_waits_and_goes_on() -> None:
    async def main() -> None:
        desk = bench()
        handle, offline = desk.handle, True

        async def unreachable(*args: Any) -> Any:
            if offline:
                raise ConnectionRefusedError("down")
            return await handle(*args)

        async with desk.program() as program:
            await program.client.sign_in()
            desk.handle = unreachable  # type: ignore[method-assign]
            program.client._wire._client._transport._handle = unreachable
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(5))
            await program.jobs.start(plan)
            await asyncio.sleep(600)
            offline = False
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 5
        exactly_once(desk, 5)

    run(main())


def test_signed_out_in_the_middle_pauses_and_loses_nothing() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(12))
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 4)
            desk.world.tokens.revoke_all()
            desk.faults.add(Fault("status", status=400, operation="getToken"))
            await job_over(program, plan.id, JobState.PAUSED)
            assert "Sign in again" in (program.jobs.job(plan.id).trouble or "")
            desk.faults.replace_by(type(desk.faults)())
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 12
        exactly_once(desk, 12)

    run(main())


def test_a_day_offline_ends_nothing() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            await program.client.sign_in()
            transport = program.client._wire._client._transport
            handle = transport._handle

            async def unreachable(*_args: Any) -> Any:
                raise ConnectionRefusedError("down")

            transport._handle = unreachable
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(3))
            await program.jobs.start(plan)
            await asyncio.sleep(30 * 3600)
            assert program.jobs.job(plan.id).state is JobState.RUNNING
            transport._handle = handle
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 3
        exactly_once(desk, 3)

    run(main())


def test_a_defect_stops_one_job_and_what_was_sent_is_looked_up(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(4))
            book = program.jobs._engine._book
            save, broken = book.save, True

            async def faulty(run: Any, rows: Any, what: str, detail: str = "") -> None:
                if broken and what == "create":
                    raise ZeroDivisionError
                await save(run, rows, what, detail)

            book.save = faulty
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert "fault of its own" in (job.trouble or "")
            assert job.counts.unknown == 1
            broken = False
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 4
        exactly_once(desk, 4)
        assert desk.world.summary()["operations"][CREATE] == 4

    run(main())
    caplog.clear()


def test_without_a_disk_nothing_more_is_sent() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(6))
        async with desk.program(store) as program:
            write, writes = store._state.write, 0

            async def full(work: Any) -> Any:
                nonlocal writes
                writes += 1
                if 14 <= writes < 30:
                    raise StoreError("The disk is full.")
                return await write(work)

            store._state.write = full  # type: ignore[method-assign]
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            trouble = program.jobs.job(plan.id).trouble or ""
            assert "disk is full" in trouble
            before = len(desk.people())
            await asyncio.sleep(600)
            assert len(desk.people()) == before
            writes = 1000
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 6
        await store.close()
        exactly_once(desk, 6)

    run(main())


@pytest.mark.parametrize("status", ["Finished", "deleted"])
def test_a_session_that_ends_ends_the_job(status: str) -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            plan = await replacements(desk, program, 0, 2)
            more = import_plan(desk.session_id, plan.webinar_id, newcomers(30))
            rows = [*plan.rows, *(msgspec.structs.replace(r, seq=r.seq + 2) for r in more.rows)]
            plan = msgspec.structs.replace(plan, rows=tuple(rows))
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done >= 3)
            if status == "deleted":
                await program.client.sessions.delete(plan.webinar_id, desk.session_id)
            else:
                desk.world.catalogue.set_status(desk.session_id, status)
            await job_over(program, plan.id)
            job = program.jobs.job(plan.id)
            assert job.state is JobState.FINISHED
            assert job.counts.refused >= 25
            words = [r.words for r in await program.jobs.rows(plan.id) if r.outcome is Outcome.REFUSED]
            assert all("session" in w for w in words)

    run(main())


def test_a_missing_permission_stops_the_job_and_is_not_blamed_on_people() -> None:
    async def main() -> None:
        desk = bench()
        handle = desk.handle

        async def forbidding(method: str, target: str, headers: Any, body: bytes) -> Any:
            if method == "POST" and target.endswith("/registrants"):
                problem = {"errors": [{"errorCode": "CMN-408", "message": "No permission [EditWebinars]"}]}
                return 403, {"Content-Type": "application/json"}, msgspec.json.encode(problem)
            return await handle(method, target, headers, body)

        desk.handle = forbidding  # type: ignore[method-assign]
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(9))
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert "permission" in (job.trouble or "")
            assert (job.counts.refused, job.counts.waiting) == (0, 9)

    run(main())


def test_a_sick_session_does_not_hold_up_the_others() -> None:
    async def main() -> None:
        desk = bench()
        other = desk.world.session_titled("Partner briefing: autumn programme")
        faulty = rf"sessions/{desk.session_id}/"
        desk.faults.add(Fault("status", status=500, path=faulty))
        async with desk.program() as program:
            webinar = desk.world.webinar_of(desk.session_id)
            sick = msgspec.structs.replace(
                import_plan(desk.session_id, webinar, newcomers(3), job_id="sick"),
                session_starts_at="2020-01-01T00:00:00Z",
            )
            well = import_plan(other, desk.world.webinar_of(other), newcomers(3, start=3), job_id="well")
            await program.jobs.start(sick)
            await program.jobs.start(well)
            await job_over(program, "well", JobState.PAUSED)
            job = program.jobs.job("well")
            assert (job.state, job.counts.done, job.waiting_for) == (JobState.FINISHED, 3, None)

    run(main())


def test_resuming_one_job_keeps_the_pause_that_the_server_gave_another() -> None:
    async def main() -> None:
        desk = bench(Fault("status", status=503, retry_after=600, operation=CREATE, nth=(2,)))
        async with desk.program() as program:
            webinar = desk.world.webinar_of(desk.session_id)
            first = import_plan(desk.session_id, webinar, newcomers(3), job_id="first")
            await program.jobs.start(first)
            await until_told(program, lambda: program.jobs.job("first").counts.unknown == 1)
            await program.jobs.pause("first")
            asked = desk.clock.now()
            await program.jobs.resume("first")
            await job_over(program, "first")
            assert desk.clock.now() - asked > 590
        exactly_once(desk, 3)

    run(main())
