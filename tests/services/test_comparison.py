"""A list beside the people of the session, on the practice server."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.helpers.practice import Bench, job_over
from webinar_console.domain.forecast import Pace
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.people_source import TextSource
from webinar_console.domain.preferences import (
    CLOSED,
    OPEN,
    Preferences,
    RegistrationSettings,
    with_values,
)
from webinar_console.domain.session import Session
from webinar_console.services.comparison import Comparison, Group
from webinar_console.services.imports import Checked, CheckOrder, PlanChoices
from webinar_console.services.mending import Mended
from webinar_console.services.workspace import Workspace

NOW = datetime(2026, 5, 9, 14, 20, tzinfo=UTC)
PACE = Pace(limit=10, window_s=60.0, reserve=2, free_now=8)
HEADER = "First name\tLast name\tE-mail\tRole"


def line(person: dict[str, Any], last: str | None = None) -> str:
    return f"{person['firstName']}\t{last or person['lastName']}\t{person['email'].upper()}\t"


async def compared(
    workspace: Workspace, bench: Bench, *rows: str, left_out: frozenset[int] = frozenset()
) -> tuple[Checked, Session, Comparison]:
    await workspace.catalogue.refresh()
    session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
    draft = await workspace.imports.read(TextSource("\n".join([HEADER, *rows])))
    checked = await workspace.imports.check(
        draft, session, order=CheckOrder(mended=Mended(left_out=left_out))
    )
    return checked, session, await workspace.imports.compare(checked, session, PACE)


async def test_everybody_is_in_one_group_and_each_has_its_price() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        people = bench.people()
        absent = [person for person in people if not person.get("participantId")]
        attended = [person for person in people if person.get("participantId")]
        checked, _session, found = await compared(
            workspace,
            bench,
            "Ada\tNew\tada@newcomers.example\t",
            "Pan\tElist\tpan@newcomers.example\tPanelist",
            line(absent[0]),
            line(absent[1], "Otherwise"),
            line(absent[1], "Twin"),
            *[line(person, "Otherwise") for person in attended[:1]],
        )
        rest = [person for person in people if person not in (*absent[:2], *attended[:1])]
        stay = sum(person in attended for person in rest)
        assert found.count == {
            Group.ADD: 2,
            Group.DIFFERS: 1,
            Group.SAME: 1,
            Group.ONLY_THERE: len(rest) - stay,
        }
        assert (found.protected, found.stay, found.doubtful) == (len(attended[:1]), stay, 0)
        (pair,) = found.differing
        assert pair.old.id == absent[1]["id"]
        assert ("last name", "Otherwise") in {(found.label, found.now) for found in pair.differences}
        add, differs = found.price[Group.ADD], found.price[Group.DIFFERS]
        assert (add.calls, add.confirmations, add.invitations, add.cancellations) == (2, 1, 1, 0)
        assert (differs.calls, differs.confirmations, differs.cancellations) == (2, 1, 1)
        gone = found.price[Group.ONLY_THERE]
        assert (gone.calls, gone.cancellations) == (len(rest) - stay, len(rest) - stay)
        assert {person.id for person in found.only_there} <= {person["id"] for person in rest}
        assert checked.known_ids == {person["id"] for person in people}


async def test_a_price_ends_where_registration_does() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        absent = [person for person in bench.people() if not person.get("participantId")]
        rows = [f"New\tPerson\tnew{n}@newcomers.example\t" for n in range(9)]
        rows += ["Pan\tElist\tpan@newcomers.example\tPanelist", line(absent[0], "Otherwise")]
        checked, session, _found = await compared(workspace, bench, *rows)
        limited = Preferences(registrant_count=96, settings=RegistrationSettings(auto_close_limit=100))
        shut = with_values(limited, {"registration_status": CLOSED})
        full = with_values(limited, {"auto_close_limit": 96})
        opened = PlanChoices(settings={"registration_status": OPEN, "auto_close_limit": 0})

        async def prices(preferences: Preferences, choices: PlanChoices) -> tuple[int, ...]:
            found = await workspace.imports.compare(checked, session, PACE, preferences, choices)
            assert found.count[Group.ADD] == 10
            add, differs = found.price[Group.ADD], found.price[Group.DIFFERS]
            return add.people, add.calls, add.confirmations, differs.calls

        # One call for the panel; a refused one and the look why where nobody chose to stop before.
        assert await prices(limited, PlanChoices()) == (5, 1 + 4 + 2, 4, 2)
        assert await prices(limited, PlanChoices(trim=True)) == (5, 1 + 4, 4, 2)
        assert await prices(shut, PlanChoices()) == (1, 1, 0, 0)
        assert await prices(full, PlanChoices()) == (1, 1, 0, 0)
        assert await prices(shut, opened) == (10, 10, 9, 2)


async def test_who_is_only_in_the_session_is_removed_after_the_list_was_sent() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        kept = [person for person in bench.people() if not person.get("participantId")][:3]
        checked, session, found = await compared(
            workspace, bench, "Ada\tNew\tada@newcomers.example\t", *map(line, kept)
        )
        wanted = PlanChoices(remove=True)
        plan = await workspace.imports.plan(checked, session, None, PACE, NOW, wanted, None, found)
        assert plan.removal is not None
        assert (plan.forecast.registers, plan.forecast.removes) == (1, len(found.only_there))
        # The list was read for the check, and no time of it is told: the removal looks before it begins.
        assert plan.forecast.looks == 1
        assert plan.forecast.calls == 1 + len(found.only_there) + 1
        one = await workspace.jobs.start(plan.job)
        two = await workspace.jobs.start(plan.removal)
        await job_over(workspace, one)
        await job_over(workspace, two)
        stayed = {person["email"].casefold() for person in bench.people() if not person.get("participantId")}
        assert stayed == {"ada@newcomers.example", *(person["email"].casefold() for person in kept)}


@pytest.mark.parametrize("add", [True, False])
async def test_nobody_is_added_who_was_not_chosen(add: bool) -> None:
    bench = Bench()
    async with bench.program() as workspace:
        checked, session, found = await compared(workspace, bench, "Ada\tNew\tada@newcomers.example\t")
        plan = await workspace.imports.plan(
            checked, session, None, PACE, NOW, PlanChoices(add=add), None, found
        )
        assert (len(plan.job.rows), len(plan.job.left_out)) == ((1, 0) if add else (0, 1))
        assert plan.removal is None
        assert bool(plan.blocked) is not add


async def test_nobody_is_removed_while_a_row_needs_mending() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        checked, session, found = await compared(workspace, bench, "Ada\tNew\tada at example\t")
        assert found.doubtful == 1
        wanted = PlanChoices(remove=True)
        plan = await workspace.imports.plan(checked, session, None, PACE, NOW, wanted, None, found)
        assert plan.removal is None, "whoever is meant may be among those who seem to be only there"


@pytest.mark.parametrize("address", ["ada at example", "ada@@gmail.com"])
async def test_leaving_a_row_out_is_no_mending(address: str) -> None:
    bench = Bench()
    async with bench.program() as workspace:
        checked, session, found = await compared(
            workspace, bench, f"Ada\tNew\t{address}\t", left_out=frozenset([0])
        )
        assert found.doubtful == 1
        wanted = PlanChoices(remove=True)
        plan = await workspace.imports.plan(checked, session, None, PACE, NOW, wanted, None, found)
        assert plan.removal is None


async def test_a_total_below_the_list_that_is_left_out_bars_nothing() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        checked, session, found = await compared(workspace, bench, "Total\t312\t\t", left_out=frozenset([0]))
        assert found.doubtful == 0
        wanted = PlanChoices(remove=True)
        plan = await workspace.imports.plan(checked, session, None, PACE, NOW, wanted, None, found)
        assert plan.removal is not None
        assert len(plan.removal.rows) == len(found.only_there) > 0


@pytest.mark.parametrize("row", ["Ada\tNew\t\t", "new\tADA\t\t", "\tNew\t\t"])
async def test_who_bears_the_name_of_a_row_without_an_address_stays(row: str) -> None:
    bench = Bench()
    async with bench.program() as workspace:
        meant = next(person for person in bench.people() if not person.get("participantId"))["id"]
        database = bench.world.database
        with database.transaction():
            database.run(
                "UPDATE registrants SET first_name = 'Ada', last_name = 'New' WHERE id = ?", int(meant)
            )
        _checked, _session, found = await compared(workspace, bench, row, left_out=frozenset([0]))
        assert found.doubtful == 0
        assert found.only_there
        assert meant not in {person.id for person in found.only_there}


@pytest.mark.parametrize("left_out", [frozenset([0]), frozenset[int]()])
@pytest.mark.parametrize("last", ["New", ""])
async def test_who_may_be_meant_by_an_address_with_a_slip_is_not_only_in_the_session(
    left_out: frozenset[int], last: str
) -> None:
    bench = Bench()
    async with bench.program() as workspace:
        meant = next(person for person in bench.people() if not person.get("participantId"))["id"]
        database = bench.world.database
        with database.transaction():
            database.run("UPDATE registrants SET email = 'ada.new@gmail.com' WHERE id = ?", int(meant))
        row = f"Ada\t{last}\tada.new@gmial.com\t"
        _checked, _session, found = await compared(workspace, bench, row, left_out=left_out)
        assert found.only_there
        assert meant not in {person.id for person in found.only_there}
        assert found.doubtful == (not last and not left_out)


async def test_who_will_not_be_replaced_is_not_counted_among_those_who_differ() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        absent = [person for person in bench.people() if not person.get("participantId")][:3]
        new = NewInvitee(
            role="Panelist", first_name="On", last_name="Panel", email=absent[1]["email"], send_invite=False
        )
        webinar = bench.world.webinar_of(bench.session_id)
        await workspace.client.invitees.change(webinar, bench.session_id, added=[new])
        rows = [line(person, "Otherwise") for person in absent]
        _checked, _session, found = await compared(workspace, bench, *rows, left_out=frozenset([0]))
        assert found.count[Group.DIFFERS] == 1
        assert found.price[Group.DIFFERS].calls == 2
        assert {person["id"] for person in absent}.isdisjoint(person.id for person in found.only_there)


async def test_who_begins_to_attend_while_a_removal_waits_stays() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        checked, session, found = await compared(workspace, bench, "Ada\tNew\tada@newcomers.example\t")
        wanted = PlanChoices(remove=True, add=False)
        plan = await workspace.imports.plan(checked, session, None, PACE, NOW, wanted, None, found)
        assert plan.removal is not None
        came = found.only_there[0].id
        database = bench.world.database
        with database.transaction():
            database.run("UPDATE registrants SET participant_id = 'p-1' WHERE id = ?", int(came))
        await job_over(workspace, await workspace.jobs.start(plan.removal))
        assert came in {person["id"] for person in bench.people()}
        rows = await workspace.jobs.rows(plan.removal.id)
        (stays,) = [row for row in rows if row.outcome is not None and row.outcome.value == "refused"]
        assert "attended" in stays.words
