"""A progress bar that shows how the rows ended, not only how many."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QProgressBar

from webinar_console.domain.job import JobCounts
from webinar_console.ui.theme import Theme


class OutcomeBar(QProgressBar):
    """Done, already there, refused and cancelled beside each other; a screen reader hears the percentage."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._counts = JobCounts()
        self.setTextVisible(False)
        self.setAccessibleName("Progress of the job")
        self.setFixedWidth(theme.space(120))
        self.setRange(0, 1)

    def show_counts(self, counts: JobCounts) -> None:
        """Show these rows."""
        if counts == self._counts:
            return
        self._counts = counts
        self.setRange(0, max(1, counts.total))
        self.setValue(counts.ended)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call."""
        counts, theme = self._counts, self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = float(theme.space(6))
        track = QRectF(0, (self.height() - height) / 2, self.width(), height)
        shape = QPainterPath()
        shape.addRoundedRect(track, height / 2, height / 2)
        painter.setClipPath(shape)
        painter.fillRect(track, theme.colour("selection_idle"))
        parts = (
            (counts.done + counts.already_there, "accent"),
            (counts.refused + counts.needs_attention, "error"),
            (counts.cancelled, "faint"),
        )
        x = 0.0
        for count, colour in parts:
            width = track.width() * count / max(1, counts.total)
            painter.fillRect(QRectF(x, track.y(), width, height), theme.colour(colour))
            x += width
        painter.end()
