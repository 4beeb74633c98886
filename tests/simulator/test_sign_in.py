"""Sign-in: who gets a token, how long it lives, and how it dies."""

import base64
import hashlib
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from tests.simulator.caller import JWT_GRANT, Caller, Reply, basic
from webinar_console.simulator import CLIENT_ID, JWT, Settings

ME = "/restapi/v1.0/account/~/extension/~"
TOKEN = "/restapi/oauth/token"
AUTHORIZE = "/restapi/oauth/authorize"
REDIRECT = "http://localhost:33389/oauth2callback"
VERIFIER = "a-verifier-that-has-forty-three-characters-or-more"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
ASKED = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": REDIRECT,
    "state": "a b&c",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def caller() -> Caller:
    return Caller(Settings(limit=1000, auth_limit=1000, registrants=5))


async def with_token(caller: Caller, token: str) -> Reply:
    return await caller.send("GET", ME, headers={"Authorization": f"Bearer {token}"})


async def code(caller: Caller) -> str:
    reply = await caller.form(AUTHORIZE, **ASKED)
    assert reply.status == 302
    back = urlsplit(reply.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT
    answer = parse_qs(back.query)
    assert answer["state"] == ["a b&c"]
    return answer["code"][0]


async def redeem(caller: Caller, with_code: str, verifier: str = VERIFIER) -> Reply:
    return await caller.form(
        TOKEN,
        grant_type="authorization_code",
        code=with_code,
        redirect_uri=REDIRECT,
        client_id=CLIENT_ID,
        code_verifier=verifier,
    )


async def test_the_jwt_credential_signs_in(caller: Caller) -> None:
    pair = await caller.sign_in()
    assert pair.status == 200
    assert (pair.body["token_type"], pair.body["expires_in"]) == ("bearer", 3600)
    me = await with_token(caller, pair.body["access_token"])
    assert me.body["name"] == "Marta Kowalczyk-Reyes"


@pytest.mark.parametrize(
    ("authorization", "form", "error"),
    [
        (basic("practice-secr"), {"grant_type": JWT_GRANT, "assertion": JWT}, "invalid_client"),
        ("Basic !!!", {"grant_type": JWT_GRANT, "assertion": JWT}, "invalid_client"),
        ("Bearer x", {"grant_type": JWT_GRANT, "assertion": JWT}, "invalid_client"),
        (None, {"grant_type": JWT_GRANT, "assertion": JWT, "client_id": CLIENT_ID}, "unauthorized_client"),
        (None, {"grant_type": JWT_GRANT, "assertion": JWT}, "invalid_client"),
        (basic(), {"grant_type": JWT_GRANT, "assertion": "other"}, "invalid_grant"),
        (basic(), {"grant_type": "password", "username": "a"}, "unsupported_grant_type"),
        (basic(), {}, "unsupported_grant_type"),
        (basic(), {"grant_type": "refresh_token", "refresh_token": "none"}, "invalid_grant"),
        (basic(), {"grant_type": JWT_GRANT, "assertion": JWT, "access_token_ttl": "long"}, "invalid_request"),
    ],
)
async def test_a_wrong_token_request_is_refused(
    caller: Caller, authorization: str | None, form: dict[str, str], error: str
) -> None:
    refused = await caller.form(TOKEN, authorization=authorization, **form)
    assert (refused.status, refused.body["error"]) == (400, error)
    assert refused.body["errors"][0]["errorCode"].startswith("OAU-")


async def test_a_token_request_must_be_a_form(caller: Caller) -> None:
    headers = {"Content-Type": "application/json", "Authorization": basic()}
    assert (await caller.send("POST", TOKEN, headers=headers, body=b"{}")).status == 415


async def test_without_a_good_token_nothing_is_done(caller: Caller) -> None:
    missing = await caller.send("GET", ME)
    assert (missing.status, missing.code) == (401, "TokenInvalid")
    assert "WWW-Authenticate" in missing.headers
    unknown = await with_token(caller, "nonsense")
    assert (unknown.status, unknown.code) == (401, "OAU-213")


async def test_an_access_token_lives_for_its_time(caller: Caller) -> None:
    token = (await caller.sign_in()).body["access_token"]
    caller.clock.move(3599)
    assert (await with_token(caller, token)).status == 200
    caller.clock.move(1)
    assert (await with_token(caller, token)).status == 401


async def test_a_refresh_token_works_once_and_the_old_access_token_dies(caller: Caller) -> None:
    first = (await caller.sign_in()).body
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await caller.form(TOKEN, authorization=basic(), **form)
    assert second.status == 200
    assert (await with_token(caller, first["access_token"])).status == 401
    assert (await with_token(caller, second.body["access_token"])).status == 200
    assert (await caller.form(TOKEN, authorization=basic(), **form)).body["error"] == "invalid_grant"


async def test_a_refresh_token_dies_of_age(caller: Caller) -> None:
    first = (await caller.sign_in()).body
    caller.clock.move(first["refresh_token_expires_in"])
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    assert (await caller.form(TOKEN, authorization=basic(), **form)).status == 400


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_revoking_either_token_ends_both(caller: Caller, which: str) -> None:
    pair = (await caller.sign_in()).body
    assert (
        await caller.form("/restapi/oauth/revoke", authorization=basic(), token=pair[which])
    ).status == 200
    assert (await with_token(caller, pair["access_token"])).status == 401
    form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert (await caller.form(TOKEN, authorization=basic(), **form)).status == 400


async def test_a_person_signs_in_with_a_code(caller: Caller) -> None:
    page = await caller.send("GET", f"{AUTHORIZE}?{urlencode(ASKED)}")
    assert page.status == 200
    assert b"<form" in page.raw
    pair = await redeem(caller, await code(caller))
    assert (await with_token(caller, pair.body["access_token"])).status == 200
    again = await caller.form(
        TOKEN, grant_type="refresh_token", refresh_token=pair.body["refresh_token"], client_id=CLIENT_ID
    )
    assert again.status == 200


async def test_a_code_works_once_soon_and_with_its_verifier_only(caller: Caller) -> None:
    first = await code(caller)
    assert (await redeem(caller, first, "another-verifier-that-has-forty-three-characters")).status == 400
    assert (await redeem(caller, first)).status == 400
    second = await code(caller)
    caller.clock.move(61)
    assert (await redeem(caller, second)).status == 400


async def test_a_person_may_say_no_or_not_be_asked() -> None:
    caller = Caller(Settings(auto_approve=True, auth_limit=100, registrants=5))
    denied = await caller.form(AUTHORIZE, **ASKED, decision="deny")
    assert "error=access_denied" in denied.headers["Location"]
    at_once = await caller.send("GET", f"{AUTHORIZE}?{urlencode(ASKED)}")
    assert at_once.status == 302
    assert "code=" in at_once.headers["Location"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("redirect_uri", "https://evil.example.com/"),
        ("redirect_uri", "http://localhost.evil.example.com/"),
        ("client_id", "other"),
        ("response_type", "token"),
        ("code_challenge_method", "S512"),
    ],
)
async def test_a_wrong_authorize_request_goes_nowhere(caller: Caller, name: str, value: str) -> None:
    refused = await caller.form(AUTHORIZE, **{**ASKED, name: value})
    assert refused.status == 400
    assert "Location" not in refused.headers


async def test_token_calls_have_their_own_limit() -> None:
    caller = Caller(Settings(registrants=5))
    seen = [(await caller.sign_in()).status for _ in range(6)]
    assert seen == [200] * 5 + [429]


async def test_the_sign_in_page_uses_up_no_token_call() -> None:
    caller = Caller(Settings(registrants=5))
    for _ in range(4):
        assert (await caller.form(AUTHORIZE, **ASKED)).status == 302
    assert [(await caller.sign_in()).status for _ in range(5)] == [200] * 5
