"""The practice server as the tests see it: beside the program in its process, or as a process of its own."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from webinar_console.simulator import CLIENT_ID, CLIENT_SECRET, JWT, PracticeServer

#: What a process of the practice server prints within this time, or never.
_PATIENCE_S = 20.0


@dataclass
class Sent:
    """One request as it arrived, and how it was answered."""

    method: str
    path: str
    body: Any
    status: int


@dataclass
class Wire:
    """Records what the program sends to its own practice account, and asks the account for its counts."""

    sent: list[Sent] = field(default_factory=list)
    server: PracticeServer | None = None

    async def ask(self, path: str, body: Any = None) -> Any:
        """``GET /practice/...``, or with a body ``POST``: no sign-in, no limit, not recorded."""
        assert self.server is not None, "no practice account was opened"
        method = "GET" if body is None else "POST"
        content = b"" if body is None else json.dumps(body).encode()
        status, _headers, answer = await _HANDLE(self.server, method, f"/practice/{path}", {}, content)
        assert status == 200, answer
        return json.loads(answer)

    async def summary(self) -> Any:
        """All counts."""
        return await self.ask("summary")

    async def people(self, session_id: str) -> list[Any]:
        """The registrants of a session, as the server has them."""
        found: list[Any] = (await self.ask(f"people?sessionId={session_id}"))["records"]
        return found

    async def emails(self, session_id: str, kind: str) -> list[str]:
        """Who got this kind of e-mail, in this session."""
        found = await self.ask(f"outbox?sessionId={session_id}&kind={kind}")
        return [mail["to"].casefold() for mail in found["records"]]

    async def script(self, *rules: dict[str, Any]) -> None:
        """Faults from now on; none: no more faults."""
        await self.ask("faults", {"rules": list(rules)})

    def writes(self) -> list[Sent]:
        """What was sent to change something."""
        return [one for one in self.sent if one.method != "GET" and "/oauth/" not in one.path]


_HANDLE: Callable[..., Any] = PracticeServer.handle


@contextlib.contextmanager
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Watch every practice account that is opened inside this process."""
    wire = Wire()

    async def handle(
        self: PracticeServer, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> Any:
        wire.server = self
        one = Sent(method, path, _content(headers, body), 0)
        wire.sent.append(one)
        answer = await _HANDLE(self, method, path, headers, body)
        one.status = answer[0]
        return answer

    start = PracticeServer.start

    def started(self: PracticeServer) -> PracticeServer:
        wire.server = self
        return start(self)

    monkeypatch.setattr(PracticeServer, "handle", handle)
    monkeypatch.setattr(PracticeServer, "start", started)
    yield wire


def _content(headers: dict[str, str], body: bytes) -> Any:
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return json.loads(body) if body and "json" in kind else body.decode()


class ServerProcess:
    """``python -m webinar_console.simulator``, asked over HTTP."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "webinar_console.simulator", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        if not ready.startswith("ready "):
            self._process.kill()
            raise AssertionError(
                f"the practice server did not start: {ready}{self._process.communicate()[1]}"
            )
        self.url = ready.split()[1]
        self._client = httpx.Client(base_url=self.url, trust_env=False, timeout=_PATIENCE_S)
        # Each start of the program signs in; how often a person may do that is not what is tested here.
        self.post("settings", {"auth_limit": 100_000, "light_limit": 100_000, "medium_limit": 100_000})
        self.session_id: str = self.summary()["largeSession"]

    def get(self, path: str) -> Any:
        """``GET /practice/...``."""
        answer = self._client.get(f"/practice/{path}")
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Any) -> Any:
        """``POST /practice/...``."""
        answer = self._client.post(f"/practice/{path}", json=body)
        answer.raise_for_status()
        return answer.json()

    def summary(self) -> Any:
        """All counts."""
        return self.get("summary")

    def people(self) -> list[Any]:
        """The registrants of the large session."""
        found: list[Any] = self.get(f"people?sessionId={self.session_id}")["records"]
        return found

    def emails(self, kind: str) -> list[str]:
        """Who got this kind of e-mail, in the large session."""
        records = self.get(f"outbox?sessionId={self.session_id}&kind={kind}")["records"]
        return [mail["to"].casefold() for mail in records]

    def session(self) -> Any:
        """The counts of the large session."""
        return next(one for one in self.summary()["sessions"] if one["id"] == self.session_id)

    def script(self, rules: Sequence[dict[str, Any]], seed: int = 1) -> None:
        """Faults from now on."""
        self.post("faults", {"seed": seed, "rules": list(rules)})

    def credentials(self) -> dict[str, Any]:
        """What signs in here."""
        return {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "jwt": JWT}

    def arguments(self, data: Path) -> list[str]:
        """The command line of a program that signs in here and keeps its records in ``data``."""
        return [
            *("--server", self.url, "--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET),
            *("--jwt", JWT, "--data", str(data)),
        ]

    def stop(self) -> None:
        """End the process: the server is down from now on."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    def close(self) -> None:
        """End the process and the connection to it."""
        self._client.close()
        self.stop()


@contextlib.contextmanager
def served(*arguments: str) -> Iterator[ServerProcess]:
    """A practice server of its own for one test: no limit that matters, unless ``arguments`` say so."""
    process = ServerProcess("--limit", "100000", *arguments)
    try:
        yield process
    finally:
        process.close()
