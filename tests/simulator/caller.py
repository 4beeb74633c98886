"""A plain caller of the practice server: no client code of the program, one clock in hand."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.contract.checker import Checked, Checker
from webinar_console.simulator import CLIENT_ID, CLIENT_SECRET, JWT, FaultScript, Settings, World
from webinar_console.simulator.exchange import Request
from webinar_console.simulator.front import Front

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONG_AGO = "2000-01-01T00:00:00Z"
FAR_AWAY = "2100-01-01T00:00:00Z"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Reply:
    """An answer, its body decoded where it is JSON."""

    status: int
    headers: dict[str, str]
    raw: bytes
    body: Any = field(default=None)

    @property
    def code(self) -> str:
        """The first error code."""
        return str(self.body["errors"][0]["errorCode"])

    @property
    def parameter(self) -> str | None:
        """The first error's parameter name."""
        return self.body["errors"][0].get("parameterName")


def basic(secret: str = CLIENT_SECRET) -> str:
    """The Authorization header of the practice client."""
    return "Basic " + base64.b64encode(f"{CLIENT_ID}:{secret}".encode()).decode()


class Caller:
    """Calls one world. With a checker every exchange is held against the contract in ``checked``."""

    def __init__(
        self, settings: Settings | None = None, *, checker: Checker | None = None, **world: Any
    ) -> None:
        self.clock = Clock()
        self.world = World(
            settings or Settings(limit=100_000, light_limit=1000, medium_limit=1000, registrants=30),
            clock=self.clock,
            **world,
        )
        self.faults = FaultScript()
        self.front = Front(self.world, self.faults)
        self.token = ""
        self.checked: list[Checked] = []
        self._checker = checker

    async def send(
        self, method: str, target: str, *, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Reply:
        """Send a request exactly as given."""
        path, _, query = target.partition("?")
        headers = {name.lower(): value for name, value in (headers or {}).items()}
        answer = await self.front.answer(Request(method, path, query, headers, body))
        if self._checker is not None:
            url = f"https://anywhere.example{target}"
            self.checked.append(
                self._checker.check(method, url, headers, body, answer.status, answer.headers, answer.body)
            )
        is_json = answer.headers.get("Content-Type") == "application/json"
        return Reply(answer.status, answer.headers, answer.body, json.loads(answer.body) if is_json else None)

    async def call(self, method: str, target: str, content: Any = None, **query: Any) -> Reply:
        """Send a signed-in request with a JSON body, if any."""
        if not self.token:
            self.token = (await self.sign_in()).body["access_token"]
        headers = {"Authorization": f"Bearer {self.token}"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        if query:
            target = f"{target}?{urlencode(query, doseq=True)}"
        body = b"" if content is None else json.dumps(content).encode()
        return await self.send(method, target, headers=headers, body=body)

    async def form(self, path: str, *, authorization: str | None = None, **values: str) -> Reply:
        """Post a form, as the OAuth calls want it."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if authorization is not None:
            headers["Authorization"] = authorization
        return await self.send("POST", path, headers=headers, body=urlencode(values).encode())

    async def sign_in(self) -> Reply:
        """A token by the JWT credential."""
        return await self.form(
            "/restapi/oauth/token", authorization=basic(), grant_type=JWT_GRANT, assertion=JWT
        )

    def registrants(self, session_id: str) -> str:
        """The path of a session's registrants."""
        return f"{self.registration(session_id)}/registrants"

    def registration(self, session_id: str) -> str:
        """The path of a session's preferences."""
        return f"/webinar/registration/v1/sessions/{session_id}"

    def session(self, session_id: str) -> str:
        """The path of a session in the configuration API."""
        return f"/webinar/configuration/v1/webinars/{self.world.webinar_of(session_id)}/sessions/{session_id}"

    def past_session(self, session_id: str) -> str:
        """The path of a session in the history API."""
        return f"/webinar/history/v1/webinars/{self.world.webinar_of(session_id)}/sessions/{session_id}"

    async def register(self, session_id: str, email: str, **more: Any) -> Reply:
        """Register a person."""
        person = {"firstName": "Ada", "lastName": "Lovelace", "email": email, **more}
        return await self.call("POST", self.registrants(session_id), person)
