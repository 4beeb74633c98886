"""The left panel: search, the tree, and what to say while there is nothing to see."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QTreeView, QVBoxLayout, QWidget

from webinar_console.domain.agenda import Period, agenda_of
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.session import Session
from webinar_console.ui.messages import Action, message_for
from webinar_console.ui.moments import as_of, short_when
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Banner, ElidedLabel, EmptyState, SearchField, column, icon_button, row

from .delegate import AgendaDelegate
from .model import AgendaModel
from .nodes import NodeKind

FIND_PERSON = "Find a person in all sessions (Ctrl+Shift+F)"
_MINUTE_MS = 60_000


class ChangeSource(Protocol):
    """Somebody who tells of changes; ``connect`` answers the way to stop that."""

    def connect(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Tell ``callback`` from now on."""


class CataloguePort(Protocol):
    """What the navigator asks of ``services.catalogue.Catalogue``."""

    sessions: tuple[Session, ...]
    as_of: datetime | None

    @property
    def changed(self) -> ChangeSource:
        """Tells when ``sessions`` are others."""

    async def load(self) -> None:
        """Take what the store has."""

    async def refresh(self) -> None:
        """Ask the server."""


@dataclass(frozen=True, slots=True)
class Place:
    """A session that can be gone to by name."""

    session_id: str
    title: str
    when: str


