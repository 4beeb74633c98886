"""One request and its answer, free of any HTTP library."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from .fields import parse_time
from .paging import Page, page_of
from .refusals import Problem, Refusal, invalid


@dataclass(frozen=True, slots=True)
class Request:
    """What came in. Header names are in lower case; ``path`` is without the query."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def form(self) -> dict[str, str]:
        """A form body; raises ``Refusal`` (415) for another content type."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.body and kind != "application/x-www-form-urlencoded":
            raise Refusal(415, [Problem("CMN-415", "Unsupported media type")])
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out. ``cut_at``: the connection ends after so many bytes of the body."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut_at: int | None = None


def json_answer(content: Any, status: int = 200) -> Answer:
    """An answer with a JSON body."""
    return Answer(status, {"Content-Type": "application/json"}, msgspec.json.encode(content))


def empty_answer(status: int = 204) -> Answer:
    """An answer without a body."""
    return Answer(status)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was matched to an operation: path parameters, and the query by the contract's rules."""

    request: Request
    operation: str
    path: dict[str, str]
    query: dict[str, list[str]]

    def text(self, name: str) -> str | None:
        """A query parameter, ``None`` when it is absent."""
        values = self.query.get(name)
        return values[-1] if values else None

    def flag(self, name: str) -> bool:
        """A boolean, false when absent; raises ``Refusal`` (400) for another word."""
        value = self.text(name) or "false"
        if value not in ("true", "false"):
            raise invalid(name)
        return value == "true"

    def time(self, name: str) -> float:
        """A required time; raises ``Refusal`` (400) when it is missing or wrong."""
        value = self.text(name)
        moment = None if value is None else parse_time(value)
        if moment is None:
            raise invalid(name, "" if value else f"Parameter [{name}] is missing")
        return moment

    def words(self, name: str, allowed: tuple[str, ...]) -> list[str]:
        """Values of a repeatable enumeration; raises ``Refusal`` (400) for an unknown word."""
        values = self.query.get(name, [])
        if any(value not in allowed for value in values):
            raise invalid(name)
        return values

    def ids(self, name: str, most: int) -> list[str] | None:
        """A comma-separated list of ids (``explode: false``), ``None`` when absent."""
        value = self.text(name)
        if value is None:
            return None
        ids = [part for part in value.split(",") if part]
        if len(ids) > most:
            raise invalid(name)
        return ids

    def page(self) -> Page:
        """The wanted page. A token belongs to the path and the filters that it was given for."""
        filters = sorted((n, tuple(v)) for n, v in self.query.items() if n not in ("perPage", "pageToken"))
        return page_of(f"{self.request.path}?{filters}", self.text("perPage"), self.text("pageToken"))

    def body(self) -> dict[str, Any]:
        """The JSON object in the body; raises ``Refusal`` (400, 415)."""
        kind = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refusal(415, [Problem("CMN-415", "Unsupported media type")])
        try:
            body = msgspec.json.decode(self.request.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Refusal(400, [Problem("CMN-100", "Unparsable JSON in the request body")]) from None
        if not isinstance(body, dict):
            raise Refusal(400, [Problem("CMN-100", "The request body must be a JSON object")])
        return body
