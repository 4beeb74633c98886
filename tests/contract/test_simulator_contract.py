"""The practice server answers every operation as the contract describes it."""

from pathlib import Path

import pytest

from tests.contract.checker import checker_for
from tests.simulator.caller import FAR_AWAY, LONG_AGO, Caller
from webinar_console.simulator import CLIENT_ID, Settings
from webinar_console.simulator.routes import OPERATIONS

pytestmark = pytest.mark.contract

#: Operations of the document that the practice server leaves out, and why.
LEFT_OUT = {
    "updateExtension": "changes a telephone extension; nothing to do with webinars",
    "deleteExtension": "removes a telephone extension; nothing to do with webinars",
    "authWsToken": "opens a WebSocket for notifications; the webinar API has webhooks only",
}
PAST = "State of Events 2026: the survey, live"
VERIFIER = "practice-verifier-that-is-long-enough-to-be-one"


@pytest.fixture
def caller(contract_path: Path) -> Caller:
    settings = Settings(limit=100_000, light_limit=1000, medium_limit=1000, auth_limit=100, registrants=30)
    return Caller(settings, checker=checker_for(contract_path, strict_answers=True))


async def sign_in_calls(caller: Caller) -> None:
    redirect = "http://localhost:33389/oauth2callback"
    query = f"response_type=code&client_id={CLIENT_ID}&redirect_uri={redirect}&state=s"
    query += f"&code_challenge={VERIFIER}&code_challenge_method=plain"
    page = await caller.send("GET", f"/restapi/oauth/authorize?{query}")
    assert page.status == 200
    asked = {"response_type": "code", "client_id": CLIENT_ID, "redirect_uri": redirect}
    sent_back = await caller.form(
        "/restapi/oauth/authorize", **asked, code_challenge=VERIFIER, code_challenge_method="plain"
    )
    code = sent_back.headers["Location"].partition("code=")[2]
    pair = await caller.form(
        "/restapi/oauth/token",
        grant_type="authorization_code",
        code=code,
        redirect_uri=redirect,
        client_id=CLIENT_ID,
        code_verifier=VERIFIER,
    )
    refresh = {"grant_type": "refresh_token", "client_id": CLIENT_ID}
    again = await caller.form("/restapi/oauth/token", **refresh, refresh_token=pair.body["refresh_token"])
    await caller.form("/restapi/oauth/revoke", client_id=CLIENT_ID, token=again.body["access_token"])
    await caller.form("/restapi/oauth/token", **refresh, refresh_token="long gone")


async def account_calls(caller: Caller) -> None:
    await caller.call("GET", "/restapi/v1.0/account/~")
    await caller.call("GET", "/restapi/v1.0/account/~/extension/~")


async def subscription_calls(caller: Caller) -> None:
    path = "/webinar/notifications/v1/subscriptions"
    mode = {"transportType": "WebHook", "address": "https://hooks.example.com/in"}
    made = await caller.call("POST", path, {"eventFilters": ["/webinar/x"], "deliveryMode": mode})
    one = f"{path}/{made.body['id']}"
    await caller.call("GET", path)
    await caller.call("GET", one)
    await caller.call("PUT", one, {"eventFilters": ["/webinar/y"], "expiresIn": 600})
    await caller.call("POST", f"{one}/renew")
    await caller.call("DELETE", one)
    await caller.call("GET", one)


async def configuration_calls(caller: Caller) -> None:
    path = "/webinar/configuration/v1"
    settings = {"registrationEnabled": True, "password": "s3cret", "attendeeAuthentication": "Guest"}
    webinar = await caller.call("POST", f"{path}/webinars", {"title": "New", "settings": settings})
    one = f"{path}/webinars/{webinar.body['id']}"
    await caller.call("GET", f"{path}/webinars", creationTimeFrom=LONG_AGO, perPage=3)
    await caller.call("GET", one)
    await caller.call("PATCH", one, {"description": "Better"})
    when = {
        "scheduledStartTime": "2027-05-05T10:00:00Z",
        "scheduledDuration": 1800,
        "timeZone": "Europe/Oslo",
    }
    session = await caller.call("POST", f"{one}/sessions", {**when, "title": "First", "localeCode": "nb-NO"})
    held = f"{one}/sessions/{session.body['id']}"
    await caller.call("GET", held)
    await caller.call("PATCH", held, {"title": "First, again"})
    await caller.call("GET", f"{path}/sessions", endTimeFrom=LONG_AGO, perPage=1000, status="Scheduled")
    await caller.call("GET", f"{path}/company/sessions", endTimeFrom=LONG_AGO, perPage=2)
    await invitee_calls(caller, held)
    await caller.call("DELETE", held)
    await caller.call("DELETE", one)
    await caller.call("GET", one)


async def invitee_calls(caller: Caller, session: str) -> None:
    linked = {"userId": "400132500024", "accountId": "400130100008", "domain": "pbx"}
    guest = {
        "role": "CoHost",
        "firstName": "Al",
        "lastName": "Go",
        "email": "al@example.com",
        "jobTitle": "x",
    }
    change = {"addedInvitees": [guest, {"role": "Panelist", "linkedUser": linked, "sendInvite": False}]}
    added = (await caller.call("PATCH", f"{session}/invitees", change)).body["addedInvitees"]
    change = {
        "updatedInvitees": [{"id": added[0]["id"], "role": "Panelist"}],
        "deletedInvitees": [{"id": added[1]["id"]}],
    }
    await caller.call("PATCH", f"{session}/invitees", change)
    await caller.call("GET", f"{session}/invitees", perPage=10)
    one = f"{session}/invitees/{added[0]['id']}"
    await caller.call("GET", one)
    await caller.call("PUT", one, {"role": "CoHost", "firstName": "Alan"})
    double = await caller.call("PATCH", f"{session}/invitees", {"addedInvitees": [guest]})
    assert double.status == 409
    await caller.call("DELETE", one)