class AgendaTree(QTreeView):
    """The tree itself. Space and Return open a branch or choose a session; a click does the same."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName("Webinars")
        self.setProperty("ground", "canvas")
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(False)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._delegate = AgendaDelegate(theme)
        self.setItemDelegate(self._delegate)
        self.clicked.connect(self._toggle)

    def _toggle(self, index: QModelIndex) -> None:
        if self.model().rowCount(index):
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._toggle(self.currentIndex())
            return
        super().keyPressEvent(event)


class NavigatorPanel(QWidget):
    """Webinars and sessions. ``session_chosen`` carries the :class:`Session` that was picked,
    ``session_updated`` the chosen one's new record. ``person_wanted`` asks for the search for a person.

    ``now`` is the clock (aware datetimes), ``here`` the person's zone (``None``: the computer's).
    """

    session_chosen = Signal(object)
    session_updated = Signal(object)
    person_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        catalogue: CataloguePort,
        tasks: TaskOwner,
        *,
        now: Callable[[], datetime],
        here: tzinfo | None = None,
    ) -> None:
        super().__init__()
        self._catalogue, self._tasks = catalogue, tasks
        self._now, self._here = now, here
        self._chosen: Session | None = None
        self._settled = True
        self._trouble: Exception | None = None
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = SearchField(theme, "Find a webinar", "Find a webinar")
        self.search.textChanged.connect(self._search)
        self._person = icon_button(theme, "person-search", FIND_PERSON)
        self._person.clicked.connect(self.person_wanted)
        self.model = AgendaModel(here, self)
        self.tree = AgendaTree(theme)
        self.tree.setModel(self.model)
        self.tree.selectionModel().currentChanged.connect(self._current_changed)
        self.model.rowsInserted.connect(self._open_new)
        self._empty = EmptyState(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.tree)
        self._pages.addWidget(self._empty)
        self._banner = Banner(theme)
        self._as_of = ElidedLabel(theme, size=Size.SMALL, tone="muted")
        self._refresh_button = icon_button(theme, "refresh", "Refresh", tip="Refresh (F5)")
        self._refresh_button.clicked.connect(self.refresh)
        footer = row(theme, self._as_of, self._refresh_button, margin=(16, 4, 8, 6))
        footer.setStretch(0, 1)
        layout: QVBoxLayout = column(theme, gap=0)
        layout.addLayout(row(theme, self.search, self._person, gap=4, margin=(12, 12, 8, 4)))
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._banner)
        layout.addLayout(footer)
        self.setLayout(layout)
        self._leave = catalogue.changed.connect(self.show_catalogue)
        minute = QTimer(self)
        minute.timeout.connect(self.show_catalogue)
        minute.start(_MINUTE_MS)
        self.show_catalogue()

    def close_panel(self) -> None:
        """Listen no more: the account is going away."""
        self._leave()

    def refresh(self) -> None:
        """Ask the server for the sessions; a failure is shown here, and what was known stays."""
        self._tasks.start(self._refresh(), "refresh webinars", group="catalogue", on_failure=self._failed)
        self.show_catalogue()

    async def _refresh(self) -> None:
        self._trouble = None
        self._banner.hide()
        self._refresh_button.setEnabled(False)
        try:
            await self._catalogue.refresh()
        finally:
            self._refresh_button.setEnabled(True)
        self.show_catalogue()

    def _failed(self, error: Exception) -> None:
        self._trouble = error
        self.show_catalogue()

    def choose(self, session_id: str) -> bool:
        """Choose a session as if it had been clicked; False when it is not in the list."""
        self.search.clear()
        index = self.model.index_of_session(session_id)
        if not index.isValid():
            return False
        self._reveal(index)
        return True

    def session_at(self, point: QPoint) -> Session | None:
        """The session that is shown at a point of the screen."""
        view = self.tree.viewport()
        place = view.mapFromGlobal(point)
        is_inside = self.tree.isVisible() and view.rect().contains(place)
        return self.model.session(self.tree.indexAt(place)) if is_inside else None

    def places(self) -> list[Place]:
        """Every session by name, whatever the search shows: live, then upcoming, then past."""
        agenda = agenda_of(self._catalogue.sessions, self._now())
        return [
            Place(session.id, session.name, short_when(session, self._now(), self._here))
            for period in Period
            for entry in agenda.entries(period)
            for session in entry.sessions
        ]

    def show_catalogue(self) -> None:
        """Show what the catalogue has now."""
        with self._rows_changing():
            self.model.show_agenda(agenda_of(self._catalogue.sessions, self._now()), self._now())
        self._as_of.setText(as_of(self._catalogue.as_of, self._now(), self._here))
        self._show_state()
        self._tell_update()

    def _tell_update(self) -> None:
        if self._chosen is None:
            return
        for session in self._catalogue.sessions:
            if session.id == self._chosen.id and session != self._chosen:
                self._chosen = session
                self.session_updated.emit(session)

    def _show_state(self) -> None:
        known = self._catalogue.as_of is not None
        self._pages.setCurrentWidget(self._empty if self.model.is_empty else self.tree)
        if known and self._trouble is not None:
            self._banner.show_message(message_for(self._trouble, actions=[Action("Try again", self.refresh)]))
        if not self.model.is_empty:
            return
        if self.search.text() and self._catalogue.sessions:
            self._empty.show_state(
                "search",
                "Nothing found",
                "No webinar has these words in its title.",
                step="Show all",
                run=self.search.clear,
            )
        elif known:
            self._empty.show_state(
                "calendar",
                "No webinars yet",
                "Webinars that you create in RingCentral appear here.",
                step="Refresh",
                run=self.refresh,
            )
        elif self._trouble is not None:
            icon = "offline" if isinstance(self._trouble, Unreachable) else "error"
            said = message_for(self._trouble)
            self._empty.show_state(
                icon, "The webinars could not be read", said.sentence, step="Try again", run=self.refresh
            )
        else:
            self._empty.show_state("", "Reading your webinars…")

    def _search(self, text: str) -> None:
        with self._rows_changing():
            self.model.search(text)
        self._show_state()
        if text:
            self.tree.expandAll()

    def _open_new(self, parent: QModelIndex, first: int, last: int) -> None:
        """New groups are open; webinars of several sessions stay closed until somebody opens them."""
        for at in range(first, last + 1):
            index = self.model.index(at, 0, parent)
            if self.model.node(index).kind is NodeKind.GROUP:
                self.tree.expand(index)

    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        session = self.model.session(index)
        if not self._settled or session is None:
            return
        if self._chosen is not None and session.id == self._chosen.id:
            return
        self._chosen = session
        self.session_chosen.emit(session)

    @contextmanager
    def _rows_changing(self) -> Iterator[None]:
        """While rows come and go Qt moves the current row by itself; only a person chooses a session."""
        self._settled = False
        try:
            yield
            self._keep_choice()
        finally:
            self._settled = True

    def _keep_choice(self) -> None:
        """The chosen session is still the chosen one, wherever it stands now, or hidden by the search."""
        index = self.model.index_of_session(self._chosen.id) if self._chosen else QModelIndex()
        if not index.isValid():
            self.tree.selectionModel().clear()
        elif self.tree.currentIndex() != index or not self.tree.selectionModel().isSelected(index):
            self._reveal(index)

    def _reveal(self, index: QModelIndex) -> None:
        above = index.parent()
        while above.isValid():
            self.tree.expand(above)
            above = above.parent()
        flag = QItemSelectionModel.SelectionFlag
        self.tree.selectionModel().setCurrentIndex(index, flag.ClearAndSelect)
        self.tree.scrollTo(index)
