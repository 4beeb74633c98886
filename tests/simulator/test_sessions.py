"""Webinars and sessions: what can be changed, and when no more."""

from typing import Any

import pytest

from tests.simulator.caller import LONG_AGO, Caller
from webinar_console.simulator import Dialect, Settings

BASE = "/webinar/configuration/v1"
LIVE = "Ask us anything: reporting and exports"
PAST = "State of Events 2026: the survey, live"
WHEN = {"scheduledStartTime": "2027-05-05T10:00:00Z", "scheduledDuration": 1800, "timeZone": "Europe/Oslo"}


async def new_webinar(caller: Caller, **body: Any) -> str:
    made = await caller.call("POST", f"{BASE}/webinars", {"title": "New", **body})
    assert made.status == 201
    return str(made.body["id"])


async def test_sessions_come_by_start_with_their_webinar() -> None:
    caller = Caller()
    records = (await caller.call("GET", f"{BASE}/sessions", endTimeFrom=LONG_AGO, perPage=1000)).body[
        "records"
    ]
    starts = [r["scheduledStartTime"] for r in records]
    assert starts == sorted(starts)
    assert all(r["webinar"]["title"] and r["webinar"]["host"]["linkedUser"]["userId"] for r in records)


async def test_sessions_are_filtered_by_end_status_and_name() -> None:
    caller = Caller()
    later = await caller.call("GET", f"{BASE}/sessions", endTimeFrom="2026-03-04T09:30:00Z", perPage=1000)
    assert {r["status"] for r in later.body["records"]} == {"Scheduled", "Active"}
    live = await caller.call("GET", f"{BASE}/sessions", endTimeFrom=LONG_AGO, status="Active")
    assert len(live.body["records"]) == 2
    named = await caller.call("GET", f"{BASE}/sessions", endTimeFrom=LONG_AGO, nameFragment="WEEKLY")
    assert len(named.body["records"]) == 6


async def test_company_lists_hold_the_colleagues_and_need_the_permission() -> None:
    caller = Caller()
    own = await caller.call("GET", f"{BASE}/sessions", endTimeFrom=LONG_AGO, perPage=1000)
    company = await caller.call("GET", f"{BASE}/company/sessions", endTimeFrom=LONG_AGO, perPage=1000)
    assert len(company.body["records"]) == len(own.body["records"]) + 2
    theirs = await caller.call(
        "GET", f"{BASE}/company/sessions", endTimeFrom=LONG_AGO, hostUserId="400132500016"
    )
    assert len(theirs.body["records"]) == 2
    foreign = theirs.body["records"][0]
    caller.world.change_settings(company_permission=False)
    refused = await caller.call("GET", f"{BASE}/company/sessions", endTimeFrom=LONG_AGO)
    assert (refused.status, refused.code) == (403, "CMN-408")
    path = f"{BASE}/webinars/{foreign['webinar']['id']}/sessions/{foreign['id']}"
    assert (await caller.call("GET", path)).status == 403


async def test_a_session_is_scheduled_and_moved() -> None:
    caller = Caller()
    webinar = await new_webinar(caller, settings={"registrationEnabled": True})
    made = await caller.call("POST", f"{BASE}/webinars/{webinar}/sessions", WHEN)
    assert (made.status, made.body["status"]) == (201, "Scheduled")
    session = made.body["id"]
    assert (await caller.register(session, "ada@example.com")).body["icalendarSequence"] == 0
    moved = await caller.call(
        "PATCH", caller.session(session), {"scheduledStartTime": "2027-06-01T10:00:00+02:00"}
    )
    assert moved.body["scheduledStartTime"] == "2027-06-01T08:00:00.000Z"
    assert (await caller.register(session, "bea@example.com")).body["icalendarSequence"] == 1


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"scheduledDuration": 29}, "scheduledDuration"),
        ({"scheduledDuration": 43_201}, "scheduledDuration"),
        ({"scheduledDuration": None}, "scheduledDuration"),
        ({"timeZone": "Mars/Olympus"}, "timeZone"),
        ({"timeZone": "../../etc/passwd"}, "timeZone"),
        ({"scheduledStartTime": "tomorrow"}, "scheduledStartTime"),
        ({"title": "x" * 513}, "title"),
        ({"description": "x" * 4097}, "description"),
        ({"localeCode": "x"}, "localeCode"),
    ],
)
async def test_a_wrong_session_is_refused_by_name(change: dict[str, Any], parameter: str) -> None:
    caller = Caller()
    webinar = await new_webinar(caller)
    refused = await caller.call("POST", f"{BASE}/webinars/{webinar}/sessions", {**WHEN, **change})
    assert (refused.status, refused.code, refused.parameter) == (400, "CMN-101", parameter)


