"""Taking an import back: exactly the people whom it added, and nobody who has become somebody else's."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.jobs.desk import CREATE, bench, panel, run, until_told
from webinar_console.domain.forecast import Pace
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import JobState, Outcome, RowState
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.registrant import Registrant, registration_of
from webinar_console.domain.row import JobRow, Step
from webinar_console.domain.staying import ATTENDED, CHANGED, OLDER
from webinar_console.domain.temporary import held_of
from webinar_console.services.undoing import CHANGED_PANEL, LEFT, plan_undo
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Dialect, Fault
from webinar_console.store.journal import JobRecord

INVITE = "rcwConfigUpdateInvitees"


def plan_of(desk: Bench, people: int = 8, members: int = 3, **more: Any) -> JobPlan:
    webinar = desk.world.webinar_of(desk.session_id)
    known = (person["id"] for person in desk.people())
    plan = import_plan(desk.session_id, webinar, newcomers(people), panel(members), known_ids=known)
    return msgspec.structs.replace(plan, **more)


async def imported(desk: Bench, program: Workspace, **more: Any) -> str:
    plan = plan_of(desk, **more)
    await program.jobs.start(plan)
    await job_over(program, plan.id)
    return plan.id


async def panel_of(desk: Bench, program: Workspace) -> set[str]:
    webinar = desk.world.webinar_of(desk.session_id)
    found = [m async for m in program.client.invitees.list(webinar, desk.session_id)]
    return {member.email or "" for member in found if member.role != "Host"}


def test_everybody_whom_it_added_goes_and_nobody_else() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            people, members = sorted(desk.addresses()), await panel_of(desk, program)
            job_id = await imported(desk, program)
            undo = await program.plan_undo(job_id)
            assert (undo.job.kind, undo.job.undoes) == (JobKind.UNDO, job_id)
            assert (undo.forecast.removes, undo.forecast.withdraws, undo.forecast.calls) == (8, 3, 9)
            assert (undo.confirmations, undo.invitations) == (8, 3)
            await program.jobs.start(undo.job)
            await job_over(program, undo.job.id)
            assert sorted(desk.addresses()) == people
            assert await panel_of(desk, program) == members
            assert program.jobs.job(undo.job.id).counts.done == 11
            # Nothing is left to take back, and saying so costs no removal.
            again = await program.plan_undo(job_id)
            assert again.job.rows == ()
            assert {row.reason for row in again.job.left_out if "panel" not in row.reason} == {LEFT}

    run(main())


def test_who_attended_or_was_changed_since_stays() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            job_id = await imported(desk, program)
            people = {p["email"]: p for p in desk.people()}
            attended, changed = people["new0@newcomers.example"], people["new1@newcomers.example"]
            database = desk.world.database
            with database.transaction():
                database.run(
                    "UPDATE registrants SET participant_id = 'p-1' WHERE id = ?", int(attended["id"])
                )
                database.run("UPDATE registrants SET last_name = 'Other' WHERE id = ?", int(changed["id"]))
                database.run("UPDATE invitees SET role = 'CoHost' WHERE email = 'panel0@newcomers.example'")
            await program.client.registrants.delete(desk.session_id, people["new2@newcomers.example"]["id"])
            undo = await program.plan_undo(job_id)
            reasons = {row.email: row.reason for row in undo.job.left_out}
            assert reasons == {
                "new0@newcomers.example": ATTENDED,
                "new1@newcomers.example": CHANGED,
                "new2@newcomers.example": LEFT,
                "panel0@newcomers.example": CHANGED_PANEL,
            }
            await program.jobs.start(undo.job)
            await job_over(program, undo.job.id)
            left = [a for a in desk.addresses() if a.endswith("@newcomers.example")]
            assert sorted(left) == ["new0@newcomers.example", "new1@newcomers.example"]
            assert "panel0@newcomers.example" in await panel_of(desk, program)

    run(main())


def test_what_was_added_to_a_registration_since_keeps_it() -> None:
    """No call changes a registrant, but RingCentral's own pages do: the time of the last change tells."""

    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            job_id = await imported(desk, program, members=0)
            with desk.world.database.transaction():
                desk.world.database.run(
                    "UPDATE registrants SET external_id = 'C-1', modified = modified + 3600 WHERE email = ?",
                    "new1@newcomers.example",
                )
            undo = await program.plan_undo(job_id)
            assert [(row.email, row.reason) for row in undo.job.left_out] == [
                ("new1@newcomers.example", CHANGED)
            ]

    run(main())


