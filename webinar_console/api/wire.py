"""The wire: one httpx client per account, and the only place where httpx's failures become ours."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from webinar_console.domain.errors import AnswerLost, ConsoleError, UnexpectedAnswer, Unreachable

from .protocol import sentences
from .protocol.answers import Answer
from .protocol.operations import Operation

if TYPE_CHECKING:
    from httpcore import AsyncNetworkStream

# A server may close an idle connection at any moment, and a write that meets that moment is lost without
# anyone knowing whether it was done. Below the usual 5 seconds of small servers, the race cannot happen.
KEEP_ALIVE_S = 3.0
CONNECT_TIMEOUT_S = 10.0
#: A whole call may take this many times the time-out for a single silence.
PATIENCE = 4

#: Failures before anything of the request left this computer.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)

#: All that a transport is known to raise. Not everything below httpx is translated by it: a socket that goes
#: while it is read, TLS that ends in the middle, anyio's own.
_FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,  # with TimeoutError and ssl.SSLError
    RuntimeError,
    EOFError,
    anyio.BrokenResourceError,
    anyio.BusyResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
)


@dataclass(frozen=True, slots=True)
class WireSettings:
    """How to reach a server. ``timeout_s`` is the longest silence; ``proxy`` a URL, else the system's."""

    server: str
    user_agent: str
    timeout_s: float = 30.0
    proxy: str | None = None


def check_server(server: str, *, through_network: bool = True) -> str:
    """The address without a trailing slash. Raises :class:`Unreachable` for one that cannot be used.

    Through a network, plain http is allowed to this computer only: nobody else may read the tokens.
    """
    try:
        url = httpx.URL(server.strip())
    except httpx.InvalidURL as error:
        raise Unreachable(sentences.WRONG_ADDRESS, f"{server!r}: {error}") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise Unreachable(sentences.WRONG_ADDRESS, repr(server))
    if through_network and url.scheme == "http" and not is_this_computer(url.host):
        raise Unreachable(sentences.PLAIN_HTTP, repr(server))
    return str(url).rstrip("/")


def is_this_computer(host: str) -> bool:
    """Whether a host name is the loopback."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Wire:
    """Sends bytes, answers bytes. Opened at the first call, because reading certificates takes a while."""

    def __init__(self, settings: WireSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._opening = asyncio.Lock()
        self._client: httpx.AsyncClient | None = None
        self._closed = False

    async def exchange(
        self, operation: Operation, target: str, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        """One request, one whole answer.

        Raises :class:`Unreachable` when nothing left this computer, :class:`AnswerLost` when the request
        left and no whole answer came, :class:`UnexpectedAnswer` when the answer's packing is broken.
        """
        client = await self._open()
        try:
            async with asyncio.timeout(self._settings.timeout_s * PATIENCE):
                response = await client.request(
                    operation.method,
                    target,
                    headers=headers,
                    content=body,
                    extensions={"trace": _Handshake().follow},
                )
        except _FAILURES as failure:
            raise translate(failure, operation) from failure
        return Answer(response.status_code, response.headers, response.content)

    async def aclose(self) -> None:
        """Close all connections. Nothing can be sent afterwards."""
        async with self._opening:
            self._closed = True
            client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _open(self) -> httpx.AsyncClient:
        if self._client is not None:
            return self._client
        async with self._opening:
            if self._closed:
                raise Unreachable(sentences.NOT_SIGNED_IN, "the client is closed")
            if self._client is None:
                server = check_server(self._settings.server, through_network=self._transport is None)
                self._client = await self._make_client(server)
            return self._client

    async def _make_client(self, server: str) -> httpx.AsyncClient:
        settings = self._settings
        here = is_this_computer(httpx.URL(server).host)
        if self._transport is not None or server.startswith("http:"):
            trust: ssl.SSLContext = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        else:
            trust = await asyncio.to_thread(system_trust)
        return httpx.AsyncClient(
            base_url=server,
            headers={"User-Agent": settings.user_agent, "Accept": "application/json"},
            transport=self._transport,
            verify=trust,
            proxy=settings.proxy,
            # The system's proxy never helps to reach this computer.
            trust_env=not here,
            follow_redirects=False,
            timeout=httpx.Timeout(settings.timeout_s, connect=min(CONNECT_TIMEOUT_S, settings.timeout_s)),
            limits=httpx.Limits(max_connections=10, keepalive_expiry=KEEP_ALIVE_S),
        )


class _Handshake:
    """Closes the socket of a TLS handshake that was called off: httpcore closes it after failures only."""

    def __init__(self) -> None:
        self._stream: AsyncNetworkStream | None = None

    async def follow(self, step: str, info: dict[str, Any]) -> None:
        """Told by httpcore at each step of a request (its "trace" extension)."""
        if step.endswith("connect_tcp.complete"):
            self._stream = info["return_value"]
        elif step.endswith("start_tls.failed") and self._stream is not None:
            # Closing twice is harmless.
            await self._stream.aclose()


def system_trust() -> ssl.SSLContext:
    """The system's certificates (and ``SSL_CERT_FILE``); httpx's own where a system has none to offer."""
    trust = ssl.create_default_context()
    if not trust.cert_store_stats()["x509_ca"] and not ssl.get_default_verify_paths().capath:
        return httpx.create_ssl_context()
    return trust


def translate(failure: Exception, operation: Operation) -> ConsoleError:
    """The error of the family for a failure of the transport.

    What is not known to have failed before the request left counts as lost on the way. The technical text
    holds no header and no body.
    """
    technical = f"{operation.method} {operation.path} ({operation.id})\n{type(failure).__name__}: {failure}"
    if isinstance(failure, httpx.DecodingError):
        return UnexpectedAnswer(sentences.unreadable(operation.is_read), technical)
    if isinstance(failure, _NOT_SENT):
        return Unreachable(_why_unreachable(failure), technical)
    sentence = sentences.ANSWER_LOST_READING if operation.is_read else sentences.ANSWER_LOST
    return AnswerLost(sentence, technical)


def _why_unreachable(failure: Exception) -> str:
    if isinstance(failure, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return sentences.WRONG_ADDRESS
    if isinstance(failure, httpx.ProxyError):
        return sentences.PROXY_REFUSED
    if isinstance(failure, httpx.ConnectTimeout | httpx.PoolTimeout):
        return sentences.TOO_SLOW
    causes = tuple(_causes(failure))
    for kind, sentence in (
        (ssl.SSLError, sentences.NOT_SECURE),
        (socket.gaierror, sentences.NAME_NOT_FOUND),
        (ConnectionRefusedError, sentences.REFUSED),
    ):
        if any(isinstance(cause, kind) for cause in causes):
            return sentence
    return sentences.NO_CONNECTION


def _causes(failure: BaseException) -> Iterator[BaseException]:
    """The failure and everything that led to it (several addresses of a name fail as a group)."""
    waiting, seen = [failure], set[int]()
    while waiting:
        cause = waiting.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        waiting.extend(c for c in (cause.__cause__, cause.__context__) if c is not None)
        if isinstance(cause, BaseExceptionGroup):
            waiting.extend(cause.exceptions)
