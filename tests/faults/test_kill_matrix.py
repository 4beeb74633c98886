"""A job is killed at every point between two operations, not at some: nobody is lost, nobody is doubled."""

from dataclasses import replace

import msgspec
import pytest

from tests.faults.killing import Machine, starting
from tests.helpers.practice import Bench, import_plan, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.job import Outcome
from webinar_console.domain.plan import Action, JobPlan, PlannedRow
from webinar_console.domain.registrant import Registrant, registration_of
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Dialect, Settings

REGISTERED, PANEL = 8, 3
_DEFAULT = Dialect()
_OTHER = Dialect(
    duplicate="first_record", cancellation_email=False, custom_links="ignored", auto_close="after"
)


def desk_of(dialect: Dialect = _DEFAULT) -> Bench:
    roomy = Settings(registrants=20, limit=100_000, light_limit=10_000, auth_limit=10_000)
    return Bench(replace(roomy, dialect=dialect))


def plan_of(desk: Bench) -> JobPlan:
    """Eight to register, three for the panel, two new names, two new addresses, one to remove."""
    webinar = desk.world.webinar_of(desk.session_id)
    panel = [
        NewInvitee(role="Panelist", first_name="P", last_name=f"{n}", email=f"panel{n}@newcomers.example")
        for n in range(PANEL)
    ]
    people = [msgspec.convert(p, Registrant) for p in desk.people()[:5]]
    changes = [{"last_name": "Renamed"}] * 2 + [{"email": f"moved{n}@newcomers.example"} for n in range(2)]
    plan = import_plan(
        desk.session_id, webinar, newcomers(REGISTERED), panel, known_ids=(p["id"] for p in desk.people())
    )
    rows = list(plan.rows)
    for old, change in zip(people, changes, strict=False):
        new = msgspec.structs.replace(registration_of(old), **change)
        rows.append(PlannedRow(seq=len(rows), action=Action.REPLACE, old=old, registrant=new))
    rows.append(PlannedRow(seq=len(rows), action=Action.REMOVE, old=people[4]))
    return msgspec.structs.replace(plan, rows=tuple(rows))


async def check(desk: Bench, plan: JobPlan, machine: Machine, before: list[str]) -> None:
    """The properties, counted on the server's side."""

    async def outcomes(workspace: Workspace) -> None:
        rows = await workspace.jobs.rows(plan.id)
        assert [row.outcome for row in rows] == [Outcome.DONE] * len(plan.rows)

    assert await machine.live(outcomes)
    after = desk.addresses()
    assert len(after) == len(set(after)), "nobody is doubled"
    gone = {row.old.email.casefold() for row in plan.rows if row.old is not None}
    wanted = {row.registrant.email.casefold() for row in plan.rows if row.registrant is not None}
    assert set(after) == (set(before) - gone) | wanted, "nobody is lost"
    sent = [a for a in desk.mails("confirmation") if a in wanted]
    assert sorted(sent) == sorted(wanted), "nobody gets the same e-mail twice"
    invited = desk.mails("invitation")
    assert sorted(invited) == [f"panel{n}@newcomers.example" for n in range(PANEL)]
    assert desk.world.summary()["rateLimited"] == 0


def test_the_job_without_a_kill() -> None:
    async def main() -> None:
        desk = desk_of()
        plan, before = plan_of(desk), desk.addresses()
        machine = await Machine.make(desk)
        assert await machine.live(starting(plan))
        await check(desk, plan, machine, before)

    run_virtual(main())


def points() -> int:
    """How many points the job has."""

    async def main() -> int:
        desk = desk_of()
        machine = await Machine.make(desk)
        await machine.live(starting(plan_of(desk)))
        return machine.switch.points

    return run_virtual(main())


@pytest.mark.timeout(300)
@pytest.mark.parametrize("dialect", [_DEFAULT, _OTHER], ids=["default", "other"])
def test_a_kill_at_every_point(dialect: Dialect) -> None:
    total = points()
    assert total > 100

    async def main(kill_at: int) -> None:
        desk = desk_of(dialect)
        plan, before = plan_of(desk), desk.addresses()
        machine = await Machine.make(desk)
        lived = await machine.live(starting(plan), kill_at)
        assert not lived, f"point {kill_at} of {total}"
        assert await machine.live(starting(plan))
        await check(desk, plan, machine, before)

    for kill_at in range(1, total + 1):
        try:
            run_virtual(main(kill_at))
        except BaseException as error:
            error.add_note(f"killed at point {kill_at} of {total}")
            raise


@pytest.mark.timeout(300)
@pytest.mark.parametrize("stride", [3, 7, 20])
def test_kill_after_kill_after_kill(stride: int) -> None:
    """Each program gets only a little further than it must to get anywhere at all."""

    async def main() -> None:
        desk = desk_of()
        plan, before = plan_of(desk), desk.addresses()
        machine = await Machine.make(desk)
        # Starting, looking up and keeping what was found takes 14 points.
        kills, patience = 0, 14 + stride
        while not await machine.live(starting(plan), patience):
            kills += 1
            assert kills < 400
        assert kills > 2
        await check(desk, plan, machine, before)

    run_virtual(main())
