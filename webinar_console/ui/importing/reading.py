"""While a file is read: how far, and a way out."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from webinar_console.domain.people_source import ReadProgress
from webinar_console.ui.phrases import counted
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, push_button, row


class ReadingPage(QWidget):
    """``stopped``: the person does not want to wait."""

    stopped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._name = ""
        self._heading = Label(theme, size=Size.HEADING, strong=True)
        self._rows = Label(theme, tone="muted", tabular=True)
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Reading")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.space(320))
        stop = push_button(theme, "Stop reading")
        stop.clicked.connect(self.stopped)
        words = column(theme, self._heading, 4, self._bar, self._rows, 12, row(theme, stop, None), gap=6)
        self.setLayout(column(theme, None, row(theme, None, words, None), None))

    def begin(self, name: str) -> None:
        """A source is being opened."""
        self._name = name
        self._heading.setText(f"Reading {name}")
        self._rows.setText("Opening the file")
        self._bar.setRange(0, 1000)
        self._bar.setValue(0)

    def show_progress(self, progress: ReadProgress) -> None:
        """So far."""
        share = progress.bytes_read / progress.bytes_total if progress.bytes_total else 1.0
        self._bar.setValue(round(share * 1000))
        self._rows.setText(f"{counted(progress.rows, 'row', 'rows')} so far")
