"""Refusals: every answer that says no, with the contract's error body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of the ``errors`` list."""

    code: str
    message: str
    parameter: str | None = None

    def as_body(self) -> dict[str, str]:
        """The entry as the contract spells it."""
        body = {"errorCode": self.code, "message": self.message}
        if self.parameter is not None:
            body["parameterName"] = self.parameter
        return body


class Refusal(Exception):
    """The request is refused. What was written before stays (an auto-close, for example)."""

    def __init__(
        self, status: int, problems: Sequence[Problem], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {problems[0].code}: {problems[0].message}")
        self.status = status
        self.problems = tuple(problems)
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        return {"errors": [problem.as_body() for problem in self.problems]}


class OAuthRefusal(Refusal):
    """A refusal of the token or authorize endpoint: RFC 6749's words beside RingCentral's."""

    def __init__(self, error: str, code: str, message: str, status: int = 400) -> None:
        super().__init__(status, [Problem(code, message)])
        self.error = error

    def body(self) -> dict[str, Any]:
        return {
            "error": self.error,
            "error_description": self.problems[0].message,
            **super().body(),
        }


def invalid(parameter: str, message: str = "") -> Refusal:
    """400 CMN-101: a parameter is missing or wrong."""
    text = message or f"Parameter [{parameter}] value is invalid"
    return Refusal(400, [Problem("CMN-101", text, parameter)])


def not_found(parameter: str) -> Refusal:
    """404 CMN-102: the thing that a path parameter names is not there."""
    text = f"Resource for parameter [{parameter}] is not found"
    return Refusal(404, [Problem("CMN-102", text, parameter)])


def forbidden(code: str, message: str) -> Refusal:
    """403. No source names the codes for a closed registration or a finished session; ours speak."""
    return Refusal(403, [Problem(code, message)])


def no_permission(permission: str) -> Refusal:
    """403 CMN-408: the signed-in person lacks a permission."""
    text = f"In order to call this API endpoint, user needs to have [{permission}] permission."
    return forbidden("CMN-408", text)


def conflict(parameter: str, message: str) -> Refusal:
    """409."""
    return Refusal(409, [Problem("CMN-409", message, parameter)])
