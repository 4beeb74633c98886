"""The forecast's counts of people, calls and e-mails are what the practice server counts after the run.

For a list with every kind of row, under each of the choices that change its price.
"""

from collections import Counter
from typing import Any, Literal

import pytest

from tests.helpers.practice import Bench, job_over
from tests.jobs.desk import until_told
from webinar_console.domain.check_choices import CheckChoices, Registered
from webinar_console.domain.invitee import PANELIST
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.people import Verdict
from webinar_console.domain.people_source import TextSource
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import CLOSED, OPEN, with_values
from webinar_console.domain.temporary import in_force
from webinar_console.services.import_choices import NOT_REPLACED
from webinar_console.services.import_draft import Checked, CheckOrder, ImportPlan
from webinar_console.services.imports import PlanChoices, RowOrder
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings
from webinar_console.simulator.settings import Dialect

MAILS = ("confirmation", "invitation", "cancellation")
HEADER = "First name\tLast name\tFull name\tE-mail\tRole\tSource\tScore"
READ = ("GET",)


def every_kind(bench: Bench, panel: dict[str, Any]) -> list[str]:
    """Ready, with a remark, to be mended, skipped, replaced, protected, panel: at least one row of each."""
    absent = [person for person in bench.people() if not person.get("participantId")]
    attended = [person for person in bench.people() if person.get("participantId")]
    same, other = absent[:2]
    rows = [f"New\tPerson\t\tnew{n}@newcomers.example\t\tspring\t{n}" for n in range(60)]
    rows += [
        "  Spaced \tOut\t\tmailto:spaced@newcomers.example\t\t\t70",
        "\t\tvan Beethoven, Ludwig\tludwig@newcomers.example\t\t\t71",
        "Info\tDesk\t\tinfo@newcomers.example\t\t\t72",
        "New\tPerson\t\tNEW0@newcomers.example\t\t\t73",
        "No\tAddress\t\t\t\t\t",
        "Bad\tAddress\t\tbad at newcomers.example\t\t\t",
        "\t\t\tnobody@newcomers.example\t\t\t",
        f"{'x' * 65}\tLong\t\tlong@newcomers.example\t\t\t",
        "A\tHost\t\thost@newcomers.example\tHost\t\t",
        "A\tStranger\t\tstranger@newcomers.example\tJuggler\t\t",
        "Pan\tElist\t\tpan@newcomers.example\tPanelist\t\t",
        "Co\tHost\t\tco@newcomers.example\tCo-host\t\t",
        f"{same['firstName']}\t{same['lastName']}\t\t{same['email']}\t\t\t",
        f"{other['firstName']}\tOtherwise\t\t{other['email'].upper()}\t\t\t",
        f"Was\tThere\t\t{panel['email']}\tPanelist\t\t",
    ]
    rows += [f"Came\tOtherwise\t\t{person['email']}\t\t\t" for person in attended[:1]]
    return rows


def counted(bench: Bench, sent: int) -> tuple[int, dict[str, int], int]:
    """People in the session, e-mails by kind, and requests since ``sent``."""
    mails = {kind: len(bench.mails(kind)) for kind in MAILS}
    return len(bench.people()), mails, len(bench.world.requests()) - sent


async def a_panelist(bench: Bench, workspace: Workspace) -> dict[str, Any]:
    from webinar_console.domain.invitee import NewInvitee

    webinar = bench.world.webinar_of(bench.session_id)
    new = NewInvitee(
        role=PANELIST, first_name="Was", last_name="There", email="was@there.example", send_invite=False
    )
    await workspace.client.invitees.change(webinar, bench.session_id, added=[new])
    return {"email": new.email}


