"""Reading an answer: success, or the error of the family that its status means.

Decisions are made by status, code and parameter, never by a message. Technical details name the call, the
status, the codes and the request id; never a header or a body that could hold a secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from webinar_console.domain.errors import (
    Conflict,
    ConsoleError,
    ErrorDetail,
    Forbidden,
    InvalidRequest,
    NotFound,
    NotSignedIn,
    RateLimited,
    ServerError,
    ServerFault,
    UnexpectedAnswer,
    Unreachable,
)

from . import sentences
from .limits import penalty_of, read_retry_after
from .operations import Operation

_FAMILY: Mapping[int, type[ServerError]] = {
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: NotFound,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. ``headers`` ignore letter case, or have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def request_id(self) -> str | None:
        """The id by which RingCentral's support finds the request."""
        return self.headers.get("rcrequestid") or self.headers.get("x-request-id")

    @property
    def succeeded(self) -> bool:
        """A status that says that the work was done."""
        return 200 <= self.status < 300


def error_of(answer: Answer, operation: Operation, wall_now: float | None = None) -> ConsoleError | None:
    """What went wrong, or ``None`` when the answer says success. ``wall_now`` reads a dated Retry-After."""
    if answer.succeeded:
        return None
    details = read_details(answer.body)
    technical = describe(operation, answer, details)
    status, request_id = answer.status, answer.request_id
    if status == 429:
        seconds = penalty_of(answer.headers, wall_now)
        return RateLimited(
            sentences.rate_limited(seconds), technical, request_id, status, details, retry_after_s=seconds
        )
    if status >= 500 or status == 408:
        pause = read_retry_after(answer.headers, wall_now)
        return ServerFault(sentences.SERVER_FAULT, technical, request_id, status, details, pause)
    if status == 407:
        return Unreachable(sentences.PROXY_REFUSED, technical, request_id)
    if status < 400 or (not details and answer.body.strip() and not _is_object(answer.body)):
        # A redirect, or a page of somebody who is not RingCentral: its 404 says nothing about our webinars.
        return UnexpectedAnswer(sentences.NOT_LIKE_RINGCENTRAL, technical, request_id)
    family = _FAMILY.get(status, InvalidRequest)
    return family(sentences.refused(status, details), technical, request_id, status, details)


def unreadable(answer: Answer, operation: Operation, reason: str) -> UnexpectedAnswer:
    """The error for a success whose body cannot be read; ``reason`` says where it broke, not what it held."""
    html = answer.body.lstrip()[:1] == b"<"
    sentence = sentences.NOT_LIKE_RINGCENTRAL if html else sentences.unreadable(operation.is_read)
    technical = f"{describe(operation, answer, ())}\nbody of {len(answer.body)} bytes: {reason}"
    return UnexpectedAnswer(sentence, technical, answer.request_id)


def read_details(body: bytes) -> tuple[ErrorDetail, ...]:
    """The entries of an error body: RingCentral's ``errors``, its older single form, or OAuth's ``error``."""
    try:
        tree = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
    if not isinstance(tree, dict):
        return ()
    entries = tree.get("errors")
    found = (
        [_detail(entry) for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )
    if not found and "errorCode" in tree:
        found = [_detail(tree)]
    oauth = tree.get("error")
    if isinstance(oauth, str) and oauth:
        words = tree.get("error_description")
        told = words if isinstance(words, str) else ""
        # RFC 6749's word comes first: the contract's token endpoint decides by it.
        repeats = any(detail.message == told for detail in found)
        found.insert(0, ErrorDetail(oauth, "" if repeats else told))
    return tuple(found)


def describe(operation: Operation, answer: Answer, details: tuple[ErrorDetail, ...]) -> str:
    """The lines for "Copy details"."""
    lines = [f"{operation.method} {operation.path} ({operation.id})", f"status {answer.status}"]
    for detail in details:
        where = f" [{detail.parameter}]" if detail.parameter else ""
        lines.append(f"{detail.code}{where}: {detail.message}")
    if answer.request_id:
        lines.append(f"request id {answer.request_id}")
    return "\n".join(lines)


def _detail(entry: dict[str, Any]) -> ErrorDetail:
    parameter = entry.get("parameterName")
    return ErrorDetail(
        code=str(entry.get("errorCode") or ""),
        message=str(entry.get("message") or ""),
        parameter=str(parameter) if parameter else None,
    )


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(body), dict)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