async def registration_calls(caller: Caller) -> None:
    session = caller.world.large_session
    answers = [{"questionId": "q", "answerIds": ["a"]}, {"questionId": "r", "answerText": "t"}]
    person = {"externalId": "lid=1&oid=4%4056", "source": "newsletter", "ipAddress": "203.0.113.9"}
    links = {"joinUri": "https://acme.example.com/join?id=1"}
    made = await caller.register(session, "ada@example.com", questionnaire=answers, **person, **links)
    double = await caller.register(session, "Ada@example.com")
    assert double.status == 409
    path = caller.registrants(session)
    await caller.call("GET", path, perPage=7, includeQuestionnaire="true")
    await caller.call("GET", f"{path}/{made.body['id']}", includeQuestionnaire="true")
    await caller.call("DELETE", f"{path}/{made.body['id']}")
    await caller.call("GET", f"{path}/{made.body['id']}")
    await caller.call("GET", caller.registration(session))
    await caller.call("PATCH", caller.registration(session), {"settings": {"autoCloseLimit": 40}})
    await caller.call("PATCH", caller.registration(session), {"registrationStatus": "Closed"})
    refused = await caller.register(session, "late@example.com")
    assert refused.status == 403


async def history_calls(caller: Caller) -> None:
    path = "/webinar/history/v1"
    session = caller.world.session_titled(PAST)
    ended = {"endTimeFrom": LONG_AGO, "endTimeTo": FAR_AWAY}
    created = {"creationTimeFrom": LONG_AGO, "creationTimeTo": FAR_AWAY}
    await caller.call("GET", f"{path}/webinars/{caller.world.webinar_of(session)}")
    await caller.call("GET", f"{path}/sessions", **ended, status=["Active", "Finished"])
    await caller.call("GET", f"{path}/company/sessions", **ended, perPage=5)
    held = caller.past_session(session)
    await caller.call("GET", held)
    await caller.call("GET", f"{held}/participants", perPage=1000, role=["Attendee", "Host"])
    await caller.call("GET", f"{held}/participants/self")
    invitees = (await caller.call("GET", f"{held}/invitees")).body["records"]
    await caller.call("GET", f"{held}/invitees/{invitees[0]['id']}")
    recordings = (await caller.call("GET", f"{path}/recordings", **created)).body["records"]
    assert {r["status"] for r in recordings} == {"Available", "Processing", "Failed", "Purged"}
    one = next(r["id"] for r in recordings if r["status"] == "Available")
    await caller.call("GET", f"{path}/recordings/{one}")
    await caller.call("GET", f"{path}/recordings/{one}/download", recordingMediaType="Audio")
    await caller.call("GET", f"{path}/company/recordings", **created)
    await caller.call("GET", f"{path}/company/recordings/{one}")


async def every_call(caller: Caller) -> None:
    await sign_in_calls(caller)
    await account_calls(caller)
    await subscription_calls(caller)
    await configuration_calls(caller)
    await registration_calls(caller)
    await history_calls(caller)


async def test_every_operation_is_answered_as_described(caller: Caller, contract_path: Path) -> None:
    await every_call(caller)
    wrong = [f"{c.method} {c.path} ({c.status}): {v}" for c in caller.checked for v in c.violations]
    assert wrong == []
    succeeded = {c.operation for c in caller.checked if c.status < 400}
    assert succeeded == checker_for(contract_path, strict_answers=True).operation_ids - set(LEFT_OUT)


def test_the_table_of_operations_is_the_contracts(contract_path: Path) -> None:
    assert {operation.id for operation in OPERATIONS} | set(LEFT_OUT) == checker_for(
        contract_path, strict_answers=True
    ).operation_ids


async def test_answers_that_refuse_are_described_too(caller: Caller) -> None:
    session = caller.world.large_session
    past = caller.world.session_titled(PAST)
    calls = [
        ("GET", "/webinar/configuration/v1/webinars", None),
        ("GET", "/webinar/configuration/v1/sessions?endTimeFrom=soon", None),
        ("GET", f"{caller.registrants(session)}?pageToken=mine", None),
        ("GET", f"{caller.registrants('77')}", None),
        ("POST", caller.registrants(session), {"firstName": "x" * 65, "lastName": " ", "email": "nobody"}),
        ("PATCH", caller.session(past), {"title": "too late"}),
        ("DELETE", caller.session(past), None),
        ("PATCH", caller.registration(session), {"settings": {"autoCloseLimit": -1}}),
        ("PATCH", f"{caller.session(session)}/invitees", {"addedInvitees": [{"role": "Attendee"}]}),
        ("GET", "/webinar/history/v1/recordings/5/download", None),
    ]
    for method, target, content in calls:
        assert (await caller.call(method, target, content)).status in (400, 403, 404)
    assert [v for c in caller.checked for v in c.violations] == []