@pytest.mark.parametrize("registered", [Registered.SKIP, Registered.REPLACE, Registered.REPORT])
@pytest.mark.parametrize(
    "choices",
    [
        PlanChoices(),
        PlanChoices(settings={"suppress_emails": True}),
        PlanChoices(trim=True, order=RowOrder(6, descending=True)),
        PlanChoices(settings={"auto_close_limit": 10_000}),
        PlanChoices(add=False),
        PlanChoices(remove=True),
        PlanChoices(remove=True, settings={"suppress_emails": True}),
        PlanChoices(remove=True, add=False, settings={"suppress_emails": True}),
    ],
    ids=[
        "as it is",
        "suppressed",
        "trimmed",
        "raised",
        "nobody added",
        "removed",
        "removed and suppressed",
        "only removed and suppressed",
    ],
)
async def test_what_was_told_is_what_happens(registered: Registered, choices: PlanChoices) -> None:
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
        # Without a way out, a job that finds no seat waits for the person: that is told elsewhere.
        limit = len(bench.people()) + 40 if choices.trim or "auto_close_limit" in choices.settings else 0
        before = await workspace.preferences.load(session.id)
        await workspace.preferences.save(session.id, before, {"auto_close_limit": limit})
        panel = await a_panelist(bench, workspace)
        lines = every_kind(bench, panel)
        draft = await workspace.imports.read(TextSource("\n".join([HEADER, *lines])))
        order = CheckOrder(CheckChoices(registered=registered))
        checked = await workspace.imports.check(draft, session, order=order)
        if choices.remove:  # nobody is removed while a row needs mending
            lines = [row for n, row in enumerate(lines) if n not in checked.of[Verdict.MEND]]
            draft = await workspace.imports.read(TextSource("\n".join([HEADER, *lines])))
            checked = await workspace.imports.check(draft, session, order=order)
        preferences = await workspace.preferences.load(session.id)
        found = await workspace.imports.compare(checked, session, workspace.pace())
        plan = await workspace.imports.plan(
            checked, session, preferences, workspace.pace(), workspace.now(), choices, None, found
        )
        assert bool(plan.removal) is choices.remove
        assert bool(plan.forecast.removes) is choices.remove
        assert not plan.forecast.stops
        await holds(bench, workspace, checked, plan)


async def holds(bench: Bench, workspace: Workspace, checked: Checked, plan: ImportPlan) -> None:
    """Run a plan as far as it gets by itself, and compare what was counted with what was told."""
    forecast = plan.forecast
    people, mails, _none = counted(bench, 0)
    sent = len(bench.world.requests())
    jobs = [job for job in (plan.job, plan.removal) if job is not None and job.rows]
    for job in jobs:
        await workspace.jobs.start(job)
    if forecast.stops:
        await job_over(workspace, plan.job.id, JobState.PAUSED)
        await until_told(workspace, lambda: not in_force(workspace.jobs.job(plan.job.id).settings))
    else:
        for job in jobs:
            await job_over(workspace, job.id)
    people_then, mails_then, calls = counted(bench, sent)
    gone = Counter(mails_then) - Counter(mails)
    assert people_then - people == forecast.can_register - forecast.can_remove
    assert gone["confirmation"] == forecast.emails.confirmations
    assert gone["invitation"] == forecast.emails.invitations
    assert gone["cancellation"] <= forecast.emails.cancellations
    assert sorted(row.line or 0 for row in (*plan.job.rows, *plan.job.left_out)) == list(checked.draft.lines)
    assert len(plan.job.left_out) == forecast.left_out
    rows = await workspace.jobs.rows(plan.job.id) if plan.job.rows else []
    done = Counter(row.action for row in rows if row.outcome is Outcome.DONE)
    assert done[Action.REGISTER] == forecast.can_register
    assert (done[Action.REPLACE], done[Action.INVITE]) == (forecast.can_replace, forecast.invites)
    # A removal looks again only where the people were read a while ago. Where the last seat leaves
    # registration open, closing it again is a call.
    fills = forecast.seats_left == forecast.can_register and plan.job.settings
    more = int(bench.world.settings.dialect.auto_close == "after" and bool(fills) and not forecast.stops)
    assert forecast.calls <= calls <= forecast.calls + more
    removed = [j for j in jobs if j is plan.removal and workspace.jobs.job(j.id).state is JobState.FINISHED]
    assert bool(removed) is bool(forecast.can_remove)


CLOSED_NOW: dict[str, Any] = {"registration_status": CLOSED}
SEATS = 7
SUPPRESSED, OPENED = {"suppress_emails": True}, {"registration_status": OPEN}


