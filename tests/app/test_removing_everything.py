"""Removing everything of an account: nothing of it is left on this computer, and the server is told."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from tests.acceptance.servers import ServerProcess
from tests.app.test_program import Drawer, asks, drawer, is_open, revocations, running, server, signed_in
from tests.helpers.qt import Gui, click, gui_test, until
from webinar_console.app.options import Options
from webinar_console.app.program import Program
from webinar_console.services.accounts import PRACTICE
from webinar_console.ui.local_data.sheets import DataSheet, RemoveSheet

__all__ = ["drawer", "server"]


def the_action(program: Program) -> QAction:
    """The way there in the account's menu."""
    assert program.window._top is not None
    menu = program.window._top.account.fill_menu()
    return next(action for action in menu.actions() if action.text() == "Data on this computer…")


async def remove_all(program: Program, *, lose: bool) -> None:
    the_action(program).trigger()
    window = program.window
    sheet = await until(lambda: next((s for s in window.findChildren(DataSheet) if s.isVisible()), None))
    await click(sheet.remove)
    question = await until(lambda: next((s for s in window.findChildren(RemoveSheet) if s.isVisible()), None))
    if lose:
        question.lose.click()
    assert isinstance(question.confirm, QPushButton)
    await click(question.confirm)
    await until(lambda: asks(program) and program.session is None, timeout_s=20, what="the sign-in page")


@gui_test
async def test_nothing_of_an_account_is_left(
    gui: Gui, tmp_path: Path, drawer: Drawer, server: ServerProcess
) -> None:
    async with signed_in(gui, server, tmp_path) as program:
        account = program.session
        assert account is not None
        folder = program.accounts.folder(account.account)
        assert account.navigator.choose(server.session_id)
        table = account.registrants.model
        await until(lambda: table.total == 5, timeout_s=20, what="the registrants")
        names = [column.name for column in table.columns]
        assert table.setData(table.index(0, names.index("last_name")), "Staged")
        assert drawer.kept
        assert folder.exists()
        # Edits that were typed just now count, too.
        await remove_all(program, lose=True)
        assert not folder.exists()
        assert drawer.kept == {}
        assert program.accounts.last() is None
        assert revocations(server) == 1
        assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
        await until(lambda: gui.said, what="the word that it is done")
        assert [m.sentence.startswith("Everything of ") for m in gui.said] == [True]


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A computer on which files are everybody's unless somebody says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files are those of POSIX")
@gui_test
async def test_whatever_the_program_writes_is_its_owners_alone(
    gui: Gui, tmp_path: Path, drawer: Drawer, server: ServerProcess, open_umask: None
) -> None:
    async with signed_in(gui, server, tmp_path / "data") as program:
        account = program.session
        assert account is not None
        assert account.navigator.choose(server.session_id)
        await until(lambda: account.registrants.model.total == 5, timeout_s=20, what="the registrants")
        assert wrong_rights(tmp_path) == {}
        names = {path.name for path in tmp_path.rglob("*")}
        assert {"accounts.json", "lock", "state.sqlite3-wal", "cache.sqlite3-shm"} <= names


def wrong_rights(folder: Path) -> dict[str, str]:
    """The files and folders that others may look into."""
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    return {
        path.name: oct(mode) for path, mode in found.items() if mode != (0o700 if path.is_dir() else 0o600)
    }


@gui_test
async def test_the_practice_account_begins_anew(gui: Gui, tmp_path: Path, open_umask: None) -> None:
    async with running(gui, Options(data=tmp_path / "data", demo=True)) as program:
        await until(lambda: is_open(program))
        folder = program.accounts.folder(PRACTICE)
        assert (folder / "practice.sqlite3").exists()
        assert wrong_rights(tmp_path) == {}
        await remove_all(program, lose=False)
        assert not folder.exists()
