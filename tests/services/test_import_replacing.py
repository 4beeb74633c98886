"""An import that replaces who is registered: planned, run, resumed, and counted on the practice server."""

import asyncio

from tests.helpers.practice import Bench, job_over
from webinar_console.domain.check_choices import CheckChoices, Registered
from webinar_console.domain.job import Outcome
from webinar_console.domain.people import RemarkCode, Verdict
from webinar_console.domain.people_source import TextSource
from webinar_console.domain.plan import Action
from webinar_console.services.import_draft import CheckOrder
from webinar_console.services.imports import ImportPlan
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store

REPLACE = CheckOrder(CheckChoices(registered=Registered.REPLACE))


async def plan_of(bench: Bench, workspace: Workspace) -> ImportPlan:
    """Five are replaced, two stay as they are, three are new."""
    await workspace.catalogue.refresh()
    session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
    there = [person for person in bench.people() if not person.get("participantId")]
    rows = ["First name\tLast name\tE-mail\tSource"]
    rows += [f"{p['firstName']}\tReplaced\t{p['email'].upper()}\tautumn" for p in there[:5]]
    rows += [f"{p['firstName']}\t{p['lastName']}\t{p['email']}\t" for p in there[5:7]]
    rows += [f"New\tPerson\tnew{n}@replacing.example\t" for n in range(3)]
    imports = workspace.imports
    draft = await imports.read(TextSource("\n".join(rows)))
    checked = await imports.check(draft, session, order=REPLACE)
    codes = [[remark.code for remark in person.remarks] for person in checked.people]
    assert codes[:5] == [[RemarkCode.REPLACES]] * 5
    assert codes[5:7] == [[RemarkCode.NOTHING_DIFFERS]] * 2
    assert checked.count(Verdict.READY) == 3
    preferences = await workspace.preferences.load(session.id)
    return await imports.plan(checked, session, preferences, workspace.pace(), workspace.now())


def writes(bench: Bench) -> int:
    """Calls that create or remove a registrant."""
    return sum(request["method"] in ("POST", "DELETE") for request in bench.world.requests())


def replaced(bench: Bench) -> int:
    return sum(person["lastName"] == "Replaced" for person in bench.people())


async def test_the_forecast_comes_true() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        plan = await plan_of(bench, workspace)
        assert [row.action for row in plan.job.rows].count(Action.REPLACE) == 5
        forecast = plan.forecast
        assert (forecast.replaces, forecast.registers, forecast.left_out) == (5, 3, 2)
        people, mails = len(bench.people()), len(bench.mails("confirmation"))
        calls = writes(bench)
        await job_over(workspace, await workspace.jobs.start(plan.job))
        done = writes(bench) - calls
        assert done == forecast.calls == 13
        assert len(bench.people()) - people == forecast.registers
        assert len(bench.mails("confirmation")) - mails == forecast.emails.confirmations == 8
        assert replaced(bench) == 5
        rows = await workspace.jobs.rows(plan.job.id)
        assert [row.outcome for row in rows].count(Outcome.DONE) == 8
        assert {row.line for row in rows} == set(range(2, 12)), "every line is accounted for"


async def test_another_program_goes_on_where_the_first_one_died() -> None:
    bench = Bench()
    store = await Store.open(None)
    async with bench.program(store) as workspace:
        plan = await plan_of(bench, workspace)
        before = writes(bench)
        halfway = asyncio.Event()
        workspace.jobs.changed.connect(lambda _job: halfway.set() if writes(bench) > before + 2 else None)
        await workspace.jobs.start(plan.job)
        await halfway.wait()
    async with bench.program(store) as again:
        await again.jobs.resume(plan.job.id)
        await job_over(again, plan.job.id)
        counts = again.jobs.job(plan.job.id).counts
        assert (counts.done, counts.needs_attention, counts.refused) == (8, 0, 0)
    assert replaced(bench) == 5
    emails = [person["email"].casefold() for person in bench.people()]
    assert len(emails) == len(set(emails))
    await store.close()
