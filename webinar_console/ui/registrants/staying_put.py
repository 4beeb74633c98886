"""The rows that somebody looks at stay where they are on the screen while others come and go."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtWidgets import QTableView

from .people_model import PeopleModel, places

#: So many of the rows at the top are tried: looking for one takes up to a millisecond.
_TRIED = 3


class _Stand(NamedTuple):
    """A row that is seen, by its slot, and how many pixels below the upper edge it begins."""

    slot: int
    below: int


class StayingPut(QObject):
    """Keeps a row where it is when a list is read again: the current one, else the first that is seen.

    A table at its very beginning stays there, and a new sort or filter is shown where the bar stands.
    """

    def __init__(self, view: QTableView, model: PeopleModel) -> None:  # type: ignore[type-arg]
        super().__init__(view)
        self._view, self._model = view, model
        self._seen: Sequence[_Stand] = ()
        model.order_changes.connect(self._order_changes)
        model.rowsAboutToBeInserted.connect(self._rows_change)
        model.rowsAboutToBeRemoved.connect(self._rows_change)
        for changed in (model.order_changed, model.rowsInserted, model.rowsRemoved):
            changed.connect(self._return)

    @property
    def _height(self) -> int:
        return self._view.verticalHeader().defaultSectionSize()

    @property
    def _value(self) -> int:
        return self._view.verticalScrollBar().value()

    def _is_seen(self, row: int) -> bool:
        return -self._height < row * self._height - self._value < self._view.viewport().height()

    def _order_changes(self) -> None:
        if self._model.index_of_people.arrangement == self._model.wanted:
            self._remember()

    def _rows_change(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if self._is_seen(first) or first * self._height < self._value:
            self._remember()

    def _remember(self) -> None:
        order = self._model.index_of_people.order
        if self._value > 0:
            first, current = self._value // self._height, self._view.currentIndex().row()
            rows = [current] if 0 <= current < len(order) and self._is_seen(current) else []
            rows += range(first, min(first + _TRIED, len(order)))
            self._seen = [_Stand(order[row], row * self._height - self._value) for row in rows]

    def _return(self) -> None:
        seen, self._seen = self._seen, ()
        there = places({one.slot for one in seen}, self._model.index_of_people.order) if seen else {}
        for one in seen:
            if one.slot in there:
                self._scroll(there[one.slot] * self._height - one.below)
                return

    def _scroll(self, value: int) -> None:
        # The bar reaches as far as the rows that were there.
        self._view.executeDelayedItemsLayout()
        self._view.verticalScrollBar().setValue(value)
