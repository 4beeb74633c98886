"""Every operation that the client has, against the practice server, under the published contract's eyes.

What the client sent and what the practice server answered is held against the document; neither side knows
the other's code.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.checker import CheckingTransport, Traffic, checker_for
from webinar_console.api.client import RingCentral
from webinar_console.api.in_process import InProcessTransport
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.tokens import (
    Credentials,
    JwtCredentials,
    PkceCredentials,
    authorization_url,
    challenge_of,
    new_verifier,
)
from webinar_console.domain.account import Extension
from webinar_console.domain.errors import Conflict, Forbidden, InvalidRequest, NotFound, NotSignedIn
from webinar_console.domain.invitee import ChangedInvitee, NewInvitee
from webinar_console.domain.preferences import changed_fields, patch_body
from webinar_console.domain.record import UserReference
from webinar_console.domain.registrant import Answer, NewRegistrant
from webinar_console.domain.session import NewSession, PastSession
from webinar_console.domain.subscription import Delivery, NewSubscription
from webinar_console.domain.webinar import NewWebinar
from webinar_console.simulator import CLIENT_ID, CLIENT_SECRET, JWT, PracticeServer, Settings, World

pytestmark = pytest.mark.contract

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)
REDIRECT = "http://localhost:33389/oauth2callback"
SERVER = "https://practice.example.com"

#: Operations of the document that the client leaves out, and why.
LEFT_OUT = {
    "updateExtension": "changes a telephone extension; nothing to do with webinars",
    "deleteExtension": "removes a telephone extension; nothing to do with webinars",
    "authWsToken": "opens a WebSocket for notifications; the webinar API has webhooks only",
    "authorize": "a page for a person's browser, never called by the client",
    "authorize2": "the same page, when the person sends its form",
}


class Practice:
    """A practice account, a client of it, and what went over the wire between them."""

    def __init__(self, contract: Path, server: PracticeServer) -> None:
        self.world = server.world
        self.traffic = Traffic()
        self._plain = InProcessTransport(server.handle)
        self._checked = CheckingTransport(self._plain, checker_for(contract), self.traffic)

    def client(self, credentials: Credentials | None = None) -> RingCentral:
        """A client whose traffic is checked."""
        known = JwtCredentials(CLIENT_ID, CLIENT_SECRET, JWT)
        return RingCentral(SERVER, credentials or known, transport=self._checked)

    async def browse(self, address: str) -> httpx.Response:
        """What a person's browser would get."""
        async with httpx.AsyncClient(transport=self._plain) as browser:
            return await browser.get(address)

    @property
    def session_id(self) -> str:
        """The large upcoming session."""
        return self.world.large_session


@pytest.fixture
async def practice(contract_path: Path) -> AsyncIterator[Practice]:
    settings = Settings(
        limit=100_000,
        light_limit=1000,
        medium_limit=1000,
        auth_limit=100,
        registrants=2300,
        auto_approve=True,
    )
    with PracticeServer(World(settings)) as server:
        yield Practice(contract_path, server)


async def webinar_calls(client: RingCentral) -> None:
    """Webinars and sessions: create, list, read, change, delete."""
    made = await client.webinars.create(NewWebinar(title="Contract", settings={"registrationEnabled": True}))
    assert made.id in {w.id async for w in client.webinars.list(creation_time_from=LONG_AGO)}
    changed = await client.webinars.update(made.id, {"description": "Better"})
    assert changed.description == "Better"
    planned = NewSession(
        scheduled_start_time="2027-05-05T10:00:00.000Z", scheduled_duration=1800, time_zone="Europe/Oslo"
    )
    session = await client.sessions.create(made.id, planned)
    assert (await client.sessions.update(made.id, session.id, {"title": "First ü"})).title == "First ü"
    assert (await client.sessions.get(made.id, session.id)).title == "First ü"
    await invitee_calls(client, made.id, session.id)
    await client.sessions.delete(made.id, session.id)
    assert (await client.webinars.get(made.id)).description == "Better"
    await client.webinars.delete(made.id)
    with pytest.raises(NotFound):
        await client.webinars.get(made.id)


