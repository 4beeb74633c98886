"""The main window: top bar, navigator, session, preferences, jobs; files dropped anywhere, commands."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QWidget

from webinar_console.domain.job import Budget
from webinar_console.domain.people_source import NOT_A_FILE
from webinar_console.domain.session import Session

from .messages import Messages
from .navigator import NavigatorPanel
from .preferences import PreferencesPanel
from .session import SessionArea
from .tasks import TaskOwner
from .theme import SchemeChoice, Theme
from .widgets import MessageArea, column, hairline
from .window import AccountShown, Command, CommandPalette, DropOverlay, look_commands
from .window.top_bar import TopBar

PROGRAM = "Webinar Console"
NO_SESSION = "Choose a webinar first, then drop the file: an import goes into one session."
# Below these widths the registration settings stand behind their button: a table needs the room more.
_ROOM_FOR_ALL = 1024
_ROOM_FOR_A_SHEET = 1400
_LAYOUT = "window layout"
_SCHEME = "window scheme"


class KeptSettings(Protocol):
    """Named JSON values that outlive the program (``store.settings``)."""

    async def get(self, name: str, default: Any = None) -> Any:
        """The value, or ``default``."""

    async def set(self, name: str, value: Any) -> None:
        """Keep a value."""


@dataclass(frozen=True)
class Workspace:
    """The panels of one signed-in account and what the window's commands do with them.

    ``open_files`` gets one path or more, and only while a session is chosen; ``open_text`` the same for text.
    """

    account: AccountShown
    budget: Callable[[], Budget]
    navigator: NavigatorPanel
    session_area: SessionArea
    preferences: PreferencesPanel
    import_people: Callable[[], object]
    open_files: Callable[[list[Path]], object]
    apply: Callable[[], object]
    find: Callable[[], object]
    refresh: Callable[[], object]
    sign_out: Callable[[], object]
    choose_real_pace: Callable[[bool], object] = lambda _real: None
    refresh_everything: Callable[[], object] = lambda: None
    more_commands: Callable[[], Sequence[Command]] = tuple


class MainWindow(QMainWindow):
    """One window, one account at a time. ``on_close`` is called when the person closes it.

    Closing asks nothing: what was typed is kept by the panels, jobs by their journal. Whoever runs the
    program then awaits its own cleanup.
    """

    def __init__(
        self, theme: Theme, messages: Messages, tasks: TaskOwner, *, on_close: Callable[[], object]
    ) -> None:
        super().__init__()
        self._theme, self._messages, self._tasks, self._on_close = theme, messages, tasks, on_close
        self._workspace: Workspace | None = None
        self._splitter: QSplitter | None = None
        self._panes: list[int] = []
        self._top: TopBar | None = None
        # What the person chose for the settings, by whether there is room and whether a sheet is open.
        self._settings_wished: dict[tuple[bool, bool], bool] = {}
        theme.dress(self)
        self.setWindowTitle(PROGRAM)
        self.setMinimumHeight(theme.space(480))
        self.resize(theme.space(1280), theme.space(800))
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())
        self.message_area = MessageArea(theme, messages)
        self.covered = root = QWidget()
        self._root = column(theme, gap=0)
        self._root.addWidget(self.message_area)
        self._root.addWidget(self._pages, 1)
        root.setLayout(self._root)
        self.setCentralWidget(root)
        self.overlay = DropOverlay(theme, root, lambda: self.session.name if self.session else None)
        self.overlay.refusal = NO_SESSION
        self.overlay.dropped.connect(self._take_files)
        self.palette_box = CommandPalette(theme, root, self.commands)
        self._add_shortcuts()

    def _add_shortcuts(self) -> None:
        """The shortcuts of the window; those of the platform (copy, undo ...) belong to the panels."""
        self._shortcuts = []
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+K": self.open_palette,
            "Ctrl+O": self._import,
            "Ctrl+F": lambda: self._do("find"),
            "Ctrl+S": self._apply,
            "F5": lambda: self._do("refresh"),
            "Shift+F5": lambda: self._do("refresh_everything"),
            "Ctrl+Q": self.close,
        }
        for key, run in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(run)
            self._shortcuts.append(shortcut)

    # Pages.

    @property
    def workspace(self) -> Workspace | None:
        """The panels of the account that is open."""
        return self._workspace

    def show_page(self, page: QWidget) -> None:
        """Show something instead of a workspace: the sign-in, a word while the account opens."""
        self._forget_workspace()
        self._show(page)
        self.setWindowTitle(PROGRAM)

    def show_workspace(self, workspace: Workspace) -> None:
        """Show an account. The panels become children of the window and are deleted with their account.

        Preferences that come hidden stay so until ``settle_settings``.
        """
        self._forget_workspace()
        self._workspace = workspace
        self.overlay.sessions = workspace.navigator
        top = TopBar(self._theme, workspace.account, workspace.budget)
        top.palette_wanted.connect(self.open_palette)
        top.account.sign_out_wanted.connect(workspace.sign_out)
        top.account.real_pace_chosen.connect(workspace.choose_real_pace)
        top.settings.clicked.connect(self._toggle_preferences)
        self._top = top
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        parts = (workspace.navigator, workspace.session_area, workspace.preferences)
        for part, least in zip(parts, (200, 340, 260), strict=True):
            part.setMinimumWidth(self._theme.space(least))
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([self._theme.space(width) for width in (272, 720, 288)])
        self._splitter = splitter
        page = QWidget()
        self._body = column(self._theme, gap=0)
        self._body.addWidget(top)
        self._body.addWidget(splitter, 1)
        page.setLayout(self._body)
        self._show(page)
        workspace.navigator.session_chosen.connect(self._session_chosen)
        workspace.navigator.session_updated.connect(self._session_updated)
        workspace.preferences.preferences_known.connect(workspace.session_area.header.show_preferences)
        workspace.preferences.preferences_known.connect(self.settle_settings)
        workspace.session_area.sheet_changed.connect(self.settle_settings)
        if not workspace.preferences.isHidden():
            self.settle_settings()
        self._tell_title()
        workspace.navigator.tree.setFocus()

    def show_account(self, account: AccountShown) -> None:
        """The account's name or pace is another one now."""
        if self._top is not None:
            self._top.account.show_account(account)

    def set_jobs_panel(self, panel: QWidget) -> None:
        """Put the jobs below everything; the panel hides itself while there is nothing to say."""
        if self._workspace is None:
            raise RuntimeError("there is no workspace to put the jobs into")
        self._body.addWidget(hairline())
        self._body.addWidget(panel)

    def _show(self, page: QWidget) -> None:
        before = self._pages.currentWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if before is not None and before is not page:
            self._pages.removeWidget(before)
            before.hide()
            before.deleteLater()

    def _forget_workspace(self) -> None:
        if self._workspace is None:
            return
        self._workspace.navigator.close_panel()
        self._workspace.preferences.close_panel()
        self._panes = self._panes_now()
        self.overlay.sessions = None
        self._workspace = self._splitter = self._top = None

    # The session.

    @property
    def session(self) -> Session | None:
        """The chosen session."""
        return self._workspace.session_area.session if self._workspace else None

    def _session_chosen(self, session: Session) -> None:
        workspace = self._workspace
        if workspace is None:
            return
        workspace.session_area.uncover()
        workspace.session_area.show_session(session)
        workspace.preferences.show_session(session)
        self._tell_title()

    def _session_updated(self, session: Session) -> None:
        if self._workspace is not None:
            self._workspace.session_area.update_session(session)
            self._tell_title()

    def _tell_title(self) -> None:
        parts = []
        if self.session is not None:
            parts.append(self.session.name)
        if self._workspace is not None:
            parts.append(self._workspace.account.name)
        self.setWindowTitle(" — ".join(parts) or PROGRAM)

    # Commands.

    def commands(self) -> list[Command]:
        """Everything that can be done by name now, then every session that can be gone to."""
        looks = look_commands(self._theme)
        leave = Command("Quit", self.close, "close", "Ctrl+Q", "exit close")
        workspace = self._workspace
        if workspace is None:
            return [*looks, leave]
        own = [
            Command("Import people…", self._import, "import", "Ctrl+O", "open csv file invite"),
            Command("Find in registrants", workspace.find, "search", "Ctrl+F", "filter"),
            Command("Apply changes", workspace.apply, "check", "Ctrl+S", "save"),
            Command("Refresh", workspace.refresh, "refresh", "F5", "reload update"),
            Command("Show or hide the registration settings", self._toggle_preferences, "settings"),
            *workspace.more_commands(),
        ]
        sign_out = Command("Sign out", workspace.sign_out, "sign-out", more="account log out")
        return [*own, *looks, sign_out, leave, *self._places(workspace)]

    @staticmethod
    def _places(workspace: Workspace) -> list[Command]:
        def going_to(session_id: str) -> Callable[[], object]:
            return lambda: workspace.navigator.choose(session_id)

        return [
            Command(place.title, going_to(place.session_id), "calendar", second_line=place.when)
            for place in workspace.navigator.places()
        ]

    def _room(self) -> tuple[bool, bool]:
        """Whether the settings fit beside the session, and whether a sheet covers it."""
        covered = self._workspace is not None and self._workspace.session_area.sheet is not None
        return self.width() >= self._theme.space(_ROOM_FOR_A_SHEET if covered else _ROOM_FOR_ALL), covered

    def settle_settings(self) -> None:
        """Show or hide the registration settings: as the person chose for such a room, else as they fit."""
        workspace, top = self._workspace, self._top
        if workspace is None or top is None:
            return
        room = self._room()
        fits, covered = room
        draft = workspace.preferences.draft
        # What is not saved yet is not hidden away, unless for a sheet.
        unsaved = draft is not None and draft.is_dirty and not covered
        shown = self._settings_wished.get(room, fits or unsaved)
        if not shown and self._splitter is not None and workspace.preferences.isVisible():
            self._panes = self._splitter.sizes()
        workspace.preferences.setVisible(shown)
        top.settings.setChecked(shown)
        top.settings.setToolTip(("Hide" if shown else "Show") + " the registration settings")

    def _toggle_preferences(self) -> None:
        if self._workspace is not None:
            self._settings_wished[self._room()] = self._workspace.preferences.isHidden()
            self.settle_settings()

    def open_palette(self) -> None:
        """Search or command."""
        self.palette_box.open_palette()

    def _do(self, name: str) -> None:
        if self._workspace is not None:
            getattr(self._workspace, name)()

    def _apply(self) -> None:
        """Ctrl+S saves what is being worked on: the preferences while the focus is there."""
        workspace = self._workspace
        if workspace is None:
            return
        if workspace.preferences.holds_focus:
            workspace.preferences.save()
        else:
            workspace.apply()

    def _import(self) -> None:
        if self._workspace is None:
            return
        if self.session is None:
            self._messages.info(NO_SESSION, key="drop")
            return
        self._workspace.import_people()

    # Files.

    def _take_files(self, paths: list[Path]) -> None:
        workspace = self._workspace
        if workspace is None:
            return
        self._messages.withdraw("drop")
        if self.session is None:
            self._messages.warning(NO_SESSION, key="drop")
        else:
            self._tasks.start(self._open(workspace, paths), "open the dropped files", group="drop")

    async def _open(self, workspace: Workspace, paths: list[Path]) -> None:
        # A thread, because a look at a sleeping network drive can take seconds.
        if any(await asyncio.to_thread(lambda: [path.is_dir() for path in paths])):
            self._messages.warning(NOT_A_FILE, key="drop")
            return
        workspace.open_files(paths)

    # What is remembered.

    async def restore(self, settings: KeptSettings) -> None:
        """Take the sizes and the look of the last time. Raises what ``settings`` raises."""
        layout = await settings.get(_LAYOUT)
        if isinstance(layout, dict):
            self._restore_layout(layout)
        scheme = await settings.get(_SCHEME)
        # A look that was asked for on the command line stays.
        if self._theme.choice is SchemeChoice.SYSTEM and scheme in {choice.value for choice in SchemeChoice}:
            self._theme.choose(SchemeChoice(scheme))

    def _restore_layout(self, layout: dict[str, Any]) -> None:
        size, panes = layout.get("size"), layout.get("panes")
        if isinstance(size, list) and len(size) == 2 and all(isinstance(n, int) for n in size):
            room = self.screen().availableGeometry()
            self.resize(min(size[0], room.width()), min(size[1], room.height()))
        if layout.get("maximized") is True:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)
        if self._splitter is None or not isinstance(panes, list) or len(panes) != 3:
            return
        if all(isinstance(n, int) for n in panes):
            self._splitter.setSizes(panes)

    async def remember(self, settings: KeptSettings) -> None:
        """Keep the sizes and the look for the next time. Raises what ``settings`` raises."""
        normal = self.normalGeometry().size() if self.isMaximized() else self.size()
        layout: dict[str, Any] = {
            "size": [normal.width(), normal.height()],
            "maximized": self.isMaximized(),
        }
        panes = self._panes_now()
        if panes:
            layout["panes"] = panes
        await settings.set(_LAYOUT, layout)
        await settings.set(_SCHEME, self._theme.choice.value)

    def _panes_now(self) -> list[int]:
        """The widths of the panes; with the settings hidden, those from before."""
        sizes = self._splitter.sizes() if self._splitter is not None else []
        return sizes if sizes and (sizes[-1] or not self._panes) else self._panes

    # Qt's calls.

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's call: files are caught at the native window, whatever lies below the pointer."""
        super().showEvent(event)
        self.setAcceptDrops(True)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self.overlay)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: what covers the window grows with it."""
        super().resizeEvent(event)
        self.settle_settings()
        if self.overlay.isVisible():
            self.overlay.setGeometry(self.covered.rect())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's call: gone at once for the person; the program's main coroutine cleans up behind it."""
        event.accept()
        self._on_close()
