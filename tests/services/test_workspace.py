"""The services over the real client and the practice server, in virtual time."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.helpers.practice import Bench, job_over, newcomers
from tests.helpers.virtual_time import run_virtual
from webinar_console.domain.errors import NotFound, NotSignedIn, StoreError
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import FIELDS, Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.domain.staging import StagedAddition, StagedChange, StagedRemoval
from webinar_console.jobs.server import ClientServer
from webinar_console.services.accounts import PRACTICE
from webinar_console.services.applying import LEFT
from webinar_console.services.preferences import Conflict, Saved
from webinar_console.services.workspace import Workspace
from webinar_console.simulator import Settings
from webinar_console.store import Store


def run(main: Coroutine[Any, Any, None]) -> None:
    run_virtual(main)


async def session_of(desk: Bench, program: Workspace) -> Session:
    await program.catalogue.refresh()
    session = program.catalogue.session(desk.session_id)
    assert session is not None
    return session


def test_the_catalogue_costs_one_call_and_is_there_at_the_next_start() -> None:
    async def main() -> None:
        desk = Bench()
        store = await Store.open(None)
        async with desk.program(store) as program:
            assert program.catalogue.as_of is None
            await program.catalogue.refresh()
            seen = program.catalogue.sessions
            assert len({s.webinar_id for s in seen}) >= 12
        calls = desk.world.summary()["operations"]
        assert {name: n for name, n in calls.items() if name.startswith("rcw")} == {
            "rcwConfigListAllSessions": 1
        }
        async with desk.program(store) as program:
            assert program.catalogue.sessions == seen
            assert program.catalogue.as_of is not None
        assert desk.world.summary()["operations"] == calls
        await store.close()

    run(main())


def test_a_session_of_n_costs_n_thousandths() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=2300, limit=100_000))
        async with desk.program() as program:
            told: list[str] = []
            program.registrants.changed.connect(told.append)
            sizes = [len(page) async for page in program.registrants.fetch(desk.session_id)]
            assert sizes == [1000, 1000, 300]
            copy = await program.registrants.cached(desk.session_id)
            assert copy is not None
            assert [p.id for p in copy.people] == [p["id"] for p in desk.people()]
            assert told == [desk.session_id]
        assert desk.world.summary()["operations"]["rcwRegListRegistrants"] == 3

    run(main())


#: A value of every settable field that differs from what the practice session has.
def another(seen: Preferences, name: str) -> Any:
    field, now = FIELDS[name], seen.value(name)
    match field.kind:
        case "flag":
            return not now
        case "number":
            return 7777
        case "choice":
            return next(choice for choice in field.choices if choice != now)


@pytest.mark.parametrize("name", list(FIELDS))
def test_each_preference_round_trips_and_is_sent_alone(name: str) -> None:
    async def main() -> None:
        desk = Bench()
        sent: list[bytes] = []
        handle = desk.handle

        async def watched(method: str, target: str, headers: Any, body: bytes) -> Any:
            if method == "PATCH":
                sent.append(body)
            return await handle(method, target, headers, body)

        desk.handle = watched  # type: ignore[method-assign]
        async with desk.program() as program:
            seen = await program.preferences.load(desk.session_id)
            wanted = {field: seen.value(field) for field in FIELDS}
            wanted[name] = another(seen, name)
            saved = await program.preferences.save(desk.session_id, seen, wanted)
            assert isinstance(saved, Saved)
            assert saved.kept == ()
            again = await program.preferences.load(desk.session_id)
            assert again.value(name) == wanted[name]
            assert {f: again.value(f) for f in FIELDS} == wanted
        (body,) = sent
        wire = FIELDS[name].wire_name.encode()
        assert body.count(b'":') == (1 if FIELDS[name].top_level else 2)
        assert b'"' + wire + b'":' in body

    run(main())


def test_preferences_that_somebody_else_changed_are_not_overwritten() -> None:
    async def main() -> None:
        desk = Bench()
        async with desk.program() as program:
            seen = await program.preferences.load(desk.session_id)
            await program.client.registration.update(desk.session_id, {"settings": {"autoCloseLimit": 900}})
            wanted = {"auto_close_limit": 800, "work_email_required": True}
            found = await program.preferences.save(desk.session_id, seen, wanted)
            assert isinstance(found, Conflict)
            assert found.fields == ("auto_close_limit",)
            assert found.theirs.value("auto_close_limit") == 900
            untouched = await program.preferences.load(desk.session_id)
            assert untouched.value("work_email_required") is False
            mine = await program.preferences.save(desk.session_id, found.theirs, found.wanted)
            assert isinstance(mine, Saved)
            assert mine.preferences.value("auto_close_limit") == 800
            assert mine.preferences.value("work_email_required") is True
            calls = desk.world.summary()["operations"]
            same = await program.preferences.save(desk.session_id, mine.preferences, wanted)
            assert isinstance(same, Saved)
            assert desk.world.summary()["operations"]["rcwRegUpdateSession"] == calls["rcwRegUpdateSession"]

    run(main())


def test_a_change_that_somebody_made_elsewhere_stays() -> None:
    async def main() -> None:
        desk = Bench()
        async with desk.program() as program:
            seen = await program.preferences.load(desk.session_id)
            await program.client.registration.update(desk.session_id, {"settings": {"suppressEmails": True}})
            wanted = {name: seen.value(name) for name in FIELDS} | {"auto_close_limit": 800}
            saved = await program.preferences.save(desk.session_id, seen, wanted)
            assert isinstance(saved, Saved)
            assert saved.preferences.value("suppress_emails") is True
            assert saved.preferences.value("auto_close_limit") == 800

    run(main())


def test_applying_staged_edits_does_what_the_plan_said() -> None:
    async def main() -> None:
        desk = Bench()
        async with desk.program() as program:
            session = await session_of(desk, program)
            people: list[Registrant] = []
            async for page in program.registrants.fetch(session.id):
                people += page
            preferences = await program.preferences.load(session.id)
            attended = Registrant(id="1", email="came@example.com", participant_id="9")
            staged = [
                StagedChange(registrant=people[0], values={"first_name": "Zoë"}),
                StagedChange(registrant=people[1], values={"email": "moved@newcomers.example"}),
                StagedRemoval(registrant=people[2]),
                StagedAddition(
                    key="n",
                    values={"first_name": "A", "last_name": "B", "email": "added@newcomers.example"},
                ),
                StagedChange(registrant=attended, values={"first_name": "Never"}),
            ]
            plan = await program.registrants.plan_apply(session, staged, preferences)
            assert [r.action for r in plan.job.rows] == [
                Action.REMOVE,
                Action.REPLACE,
                Action.REPLACE,
                Action.REGISTER,
            ]
            assert plan.protected[0][0] == "came@example.com"
            assert plan.forecast.calls == 6
            mails = len(desk.mails("confirmation"))
            before = len(people)
            await program.jobs.start(plan.job)
            await job_over(program, plan.job.id)
            assert [r.outcome for r in await program.jobs.rows(plan.job.id)] == [Outcome.DONE] * 4
            assert len(desk.people()) == before
            assert len(desk.mails("confirmation")) - mails == plan.forecast.emails.confirmations
            assert len(desk.mails("cancellation")) == plan.forecast.emails.cancellations
            told = " ".join(plan.sentences)
            assert "new join link" in told
            assert "may send 3 cancellation" in told
            copy = await program.registrants.cached(session.id)
            assert copy is not None
            assert {p.email.casefold() for p in copy.people} == set(desk.addresses())

    run(main())


def test_who_attended_since_the_edit_is_protected() -> None:
    """The draft was made before the session, the copy was read after it."""

    async def main() -> None:
        desk = Bench()
        async with desk.program() as program:
            session = await session_of(desk, program)
            people = [person async for page in program.registrants.fetch(session.id) for person in page]
            came, went_away, stayed_away = people[:3]
            await program.registrants.take_created(
                session.id, msgspec.structs.replace(came, participant_id="77")
            )
            await program.registrants.take_removed(session.id, went_away.id)
            staged = [
                StagedRemoval(registrant=came),
                StagedChange(registrant=came, values={"first_name": "Zoë"}),
                StagedChange(registrant=went_away, values={"first_name": "Zoë"}),
                StagedRemoval(registrant=stayed_away),
            ]
            plan = await program.registrants.plan_apply(session, staged, None)
            assert [row.action for row in plan.job.rows] == [Action.REMOVE]
            assert [email for email, _reason in plan.protected] == [came.email, came.email, went_away.email]
            *attended, left = (reason for _email, reason in plan.protected)
            assert all("attended" in reason for reason in attended)
            assert left == LEFT

    run(main())


@pytest.mark.parametrize("failing", ["jobs", "client", "cache"])
async def test_an_account_is_free_whatever_fails_while_it_closes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    desk = Bench()
    store = await Store.open(tmp_path)
    client = desk.client(store)
    workspace = Workspace(PRACTICE, client, ClientServer(client), store, desk.clock)
    await workspace.start()
    await workspace.catalogue.refresh()
    closed = {"jobs": workspace.jobs, "client": client._wire, "cache": store._cache}[failing]
    close = closed.aclose if failing != "cache" else store._cache.close

    async def fail() -> None:
        await close()
        raise StoreError(f"{failing} failed")

    monkeypatch.setattr(closed, "close" if failing == "cache" else "aclose", fail)
    with pytest.raises(StoreError, match=failing):
        await workspace.aclose()
    async with await Store.open(tmp_path):
        pass


def test_the_panel_has_the_host_first() -> None:
    async def main() -> None:
        desk = Bench()
        async with desk.program() as program:
            found = await program.invitees.list(await session_of(desk, program))
            assert found[0].role == "Host"
            assert len(found) > 1

    run(main())


def test_resuming_while_signed_out_asks_to_sign_in() -> None:
    async def main() -> None:
        from tests.helpers.practice import import_plan, newcomers
        from webinar_console.simulator import Fault

        desk = Bench(
            Settings(registrants=5, limit=100_000), [Fault("status", status=400, operation="getToken")]
        )
        async with desk.program() as program:
            plan = import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(2))
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            with pytest.raises(NotSignedIn):
                await program.jobs.resume(plan.id)
            assert program.jobs.job(plan.id).counts.waiting == 2

    run(main())


def test_people_who_come_and_go_while_the_list_is_read_are_in_the_copy() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=2100, limit=100_000))
        async with desk.program() as program:
            pages = program.registrants.fetch(desk.session_id)
            first = await anext(pages)
            gone = first[3]
            await program.client.registrants.delete(desk.session_id, gone.id)
            await program.registrants.take_removed(desk.session_id, gone.id)
            new = await program.client.registrants.create(desk.session_id, newcomers(1)[0])
            await program.registrants.take_created(desk.session_id, new)
            async for _page in pages:
                pass
            copy = await program.registrants.cached(desk.session_id)
            assert copy is not None
            assert sorted(p.id for p in copy.people) == sorted(p["id"] for p in desk.people())

    run(main())


def test_two_readings_at_once_each_hear_who_came_and_went() -> None:
    async def main() -> None:
        desk = Bench(Settings(registrants=2100, limit=100_000))
        async with desk.program() as program:
            slow, quick = (program.registrants.fetch(desk.session_id) for _ in range(2))
            gone = (await anext(slow))[3]
            await anext(quick)
            # Neither has news: equal, and still not the same.
            await quick.aclose()
            await program.client.registrants.delete(desk.session_id, gone.id)
            await program.registrants.take_removed(desk.session_id, gone.id)
            new = await program.client.registrants.create(desk.session_id, newcomers(1)[0])
            await program.registrants.take_created(desk.session_id, new)
            async for _page in slow:
                pass
            copy = await program.registrants.cached(desk.session_id)
            assert copy is not None
            assert sorted(p.id for p in copy.people) == sorted(p["id"] for p in desk.people())

    run(main())


def test_a_session_without_registration_is_told_as_that() -> None:
    async def main() -> None:
        desk = Bench()
        session_id = desk.world.session_titled("All-hands (internal)")
        async with desk.program() as program:
            with pytest.raises(NotFound, match="no registration"):
                await program.preferences.load(session_id)
            with pytest.raises(NotFound, match="no registration"):
                await anext(program.registrants.fetch(session_id))

    run(main())
