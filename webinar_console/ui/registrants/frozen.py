"""Columns that stay at the left while the others are scrolled sideways.

One view, and no second one over it: the table paints its cells itself, so it paints the frozen ones where
they stay; and Qt asks a view where a cell is (``visualRect``) and which cell is somewhere (``indexAt``). A
second view would listen to every change of the model a second time, and selections, editors and the keyboard
would have to be carried from one to the other.
"""

from dataclasses import dataclass, field

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    Qt,
)
from PySide6.QtGui import QHelpEvent, QMouseEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QTableView, QWidget

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Frozen:
    """Columns that stay, each with its left edge and width in pixels, and the width of all."""

    columns: dict[int, tuple[int, int]] = field(default_factory=dict)
    width: int = 0


NONE = Frozen()


class FreezingView(QTableView):
    """A table whose first columns, up to a chosen one, can be frozen.

    ``room`` are the pixels that must be left for the others; where they are not, nothing is frozen until
    there is more room.
    """

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room
        self._last: int | None = None
        self._frozen: Frozen | None = None
        self._pressed = QPersistentModelIndex()
        # While Qt works out a selection, places are those of the columns as they are scrolled.
        self._as_scrolled = False

    def watch_columns(self) -> None:
        """Notice when columns are moved, resized, hidden, added and removed in the header of now."""
        header = self.horizontalHeader()
        for change in (header.sectionResized, header.sectionMoved, header.sectionCountChanged):
            change.connect(self._look_again)

    def freeze_column(self, last: int | None) -> None:
        """Freeze the columns up to this one, as they are shown; ``None``: all are scrolled."""
        self._last = last
        self._look_again()

    def _look_again(self) -> None:
        before, self._frozen = self._frozen, None
        if self._last is not None or (before is not None and before.width):
            self.viewport().update()
            self.horizontalHeader().viewport().update()

    @property
    def frozen(self) -> Frozen:
        """The columns that are frozen now."""
        if self._frozen is None:
            self._frozen = self._worked_out()
        return self._frozen

    def _worked_out(self) -> Frozen:
        header = self.horizontalHeader()
        end = -1 if self._last is None else header.visualIndex(self._last)
        columns: dict[int, tuple[int, int]] = {}
        left = 0
        for place in range(end + 1):
            column = header.logicalIndex(place)
            width = header.sectionSize(column)
            if width:
                columns[column] = (left, width)
                left += width
        return Frozen(columns, left) if 0 < left <= self.viewport().width() - self._room else NONE

    def has_room_for(self, last: int) -> bool:
        """Whether the columns up to this one can be frozen in the room that there is."""
        header = self.horizontalHeader()
        places = range(header.visualIndex(last) + 1)
        width = sum(header.sectionSize(header.logicalIndex(place)) for place in places)
        return width <= self.viewport().width() - self._room

    def _scrolled(self, point: QPoint) -> QPoint:
        """Where a place would be if its column were scrolled with the others."""
        if point.x() < self.frozen.width:
            return QPoint(max(point.x(), 0) - self.horizontalHeader().offset(), point.y())
        return point

    # -- what Qt asks

    def indexAt(self, pos: QPoint) -> QModelIndex:
        """Qt's call: the cell at a place."""
        return super().indexAt(pos if self._as_scrolled else self._scrolled(pos))

    def visualRect(self, index: Index) -> QRect:
        """Qt's call: the place of a cell."""
        rect = super().visualRect(index)
        if not self._as_scrolled and index.column() in self.frozen.columns:
            rect.translate(self.horizontalHeader().offset(), 0)
        return rect

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Qt's call: what is painted anew when a selection changes."""
        region = super().visualRegionForSelection(selection)
        if self.frozen.width:
            region = region.united(QRect(0, 0, self.frozen.width, self.viewport().height()))
        return region

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Qt's call: select what lies between two places."""
        if not self.frozen.width:
            super().setSelection(rect, command)
            return
        end = self._scrolled(rect.bottomRight())
        self._as_scrolled = True
        try:
            if self.state() == self.State.DragSelectingState and self._pressed.isValid():
                # The view may have been scrolled since the button went down.
                begin = super().visualRect(self._pressed).center()
            else:
                self._as_scrolled = False
                begin = self._scrolled(rect.topLeft())
                self._as_scrolled = True
            super().setSelection(QRect(begin, end), command)
        finally:
            self._as_scrolled = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's call: a selection begins here."""
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Qt's call: bring a cell into view, to the right of what is frozen."""
        frozen, bar = self.frozen, self.horizontalScrollBar()
        if index.column() in frozen.columns:
            before = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(before)
            return
        super().scrollTo(index, hint)
        hidden = frozen.width - super().visualRect(index).left()
        if frozen.width and hidden > 0:
            bar.setValue(bar.value() - hidden)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Qt's call: what was painted is moved; what is frozen has to be painted in its place."""
        super().scrollContentsBy(dx, dy)
        if dx and self.frozen.width:
            self.viewport().update()
            self.horizontalHeader().viewport().update()
            # Editors were moved with the rest.
            self.updateEditorGeometries()

    def updateEditorGeometries(self) -> None:
        """Qt's call: an editor that is scrolled below what is frozen does not cover it."""
        super().updateEditorGeometries()
        width = self.frozen.width
        if not width or self.state() != self.State.EditingState:
            return
        is_frozen = self.currentIndex().column() in self.frozen.columns
        for editor in self.viewport().findChildren(
            QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly
        ):
            hidden = 0 if is_frozen else width - editor.x()
            if hidden > 0:
                editor.setMask(QRegion(hidden, 0, max(1, editor.width() - hidden), editor.height()))
            else:
                editor.clearMask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: there may be room for what is frozen, or none any more."""
        self._look_again()
        super().resizeEvent(event)


class FreezingHeader(QHeaderView):
    """The titles of such a table. A click on what is frozen is handed on as if it were scrolled.

    Qt passes over moves of the mouse left of its titles, where scrolled ones are: so edges of frozen columns
    are dragged here. Frozen titles are moved by Qt, while the table is not scrolled.
    """

    def __init__(self, orientation: Qt.Orientation, parent: FreezingView) -> None:
        super().__init__(orientation, parent)
        self._view = parent
        # The section that is resized, and its width less the mouse's place.
        self._resized: tuple[int, int] | None = None

    def section_at(self, pos: QPoint) -> int:
        """The section at a place, -1 where there is none."""
        return self.logicalIndexAt(pos - QPoint(self._shift(pos.x()), 0))

    def frozen_sections(self) -> list[tuple[int, QRect]]:
        """The sections that stay, with their places."""
        height = self.viewport().height()
        return [
            (section, QRect(left, 0, width, height))
            for section, (left, width) in self._view.frozen.columns.items()
        ]

    def _shift(self, x: int) -> int:
        return self.offset() if x < self._view.frozen.width else 0

    def _edge_at(self, x: int) -> int | None:
        """The frozen section whose right edge is there, while the table is scrolled."""
        grip = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderGripMargin, None, self)
        columns = self._view.frozen.columns.items() if self.offset() else ()
        return next((section for section, (left, width) in columns if abs(x - left - width) <= grip), None)

    def _moved(self, event: QMouseEvent) -> QMouseEvent:
        """The event as it would be if everything were scrolled."""
        shift = self._shift(event.position().toPoint().x())
        if not shift:
            return event
        return QMouseEvent(
            event.type(),
            event.position() - QPointF(shift, 0),
            event.scenePosition(),
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's call."""
        x = event.position().toPoint().x()
        edge = self._edge_at(x) if event.button() == Qt.MouseButton.LeftButton else None
        if edge is None:
            super().mousePressEvent(self._moved(event))
        else:
            self._resized = edge, self.sectionSize(edge) - x

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's call."""
        x = event.position().toPoint().x()
        if self._resized is not None:
            section, more = self._resized
            self.resizeSection(section, max(self.minimumSectionSize(), x + more))
            return
        edge = self._edge_at(x)
        if event.buttons() or (edge is None and not self._shift(x)):
            super().mouseMoveEvent(self._moved(event))
        elif edge is not None:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's call."""
        if self._resized is None:
            super().mouseReleaseEvent(self._moved(event))
        self._resized = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt's call."""
        super().mouseDoubleClickEvent(self._moved(event))

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt's call: the tool tip is that of the title that is seen."""
        if isinstance(event, QHelpEvent) and (shift := self._shift(event.pos().x())):
            event = QHelpEvent(event.type(), event.pos() - QPoint(shift, 0), event.globalPos())
        return super().viewportEvent(event)
