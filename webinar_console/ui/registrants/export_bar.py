"""How far an export is, and a way to end it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from webinar_console.ui.phrases import people
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

    def begin(self, name: str, total: int) -> None:
        """A file of this name is written, with so many people."""
        self._name, self._total = name, total
        self.progress.setRange(0, max(1, total))
        self.show_done(0)
        self.show()

    def show_done(self, done: int) -> None:
        """So many people were handed over; after the last one the file is completed."""
        self.progress.setValue(done)
        if done < self._total:
            self.words.setText(f"Writing {self._name}: {done:,} of {people(self._total)}")
        else:
            self.words.setText(f"Completing {self._name} …")
