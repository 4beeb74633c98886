"""Tokens: what is sent to the token endpoint and what it answers (RFC 6749, 7523, 7636)."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import msgspec

from webinar_console.domain.errors import ConsoleError, NotSignedIn, ServerError, UnexpectedAnswer

from . import sentences
from .answers import Answer, error_of, unreadable
from .operations import GET_TOKEN, REVOKE_TOKEN, Operation

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"

#: What OAuth calls a refusal that only other credentials can turn.
_REFUSALS = frozenset({400, 401, 403})


@dataclass(frozen=True, slots=True)
class JwtCredentials:
    """A JWT credential of RingCentral's developer console. ``repr`` keeps the secrets to itself."""

    client_id: str
    client_secret: str = field(repr=False)
    jwt: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PkceCredentials:
    """A sign-in in the browser: a public client, no secret.

    ``code`` and ``verifier`` are what the browser brought back, used once; without them only stored tokens
    can sign in. ``redirect_uri`` must equal the registered one to the letter.
    """

    client_id: str
    redirect_uri: str
    code: str | None = field(default=None, repr=False)
    verifier: str | None = field(default=None, repr=False)


Credentials = JwtCredentials | PkceCredentials


@dataclass(frozen=True, slots=True)
class Tokens:
    """A token pair. ``expires_at`` and ``renew_at`` are epoch seconds; ``repr`` hides the tokens."""

    access: str = field(repr=False)
    expires_at: float
    renew_at: float
    refresh: str | None = field(default=None, repr=False)
    owner_id: str | None = None


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """A form for the token or revoke endpoint; ``authorization`` is the header of a confidential client."""

    operation: Operation
    body: bytes = field(repr=False)
    authorization: str | None = field(default=None, repr=False)


class _TokenInfo(msgspec.Struct):
    access_token: str
    expires_in: float
    refresh_token: str | None = None
    owner_id: str | int | None = None


def first_grant(credentials: Credentials) -> TokenRequest | None:
    """The request that turns credentials into tokens; ``None`` when the person has to use the browser."""
    if isinstance(credentials, JwtCredentials):
        return _form(GET_TOKEN, credentials, {"grant_type": JWT_GRANT, "assertion": credentials.jwt})
    if not credentials.code:
        return None
    fields = {
        "grant_type": "authorization_code",
        "code": credentials.code,
        "redirect_uri": credentials.redirect_uri,
    }
    if credentials.verifier:
        fields["code_verifier"] = credentials.verifier
    return _form(GET_TOKEN, credentials, fields)


def refresh_grant(credentials: Credentials, refresh_token: str) -> TokenRequest:
    """The request for a new pair. The refresh token is used up by it."""
    fields = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _form(GET_TOKEN, credentials, fields)


def revocation(credentials: Credentials, token: str) -> TokenRequest:
    """The request that ends the whole session of a token."""
    return _form(REVOKE_TOKEN, credentials, {"token": token})


def read_tokens(answer: Answer, wall_now: float) -> Tokens:
    """The pair in a token answer. Raises the error that :func:`token_error` describes."""
    error = token_error(answer, GET_TOKEN, wall_now)
    if error is not None:
        raise error
    try:
        info = msgspec.json.decode(answer.body, type=_TokenInfo)
    except (msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise unreadable(answer, GET_TOKEN, str(broken)) from broken
    # Ahead of time, so that no call leaves with a token that dies on the way.
    ahead = min(120.0, 0.1 * info.expires_in)
    return Tokens(
        access=info.access_token,
        expires_at=wall_now + info.expires_in,
        renew_at=wall_now + info.expires_in - ahead,
        refresh=info.refresh_token or None,
        owner_id=str(info.owner_id) if info.owner_id is not None else None,
    )


def token_error(answer: Answer, operation: Operation, wall_now: float | None = None) -> ConsoleError | None:
    """What a token endpoint's answer says went wrong: refusals are :class:`NotSignedIn`."""
    error = error_of(answer, operation, wall_now)
    if isinstance(error, ServerError) and answer.status in _REFUSALS:
        sentence = {
            "invalid_client": sentences.WRONG_CLIENT,
            "unauthorized_client": sentences.WRONG_GRANT,
            "unsupported_grant_type": sentences.WRONG_GRANT,
        }.get(error.code, sentences.SIGN_IN_ENDED)
        return NotSignedIn(sentence, error.technical, error.request_id, error.status, error.details)
    if isinstance(error, ServerError) and answer.status in (404, 405, 410):
        # RingCentral always has this endpoint.
        return UnexpectedAnswer(sentences.NOT_LIKE_RINGCENTRAL, error.technical, error.request_id)
    return error


def refusal_of_first_grant(credentials: Credentials, error: NotSignedIn) -> NotSignedIn:
    """The same refusal with the sentence that fits the first sign-in."""
    if error.sentence != sentences.SIGN_IN_ENDED:
        return error
    sentence = sentences.WRONG_JWT if isinstance(credentials, JwtCredentials) else sentences.WRONG_CODE
    return NotSignedIn(sentence, error.technical, error.request_id, error.status, error.details)


def new_verifier() -> str:
    """A code verifier (RFC 7636): 86 characters of fresh randomness."""
    return secrets.token_urlsafe(64)


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def authorization_url(server: str, credentials: PkceCredentials, *, state: str, challenge: str) -> str:
    """The page at which the person signs in; ``state`` comes back with the code and must be compared."""
    query = urlencode(
        {
            "response_type": "code",
            "client_id": credentials.client_id,
            "redirect_uri": credentials.redirect_uri,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
    )
    return f"{server.rstrip('/')}/restapi/oauth/authorize?{query}"


def encode_tokens(tokens: Tokens) -> str:
    """Text for a keyring. It holds secrets."""
    return msgspec.json.encode(tokens).decode("ascii")


def decode_tokens(text: str) -> Tokens | None:
    """Tokens from :func:`encode_tokens`; ``None`` for any other text."""
    try:
        return msgspec.json.decode(text, type=Tokens)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _form(operation: Operation, credentials: Credentials, fields: Mapping[str, str]) -> TokenRequest:
    if isinstance(credentials, JwtCredentials):
        pair = f"{credentials.client_id}:{credentials.client_secret}".encode()
        basic = "Basic " + base64.b64encode(pair).decode("ascii")
        return TokenRequest(operation, urlencode(fields).encode("ascii"), basic)
    with_client = {**fields, "client_id": credentials.client_id}
    return TokenRequest(operation, urlencode(with_client).encode("ascii"))
