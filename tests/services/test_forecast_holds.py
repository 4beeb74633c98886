"""The forecast's counts of people, calls and e-mails are what the practice server counts after the run.

For a list with every kind of row, under each of the choices that change its price.
"""

from collections import Counter
from typing import Any

import pytest

from tests.helpers.practice import Bench, job_over
from webinar_console.domain.check_choices import CheckChoices, Registered
from webinar_console.domain.invitee import PANELIST
from webinar_console.domain.job import Outcome
from webinar_console.domain.people import Verdict
from webinar_console.domain.people_source import TextSource
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import with_values
from webinar_console.services.import_choices import NOT_REPLACED
from webinar_console.services.import_draft import CheckOrder
from webinar_console.services.imports import PlanChoices, RowOrder
from webinar_console.services.workspace import Workspace

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
        found = await workspace.imports.compare(checked, session, workspace.pace(), suppressed=False)
        plan = await workspace.imports.plan(
            checked, session, preferences, workspace.pace(), workspace.now(), choices, None, found
        )
        forecast = plan.forecast
        assert bool(plan.removal) is choices.remove
        assert bool(forecast.removes) is choices.remove
        people, mails, _none = counted(bench, 0)
        sent = len(bench.world.requests())
        for job in (plan.job, plan.removal):
            if job is not None and job.rows:
                await job_over(workspace, await workspace.jobs.start(job))
        people_then, mails_then, calls = counted(bench, sent)
        gone = Counter(mails_then) - Counter(mails)
        assert people_then - people == forecast.registers - forecast.removes
        assert gone["confirmation"] == forecast.emails.confirmations
        assert gone["invitation"] == forecast.emails.invitations
        assert gone["cancellation"] <= forecast.emails.cancellations
        assert sorted(row.line or 0 for row in (*plan.job.rows, *plan.job.left_out)) == list(
            checked.draft.lines
        )
        rows = await workspace.jobs.rows(plan.job.id) if plan.job.rows else []
        done = Counter(row.action for row in rows if row.outcome is Outcome.DONE)
        assert done[Action.REGISTER] == forecast.registers
        assert (done[Action.REPLACE], done[Action.INVITE]) == (forecast.replaces, forecast.invites)
        # A removal looks again only where the people were read a while ago.
        assert calls == forecast.calls


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
