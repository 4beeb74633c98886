"""Reading a JSON object by the contract's field rules; every problem is told, not the first only."""

import ipaddress
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from .refusals import Problem, Refusal

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_INT32 = 2_147_483_647


def parse_time(text: str) -> float | None:
    """Seconds since the epoch; UTC where no offset is written; ``None`` when it is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment).timestamp()


class Fields:
    """A view on one object. ``prefix`` goes before the names in errors (``addedInvitees[3].``)."""

    def __init__(self, source: Mapping[str, Any], prefix: str = "") -> None:
        self._source = source
        self._prefix = prefix
        self.problems: list[Problem] = []

    def __contains__(self, name: str) -> bool:
        return self._source.get(name) is not None

    def complain(self, name: str, why: str = "value is invalid") -> None:
        """Note a problem with a field."""
        full = self._prefix + name
        self.problems.append(Problem("CMN-101", f"Parameter [{full}] {why}", full))

    def settle(self) -> None:
        """Raise ``Refusal`` (400) when there was any problem."""
        if self.problems:
            raise Refusal(400, self.problems)

    def text(self, name: str, maximum: int, *, minimum: int = 0, required: bool = False) -> str | None:
        """A string of ``minimum`` to ``maximum`` characters; required ones must not be blank."""
        value = self._source.get(name)
        if value is None:
            if required:
                self.complain(name, "is missing")
            return None
        if not isinstance(value, str):
            self.complain(name)
            return None
        if required and not value.strip():
            self.complain(name, "must not be blank")
        elif not minimum <= len(value) <= maximum:
            self.complain(name, f"must have {minimum} to {maximum} characters")
        return value

    def email(self, name: str, *, required: bool = False) -> str | None:
        """An e-mail address, trimmed."""
        value = self.text(name, 256, minimum=1, required=required)
        if value is not None and value.strip() and not _EMAIL.fullmatch(value.strip()):
            self.complain(name, "is not an e-mail address")
        return None if value is None else value.strip()

    def uri(self, name: str) -> str | None:
        """A web address of 5 to 256 characters."""
        value = self.text(name, 256, minimum=5)
        if value is not None and not (urlsplit(value).scheme and urlsplit(value).netloc):
            self.complain(name, "is not a URI")
        return value

    def ipv4(self, name: str) -> str | None:
        """An IPv4 address."""
        value = self.text(name, 15)
        if value is not None:
            try:
                ipaddress.IPv4Address(value)
            except ValueError:
                self.complain(name, "is not an IPv4 address")
        return value

    def flag(self, name: str) -> bool | None:
        """A boolean."""
        value = self._source.get(name)
        if value is None or isinstance(value, bool):
            return value
        self.complain(name, "must be true or false")
        return None

    def number(self, name: str, minimum: int, maximum: int = _INT32, *, required: bool = False) -> int | None:
        """A whole number within bounds."""
        value = self._source.get(name)
        if value is None:
            if required:
                self.complain(name, "is missing")
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            self.complain(name, f"must be a whole number from {minimum} to {maximum}")
            return None
        return value

    def choice(self, name: str, allowed: Sequence[str], *, required: bool = False) -> str | None:
        """One of the words of an enumeration."""
        value = self._source.get(name)
        if value is None:
            if required:
                self.complain(name, "is missing")
            return None
        if value not in allowed:
            self.complain(name, f"must be one of {', '.join(allowed)}")
            return None
        return str(value)

    def time(self, name: str, *, required: bool = False) -> float | None:
        """A time as seconds since the epoch."""
        value = self._source.get(name)
        if value is None:
            if required:
                self.complain(name, "is missing")
            return None
        moment = parse_time(value) if isinstance(value, str) else None
        if moment is None:
            self.complain(name, "is not an ISO 8601 time")
        return moment

    def child(self, name: str) -> "Fields | None":
        """A nested object, whose problems count here."""
        value = self._source.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.complain(name, "must be an object")
            return None
        nested = Fields(value, f"{self._prefix}{name}.")
        nested.problems = self.problems
        return nested

    def children(self, name: str) -> list["Fields"]:
        """A list of nested objects, whose problems count here."""
        value = self._source.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self.complain(name, "must be a list of objects")
            return []
        nested = [Fields(entry, f"{self._prefix}{name}[{i}].") for i, entry in enumerate(value)]
        for entry in nested:
            entry.problems = self.problems
        return nested

    def strings(self, name: str, *, required: bool = False) -> list[str] | None:
        """A list of non-empty strings, itself not empty."""
        value = self._source.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, list) or not value or not all(isinstance(v, str) and v for v in value):
            self.complain(name, "must be a list of texts")
            return None
        return list(value)
