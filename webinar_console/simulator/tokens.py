"""Sign-in: authorization code with PKCE, JWT credential, refresh, revoke (RFC 6749, 7009, 7636)."""

import base64
import hashlib
import secrets
import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .ground import Ground
from .people import HOST_USER_ID
from .refusals import OAuthRefusal, Problem, Refusal
from .settings import CLIENT_ID, CLIENT_SECRET, JWT, REDIRECT_HOSTS

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "ReadWebinars EditWebinars ReadAccounts"
_CODE_TTL_S = 60
_REFRESH_TTL_MAX_S = 30 * 24 * 3600


class Tokens:
    """Grants: one access and one refresh token each; a refresh replaces both at once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._database = ground.database

    def bearer(self, authorization: str | None) -> str:
        """The id of the person whose access token this is; raises ``Refusal`` (401)."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise _unauthorised("TokenInvalid", "Access token is missing")
        row = self._database.row("SELECT access_expires_at FROM grants WHERE access = ?", token.strip())
        if row is None:
            raise _unauthorised("OAU-213", "Token is not found")
        if row[0] <= self._ground.now():
            raise _unauthorised("OAU-213", "Token is expired")
        return HOST_USER_ID

    def authorize(self, form: Mapping[str, str]) -> str:
        """The address to send the person back to, with ``code`` and ``state``."""
        redirect_uri = self.check_authorize(form)
        code = secrets.token_urlsafe(24)
        self._database.insert(
            "codes",
            code=code,
            redirect_uri=redirect_uri,
            challenge=form.get("code_challenge"),
            method=form.get("code_challenge_method", "plain"),
            expires_at=self._ground.now() + _CODE_TTL_S,
        )
        return code

    def check_authorize(self, form: Mapping[str, str]) -> str:
        """Refuse an authorize request that could not be granted; the redirect address otherwise."""
        if form.get("client_id") != CLIENT_ID:
            raise OAuthRefusal("invalid_client", "OAU-101", "Unknown client")
        redirect_uri = form.get("redirect_uri", "")
        parts = urlsplit(redirect_uri)
        host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
        if parts.scheme != "http" or host not in REDIRECT_HOSTS:
            raise OAuthRefusal("invalid_request", "OAU-109", "Redirect URIs do not match")
        if form.get("response_type") != "code":
            raise OAuthRefusal("unsupported_response_type", "OAU-112", "response_type must be code")
        if form.get("code_challenge_method", "S256") not in ("S256", "plain"):
            raise OAuthRefusal("invalid_request", "OAU-105", "Unknown code_challenge_method")
        return redirect_uri

    def grant(self, form: Mapping[str, str], authorization: str | None) -> dict[str, Any]:
        """Answer a token request."""
        public = self._client(form, authorization)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            self._redeem(form, public=public)
            return self._issue(form, public=public)
        if kind == JWT_GRANT:
            if public:
                raise OAuthRefusal("unauthorized_client", "OAU-251", "Unauthorized for this grant type")
            if form.get("assertion") != JWT:
                raise OAuthRefusal("invalid_grant", "OAU-213", "JWT credential is not valid")
            return self._issue(form, public=False)
        if kind == "refresh_token":
            return self._refresh(form, public=public)
        raise OAuthRefusal("unsupported_grant_type", "OAU-250", "Unsupported grant type")

    def revoke(self, form: Mapping[str, str], authorization: str | None) -> None:
        """End the grant that an access or refresh token belongs to; an unknown token is no error."""
        self._client(form, authorization)
        token = form.get("token")
        if not token:
            raise OAuthRefusal("invalid_request", "OAU-136", "Parameter [token] is missing")
        self._database.run("DELETE FROM grants WHERE access = ? OR refresh = ?", token, token)

    def expire_access(self) -> None:
        """Let every access token expire now; refresh tokens live on (for tests and practice)."""
        self._database.run("UPDATE grants SET access_expires_at = ?", self._ground.now())

    def revoke_all(self) -> None:
        """End every grant: only signing in again helps (for tests and practice)."""
        self._database.run("DELETE FROM grants")

    def _client(self, form: Mapping[str, str], authorization: str | None) -> bool:
        """Whether the client is public (no secret); raises ``OAuthRefusal`` for a wrong one."""
        if authorization is None:
            if form.get("client_id") != CLIENT_ID:
                raise OAuthRefusal("invalid_client", "OAU-101", "Client is not identified")
            return True
        if not authorization.lower().startswith("basic "):
            raise OAuthRefusal("invalid_client", "OAU-123", "Client authentication is required")
        try:
            pair = base64.b64decode(authorization[6:], validate=True).decode()
        except ValueError:
            pair = ""
        name, _, secret = pair.partition(":")
        if name != CLIENT_ID or not secrets.compare_digest(secret.encode(), CLIENT_SECRET.encode()):
            raise OAuthRefusal("invalid_client", "OAU-153", "Invalid client credentials")
        return False

    def _redeem(self, form: Mapping[str, str], *, public: bool) -> None:
        code = form.get("code", "")
        row = self._database.row("SELECT * FROM codes WHERE code = ?", code)
        self._database.run("DELETE FROM codes WHERE code = ?", code)
        if row is None or row["expires_at"] <= self._ground.now():
            raise OAuthRefusal("invalid_grant", "OAU-211", "Authorization code is not found or expired")
        if form.get("redirect_uri", row["redirect_uri"]) != row["redirect_uri"]:
            raise OAuthRefusal("invalid_grant", "OAU-109", "Redirect URIs do not match")
        if row["challenge"] is None and not public:
            return
        if row["challenge"] is None or not _verifies(row, form.get("code_verifier", "")):
            raise OAuthRefusal("invalid_grant", "OAU-105", "Code verifier does not match the challenge")

    def _refresh(self, form: Mapping[str, str], *, public: bool) -> dict[str, Any]:
        token = form.get("refresh_token", "")
        row = self._database.row("SELECT * FROM grants WHERE refresh = ?", token)
        # The old pair dies with the request, whether it was still good or not.
        self._database.run("DELETE FROM grants WHERE refresh = ?", token)
        if row is None or row["refresh_expires_at"] <= self._ground.now():
            raise OAuthRefusal("invalid_grant", "OAU-210", "Refresh token is not found or expired")
        if bool(row["public"]) != public:
            raise OAuthRefusal("invalid_grant", "OAU-212", "Refresh token belongs to another client")
        return self._issue(form, public=public, grant_id=row["id"])

    def _issue(self, form: Mapping[str, str], *, public: bool, grant_id: str | None = None) -> dict[str, Any]:
        settings = self._ground.settings
        access_ttl = _ttl(form, "access_token_ttl", settings.access_token_ttl_s, 3600)
        refresh_ttl = _ttl(form, "refresh_token_ttl", settings.refresh_token_ttl_s, _REFRESH_TTL_MAX_S)
        grant_id = grant_id or secrets.token_hex(16)
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        now = self._ground.now()
        self._database.insert(
            "grants",
            id=grant_id,
            public=public,
            access=access,
            access_expires_at=now + access_ttl,
            refresh=refresh,
            refresh_expires_at=now + refresh_ttl,
            access_ttl=access_ttl,
            refresh_ttl=refresh_ttl,
        )
        return {
            "access_token": access,
            "token_type": "bearer",
            "expires_in": access_ttl,
            "refresh_token": refresh,
            "refresh_token_expires_in": refresh_ttl,
            "scope": SCOPE,
            "owner_id": HOST_USER_ID,
            "endpoint_id": form.get("endpoint_id") or f"practice-{grant_id[:12]}",
            "session_id": grant_id,
        }


def _ttl(form: Mapping[str, str], name: str, default: int, maximum: int) -> int:
    text = form.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()):
        raise OAuthRefusal("invalid_request", "OAU-125", f"Parameter [{name}] is invalid")
    # A server set to shorter lives than asked for keeps them: tests need tokens that die soon.
    return max(1, min(int(text), default, maximum))


def _verifies(row: sqlite3.Row, verifier: str) -> bool:
    if not 43 <= len(verifier) <= 128:
        return False
    given = verifier
    if row["method"] == "S256":
        digest = hashlib.sha256(verifier.encode()).digest()
        given = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return secrets.compare_digest(given.encode(), str(row["challenge"]).encode())


def _unauthorised(code: str, message: str) -> Refusal:
    return Refusal(401, [Problem(code, message)], {"WWW-Authenticate": 'Bearer realm="RingCentral REST API"'})
