"""The seeded account: believable, consistent with itself, the same each time, and quick to open."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from tests.simulator.caller import FAR_AWAY, LONG_AGO, Caller, Clock
from webinar_console.simulator import Settings, World

PAST = "State of Events 2026: the survey, live"
LIVE = "Ask us anything: reporting and exports"


def world(**settings: Any) -> World:
    return World(Settings(**settings), clock=Clock())


def test_the_programme_has_what_the_product_needs() -> None:
    summary = world().summary()
    sessions = summary["sessions"]
    assert summary["webinars"] >= 12
    assert {s["status"] for s in sessions} == {"Scheduled", "Active", "Finished"}
    assert max(Counter(s["webinarId"] for s in sessions).values()) >= 3
    large = next(s for s in sessions if s["id"] == summary["largeSession"])
    assert (large["registrants"], large["status"]) == (5000, "Scheduled")
    preferences = [s["preferences"] for s in sessions if s["preferences"]]
    assert any(p["suppressEmails"] for p in preferences)
    assert any(p["registrationStatus"] == "Closed" for p in preferences)
    assert any(p["autoCloseLimit"] > 0 for p in preferences)


def test_counts_are_known_before_the_people_are_made_and_stay_true() -> None:
    account = world(registrants=300)
    before = account.summary()
    for session in before["sessions"]:
        if session["preferences"] is None:
            assert session["registrants"] == 0
            continue
        people = account.people(session["id"])
        late = sum(p["registeredPostWebinar"] for p in people)
        assert (len(people) - late, late) == (session["registrants"], session["postWebinarRegistrants"])
    assert account.summary()["sessions"] == before["sessions"]


def test_the_people_are_believable() -> None:
    people = world().people(world().large_session)
    assert len({p["email"].casefold() for p in people}) == 5000
    assert all(
        re.fullmatch(r"[^@]+@([a-z-]+\.)*example\.(com|org|net)", p["email"].casefold()) for p in people
    )
    letters = {unicodedata.name(c, "").split()[0] for p in people for c in p["lastName"] + p["firstName"]}
    assert {"LATIN", "CYRILLIC", "GREEK", "CJK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI"} <= letters
    assert any(len(p["firstName"]) == 1 for p in people)
    assert {"newsletter", "search-ad", "booth-qr"} <= {p.get("source") for p in people}
    assert any(pair != ("lid", "4@56") for p in people for pair in parse_qsl(p.get("externalId", "")))
    assert any("%" in p.get("externalId", "") for p in people)
    assert any(p["questionnaire"] for p in people)
    assert not any("participantId" in p for p in people)
    times = [p["registrationTime"] for p in people]
    assert max(times) < "2026-03-04T09:30"


def test_the_same_seed_makes_the_same_people_and_another_makes_others() -> None:
    first, again, other = world(registrants=50), world(registrants=50), world(registrants=50, seed=2)
    session = first.large_session
    assert first.people(session) == again.people(session)
    assert first.people(session) != other.people(session)


async def test_attendance_agrees_wherever_it_is_told() -> None:
    caller = Caller()
    for title in (PAST, LIVE):
        session = caller.world.session_titled(title)
        told = (await caller.call("GET", caller.past_session(session))).body
        people = caller.world.people(session)
        stays = []
        query: dict[str, str] = {}
        while True:
            page = (
                await caller.call("GET", f"{caller.past_session(session)}/participants", perPage=500, **query)
            ).body
            stays += page["records"]
            if "nextPageToken" not in page["paging"]:
                break
            query = {"pageToken": page["paging"]["nextPageToken"]}
        after = (await caller.call("GET", caller.past_session(session))).body
        assert after == told
        attendees = [s for s in stays if s["role"] == "Attendee"]
        assert (told["participantCount"], told["attendeeCount"]) == (len(stays), len(attendees))
        assert told["uniqueAttendeeCount"] == len({s["uniqueUserHash"] for s in attendees})
        assert told["uniqueParticipantCount"] == len({s["uniqueUserHash"] for s in stays})
        came = {p["id"]: p["participantId"] for p in people if "participantId" in p}
        assert set(came) == {s["registrantId"] for s in attendees}
        assert set(came.values()) <= {s["id"] for s in attendees}
        assert 0 < len(came) < len(people)
        assert all(s["leaveTime"] > s["joinTime"] for s in stays if "leaveTime" in s)
        assert any("leaveTime" not in s for s in stays) is (title == LIVE)


async def test_history_of_who_was_on_the_panel() -> None:
    caller = Caller()
    held = caller.past_session(caller.world.session_titled(PAST))
    invitees = (await caller.call("GET", f"{held}/invitees")).body["records"]
    assert invitees[0]["role"] == "Host"
    assert all(i["joined"] for i in invitees)
    panel = (await caller.call("GET", f"{held}/participants", role=["Panelist", "CoHost", "Host"])).body[
        "records"
    ]
    assert {p["inviteeId"] for p in panel} == {i["id"] for i in invitees}
    me = (await caller.call("GET", f"{held}/participants/self")).body
    assert (me["role"], me["firstName"]) == ("Host", "Marta")
    upcoming = caller.past_session(caller.world.large_session)
    assert (await caller.call("GET", f"{upcoming}/participants/self")).status == 404


async def test_past_sessions_come_latest_first_within_the_window() -> None:
    caller = Caller()
    query = {"endTimeFrom": LONG_AGO, "endTimeTo": "2026-03-04T00:00:00Z", "perPage": 1000}
    records = (await caller.call("GET", "/webinar/history/v1/sessions", **query)).body["records"]
    ends = [r["endTime"] for r in records]
    assert ends == sorted(ends, reverse=True)
    assert {r["status"] for r in records} == {"Finished"}
    missing = await caller.call("GET", "/webinar/history/v1/sessions", endTimeFrom=LONG_AGO)
    assert (missing.status, missing.parameter) == (400, "endTimeTo")


async def test_recordings_can_be_fetched_when_there_is_one() -> None:
    caller = Caller()
    window = {"creationTimeFrom": LONG_AGO, "creationTimeTo": FAR_AWAY, "perPage": 1000}
    own = (await caller.call("GET", "/webinar/history/v1/recordings", **window)).body["records"]
    every = (await caller.call("GET", "/webinar/history/v1/company/recordings", **window)).body["records"]
    foreign = {r["id"] for r in every} - {r["id"] for r in own}
    assert len(foreign) == 1
    statuses = {}
    for recording in own:
        reply = await caller.call("GET", f"/webinar/history/v1/recordings/{recording['id']}/download")
        statuses[recording["status"]] = reply.status
    assert statuses == {"Available": 200, "Processing": 403, "Failed": 403, "Purged": 403}
    (only,) = foreign
    assert (await caller.call("GET", f"/webinar/history/v1/recordings/{only}")).status == 404
    assert (await caller.call("GET", f"/webinar/history/v1/company/recordings/{only}")).status == 200
    caller.world.change_settings(company_permission=False)
    assert (await caller.call("GET", f"/webinar/history/v1/company/recordings/{only}")).status == 403


async def test_a_file_keeps_everything(tmp_path: Path) -> None:
    file = tmp_path / "account.db"
    first = Caller(path=file)
    session = first.world.large_session
    made = await first.register(session, "ada@example.com")
    await first.call("PATCH", first.registration(session), {"settings": {"suppressEmails": True}})
    people, mails, requests = first.world.people(session), first.world.emails(), first.world.requests()
    summary = first.world.summary()
    first.world.close()
    second = Caller(path=file)
    second.token = first.token
    assert second.world.summary() == summary
    assert (second.world.people(session), second.world.emails(), second.world.requests()) == (
        people,
        mails,
        requests,
    )
    again = await second.call("GET", f"{second.registrants(session)}/{made.body['id']}")
    assert again.status == 200
    later = await second.register(session, "bea@example.com")
    assert int(later.body["id"]) > int(made.body["id"])


async def test_everything_is_counted() -> None:
    caller = Caller()
    session = caller.world.large_session
    await caller.register(session, "ada@example.com")
    await caller.register(session, "ada@example.com")
    summary = json.loads((await caller.send("GET", "/practice/summary")).raw)
    assert summary == caller.world.summary()
    assert summary["requests"] == {"200": 1, "201": 1, "409": 1}
    assert summary["emails"] == {"confirmation": 1, "digest": 1}
    mine = next(s for s in summary["sessions"] if s["id"] == session)
    assert (mine["registrants"], mine["emails"]) == (31, {"confirmation": 1, "digest": 1})
    outbox = (await caller.send("GET", f"/practice/outbox?sessionId={session}&kind=confirmation")).body
    assert [m["to"] for m in outbox["records"]] == ["ada@example.com"]
    people = (await caller.send("GET", f"/practice/people?sessionId={session}")).body["records"]
    assert people == caller.world.people(session)
