"""Views with a name: what is looked for, and how the columns are shown while it is. Kept for the account."""

from collections.abc import Callable
from functools import partial
from itertools import chain, count
from typing import Any

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from webinar_console.domain.errors import StoreError
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import SearchField
from webinar_console.ui.window.account_menu import menu_text
from webinar_console.ui.window.commands import Command

from .column_layout import ColumnLayout, Layout
from .kept_setting import KeptSetting
from .ports import KeptSettings
from .view_sheets import ManageSheet, NameSheet

SAVE, MANAGE = "Save as a view…", "Rename or delete views…"
HEADING = "Your views"
_SETTING = "registrants views"


class NamedView(msgspec.Struct, frozen=True, omit_defaults=True):
    """``text`` is that of the filter, ``layout`` how the columns are shown."""

    name: str
    text: str = ""
    layout: Layout = Layout()


class NamedViews(QObject):
    """The views that a person keeps, in the order in which they were saved.

    ``look_for`` writes a text into the filter.
    """

    def __init__(
        self,
        theme: Theme,
        field: SearchField,
        columns: ColumnLayout,
        settings: KeptSettings,
        tasks: TaskOwner,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme, self._field, self._columns, self._over = theme, field, columns, parent
        self._setting = KeptSetting(settings, _SETTING, tasks, self)
        self._is_loaded = False
        self._sheet: ManageSheet | None = None
        # The name of the view that was chosen or saved last; empty where it was a built-in one.
        self._last = ""
        self.all: tuple[NamedView, ...] = ()
        #: Views that this version does not understand, with their places: another one may.
        self._unread: list[tuple[int, Any]] = []

    async def load(self) -> None:
        """Read what was kept, once. A view that cannot be understood is not offered and kept as it is; what
        cannot be read now is looked for again the next time.
        """
        if self._is_loaded:
            return
        try:
            kept = await self._setting.load()
        except StoreError:
            return
        self._is_loaded = True
        views: list[NamedView] = []
        for place, one in enumerate(kept if isinstance(kept, list | tuple) else ()):
            try:
                views.append(msgspec.convert(one, type=NamedView))
            except (msgspec.ValidationError, ValueError):
                self._unread.append((place, one))
        self.all = tuple(views)

    async def aclose(self) -> None:
        """Save what is not saved yet. Raises ``StoreError``."""
        await self._setting.aclose()

    # -- what can be done

    def now(self, name: str) -> NamedView:
        """What is shown now, as a view."""
        return NamedView(name, self._field.text().strip(), self._columns.layout_in_use)

    def choose(self, view: NamedView) -> None:
        """Show the table like this."""
        self._columns.use(view.layout)
        self._field.setText(view.text)
        self._last = view.name

    def leave(self) -> None:
        """A built-in view was chosen."""
        self._last = ""

    def shown(self, *, is_built_in: bool) -> str:
        """The name of the view that is seen now, empty for none. Where several look alike it is the one that
        was chosen last, else the built-in one where that ``is_built_in``.
        """
        alike = [view.name for view in self.all if view == self.now(view.name)]
        if self._last in alike:
            return self._last
        return "" if is_built_in or not alike else alike[0]

    def save(self, name: str) -> None:
        """Keep what is shown now under a name; a view that has it already becomes this one."""
        view = self.now(name)
        self._last = name
        if any(one.name == name for one in self.all):
            self._keep(tuple(view if one.name == name else one for one in self.all))
        else:
            self._keep((*self.all, view))

    def is_free(self, name: str, of: str) -> bool:
        """Whether the view ``of`` may be called so."""
        return name == of or all(view.name != name for view in self.all)

    def rename(self, old: str, new: str) -> None:
        """Give a view another name."""
        if new != old:
            renamed = (
                msgspec.structs.replace(view, name=new) if view.name == old else view for view in self.all
            )
            self._last = new if self._last == old else self._last
            self._keep(tuple(renamed))

    def delete(self, name: str) -> Callable[[], str]:
        """Forget a view. Returns what brings it back, with a number behind its name where another view has
        that by then, and answers the name.
        """
        before = self.all
        place = next(place for place, one in enumerate(before) if one.name == name)
        self._keep((*before[:place], *before[place + 1 :]))
        return partial(self._bring_back, before[place], place)

    def _bring_back(self, view: NamedView, place: int) -> str:
        taken = {one.name for one in self.all}
        names = chain([view.name], (f"{view.name} ({number})" for number in count(2)))
        name = next(name for name in names if name not in taken)
        back = msgspec.structs.replace(view, name=name)
        self._keep((*self.all[:place], back, *self.all[place:]))
        return name

    def _keep(self, views: tuple[NamedView, ...]) -> None:
        self.all = views
        kept: list[Any] = [*map(msgspec.to_builtins, views)]
        for place, one in self._unread:
            kept.insert(place, one)
        self._setting.keep(tuple(kept))

    # -- the menu

    def fill(self, menu: QMenu, shown: str) -> None:
        """Offer the views, with a tick at the one that is ``shown``, and what can be done with them."""
        if self.all:
            menu.addSeparator()
            menu.addAction(HEADING).setEnabled(False)
        for view in self.all:
            action = menu.addAction(menu_text(view.name), partial(self.choose, view))
            action.setCheckable(True)
            action.setChecked(view.name == shown)
        menu.addSeparator()
        menu.addAction(SAVE, self.ask_name)
        if self.all:
            menu.addAction(MANAGE, self.manage)

    def commands(self) -> list[Command]:
        """The same by name."""
        found = [
            Command(f"View {view.name}", partial(self.choose, view), "filter", more="filter columns named")
            for view in self.all
        ]
        found.append(Command(f"Views: {SAVE[0].lower()}{SAVE[1:]}", self.ask_name, "filter", more="keep"))
        if self.all:
            found.append(Command(f"Views: {MANAGE[0].lower()}{MANAGE[1:]}", self.manage, "filter"))
        return found

    def ask_name(self) -> NameSheet:
        """Ask under which name to keep what is shown now."""
        sheet = NameSheet(self._theme, [view.name for view in self.all], self._over.window())
        sheet.named.connect(self.save)
        sheet.open()
        return sheet

    def manage(self) -> ManageSheet:
        """Let the views be renamed and deleted."""
        if self._sheet is not None and isValid(self._sheet):
            # Its lines are those of when it was opened.
            self._sheet.close()
        names = [view.name for view in self.all]
        self._sheet = ManageSheet(self._theme, names, self, self._over.window())
        self._sheet.show()
        return self._sheet
