"""The foot of the sheet: what confirming will do, and the button that does it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSizePolicy, QWidget

from webinar_console.services.imports import RowOrder
from webinar_console.ui.phrases import next_call
from webinar_console.ui.theme import Theme, Tone
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import Label, column, icon_button, push_button, row

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
_ENDLESS = 10_000
# Lower than this the sentences do not become: rather the page above scrolls.
_LEAST = 56


class _Sentence(QWidget):
    """An icon and a sentence, in the ink of its weight."""

    def __init__(self, theme: Theme, line: Line) -> None:
        super().__init__()
        self.line = line
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


class _Brief(QWidget):
    """The sentences in one line, with the button that unfolds them."""

    unfolded = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.button = icon_button(theme, "chevron-right", "What the import will do", tip="Show the sentences")
        self.button.setCheckable(True)
        self.button.setProperty("look", "inline")
        side = theme.space(20)
        self.button.setFixedSize(side, side)
        self.button.toggled.connect(self._toggled)
        self.label = Label(theme, wrap=True, tabular=True)
        layout = row(theme, self.button, self.label, gap=4)
        layout.setAlignment(self.button, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    @property
    def is_unfolded(self) -> bool:
        """Whether the sentences are wanted."""
        return self.button.isChecked()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's call: the words belong to the button."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.button.toggle()

    def _toggled(self, unfolded: bool) -> None:
        self.button.setIcon(self._theme.icon("chevron-down" if unfolded else "chevron-right"))
        self.button.setToolTip("Hide the sentences" if unfolded else "Show the sentences")
        self.unfolded.emit(unfolded)


class ForecastBar(QWidget):
    """Where there is little room, what is no warning is told in one line that unfolds.

    ``confirmed``: the person pressed the button with the verb and the number. ``back``: not now.
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
        self._sentences: list[_Sentence] = []
        self._most = self._easy = _ENDLESS
        self._tight = False
        self._brief = _Brief(theme)
        self._brief.unfolded.connect(self._arrange)
        self._brief.hide()
        self.passing = PassingSettings(theme)
        self.order = OrderChoice(theme)
        self.night = NightBox(theme)
        self._column = column(theme, gap=4)
        options = column(theme, self.passing, row(theme, self.order, None), self.night, gap=6)
        self._told = QWidget()
        self._told.setProperty("ground", "canvas")
        self._told.setLayout(column(theme, self._column, options, None, gap=6))
        self._told.installEventFilter(self)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("What the import will do, in full")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self._buttons = column(theme, None, row(theme, None, self.trial, gap=0), both, gap=4)
        self._layout = row(theme, self._scroll, self._buttons, gap=24, margin=(24, 8, 24, 8))
        self._layout.setStretch(0, 1)
        self.setLayout(self._layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.say("")

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is told now."""
        return tuple(line.sentence for line in self._lines)

    def show_forecast(self, lines: Sequence[Line], label: str, *, ready: bool, brief: str = "") -> None:
        """Tell the price; ``ready`` lets the person confirm it.

        ``brief`` is what the plain lines say, in one; without it they are never folded.
        """
        self._wait.stop()
        self.passing.setEnabled(True)
        self._show(lines, label, ready=ready, brief=brief)

    def _show(self, lines: Sequence[Line], label: str, *, ready: bool, brief: str = "") -> None:
        self.start.setText(label)
        self.start.setEnabled(ready)
        self.start.setToolTip(label if ready else "")
        self.start.setAccessibleDescription(f"{label}. " + " ".join(line.sentence for line in lines))
        self._brief.label.setText(brief)
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            for sentence in self._sentences:
                sentence.hide()
                sentence.deleteLater()
            self._sentences = [_Sentence(self._theme, line) for line in lines]
            self._scroll.verticalScrollBar().setValue(0)
            self._tight = False
            self._arrange()
        self._fit()

    def least_height(self) -> int:
        """Lower than this it does not become."""
        return self._around() + self._theme.space(_LEAST)

    def give_room(self, most: int, easy: int) -> None:
        """The bar may be ``most`` pixels high. Where it is more than ``easy``, the page above is cramped."""
        if (most, easy) != (self._most, self._easy):
            self._most, self._easy = most, easy
            self._fit()

    def _arrange(self) -> None:
        """What warns stands first and stays; the others come in their order, or fold where it is tight."""
        while self._column.count():
            self._column.takeAt(0)
        warnings = [s for s in self._sentences if s.line.tone in ("warning", "error")]
        others = [s for s in self._sentences if s not in warnings]
        folded = self._tight and not self._brief.is_unfolded
        shown = [*warnings, self._brief, *others] if self._tight else self._sentences
        for part in shown:
            self._column.addWidget(part)
            # A layout leaves no room for what is not shown yet, and the height is asked for now.
            part.setVisible(not (folded and part in others))
        self._brief.setVisible(self._tight)
        self.night.show_help(not folded)
        self._fit_height()

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
        self._layout.setSpacing(self._theme.space(8 if narrow else 24))
        self._buttons.setDirection(right if narrow else down)
        self._layout.activate()
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call: what may be chosen became higher or lower."""
        if watched is self._told and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def _fit(self) -> None:
        """Fold what can be folded where the page above would be cramped."""
        tight = bool(self._brief.label.text()) and self._around() + self._full_height() > self._easy
        if tight != self._tight:
            self._tight = tight
            self._arrange()
        else:
            self._fit_height()

    def _fit_height(self) -> None:
        """A scroll area knows nothing of wrapped lines: its height is told to it."""
        layout = self._told.layout()
        assert layout is not None
        layout.activate()
        needed = max(layout.heightForWidth(self._scroll.width()), self._theme.space(32))
        most = max(self._theme.space(_LEAST), self._most - self._around())
        self._scroll.setFixedHeight(min(needed, most))

    def _full_height(self) -> int:
        """The height of everything, were nothing folded."""
        width, gap = self._scroll.width(), self._theme.space(4)
        heights = [sentence.heightForWidth(width) + gap for sentence in self._sentences]
        options = [part for part in (self.passing, self.order) if not part.isHidden()]
        heights += [part.sizeHint().height() + gap for part in options]
        # As high as it would be, not as it is: else to fold would be a reason to unfold.
        heights.append(0 if self.night.isHidden() else self.night.full_height() + gap)
        return sum(heights)

    def _around(self) -> int:
        """What the bar is higher than its sentences: its edges and, where they stand below, the buttons."""
        edges = self._layout.contentsMargins()
        around = edges.top() + edges.bottom()
        if self._layout.direction() is QBoxLayout.Direction.TopToBottom:
            around += self._layout.spacing() + self._buttons.sizeHint().height()
        return around

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
