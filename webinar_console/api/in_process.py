"""A transport without a socket: the practice server, or any other, inside this program."""

from collections.abc import Awaitable, Callable, Mapping

import httpx

#: Method, path with query, headers, body; answers status, headers, body. Raises ``ConnectionError`` for a
#: connection that ended before the answer did.
Handle = Callable[[str, str, dict[str, str], bytes], Awaitable[tuple[int, Mapping[str, str], bytes]]]


class InProcessTransport(httpx.AsyncBaseTransport):
    """Hands each request to ``handle`` and its answer back."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        target = request.url.raw_path.decode("ascii")
        try:
            status, headers, content = await self._handle(request.method, target, dict(request.headers), body)
        except ConnectionError as cut:
            raise httpx.ReadError(str(cut) or type(cut).__name__, request=request) from cut
        return httpx.Response(status, headers=dict(headers), content=content, request=request)
