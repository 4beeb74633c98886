"""How a job is painted in the list: its name, how it stands, and what tells it from others like it."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from webinar_console.domain.job import JobProgress
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import chip_width, paint_chip

from .queueing import Place
from .words import counts_words, origin_words, result_words, title_words, verdict

Index = QModelIndex | QPersistentModelIndex
JOB_ROLE = Qt.ItemDataRole.UserRole + 1
PLACE_ROLE = Qt.ItemDataRole.UserRole + 2
#: Whether the job is the first of those that are over, below a queue.
DIVIDED_ROLE = Qt.ItemDataRole.UserRole + 3


def menu_place(theme: Theme, rect: QRect) -> QRect:
    """Where the dots of a row are that open its menu; ``rect`` is the whole row."""
    side = theme.space(20)
    return QRect(rect.right() - theme.space(8) - side, rect.bottom() - theme.space(5) - side, side, side)


class JobRow(QStyledItemDelegate):
    """Three lines; the dots at the end of the last are shown on the chosen row and below the pointer."""

    def __init__(self, theme: Theme, now: Callable[[], datetime], local: tzinfo | None) -> None:
        super().__init__()
        self._theme, self._now, self._local = theme, now, local

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt's question."""
        theme = self._theme
        body, small = (QFontMetrics(theme.font(size)).height() for size in (Size.BODY, Size.SMALL))
        return QSize(theme.space(120), body + 2 * small + 2 * theme.space(3) + 2 * theme.space(7))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's call."""
        theme = self._theme
        job: JobProgress = index.data(JOB_ROLE)
        place: Place | None = index.data(PLACE_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        touched = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen:
            active = bool(state & QStyle.StateFlag.State_Active)
            painter.fillRect(rect, theme.colour("selection" if active else "selection_idle"))
        elif touched:
            painter.fillRect(rect, theme.colour("hover"))
        if index.data(DIVIDED_ROLE):
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), theme.colour("hairline"))
        title, standing, origin = self._lines(rect)
        if place is not None and place.words:
            taken = self._write(painter, title, place.words, Size.SMALL, "muted", Qt.AlignmentFlag.AlignRight)
            title.setRight(title.right() - taken - theme.space(8))
        self._write(painter, title, title_words(job), Size.BODY, "text")
        word, tone = verdict(job)
        if place is not None and place.is_queued:
            word, tone = "Queued", "muted"
        paint_chip(painter, standing, theme, word, tone)
        beside = standing.adjusted(chip_width(theme, word) + theme.space(8), 0, 0, 0)
        told = result_words(job) if job.state.is_over else counts_words(job.counts)
        self._write(painter, beside, told, Size.SMALL, "muted")
        dots = menu_place(theme, rect)
        origin.setRight(dots.left() - theme.space(4))
        words = origin_words(job, self._now(), self._local)
        # Both ends tell: when it was, and the file.
        self._write(painter, origin, words, Size.SMALL, "muted", mode=Qt.TextElideMode.ElideMiddle)
        if chosen or touched:
            inset = theme.space(2)
            paint_icon(painter, dots.adjusted(inset, inset, -inset, -inset), "more", theme.colours.muted)

    def _lines(self, rect: QRect) -> tuple[QRect, QRect, QRect]:
        theme = self._theme
        body, small = (QFontMetrics(theme.font(size)).height() for size in (Size.BODY, Size.SMALL))
        left, width = rect.left() + theme.space(12), rect.width() - 2 * theme.space(12)
        top, gap = rect.top() + theme.space(7), theme.space(3)
        return (
            QRect(left, top, width, body),
            QRect(left, top + body + gap, width, small),
            QRect(left, top + body + small + 2 * gap, width, small),
        )

    def _write(
        self,
        painter: QPainter,
        rect: QRect,
        words: str,
        size: Size,
        ink: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> int:
        """Paint a line of words; how wide it is."""
        font = self._theme.font(size, tabular=True)
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, mode, rect.width())
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect, flags | int(Qt.TextFlag.TextSingleLine), shown)
        return metrics.horizontalAdvance(shown)
