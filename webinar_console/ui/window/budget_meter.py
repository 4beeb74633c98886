"""The budget meter: how many calls are left, always in view, quiet while there is plenty."""

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from webinar_console.domain.job import Budget
from webinar_console.ui.moments import count
from webinar_console.ui.phrases import next_call
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, row

_SECOND_MS = 1_000


def window_words(window_s: float) -> str:
    """``a minute``, ``an hour``, ``30 seconds``: the length of a window after "calls in" or "calls"."""
    known = {60: "a minute", 3600: "an hour", 1: "a second"}
    seconds = round(window_s)
    if seconds in known:
        return known[seconds]
    if seconds % 60 == 0:
        return f"in {count(seconds // 60, 'minute')}"
    return f"in {count(seconds, 'second')}"


def short_words(budget: Budget) -> str:
    """What stands beside the ring."""
    if budget.penalty_s > 0:
        return f"Paused by RingCentral, {math.ceil(max(budget.penalty_s, budget.next_s)):,} s"
    if budget.next_s >= 1:
        return f"Next call in {math.ceil(budget.next_s):,} s"
    when = {60: "this minute", 3600: "this hour"}.get(round(budget.window_s), "now")
    return f"{budget.remaining:,} of {budget.limit:,} calls left {when}"


def long_words(budget: Budget) -> str:
    """The sentences of the tool tip."""
    parts = [f"RingCentral allows {count(budget.limit, 'call')} {window_words(budget.window_s)}."]
    if not budget.learned:
        parts.append("This is the documented number; the first answer tells the real one.")
    if budget.penalty_s > 0:
        parts.append("It asked for a pause, so nothing is sent until that is over.")
    elif budget.remaining <= 0:
        wait = next_call(budget.next_s) or "The next one goes as soon as it may."
        parts.append(f"All are used. {wait}")
    if budget.background:
        parts.append(f"{'Jobs are' if budget.background > 1 else 'A job is'} using {budget.background:,}.")
    parts.append(f"{budget.reserve:,} are kept for what you do yourself.")
    return " ".join(parts)


class _Ring(QWidget):
    """The gauge: full when nothing is used."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.share = 1.0
        self.waiting = False
        side = theme.space(16)
        self.setFixedSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(2.0, self.width() / 7)
        box = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter.setPen(QPen(self._theme.colour("hairline"), width))
        painter.drawEllipse(box)
        ink = self._theme.colour("warning" if self.waiting else "control")
        painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        # In sixteenths of a degree, from twelve o'clock against the clock: what is used goes first.
        if self.share > 0:
            painter.drawArc(box, 90 * 16, round(360 * 16 * self.share))
        elif self.waiting:
            painter.drawEllipse(box)
        painter.end()


class BudgetMeter(QWidget):
    """``budget`` is asked once a second while the meter is seen; only a change is painted."""

    def __init__(self, theme: Theme, budget: Callable[[], Budget]) -> None:
        super().__init__()
        self._budget = budget
        self._last: Budget | None = None
        self._ring = _Ring(theme)
        self._words = Label(theme, size=Size.SMALL, tone="muted", tabular=True)
        self.setLayout(row(theme, self._ring, self._words, gap=6))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.refresh)
        self.refresh()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def refresh(self) -> None:
        """Ask and show."""
        budget = self._budget()
        if budget == self._last:
            return
        self._last = budget
        waiting = budget.penalty_s > 0 or budget.remaining <= 0
        self._ring.share = max(0.0, min(1.0, budget.remaining / budget.limit)) if budget.limit else 0.0
        self._ring.waiting = waiting
        self._ring.update()
        self._words.setText(short_words(budget))
        self._words.set_tone("warning" if waiting else "muted")
        self.setToolTip(long_words(budget))
        self.setAccessibleName(short_words(budget))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's call."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's call."""
        self._timer.stop()
        super().hideEvent(event)
