"""The practice server inside a program: another thread does the work."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from webinar_console.simulator import ConnectionCut, Fault, PracticeServer, Settings, World


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(World(Settings(registrants=20))) as running:
        yield running


async def summary(server: PracticeServer) -> int:
    return (await server.handle("get", "/practice/summary", {}))[0]


async def test_it_answers_from_its_own_thread(
    server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    real = server.world.summary

    def watched() -> dict[str, Any]:
        seen.append(threading.current_thread().name)
        return real()

    monkeypatch.setattr(server.world, "summary", watched)
    assert await summary(server) == 200
    assert seen == ["practice-server"]


def test_it_serves_several_event_loops(server: PracticeServer) -> None:
    assert [asyncio.run(summary(server)) for _ in range(2)] == [200, 200]


async def test_cuts_and_half_bodies_are_connection_errors(server: PracticeServer) -> None:
    for effect in ("cut", "half_body"):
        server.faults.clear()
        server.faults.add(Fault(effect, operation="authorize"))
        with pytest.raises(ConnectionError):
            await server.handle(
                "GET",
                "/restapi/oauth/authorize?client_id=practice-client&response_type=code&redirect_uri=http://localhost:1/",
                {},
            )


async def test_waiting_holds_up_nobody_and_a_caller_that_left_undoes_nothing(
    server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.faults.add(Fault("latency", operation="getToken", latency_s=0.2, nth=(1,)))
    worked = threading.Semaphore(0)
    real = server.world.note_request

    def watched(*arguments: Any, **more: Any) -> None:
        real(*arguments, **more)
        worked.release()

    monkeypatch.setattr(server.world, "note_request", watched)
    patient = asyncio.create_task(server.handle("POST", "/restapi/oauth/token", {}))
    hasty = asyncio.create_task(server.handle("POST", "/restapi/oauth/token", {}))
    assert (await hasty)[0] == 400
    assert not patient.done()
    patient.cancel()
    with pytest.raises(asyncio.CancelledError):
        await patient
    for _ in range(2):
        assert await asyncio.to_thread(worked.acquire, timeout=5)
    assert len(server.world.requests("getToken")) == 2


async def test_stopping_ends_calls_that_still_wait() -> None:
    server = PracticeServer(World(Settings(registrants=5, latency_s=60))).start()
    waiting = asyncio.create_task(server.handle("POST", "/restapi/oauth/token", {}))
    await asyncio.sleep(0)
    await asyncio.to_thread(server.stop)
    with pytest.raises(ConnectionCut):
        await waiting
    with pytest.raises(ConnectionCut):
        await server.handle("GET", "/practice/summary", {})


def test_in_program_use_imports_no_web_framework() -> None:
    code = (
        "import sys, webinar_console.simulator as s; s.World(s.Settings(registrants=5));"
        "print([m for m in ('starlette', 'uvicorn', 'httpx', 'PySide6') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
