"""The two headers of a table: titles above, signs of staged rows in the margin.

Both paint their sections themselves. Qt's own painting asks, for each section, whether all of its cells are
selected, which reads the flags of every cell of the table: 20 seconds for 100,000 rows after Ctrl+A.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPolygon
from PySide6.QtWidgets import QHeaderView, QWidget

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets.change_list import SIGN_INK

_CENTRED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TitleHeader(QHeaderView):
    """Titles in small type; the sorted column's is darker and has an arrow."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self._hovered = -1
        self.setFont(theme.font(Size.SMALL))
        self._metrics = QFontMetrics(self.font())
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """A line of small type with air."""
        return QSize(super().sizeHint().width(), self._theme.row_height())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Qt's call."""
        theme = self._theme
        painter.fillRect(rect, theme.colour("hover" if logicalIndex == self._hovered else "surface"))
        painter.setPen(theme.colour("hairline"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        is_sorted = self.isSortIndicatorShown() and logicalIndex == self.sortIndicatorSection()
        title = str(self.model().headerData(logicalIndex, self.orientation()) or "")
        pad, arrow = theme.space(8), theme.space(12) if is_sorted else 0
        room = rect.adjusted(pad, 0, -pad // 2 - arrow, 0)
        cut = self._metrics.elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.setFont(self.font())
        painter.setPen(theme.colour("text" if is_sorted else "muted"))
        painter.drawText(room, _CENTRED, cut)
        if is_sorted:
            right = room.left() + self._metrics.horizontalAdvance(cut) + theme.space(4)
            self._paint_arrow(painter, QPoint(right, rect.center().y()))

    def _paint_arrow(self, painter: QPainter, at: QPoint) -> None:
        half = self._theme.space(3)
        up = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
        tip = QPoint(half, -half // 2 if up else half // 2)
        foot = half // 2 if up else -half // 2
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
            self._hover(self.logicalIndexAt(event.position().toPoint()))  # type: ignore[attr-defined]
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
