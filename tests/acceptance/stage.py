"""The real program on the test's loop, and what a person's hands and eyes do with it.

``opened(...)`` shows the window as ``app.start`` does and closes it as a person does; nothing of the program
is replaced. Everything is found by its accessible name or by the words on the screen.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)

from tests.helpers.qt import Gui, drop_files, run_gui, turns, until
from webinar_console.app.options import Options
from webinar_console.app.program import Program
from webinar_console.app.session import AccountSession
from webinar_console.domain.job import JobProgress
from webinar_console.domain.plan import JobKind

W = TypeVar("W", bound=QWidget)

#: Longer than anything here takes on a slow machine that does other things as well.
PATIENCE_S = 45.0
_CELLS = {
    QAccessible.Role.Table,
    QAccessible.Role.Tree,
    QAccessible.Role.List,
}


class Stage:
    """A program that runs, seen from in front of the screen."""

    def __init__(self, program: Program, gui: Gui) -> None:
        self.program, self.gui = program, gui
        self.window = program.window

    @property
    def account(self) -> AccountSession:
        """What is open. Fails when nothing is."""
        assert self.program.session is not None, f"no account is open; the window says {self.words()}"
        return self.program.session

    # What can be seen.

    def tops(self) -> list[QWidget]:
        """The window and the dialogs before it."""
        dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
        return [self.window, *dialogs]

    def find(self, name: str, kind: type[W]) -> W | None:
        """The widget with this accessible name that can be seen, if there is one."""
        found = [
            widget
            for top in self.tops()
            for widget in top.findChildren(kind)
            if widget.accessibleName() == name and widget.isVisible()
        ]
        return found[0] if found else None

    def named(self, name: str, kind: type[W]) -> W:
        """The same; fails when there is none."""
        found = self.find(name, kind)
        assert found is not None, f"nothing called {name!r} can be seen; the window says {self.words()}"
        return found

    def words(self) -> str:
        """Everything that the window says now, as a screen reader finds it (without cells of tables)."""
        said = [text for top in self.tops() for text in _walk(QAccessible.queryAccessibleInterface(top))]
        return " | ".join(dict.fromkeys(said))

    async def says(self, *parts: str) -> None:
        """Wait until all of these words can be seen."""
        for part in parts:
            wanted = part.casefold()

            def is_said(wanted: str = wanted) -> bool:
                return wanted in self.words().casefold()

            try:
                await self.until(is_said, part)
            except AssertionError as error:
                raise AssertionError(f"{error}; the window says: {self.words()}") from None

    async def until(self, fact: Callable[[], Any], what: str, timeout_s: float = PATIENCE_S) -> Any:
        """Wait for a fact."""
        return await until(fact, timeout_s=timeout_s, what=what)

    # What can be done.

    async def press(self, name: str) -> None:
        """Click a button (by accessible name, else by its text) as soon as it can be clicked."""

        def ready() -> QAbstractButton | None:
            button = self.find(name, QAbstractButton) or self._by_text(name)
            return button if button is not None and button.isEnabled() else None

        try:
            button: QAbstractButton = await self.until(ready, f"the button {name!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}; the window says: {self.words()}") from None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        await turns(2)

    def _by_text(self, text: str) -> QAbstractButton | None:
        buttons = (b for top in self.tops() for b in top.findChildren(QAbstractButton))
        return next((b for b in buttons if b.isVisible() and b.text() == text), None)

    async def drop(self, *paths: Path) -> None:
        """Drop files in the middle of the window, as a file manager does."""
        at = QPoint(self.window.width() // 2, self.window.height() // 2)
        assert drop_files(self.window, at, paths), "the window did not take what was dropped"
        await turns(2)

    async def choose(self, session_id: str) -> None:
        """Go to a session and wait until its registrants and preferences are there."""
        account = self.account
        catalogue = account.workspace.catalogue
        await self.until(lambda: session_id in {s.id for s in catalogue.sessions}, "the webinars")
        assert account.navigator.choose(session_id)
        await self.until(lambda: account.preferences.draft is not None, "the preferences")
        people = account.registrants
        await self.until(lambda: people.model.total and not people.is_reading, "the registrants")

    async def choose_large(self) -> str:
        """Go to the session with the most people; its id."""
        practice = self.account.practice
        assert practice is not None
        session_id = practice.world.large_session
        await self.choose(session_id)
        return session_id

    async def type_cell(self, row: int, column: str, text: str) -> None:
        """Edit a cell of the registrants' table as a person does: open the editor, type, Return."""
        panel = self.account.registrants
        names = [described.name for described in panel.model.columns]
        index = panel.model.index(row, names.index(column))
        panel.view.scrollTo(index)
        panel.view.setCurrentIndex(index)
        panel.view.edit(index)
        editor = await self.until(lambda: panel.view.viewport().findChild(QLineEdit), "the cell's editor")
        editor.selectAll()
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        await self.until(lambda: not panel.view.viewport().findChildren(QLineEdit), "the editor to close")

    async def accept(self) -> str:
        """Press the default button of the dialog that asks; the words of the dialog."""
        dialog: QWidget = await self.until(lambda: next(iter(self.tops()[1:]), None), "a question")
        said = " | ".join(_walk(QAccessible.queryAccessibleInterface(dialog)))
        (button,) = [b for b in dialog.findChildren(QPushButton) if b.isDefault() and b.isVisible()]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())
        await self.until(lambda: len(self.tops()) == 1, "the question to close")
        return said

    async def job_over(self, kind: JobKind = JobKind.IMPORT, timeout_s: float = PATIENCE_S) -> JobProgress:
        """Wait for the end of the newest job of this kind."""
        board = self.account.workspace.jobs
        told = asyncio.Event()
        leave = board.changed.connect(lambda _job_id: told.set())
        try:
            async with asyncio.timeout(timeout_s):
                while True:
                    jobs = [job for job in board.jobs if job.kind is kind]
                    if jobs and jobs[-1].state.is_over:
                        return jobs[-1]
                    told.clear()
                    await told.wait()
        except TimeoutError:
            raise AssertionError(f"the {kind} job does not end: {board.jobs}; {self.words()}") from None
        finally:
            leave()


