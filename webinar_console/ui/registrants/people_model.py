"""A table model over an index of rows: sorted, filtered and grown without a proxy and without a reset."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from .columns import Column
from .people_index import Arrangement, PeopleIndex
from .slices import Slices
from .sorting import By, added

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()

#: An insert repaints the whole view, so rows that arrive are shown at most this often.
SHOWN_EVERY_MS = 100
_AGAIN_MS = 20
#: Where so many rows change, finding out where they stand costs more than painting what is seen.
_MANY = 500
# A version that no index has: the order is what it is, but not worked out for the rows as they are.
INEXACT = -1
_SORTED = QAbstractItemModel.LayoutChangeHint.VerticalSortHint
# PySide shows the signal's default arguments as three signals; only the full one takes the hint.
_LAYOUT = "QList<QPersistentModelIndex>,QAbstractItemModel::LayoutChangeHint"
_Role = Qt.ItemDataRole


class PeopleModel(QAbstractTableModel, Generic[R]):
    """Rows of any record as a read-only table.

    ``counted`` is emitted when the number of rows, all or shown, may have changed; ``settled`` when a filter
    or sort is shown, ``sorting_changed`` when other columns are sorted by. ``order_changes`` and
    ``order_changed`` enclose every change of the order of rows.
    """

    order_changes = Signal()
    order_changed = Signal()
    counted = Signal()
    settled = Signal()
    sorting_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        searched: Callable[[R], Iterable[str | None]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns: Sequence[Column[R]] = columns
        self._searched = searched
        self.index_of_people: PeopleIndex[R] = self._new_index(())
        self.slices = Slices(self)
        self._wanted = Arrangement()
        self._arrived: list[R] = []
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.timeout.connect(self._show_arrived)

    # -- contents

    def fill(self, rows: Sequence[R]) -> None:
        """Show other rows: a new table, with the present filter and sort."""
        self.beginResetModel()
        self.slices.drop()
        self._flush.stop()
        self._arrived.clear()
        self.index_of_people = self._new_index(rows)
        self._wanted = replace(self._wanted, only=None, by=self._there(self._wanted.by))
        self.endResetModel()
        if not self._wanted.is_plain:
            self._arrange(self._wanted)
        self.slices.steady(self.index_of_people.prepare())
        self.counted.emit()

    def append(self, rows: Sequence[R]) -> None:
        """Take in rows that arrived; they are shown soon, below the others."""
        self._arrived.extend(rows)
        if not self._flush.isActive():
            self._show_arrived()
            self._flush.start(SHOWN_EVERY_MS)

    def show_now(self) -> None:
        """Show what has arrived without waiting; a filter or sort under way begins again."""
        self._flush.stop()
        if self._arrived:
            self._take_in()
            self._restart()

    def _show_arrived(self) -> None:
        if self._arrived and self.slices.is_urgent:
            # A filter or sort under way counts on the rows as they were.
            self._flush.start(_AGAIN_MS)
        elif self._arrived:
            self._take_in()

    def _take_in(self) -> None:
        people = self.index_of_people
        rows, self._arrived = self._arrived, []
        shown = people.extend(rows)
        if shown:
            first = len(people.order)
            self.beginInsertRows(NOWHERE, first, first + len(shown) - 1)
            people.show_more(shown)
            self.endInsertRows()
        self.slices.steady(people.prepare())
        self.counted.emit()

    def _new_index(self, rows: Sequence[R]) -> PeopleIndex[R]:
        return PeopleIndex(self._searched, self.columns, rows)

    def show_columns(self, columns: Sequence[Column[R]]) -> None:
        """Have these columns instead, one that goes or comes at a time, without a reset. Those that stay keep
        their order. Rows are no longer sorted by a column that goes.
        """
        wanted = {column.name: column for column in columns}
        if any(by.column not in wanted for by in self._wanted.by):
            self.sort_by([by for by in self._wanted.by if by.column in wanted])
        for place in reversed(range(len(self.columns))):
            if self.columns[place].name not in wanted:
                self.beginRemoveColumns(NOWHERE, place, place)
                self._take_columns([*self.columns[:place], *self.columns[place + 1 :]])
                self.endRemoveColumns()
        for place, column in enumerate(columns):
            if place < len(self.columns) and self.columns[place].name == column.name:
                continue
            self.beginInsertColumns(NOWHERE, place, place)
            self._take_columns([*self.columns[:place], column, *self.columns[place:]])
            self.endInsertColumns()
        self._take_columns(columns)
        if columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)

    def _take_columns(self, columns: Sequence[Column[R]]) -> None:
        self.columns = columns
        self.index_of_people.take_columns(columns)

    # -- filter and sort

    @property
    def total(self) -> int:
        """All rows, shown or not, those included that are about to be shown."""
        return self.index_of_people.total + len(self._arrived)

    @property
    def wanted(self) -> Arrangement:
        """The filter and sort that are shown or under way."""
        return self._wanted

    def search_by(self, searched: Callable[[R], Iterable[str | None]]) -> None:
        """Let the filter look at other cells, from the next search on."""
        self._searched = searched
        self.index_of_people.search_by(searched)
        self.slices.steady(self.index_of_people.prepare())

    def find(self, query: str) -> None:
        """Show only the rows that contain every word of ``query``."""
        self.find_arranged(Arrangement.of(query))

    def find_arranged(self, wanted: Arrangement) -> None:
        """Show only the rows that ``wanted`` finds, in the order that is shown."""
        now = self._wanted
        self._arrange(replace(wanted, by=now.by, only=now.only))

    def show_only(self, slots: frozenset[int] | None) -> None:
        """Show no rows but these (and of them what the filter finds); ``None``: all."""
        now = self._wanted
        self._arrange(replace(now, only=slots))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Qt's call: sort by a column alone, or show the server's order (column -1)."""
        down = order is Qt.SortOrder.DescendingOrder
        self.sort_by([By(self.columns[column].name, down)] if column >= 0 else [])

    def sort_by(self, by: Sequence[By]) -> None:
        """Sort by these columns, the first one first. Columns that are not there count for nothing."""
        there = self._there(by)
        is_other = there != self._wanted.by
        self._arrange(replace(self._wanted, by=there))
        if is_other:
            self.sorting_changed.emit()

    def _there(self, by: Iterable[By]) -> tuple[By, ...]:
        names = {column.name for column in self.columns}
        return tuple(one for one in by if one.column in names)

    def sort_also(self, column: int) -> None:
        """Sort by one more column after the others. One that is sorted by turns round, then is let go."""
        self.sort_by(added(self._wanted.by, self.columns[column].name))

    def arrange_again(self) -> None:
        """Filter and sort once more: rows have changed."""
        self._arrange(self._wanted)

    def _arrange(self, wanted: Arrangement) -> None:
        self._wanted = wanted
        self.slices.urgent(self._arranging(wanted))

    def _arranging(self, wanted: Arrangement) -> Iterator[None]:
        people = self.index_of_people
        version = people.version
        order = yield from people.arrange(wanted)
        self._swap(wanted, order, version)
        if wanted.by:
            self.slices.steady(people.prepare_reverse())
        self.counted.emit()
        self.settled.emit()

    def _swap(self, wanted: Arrangement, order: Sequence[int], version: int) -> None:
        """Show a new order; selection, current cell and open editors follow their row."""
        people = self.index_of_people
        if version != people.version:
            order = [slot for slot in order if people.is_live(slot)]
        self.order_changes.emit()
        self.layoutAboutToBeChanged[_LAYOUT].emit([], _SORTED)  # type: ignore[index]
        before = people.order
        held = self.persistentIndexList()
        there = places({before[one.row()] for one in held}, order)
        moved = [self._at(there.get(before[one.row()]), one.column()) for one in held]
        people.adopt(wanted, order, version=version)
        self.changePersistentIndexList(held, moved)
        self.layoutChanged[_LAYOUT].emit([], _SORTED)  # type: ignore[index]
        self.order_changed.emit()

    def _at(self, row: int | None, column: int) -> QModelIndex:
        return QModelIndex() if row is None else self.createIndex(row, column)

    # -- single rows

    def row_of(self, slot: int) -> int | None:
        """Where a slot is shown."""
        return places({slot}, self.index_of_people.order).get(slot)

    def replace_rows(self, rows: Iterable[tuple[int, R]]) -> None:
        """Give slots new contents, in place."""
        slots: set[int] = set()
        for slot, row in rows:
            self.index_of_people.replace(slot, row)
            slots.add(slot)
        self.repaint_slots(slots)

    def repaint_slots(self, slots: set[int]) -> None:
        """Say that rows look different now: one signal from the first to the last of them."""
        if not slots:
            return
        rows: Collection[int] = range(self.rowCount())
        if len(slots) < _MANY:
            rows = places(slots, self.index_of_people.order).values()
        if rows:
            first, last = min(rows), max(rows)
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, first, last)

    def insert_pinned(self, record: R, place: int | None = None) -> int:
        """Put a row above the others. Returns its slot."""
        people = self.index_of_people
        slot = people.pin(record, place)
        # Below the pinned rows that are shown already and stand before it.
        above = set(people.pinned[: people.pinned.index(slot)])
        row = sum(1 for shown in people.order[: len(people.pinned)] if shown in above)
        self.beginInsertRows(NOWHERE, row, row)
        people.show_at(row, slot)
        self.endInsertRows()
        self._restart()
        self.counted.emit()
        return slot

    def insert_pinned_rows(self, records: Sequence[R]) -> list[int]:
        """Put rows above the others, below those that are there already. Returns their slots."""
        if len(records) < 2:
            return [self.insert_pinned(record) for record in records]
        people = self.index_of_people
        slots = people.pin_all(records)
        above = set(people.pinned)
        row = sum(1 for shown in people.order[: len(people.pinned)] if shown in above)
        self.beginInsertRows(NOWHERE, row, row + len(slots) - 1)
        people.show_at(row, *slots)
        self.endInsertRows()
        self._restart()
        self.counted.emit()
        return slots

    def drop_slots(self, slots: set[int]) -> None:
        """Let rows go."""
        if not slots:
            return
        people = self.index_of_people
        rows = sorted(places(slots, people.order).values())
        people.drop(slots)
        if len(rows) == 1:
            self.beginRemoveRows(NOWHERE, rows[0], rows[0])
            people.hide_row(rows[0])
            self.endRemoveRows()
        elif rows:
            order = [slot for slot in people.order if slot not in slots]
            self._swap(people.arrangement, order, INEXACT)
        self._restart()
        self.counted.emit()

    def _restart(self) -> None:
        # Work that is under way knows nothing of a row that came or went just now.
        if self.slices.is_urgent:
            self._arrange(self._wanted)

    # -- what Qt asks

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """Qt's call: rows shown."""
        return 0 if parent.isValid() else len(self.index_of_people.order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Qt's call."""
        return 0 if parent.isValid() else len(self.columns)

    def record_at(self, row: int) -> R:
        """The record of a row that is shown."""
        people = self.index_of_people
        return people.rows[people.order[row]]

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Qt's call. The delegate reads the records itself; this serves copying and screen readers."""
        if not index.isValid() or role not in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return None
        column = self.columns[index.column()]
        text = column.text(self.record_at(index.row()))
        return text if text or role == _Role.DisplayRole else f"{column.title}: empty"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Qt's call: titles above; the margin is empty here."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role == _Role.DisplayRole:
                return column.title
            if role == _Role.ToolTipRole:
                return column.why_fixed or column.hint or None
            if role == _Role.AccessibleTextRole:
                return self._heard(column)
        if orientation is Qt.Orientation.Vertical and role == _Role.DisplayRole:
            return ""
        return None

    def _heard(self, column: Column[R]) -> str:
        """A column's title with its part in the sort, for screen readers."""
        by = self._wanted.by
        for rank, one in enumerate(by, 1):
            if one.column == column.name:
                way = "downwards" if one.descending else "upwards"
                return f"{column.title}, sorted {way}" + (f", {rank} of {len(by)}" if len(by) > 1 else "")
        return column.title


def places(slots: set[int], order: Sequence[int]) -> dict[int, int]:
    """Where slots stand in an order; those that are not in it are left out."""
    if len(slots) <= 4:
        found = {}
        for slot in slots:
            try:
                found[slot] = order.index(slot)
            except ValueError:
                continue
        return found
    return {slot: row for row, slot in enumerate(order) if slot in slots}
