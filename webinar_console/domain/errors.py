"""The error family. Every failure that reaches a person is one of these.

Each error carries a sentence that a marketing person understands, whether trying again can help, and the
details for the one who has to look closer. Cancellation is not an error and never becomes one.

    ConsoleError
    ├── ServerError            the server answered, and the answer is no
    │   ├── InvalidRequest       400: a field is wrong (code, parameter)
    │   ├── NotSignedIn          401 or a refused token: sign in again
    │   ├── Forbidden            403: closed registration, finished session, missing permission
    │   ├── NotFound             404
    │   ├── Conflict             409
    │   ├── RateLimited          429: nothing was done, nothing may be sent until the penalty is over
    │   └── ServerFault          5xx: whether the work was done is not known
    ├── Unreachable            no connection was made: nothing was sent
    ├── AnswerLost             the request left, no whole answer came: done or not is not known
    ├── UnexpectedAnswer       the answer cannot be read: done or not is not known
    ├── StoreError             the local store failed (disk full, damaged, locked)
    └── FileProblem            a people file cannot be read
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One entry of the server's ``errors`` list."""

    code: str
    message: str
    parameter: str | None = None


@dataclass(eq=False)
class ConsoleError(Exception):
    """Base of the family. ``sentence`` is for the person, ``technical`` for "Copy details"."""

    sentence: str
    technical: str = ""
    request_id: str | None = None

    #: Whether the same request can succeed later without anyone changing it.
    can_retry = False
    #: Whether the server may have done the work although no good answer came.
    outcome_unknown = False

    def __str__(self) -> str:
        return self.sentence


@dataclass(eq=False)
class ServerError(ConsoleError):
    """An answer with an error status. Decide by ``code`` and ``parameter``, never by a message."""

    status: int = 0
    details: tuple[ErrorDetail, ...] = ()

    @property
    def code(self) -> str:
        """The first error's code, empty when the body named none."""
        return self.details[0].code if self.details else ""

    @property
    def parameter(self) -> str | None:
        """The first parameter that the server named."""
        return next((d.parameter for d in self.details if d.parameter), None)

    @property
    def server_words(self) -> str:
        """What the server said, joined; shown as plain text, never decided on."""
        return " ".join(d.message for d in self.details if d.message)


class InvalidRequest(ServerError):
    """400, or another 4xx that says the request is wrong."""


class NotSignedIn(ServerError):
    """401, or a token request that was refused: only signing in again helps."""


class Forbidden(ServerError):
    """403."""


class NotFound(ServerError):
    """404."""


class Conflict(ServerError):
    """409."""


@dataclass(eq=False)
class RateLimited(ServerError):
    """429. ``retry_after_s`` seconds must pass, and every request before that starts them again."""

    retry_after_s: float = 30.0
    can_retry = True


@dataclass(eq=False)
class ServerFault(ServerError):
    """5xx or 408. A write may have been done. ``retry_after_s`` is the pause that the server asked for."""

    retry_after_s: float | None = None
    can_retry = True
    outcome_unknown = True


class Unreachable(ConsoleError):
    """No connection: name not found, refused, TLS failure, time-out before anything was sent."""

    can_retry = True


class AnswerLost(ConsoleError):
    """The connection ended after the request left, before a whole answer came."""

    can_retry = True
    outcome_unknown = True


class UnexpectedAnswer(ConsoleError):
    """A status that says success with a body that says nothing: HTML, half a body, not JSON."""

    can_retry = True
    outcome_unknown = True


@dataclass(eq=False)
class StoreError(ConsoleError):
    """The local store cannot be read or written.

    ``remedy`` is what a person can do first ("Free some space") and ``problem`` the sentence without it; both
    are empty where nobody knows what to do.
    """

    problem: str = ""
    remedy: str = ""

    @classmethod
    def mendable(cls, problem: str, remedy: str, technical: str) -> Self:
        """An error that ends when a person does something."""
        return cls(f"{problem} {remedy}, then go on.", technical, problem=problem, remedy=remedy)


class StoreDamaged(StoreError):
    """The records on this computer cannot be read any more. A copy of them, as they were found, is kept."""


@dataclass(eq=False)
class FileProblem(ConsoleError):
    """A people file that cannot be used, with the sentence that says why.

    ``path`` is that of the file where several were read; then the sentence begins with its name.
    """

    line: int | None = field(default=None)
    path: Path | None = field(default=None)
