"""Which columns the table shows, in what order, how wide, and which of them the rows are sorted by: as the
person left it, for the whole account.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu

from webinar_console.domain.errors import StoreError
from webinar_console.ui.tasks import TaskOwner

from .ports import KeptSettings
from .registrant_view import RegistrantView
from .sorting import By

_SETTING = "registrants columns"
_SAVE_AFTER_MS = 400
#: Whoever cannot be seen by address is nobody: this column always stays.
_STAYS = "email"


class Layout(msgspec.Struct, frozen=True, omit_defaults=True):
    """By the columns' names. ``order`` is empty as long as nobody moved one; ``widths`` are in pixels.
    ``sort`` are the columns that rows are sorted by, the first one first.
    """

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: dict[str, int] = {}
    sort: tuple[By, ...] = ()


class ColumnLayout(QObject):
    """Keeps the layout of a view, and puts it on again when its columns are others or in another order."""

    def __init__(self, view: RegistrantView, settings: KeptSettings, tasks: TaskOwner) -> None:
        super().__init__(view)
        self._view, self._settings, self._tasks = view, settings, tasks
        self._layout = Layout()
        self._is_loaded = self._putting = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVE_AFTER_MS)
        self._soon.timeout.connect(self._save)
        header = view.horizontalHeader()
        header.sectionMoved.connect(self._moved)
        header.sectionResized.connect(self._resized)
        view.people.modelReset.connect(self.put_on)
        view.people.sorting_changed.connect(self._sorted)

    async def load(self) -> None:
        """Read what was kept, once. What cannot be understood counts as nothing; what cannot be read now is
        looked for again the next time, and nothing is written over it before.
        """
        if self._is_loaded:
            return
        try:
            kept: Any = await self._settings.get(_SETTING)
        except StoreError:
            return
        self._is_loaded = True
        try:
            self._layout = msgspec.convert(kept or {}, type=Layout)
        except (msgspec.ValidationError, ValueError):
            self._layout = Layout()
        self.put_on()

    async def aclose(self) -> None:
        """Save what is not saved yet. Raises ``StoreError``."""
        if self._soon.isActive():
            self._soon.stop()
            await self._keep()

    def put_on(self) -> None:
        """Show the columns as they were left."""
        header, layout = self._view.horizontalHeader(), self._layout
        names = self._names()
        self._putting = True
        try:
            for column, name in enumerate(names):
                self._view.setColumnHidden(column, name in layout.hidden and name != _STAYS)
                if name in layout.widths:
                    self._view.setColumnWidth(column, layout.widths[name])
            known = [name for name in layout.order if name in names]
            for place, name in enumerate([*known, *(name for name in names if name not in known)]):
                header.moveSection(header.visualIndex(names.index(name)), place)
            if layout.sort != self._view.people.wanted.by:
                self._view.people.sort_by(layout.sort)
        finally:
            self._putting = False

    def fill(self, menu: QMenu) -> None:
        """Offer each column, to be shown or hidden, and the layout of the beginning."""
        for column in self._view.in_view_order(range(len(self._names())), hidden=True):
            described = self._view.people.columns[column]
            action = menu.addAction(described.title)
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(column))
            action.setEnabled(described.name != _STAYS)
            action.toggled.connect(self._shower(described.name))
        menu.addSeparator()
        menu.addAction("As at the beginning", self.reset)

    def _shower(self, name: str) -> Callable[[bool], None]:
        return lambda shown: self.show_column(name, shown=shown)

    def show_column(self, name: str, *, shown: bool) -> None:
        """Show a column or hide it. The address stays."""
        others = tuple(other for other in self._layout.hidden if other != name)
        hidden = others if shown or name == _STAYS else (*others, name)
        # Nobody could see by what the rows are sorted.
        sort = tuple(by for by in self._layout.sort if by.column not in hidden)
        self._change(msgspec.structs.replace(self._layout, hidden=hidden, sort=sort))
        self.put_on()

    def reset(self) -> None:
        """All columns, in their order, as wide as at the beginning, and the rows as RingCentral has them."""
        self._change(Layout())
        self.put_on()
        self._view.give_own_widths()

    def _names(self) -> list[str]:
        return [described.name for described in self._view.people.columns]

    def _moved(self, _logical: int, _old: int, _new: int) -> None:
        if not self._putting:
            names = self._names()
            order = self._view.in_view_order(range(len(names)), hidden=True)
            self._change(msgspec.structs.replace(self._layout, order=tuple(names[c] for c in order)))

    def _resized(self, column: int, _old: int, new: int) -> None:
        names = self._names()
        if self._putting or self._view.gives_widths or not new or column >= len(names):
            return  # a hidden one has no width
        if column == self._view.in_view_order(range(len(names)))[-1]:
            return  # the last one that is shown stretches by itself
        widths = self._layout.widths | {names[column]: new}
        self._change(msgspec.structs.replace(self._layout, widths=widths))

    def _sorted(self) -> None:
        if not self._putting:
            self._change(msgspec.structs.replace(self._layout, sort=self._view.people.wanted.by))

    def _change(self, layout: Layout) -> None:
        self._layout = layout
        if self._is_loaded:
            self._soon.start()

    def _save(self) -> None:
        self._tasks.start(self._keep(), "save columns")

    async def _keep(self) -> None:
        await self._settings.set(_SETTING, msgspec.to_builtins(self._layout))
