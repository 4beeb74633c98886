"""Several files at once: one import each, or one list of them all. The person says which."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from webinar_console.domain.people_source import FileSource, FilesSource
from webinar_console.ui.phrases import counted, listed
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, push_button, row

_NAMED = 6


class SeveralFiles(QWidget):
    """``source_chosen`` carries what to read now. Files that are imported one after the other wait here, for
    each session.
    """

    source_chosen = Signal(object)  # GivenSource

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._paths: tuple[Path, ...] = ()
        self._session_id = ""
        self._waiting: dict[str, list[Path]] = {}
        self._heading = Label(theme, size=Size.HEADING, strong=True, wrap=True)
        self._names = Label(theme, tone="muted", wrap=True)
        words = "Joined, columns of one name become one, and each row keeps its file and line."
        self.join = push_button(theme, "Join them into one list", look="primary")
        self.each = push_button(theme, "One import each")
        self.join.clicked.connect(self._join)
        self.each.clicked.connect(self._take_each)
        explained = Label(theme, words, tone="muted", wrap=True)
        buttons = row(theme, self.join, self.each, None, gap=8)
        self.setLayout(
            column(theme, None, self._heading, self._names, explained, 12, buttons, None, margin=48)
        )

    def ask(self, session_id: str, paths: Sequence[Path]) -> None:
        """Ask about these files for a session."""
        self._session_id, self._paths = session_id, tuple(paths)
        self._heading.setText(f"How are the {counted(len(paths), 'file', 'files')} to be imported?")
        names = [path.name for path in paths[:_NAMED]]
        more = len(paths) - len(names)
        self._names.setText(listed([*names, counted(more, "more", "more")] if more else names))
        self.join.setFocus()

    def next_of(self, session_id: str) -> FileSource | None:
        """The next file that waits for a session, and waits no more."""
        waiting = self._waiting.get(session_id)
        return FileSource(waiting.pop(0)) if waiting else None

    def waits(self, session_id: str) -> bool:
        """Whether files wait for a session."""
        return bool(self._waiting.get(session_id))

    def _join(self) -> None:
        self.source_chosen.emit(FilesSource(self._paths))

    def _take_each(self) -> None:
        self._waiting[self._session_id] = list(self._paths[1:])
        self.source_chosen.emit(FileSource(self._paths[0]))