async def invitee_calls(client: RingCentral, webinar_id: str, session_id: str) -> None:
    """The panel: many in one call, one by one, and what is refused."""
    guest = NewInvitee(role="CoHost", first_name="Al", last_name="Go", email="al@example.com", job_title="x")
    linked = NewInvitee(
        role="Panelist",
        linked_user=UserReference(user_id="400132500024", account_id="400130100008", domain="pbx"),
        send_invite=False,
    )
    added = (await client.invitees.change(webinar_id, session_id, added=[guest, linked])).added_invitees
    by_role = {invitee.role: invitee.id for invitee in added}
    answer = await client.invitees.change(
        webinar_id,
        session_id,
        updated=[ChangedInvitee(id=by_role["CoHost"], role="Panelist")],
        deleted=[by_role["Panelist"]],
    )
    assert [invitee.role for invitee in answer.updated_invitees] == ["Panelist"]
    one = await client.invitees.update(
        webinar_id, session_id, ChangedInvitee(id=by_role["CoHost"], role="CoHost", first_name="Alan")
    )
    assert (await client.invitees.get(webinar_id, session_id, one.id)).first_name == "Alan"
    assert one.id in {invitee.id async for invitee in client.invitees.list(webinar_id, session_id)}
    with pytest.raises(Conflict):
        await client.invitees.change(webinar_id, session_id, added=[guest])
    with pytest.raises(InvalidRequest) as caught:
        await client.invitees.change(
            webinar_id, session_id, added=[NewInvitee(role="Attendee", email="a@b.cd")]
        )
    assert caught.value.parameter
    await client.invitees.delete(webinar_id, session_id, one.id)


async def session_list_calls(client: RingCentral) -> None:
    """The lists over all webinars, one's own and the company's."""
    own = [s async for s in client.sessions.list(end_time_from=LONG_AGO)]
    assert all(session.webinar_id for session in own)
    named = [s async for s in client.sessions.list(end_time_from=LONG_AGO, name_fragment=own[0].name[:8])]
    assert own[0].id in {session.id for session in named}
    scheduled = [s async for s in client.sessions.list(end_time_from=LONG_AGO, status="Scheduled")]
    assert {session.status for session in scheduled} == {"Scheduled"}
    company = [
        s
        async for s in client.sessions.list(
            end_time_from=LONG_AGO, company=True, status="Finished", host_user_ids=["400131000001", "2"]
        )
    ]
    assert all(session.status == "Finished" for session in company)


async def registration_calls(client: RingCentral, session_id: str) -> None:
    """Registrants and preferences."""
    person = NewRegistrant(
        first_name="Ada",
        last_name="Łukasiewicz",
        email="ada@example.com",
        source="newsletter",
        external_id="lid=1&oid=4%4056",
        ip_address="203.0.113.9",
        join_uri="https://acme.example.com/join?id=1",
        questionnaire=[Answer(question_id="q", answer_ids=["a"]), Answer(question_id="r", answer_text="t")],
    )
    made = await client.registrants.create(session_id, person)
    assert (made.last_name, made.external_id) == ("Łukasiewicz", "lid=1&oid=4%4056")
    with pytest.raises(Conflict):
        await client.registrants.create(session_id, person)
    read = await client.registrants.get(session_id, made.id, include_questionnaire=True)
    assert read.questionnaire == person.questionnaire
    pages = [page async for page in client.registrants.pages(session_id, include_questionnaire=True)]
    assert [len(page) for page in pages[:-1]] == [1000] * (len(pages) - 1)
    assert made.id in {registrant.id for page in pages for registrant in page}
    await client.registrants.delete(session_id, made.id)
    with pytest.raises(NotFound):
        await client.registrants.get(session_id, made.id)
    await preference_calls(client, session_id)
    with pytest.raises(Forbidden):
        await client.registrants.create(session_id, person)


async def preference_calls(client: RingCentral, session_id: str) -> None:
    """Each settable field there and back, alone; registration is closed at the end."""
    wanted: dict[str, Any] = {
        "auto_close_limit": 9000,
        "suppress_emails": True,
        "prevent_multiple_device_joins": True,
        "registration_digest_enabled": False,
        "work_email_required": True,
        "view_recording": True,
        "on_demand_duration": "OneYear",
        "auto_open_post_webinar_registration": True,
        "registration_status": "Closed",
    }
    for name, value in wanted.items():
        before = await client.registration.get(session_id)
        after = await client.registration.update(session_id, patch_body({name: value}))
        assert changed_fields(before, {n: after.value(n) for n in wanted}) in ({name: value}, {})
        assert after.value(name) == value


