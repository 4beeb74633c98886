"""The foot of the sheet: what confirming will do, and the button that does it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QWidget

from webinar_console.services.imports import RowOrder
from webinar_console.ui.phrases import next_call
from webinar_console.ui.theme import Theme, Tone
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import Label, clear, column, push_button, row

from .night import NightBox
from .order_choice import OrderChoice
from .passing import Offer, PassingSettings
from .words import Line, LineTone

_TONES: dict[LineTone, Tone] = {"plain": "text", "good": "success", "warning": "warning", "error": "error"}
_START_NAME = "Start import"
# Below this width the buttons stand under the sentences.
_NARROW = 620
# How often a wait for the next call is counted down.
_WAIT_MS = 1_000
# More than this much of the window's height the sentences do not take: then they scroll.
_SHARE = 0.3


class _Sentence(QWidget):
    """An icon and a sentence, in the ink of its weight."""

    def __init__(self, theme: Theme, line: Line) -> None:
        super().__init__()
        self._theme, self._icon = theme, line.icon
        self._tone: Tone = "muted" if line.tone == "plain" else _TONES[line.tone]
        self._label = Label(theme, line.sentence, tone=_TONES[line.tone], wrap=True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
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
    """``confirmed``: the person pressed the button with the verb and the number. ``back``: not now.
    ``trial_wanted``: one row to the person first.

    ``next_call_s`` tells the seconds until RingCentral allows a call.
    """

    confirmed = Signal()
    trial_wanted = Signal()
    back = Signal()

    def __init__(self, theme: Theme, next_call_s: Callable[[], float]) -> None:
        super().__init__()
        self._next_call_s, self._work = next_call_s, ""
        self._wait = QTimer(self)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._tell_work)
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._lines: tuple[Line, ...] = ()
        self._column = column(theme, gap=4)
        self.passing = PassingSettings(theme)
        self.order = OrderChoice(theme)
        self.night = NightBox(theme)
        self._told = QWidget()
        self._told.setProperty("ground", "canvas")
        self._told.setLayout(self._column)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("What the import will do")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._told)
        self.start = push_button(theme, "Invite", look="primary", name=_START_NAME)
        self.start.setMinimumHeight(theme.space(32))
        self.start.clicked.connect(self.confirmed)
        self._back = push_button(theme, "Back", name="Back to the registrants")
        self._back.setMinimumHeight(theme.space(32))
        self._back.setToolTip("Esc. Nothing is sent, and the file waits here.")
        self._back.clicked.connect(self.back)
        self.trial = push_button(theme, "Try with yourself…", look="link", name="Try with yourself")
        self.trial.setToolTip("Sends one row of the list with your name and address")
        self.trial.clicked.connect(self.trial_wanted)
        self.trial.hide()
        both = row(theme, None, self._back, self.start, gap=8)
        buttons = column(theme, None, row(theme, None, self.trial, gap=0), both, gap=8)
        left = column(theme, self._scroll, self.passing, row(theme, self.order, None), self.night, gap=8)
        self._layout = row(theme, left, buttons, gap=24, margin=(24, 12, 24, 12))
        self._layout.setStretch(0, 1)
        self.setLayout(self._layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say("")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is told now."""
        return tuple(line.sentence for line in self._lines)

    def show_forecast(self, lines: Sequence[Line], label: str, *, ready: bool) -> None:
        """Tell the price; ``ready`` lets the person confirm it."""
        self._wait.stop()
        self.passing.setEnabled(True)
        self._show(lines, label, ready=ready)

    def _show(self, lines: Sequence[Line], label: str, *, ready: bool) -> None:
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
            sentence = _Sentence(self._theme, line)
            self._column.addWidget(sentence)
            # A layout leaves no room for what is not shown yet, and the height is asked for now.
            sentence.show()
        self._column.addStretch(1)
        self._scroll.verticalScrollBar().setValue(0)
        self._fit()

    def show_offers(self, offers: Sequence[Offer], settings: Mapping[str, Any]) -> None:
        """What may be changed for this import, and what is chosen."""
        self.passing.show_offers(offers, settings)

    def show_order(self, header: Sequence[str], order: RowOrder | None, *, wanted: bool) -> None:
        """Offer to choose who comes first, where that matters."""
        if wanted:
            self.order.show_columns(header, order)
        self.order.setVisible(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: the sentences get the height that they need at this width."""
        super().resizeEvent(event)
        narrow = event.size().width() < self._theme.space(_NARROW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._layout.setDirection(down if narrow else right)
        self._layout.setSpacing(self._theme.space(12 if narrow else 24))
        self._layout.activate()
        self._fit()

    def _fit(self) -> None:
        """A scroll area knows nothing of wrapped lines: its height is told to it."""
        needed = max(self._column.heightForWidth(self._scroll.width()), self._theme.space(32))
        most = max(self._theme.space(96), round(self.window().height() * _SHARE))
        self._scroll.setFixedHeight(min(needed, most))

    def say(self, sentence: str) -> None:
        """There is no forecast: say what is waited for. Nothing can be confirmed."""
        lines = [Line("info", sentence)] if sentence else []
        for part in (self.passing, self.order, self.night, self.trial):
            part.hide()
        self.show_forecast(lines, "Invite", ready=False)

    def say_work(self, sentence: str) -> None:
        """Say what is done now and, while that waits for RingCentral, how long."""
        self._work = sentence
        self._tell_work()
        self._wait.start()

    def _tell_work(self) -> None:
        words = f"{self._work} {next_call(self._next_call_s())}".rstrip()
        self.passing.setEnabled(False)
        self._show([Line("info", words)], "Invite", ready=False)
