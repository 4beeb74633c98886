"""The practice server as a process of its own: real HTTP, real cuts, a clean end."""

import json
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulator.caller import JWT_GRANT
from webinar_console.simulator import CLIENT_ID, CLIENT_SECRET, JWT

ME = "/restapi/v1.0/account/~/extension/~"


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "webinar_console.simulator", "--registrants", "20", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        ready = process.stdout.readline()
        assert ready.startswith("ready http://127.0.0.1:"), ready + process.stderr.read()
        with httpx.Client(base_url=ready.split()[1], trust_env=False, timeout=20) as client:
            yield process, client
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()


def sign_in(client: httpx.Client) -> None:
    form = {"grant_type": JWT_GRANT, "assertion": JWT}
    answer = client.post("/restapi/oauth/token", auth=(CLIENT_ID, CLIENT_SECRET), data=form)
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def summary(client: httpx.Client) -> Any:
    return client.get("/practice/summary").json()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_when_it_is_ready_and_ends_cleanly(number: signal.Signals) -> None:
    with running("--port", "0") as (process, client):
        assert process.stdout is not None
        lines = [process.stdout.readline().strip() for _ in range(3)]
        assert lines == [f"client id {CLIENT_ID}", f"client secret {CLIENT_SECRET}", f"JWT {JWT}"]
        sign_in(client)
        me = client.get(ME)
        assert me.json()["uri"].startswith(str(client.base_url).rstrip("/"))
        assert me.headers["X-Rate-Limit-Group"] == "light"
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_killed_server_remembers(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "account.db"), "--limit", "2")
    with running(*data) as (process, client):
        sign_in(client)
        session = summary(client)["largeSession"]
        person = {"firstName": "Ada", "lastName": "L", "email": "ada@example.com"}
        path = f"/webinar/registration/v1/sessions/{session}/registrants"
        assert [client.post(path, json=person).status_code for _ in range(3)] == [201, 409, 429]
        authorization = client.headers["Authorization"]
        process.kill()
        process.wait()
    with running(*data) as (_, client):
        client.headers["Authorization"] = authorization
        assert client.get(path).status_code == 429
        assert client.get(ME).status_code == 200
        counts = next(s for s in summary(client)["sessions"] if s["id"] == session)
        assert (counts["registrants"], counts["emails"]["confirmation"]) == (21, 1)


def test_faults_end_real_connections(tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    rules = [
        {"effect": "cut", "operation": "readExtension", "nth": 1},
        {"effect": "cut", "operation": "readExtension", "nth": 2, "work": "after"},
        {"effect": "half_body", "operation": "readExtension", "nth": 3},
    ]
    script.write_text(json.dumps({"rules": rules}))
    with running("--faults", str(script)) as (_, client):
        sign_in(client)
        for word in (
            "without sending a response",
            "without sending a response",
            "incomplete|complete message body",
        ):
            with pytest.raises(httpx.RemoteProtocolError, match=word):
                client.get(ME)
        assert client.get(ME).status_code == 200
        assert summary(client)["requests"] == {"0": 2, "200": 3}


def test_arguments_that_are_no_good(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "webinar_console.simulator", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    broken = tmp_path / "faults.json"
    broken.write_text("{")
    assert run("--faults", str(broken)).returncode == 2
    assert "fault script" in run("--faults", str(tmp_path / "missing.json")).stderr
    for wrong in (("--limit", "0"), ("--registrants", "-1"), ("--window", "nan"), ("--latency", "-1")):
        refused = run(*wrong)
        assert (refused.returncode, wrong[0] in refused.stderr) == (2, True)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = run("--port", str(taken.getsockname()[1]))
    assert (refused.returncode, "cannot listen" in refused.stderr) == (2, True)


def test_answers_are_not_held_back_for_an_acknowledgement() -> None:
    """Head and body leave without Nagle's delay, which costs 40 ms for each answer."""
    with running() as (_process, client):
        took = []
        for _ in range(15):
            start = time.perf_counter()
            assert client.get("/practice/settings").status_code == 200
            took.append(time.perf_counter() - start)
        assert statistics.median(took) < 0.03