@pytest.mark.parametrize("duplicate", ["first_record", "conflict"])
@pytest.mark.parametrize("people", [1, 8])
def test_who_registered_alone_before_the_import_stays(duplicate: str, people: int) -> None:
    """The list that the import was planned with was an hour old; the answer looks like the import's doing."""

    async def main() -> None:
        faults = [Fault("cut", operation=CREATE, nth=(1,), work="before")] if duplicate == "conflict" else []
        desk = bench(*faults, dialect=Dialect(duplicate=duplicate))
        async with desk.program() as program:
            plan = plan_of(desk, people=people, members=0)
            alone = newcomers(1)[0]
            with desk.world.database.transaction():
                desk.world.registration.register(
                    desk.session_id,
                    {"firstName": alone.first_name, "lastName": alone.last_name, "email": alone.email},
                )
            await asyncio.sleep(3600)
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            undo = await program.plan_undo(plan.id)
            assert {row.email: row.reason for row in undo.job.left_out}.get(alone.email) in (OLDER, None)
            await program.jobs.start(undo.job)
            await job_over(program, undo.job.id)
            assert [a for a in desk.addresses() if a.endswith("@newcomers.example")] == [alone.email]

    run(main())


def test_a_clock_that_is_ahead_makes_nobody_older_than_a_whole_import() -> None:
    async def main() -> None:
        desk = bench()
        desk.clock.wall_offset += 3600
        async with desk.program() as program:
            undo = await program.plan_undo(await imported(desk, program))
            assert undo.job.left_out == ()

    run(main())


def test_who_attends_or_is_changed_while_it_works_stays() -> None:
    """Hours may lie between the question and the last removal: the people are looked at again."""

    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            job_id = await imported(desk, program, people=30, members=0)
            undo = await program.plan_undo(job_id)
            await program.jobs.start(undo.job)
            await until_told(program, lambda: program.jobs.job(undo.job.id).counts.done >= 2)
            database = desk.world.database
            with database.transaction():
                database.run("UPDATE registrants SET participant_id = 'p' || id WHERE last_name = 'Comer'")
            attending = [p["email"] for p in desk.people() if p["email"].endswith("@newcomers.example")]
            await job_over(program, undo.job.id)
            stayed = [a for a in desk.addresses() if a in attending]
            # Those of the window that was under way had been looked at a second before.
            assert len(attending) - len(stayed) < 8
            rows = await program.jobs.rows(undo.job.id)
            assert [row.words for row in rows if row.outcome is Outcome.REFUSED] == [ATTENDED] * len(stayed)

    run(main())


def test_a_paused_undo_looks_again_before_it_goes_on() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            plan = msgspec.structs.replace(
                plan_of(desk, people=20, members=0), session_starts_at="2027-03-01T00:00:00Z"
            )
            await program.jobs.start(plan)
            await job_over(program, plan.id)
            undo = await program.plan_undo(plan.id)
            await program.jobs.start(undo.job)
            await until_told(program, lambda: program.jobs.job(undo.job.id).counts.done >= 2)
            await program.jobs.pause(undo.job.id)
            with desk.world.database.transaction():
                desk.world.database.run(
                    "UPDATE registrants SET first_name = 'Other' WHERE last_name = 'Comer'"
                )
            left = {p["email"] for p in desk.people() if p["lastName"] == "Comer"}
            await asyncio.sleep(7200)
            await program.jobs.resume(undo.job.id)
            await job_over(program, undo.job.id)
            assert {a for a in desk.addresses() if a.endswith("@newcomers.example")} == left

    run(main())


def test_a_cancelled_import_gives_back_what_it_did() -> None:
    async def main() -> None:
        desk = bench(limit=10)
        async with desk.program() as program:
            before = sorted(desk.addresses())
            plan = plan_of(desk, people=30, members=0)
            await program.jobs.start(plan)
            await until_told(program, lambda: program.jobs.job(plan.id).counts.done >= 4)
            await program.jobs.cancel(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).state is JobState.CANCELLED
            undo = await program.plan_undo(plan.id)
            assert len(undo.job.rows) == program.jobs.job(plan.id).counts.done
            await program.jobs.start(undo.job)
            await job_over(program, undo.job.id)
            assert sorted(desk.addresses()) == before

    run(main())


