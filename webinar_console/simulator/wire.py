"""Real HTTP: a truly cut TCP connection where a fault asks for it."""

import asyncio
import contextlib
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .exchange import Answer
from .faults import ConnectionCut

_FAREWELL_S = 5.0


class CuttingProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, which also remembers the transport of each client address."""

    transports: dict[tuple[str, int], asyncio.Transport] = {}  # noqa: RUF012 - one for all connections

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._peer: tuple[str, int] = transport.get_extra_info("peername")
        self.transports[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.transports.pop(self._peer, None)


class CutResponse(Response):
    """Ends the TCP connection: at once, or after the first ``cut_at`` bytes of an answer.

    Raises ``ConnectionCut`` under a server that is not ours, which leaves the cutting to it.
    """

    def __init__(self, reason: str, answer: Answer | None) -> None:
        self._reason = reason
        self._answer = answer
        if answer is None:
            super().__init__()
        else:
            super().__init__(answer.body, answer.status, answer.headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._answer is not None:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            half = self._answer.body[: self._answer.cut_at]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        client: Any = scope.get("client")
        transport = CuttingProtocol.transports.get(tuple(client)) if client else None
        if transport is None:
            raise ConnectionCut(self._reason)
        # close() sends what was written before, so that half a body arrives as half a body.
        transport.close()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(_disconnected(receive), _FAREWELL_S)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
