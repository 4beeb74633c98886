"""Registrants and preferences: who gets in, who is told, and what is left open by the sources."""

from typing import Any

import pytest

from tests.simulator.caller import Caller
from webinar_console.simulator import Dialect, Settings

LIMITED = "Masterclass: pricing your first conference"
PAST = "State of Events 2026: the survey, live"
LIVE = "Ask us anything: reporting and exports"
INTERNAL = "All-hands (internal)"
WORK_ONLY = "Datenschutz bei Online-Veranstaltungen"
SUPPRESSED = "Partner briefing: autumn programme"


def speaking(**dialect: Any) -> Caller:
    return Caller(Settings(limit=100_000, registrants=30, dialect=Dialect(**dialect)))


async def set_up(caller: Caller, session: str, **settings: Any) -> Any:
    return (await caller.call("PATCH", caller.registration(session), {"settings": settings})).body


async def test_a_person_is_registered_told_and_listed() -> None:
    caller = Caller()
    session = caller.world.large_session
    made = (await caller.register(session, " Ada@Example.com ", externalId="lid=1&oid=4%4056")).body
    assert made["email"] == "Ada@Example.com"
    assert made["externalId"] == "lid=1&oid=4%4056"
    assert made["registrationTime"] == "2026-03-04T09:30:00.000Z"
    assert "participantId" not in made
    assert caller.world.people(session)[-1]["id"] == made["id"]
    mails = caller.world.emails(session)
    assert [(m["kind"], m["to"]) for m in mails if m["kind"] == "confirmation"] == [
        ("confirmation", "Ada@Example.com")
    ]
    assert mails[0]["registrantId"] == made["id"]


async def test_join_links_are_unique() -> None:
    caller = Caller()
    people = caller.world.people(caller.world.large_session)
    assert len({p["joinUri"] for p in people}) == len({p["cancellationUri"] for p in people}) == 30


async def test_the_digest_goes_out_once_a_day() -> None:
    caller = Caller()
    session = caller.world.large_session
    for n in range(3):
        await caller.register(session, f"a{n}@example.com")
    assert len(caller.world.emails(session, "digest")) == 1
    caller.clock.move(86_400)
    caller.token = ""
    await caller.register(session, "b@example.com")
    assert len(caller.world.emails(session, "digest")) == 2


async def test_suppressed_emails_are_not_sent() -> None:
    caller = Caller()
    session = caller.world.session_titled(SUPPRESSED)
    made = await caller.register(session, "quiet@example.com")
    await caller.call("DELETE", f"{caller.registrants(session)}/{made.body['id']}")
    assert caller.world.emails(session) == []


@pytest.mark.parametrize("sent", [True, False])
async def test_removing_may_send_a_cancellation(sent: bool) -> None:
    caller = speaking(cancellation_email=sent)
    session = caller.world.large_session
    made = (await caller.register(session, "ada@example.com")).body
    path = f"{caller.registrants(session)}/{made['id']}"
    assert (await caller.call("DELETE", path)).status == 204
    assert [m["to"] for m in caller.world.emails(session, "cancellation")] == ["ada@example.com"] * sent
    assert (await caller.call("DELETE", path)).status == 404


async def test_the_same_email_in_any_case_is_refused() -> None:
    caller = speaking(duplicate="conflict")
    session = caller.world.large_session
    await caller.register(session, "ada@example.com")
    again = await caller.register(session, "ADA@example.com ")
    assert (again.status, again.parameter) == (409, "email")
    assert len(caller.world.emails(session, "confirmation")) == 1


async def test_the_same_email_may_get_the_first_record() -> None:
    caller = speaking(duplicate="first_record")
    session = caller.world.large_session
    first = await caller.register(session, "ada@example.com")
    again = await caller.register(session, "ADA@example.com", firstName="Other")
    assert (again.status, again.body) == (201, first.body)
    assert len(caller.world.people(session)) == 31
    assert len(caller.world.emails(session, "confirmation")) == 1