@pytest.mark.parametrize("title", [LIVE, PAST])
async def test_a_session_that_has_begun_stays_as_it_is(title: str) -> None:
    caller = Caller()
    session = caller.world.session_titled(title)
    webinar = f"{BASE}/webinars/{caller.world.webinar_of(session)}"
    assert (await caller.call("PATCH", caller.session(session), {"title": "Other"})).status == 403
    assert (await caller.call("DELETE", caller.session(session))).status == 403
    assert (await caller.call("DELETE", webinar)).status == 403
    assert (await caller.call("PATCH", webinar, {"title": "Other"})).status == 200


async def test_a_session_does_not_begin_by_a_patch() -> None:
    caller = Caller()
    path = caller.session(caller.world.large_session)
    assert (await caller.call("PATCH", path, {"status": "Active"})).status == 403
    caller.world.catalogue.set_status(caller.world.large_session, "Active")
    assert (await caller.call("GET", path)).body["status"] == "Active"


async def test_a_second_session_may_be_refused() -> None:
    caller = Caller(Settings(limit=1000, registrants=5, dialect=Dialect(second_session="refused")))
    webinar = await new_webinar(caller)
    path = f"{BASE}/webinars/{webinar}/sessions"
    assert (await caller.call("POST", path, WHEN)).status == 201
    refused = await caller.call("POST", path, WHEN)
    assert refused.status == 403
    assert "one session" in refused.body["errors"][0]["message"]
    caller.world.change_settings(dialect={"second_session": "allowed"})
    assert (await caller.call("POST", path, WHEN)).status == 201


async def test_a_deleted_session_takes_its_people_along_and_tells_them() -> None:
    caller = Caller()
    session = caller.world.large_session
    await caller.register(session, "ada@example.com")
    path = caller.session(session)
    assert (await caller.call("DELETE", path)).status == 204
    assert (await caller.call("GET", path.replace("/sessions/", "/sessions/"))).status == 404
    assert len(caller.world.emails(session, "cancellation")) == 31
    assert len(caller.world.emails(session, "invitation-cancelled")) == 3


async def test_a_webinar_keeps_the_settings_that_a_patch_does_not_name() -> None:
    caller = Caller()
    path = f"{BASE}/webinars/{await new_webinar(caller, settings={'qnaEnabled': False, 'password': 'x'})}"
    after = (await caller.call("PATCH", path, {"settings": {"autoRecord": True, "password": ""}})).body
    assert (after["title"], after["settings"]["qnaEnabled"], after["settings"]["autoRecord"]) == (
        "New",
        False,
        True,
    )
    assert "password" not in after["settings"]
    refused = await caller.call("PATCH", path, {"settings": {"panelistAuthentication": "Nobody"}})
    assert refused.parameter == "settings.panelistAuthentication"


async def test_a_session_is_found_in_its_own_webinar_only() -> None:
    caller = Caller()
    other = await new_webinar(caller)
    path = f"{BASE}/webinars/{other}/sessions/{caller.world.large_session}"
    assert (await caller.call("GET", path)).status == 404


async def test_an_unknown_path_and_a_wrong_method() -> None:
    caller = Caller()
    assert (await caller.call("GET", "/webinar/nothing")).status == 404
    assert (await caller.call("PUT", f"{BASE}/webinars")).status == 405
