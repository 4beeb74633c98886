"""The search for a person in the whole program: found in one session, opened from another, row selected."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from tests.app.test_program import is_open, running
from tests.helpers.qt import Gui, gui_test, press, type_text, until
from webinar_console.app.options import Options


@gui_test
async def test_a_result_opens_its_session_with_the_row_selected(gui: Gui, tmp_path: Path) -> None:
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: is_open(program))
        account = program.session
        assert account is not None
        catalogue, panel = account.workspace.catalogue, account.registrants
        await until(lambda: catalogue.as_of is not None)
        first, second, *_ = [s for s in catalogue.sessions if not s.is_read_only]
        assert account.navigator.choose(first.id)
        await until(lambda: panel.model.total and not panel.is_reading, what="the first session's people")
        person = panel.model.record_at(panel.model.rowCount() // 2)
        assert account.navigator.choose(second.id)
        await until(lambda: account.shown is not None and account.shown.id == second.id)
        account.area.show_tab(1)
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(program.window, Qt.Key.Key_F, held)
        await until(account.tools.search.isVisible)
        await type_text(account.tools.search.field, person.email)
        await until(lambda: len(account.tools.search.model.lines) > 1)
        await press(account.tools.search.field, Qt.Key.Key_Return)
        await until(lambda: panel.view.selected_keys() == [person.id], what="the row")
        assert account.shown is not None
        assert account.shown.id == first.id
        assert panel.isVisible(), "the tab with the registrants"
        commands = [command.title for command in program.window.commands()]
        assert "Find a person in all sessions…" in commands
        search = account.tools.search
        program.sign_out()
        await until(lambda: not isValid(search), what="the box to go with its account")