@pytest.mark.parametrize(
    ("registered", "remove", "auto_close"),
    [
        (Registered.SKIP, False, "at"),
        (Registered.REPLACE, False, "after"),
        (Registered.REPLACE, True, "at"),
        (Registered.SKIP, True, "after"),
    ],
)
@pytest.mark.parametrize(
    ("is_closed", "seats", "settings", "trim"),
    [
        (True, None, {}, False),
        (True, None, SUPPRESSED, False),
        (True, SEATS, {}, True),
        (True, SEATS, OPENED, False),
        (True, SEATS, OPENED, True),
        (True, SEATS, {**OPENED, **SUPPRESSED}, False),
        (False, SEATS, {}, False),
        (False, SEATS, SUPPRESSED, False),
        (False, SEATS, {}, True),
        (False, SEATS, SUPPRESSED, True),
        (False, 0, {}, False),
        (False, 0, {}, True),
    ],
    ids=[
        "closed",
        "closed and suppressed",
        "closed and trimmed",
        "opened and short of seats",
        "opened and trimmed",
        "opened, short of seats and suppressed",
        "short of seats",
        "short of seats and suppressed",
        "trimmed",
        "trimmed and suppressed",
        "full",
        "full and trimmed",
    ],
)
async def test_what_was_told_is_what_happens_where_registration_ends(
    auto_close: Literal["at", "after"],
    is_closed: bool,
    seats: int | None,
    settings: dict[str, Any],
    trim: bool,
    registered: Registered,
    remove: bool,
) -> None:
    dialect = Dialect(auto_close=auto_close)
    bench = Bench(Settings(registrants=50, limit=100_000, light_limit=1000, dialect=dialect))
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
        before = await workspace.preferences.load(session.id)
        panel = await a_panelist(bench, workspace)
        given = CLOSED_NOW if is_closed else {}
        limit = 0 if seats is None else len(bench.people()) + seats
        await workspace.preferences.save(session.id, before, {"auto_close_limit": limit, **given})
        draft = await workspace.imports.read(TextSource("\n".join([HEADER, *every_kind(bench, panel)])))
        order = CheckOrder(CheckChoices(registered=registered))
        checked = await workspace.imports.check(draft, session, order=order)
        if remove:  # nobody is removed while a row needs mending
            lines = [
                row for n, row in enumerate(every_kind(bench, panel)) if n not in checked.of[Verdict.MEND]
            ]
            draft = await workspace.imports.read(TextSource("\n".join([HEADER, *lines])))
            checked = await workspace.imports.check(draft, session, order=order)
        preferences = await workspace.preferences.load(session.id)
        found = await workspace.imports.compare(checked, session, workspace.pace())
        choices = PlanChoices(settings=settings, trim=trim, remove=remove)
        plan = await workspace.imports.plan(
            checked, session, preferences, workspace.pace(), workspace.now(), choices, None, found
        )
        is_open = not is_closed or settings.get("registration_status") == OPEN
        assert plan.forecast.can_register == (SEATS if is_open and seats else 0)
        assert plan.forecast.invites > 0
        assert plan.forecast.stops is bool(is_open and seats and not trim)
        await holds(bench, workspace, checked, plan)


async def test_nobody_loses_a_registration_that_could_not_be_made_again() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
        person = next(person for person in bench.people() if not person.get("participantId"))
        row = f"Other\tName\t\t{person['email']}\t\t\t"
        draft = await workspace.imports.read(TextSource("\n".join([HEADER, row])))
        order = CheckOrder(CheckChoices(registered=Registered.REPLACE))
        checked = await workspace.imports.check(draft, session, order=order)
        preferences = await workspace.preferences.load(session.id)
        for shut in ({"registration_status": "Closed"}, {"auto_close_limit": len(bench.people())}):
            plan = await workspace.imports.plan(
                checked, session, with_values(preferences, shut), workspace.pace(), workspace.now()
            )
            assert plan.job.rows == ()
            assert [left.reason for left in plan.job.left_out] == [NOT_REPLACED]
            opened = PlanChoices(settings={"registration_status": "Open", "auto_close_limit": 0})
            plan = await workspace.imports.plan(
                checked, session, with_values(preferences, shut), workspace.pace(), workspace.now(), opened
            )
            assert [row.action for row in plan.job.rows] == [Action.REPLACE]


@pytest.mark.parametrize(("age_s", "looks"), [(0, 0), (900, 1)])
@pytest.mark.parametrize("settings", [{}, {"suppress_emails": True}], ids=["as it is", "suppressed"])
async def test_a_removal_is_priced_with_its_looks(age_s: int, looks: int, settings: dict[str, Any]) -> None:
    """Where the list of the people is old, the removal reads it again before it begins."""
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
        async for _page in workspace.registrants.fetch(session.id):
            pass
        bench.fall_asleep(age_s)
        rows = [f"New\tPerson\t\tnew{n}@newcomers.example\t\t\t" for n in range(3)]
        draft = await workspace.imports.read(TextSource("\n".join([HEADER, *rows])))
        checked = await workspace.imports.check(draft, session)
        preferences = await workspace.preferences.load(session.id)
        found = await workspace.imports.compare(checked, session, workspace.pace())
        choices = PlanChoices(remove=True, settings=settings)
        plan = await workspace.imports.plan(
            checked, session, preferences, workspace.pace(), workspace.now(), choices, None, found
        )
        assert plan.removal is not None
        assert plan.forecast.looks == looks
        sent = len(bench.world.requests())
        for job in (plan.job, plan.removal):
            await workspace.jobs.start(job)
        for job in (plan.job, plan.removal):
            await job_over(workspace, job.id)
        assert len(bench.world.requests()) - sent == plan.forecast.calls
