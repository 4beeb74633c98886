"""The filter: reads what is typed, narrows the table, and offers ways to go on; views and header menus.

There is one state, the text of the field: menus and views write into it, so what is looked for can always be
read, changed and undone as text.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from webinar_console.domain.folding import search_terms
from webinar_console.domain.query import (
    KEY,
    Completion,
    Query,
    completions,
    is_key_token,
    parsed,
    token,
    with_token,
)
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import SearchField, tool_button
from webinar_console.ui.widgets.label import plain_tip
from webinar_console.ui.window.account_menu import menu_text
from webinar_console.ui.window.commands import Command

from .column_layout import NAME, ColumnLayout
from .columns import Attendance, Column, Look
from .elsewhere import AlsoElsewhere
from .frozen import FreezingHeader
from .more_columns import ANSWER
from .nobody import Nobody
from .people_index import Arrangement
from .registrant_view import RegistrantView
from .sorting import By
from .suggestions import Suggestions
from .views import NamedViews

#: Views that everybody has: what they are called, and their query.
VIEWS = (
    ("Everybody", ""),
    ("No source", "source:none"),
    ("Registered today", "on:today"),
    ("Duplicates across sessions", "also:yes"),
)
#: What else there is once people can have joined: while the session is on, who is absent may still come.
_CAME = ("Attended", "attended:yes")
_MISSED = {Attendance.UNDER_WAY: ("Not there yet", "attended:no"), Attendance.OVER: ("Absent", "attended:no")}
#: The token for what a column shows.
TOKEN_OF: Mapping[str, str] = {
    "first_name": "first",
    "last_name": "last",
    "email": "domain",
    "source": "source",
    "external_id": "id",
    "attended": "attended",
}
TIP = plain_tip(
    "Words, and tokens such as source:search-ad, attended:yes, domain:gmail.com, before:2026-11-01; "
    "a minus before one turns it round"
)


def arrangement_of(query: Query) -> Arrangement:
    """What the table is to show."""
    without = tuple(term for word in query.without for term in search_terms(word))
    return Arrangement(search_terms(" ".join(query.words)), without=without, tests=query.tests)


def nobody(_person: Registrant) -> bool:
    """Holds for no row."""
    return False


class Finder(QObject):
    """Binds a field to the table of a view. ``now`` answers aware times; days are this computer's."""

    def __init__(
        self,
        theme: Theme,
        field: SearchField,
        view: RegistrantView,
        columns: ColumnLayout,
        named: NamedViews,
        elsewhere: AlsoElsewhere,
        now: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._columns, self.named, self._elsewhere = columns, named, elsewhere
        self._field, self._view, self._model, self._now = field, view, view.registrants, now
        self.query = Query()
        self.suggestions = Suggestions(theme, field, parent)
        self._offers = columns.offers
        self._offers.learned.connect(self._learned)
        columns.more_changed.connect(self._find_again)
        elsewhere.known.connect(self._find_again)
        self._open: tuple[QMenu, str] | None = None
        self.views = tool_button(theme, "Views", "filter", name="Views", tip="What is looked for often")
        self.views.clicked.connect(self._show_views)
        field.setToolTip(TIP)
        field.textChanged.connect(self._find)
        field.textEdited.connect(self._offer)
        self.suggestions.taken.connect(self._go_on)
        header = view.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_menu)

    def look_for(self, text: str) -> None:
        """Write a query into the field."""
        self._field.setText(text)

    def _find_again(self) -> None:
        """What was a word may be a token by now, because other columns are there, and the other way round; or
        other sessions were looked at.
        """
        if self._field.text():
            self._find(self._field.text())

    def _find(self, text: str) -> None:
        self.query = self._parsed(text)
        self._elsewhere.want(wanted=self.query.asks_elsewhere)
        wanted = arrangement_of(self.query)
        self._model.find_arranged(replace(wanted, tests=(nobody,)) if self._is_unknown else wanted)

    @property
    def _is_unknown(self) -> bool:
        """Whether nobody can say yet who fits: then nobody is shown, rather than everybody."""
        return self.query.asks_elsewhere and self._elsewhere.emails is None

    def explain(self, empty: Nobody) -> bool:
        """Say why no row is shown; False: that is known in a moment, and nothing is to be said."""
        if not self._is_unknown:
            empty.nobody_found(self._field.text().strip(), self._field.clear)
        elif self._elsewhere.is_stuck:
            empty.not_looked_up(self._elsewhere.look_up)
        return self._elsewhere.is_stuck or not self._is_unknown

    def _parsed(self, text: str) -> Query:
        keys = frozenset(key.lower() for key in self._keys())
        return parsed(text, self._now(), keys=keys, elsewhere=self._elsewhere.emails)

    def _keys(self) -> list[str]:
        """The keys that are shown as columns: they are tokens by themselves."""
        names = (described.name for described in self._model.columns)
        return [name.removeprefix(KEY) for name in names if name.startswith(KEY)]

    # -- ways to go on

    def _offer(self, text: str) -> None:
        self._offers.learn()
        short = {key: self._offers.values.get(KEY + key, ()) for key in self._keys()}
        ways = completions(text, self._field.cursorPosition(), {**self._offers.values, **short})
        # Qt tells that it was edited before it tells that it is another text.
        self.suggestions.offer(ways, self._parsed(text).hints)

    def _go_on(self, way: Completion) -> None:
        text = self._field.text()
        self._field.setText(text[: way.start] + way.text + text[way.end :])
        self._field.setCursorPosition(way.start + len(way.text))
        self._offer(self._field.text())

    def _learned(self) -> None:
        if self._field.hasFocus() and self._field.isModified():
            self._offer(self._field.text())
        if self._open is not None:
            self._fill(*self._open)

    # -- views

    def views_menu(self) -> QMenu:
        """What is looked for often; the caller shows it."""
        menu = QMenu(self.views)
        offered, looked_for = self._offered(), self._field.text().strip()
        shown = self.named.shown(is_built_in=any(text == looked_for for _, text in offered))
        for name, text in offered:
            action = menu.addAction(name, partial(self._choose, text))
            action.setCheckable(True)
            action.setChecked(not shown and text == looked_for)
        self.named.fill(menu, shown)
        return menu

    def _choose(self, text: str) -> None:
        self.named.leave()
        self.look_for(text)

    def _offered(self) -> list[tuple[str, str]]:
        missed = _MISSED.get(self._model.attendance)
        return [*VIEWS, _CAME, missed] if missed is not None else [*VIEWS]

    def _show_views(self) -> None:
        menu = self.views_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.views.mapToGlobal(QPoint(0, self.views.height())))

    # -- the menus of the headers

    def _show_menu(self, place: QPoint) -> None:
        header = self._view.horizontalHeader()
        column = header.section_at(place) if isinstance(header, FreezingHeader) else -1
        if column >= 0:
            self._pop_up(column, header.viewport().mapToGlobal(place))

    def _pop_up(self, column: int, place: QPoint) -> None:
        menu = self.header_menu(column)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def commands(self) -> list[Command]:
        """By name, for the keyboard: the menu of the current column, and the views that a person keeps."""
        column = max(self._view.currentIndex().column(), 0)
        title = self._model.columns[column].title
        menu = Command(
            f"Menu of the column {title}",
            partial(self._show_menu_of, column),
            "list",
            more="sort then freeze unfreeze columns show hide",
        )
        return [menu, *self.named.commands()]

    def _show_menu_of(self, column: int) -> None:
        self._pop_up(column, self.place_of_menu(column))

    def place_of_menu(self, column: int) -> QPoint:
        """Below the title of a column, on the screen; the column is brought into view."""
        view, header = self._view, self._view.horizontalHeader()
        index = self._model.index(max(view.rowAt(0), 0), column)
        view.scrollTo(index)
        left = max(view.visualRect(index).left(), 0)
        return header.viewport().mapToGlobal(QPoint(left, header.height()))

    def header_menu(self, column: int) -> QMenu:
        """Sorting, and the values that are there most often, each to be looked for; the caller shows it."""
        described = self._model.columns[column]
        menu = QMenu(self._view)
        self._fill_sorting(menu, described)
        menu.addSeparator()
        self._columns.fill(menu.addMenu("Columns"))
        if described.name != self._view.frozen_to:
            freeze = menu.addAction("Freeze up to here", partial(self._columns.freeze, described.name))
            freeze.setEnabled(self._view.has_room_for(column))
        if self._view.frozen_to:
            menu.addAction("Unfreeze", partial(self._columns.freeze, ""))
        if described.name.startswith(ANSWER):
            menu.addAction(NAME, self._columns.name_questions)
        name = described.name if is_key_token(described.name) else TOKEN_OF.get(described.name)
        if name is not None:
            menu.addSeparator()
            self._open = menu, name
            menu.aboutToHide.connect(self._menu_closed)
            self._offers.learn()
            self._fill(menu, name)
        return menu

    def _fill_sorting(self, menu: QMenu, described: Column[Registrant]) -> None:
        """By this column alone, or after those that the rows are sorted by already."""
        name, by = described.name, self._model.wanted.by
        is_time = described.look is Look.MOMENT
        up, down = ("Oldest first", "Newest first") if is_time else ("A to Z", "Z to A")
        sort = "" if is_time else "Sort "
        menu.addAction(sort + up, partial(self._model.sort_by, [By(name)]))
        menu.addAction(sort + down, partial(self._model.sort_by, [By(name, descending=True)]))
        others = [one for one in by if one.column != name]
        if others:
            then = menu.addMenu("Then sort by this")
            then.addAction(up, partial(self._model.sort_by, [*others, By(name)]))
            then.addAction(down, partial(self._model.sort_by, [*others, By(name, descending=True)]))
            if len(others) < len(by):
                menu.addAction("Do not sort by this", partial(self._model.sort_by, others))
        menu.addAction("RingCentral’s order", partial(self._model.sort_by, ()))

    def _menu_closed(self) -> None:
        self._open = None

    def _fill(self, menu: QMenu, name: str) -> None:
        """Offer the values that are known by now; others follow while the menu is open."""
        if name == "attended":
            missed = _MISSED.get(self._model.attendance)
            for label, wanted in [_CAME, missed] if missed is not None else []:
                if wanted not in {action.data() for action in menu.actions()}:
                    menu.addAction(f"Only “{label}”", partial(self.add, wanted)).setData(wanted)
            return
        values = [*self._offers.values.get(name, ())]
        if name in ("source", "id") or name.startswith(KEY):
            values.append("")
        there = {action.data() for action in menu.actions()}
        for value in values:
            wanted = token(name, value)
            if wanted not in there:
                label = f"Only {menu_text(value)}" if value else "Only where it is empty"
                menu.addAction(label, partial(self.add, wanted)).setData(wanted)

    def add(self, wanted: str) -> None:
        """Narrow what is looked for by one more token; another value of the same name gives way."""
        self.look_for(with_token(self._field.text(), wanted))
