"""The wire against real sockets of this computer, and the addresses that it takes."""

import asyncio
import gc
import socket
import ssl

import anyio
import httpx
import pytest

from tests.api.samples import JWT, ScriptedServer
from tests.helpers.virtual_time import run_virtual
from webinar_console.api.client import RingCentral
from webinar_console.api.protocol import sentences
from webinar_console.api.wire import check_server, is_this_computer, system_trust
from webinar_console.domain.errors import AnswerLost, Unreachable
from webinar_console.domain.registrant import NewRegistrant


@pytest.mark.parametrize(
    ("address", "clean"),
    [
        ("https://platform.ringcentral.com/", "https://platform.ringcentral.com"),
        (" https://x.example/base/ ", "https://x.example/base"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:1", "http://localhost:1"),
        ("http://[::1]:9", "http://[::1]:9"),
    ],
)
def test_usable_addresses(address: str, clean: str) -> None:
    assert check_server(address) == clean


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", sentences.WRONG_ADDRESS),
        ("platform.ringcentral.com", sentences.WRONG_ADDRESS),
        ("ftp://x.example", sentences.WRONG_ADDRESS),
        ("https://", sentences.WRONG_ADDRESS),
        ("https://me:secret@x.example", sentences.WRONG_ADDRESS),
        ("https://x.example?a=b", sentences.WRONG_ADDRESS),
        ("https://x.example:port", sentences.WRONG_ADDRESS),
        ("http://x.example", sentences.PLAIN_HTTP),
        ("http://127.0.0.1.x.example", sentences.PLAIN_HTTP),
    ],
)
def test_unusable_addresses_are_explained(address: str, sentence: str) -> None:
    with pytest.raises(Unreachable) as caught:
        check_server(address)
    assert caught.value.sentence == sentence


def test_this_computer() -> None:
    assert is_this_computer("127.0.0.2")
    assert not is_this_computer("192.168.0.1")
    assert not is_this_computer("localhost.x.example")


def test_system_trust_verifies() -> None:
    trust = system_trust()
    assert trust.verify_mode is ssl.CERT_REQUIRED
    assert trust.check_hostname


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_server_that_is_not_there() -> None:
    async with RingCentral(f"http://127.0.0.1:{free_port()}", JWT) as client:
        with pytest.raises(Unreachable) as caught:
            await client.sign_in()
    assert caught.value.sentence == sentences.REFUSED
    assert client.governor.budget("Auth").remaining == 5


async def test_a_server_without_tls_is_not_trusted_with_a_secret() -> None:
    received = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.read(4096))
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with RingCentral(f"https://127.0.0.1:{port}", JWT) as client:
            with pytest.raises(Unreachable) as caught:
                await client.sign_in()
    assert caught.value.sentence == sentences.NOT_SECURE
    assert b"jwt-of-client" not in received


async def test_a_handshake_that_is_called_off_leaves_no_socket_behind() -> None:
    """As when the window is closed while the program signs in."""
    begun, over = asyncio.Event(), asyncio.Event()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        begun.set()
        await reader.read()
        over.set()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        client = RingCentral(f"https://127.0.0.1:{port}", JWT)
        signing_in = asyncio.create_task(client.sign_in())
        await begun.wait()
        # Nobody else may close it: the collector would, and complain.
        gc.disable()
        try:
            signing_in.cancel()
            await asyncio.gather(signing_in, return_exceptions=True)
            await client.aclose()
            async with asyncio.timeout(5):
                await over.wait()
        finally:
            gc.enable()
        gc.collect()


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"])
async def test_a_connection_that_ends_early(reply: bytes) -> None:
    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        client = RingCentral(f"http://127.0.0.1:{port}", JWT)
        async with client:
            with pytest.raises(Unreachable) as caught:
                await client.sign_in()
    assert isinstance(caught.value.__cause__, AnswerLost)
    assert client.governor.budget("Auth").remaining == 4


@pytest.mark.parametrize(
    "stray",
    [
        ConnectionResetError("reset by peer"),
        RuntimeError("the transport is closing"),
        ssl.SSLError("application data after close notify"),
        anyio.BrokenResourceError(),
        anyio.ClosedResourceError(),
        anyio.EndOfStream(),
        httpx.StreamClosed(),
    ],
)
def test_what_httpx_does_not_translate_is_a_lost_answer(stray: Exception) -> None:
    """The request may have left: nobody knows whether the person is registered."""

    async def main() -> None:
        async with ScriptedServer(stray).client() as client:
            with pytest.raises(AnswerLost) as caught:
                await client.registrants.create(
                    "s1", NewRegistrant(first_name="A", last_name="B", email="a@example.com")
                )
        assert type(stray).__name__ in caught.value.technical
        assert client.governor.budget().remaining == 9

    run_virtual(main())
