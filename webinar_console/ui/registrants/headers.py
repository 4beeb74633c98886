"""The two headers of a table: titles above, signs of staged rows in the margin.

Both paint their sections themselves. Qt's own painting asks, for each section, whether all of its cells are
selected, which reads the flags of every cell of the table: 20 seconds for 100,000 rows after Ctrl+A.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets.change_list import SIGN_INK

from .frozen import FreezingHeader, FreezingView

_CENTRED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TitleHeader(FreezingHeader):
    """Titles in small type; the sorted columns' are darker and have an arrow, and a number where there are
    several.
    """

    def __init__(self, theme: Theme, parent: FreezingView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._hovered = -1
        self._sorted: dict[int, tuple[int, bool]] = {}
        #: The section that is being clicked with Shift, which sorts by it after the others.
        self.clicked_also: int | None = None
        self.setFont(theme.font(Size.SMALL))
        self._metrics = QFontMetrics(self.font())
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """A line of small type with air."""
        return QSize(super().sizeHint().width(), self._theme.row_height())

    def show_sorting(self, by: Sequence[tuple[int, bool]]) -> None:
        """Show which sections are sorted by, the first one first, each with whether it is descending."""
        self._sorted = {section: (rank, down) for rank, (section, down) in enumerate(by, 1)}
        section, down = by[0] if by else (-1, False)
        with QSignalBlocker(self):
            self.setSortIndicator(
                section, Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            )
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's call: a click with Shift sorts by one more column."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.clicked_also = self.section_at(event.position().toPoint())
        try:
            super().mouseReleaseEvent(event)
        finally:
            self.clicked_also = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call: the titles as they are scrolled, and those that stay above them."""
        super().paintEvent(event)
        sections = self.frozen_sections()
        if sections:
            painter = QPainter(self.viewport())
            for section, place in sections:
                self.paintSection(painter, place, section)
            right = sections[-1][1].right()
            painter.setPen(self._theme.colour("control"))
            painter.drawLine(right, 0, right, self.viewport().height())
            painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Qt's call."""
        theme = self._theme
        painter.fillRect(rect, theme.colour("hover" if logicalIndex == self._hovered else "surface"))
        painter.setPen(theme.colour("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        rank, down = self._sorted.get(logicalIndex, (0, False))
        number = str(rank) if rank and len(self._sorted) > 1 else ""
        title = str(self.model().headerData(logicalIndex, self.orientation()) or "")
        pad, gap = theme.space(8), theme.space(4)
        digits = self._metrics.horizontalAdvance(number) + gap // 2 if number else 0
        sign = theme.space(12) + digits if rank else 0
        room = rect.adjusted(pad, 0, -pad // 2 - sign, 0)
        cut = self._metrics.elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(self.font())
        painter.setPen(theme.colour("text" if rank else "muted"))
        painter.drawText(room, _CENTRED, cut)
        if rank:
            at = QPoint(room.left() + self._metrics.horizontalAdvance(cut) + gap, rect.center().y())
            self._paint_arrow(painter, at, down=down)
            at += QPoint(2 * theme.space(3) + gap // 2, 0)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(at.x(), rect.top(), digits, rect.height()), _CENTRED, number)

    def _paint_arrow(self, painter: QPainter, at: QPoint, *, down: bool) -> None:
        half = self._theme.space(3)
        tip = QPoint(half, half // 2 if down else -half // 2)
        foot = -half // 2 if down else half // 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawPolygon(QPolygon([at + QPoint(0, foot), at + tip, at + QPoint(half * 2, foot)]))
        painter.restore()

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt's call: the title under the mouse is lit."""
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._hover(self.section_at(event.position().toPoint()))  # type: ignore[attr-defined]
        elif kind == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()


class MarginHeader(QHeaderView):
    """The margin at the left: the sign of a staged row. A click selects the row, as in a spreadsheet."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme = theme
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setDefaultSectionSize(theme.row_height())
        self.setMinimumSectionSize(theme.row_height())
        self.setFixedWidth(theme.space(20))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self._font = theme.font(strong=True)

    def sizeHint(self) -> QSize:
        """Qt's call, after each row that comes or goes: Qt's own answer asks 200 rows for their words."""
        return QSize(self._theme.space(20), 0)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Qt's call: ground, hairline, sign."""
        colours = self._theme
        model = self.model()
        sign = str(model.headerData(logicalIndex, self.orientation(), Qt.ItemDataRole.DisplayRole) or "")
        painter.fillRect(rect, colours.colour(f"{SIGN_INK[sign]}_soft" if sign in SIGN_INK else "surface"))
        painter.setPen(colours.colour("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if sign in SIGN_INK:
            painter.setPen(colours.colour(SIGN_INK[sign]))
            painter.setFont(self._font)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, sign)
