"""One call and what can go wrong with it: which errors come, what is repeated, what is not."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.api.samples import ScriptedServer, answer, refusal, token
from tests.helpers.virtual_time import run_virtual
from webinar_console.api.client import RingCentral
from webinar_console.api.protocol import sentences
from webinar_console.api.retry import NO_RETRY, Retry
from webinar_console.domain import errors
from webinar_console.domain.registrant import NewRegistrant

ANA = NewRegistrant(first_name="Ana", last_name="Lovelace", email="ana@example.com")
CREATED = answer(201, {"id": "7", "email": "ana@example.com"})
PAGE = answer(200, {"records": [{"id": "7", "email": "ana@example.com"}], "paging": {"perPage": 1000}})


async def create(client: RingCentral) -> Any:
    return await client.registrants.create("s1", ANA)


async def read(client: RingCentral) -> Any:
    return await client.registration.get("s1")


PREFERENCES = answer(200, {"id": "s1", "registrationStatus": "Open"})


def outcome(server: ScriptedServer, work: Callable[[RingCentral], Awaitable[Any]], **options: Any) -> Any:
    """What ``work`` gave, an error as a value."""

    async def main() -> Any:
        async with server.client(**options) as client:
            try:
                return await work(client)
            except errors.ConsoleError as error:
                return error

    return run_virtual(main())


def test_a_call_carries_token_agent_and_quoted_ids() -> None:
    server = ScriptedServer(answer(204))
    assert outcome(server, lambda c: c.registrants.delete("s/1?x", "ü 2")) is None
    request = server.calls[0]
    assert request.url.raw_path == b"/webinar/registration/v1/sessions/s%2F1%3Fx/registrants/%C3%BC%202"
    assert request.headers["authorization"] == "Bearer access-1"
    assert request.headers["user-agent"].startswith("WebinarConsole/")
    assert request.headers["accept"] == "application/json"
    form = server.token_calls[0]
    assert form.headers["authorization"].startswith("Basic ")
    assert b"jwt-bearer&assertion=jwt-of-client" in form.content
    assert form.headers["content-type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.InvalidRequest),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (415, errors.InvalidRequest),
        (408, errors.ServerFault),
        (500, errors.ServerFault),
        (503, errors.ServerFault),
    ],
)
def test_a_refused_write_is_told_and_never_repeated(status: int, kind: type[errors.ServerError]) -> None:
    server = ScriptedServer(refusal(status, "CMN-101", "Bad email", "email"))
    error = outcome(server, create)
    assert type(error) is kind
    assert (error.code, error.parameter, error.status, error.request_id) == (
        "CMN-101",
        "email",
        status,
        "req-1",
    )
    assert error.server_words == "Bad email"
    assert error.outcome_unknown == (status >= 500 or status == 408)
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (httpx.ReadTimeout("slow"), errors.AnswerLost),
        (httpx.ReadError("cut"), errors.AnswerLost),
        (httpx.WriteError("cut"), errors.AnswerLost),
        (httpx.WriteTimeout("slow"), errors.AnswerLost),
        (httpx.RemoteProtocolError("half"), errors.AnswerLost),
        (httpx.DecodingError("bad gzip"), errors.UnexpectedAnswer),
        (httpx.ConnectError("no"), errors.Unreachable),
        (httpx.ConnectTimeout("no"), errors.Unreachable),
        (httpx.PoolTimeout("no"), errors.Unreachable),
        (httpx.ProxyError("no"), errors.Unreachable),
        (httpx.UnsupportedProtocol("no"), errors.Unreachable),
    ],
)
def test_a_write_whose_connection_fails_is_sent_once(
    failure: Exception, kind: type[errors.ConsoleError]
) -> None:
    server = ScriptedServer(failure)
    error = outcome(server, create)
    assert type(error) is kind
    assert error.outcome_unknown == (kind is not errors.Unreachable)
    assert len(server.calls) == 1
    assert "ana@example.com" not in error.technical


def test_what_never_left_costs_no_slot_and_what_may_have_left_does() -> None:
    async def remaining(failure: Exception) -> int:
        async with ScriptedServer(failure).client() as client:
            with pytest.raises(errors.ConsoleError):
                await create(client)
            return client.governor.budget().remaining

    assert run_virtual(remaining(httpx.ConnectError("no"))) == 10
    assert run_virtual(remaining(httpx.ReadError("cut"))) == 9


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        (socket.gaierror(-2, "Name or service not known"), sentences.NAME_NOT_FOUND),
        (ConnectionRefusedError(111, "refused"), sentences.REFUSED),
        (ssl.SSLCertVerificationError("bad certificate"), sentences.NOT_SECURE),
        (OSError(101, "Network is unreachable"), sentences.NO_CONNECTION),
        (
            ExceptionGroup("all failed", [ConnectionRefusedError(), ConnectionRefusedError()]),
            sentences.REFUSED,
        ),
    ],
)
def test_the_sentence_says_why_there_is_no_connection(cause: Exception, sentence: str) -> None:
    failure = httpx.ConnectError("All connection attempts failed")
    failure.__cause__ = OSError("wrapped")
    failure.__cause__.__cause__ = cause
    assert outcome(ScriptedServer(failure), create).sentence == sentence


@pytest.mark.parametrize("body", [b"<html>Welcome to the hotel</html>", b"  \n<!doctype html>"])
def test_html_instead_of_json_is_explained(body: bytes) -> None:
    server = ScriptedServer(httpx.Response(200, content=body, headers={"content-type": "text/html"}))
    error = outcome(server, create)
    assert isinstance(error, errors.UnexpectedAnswer)
    assert error.sentence == sentences.NOT_LIKE_RINGCENTRAL
    assert "hotel" not in error.technical


@pytest.mark.parametrize(
    "body", [b"", b'{"id": "7", "ema', b"[]", b"null", b"{}", b'"text"', b"\xff\xfe", b'{"id": null}']
)
def test_a_success_that_says_nothing_leaves_a_write_unknown(body: bytes) -> None:
    error = outcome(ScriptedServer(httpx.Response(201, content=body)), create)
    assert isinstance(error, errors.UnexpectedAnswer)
    assert error.outcome_unknown


@pytest.mark.parametrize("status", [301, 302, 404, 403])
def test_a_page_of_somebody_else_is_no_answer_of_ringcentral(status: int) -> None:
    error = outcome(ScriptedServer(httpx.Response(status, content=b"<html>nginx</html>")), create)
    assert isinstance(error, errors.UnexpectedAnswer)


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ReadError("cut"),
        httpx.ConnectError("no"),
        refusal(500, "CMN-000"),
        httpx.Response(502, content=b"<html>"),
    ],
)
def test_a_read_is_repeated_with_growing_waits(failure: Any) -> None:
    server = ScriptedServer(failure, failure, failure, PREFERENCES)
    assert outcome(server, read).id == "s1"
    waits = [b - a for a, b in zip(server.moments, server.moments[1:], strict=False)]
    assert waits == pytest.approx([2, 4, 8], abs=0.1)


def test_a_read_gives_up_after_five_tries() -> None:
    server = ScriptedServer(*[refusal(500, "CMN-000")] * 9)
    assert isinstance(outcome(server, read), errors.ServerFault)
    assert len(server.calls) == 5


def test_retry_after_wins_over_the_usual_wait_but_not_over_patience() -> None:
    server = ScriptedServer(answer(503, {}, {"Retry-After": "17"}), PREFERENCES)
    outcome(server, read)
    assert server.moments[1] - server.moments[0] == pytest.approx(17, abs=0.1)
    server = ScriptedServer(answer(503, {}, {"Retry-After": "900"}))
    error = outcome(server, read)
    assert (error.retry_after_s, len(server.calls)) == (900, 1)


def test_a_refused_read_is_not_repeated() -> None:
    server = ScriptedServer(refusal(404, "CMN-102"))
    assert isinstance(outcome(server, read), errors.NotFound)


def test_no_retry_hands_every_failure_over_at_once() -> None:
    for failure in (refusal(500, "X"), httpx.ConnectError("no"), answer(429, {})):
        server = ScriptedServer(failure)
        error = outcome(server, lambda c: read(c.background(retry=NO_RETRY)))
        assert isinstance(error, errors.ConsoleError)
        assert len(server.calls) == 1


def test_a_write_is_sent_again_after_429_when_the_penalty_is_over() -> None:
    server = ScriptedServer(answer(429, {}, {"Retry-After": "20"}), CREATED)
    assert outcome(server, create).id == "7"
    assert server.moments[1] - server.moments[0] >= 20


def test_four_429_in_a_row_are_enough() -> None:
    server = ScriptedServer(*[answer(429, {"errors": []}, {"Retry-After": "5"})] * 9)
    error = outcome(server, create)
    assert isinstance(error, errors.RateLimited)
    assert error.retry_after_s == 5
    assert len(server.calls) == 4
    assert outcome(ScriptedServer(answer(429, {})), create, retry=Retry(penalties=0)).retry_after_s == 30


def test_a_401_is_mended_once_by_a_new_token() -> None:
    server = ScriptedServer(refusal(401, "TokenInvalid"), CREATED)
    assert outcome(server, create).id == "7"
    assert [r.headers["authorization"] for r in server.calls] == ["Bearer access-1", "Bearer access-2"]
    assert b"grant_type=refresh_token&refresh_token=refresh-1" in server.token_calls[1].content


def test_a_second_401_ends_it() -> None:
    server = ScriptedServer(refusal(401, "TokenInvalid"), refusal(401, "TokenInvalid"))
    assert isinstance(outcome(server, create), errors.NotSignedIn)
    assert len(server.calls) == 2


@pytest.mark.parametrize(
    "failure", [httpx.ReadError("cut"), refusal(500, "X"), httpx.Response(200, content=b"<html>")]
)
def test_a_write_that_waits_for_a_lost_token_was_not_sent(failure: Any) -> None:
    server = ScriptedServer(CREATED, tokens=[failure])
    error = outcome(server, create)
    assert type(error) is errors.Unreachable
    assert not error.outcome_unknown
    assert server.calls == []


def test_a_server_that_drips_for_ever_is_left() -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(10_000)
        raise AssertionError

    error = outcome(ScriptedServer(never), create)
    assert isinstance(error, errors.AnswerLost)


def test_cancelling_reaches_the_caller_and_frees_nothing_too_early() -> None:
    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(100)
        raise AssertionError

    async def main() -> None:
        async with ScriptedServer(slow).client() as client:
            task = asyncio.create_task(create(client))
            await asyncio.sleep(1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert client.governor.budget().remaining == 9

    run_virtual(main())


def test_the_gate_opens_after_slot_and_token_and_can_stop_the_call() -> None:
    class Stop(Exception):
        pass

    async def main() -> None:
        server = ScriptedServer(CREATED)
        async with server.client() as client:
            seen: list[int] = []

            async def open_gate() -> None:
                seen.append(len(server.token_calls))
                assert client.governor.budget().remaining == 9

            async def closed_gate() -> None:
                raise Stop

            with pytest.raises(Stop):
                await create(client.background(gate=closed_gate))
            assert client.governor.budget().remaining == 10
            assert server.calls == []
            assert (await create(client.background(gate=open_gate))).id == "7"
            assert seen == [1]

    run_virtual(main())


def test_pages_are_walked_and_a_circle_is_noticed() -> None:
    def page(ids: list[str], following: str | None) -> httpx.Response:
        records = [{"id": i, "email": f"{i}@example.com", "brandNew": i} for i in ids]
        paging = {"perPage": 2, "pageToken": "t", "nextPageToken": following}
        return answer(200, {"records": records, "paging": paging})

    async def everybody(client: RingCentral) -> list[str]:
        return [person.id async for person in client.registrants.list("s1", include_questionnaire=True)]

    server = ScriptedServer(page(["1", "2"], "b"), page(["3"], None))
    assert outcome(server, everybody) == ["1", "2", "3"]
    assert [str(r.url.query, "ascii") for r in server.calls] == [
        "perPage=1000&includeQuestionnaire=true",
        "perPage=1000&pageToken=b&includeQuestionnaire=true",
    ]
    server = ScriptedServer(page(["1"], "b"), page(["2"], "b"), page(["2"], "b"))
    assert isinstance(outcome(server, everybody), errors.UnexpectedAnswer)


def test_tokens_and_secrets_are_in_no_error_and_no_repr() -> None:
    server = ScriptedServer(httpx.ReadError("cut"))
    error = outcome(server, create)
    shown = f"{error!r} {error.technical} {error} {server.client()!r}"
    for secret in ("access-1", "refresh-1", "secret-of-client", "jwt-of-client"):
        assert secret not in shown


def test_token_request_counts_in_its_own_group() -> None:
    async def main() -> None:
        async with ScriptedServer(tokens=[token()]).client() as client:
            await client.sign_in()
            assert client.governor.budget("Auth").remaining == 4
            assert client.governor.budget().remaining == 10

    run_virtual(main())
