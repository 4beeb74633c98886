"""The foot of the sheet: what confirming will do, and the button that does it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from webinar_console.ui.theme import Theme, Tone
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import Label, clear, column, push_button, row

from .words import Line, LineTone

_TONES: dict[LineTone, Tone] = {"plain": "text", "good": "success", "warning": "warning", "error": "error"}
_START_NAME = "Start import"


class _Sentence(QWidget):
    """An icon and a sentence, in the ink of its weight."""

    def __init__(self, theme: Theme, line: Line) -> None:
        super().__init__()
        self._theme, self._icon = theme, line.icon
        self._tone: Tone = "muted" if line.tone == "plain" else _TONES[line.tone]
        self._label = Label(theme, line.sentence, tone=_TONES[line.tone], wrap=True)
        layout = row(theme, 24, self._label, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call: the icon beside the first line."""
        painter, side = QPainter(self), self._theme.space(14)
        line = self._label.fontMetrics().height()
        place = QRect(0, self._label.y() + (line - side) // 2 + 1, side, side)
        paint_icon(painter, place, self._icon, getattr(self._theme.colours, self._tone))
        painter.end()


class ForecastBar(QWidget):
    """``confirmed``: the person pressed the button with the verb and the number. ``back``: not now."""

    confirmed = Signal()
    back = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._lines: tuple[Line, ...] = ()
        self._column = column(theme, gap=4)
        self.start = push_button(theme, "Invite", look="primary", name=_START_NAME)
        self.start.setMinimumHeight(theme.space(32))
        self.start.clicked.connect(self.confirmed)
        self._back = push_button(theme, "Back", name="Back to the registrants")
        self._back.setMinimumHeight(theme.space(32))
        self._back.setToolTip("Esc. Nothing is sent, and the file waits here.")
        self._back.clicked.connect(self.back)
        buttons = column(theme, None, row(theme, self._back, self.start, gap=8), gap=0)
        layout = row(theme, self._column, buttons, gap=24, margin=(24, 12, 24, 12))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.say("")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is told now."""
        return tuple(line.sentence for line in self._lines)

    def show_forecast(self, lines: Sequence[Line], label: str, *, ready: bool) -> None:
        """Tell the price; ``ready`` lets the person confirm it."""
        self.start.setText(label)
        self.start.setEnabled(ready)
        self.start.setToolTip(label if ready else "")
        self.start.setAccessibleDescription(f"{label}. " + " ".join(line.sentence for line in lines))
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        clear(self._column)
        self._column.addStretch(1)
        for line in lines:
            self._column.addWidget(_Sentence(self._theme, line))
        self._column.addStretch(1)

    def say(self, sentence: str) -> None:
        """There is no forecast: say what is waited for. Nothing can be confirmed."""
        lines = [Line("info", sentence)] if sentence else []
        self.show_forecast(lines, "Invite", ready=False)
