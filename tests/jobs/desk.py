"""What the tests of the engine share: a desk, a job, and what must be true in the end."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import msgspec

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.registrant import registration_of
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Fault, Settings

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


async def until_told(program: Workspace, fact: Any) -> None:
    told = asyncio.Event()
    leave = [program.jobs.changed.connect(lambda _id: told.set())]
    leave.append(program.client.governor.changed.connect(told.set))
    while not fact():
        told.clear()
        await told.wait()
    for end in leave:
        end()


def told_end(program: Workspace, job_id: str) -> datetime:
    """When a running job of the queue will be done, as the program tells it."""
    end = {job.id: job.finishes_at for job in program.jobs.in_turn()}[job_id]
    assert end is not None
    return end


def panel(count: int) -> list[NewInvitee]:
    return [
        NewInvitee(role="Panelist", first_name="Pan", last_name=f"L{n}", email=f"panel{n}@newcomers.example")
        for n in range(count)
    ]


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


async def removal_of(desk: Bench, program: Workspace) -> JobPlan:
    """Five people who did not attend: what bringing a session in line with a list plans."""
    listed = program.client.registrants.list(desk.session_id, include_questionnaire=True)
    people = [person async for person in listed if not person.participant_id]
    rows = (PlannedRow(seq=n, action=Action.REMOVE, old=old) for n, old in enumerate(people[:5]))
    return JobPlan(
        id="removal",
        kind=JobKind.REMOVE,
        title="Remove",
        webinar_id=desk.world.webinar_of(desk.session_id),
        session_id=desk.session_id,
        session_title="Session",
        rows=tuple(rows),
    )
