"""Paging: every person once, in order, whatever happens in between; tokens belong to one list."""

from typing import Any

import pytest

from tests.simulator.caller import FAR_AWAY, LONG_AGO, Caller

SESSIONS = "/webinar/configuration/v1/sessions"
PAST = "/webinar/history/v1/sessions"


async def pages(caller: Caller, target: str, **query: Any) -> list[list[dict[str, Any]]]:
    found = []
    while True:
        reply = await caller.call("GET", target, **query)
        assert reply.status == 200, reply.body
        found.append(reply.body["records"])
        if "nextPageToken" not in reply.body["paging"]:
            return found
        query["pageToken"] = reply.body["paging"]["nextPageToken"]


@pytest.mark.parametrize("size", [1, 7, 15, 29, 30, 31, 1000])
async def test_registrants_come_once_each_by_id(size: int) -> None:
    caller = Caller()
    found = await pages(caller, caller.registrants(caller.world.large_session), perPage=size)
    ids = [int(person["id"]) for page in found for person in page]
    assert ids == sorted(set(ids))
    assert len(ids) == 30
    assert [len(page) for page in found[:-1]] == [size] * (len(found) - 1)
    assert found[-1]


async def test_removing_and_adding_between_pages_loses_nobody() -> None:
    caller = Caller()
    path = caller.registrants(caller.world.large_session)
    first = (await caller.call("GET", path, perPage=10)).body
    await caller.call("DELETE", f"{path}/{first['records'][-1]['id']}")
    await caller.register(caller.world.large_session, "late@example.com")
    rest = await pages(caller, path, perPage=10, pageToken=first["paging"]["nextPageToken"])
    emails = [person["email"] for page in rest for person in page]
    assert len(emails) == 21
    assert emails[-1] == "late@example.com"


async def test_lists_by_offset_go_forth_and_back() -> None:
    caller = Caller()
    whole = (await caller.call("GET", SESSIONS, endTimeFrom=LONG_AGO, perPage=1000)).body["records"]
    parts = await pages(caller, SESSIONS, endTimeFrom=LONG_AGO, perPage=4)
    assert [s["id"] for page in parts for s in page] == [s["id"] for s in whole]
    first = (await caller.call("GET", SESSIONS, endTimeFrom=LONG_AGO, perPage=4)).body
    assert "previousPageToken" not in first["paging"]
    token = first["paging"]["nextPageToken"]
    second = (await caller.call("GET", SESSIONS, endTimeFrom=LONG_AGO, perPage=4, pageToken=token)).body
    back = second["paging"]["previousPageToken"]
    again = (await caller.call("GET", SESSIONS, endTimeFrom=LONG_AGO, perPage=4, pageToken=back)).body
    assert again["records"] == first["records"]


@pytest.mark.parametrize("size", ["0", "-1", "many", "1.5", ""])
async def test_a_page_size_below_one_is_refused(size: str) -> None:
    caller = Caller()
    reply = await caller.call("GET", caller.registrants(caller.world.large_session), perPage=size)
    assert (reply.status, reply.code, reply.parameter) == (400, "CMN-101", "perPage")


async def test_a_page_size_above_the_maximum_becomes_the_maximum() -> None:
    caller = Caller()
    reply = await caller.call("GET", caller.registrants(caller.world.large_session), perPage=5000)
    assert reply.body["paging"]["perPage"] == 1000


@pytest.mark.parametrize("token", ["mine", "!!!", "MTIz", "é"])
async def test_an_invented_token_is_refused(token: str) -> None:
    caller = Caller()
    reply = await caller.call("GET", caller.registrants(caller.world.large_session), pageToken=token)
    assert (reply.status, reply.code, reply.parameter) == (400, "CMN-101", "pageToken")


async def test_a_token_of_another_list_is_refused() -> None:
    caller = Caller()
    token = (await caller.call("GET", SESSIONS, endTimeFrom=LONG_AGO, perPage=2)).body["paging"][
        "nextPageToken"
    ]
    reply = await caller.call("GET", PAST, endTimeFrom=LONG_AGO, endTimeTo=FAR_AWAY, pageToken=token)
    assert (reply.status, reply.parameter) == (400, "pageToken")
