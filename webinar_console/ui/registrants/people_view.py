"""A table of people: the keys and habits of a spreadsheet, a margin for signs, no widget per row."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionRange, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QToolTip,
    QWidget,
)

from webinar_console.ui.theme import Theme

from .copying import copying
from .delegate import PeopleDelegate
from .frozen import FreezingView
from .headers import MarginHeader, TitleHeader
from .painting import PLAIN, CellLook, CellPainter, Scene, Slot
from .people_model import PeopleModel
from .selection import Block, Kept, blocks_for, keep, runs_of, select
from .staying_put import StayingPut

R = TypeVar("R")
_HINT_MS = 4_000


class PeopleView(FreezingView, Generic[R]):
    """A table over a :class:`PeopleModel`.

    ``picked`` is emitted, at most once a turn of the loop, when the selection has changed; ``refused`` gives
    the reason when somebody tries to edit a cell that cannot be edited; ``copied_plain`` tells that so much
    was copied that nothing marks the cells as text.
    """

    picked = Signal()
    refused = Signal(str)
    copied_plain = Signal()

    def __init__(self, theme: Theme, model: PeopleModel[R], name: str) -> None:
        super().__init__(theme.space(120))
        self._theme = theme
        self.people = model
        self._painter = CellPainter(theme, model, self.look_of, self)
        self._delegate = PeopleDelegate(theme, lambda: model.columns, self._painter.is_cut, self)
        self._hovered = -1
        self._kept: Kept | None = None
        self._blocks: list[Block] | None = None
        self._picked_soon = QTimer(self)
        self._picked_soon.setSingleShot(True)
        self._picked_soon.timeout.connect(self.picked)
        self.setAccessibleName(name)
        self.setFont(theme.font())
        self._set_up_table()
        self._set_up_headers()
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        model.order_changes.connect(self._take_selection)
        model.order_changed.connect(self._put_selection_back)
        self._staying_put = StayingPut(self, model)
        # Rows that come and go move the rectangles without a change of the selection.
        rows = (model.rowsInserted, model.rowsRemoved, model.layoutChanged, model.modelReset)
        for moved in (*rows, model.columnsInserted, model.columnsRemoved):
            moved.connect(self._forget_blocks)
        self._delegate.stepped.connect(self._step)
        self._widths: dict[str, int] = {}
        #: Whether the view itself sets widths now, and no person.
        self.gives_widths = False
        self._names: list[str] = []
        self._frozen_to = ""
        self._give_widths()
        for change in (
            model.modelAboutToBeReset,
            model.columnsAboutToBeInserted,
            model.columnsAboutToBeRemoved,
        ):
            change.connect(self._keep_widths)
        for changed in (model.modelReset, model.columnsInserted, model.columnsRemoved):
            changed.connect(self._give_widths)
            changed.connect(self._show_sorting)
            changed.connect(self._freeze_again)

    def _set_up_table(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)

    def _set_up_headers(self) -> None:
        self.setVerticalHeader(MarginHeader(self._theme, self))
        header = TitleHeader(self._theme, self)
        self.setHorizontalHeader(header)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(self._theme.space(40))
        header.setStretchLastSection(True)
        header.setSectionsMovable(True)
        # The third click on a header shows the server's order again.
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort)
        self.people.sorting_changed.connect(self._show_sorting)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        self.watch_columns()

    def _width(self, characters: int) -> int:
        return self.fontMetrics().averageCharWidth() * characters + self._theme.space(16)

    def _keep_widths(self) -> None:
        # By name: another session may have its columns in another order. A hidden one has no width.
        shown = {name: self.columnWidth(column) for column, name in enumerate(self._names)}
        self._widths |= {name: width for name, width in shown.items() if width}

    def _give_widths(self) -> None:
        names = [described.name for described in self.people.columns]
        if names == self._names:
            return
        self._names = names
        self.gives_widths = True
        for column, described in enumerate(self.people.columns):
            width = self._widths.get(described.name) or self._width(described.width)
            self.setColumnWidth(column, width)
        self.gives_widths = False

    def give_own_widths(self) -> None:
        """Make the columns as wide as they are at the beginning."""
        self._widths, self._names = {}, []
        self._give_widths()

    def freeze(self, name: str) -> None:
        """Freeze the columns up to this one; with a name that no column has, none."""
        self._frozen_to = name
        self._freeze_again()

    @property
    def frozen_to(self) -> str:
        """The column up to which all are frozen, empty where none is."""
        return self._frozen_to

    def _freeze_again(self) -> None:
        names = [described.name for described in self.people.columns]
        self.freeze_column(names.index(self._frozen_to) if self._frozen_to in names else None)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        also = cast("TitleHeader", self.horizontalHeader()).clicked_also
        if also is not None:
            # Qt knows one sorted column only, and has moved its sign to the one that was clicked.
            self.people.sort_also(also)
            self._show_sorting()
        else:
            self.people.sort(column, order)

    def _show_sorting(self) -> None:
        """Qt's sign on the first column that is sorted by; the header paints those of all."""
        places = {described.name: place for place, described in enumerate(self.people.columns)}
        by = [(places[one.column], one.descending) for one in self.people.wanted.by if one.column in places]
        header = cast("TitleHeader", self.horizontalHeader())
        header.show_sorting(by)

    # -- selection

    def selected_blocks(self) -> list[Block]:
        """The selection as rectangles."""
        if self._blocks is None:
            # QItemSelection is a list; the stubs do not know it.
            ranges = cast("Iterable[QItemSelectionRange]", self.selectionModel().selection())
            self._blocks = [Block(one.top(), one.bottom(), one.left(), one.right()) for one in ranges]
        return self._blocks

    def _forget_blocks(self) -> None:
        self._blocks = None

    def _take_selection(self) -> None:
        self._kept = keep(self.selected_blocks(), self.people.index_of_people.order)
        self.selectionModel().clearSelection()

    def _put_selection_back(self) -> None:
        kept, self._kept = self._kept, None
        blocks = [] if kept is None else blocks_for(kept, self.people.index_of_people.order)
        if blocks:
            select(self.selectionModel(), blocks)

    def selected_columns(self) -> list[int]:
        """The columns that are shown and in which any cell is selected, from left to right."""
        return self.in_view_order(
            {c for one in self.selected_blocks() for c in range(one.left, one.right + 1)}
        )

    def selected_rows(self) -> list[int]:
        """The rows in which any cell is selected, from top to bottom."""
        return [row for top, end in runs_of(self.selected_blocks()) for row in range(top, end)]

    def selected_slots(self) -> Iterator[int]:
        """The slots of the rows with a selected cell, as they stand now, one at a time."""
        order, blocks = self.people.index_of_people.order, self.selected_blocks()
        return (slot for top, end in runs_of(blocks) for slot in order[top:end])

    def selected_count(self) -> int:
        """How many rows have a selected cell."""
        return sum(end - top for top, end in runs_of(self.selected_blocks()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Qt's call."""
        super().selectionChanged(selected, deselected)
        self._forget_blocks()
        if not self._picked_soon.isActive():
            self._picked_soon.start(0)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: copy, Enter to edit, Shift+F10; everything else is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            self.edit(self.currentIndex())
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            # Never "type to replace": these keys carry a character in Qt, and an edit would begin with it.
            event.ignore()
            return
        super().keyPressEvent(event)

    def edit(self, *args: Any) -> Any:
        """Qt's call, in two forms: begin an edit, or say why not."""
        if len(args) == 1:
            super().edit(args[0])
            return None
        index, trigger, event = args
        begun = super().edit(index, trigger, event)
        asked = QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        typed = (
            trigger == QAbstractItemView.EditTrigger.AnyKeyPressed
            and isinstance(event, QKeyEvent)
            and event.text().isprintable()
            and event.text() != ""
        )
        if not begun and (typed or trigger & asked):
            self._explain(index)
        return begun

    def why_not(self, _index: QModelIndex) -> str | None:
        """Why a cell cannot be edited."""
        return None

    def _explain(self, index: QModelIndex) -> None:
        if not index.isValid() or self.state() == self.State.EditingState:
            return
        reason = self.why_not(index)
        if reason:
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            QToolTip.showText(place, reason, self.viewport(), QRect(), _HINT_MS)
            self.refused.emit(reason)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Qt's call: the table has the keyboard again, unless the person went elsewhere with it."""
        focused = self.window().focusWidget()
        went = focused not in (None, editor) and not self.isAncestorOf(focused)
        super().closeEditor(editor, hint)
        if self.state() != self.State.EditingState and not went:
            self.setFocus()

    def _step(self, rows: int) -> None:
        current = self.currentIndex()
        below = current.siblingAtRow(current.row() + rows)
        if below.isValid():
            self.setCurrentIndex(below)

    # -- copying

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as text and as a table; many take a moment."""
        self.people.slices.steady(self.copying())

    def copying(self) -> Iterator[None]:
        """The same a step at a time: of the rows as they stand now, whatever is sorted or read meanwhile."""
        index = self.people.index_of_people
        columns = [(column, self.people.columns[column]) for column in self.selected_columns()]
        return copying(self.selected_blocks(), columns, index, index.order, self.copied_plain.emit)

    def in_view_order(self, columns: Iterable[int], *, hidden: bool = False) -> list[int]:
        """Those of the columns that are shown, from left to right; with ``hidden`` all of them."""
        shown = (column for column in columns if hidden or not self.isColumnHidden(column))
        return sorted(shown, key=self.horizontalHeader().visualIndex)

    # -- painting

    def look_of(self, _record: R, _name: str) -> CellLook:
        """What is special about a cell; nothing in a plain table."""
        return PLAIN

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call: all cells that are asked for, in one go."""
        area, frozen = event.rect(), self.frozen
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        if last < 0:
            last = self.people.rowCount() - 1
        current = self.currentIndex()
        scene = Scene(
            slots=self._columns_between(max(area.left(), frozen.width), area.right()),
            first=first,
            last=last,
            top=self.rowViewportPosition(first),
            height=self.rowHeight(first),
            selected=self._selected_cells(first, last),
            current=(current.row(), current.column()) if self.hasFocus() and current.isValid() else None,
            hovered=self._hovered,
            is_active=self.hasFocus() or self.state() == self.State.EditingState,
        )
        painter = QPainter(self.viewport())
        if frozen.width:
            painter.setClipRect(area.intersected(QRect(frozen.width, 0, area.right() + 1, area.bottom() + 1)))
        self._painter.paint(painter, scene)
        if frozen.width and area.left() < frozen.width:
            self._paint_frozen(painter, scene, area)
        painter.end()

    def _paint_frozen(self, painter: QPainter, scene: Scene, area: QRect) -> None:
        """What stays, and the line that it ends with."""
        frozen = self.frozen
        painter.setClipRect(area.intersected(QRect(0, 0, frozen.width, area.bottom() + 1)))
        slots = [Slot(column, left, width) for column, (left, width) in frozen.columns.items()]
        self._painter.paint(painter, replace(scene, slots=slots))
        painter.setPen(self._theme.colour("control"))
        painter.drawLine(frozen.width - 1, area.top(), frozen.width - 1, area.bottom())

    def _columns_between(self, left: int, right: int) -> list[Slot]:
        slots = []
        for column in range(self.people.columnCount()):
            if column in self.frozen.columns:
                continue
            at, width = self.columnViewportPosition(column), self.columnWidth(column)
            if width and at <= right and at + width > left:
                slots.append(Slot(column, at, width))
        return slots

    def _selected_cells(self, first: int, last: int) -> set[tuple[int, int]]:
        cells: set[tuple[int, int]] = set()
        for one in self.selected_blocks():
            for row in range(max(first, one.top), min(last, one.bottom) + 1):
                cells.update((row, column) for column in range(one.left, one.right + 1))
        return cells

    # -- hover

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt's call: the row under the mouse is lit."""
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._hover(self.indexAt(event.position().toPoint()).row())  # type: ignore[attr-defined]
        elif kind in (QEvent.Type.Leave, QEvent.Type.Wheel):
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        before = self._hovered
        if row == before:
            return
        self._hovered = row
        height, width = self._theme.row_height(), self.viewport().width()
        for changed in (before, row):
            if changed >= 0:
                self.viewport().update(0, self.rowViewportPosition(changed), width, height)

    def show_row(self, row: int, column: int | None = None) -> QModelIndex:
        """Make a cell current and bring it into view: the first one from the left that is shown, where
        ``column`` is not.
        """
        if column is None or self.isColumnHidden(column):
            column = next(iter(self.in_view_order(range(self.people.columnCount()))), 0)
        index = self.people.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return index
