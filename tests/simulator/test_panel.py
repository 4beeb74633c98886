"""Invitees: one bulk call, all or nothing, and the host stays."""

from typing import Any

import pytest

from tests.simulator.caller import Caller, Reply

LIVE = "Ask us anything: reporting and exports"
PAST = "State of Events 2026: the survey, live"
GUEST = {"role": "Panelist", "firstName": "Lando", "lastName": "C", "email": "lando@example.com"}
LINKED = {"userId": "400132500040", "accountId": "400130100008", "domain": "pbx"}


async def change(caller: Caller, session: str, **body: Any) -> Reply:
    return await caller.call("PATCH", f"{caller.session(session)}/invitees", body)


async def panel(caller: Caller, session: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = (await caller.call("GET", f"{caller.session(session)}/invitees")).body[
        "records"
    ]
    return records


async def test_add_update_and_delete_in_one_call() -> None:
    caller = Caller()
    session = caller.world.large_session
    host, co_host, panelist, *_ = await panel(caller, session)
    assert host["role"] == "Host"
    done = await change(
        caller,
        session,
        addedInvitees=[GUEST, {"role": "CoHost", "linkedUser": LINKED, "sendInvite": False}],
        updatedInvitees=[{"id": panelist["id"], "role": "CoHost"}],
        deletedInvitees=[{"id": co_host["id"]}],
    )
    assert done.status == 200
    assert [i["role"] for i in done.body["addedInvitees"]] == ["Panelist", "CoHost"]
    assert done.body["updatedInvitees"][0]["role"] == "CoHost"
    assert done.body["deletedInvitees"] == [{"id": co_host["id"]}]
    kinds = [m["kind"] for m in caller.world.emails(session)]
    assert sorted(kinds) == ["invitation", "invitation-cancelled"]
    assert len(await panel(caller, session)) == 5


@pytest.mark.parametrize(
    ("wrong", "status", "parameter"),
    [
        ({**GUEST, "email": "x@example.com", "role": "Attendee"}, 400, "addedInvitees[1].role"),
        ({**GUEST, "email": "x@example.com", "role": "Host"}, 400, "addedInvitees[1].role"),
        ({**GUEST, "email": "x@example.com", "role": "Cohost"}, 400, "addedInvitees[1].role"),
        ({"role": "Panelist", "firstName": "No", "lastName": "Mail"}, 400, "addedInvitees[1].email"),
        ({**GUEST, "email": "x@example.com", "jobTitle": "x" * 65}, 400, "addedInvitees[1].jobTitle"),
        ({**GUEST, "linkedUser": LINKED}, 400, "addedInvitees[1].firstName"),
        ({"role": "Panelist", "linkedUser": {"userId": "1"}}, 400, "addedInvitees[1].linkedUser.accountId"),
        ({**GUEST, "email": "LANDO@example.com"}, 409, "addedInvitees[1].email"),
    ],
)
async def test_one_wrong_entry_refuses_the_whole_call(
    wrong: dict[str, Any], status: int, parameter: str
) -> None:
    caller = Caller()
    session = caller.world.large_session
    before = await panel(caller, session)
    refused = await change(
        caller, session, addedInvitees=[GUEST, wrong], deletedInvitees=[{"id": before[1]["id"]}]
    )
    assert (refused.status, refused.parameter) == (status, parameter)
    assert await panel(caller, session) == before
    assert caller.world.emails(session) == []


async def test_an_unknown_entry_is_named() -> None:
    caller = Caller()
    refused = await change(
        caller, caller.world.large_session, updatedInvitees=[{"id": "7", "role": "CoHost"}]
    )
    assert (refused.status, refused.parameter) == (404, "updatedInvitees[0].id")


async def test_the_host_stays() -> None:
    caller = Caller()
    session = caller.world.large_session
    host = (await panel(caller, session))[0]["id"]
    one = f"{caller.session(session)}/invitees/{host}"
    assert (await change(caller, session, deletedInvitees=[{"id": host}])).status == 403
    assert (await change(caller, session, updatedInvitees=[{"id": host, "role": "CoHost"}])).status == 403
    assert (await caller.call("PUT", one, {"role": "CoHost"})).status == 403
    assert (await caller.call("DELETE", one)).status == 403


async def test_an_invitation_cannot_be_taken_back_but_can_follow() -> None:
    caller = Caller()
    session = caller.world.large_session
    added = await change(caller, session, addedInvitees=[{**GUEST, "sendInvite": False}])
    one = f"{caller.session(session)}/invitees/{added.body['addedInvitees'][0]['id']}"
    assert caller.world.emails(session) == []
    assert (await caller.call("GET", caller.session(session))).body["hasUnsentInvites"] is True
    assert (await caller.call("PUT", one, {"role": "Panelist", "sendInvite": True})).status == 200
    assert [m["to"] for m in caller.world.emails(session, "invitation")] == ["lando@example.com"]
    refused = await caller.call("PUT", one, {"role": "Panelist", "sendInvite": False})
    assert (refused.status, refused.parameter) == (400, "sendInvite")


async def test_a_linked_user_has_no_contact_fields_to_change() -> None:
    caller = Caller()
    session = caller.world.large_session
    linked = next(i for i in await panel(caller, session) if "linkedUser" in i and i["role"] != "Host")
    one = f"{caller.session(session)}/invitees/{linked['id']}"
    assert (await caller.call("PUT", one, {"role": "CoHost", "email": "a@example.com"})).parameter == "email"
    assert (await caller.call("PUT", one, {"role": "CoHost", "linkedUser": LINKED})).parameter == "linkedUser"
    assert (await caller.call("PUT", one, {"firstName": "No role"})).parameter == "role"


async def test_a_taken_email_is_refused_for_one_too() -> None:
    caller = Caller()
    session = caller.world.large_session
    added = await change(caller, session, addedInvitees=[GUEST, {**GUEST, "email": "leia@example.com"}])
    one = f"{caller.session(session)}/invitees/{added.body['addedInvitees'][1]['id']}"
    refused = await caller.call("PUT", one, {"role": "Panelist", "email": "Lando@example.com"})
    assert (refused.status, refused.parameter) == (400, "email")
    assert (await caller.call("PUT", one, {"role": "CoHost", "email": "LEIA@example.com"})).status == 200


async def test_a_live_session_takes_people_and_lets_nobody_go() -> None:
    caller = Caller()
    session = caller.world.session_titled(LIVE)
    assert (await change(caller, session, addedInvitees=[GUEST])).status == 200
    panelist = (await panel(caller, session))[-1]["id"]
    assert (await change(caller, session, deletedInvitees=[{"id": panelist}])).status == 403
    assert (await caller.call("DELETE", f"{caller.session(session)}/invitees/{panelist}")).status == 403


async def test_a_finished_session_is_read_only() -> None:
    caller = Caller()
    assert (await change(caller, caller.world.session_titled(PAST), addedInvitees=[GUEST])).status == 403