async def history_calls(client: RingCentral) -> None:
    """What happened: sessions, people, recordings."""
    window = {"end_time_from": LONG_AGO, "end_time_to": FAR_AWAY}
    past = [
        s async for s in client.history.sessions(**window, statuses=["Active", "Finished"], name_fragment="e")
    ]
    company = [s async for s in client.history.sessions(**window, company=True, statuses=["Finished"])]
    assert company
    held: PastSession = next(s for s in past if s.webinar and s.status == "Finished" and s.participant_count)
    assert held.webinar is not None
    webinar_id = held.webinar.id
    assert (await client.history.webinar(webinar_id)).id == webinar_id
    assert (await client.history.session(webinar_id, held.id)).participant_count == held.participant_count
    people = [
        p async for p in client.history.participants(webinar_id, held.id, roles=["Attendee", "Panelist"])
    ]
    assert any(person.join_time and person.registrant_id for person in people)
    panel = [
        i async for i in client.history.invitees(webinar_id, held.id, original_roles=["Host", "Panelist"])
    ]
    assert (await client.history.invitee(webinar_id, held.id, panel[0].id)).id == panel[0].id
    assert (await client.history.own_participation(webinar_id, held.id)).id


async def recording_calls(client: RingCentral) -> None:
    """Recordings, one's own and the company's, and where the file is."""
    window = {"creation_time_from": LONG_AGO, "creation_time_to": FAR_AWAY}
    own = [r async for r in client.recordings.list(**window, statuses=["Available"])]
    company = [r async for r in client.recordings.list(**window, company=True, name_fragment="e")]
    assert (await client.recordings.get(own[0].id)).id == own[0].id
    assert (await client.recordings.get(company[0].id, company=True)).id == company[0].id
    link = await client.recordings.download(own[0].id, media_type="Audio")
    assert link.download_uri.startswith("https://")


async def subscription_calls(client: RingCentral) -> None:
    """Webhook subscriptions from birth to end."""
    delivery = Delivery(transport_type="WebHook", address="https://hooks.example.com/in")
    made = await client.subscriptions.create(
        NewSubscription(event_filters=["/webinar/x"], delivery_mode=delivery)
    )
    assert made.id in {s.id for s in await client.subscriptions.list()}
    changed = await client.subscriptions.update(made.id, ["/webinar/y"], expires_in_s=600)
    assert changed.event_filters == ["/webinar/y"]
    assert (await client.subscriptions.renew(made.id)).id == made.id
    assert (await client.subscriptions.get(made.id)).status == "Active"
    await client.subscriptions.delete(made.id)


async def sign_in_calls(practice: Practice) -> None:
    """The browser's way: code with PKCE, refresh, revoke; and credentials that are refused."""
    verifier = new_verifier()
    asked = PkceCredentials(CLIENT_ID, REDIRECT)
    page = await practice.browse(
        authorization_url(SERVER, asked, state="s 1", challenge=challenge_of(verifier))
    )
    back = httpx.URL(page.headers["location"])
    assert back.params["state"] == "s 1"
    browser = PkceCredentials(CLIENT_ID, REDIRECT, back.params["code"], verifier)
    async with practice.client(browser) as client:
        await client.sign_in()
        first = await client._keeper.access_token()
        assert await client._keeper.renew(first) != first
        assert isinstance(await client.account.extension(), Extension)
        await client.sign_out()
    async with practice.client(browser) as client:
        with pytest.raises(NotSignedIn):
            await client.sign_in()


async def test_every_operation_of_the_client_obeys_the_contract(practice: Practice) -> None:
    async with practice.client() as client:
        await client.sign_in()
        assert (await client.account.extension()).display_name
        assert (await client.account.company()).id
        await webinar_calls(client)
        await session_list_calls(client)
        await registration_calls(client, practice.session_id)
        await history_calls(client)
        await recording_calls(client)
        await subscription_calls(client)
        await client.sign_out()
    await sign_in_calls(practice)
    assert practice.traffic.violations == []
    assert {operation.id for operation in operations.ALL} - practice.traffic.operations == set()


def test_the_client_has_every_operation_that_is_not_left_out(contract_path: Path) -> None:
    document = json.loads(contract_path.read_text(encoding="utf-8"))
    described = {
        operation["operationId"]: (method.upper(), path, operation.get("x-throttling-group"))
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if isinstance(operation, dict)
    }
    known = {operation.id: operation for operation in operations.ALL}
    assert set(described) - set(known) == set(LEFT_OUT)
    own = {"/restapi/v1.0/account/{accountId}": "/restapi/v1.0/account/~"}
    own["/restapi/v1.0/account/{accountId}/extension/{extensionId}"] = "/restapi/v1.0/account/~/extension/~"
    for name, operation in known.items():
        method, path, group = described[name]
        assert (operation.method, operation.path, operation.group) == (method, own.get(path, path), group)


async def test_a_registrant_page_far_away_is_read_whole(practice: Practice) -> None:
    async with practice.client() as client:
        ids = [int(person.id) async for person in client.registrants.list(practice.session_id)]
        registration = await client.registration.get(practice.session_id)
    assert ids == sorted(ids)
    assert len(ids) == registration.registrant_count == 2300
    assert practice.traffic.violations == []
