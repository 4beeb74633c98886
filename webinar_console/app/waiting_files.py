"""Files that came with a start ("Open with", the program's icon): they wait for the session they are for."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, SignalInstance
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from webinar_console.ui.messages import Messages
from webinar_console.ui.phrases import listed

_KEY = "drop"


class WaitingFiles:
    """Hands files over as soon as there is a session for them, and says meanwhile that they wait.

    Files that come while others wait take their place: the person opened them last.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._paths: list[Path] = []
        self._open: Callable[[list[Path]], object] | None = None
        self._is_chosen: Callable[[], bool] = lambda: False

    @property
    def paths(self) -> Sequence[Path]:
        """Those that wait."""
        return tuple(self._paths)

    def take(self, paths: Sequence[Path]) -> None:
        """These files were opened with the program."""
        if paths:
            self._paths = list(paths)
            self._look()

    def follow(
        self,
        chosen: SignalInstance,
        is_chosen: Callable[[], bool],
        open_files: Callable[[list[Path]], object],
    ) -> None:
        """An account is open: ``chosen`` tells that a session was picked, ``open_files`` imports into it."""
        self._is_chosen, self._open = is_chosen, open_files
        chosen.connect(lambda _session: self._look())
        self._look()

    def leave(self) -> None:
        """The account is not open any more; what waits goes on waiting."""
        self._open = None

    def _look(self) -> None:
        if not self._paths or self._open is None:
            return
        if self._is_chosen():
            paths, self._paths = self._paths, []
            self._messages.withdraw(_KEY)
            self._open(paths)
        else:
            names = listed([path.name for path in self._paths])
            wait = "waits" if len(self._paths) == 1 else "wait"
            self._messages.info(f"{names} {wait}. Choose the session that these people are for.", key=_KEY)


class OpenedFiles(QObject):
    """What macOS sends to a program that is open when a file is opened with it."""

    def __init__(self, app: QApplication, take: Callable[[Sequence[Path]], object]) -> None:
        super().__init__(app)
        self._take = take
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self._take([Path(event.file())])
            return True
        return super().eventFilter(watched, event)
