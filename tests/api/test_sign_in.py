"""Sign-in: one token request at a time, ahead of time, and nothing else while none has succeeded."""

import asyncio
import logging

import httpx
import pytest

from tests.api.samples import ScriptedServer, answer, refusal, token
from tests.api.strict_server import Memory
from tests.helpers.virtual_time import EPOCH, run_virtual
from webinar_console.api.protocol import sentences
from webinar_console.api.protocol.tokens import PkceCredentials, Tokens
from webinar_console.api.retry import NO_RETRY
from webinar_console.domain.errors import NotSignedIn, StoreError, Unreachable
from webinar_console.domain.registrant import NewRegistrant

PKCE = PkceCredentials("app", "http://localhost:33389/oauth2callback", "code-1", "verifier-1")
STORED_ONLY = PkceCredentials("app", "http://localhost:33389/oauth2callback")
REFUSED = answer(400, {"error": "invalid_grant", "errors": [{"errorCode": "OAU-150", "message": "no"}]})


def preferences(count: int) -> list[httpx.Response]:
    return [answer(200, {"id": "s1"}) for _ in range(count)]


class Drawer:
    """A token store."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self.tokens = tokens
        self.broken = False

    async def load(self) -> Tokens | None:
        if self.broken:
            raise StoreError("The keyring is locked.")
        return self.tokens

    async def save(self, tokens: Tokens | None) -> None:
        if self.broken:
            raise StoreError("The keyring is locked.")
        self.tokens = tokens


def test_many_callers_share_one_token_request() -> None:
    async def main() -> None:
        async def slow(_: httpx.Request) -> httpx.Response:
            await asyncio.sleep(3)
            assert server.calls == []
            return token(1)

        server = ScriptedServer(*preferences(5), tokens=[slow])
        async with server.client() as client:
            await asyncio.gather(*(client.registration.get("s1") for _ in range(5)))
        assert len(server.token_calls) == 1
        assert len(server.calls) == 5

    run_virtual(main())


def test_tokens_are_renewed_before_they_end_and_rotate() -> None:
    async def main() -> None:
        server, drawer = ScriptedServer(*preferences(3)), Drawer()
        async with server.client(token_store=drawer) as client:
            await client.registration.get("s1")
            await asyncio.sleep(3400)
            await client.registration.get("s1")
            await asyncio.sleep(100)
            await client.registration.get("s1")
        sent = [request.headers["authorization"] for request in server.calls]
        assert sent == ["Bearer access-1", "Bearer access-1", "Bearer access-2"]
        assert b"refresh_token=refresh-1" in server.token_calls[1].content
        assert drawer.tokens is not None
        assert drawer.tokens.refresh == "refresh-2"

    run_virtual(main())


def test_a_caller_that_gives_up_does_not_take_the_refresh_token_with_it() -> None:
    async def main() -> None:
        async def slow(_: httpx.Request) -> httpx.Response:
            await asyncio.sleep(5)
            return token(2)

        stored = Tokens("old", EPOCH - 1, EPOCH - 1, "refresh-0")
        drawer = Drawer(stored)
        server = ScriptedServer(*preferences(1), tokens=[slow])
        async with server.client(credentials=STORED_ONLY, token_store=drawer) as client:
            impatient = asyncio.create_task(client.registration.get("s1"))
            await asyncio.sleep(1)
            impatient.cancel()
            with pytest.raises(asyncio.CancelledError):
                await impatient
            await client.registration.get("s1")
        assert len(server.token_calls) == 1
        assert drawer.tokens is not None
        assert drawer.tokens.refresh == "refresh-2"

    run_virtual(main())


def test_stored_tokens_save_a_request() -> None:
    async def main() -> None:
        stored = Tokens("stored", EPOCH + 1000, EPOCH + 900, "refresh-0")
        server = ScriptedServer(*preferences(1))
        async with server.client(token_store=Drawer(stored)) as client:
            await client.sign_in()
            await client.registration.get("s1")
        assert server.token_calls == []
        assert server.calls[0].headers["authorization"] == "Bearer stored"

    run_virtual(main())


def test_a_refused_refresh_falls_back_to_the_jwt() -> None:
    async def main() -> None:
        stored = Tokens("old", EPOCH - 1, EPOCH - 1, "refresh-0")
        server = ScriptedServer(*preferences(1), tokens=[REFUSED, token(5)])
        async with server.client(token_store=Drawer(stored)) as client:
            await client.registration.get("s1")
        assert b"jwt-bearer" in server.token_calls[1].content
        assert server.calls[0].headers["authorization"] == "Bearer access-5"

    run_virtual(main())


def test_a_refused_refresh_of_a_browser_sign_in_asks_the_person_once() -> None:
    async def main() -> None:
        drawer = Drawer(Tokens("old", EPOCH - 1, EPOCH - 1, "refresh-0"))
        server = ScriptedServer(tokens=[REFUSED])
        async with server.client(credentials=STORED_ONLY, token_store=drawer) as client:
            for _ in range(3):
                with pytest.raises(NotSignedIn) as caught:
                    await client.registration.get("s1")
                assert caught.value.sentence == sentences.SIGN_IN_ENDED
        assert len(server.token_calls) == 1
        assert drawer.tokens is None

    run_virtual(main())


def test_wrong_credentials_are_told_and_can_be_tried_again() -> None:
    async def main() -> None:
        server = ScriptedServer(tokens=[REFUSED, token(1)])
        async with server.client() as client:
            with pytest.raises(NotSignedIn) as caught:
                await client.sign_in()
            assert caught.value.sentence == sentences.WRONG_JWT
            await client.sign_in()

    run_virtual(main())


@pytest.mark.parametrize("status", [402, 404, 405, 409, 410, 418, 422, 451])
def test_a_strange_refusal_of_a_token_is_no_word_on_the_call(status: int) -> None:
    async def main() -> None:
        server = ScriptedServer(tokens=[refusal(status, "CMN-101", "Strange.") for _ in range(2)])
        async with server.client(retry=NO_RETRY) as client:
            with pytest.raises(Unreachable) as caught:
                await client.registrants.create(
                    "s1", NewRegistrant(first_name="A", last_name="B", email="a@example.com")
                )
            assert f"status {status}" in caught.value.technical
            with pytest.raises(Unreachable):
                await client.registration.get("s1")
        assert server.calls == []

    run_virtual(main())


def test_a_disk_that_is_full_is_said_and_not_taken_for_the_network() -> None:
    async def main() -> None:
        class FullDisk(Memory):
            async def save(self, state: bytes) -> None:
                raise StoreError("The disk is full.")

        server = ScriptedServer(*preferences(1))
        client = server.client()
        client.governor._memory = FullDisk()
        async with client:
            with pytest.raises(StoreError):
                await client.registration.get("s1")
        assert server.token_calls == []

    run_virtual(main())


def test_a_code_of_the_browser_is_used_once() -> None:
    async def main() -> None:
        server = ScriptedServer(*preferences(2), tokens=[token(1), REFUSED])
        async with server.client(credentials=PKCE) as client:
            await client.registration.get("s1")
            await asyncio.sleep(3600)
            with pytest.raises(NotSignedIn):
                await client.registration.get("s1")
        assert b"code_verifier=verifier-1" in server.token_calls[0].content
        assert b"client_id=app" in server.token_calls[1].content
        assert "authorization" not in server.token_calls[1].headers
        assert len(server.token_calls) == 2

    run_virtual(main())


def test_without_tokens_and_code_nothing_is_asked() -> None:
    async def main() -> None:
        server = ScriptedServer()
        async with server.client(credentials=STORED_ONLY) as client:
            with pytest.raises(NotSignedIn) as caught:
                await client.sign_in()
        assert caught.value.sentence == sentences.NOT_SIGNED_IN
        assert server.token_calls == []

    run_virtual(main())


def test_signing_out_revokes_and_forgets() -> None:
    async def main() -> None:
        drawer = Drawer()
        server = ScriptedServer(tokens=[token(1), answer(200), token(2)])
        async with server.client(token_store=drawer) as client:
            await client.sign_in()
            await client.sign_out()
            assert drawer.tokens is None
            revoke = server.token_calls[1]
            assert revoke.url.path == "/restapi/oauth/revoke"
            assert revoke.content == b"token=refresh-1"
            with pytest.raises(NotSignedIn):
                await client.registration.get("s1")
            await client.sign_in()
        assert server.calls == []

    run_virtual(main())


def test_signing_out_without_a_network_forgets_all_the_same() -> None:
    async def main() -> None:
        drawer = Drawer()
        server = ScriptedServer(tokens=[token(1), httpx.ConnectError("no")])
        async with server.client(token_store=drawer) as client:
            await client.sign_in()
            with pytest.raises(Unreachable):
                await client.sign_out()
            assert drawer.tokens is None

    run_virtual(main())


def test_a_locked_keyring_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        drawer = Drawer()
        drawer.broken = True
        server = ScriptedServer(*preferences(1))
        async with server.client(token_store=drawer) as client:
            await client.registration.get("s1")

    with caplog.at_level(logging.WARNING):
        run_virtual(main())
    assert "could not be kept" in caplog.text
    assert "access-1" not in caplog.text
    caplog.clear()


def test_closing_ends_a_token_request() -> None:
    async def main() -> None:
        async def never(_: httpx.Request) -> httpx.Response:
            await asyncio.sleep(1000)
            raise AssertionError

        client = ScriptedServer(tokens=[never]).client()
        waiting = asyncio.create_task(client.sign_in())
        await asyncio.sleep(1)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await client.aclose()

    run_virtual(main())
