"""How far an export is, and a way to end it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from webinar_console.ui.phrases import counted, people
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import ElidedLabel, column, hairline, push_button, row


class ExportBar(QWidget):
    """Shown while a list is written. ``cancel_wanted`` asks to end that."""

    cancel_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._name, self._total = "", 0
        self._of: Callable[[int], str] = people
        self.words = ElidedLabel(theme)
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Exported")
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(theme.space(160))
        self.cancel = push_button(theme, "Cancel", look="quiet", name="Cancel the export")
        self.cancel.clicked.connect(self.cancel_wanted)
        inner = QWidget()
        inner.setLayout(row(theme, self.words, None, self.progress, self.cancel, gap=12, margin=(12, 6)))
        self.setLayout(column(theme, hairline(), inner, gap=0))
        self.hide()

    def begin(self, name: str, total: int, of: Callable[[int], str] = people) -> None:
        """A file of this name is written, with so many people, or what else ``of`` makes words of."""
        self._name, self._total, self._of = name, total, of
        self.progress.setRange(0, max(1, total))
        self.show_done(0)
        self.show()

    def show_done(self, done: int) -> None:
        """So many people were handed over; after the last one the file is completed."""
        self.progress.setValue(done)
        if done < self._total:
            self.words.setText(f"Writing {self._name}: {done:,} of {self._of(self._total)}")
        else:
            self.words.setText(f"Completing {self._name} …")

    def begin_reading(self, name: str) -> None:
        """A file of this name is read."""
        self._name = name
        self.show_busy(f"Reading {name} …")

    def show_read(self, done: int, total: int, rows: int) -> None:
        """So much of it was read, in bytes, and so many rows."""
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(min(done, total))
        self.words.setText(f"Reading {self._name}: {counted(rows, 'row', 'rows')}")

    def show_busy(self, words: str) -> None:
        """Something is done that does not tell how far it is."""
        self.progress.setRange(0, 0)
        self.words.setText(words)
        self.show()
