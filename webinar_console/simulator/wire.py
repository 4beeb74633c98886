"""Real HTTP: uvicorn on the loopback interface, and a truly cut TCP connection where a fault asks for it."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .faults import ConnectionCut


class CutResponse(Response):
    """Promises a whole body, sends its first ``cut_at`` bytes, then the connection ends."""

    def __init__(self, body: bytes, status: int, headers: Mapping[str, str], cut_at: int) -> None:
        super().__init__(body, status, dict(headers))
        self._cut_at = cut_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half: Message = {
            "type": "http.response.body",
            "body": bytes(self.body)[: self._cut_at],
            "more_body": True,
        }
        await send(half)
        raise ConnectionCut("cut in the middle of the body")


class CuttingProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, which also remembers the transport of each client address."""

    transports: dict[tuple[str, int], asyncio.Transport] = {}  # noqa: RUF012 - shared on purpose

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._peer = transport.get_extra_info("peername")
        self.transports[self._peer] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.transports.pop(self._peer, None)


class Scissors:
    """Outermost application: turns ``ConnectionCut`` into the end of the TCP connection."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except ConnectionCut:
            client: Any = scope.get("client")
            transport = CuttingProtocol.transports.get(tuple(client)) if client else None
            if transport is None:
                raise
            # close() sends what was written, so that half a body arrives as half a body.
            transport.close()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(_disconnected(receive), 5)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
