"""Paging: opaque tokens that belong to one list, and the paging block of an answer."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from .refusals import invalid

PER_PAGE_DEFAULT = 100
PER_PAGE_MAX = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A wanted page: ``position`` is an offset, or the id behind which a forward list goes on."""

    of: str
    position: int
    per_page: int

    def token(self, position: int) -> str:
        """The token of the page of the same list at ``position``."""
        text = f"{position}.{_seal(self.of, position)}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def block(self, *, following: int | None, previous: int | None = None) -> dict[str, Any]:
        """The ``paging`` object. ``following`` and ``previous`` are positions, ``None`` at the ends."""
        block: dict[str, Any] = {"pageToken": self.token(self.position), "perPage": self.per_page}
        if following is not None:
            block["nextPageToken"] = self.token(following)
        if previous is not None:
            block["previousPageToken"] = self.token(previous)
        return block


def page_of(of: str, per_page: str | None, token: str | None) -> Page:
    """Read ``perPage`` and ``pageToken``; ``of`` names the list and its filters.

    Raises ``Refusal`` (400) for a page size below 1 and for a token that this list did not give.
    """
    size = PER_PAGE_DEFAULT
    if per_page is not None:
        if not (per_page.isascii() and per_page.isdigit()) or int(per_page) < 1:
            raise invalid("perPage")
        size = min(int(per_page), PER_PAGE_MAX)
    return Page(of, 0 if token is None else _position(of, token), size)


def sliced(page: Page, records: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """The records of an offset page and its paging block."""
    end = page.position + page.per_page
    return records[page.position : end], page.block(
        following=end if end < len(records) else None,
        previous=max(0, page.position - page.per_page) if page.position else None,
    )


def _position(of: str, token: str) -> int:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode("ascii")
        position, _, seal = text.partition(".")
        number = int(position)
    except (binascii.Error, ValueError):
        raise invalid("pageToken") from None
    if number < 0 or seal != _seal(of, number):
        raise invalid("pageToken")
    return number


def _seal(of: str, position: int) -> str:
    return hashlib.blake2b(f"{of}:{position}".encode(), digest_size=6).hexdigest()
