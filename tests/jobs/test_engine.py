"""Jobs against the practice server, in virtual time: counted on the server's side."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.errors import StoreError
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.job import JobState, Outcome, RowState
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.preferences import CLOSED
from webinar_console.domain.registrant import NewRegistrant, Registrant, registration_of
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Dialect, Fault, FaultScript, Settings
from webinar_console.store import Store

NOW = datetime(2027, 1, 15, tzinfo=UTC)
CREATE = "rcwRegCreateRegistrant"
DELETE = "rcwRegDeleteRegistrant"
INVITE = "rcwConfigUpdateInvitees"


def bench(*faults: Fault, **settings: Any) -> Bench:
    return Bench(Settings(**{"registrants": 50, "limit": 100_000, "light_limit": 1000} | settings), faults)


def run(main: Coroutine[Any, Any, None]) -> None:
    run_virtual(main)


async def import_people(desk: Bench, program: Workspace, count: int = 12) -> str:
    webinar = desk.world.webinar_of(desk.session_id)
    plan = import_plan(desk.session_id, webinar, newcomers(count))
    await program.jobs.start(plan)
    await job_over(program, plan.id)
    return plan.id


def exactly_once(desk: Bench, count: int, *, mails: bool = True) -> None:
    new = [a for a in desk.addresses() if a.endswith("@newcomers.example")]
    assert sorted(new) == sorted(p.email for p in newcomers(count))
    if mails:
        sent = [a for a in desk.mails("confirmation") if a.endswith("@newcomers.example")]
        assert sorted(sent) == sorted(new)


def test_an_import_registers_everybody_once() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            job_id = await import_people(desk, program)
            job = program.jobs.job(job_id)
            assert (job.state, job.counts.done, job.counts.waiting) == (JobState.FINISHED, 12, 0)
            rows = await program.jobs.rows(job_id)
            ids = {p["id"] for p in desk.people()}
            assert all(row.registrant_id in ids and row.join_uri for row in rows)
        exactly_once(desk, 12)
        assert desk.world.summary()["rateLimited"] == 0

    run(main())


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
            assert sum("found on the server" in w for w in words) == (3 if work == "after" else 0)
        exactly_once(desk, 12)
        assert desk.world.summary()["operations"]["rcwRegListRegistrants"] <= 2

    run(main())


def test_five_percent_of_everything_and_still_once() -> None:
    async def main() -> None:
        faults = [
            Fault("cut", probability=0.03, work="after"),
            Fault("cut", probability=0.03, work="before"),
            Fault("status", status=500, probability=0.03),
            Fault("status", status=503, retry_after=3, probability=0.03),
            Fault("half_body", probability=0.02),
        ]
        desk = bench(*faults)
        async with desk.program() as program:
            job_id = await import_people(desk, program, 200)
            assert program.jobs.job(job_id).counts.done == 200
        exactly_once(desk, 200)

    run(main())


def test_the_real_pace_meets_no_refusal() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            started = desk.clock.now()
            job_id = await import_people(desk, program, 40)
            assert program.jobs.job(job_id).counts.done == 40
            minutes = (desk.clock.now() - started) / 60
        exactly_once(desk, 40)
        assert desk.world.summary()["rateLimited"] == 0
        assert 4 <= minutes <= 5  # 8 of 10 calls a minute are the job's

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


async def until_told(program: Workspace, fact: Any) -> None:
    told = asyncio.Event()
    leave = [program.jobs.changed.connect(lambda _id: told.set())]
    leave.append(program.client.governor.changed.connect(told.set))
    while not fact():
        told.clear()
        await told.wait()
    for end in leave:
        end()


def test_closing_in_the_middle_goes_on_at_the_exact_row() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(30))
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done >= 11)
        before = len(desk.addresses())
        async with desk.program(store) as program:
            job = program.jobs.job(plan.id)
            assert (job.state, job.counts.unknown) == (JobState.INTERRUPTED, 0)
            assert len(desk.addresses()) == before, "nothing is sent without a word"
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
        await store.close()
        exactly_once(desk, 30)
        assert desk.world.summary()["operations"][CREATE] == 30

    run(main())


def test_pause_resume_cancel() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(20))
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 3)
            await program.jobs.pause(plan.id)
            await asyncio.sleep(600)
            paused = program.jobs.job(plan.id)
            assert paused.state is JobState.PAUSED
            assert paused.counts.done in (3, 4)
            await program.jobs.resume(plan.id)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 8)
            asked = desk.clock.now()
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id)
            assert desk.clock.now() - asked < 1, "cancelling does not wait for the next free call"
            after = program.jobs.job(plan.id)
            assert after.state is JobState.CANCELLED
            assert after.counts.done + after.counts.cancelled == 20
            rows = await program.jobs.rows(plan.id)
            assert all(r.state is RowState.ENDED for r in rows)
        assert len(desk.mails("confirmation")) == after.counts.done

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


@pytest.mark.parametrize("duplicate", ["conflict", "first_record"])
def test_somebody_who_is_there_already_is_told_apart(duplicate: Any) -> None:
    async def main() -> None:
        desk = bench(dialect=Dialect(duplicate=duplicate))
        people = desk.people()
        first = people[0]
        known = NewRegistrant(first_name="X", last_name="Y", email=first["email"].upper())
        async with desk.program() as program:
            plan = import_plan(
                desk.session_id,
                desk.world.webinar_of(desk.session_id),
                [*newcomers(2), known, newcomers(1)[0]],
                known_ids=[p["id"] for p in people],
            )
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            outcomes = [row.outcome for row in await program.jobs.rows(plan.id)]
        assert outcomes == [Outcome.DONE, Outcome.DONE, Outcome.ALREADY_THERE, Outcome.ALREADY_THERE]
        exactly_once(desk, 2)

    run(main())


def panel(count: int) -> list[NewInvitee]:
    return [
        NewInvitee(role="Panelist", first_name="Pan", last_name=f"L{n}", email=f"panel{n}@newcomers.example")
        for n in range(count)
    ]


def test_the_panel_goes_in_one_call() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), panel(7))
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 7
            assert all(row.registrant_id for row in await program.jobs.rows(plan.id))
        assert desk.world.summary()["operations"][INVITE] == 1
        assert len(desk.mails("invitation")) == 7

    run(main())


@pytest.mark.parametrize("count", [2, 7, 60])
def test_one_bad_invitee_does_not_hold_up_the_others(count: int) -> None:
    async def main() -> None:
        desk = bench()
        people = panel(count)
        people[count // 2] = msgspec.structs.replace(people[count // 2], role="Attendee")
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), people)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert (counts.done, counts.refused) == (count - 1, 1)
        assert len(desk.mails("invitation")) == count - 1

    run(main())


def test_a_lost_bulk_answer_is_settled_by_one_list() -> None:
    async def main() -> None:
        desk = bench(Fault("cut", operation=INVITE, nth=(1,), work="after"))
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), panel(5))
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 5
        assert desk.world.summary()["operations"][INVITE] == 1
        assert len(desk.mails("invitation")) == 5

    run(main())


async def replacements(desk: Bench, program: Workspace, names: int, mails: int) -> JobPlan:
    """Ten people with new names, ten with new addresses: what applying staged edits plans."""
    people = [p async for p in program.client.registrants.list(desk.session_id)][: names + mails]
    rows = []
    for n, old in enumerate(people):
        change: dict[str, str] = (
            {"last_name": f"Renamed{n}"} if n < names else {"email": f"moved{n}@x.example"}
        )
        new = msgspec.structs.replace(registration_of(old), **change)
        rows.append(PlannedRow(seq=n, action=Action.REPLACE, old=old, registrant=new))
    return JobPlan(
        id="apply-1",
        kind=JobKind.APPLY,
        title="Apply",
        webinar_id=desk.world.webinar_of(desk.session_id),
        session_id=desk.session_id,
        session_title="Session",
        rows=tuple(rows),
        known_ids=frozenset(p["id"] for p in desk.people()),
    )


def test_edit_is_replace() -> None:
    async def main() -> None:
        desk = bench()
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 10)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 20
        after = {p["email"].casefold(): p for p in desk.people()}
        assert len(after) == len(desk.people()) == count
        for row in plan.rows:
            assert row.registrant is not None
            assert row.old is not None
            new = after[row.registrant.email.casefold()]
            assert new["lastName"] == row.registrant.last_name
            assert new["id"] != row.old.id
            assert new.get("externalId") == row.old.external_id

    run(main())


def test_a_failing_create_leaves_the_old_people() -> None:
    async def main() -> None:
        # Five of the ten creates after a delete are refused; putting back works.
        desk = bench(Fault("status", status=400, operation=CREATE, nth=(1, 3, 5, 7, 9)))
        count = len(desk.people())
        before = {p["email"].casefold(): p["lastName"] for p in desk.people()}
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert (counts.done, counts.refused, counts.needs_attention) == (5, 5, 0)
            rows = await program.jobs.rows(plan.id)
        after = {p["email"].casefold(): p["lastName"] for p in desk.people()}
        assert len(after) == count
        for row, planned in zip(rows, plan.rows, strict=True):
            email = row.email.casefold()
            assert planned.registrant is not None
            done = row.outcome is Outcome.DONE
            assert after[email] == (planned.registrant.last_name if done else before[email])

    run(main())


def test_a_server_that_fails_for_everybody_is_nobodys_fault() -> None:
    """A POST outage in the middle of an apply: at most one person is between, and the job says who."""

    async def main() -> None:
        desk = bench()
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 0)
            desk.faults.add(Fault("status", status=500, operation=CREATE, work="before"))
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert (job.state, job.counts.ended) == (JobState.PAUSED, 0)
            assert "removed and not yet registered again" in (job.trouble or "")
            assert len(desk.people()) == count - 1
            desk.faults.replace_by(FaultScript())
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == 10
        assert len(desk.people()) == len(set(desk.addresses())) == count

    run(main())


def test_a_create_that_never_works_needs_attention_when_the_job_is_to_end() -> None:
    async def main() -> None:
        desk = bench(Fault("status", status=500, operation=CREATE, work="before"))
        async with desk.program() as program:
            plan = await replacements(desk, program, 2, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id, JobState.PAUSED)
            first, second = await program.jobs.rows(plan.id)
            assert first.outcome is Outcome.NEEDS_ATTENTION
            assert "not registered now" in first.words
            assert second.outcome is Outcome.CANCELLED

    run(main())


def test_one_that_cannot_be_put_back_stops_the_others() -> None:
    async def main() -> None:
        desk = bench(Fault("status", status=400, operation=CREATE))
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 10, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert "could not be put back" in (job.trouble or "")
            assert (job.counts.needs_attention, job.counts.waiting) == (1, 9)
        assert len(desk.people()) == count - 1

    run(main())


def test_an_address_that_is_not_free_again_costs_one_person_no_more() -> None:
    """A removed address cannot register again: nobody is told to be registered who is not."""

    async def main() -> None:
        desk = bench(dialect=Dialect(email_free_after_removal=False))
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 3, 0)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            here = set(desk.addresses())
            for row in await program.jobs.rows(plan.id):
                if row.outcome in (Outcome.DONE, Outcome.ALREADY_THERE):
                    assert row.email.casefold() in here
        assert len(desk.people()) >= count - 1

    run(main())


@pytest.mark.parametrize("operation", [CREATE, DELETE])
@pytest.mark.parametrize("work", ["before", "after"])
@pytest.mark.parametrize("nth", [(1,), (2, 3), (1, 2, 3, 4)])
def test_replacements_survive_lost_answers(operation: str, work: str, nth: tuple[int, ...]) -> None:
    async def main() -> None:
        desk = bench(Fault("cut", operation=operation, nth=nth, work=work))
        count = len(desk.people())
        async with desk.program() as program:
            plan = await replacements(desk, program, 3, 3)
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            if program.jobs.job(plan.id).state is JobState.PAUSED:
                # Nothing worked in between: the job asks before it goes on.
                assert len(nth) > 3
                await program.jobs.resume(plan.id)
                await job_over(program, plan.id)
            outcomes = [row.outcome for row in await program.jobs.rows(plan.id)]
        assert len(desk.people()) == len(set(desk.addresses())) == count
        assert outcomes == [Outcome.DONE] * 6

    run(main())


def test_replacing_while_registration_is_closed_waits_with_the_person_named() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = await replacements(desk, program, 2, 0)
            await program.client.registration.update(desk.session_id, {"registrationStatus": CLOSED})
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            job = program.jobs.job(plan.id)
            assert "removed and not yet registered again" in (job.trouble or "")
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id, JobState.PAUSED)
            await program.client.registration.update(desk.session_id, {"registrationStatus": "Open"})
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert (counts.done, counts.cancelled) == (1, 1), "who is in between is brought to an end"

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


def test_the_local_copy_learns_from_jobs_without_a_call() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            async for _page in program.registrants.fetch(desk.session_id):
                pass
            calls = desk.world.summary()["operations"]["rcwRegListRegistrants"]
            seen: list[Registrant] = []
            program.registrants.created.connect(lambda _session, person: seen.append(person))
            await import_people(desk, program, 3)
            copy = await program.registrants.cached(desk.session_id)
            assert copy is not None
            assert {p.email.casefold() for p in copy.people} == set(desk.addresses())
            assert len(seen) == 3
        assert desk.world.summary()["operations"]["rcwRegListRegistrants"] == calls

    run(main())


def test_two_jobs_the_sooner_session_first_and_a_plan_only_once() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            webinar = desk.world.webinar_of(desk.session_id)
            late = msgspec.structs.replace(
                import_plan(desk.session_id, webinar, newcomers(4), job_id="late"),
                session_starts_at="2030-01-02T00:00:00Z",
            )
            soon = msgspec.structs.replace(
                import_plan(desk.session_id, webinar, newcomers(4, start=4), job_id="soon"),
                session_starts_at="2030-01-01T00:00:00Z",
            )
            order: list[str] = []
            program.jobs.rows_changed.connect(
                lambda job, rows: order.append(job) if rows[0].outcome is Outcome.DONE else None
            )
            await program.jobs.start(late)
            await program.jobs.start(soon)
            assert await program.jobs.start(soon) == "soon"
            await job_over(program, "late")
            await job_over(program, "soon")
            assert order.index("soon") < order.index("late") + 2
            assert order[-3:] == ["late"] * 3
        exactly_once(desk, 8)

    run(main())


def test_a_job_of_last_week_is_told_from_the_journal() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        webinar = desk.world.webinar_of(desk.session_id)
        left = LeftOutRow(line=1, cells=("?",), reason="No e-mail address.", name="Somebody")
        plan = msgspec.structs.replace(
            import_plan(desk.session_id, webinar, [*newcomers(3), newcomers(1)[0]]), left_out=(left,)
        )
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            seen, told = await program.jobs.rows(plan.id), program.jobs.job(plan.id)
        async with desk.program(store) as program:
            assert program.jobs.jobs == (told,)
            counts = told.counts
            assert (counts.total, counts.done, counts.already_there, counts.left_out) == (4, 3, 1, 1)
            assert await program.jobs.rows(plan.id) == seen
            assert seen[0].name == "Somebody"
            for order in (program.jobs.pause, program.jobs.resume, program.jobs.cancel):
                await order(plan.id)
            assert program.jobs.job(plan.id) == told
        await store.close()

    run(main())


def test_cancelling_ends_at_once_though_another_job_works() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            webinar = desk.world.webinar_of(desk.session_id)
            soon = msgspec.structs.replace(
                import_plan(desk.session_id, webinar, newcomers(60), job_id="soon"),
                session_starts_at="2030-01-01T00:00:00Z",
            )
            late = import_plan(desk.session_id, webinar, newcomers(20, start=60), job_id="late")
            await program.jobs.start(late)
            await until_told(program, lambda: program.jobs.job("late").counts.done == 2)
            await program.jobs.pause("late")
            await program.jobs.start(soon)
            await until_told(program, lambda: program.jobs.job("soon").counts.done == 3)
            asked = desk.clock.now()
            await program.jobs.cancel("late")
            await job_over(program, "late")
            assert desk.clock.now() - asked < 1
            assert program.jobs.job("late").state is JobState.CANCELLED

    run(main())


def test_the_wish_to_cancel_outlives_the_program() -> None:
    async def main() -> None:
        desk = bench()
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(6))
        async with desk.program(store) as program:
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 2)
            await program.jobs.pause(plan.id)
        await store.journal.set_state(plan.id, JobState.CANCELLING, NOW)
        async with desk.program(store) as program:
            await job_over(program, plan.id)
            job = program.jobs.job(plan.id)
            assert (job.state, job.counts.waiting) == (JobState.CANCELLED, 0)
        await store.close()
        assert len(desk.mails("confirmation")) == job.counts.done < 6

    run(main())


@pytest.mark.parametrize("ends_with", ["close", "401"])
def test_a_cancelled_job_never_comes_back(ends_with: str) -> None:
    async def main() -> None:
        desk = bench(limit=10)
        store = await Store.open(None)
        plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(8))
        async with desk.program(store) as program:
            slow = Fault("latency", operation=CREATE, nth=(3,), latency_s=3, work="before")
            desk.faults.add(slow)
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done == 2)
            await asyncio.sleep(1)  # the third request is under way
            if ends_with == "401":
                desk.world.tokens.revoke_all()
                desk.faults.add(Fault("status", status=400, operation="getToken"))
            await program.jobs.cancel(plan.id)
            if ends_with == "401":
                await job_over(program, plan.id)
        desk.faults.replace_by(FaultScript())
        async with desk.program(store) as program:
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            counts = program.jobs.job(plan.id).counts
            assert program.jobs.job(plan.id).state is JobState.CANCELLED
            assert counts.cancelled >= 5
            assert counts.done + counts.cancelled == 8
        await store.close()
        exactly_once(desk, counts.done)

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


def test_an_answer_that_names_only_some_of_the_panel_is_looked_up() -> None:
    async def main() -> None:
        desk = bench()
        handle = desk.handle

        async def forgetful(method: str, target: str, headers: Any, body: bytes) -> Any:
            status, answered, content = await handle(method, target, headers, body)
            if method == "PATCH" and target.endswith("/invitees"):
                answer = msgspec.json.decode(content)
                answer["addedInvitees"] = answer["addedInvitees"][:1]
                content = msgspec.json.encode(answer)
            return status, answered, content

        desk.handle = forgetful  # type: ignore[method-assign]
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), (), panel(4))
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            rows = await program.jobs.rows(plan.id)
            assert [r.outcome for r in rows] == [Outcome.DONE] * 4
            assert len({r.registrant_id for r in rows}) == 4
        assert desk.world.summary()["operations"][INVITE] == 1

    run(main())


def test_somebody_elses_record_is_never_taken_for_ours() -> None:
    """A stranger takes the new address after the plan was made; the server answers with their record."""

    async def main() -> None:
        desk = bench(dialect=Dialect(duplicate="first_record"))
        async with desk.program() as program:
            plan = await replacements(desk, program, 0, 1)
            stranger = NewRegistrant(first_name="Some", last_name="Stranger", email="moved0@x.example")
            await program.client.registrants.create(desk.session_id, stranger)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            (row,) = await program.jobs.rows(plan.id)
            assert row.outcome is Outcome.REFUSED
            assert plan.rows[0].old is not None
            assert plan.rows[0].old.email.casefold() in desk.addresses()

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
