"""What can be set on the practice server, and the switches for what no source says."""

from dataclasses import dataclass, field
from typing import Literal

CLIENT_ID = "practice-client"
CLIENT_SECRET = "practice-secret"
JWT = "practice.jwt.credential"

#: Hosts that the authorize page may send a person back to, with any port: this computer only.
REDIRECT_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Behaviour that neither the contract nor a guide settles. A client must be right under each.

    ``duplicate``: the same e-mail again is refused (409), or answered with the first person's record.
    ``cancellation_email``: whether a removed registrant gets an e-mail.
    ``custom_links``: whether ``joinUri`` and ``cancellationUri`` of a new registrant are kept.
    ``auto_close``: the last seat closes the registration, or the first person after it finds it closed.
    ``email_free_after_removal``: whether a removed person's e-mail can register again.
    ``second_session``: the contract has a list of sessions, a guide says "currently limited to one".
    """

    duplicate: Literal["conflict", "first_record"] = "conflict"
    cancellation_email: bool = True
    custom_links: Literal["kept", "ignored"] = "kept"
    auto_close: Literal["at", "after"] = "at"
    email_free_after_removal: bool = True
    second_session: Literal["allowed", "refused"] = "allowed"


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits count calls per ``window_s`` seconds; ``limit`` is that of the group ``heavy``.

    ``penalty_s`` is the time after a 429 in which nothing of the group may be sent. ``registrants`` is the
    size of the large session. ``latency_s`` is waited before every answer. ``company_permission`` says
    whether the signed-in person has RingCentral's WebinarSettings permission. ``auto_approve`` lets the
    authorize page redirect at once instead of asking a person.
    """

    limit: int = 10
    window_s: float = 60.0
    light_limit: int = 50
    medium_limit: int = 40
    auth_limit: int = 5
    penalty_s: float = 30.0
    registrants: int = 5000
    seed: int = 1
    dialect: Dialect = field(default_factory=Dialect)
    latency_s: float = 0.0
    access_token_ttl_s: int = 3600
    refresh_token_ttl_s: int = 7 * 24 * 3600
    company_permission: bool = True
    auto_approve: bool = False
    base_url: str = "https://practice.example.com"

    def limit_of(self, group: str) -> int:
        """Calls per window of a usage group (``heavy``, ``medium``, ``light``, ``auth``)."""
        return {
            "heavy": self.limit,
            "medium": self.medium_limit,
            "light": self.light_limit,
            "auth": self.auth_limit,
        }[group]
