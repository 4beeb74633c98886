"""The session area: nothing chosen, a session with its tabs, or a sheet over it."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget
from shiboken6 import isValid

from webinar_console.domain.session import Session
from webinar_console.services.slices import in_slices
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import EmptyState, column, row

from .header import SessionHeader


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its word, its panel, and how the panel turns to a session.

    ``show_session`` runs as an owned task, when the tab is looked at for the first time for that session: a
    tab that nobody opens costs no call.
    """

    title: str
    panel: QWidget
    show_session: Callable[[Session], Coroutine[Any, Any, None]]


class SessionArea(QWidget):
    """Header and tabs of the chosen session. ``tasks`` owns the loading of the tabs.

    ``sheet_changed``: a sheet covers the session from now on, or covers it no longer.
    """

    sheet_changed = Signal()

    def __init__(
        self,
        theme: Theme,
        tabs: Sequence[Tab],
        tasks: TaskOwner,
        *,
        now: Callable[[], datetime],
        here: tzinfo | None = None,
    ) -> None:
        super().__init__()
        self._tabs, self._tasks = tuple(tabs), tasks
        self._session: Session | None = None
        self._shown: dict[int, str] = {}
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = SessionHeader(theme, now, here)
        self.tab_bar = QTabBar()
        self.tab_bar.setFont(theme.font())
        self.tab_bar.setAccessibleName("Parts of the session")
        self.tab_bar.setExpanding(False)
        self.tab_bar.setDrawBase(False)
        self._panels = QStackedWidget()
        for tab in self._tabs:
            self.tab_bar.addTab(tab.title)
            self._panels.addWidget(tab.panel)
        self.tab_bar.currentChanged.connect(self._turn_to)
        page = QWidget()
        layout = column(theme, self.header, row(theme, self.tab_bar, None, margin=(12, 0)), gap=0)
        layout.addWidget(self._panels, 1)
        page.setLayout(layout)
        self._empty = EmptyState(theme)
        self._empty.show_state(
            "calendar",
            "Choose a webinar",
            "Its registrants, its panel and its registration settings appear here. "
            "Choose one, then drop a list of people here to import it.",
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(page)
        self._session_page = page
        self._pages.currentChanged.connect(self.sheet_changed)
        outer = column(theme, gap=0)
        outer.addWidget(self._pages)
        self.setLayout(outer)

    @property
    def session(self) -> Session | None:
        """The chosen session."""
        return self._session

    def show_session(self, session: Session) -> None:
        """Turn to a session: its header at once, the open tab as an owned task."""
        same = self._session is not None and self._session.id == session.id
        self._session = session
        self.header.show_session(session)
        if not same:
            self._shown.clear()
        if self.sheet is None:
            self._pages.setCurrentWidget(self._session_page)
        self._turn_to(self.tab_bar.currentIndex())

    def update_session(self, session: Session) -> None:
        """The chosen session has a new record; its tabs are asked again when its status changed."""
        before = self._session
        if before is None or before.id != session.id:
            return
        if before.status != session.status:
            self._shown.clear()
            self.show_session(session)
            return
        self._session = session
        self.header.show_session(session)

    def _turn_to(self, at: int) -> None:
        self._panels.setCurrentIndex(at)
        session = self._session
        if session is None or self._shown.get(at) == session.id:
            return
        self._shown[at] = session.id
        self._tasks.start(self._tabs[at].show_session(session), f"show {at}", group=f"show {at}")

    def show_tab(self, at: int) -> None:
        """Open a tab, as a click on it does."""
        self.tab_bar.setCurrentIndex(at)

    @property
    def sheet(self) -> QWidget | None:
        """The sheet that covers the session now."""
        shown = self._pages.currentWidget()
        return None if shown in (self._empty, self._session_page) else shown

    async def prepare(self, sheet: QWidget) -> None:
        """Let a sheet get its style before it is shown for the first time: all of it at once is a stall."""
        if self._pages.indexOf(sheet) < 0:
            self._pages.addWidget(sheet)
        parts = sheet.findChildren(QWidget)

        def polish(start: int, end: int) -> None:
            for part in parts[start:end]:
                if isValid(part):
                    part.ensurePolished()

        await in_slices(len(parts), polish)

    def cover(self, sheet: QWidget) -> None:
        """Show a sheet over the session (an import). It stays a child of this area afterwards."""
        if self._pages.indexOf(sheet) < 0:
            self._pages.addWidget(sheet)
        self._pages.setCurrentWidget(sheet)
        sheet.setFocus()

    def uncover(self) -> None:
        """Back to the session."""
        self._pages.setCurrentWidget(self._session_page if self._session else self._empty)
