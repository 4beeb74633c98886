"""Building a request: paths with their ids quoted, queries in the contract's styles, bodies as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from webinar_console.api.decoding import encode
from webinar_console.domain.moments import format_moment
from webinar_console.domain.record import Record

from .operations import Operation

QueryValue = str | int | bool | datetime | Sequence[str] | None


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request without its server and its token: ``target`` is path and query, ``body`` JSON or nothing."""

    operation: Operation
    target: str
    body: bytes | None = None


def build_request(
    operation: Operation,
    ids: Mapping[str, str] | None = None,
    query: Mapping[str, QueryValue] | None = None,
    body: Record | Mapping[str, Any] | None = None,
) -> ApiRequest:
    """Fill in an operation. Query values that are ``None`` or an empty sequence are left out.

    A sequence is repeated (``status=a&status=b``); an aware ``datetime`` is sent in UTC.
    Raises ``ValueError`` for an empty id, which would silently address the list instead of one entry.
    """
    path = operation.path
    for name, value in (ids or {}).items():
        if not value or value in (".", ".."):
            raise ValueError(f"{name} of {operation.id} is empty or no id")
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    if "{" in path:
        raise ValueError(f"{operation.id} lacks an id: {path}")
    pairs = [pair for name, value in (query or {}).items() for pair in _pairs(name, value)]
    target = f"{path}?{urlencode(pairs)}" if pairs else path
    return ApiRequest(operation, target, None if body is None else encode(body))


def comma_list(values: Sequence[str]) -> str | None:
    """Several values in one parameter (``explode: false``); ``None`` for none."""
    return ",".join(values) or None


def _pairs(name: str, value: QueryValue) -> list[tuple[str, str]]:
    if value is None:
        return []
    if isinstance(value, bool):
        return [(name, "true" if value else "false")]
    if isinstance(value, datetime):
        return [(name, format_moment(value))]
    if isinstance(value, str | int):
        return [(name, str(value))]
    return [(name, entry) for entry in value]
