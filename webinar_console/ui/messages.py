"""One voice to the person: what happened, what it means, what to do. Details are one click away."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QObject, Signal

from webinar_console.domain.errors import ConsoleError, ServerError


class Kind(Enum):
    """What sort of news a message is; it decides colour and icon, never the words."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Action:
    """A button on a message. ``label`` is a verb ("Try again"); the message goes when it is pressed."""

    label: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One message. ``key`` names the subject: a newer message of the same key takes the older one's place."""

    kind: Kind
    sentence: str
    details: str = ""
    actions: tuple[Action, ...] = ()
    key: str | None = field(default=None)


def message_for(
    problem: BaseException | str, *, actions: Sequence[Action] = (), key: str | None = None
) -> Message:
    """The message that tells a failure.

    An error of the family speaks for itself; anything else is a fault of ours, and is said to be one.
    """
    if isinstance(problem, str):
        return Message(Kind.ERROR, problem, actions=tuple(actions), key=key)
    if isinstance(problem, ConsoleError):
        return Message(Kind.ERROR, problem.sentence, details_of(problem), tuple(actions), key)
    sentence = "Something went wrong inside the program. What you were doing may not have happened."
    details = "".join(traceback.format_exception(problem)).strip()
    return Message(Kind.ERROR, sentence, details, tuple(actions), key)


def details_of(problem: ConsoleError) -> str:
    """What someone who looks closer needs: the server's words and codes, the request's id, the cause.

    Empty when there is nothing to tell beyond the sentence.
    """
    head = type(problem).__name__
    lines = []
    if isinstance(problem, ServerError):
        head = f"{head}, status {problem.status}"
        lines += [
            " · ".join(part for part in (detail.code, detail.parameter, detail.message) if part)
            for detail in problem.details
        ]
    if problem.technical:
        lines.append(problem.technical)
    if problem.request_id:
        lines.append(f"Request {problem.request_id}")
    if problem.__cause__ is not None:
        lines.append(f"Cause: {type(problem.__cause__).__name__}: {problem.__cause__}")
    if not lines and not isinstance(problem, ServerError):
        return ""
    return "\n".join([head, *lines])


class Messages(QObject):
    """The voice itself. Panels speak through it; the window shows what was said, without stopping anyone."""

    posted = Signal(object)  # Message
    withdrawn = Signal(str)  # key

    def post(self, message: Message) -> None:
        """Show a message."""
        self.posted.emit(message)

    def info(self, sentence: str, *, actions: Sequence[Action] = (), key: str | None = None) -> None:
        """Say something that needs no answer."""
        self.post(Message(Kind.INFO, sentence, actions=tuple(actions), key=key))

    def success(self, sentence: str, *, actions: Sequence[Action] = (), key: str | None = None) -> None:
        """Say that something is done. It goes by itself after a while."""
        self.post(Message(Kind.SUCCESS, sentence, actions=tuple(actions), key=key))

    def warning(
        self, sentence: str, *, details: str = "", actions: Sequence[Action] = (), key: str | None = None
    ) -> None:
        """Say that something needs a look."""
        self.post(Message(Kind.WARNING, sentence, details, tuple(actions), key))

    def error(
        self, problem: BaseException | str, *, actions: Sequence[Action] = (), key: str | None = None
    ) -> None:
        """Tell a failure. Fits as ``on_failure`` of a task owner."""
        self.post(message_for(problem, actions=actions, key=key))

    def withdraw(self, key: str) -> None:
        """Take back the message of this key: its subject is settled."""
        self.withdrawn.emit(key)