def _walk(element: QAccessibleInterface | None) -> list[str]:
    if element is None or not element.isValid() or element.state().invisible:
        return []
    said = [text for kind in (QAccessible.Text.Name, QAccessible.Text.Value) if (text := element.text(kind))]
    if element.role() in _CELLS:
        return said
    for place in range(element.childCount()):
        said += _walk(element.child(place))
    return said


@contextlib.asynccontextmanager
async def opened(gui: Gui, options: Options) -> AsyncIterator[Stage]:
    """Start the program, and in the end close its window as a person does and wait until it is gone."""
    stop = asyncio.Event()
    program = Program(gui.theme, options, stop)
    program.show()
    program.window.activateWindow()
    running = asyncio.get_running_loop().create_task(program.run(), name="the program")
    try:
        yield Stage(program, gui)
    finally:
        program.window.close()
        await running


@contextlib.asynccontextmanager
async def practising(gui: Gui, data: Path, latency_s: float = 0.0) -> AsyncIterator[Stage]:
    """The program on its practice account, which keeps its people in ``data`` from one start to the next."""
    async with opened(gui, Options(data=data, demo=True)) as stage:
        await stage.until(lambda: program_is_open(stage.program), "the practice account to open")
        practice = stage.account.practice
        assert practice is not None
        practice.world.change_settings(latency_s=latency_s)
        yield stage


def program_is_open(program: Program) -> bool:
    """Whether the window shows an account."""
    return program.session is not None and program.window.workspace is not None


def play(story: Callable[[Gui], Coroutine[Any, Any, None]], timeout_s: float = 100.0) -> None:
    """Run a story on the window's loop."""
    run_gui(story, timeout_s=timeout_s)