def test_suppressed_confirmations_were_never_sent() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            job_id = await imported(desk, program, settings=held_of({"suppress_emails": True}))
            undo = await program.plan_undo(job_id)
            assert (undo.confirmations, undo.invitations) == (0, 3)

    run(main())


def test_somebody_who_was_there_already_is_not_taken_away() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            await program.client.registrants.create(desk.session_id, newcomers(1)[0])
            job_id = await imported(desk, program)
            undo = await program.plan_undo(job_id)
            assert [row.email for row in undo.job.rows if row.action is Action.REMOVE] == [
                f"new{n}@newcomers.example" for n in range(1, 8)
            ]

    run(main())


@pytest.mark.parametrize(
    "fault",
    [
        Fault("cut", operation=INVITE, work="after", nth=(2,)),
        Fault("cut", operation=INVITE, work="before", nth=(2,)),
        Fault("status", status=503, operation=INVITE, work="after", nth=(2,)),
    ],
    ids=["cut after", "cut before", "503 after"],
)
def test_a_lost_answer_about_the_panel_is_looked_up(fault: Fault) -> None:
    async def main() -> None:
        desk = bench(fault)
        async with desk.program() as program:
            members = await panel_of(desk, program)
            job_id = await imported(desk, program, people=0)
            undo = await program.plan_undo(job_id)
            await program.jobs.start(undo.job)
            await job_over(program, undo.job.id)
            assert await panel_of(desk, program) == members
            rows = await program.jobs.rows(undo.job.id)
            assert [row.outcome for row in rows] == [Outcome.DONE] * 3

    run(main())


def test_one_who_left_the_panel_does_not_stop_the_others() -> None:
    """The bulk call names nobody: the batch is halved until the culprit stands alone."""

    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            members = await panel_of(desk, program)
            job_id = await imported(desk, program, people=0, members=7)
            undo = await program.plan_undo(job_id)
            gone = undo.job.rows[4].member
            assert gone is not None
            webinar = desk.world.webinar_of(desk.session_id)
            await program.client.invitees.change(webinar, desk.session_id, deleted=[gone.id])
            await program.jobs.start(undo.job)
            await job_over(program, undo.job.id)
            assert await panel_of(desk, program) == members
            assert program.jobs.job(undo.job.id).counts.done == 7

    run(main())


def test_only_imports_can_be_taken_back() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            job_id = await imported(desk, program)
            undo = await program.plan_undo(job_id)
            await program.jobs.start(undo.job)
            await job_over(program, undo.job.id)
            with pytest.raises(ValueError, match="import"):
                await program.plan_undo(undo.job.id)

    run(main())


def test_the_window_moves_while_a_long_import_is_looked_at() -> None:
    """A turn of the loop costs its thread some milliseconds, however many people there are."""
    count, began = 20_000, datetime(2027, 1, 15, tzinfo=UTC)
    people = [
        Registrant(id=str(n), first_name=f"New{n}", last_name="Comer", email=f"new{n}@newcomers.example")
        for n in range(count)
    ]
    rows = [
        JobRow(
            plan=PlannedRow(seq=n, action=Action.REGISTER, line=n + 2, registrant=registration_of(person)),
            step=Step.CREATE,
            state=RowState.ENDED,
            outcome=Outcome.DONE,
            result_id=person.id,
        )
        for n, person in enumerate(people)
    ]
    record = JobRecord(
        id="job-1",
        kind=JobKind.IMPORT,
        title="Import",
        webinar_id="w",
        session_id="s",
        session_title="Spring",
        state=JobState.FINISHED,
        created_at=began,
    )

    class Pages:
        async def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]:
            for start in range(0, count, 1000):
                yield people[start : start + 1000]

    async def nobody(webinar_id: str, session_id: str) -> AsyncIterator[Invitee]:
        for invitee in ():
            yield invitee

    async def main() -> tuple[int, float]:
        turns = [time.thread_time()]

        async def beat() -> None:
            while True:
                await asyncio.sleep(0)
                turns.append(time.thread_time())

        beating = asyncio.create_task(beat())
        undo = await plan_undo(record, rows, Pages(), nobody, pace=Pace(10, 60.0), now=lambda: began)
        await asyncio.sleep(0)
        beating.cancel()
        return undo.forecast.removes, max(end - start for start, end in pairwise(turns))

    removed, longest = asyncio.run(main())
    assert removed == count
    assert longest < 0.04, "seconds in one turn; in one piece it took 0.25"