@pytest.mark.parametrize(("free", "status"), [(True, 201), (False, 409)])
async def test_an_email_may_be_free_after_removal(free: bool, status: int) -> None:
    caller = speaking(email_free_after_removal=free)
    session = caller.world.large_session
    made = await caller.register(session, "ada@example.com")
    await caller.call("DELETE", f"{caller.registrants(session)}/{made.body['id']}")
    assert (await caller.register(session, "Ada@example.com")).status == status


@pytest.mark.parametrize(("links", "kept"), [("kept", True), ("ignored", False)])
async def test_custom_links_may_be_kept(links: str, kept: bool) -> None:
    caller = speaking(custom_links=links)
    own = "https://acme.example.com/webinar/1234/join?id=5678"
    made = await caller.register(caller.world.large_session, "ada@example.com", joinUri=own)
    assert (made.body["joinUri"] == own) is kept


async def test_the_last_seat_closes() -> None:
    caller = speaking(auto_close="at")
    session = caller.world.session_titled(LIMITED)
    assert (await caller.register(session, "49@example.com")).status == 201
    assert (await caller.call("GET", caller.registration(session))).body["registrationStatus"] == "Open"
    assert (await caller.register(session, "50@example.com")).status == 201
    assert (await caller.call("GET", caller.registration(session))).body["registrationStatus"] == "Closed"
    assert (await caller.register(session, "51@example.com")).status == 403


async def test_whoever_comes_after_the_last_seat_may_close() -> None:
    caller = speaking(auto_close="after")
    session = caller.world.session_titled(LIMITED)
    for n in (49, 50):
        await caller.register(session, f"{n}@example.com")
    assert (await caller.call("GET", caller.registration(session))).body["registrationStatus"] == "Open"
    refused = await caller.register(session, "51@example.com")
    assert (refused.status, refused.code) == (403, "RegistrationClosed")
    now = (await caller.call("GET", caller.registration(session))).body
    assert (now["registrationStatus"], now["registrantCount"]) == ("Closed", 50)


async def test_a_limit_below_the_count_closes_and_zero_is_no_limit() -> None:
    caller = Caller()
    session = caller.world.large_session
    assert (await set_up(caller, session, autoCloseLimit=29))["registrationStatus"] == "Closed"
    reopened = await caller.call(
        "PATCH",
        caller.registration(session),
        {"registrationStatus": "Open", "settings": {"autoCloseLimit": 0}},
    )
    assert reopened.body["registrationStatus"] == "Open"
    assert (await caller.register(session, "ada@example.com")).status == 201


async def test_a_patch_changes_what_it_names_and_nothing_else() -> None:
    caller = Caller()
    session = caller.world.large_session
    before = (await caller.call("GET", caller.registration(session))).body
    after = await set_up(caller, session, preventMultipleDeviceJoins=True)
    assert after["settings"].pop("preventMultipleDeviceJoins") is True
    assert before["settings"].pop("preventMultipleDeviceJoins") is False
    assert after == before


async def test_read_only_fields_are_ignored() -> None:
    caller = Caller()
    path = caller.registration(caller.world.large_session)
    body = {
        "id": "1",
        "registrantCount": 7,
        "hasRealRegistrants": False,
        "settings": {"recordingExist": True},
    }
    after = (await caller.call("PATCH", path, body)).body
    assert (after["id"], after["registrantCount"], after["hasRealRegistrants"]) == (
        caller.world.large_session,
        30,
        True,
    )
    assert after["settings"]["recordingExist"] is False


