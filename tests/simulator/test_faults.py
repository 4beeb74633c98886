"""Scripted faults: they strike the calls that they name, before or after the work."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.caller import Caller
from webinar_console.simulator import ConnectionCut, Fault, FaultScript
from webinar_console.simulator.exchange import Request
from webinar_console.simulator.faults import fault_from

CREATE = "rcwRegCreateRegistrant"


def emails(caller: Caller) -> list[str]:
    return [p["email"] for p in caller.world.people(caller.world.large_session)][30:]


@pytest.mark.parametrize(("work", "done"), [("before", []), ("after", ["a@example.com"])])
async def test_a_cut_before_or_after_the_work(work: str, done: list[str]) -> None:
    caller = Caller()
    caller.faults.add(Fault("cut", operation=CREATE, work=work, nth=(1,)))
    with pytest.raises(ConnectionCut):
        await caller.register(caller.world.large_session, "a@example.com")
    assert emails(caller) == done
    assert [m["to"] for m in caller.world.emails(kind="confirmation")] == done
    noted = caller.world.requests(CREATE)
    assert [(r["status"], r["fault"]) for r in noted] == [(0, f"cut {work}")]
    assert (await caller.register(caller.world.large_session, "b@example.com")).status == 201


@pytest.mark.parametrize(("work", "done"), [("before", []), ("after", ["a@example.com"])])
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_fault_before_or_after_the_work(work: str, done: list[str], status: int) -> None:
    caller = Caller()
    caller.faults.add(Fault("status", operation=CREATE, status=status, work=work, retry_after=7))
    reply = await caller.register(caller.world.large_session, "a@example.com")
    assert (reply.status, reply.headers["Retry-After"]) == (status, "7")
    assert reply.headers["X-Rate-Limit-Group"] == "heavy"
    assert emails(caller) == done


async def test_a_429_by_script_starts_a_true_penalty() -> None:
    caller = Caller()
    caller.faults.add(Fault("status", operation=CREATE, status=429, retry_after=20, times=1))
    session = caller.world.large_session
    assert (await caller.register(session, "a@example.com")).headers["Retry-After"] == "20"
    caller.clock.move(19)
    assert (await caller.register(session, "a@example.com")).status == 429
    caller.clock.move(20)
    assert (await caller.register(session, "a@example.com")).status == 201
    assert caller.world.summary()["inPenalty"] == 1


async def test_a_429_can_come_without_any_header() -> None:
    caller = Caller()
    caller.faults.add(Fault("status", operation=CREATE, status=429, rate_headers=False))
    reply = await caller.register(caller.world.large_session, "a@example.com")
    assert reply.status == 429
    assert set(reply.headers) == {"Content-Type"}


@pytest.mark.parametrize(
    ("effect", "kind", "starts"),
    [
        ("html", "text/html", b"<!doctype"),
        ("wrong_content", "application/json", b'["unexpected"]'),
        ("broken_json", "application/json", b'{"id":'),
    ],
)
async def test_the_right_status_with_a_wrong_body(effect: str, kind: str, starts: bytes) -> None:
    caller = Caller()
    caller.faults.add(Fault(effect, operation=CREATE))
    await caller.sign_in()
    session = caller.world.large_session
    body = json.dumps({"firstName": "A", "lastName": "B", "email": "a@example.com"}).encode()
    token = (await caller.sign_in()).body["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    reply = await caller.front.answer(_request(caller.registrants(session), headers, body))
    assert (reply.status, reply.headers["Content-Type"]) == (201, kind)
    assert reply.body.startswith(starts)
    assert emails(caller) == ["a@example.com"]
    if effect == "broken_json":
        with pytest.raises(ValueError):
            json.loads(reply.body)


async def test_half_a_body_is_promised_whole() -> None:
    caller = Caller()
    caller.faults.add(Fault("half_body", operation=CREATE))
    token = (await caller.sign_in()).body["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = json.dumps({"firstName": "A", "lastName": "B", "email": "a@example.com"}).encode()
    reply = await caller.front.answer(_request(caller.registrants(caller.world.large_session), headers, body))
    assert reply.cut_at == len(reply.body) // 2


async def test_unknown_fields_and_words() -> None:
    caller = Caller()
    path = f"{caller.session(caller.world.large_session)}/invitees"
    plain = (await caller.call("GET", path)).body
    caller.faults.add(Fault("unknown_fields", times=1))
    grown = (await caller.call("GET", path)).body
    assert grown["betaField"]
    assert all("betaField" in record for record in grown["records"])
    assert [r["id"] for r in grown["records"]] == [r["id"] for r in plain["records"]]
    caller.faults.clear()
    caller.faults.add(Fault("unknown_enums", times=1))
    renamed = (await caller.call("GET", path)).body
    assert {r["role"] for r in renamed["records"]} == {"Moderator"}
    assert (await caller.call("GET", path)).body == plain


@pytest.mark.parametrize("work", ["before", "after"])
async def test_latency_is_waited(work: str) -> None:
    caller = Caller()
    await caller.sign_in()
    caller.faults.add(Fault("latency", operation=CREATE, latency_s=0.05, work=work))
    began = time.monotonic()
    assert (await caller.register(caller.world.large_session, "a@example.com")).status == 201
    assert time.monotonic() - began >= 0.049


def strikes(rule: Fault, calls: int = 10, seed: int = 1) -> list[int]:
    script = FaultScript([rule], seed=seed)
    return [n for n in range(1, calls + 1) if script.strike(CREATE, "POST", "/a/1/registrants")]


def test_which_calls_are_struck() -> None:
    assert strikes(Fault("cut", nth=(2, 5))) == [2, 5]
    assert strikes(Fault("cut", every=3)) == [3, 6, 9]
    assert strikes(Fault("cut", every=3, times=2)) == [3, 6]
    assert strikes(Fault("cut", method="GET")) == []
    assert strikes(Fault("cut", path=r"/registrants$", nth=(1,))) == [1]
    assert strikes(Fault("cut", operation="getToken")) == []
    drawn = strikes(Fault("cut", probability=0.3), calls=1000)
    assert drawn == strikes(Fault("cut", probability=0.3), calls=1000)
    assert drawn != strikes(Fault("cut", probability=0.3), calls=1000, seed=2)
    assert 220 < len(drawn) < 380


def test_rules_count_apart_and_the_first_that_strikes_wins() -> None:
    script = FaultScript([Fault("cut", nth=(2,)), Fault("status", nth=(2, 3), status=502)])
    seen = [script.strike(CREATE, "POST", "/") for _ in range(3)]
    assert [fault and fault.effect for fault in seen] == [None, "cut", "status"]


@pytest.mark.parametrize(
    "rule",
    [
        {"effect": "explode"},
        {"effect": "cut", "wrok": "after"},
        {"effect": "cut", "work": "during"},
        {},
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        fault_from(rule)


def test_a_script_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    file.write_text(json.dumps({"seed": 3, "rules": [{"effect": "cut", "nth": 2, "work": "after"}]}))
    script = FaultScript.from_file(file)
    assert [script.strike(CREATE, "POST", "/") is not None for _ in range(3)] == [False, True, False]
    file.write_text('{"rules": 5}')
    with pytest.raises(ValueError):
        FaultScript.from_file(file)


async def test_the_practice_desk_turns_switches() -> None:
    caller = Caller()
    session = caller.world.large_session

    async def post(desk: str, content: Any) -> int:
        return (await caller.send("POST", f"/practice/{desk}", body=json.dumps(content).encode())).status

    assert await post("faults", {"rules": [{"effect": "status", "status": 503, "operation": CREATE}]}) == 200
    assert (await caller.register(session, "a@example.com")).status == 503
    assert await post("faults", {"rules": []}) == 200
    assert await post("settings", {"dialect": {"duplicate": "first_record"}, "limit": 77}) == 200
    assert (caller.world.settings.limit, caller.world.settings.dialect.duplicate) == (77, "first_record")
    assert await post("session", {"sessionId": session, "status": "Finished"}) == 200
    assert (await caller.register(session, "b@example.com")).status == 403
    assert await post("tokens", {"action": "expire"}) == 200
    assert (await caller.call("GET", caller.registration(session))).status == 401
    caller.token = ""
    assert await post("penalty", {"seconds": 5}) == 200
    assert (await caller.call("GET", caller.registration(session))).status == 429
    assert await post("settings", {"limt": 5}) == 400
    assert await post("settings", {"dialect": {"duplicat": "x"}}) == 400
    assert await post("faults", {"rules": [{"effect": "?"}]}) == 400
    assert await post("session", {"sessionId": session, "status": "Later"}) == 400
    assert await post("nothing", {}) == 404


def _request(path: str, headers: dict[str, str], body: bytes) -> Any:
    return Request("POST", path, "", {name.lower(): value for name, value in headers.items()}, body)
