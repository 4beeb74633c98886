"""Which columns the table shows, in what order, how wide, and which of them the rows are sorted by: as the
person left it, for the whole account.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from webinar_console.domain.errors import StoreError
from webinar_console.domain.query import KEY
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.window.account_menu import menu_text

from .columns import Column
from .kept_setting import KeptSetting
from .more_columns import ANSWER, ANSWERS, BESIDE, KEYS, is_more, more_columns, names_of
from .offers import Offers
from .ports import KeptSettings
from .questions import QuestionNames, QuestionsSheet
from .registrant_view import RegistrantView
from .sorting import By

_SETTING = "registrants columns"
NAME = "Name the questions…"
# Marks the entries of a menu that depend on who is in the session.
_MORE = "more"
# Marks the line above what concerns all columns.
_END = "end"
#: Whoever cannot be seen by address is nobody: this column always stays.
_STAYS = "email"


class Layout(msgspec.Struct, frozen=True, omit_defaults=True):
    """By the columns' names. ``order`` is empty as long as nobody moved one; ``widths`` are in pixels.
    ``sort`` are the columns that rows are sorted by, the first one first, ``more`` those that were chosen
    beside the ones that everybody has. The columns up to ``frozen`` stay when the others are scrolled.
    """

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: dict[str, int] = {}
    sort: tuple[By, ...] = ()
    more: tuple[str, ...] = ()
    frozen: str = ""


def layout_of(kept: Any) -> tuple[Layout, dict[str, Any]]:
    """A layout as it was kept, field by field, and the fields that cannot be understood."""
    known: dict[str, Any] = {}
    unread: dict[str, Any] = {}
    for name, value in kept.items() if isinstance(kept, dict) else ():
        try:
            known[name] = getattr(msgspec.convert({name: value}, type=Layout), name)
        except (msgspec.ValidationError, ValueError, AttributeError):
            unread[name] = value
    return Layout(**known), unread


def in_order(names: Iterable[str], order: Sequence[str]) -> list[str]:
    """The columns from left to right. Those that ``order`` does not know come last, chosen ones beside their
    like.
    """
    names = list(names)
    placed = [name for name in order if name in names]
    placed += [name for name in names if name not in placed and not is_more(name)]
    for name in names:
        if name not in placed:
            like = [place for place, one in enumerate(placed) if one == BESIDE or is_more(one)]
            placed.insert(max(like, default=len(placed) - 1) + 1, name)
    return placed


class ColumnLayout(QObject):
    """Keeps the layout of a view, and puts it on again when its columns are others or in another order.

    ``more_changed`` tells that other columns were chosen; ``offers`` knows which there are to choose from.
    """

    more_changed = Signal()

    def __init__(self, theme: Theme, view: RegistrantView, settings: KeptSettings, tasks: TaskOwner) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view
        self._setting = KeptSetting(settings, _SETTING, tasks, self)
        self._layout = Layout()
        #: Fields that this version does not understand: another one may.
        self._unread: dict[str, Any] = {}
        self.offers = Offers(view.registrants)
        self.offers.learned.connect(self._learned)
        self.questions = QuestionNames(settings, tasks, self)
        self.questions.changed.connect(self._renamed)
        self._open: QMenu | None = None
        self._sheet: QuestionsSheet | None = None
        self._is_loaded = self._putting = False
        header = view.horizontalHeader()
        header.sectionMoved.connect(self._moved)
        header.sectionResized.connect(self._resized)
        view.people.modelReset.connect(self.put_on)
        view.people.sorting_changed.connect(self._sorted)

    async def load(self) -> None:
        """Read what was kept, once. A field that cannot be understood counts as nothing and is kept as it
        is; what cannot be read now is looked for again the next time, and nothing is written over it before.
        """
        if self._is_loaded:
            return
        try:
            await self.questions.load()
            kept = await self._setting.load()
        except StoreError:
            return
        self._is_loaded = True
        self._layout, self._unread = layout_of(kept)
        self.put_on()

    async def aclose(self) -> None:
        """Save what is not saved yet. Raises ``StoreError``."""
        await self.questions.aclose()
        await self._setting.aclose()

    def put_on(self) -> None:
        """Show the columns as they were left."""
        header, layout = self._view.horizontalHeader(), self._layout
        self._putting = True
        try:
            if [name for name in self._names() if is_more(name)] != [*layout.more]:
                self._show_more()
            names = self._names()
            for column, name in enumerate(names):
                self._view.setColumnHidden(column, name in layout.hidden and name != _STAYS)
                if name in layout.widths:
                    self._view.setColumnWidth(column, layout.widths[name])
            for place, name in enumerate(in_order(names, layout.order)):
                header.moveSection(header.visualIndex(names.index(name)), place)
            self._view.freeze(layout.frozen)
            if layout.sort != self._view.people.wanted.by:
                self._view.people.sort_by(layout.sort)
        finally:
            self._putting = False

    def fill(self, menu: QMenu) -> None:
        """Offer each column, to be shown or hidden, and the layout of the beginning. Columns that the people
        of the session turn out to have are added while the menu is open.
        """
        menu.addSeparator().setData(_END)
        menu.addAction("As at the beginning", self.reset)
        for column in self._view.in_view_order(range(len(self._names())), hidden=True):
            described = self._view.people.columns[column]
            if not is_more(described.name):
                self._offer(menu, described, is_shown=not self._view.isColumnHidden(column))
        self._open = menu
        menu.aboutToHide.connect(partial(self._closed, id(menu)))
        menu.destroyed.connect(partial(self._closed, id(menu)))
        self._learned()
        self.offers.learn()

    def _closed(self, which: int, *_: object) -> None:
        if id(self._open) == which:
            self._open = None

    def _learned(self) -> None:
        """Offer what there is to choose by now, in the menu that is open."""
        menu = self._open
        if menu is None:
            return
        for action in menu.actions():
            if action.property(_MORE):
                menu.removeAction(action)
        names = dict.fromkeys([*self._layout.more, *names_of(self.offers.found)])
        described = more_columns(names, self.questions.names)
        for words, begin in ((KEYS, KEY), (ANSWERS, ANSWER)):
            alike = [column for column in described if column.name.startswith(begin)]
            if alike:
                self._add(menu, "").setSeparator(True)
                self._add(menu, words).setEnabled(False)
            for column in alike:
                self._offer(menu, column, is_shown=column.name in self._layout.more)
            if alike and begin == ANSWER:
                self._add(menu, NAME).triggered.connect(self.name_questions)

    def _offer(self, menu: QMenu, described: Column[Registrant], *, is_shown: bool) -> None:
        action = self._add(menu, menu_text(described.title))
        action.setProperty(_MORE, is_more(described.name))
        action.setCheckable(True)
        action.setChecked(is_shown)
        action.setEnabled(described.name != _STAYS)
        action.toggled.connect(self._shower(described.name))

    def _add(self, menu: QMenu, words: str) -> QAction:
        """An entry above the line that is above what concerns all columns; it comes and goes with others."""
        action = QAction(words, menu)
        action.setProperty(_MORE, True)
        menu.insertAction(next(one for one in menu.actions() if one.data() == _END), action)
        return action

    def name_questions(self) -> QuestionsSheet:
        """Ask for the names of the questions, beside some answers to each."""
        if self._sheet is not None and isValid(self._sheet):
            self._sheet.activateWindow()
            return self._sheet
        known = {name.removeprefix(ANSWER) for name in self._layout.more if name.startswith(ANSWER)}
        questions = dict.fromkeys([*self.offers.answers, *sorted(known)])
        samples = {question: self.offers.answers.get(question, ()) for question in questions}
        self._sheet = QuestionsSheet(self._theme, self.questions, samples, self._view.window())
        self._sheet.show()
        return self._sheet

    def _renamed(self) -> None:
        if any(name.startswith(ANSWER) for name in self._layout.more):
            self._show_more()

    def _show_more(self) -> None:
        self._view.registrants.show_more(more_columns(self._layout.more, self.questions.names))

    def freeze(self, name: str) -> None:
        """Let the columns up to this one stay when the others are scrolled; without a name, none."""
        self._change(msgspec.structs.replace(self._layout, frozen=name))
        self._view.freeze(name)

    def _shower(self, name: str) -> Callable[[bool], None]:
        return lambda shown: self.show_column(name, shown=shown)

    def show_column(self, name: str, *, shown: bool) -> None:
        """Show a column or hide it; one that not everybody has comes and goes. The address stays."""
        layout = self._layout
        if is_more(name):
            others = tuple(other for other in layout.more if other != name)
            layout = msgspec.structs.replace(layout, more=(*others, name) if shown else others)
        else:
            others = tuple(other for other in layout.hidden if other != name)
            layout = msgspec.structs.replace(
                layout, hidden=others if shown or name == _STAYS else (*others, name)
            )
        if not shown:
            # Nobody could see by what the rows are sorted.
            layout = msgspec.structs.replace(
                layout, sort=tuple(by for by in layout.sort if by.column != name)
            )
        self._change(layout)
        self.put_on()
        if is_more(name):
            self.more_changed.emit()

    def reset(self) -> None:
        """All columns, in their order, as wide as at the beginning, and the rows as RingCentral has them."""
        self.use(Layout())

    @property
    def layout_in_use(self) -> Layout:
        """How the columns are shown now."""
        return self._layout

    def use(self, layout: Layout) -> None:
        """Show the columns like this."""
        self._change(layout)
        self._view.give_own_widths()
        self.put_on()
        self.more_changed.emit()

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
        self._setting.keep(self._unread | msgspec.to_builtins(layout))