@pytest.mark.parametrize(
    ("body", "parameter"),
    [
        ({"settings": {"autoCloseLimit": -1}}, "settings.autoCloseLimit"),
        ({"settings": {"autoCloseLimit": True}}, "settings.autoCloseLimit"),
        ({"settings": {"suppressEmails": "yes"}}, "settings.suppressEmails"),
        ({"settings": {"onDemandDuration": "Forever"}}, "settings.onDemandDuration"),
        ({"registrationStatus": "Ajar"}, "registrationStatus"),
        ({"settings": []}, "settings"),
    ],
)
async def test_a_wrong_preference_is_refused_by_name_and_changes_nothing(body: Any, parameter: str) -> None:
    caller = Caller()
    path = caller.registration(caller.world.large_session)
    before = (await caller.call("GET", path)).body
    refused = await caller.call("PATCH", path, body)
    assert (refused.status, refused.code, refused.parameter) == (400, "CMN-101", parameter)
    assert (await caller.call("GET", path)).body == before


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"firstName": "x" * 65}, "firstName"),
        ({"lastName": "  "}, "lastName"),
        ({"lastName": None}, "lastName"),
        ({"email": "nobody"}, "email"),
        ({"email": "x" * 250 + "@example.com"}, "email"),
        ({"ipAddress": "1.2.3.400"}, "ipAddress"),
        ({"joinUri": "x:/y"}, "joinUri"),
        ({"questionnaire": [{"questionId": "q"}]}, "questionnaire[0].answerIds"),
        ({"questionnaire": [{"answerText": "t"}]}, "questionnaire[0].questionId"),
    ],
)
async def test_a_wrong_field_is_refused_by_name(change: dict[str, Any], parameter: str) -> None:
    caller = Caller()
    session = caller.world.large_session
    refused = await caller.call(
        "POST",
        caller.registrants(session),
        {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", **change},
    )
    assert (refused.status, refused.code, refused.parameter) == (400, "CMN-101", parameter)
    assert len(caller.world.people(session)) == 30


async def test_every_wrong_field_is_named() -> None:
    caller = Caller()
    refused = await caller.call("POST", caller.registrants(caller.world.large_session), {"email": 5})
    names = {error["parameterName"] for error in refused.body["errors"]}
    assert names == {"firstName", "lastName", "email"}


async def test_a_work_email_can_be_required() -> None:
    caller = Caller()
    session = caller.world.session_titled(WORK_ONLY)
    assert (await caller.register(session, "ada@GMAIL.com")).parameter == "email"
    assert (await caller.register(session, "ada@acme.example.com")).status == 201


async def test_a_finished_session_is_read_only() -> None:
    caller = Caller()
    session = caller.world.session_titled(PAST)
    person = (await caller.call("GET", caller.registrants(session))).body["records"][0]
    assert (await caller.register(session, "ada@example.com")).status == 403
    assert (await caller.call("DELETE", f"{caller.registrants(session)}/{person['id']}")).status == 403


async def test_a_live_session_still_takes_people() -> None:
    caller = Caller()
    assert (await caller.register(caller.world.session_titled(LIVE), "ada@example.com")).status == 201


async def test_a_webinar_without_registration_has_none() -> None:
    caller = Caller()
    session = caller.world.session_titled(INTERNAL)
    assert (await caller.call("GET", caller.registration(session))).status == 404
    assert (await caller.register(session, "ada@example.com")).status == 404


@pytest.mark.parametrize("registrant", ["0", "99999999999999999999", "abc", "%20"])
async def test_an_unknown_registrant_is_not_found(registrant: str) -> None:
    caller = Caller()
    reply = await caller.call("GET", f"{caller.registrants(caller.world.large_session)}/{registrant}")
    assert (reply.status, reply.code) == (404, "CMN-102")


async def test_a_body_that_is_no_json_object_is_refused() -> None:
    caller = Caller()
    await caller.call("GET", "/restapi/v1.0/account/~")
    path = caller.registrants(caller.world.large_session)
    headers = {"Authorization": f"Bearer {caller.token}", "Content-Type": "application/json"}
    for body in (b"", b"{", b"[]", b"\xff"):
        assert (await caller.send("POST", path, headers=headers, body=body)).status == 400
    headers["Content-Type"] = "text/plain"
    assert (await caller.send("POST", path, headers=headers, body=b"{}")).status == 415
