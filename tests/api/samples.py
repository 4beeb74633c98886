"""A client over a scripted server, on virtual time."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx

from tests.helpers.virtual_time import LoopClock
from webinar_console.api.client import RingCentral
from webinar_console.api.governor import Governor
from webinar_console.api.protocol.tokens import Credentials, JwtCredentials
from webinar_console.api.retry import Retry
from webinar_console.api.sign_in import TokenStore

SERVER = "https://rc.example"
JWT = JwtCredentials("client", "secret-of-client", "jwt-of-client")

Reply = httpx.Response | Exception | Callable[[httpx.Request], Awaitable[httpx.Response]]


def answer(status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None) -> httpx.Response:
    """A JSON answer with the request id that RingCentral gives."""
    told = {"RCRequestId": "req-1", **(headers or {})}
    return (
        httpx.Response(status, json=body, headers=told)
        if body is not None
        else httpx.Response(status, headers=told)
    )


def refusal(status: int, code: str, message: str = "No.", parameter: str | None = None) -> httpx.Response:
    """An error answer of the contract's shape."""
    entry = {"errorCode": code, "message": message}
    if parameter:
        entry["parameterName"] = parameter
    return answer(status, {"errors": [entry]})


def token(number: int = 1, **fields: Any) -> httpx.Response:
    """A token answer with the tokens ``access-N`` and ``refresh-N``."""
    body = {
        "access_token": f"access-{number}",
        "refresh_token": f"refresh-{number}",
        "expires_in": 3600,
        "token_type": "bearer",
        "scope": "",
        "session_id": "s",
    }
    return answer(200, {**body, **fields})


class ScriptedServer:
    """Answers calls in the order of ``replies`` and token requests in that of ``tokens``."""

    def __init__(self, *replies: Reply, tokens: list[Reply] | None = None) -> None:
        self.replies = list(replies)
        self.tokens = list(tokens) if tokens is not None else [token(n) for n in range(1, 9)]
        self.calls: list[httpx.Request] = []
        self.token_calls: list[httpx.Request] = []
        self.moments: list[float] = []
        self.clock = LoopClock()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        oauth = request.url.path.startswith("/restapi/oauth/")
        (self.token_calls if oauth else self.calls).append(request)
        if not oauth:
            self.moments.append(self.clock.now())
        reply = (self.tokens if oauth else self.replies).pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, httpx.Response) else await reply(request)

    def client(
        self,
        *,
        credentials: Credentials = JWT,
        token_store: TokenStore | None = None,
        retry: Retry | None = None,
        timeout_s: float = 30.0,
    ) -> RingCentral:
        """A client of this server; its clock is the loop's."""
        return RingCentral(
            SERVER,
            credentials,
            governor=Governor(clock=self.clock),
            transport=httpx.MockTransport(self),
            clock=self.clock,
            token_store=token_store,
            retry=retry,
            timeout_s=timeout_s,
        )
