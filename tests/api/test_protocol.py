"""The protocol's pure functions."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.samples import JWT
from webinar_console.api.protocol import operations, sentences, tokens
from webinar_console.api.protocol.answers import Answer, error_of, read_details
from webinar_console.api.protocol.limits import LimitReading, penalty_of, read_limits, read_retry_after
from webinar_console.api.protocol.request import build_request, comma_list
from webinar_console.domain import errors
from webinar_console.domain.limits import LONGEST_PENALTY_S

PKCE = tokens.PkceCredentials("app", "http://localhost:33389/oauth2callback", "code-1", "verifier-1")


@given(st.text(min_size=1).filter(lambda text: text not in (".", "..")))
def test_any_id_stays_one_segment_of_the_path(some_id: str) -> None:
    try:
        some_id.encode()
    except UnicodeEncodeError:
        return
    target = build_request(operations.GET_REGISTRATION, {"sessionId": some_id}).target
    assert target.isascii()
    assert target.count("/") == operations.GET_REGISTRATION.path.count("/")
    assert "?" not in target
    assert "#" not in target


@pytest.mark.parametrize("bad", ["", ".", ".."])
def test_an_empty_id_never_reaches_the_list(bad: str) -> None:
    with pytest.raises(ValueError, match="registrantId"):
        build_request(operations.DELETE_REGISTRANT, {"sessionId": "1", "registrantId": bad})
    with pytest.raises(ValueError, match="lacks"):
        build_request(operations.DELETE_REGISTRANT, {"sessionId": "1"})


def test_queries_follow_the_contracts_styles() -> None:
    request = build_request(
        operations.LIST_COMPANY_PAST_SESSIONS,
        query={
            "endTimeFrom": datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=2))),
            "status": ["Active", "Finished"],
            "hostUserId": comma_list(["1", "2"]),
            "none": None,
            "nothing": comma_list([]),
            "flag": False,
            "nameFragment": "a&b ü",
        },
    )
    assert parse_qsl(urlsplit(request.target).query) == [
        ("endTimeFrom", "2026-01-02T01:00:00.000Z"),
        ("status", "Active"),
        ("status", "Finished"),
        ("hostUserId", "1,2"),
        ("flag", "false"),
        ("nameFragment", "a&b ü"),
    ]


def test_every_operation_is_there_once() -> None:
    ids = [operation.id for operation in operations.ALL]
    assert len(ids) == len(set(ids)) == 45


def test_limits_are_read_as_far_as_they_can_be() -> None:
    headers = {
        "x-rate-limit-group": "heavy",
        "x-rate-limit-limit": "10",
        "x-rate-limit-remaining": "0",
        "x-rate-limit-window": "60",
    }
    assert read_limits(headers) == LimitReading("heavy", 10, 0, 60.0)
    assert read_limits({}) == LimitReading()


@given(st.text())
def test_nonsense_in_headers_is_no_answer(nonsense: str) -> None:
    names = ("group", "limit", "remaining", "window")
    reading = read_limits({f"x-rate-limit-{name}": nonsense for name in names})
    assert reading.limit is None or reading.limit >= 1
    assert reading.remaining is None or reading.remaining >= 0
    assert reading.window_s is None or reading.window_s > 0
    assert penalty_of({"retry-after": nonsense}) >= 0


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()
    headers = {"retry-after": "Thu, 01 Jan 2026 12:00:40 GMT"}
    assert read_retry_after(headers, now) == 40
    assert read_retry_after(headers) is None
    assert penalty_of(headers) == 30
    assert read_retry_after({"retry-after": "Thu, 01 Jan 2026 11:00:00 GMT"}, now) == 0


@given(
    st.one_of(
        st.text(),
        st.floats().map(str),
        st.integers(min_value=10**6).map(str),
        st.builds(
            "{}, {} Jan {} 10:00:00 {}{}".format,
            st.sampled_from(["Thu", "X"]),
            st.integers(),
            st.one_of(st.integers(), st.just("9" * 400)),
            st.sampled_from("+-"),
            st.one_of(st.integers(0), st.just("9" * 400)),
        ),
    ),
    st.one_of(st.none(), st.floats(0, 4e9)),
)
def test_no_pause_is_longer_than_an_hour_and_none_overflows(text: str, wall_now: float | None) -> None:
    seconds = read_retry_after({"retry-after": text}, wall_now)
    assert seconds is None or 0 <= seconds <= LONGEST_PENALTY_S
    assert 0 <= penalty_of({"retry-after": text}, wall_now) <= LONGEST_PENALTY_S


@pytest.mark.parametrize(
    "date", [f"Thu, 1 Jan {'9' * 30} 10:00:00 GMT", f"Thu, 1 Jan 2026 10:00:00 +{'9' * 30}"]
)
def test_a_date_that_no_calendar_has_is_no_answer(date: str) -> None:
    assert read_retry_after({"retry-after": date}, 1.8e9) is None


def test_a_window_or_a_limit_beyond_all_measure_is_no_answer() -> None:
    names = ("limit", "remaining", "window")
    assert read_limits({f"x-rate-limit-{name}": "1e13" for name in names}) == LimitReading()


def test_error_bodies_are_read_in_all_their_forms() -> None:
    several = b'{"errors": [{"errorCode": "A", "message": "m", "parameterName": "p"}, {"errorCode": "B"}, 5]}'
    assert read_details(several) == (errors.ErrorDetail("A", "m", "p"), errors.ErrorDetail("B", ""))
    assert read_details(b'{"errorCode": "A", "message": "m"}') == (errors.ErrorDetail("A", "m"),)
    oauth = (
        b'{"error": "invalid_grant", "error_description": "d",'
        b' "errors": [{"errorCode": "OAU-1", "message": "d"}]}'
    )
    assert [detail.code for detail in read_details(oauth)] == ["invalid_grant", "OAU-1"]
    for body in (b"", b"<html>", b"[]", b'{"errors": 5}', b"\xff"):
        assert read_details(body) == ()


def test_the_sentence_holds_the_servers_words_and_the_field() -> None:
    body = b'{"errors": [{"errorCode": "CMN-101", "message": "Too long.", "parameterName": "firstName"}]}'
    error = error_of(Answer(400, {}, body), operations.CREATE_REGISTRANT)
    assert error is not None
    assert "firstName" in error.sentence
    assert "Too long." in error.sentence
    assert "CMN-101" in error.technical
    assert "rcwRegCreateRegistrant" in error.technical


@pytest.mark.parametrize("status", range(200, 300))
def test_every_2xx_is_success(status: int) -> None:
    assert error_of(Answer(status, {}, b""), operations.GET_SESSION) is None


@given(st.integers(300, 599), st.binary(max_size=40))
def test_every_other_status_is_an_error_with_a_sentence(status: int, body: bytes) -> None:
    error = error_of(Answer(status, {}, body), operations.GET_SESSION)
    assert error is not None
    assert error.sentence.endswith(".")
    if status < 500 and status != 408 and not isinstance(error, errors.UnexpectedAnswer):
        assert not error.outcome_unknown


def test_grants_follow_the_contract() -> None:
    first = tokens.first_grant(JWT)
    assert first is not None
    assert first.authorization == "Basic " + base64.b64encode(b"client:secret-of-client").decode()
    assert parse_qs(first.body.decode()) == {"grant_type": [tokens.JWT_GRANT], "assertion": ["jwt-of-client"]}
    browser = tokens.first_grant(PKCE)
    assert browser is not None
    assert browser.authorization is None
    assert parse_qs(browser.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["code-1"],
        "redirect_uri": [PKCE.redirect_uri],
        "code_verifier": ["verifier-1"],
        "client_id": ["app"],
    }
    refresh = tokens.refresh_grant(PKCE, "r+1")
    assert parse_qs(refresh.body.decode()) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["r+1"],
        "client_id": ["app"],
    }
    assert tokens.first_grant(tokens.PkceCredentials("app", "http://localhost")) is None


def test_the_challenge_is_s256_of_the_verifier() -> None:
    # The example of RFC 7636, appendix B.
    assert tokens.challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    verifier = tokens.new_verifier()
    assert 43 <= len(verifier) <= 128
    assert verifier != tokens.new_verifier()
    raw = base64.urlsafe_b64decode(tokens.challenge_of(verifier) + "=")
    assert raw == hashlib.sha256(verifier.encode()).digest()


def test_the_browsers_address_asks_for_a_code() -> None:
    url = tokens.authorization_url("https://rc.example/", PKCE, state="s&1", challenge="c")
    parts = urlsplit(url)
    assert (parts.netloc, parts.path) == ("rc.example", "/restapi/oauth/authorize")
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["app"],
        "redirect_uri": [PKCE.redirect_uri],
        "state": ["s&1"],
        "code_challenge": ["c"],
        "code_challenge_method": ["S256"],
    }


def test_tokens_are_renewed_ahead_of_time() -> None:
    body = b'{"access_token": "a", "refresh_token": "r", "expires_in": 3600, "owner_id": "7", "new": 1}'
    got = tokens.read_tokens(Answer(200, {}, body), 1000.0)
    assert (got.access, got.refresh, got.expires_at, got.renew_at) == ("a", "r", 4600.0, 4480.0)
    short = tokens.read_tokens(Answer(200, {}, b'{"access_token": "a", "expires_in": 10}'), 1000.0)
    assert short.renew_at == 1009.0


def test_tokens_go_to_a_keyring_and_come_back() -> None:
    kept = tokens.Tokens("a", 1.0, 2.0, "r", "7")
    assert tokens.decode_tokens(tokens.encode_tokens(kept)) == kept
    assert tokens.decode_tokens("") is None
    assert tokens.decode_tokens('{"access": 5}') is None
    assert "'a'" not in repr(kept)


@pytest.mark.parametrize(
    ("status", "body", "kind", "sentence"),
    [
        (400, b'{"error": "invalid_grant"}', errors.NotSignedIn, sentences.SIGN_IN_ENDED),
        (401, b'{"error": "invalid_client"}', errors.NotSignedIn, sentences.WRONG_CLIENT),
        (400, b'{"error": "unauthorized_client"}', errors.NotSignedIn, sentences.WRONG_GRANT),
        (404, b'{"error": "x"}', errors.UnexpectedAnswer, sentences.NOT_LIKE_RINGCENTRAL),
        (404, b"<html>", errors.UnexpectedAnswer, sentences.NOT_LIKE_RINGCENTRAL),
        (200, b"<html>", errors.UnexpectedAnswer, sentences.NOT_LIKE_RINGCENTRAL),
        (503, b"", errors.ServerFault, sentences.SERVER_FAULT),
    ],
)
def test_refused_tokens_are_explained(
    status: int, body: bytes, kind: type[errors.ConsoleError], sentence: str
) -> None:
    with pytest.raises(kind) as caught:
        tokens.read_tokens(Answer(status, {}, body), 0.0)
    assert caught.value.sentence == sentence
