"""The whole window with fakes behind it: for tests of the shell, and for the gallery."""

import asyncio
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from tests.gui.samples import NOW, SESSIONS
from tests.gui.settings import Settings
from tests.gui.test_navigator import FakeCatalogue
from tests.gui.test_preferences import FakePreferences
from tests.helpers.qt import Gui, until
from webinar_console.domain.job import Budget
from webinar_console.domain.session import Session
from webinar_console.ui.main_window import MainWindow, Workspace
from webinar_console.ui.navigator import NavigatorPanel
from webinar_console.ui.preferences import PreferencesPanel
from webinar_console.ui.session import SessionArea, Tab
from webinar_console.ui.widgets import EmptyState, column
from webinar_console.ui.window import AccountShown

__all__ = ["BERLIN", "Settings", "Stage"]

BERLIN = ZoneInfo("Europe/Berlin")


class Stage:
    """The window and everything around it, to look at and to poke."""

    def __init__(self, gui: Gui) -> None:
        self._make_panels(gui)
        self.window = gui.show(
            MainWindow(gui.theme, gui.messages, gui.tasks("window"), on_close=self.closed.set), 1280, 800
        )

    @classmethod
    def panels(cls, gui: Gui) -> "Stage":
        """Only the panels of one more account, without a window."""
        stage = cls.__new__(cls)
        stage._make_panels(gui)
        return stage

    def _make_panels(self, gui: Gui) -> None:
        self.gui = gui
        self.catalogue = FakeCatalogue(SESSIONS)
        self.preferences = FakePreferences()
        self.budget = Budget(limit=10, remaining=7, window_s=60, reserve=2, background=2, learned=True)
        self.done: list[object] = []
        self.closed = asyncio.Event()
        self.shown: list[tuple[str, str]] = []
        theme = gui.theme
        self.navigator = NavigatorPanel(
            theme, self.catalogue, gui.tasks("navigator"), now=lambda: NOW, here=BERLIN
        )
        self.area = SessionArea(
            theme,
            [self._tab("Registrants"), self._tab("Panel")],
            gui.tasks("session"),
            now=lambda: NOW,
            here=BERLIN,
        )
        self.panel = PreferencesPanel(theme, self.preferences, gui.tasks("preferences"))

    def _tab(self, title: str) -> Tab:
        page = EmptyState(self.gui.theme)
        page.show_state(
            "people",
            "No one has registered yet",
            "Drop a list of people here, or import one.",
            step="Import people…",
            run=lambda: self.done.append("import"),
        )

        async def show_session(session: Session) -> None:
            self.shown.append((title, session.id))

        return Tab(title, page, show_session)

    def workspace(self, **changes: Any) -> Workspace:
        """The workspace as ``app.py`` would put it together."""
        parts: dict[str, Any] = {
            "account": AccountShown("Practice account", "inside this program", True, False),
            "budget": lambda: self.budget,
            "navigator": self.navigator,
            "session_area": self.area,
            "preferences": self.panel,
            "import_people": lambda: self.done.append("import"),
            "open_files": lambda paths: self.done.append([Path(path) for path in paths]),
            "apply": lambda: self.done.append("apply"),
            "find": lambda: self.done.append("find"),
            "refresh": self.navigator.refresh,
            "sign_out": lambda: self.done.append("sign out"),
            "choose_real_pace": lambda real: self.done.append(("real pace", real)),
        }
        return Workspace(**(parts | changes))

    async def open(self, session_id: str | None = "spring") -> None:
        """Show the workspace with its webinars, one of them chosen."""
        self.window.show_workspace(self.workspace())
        self.navigator.refresh()
        await until(self.navigator.tree.isVisible)
        if session_id is not None:
            assert self.navigator.choose(session_id)
            await until(lambda: self.panel.draft is not None)

    def jobs_strip(self) -> QWidget:
        """Something to put below."""
        strip = QWidget()
        strip.setLayout(column(self.gui.theme, margin=8))
        return strip
