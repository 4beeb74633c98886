"""A trial on the practice server: one row, one person, one e-mail."""

import pytest

from tests.helpers.practice import Bench, job_over
from webinar_console.domain.people_source import TextSource
from webinar_console.services.imports import Checked
from webinar_console.services.trials import Trialist, why_not
from webinar_console.services.workspace import Workspace

ME = Trialist("Maria", "Muster", "maria@marketing.example")
HEADER = "First name\tLast name\tE-mail\tRole\tSource\tExternal id"


async def checked(workspace: Workspace, session_id: str, *rows: str) -> Checked:
    session = next(s for s in workspace.catalogue.sessions if s.id == session_id)
    draft = await workspace.imports.read(TextSource("\n".join([HEADER, *rows])))
    return await workspace.imports.check(draft, session)


async def test_one_row_goes_to_the_person_and_nobody_else() -> None:
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        session = next(s for s in workspace.catalogue.sessions if s.id == bench.session_id)
        found = await checked(
            workspace,
            session.id,
            "Pan\tElist\tpan@guests.example\tPanelist\t\t",
            "Bad\tRow\tno address\t\t\t",
            "Ada\tGuest\tada@guests.example\t\tspring\tcrm-007",
            "Bob\tGuest\tbob@guests.example\t\tautumn\tcrm-008",
        )
        assert await workspace.trials.last() == Trialist()
        before = {person["id"] for person in bench.people()}
        plan = await workspace.trials.plan(found, session, ME, {})
        await job_over(workspace, await workspace.jobs.start(plan))
        (new,) = [person for person in bench.people() if person["id"] not in before]
        assert (new["firstName"], new["lastName"], new["email"]) == ("Maria", "Muster", ME.email)
        assert (new["source"], new["externalId"]) == ("spring", "crm-007"), "what the first guest gets"
        assert bench.mails("confirmation").count(ME.email) == 1
        assert not [mail for mail in bench.mails("confirmation") if mail.endswith("@guests.example")]
        assert await workspace.trials.last() == ME
        again = await workspace.imports.check(found.draft, session, refresh=True)
        assert "registered in the session already" in why_not(again, ME)
        with pytest.raises(ValueError, match="registered in the session already"):
            await workspace.trials.plan(again, session, ME, {})


@pytest.mark.parametrize(
    ("rows", "who", "why"),
    [
        (("Pan\tElist\tpan@guests.example\tPanelist\t\t",), ME, "No row of this list would be registered"),
        (("Ada\tGuest\tada@guests.example\t\t\t",), Trialist("Maria", "", ME.email), "a last name"),
        (("Ada\tGuest\tada@guests.example\t\t\t",), Trialist("Maria", "Muster", "maria"), "is not an e-mail"),
        (("Ada\tGuest\tada@guests.example\t\t\t",), ME, ""),
    ],
)
async def test_why_somebody_cannot_try(rows: tuple[str, ...], who: Trialist, why: str) -> None:
    bench = Bench()
    async with bench.program() as workspace:
        await workspace.catalogue.refresh()
        found = await checked(workspace, bench.session_id, *rows)
        told = why_not(found, who)
        assert why in told
        assert bool(told) == bool(why)
