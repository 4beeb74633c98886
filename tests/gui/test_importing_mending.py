"""Mending in the sheet, by keyboard: edit, alike, leave out, undo, rules."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import focus, ready, start_of
from tests.helpers.qt import Gui, gui_test, press, turns, type_text, until
from webinar_console.domain.check_choices import CheckChoices, Registered, Twins
from webinar_console.domain.errors import StoreError
from webinar_console.domain.people import Target, Verdict
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import Preferences, RegistrationSettings
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.importing.check_part import CheckPart
from webinar_console.ui.importing.checked_model import CHANGED_ROLE, CheckedModel

EMAIL, ROLE = CheckedModel.column_of(Target.EMAIL), CheckedModel.column_of(Target.ROLE)
ROWS = (
    "Ann,Lee,ann@example.org,",
    "Bo,Li,bo@gmial.com,",
    "Cy,Ng,cy@gmial.com,",
    "Di,Ot,di at example.org,",
    "Ed,Po,ed@example.org,speakr",
    "Flo,Qi,flo@example.org,speakr",
    "Ann,Again,ANN@example.org,",
)


async def opened(gui: Gui, folder: Path, *rows: str) -> ImportRoom:
    path = folder / "guests.csv"
    path.write_text("\n".join(("First name,Last name,E-mail,Role", *(rows or ROWS))) + "\n", encoding="utf-8")
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await ready(room)
    return room


def part(room: ImportRoom) -> CheckPart:
    return room.sheet.page.check


def verdicts(room: ImportRoom) -> list[Verdict]:
    told = room.sheet.flow.told
    return [person.verdict for person in told.checked.people] if told is not None else []


def at(room: ImportRoom, place: int, column: int) -> str:
    return str(part(room).model.index(place, column).data())


def offers(room: ImportRoom) -> list[str]:
    return [button.text() for button in part(room).findChildren(QPushButton) if button.isVisible()]


async def do(room: ImportRoom, words: str) -> None:
    next(b for b in part(room).findChildren(QPushButton) if b.text() == words and b.isVisible()).click()
    await ready(room)


def editor(room: ImportRoom) -> QLineEdit | None:
    found = QApplication.focusWidget()
    return found if isinstance(found, QLineEdit) and part(room).table.isAncestorOf(found) else None


@gui_test
async def test_a_cell_is_mended_by_keyboard_alone(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    table, model = part(room).table, part(room).model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    table.setFocus()
    table.selectRow(3)
    assert verdicts(room)[3] is Verdict.MEND
    await press(focus(), Qt.Key.Key_F2)
    await until(lambda: editor(room) is not None)
    assert table.currentIndex().column() == EMAIL, "the cell that wants mending"
    editor(room).selectAll()  # type: ignore[union-attr]
    await type_text(editor(room), "di@example.org")  # type: ignore[arg-type]
    await press(focus(), Qt.Key.Key_Return)
    await until(lambda: verdicts(room)[3:4] == [Verdict.READY])
    assert at(room, 3, EMAIL) == "di@example.org"
    index = model.index(3, EMAIL)
    assert index.data(CHANGED_ROLE) is True
    assert "In the file: “di at example.org”" in str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert table.currentIndex().row() == 4, "Enter goes down"
    await ready(room)
    assert start_of(room).text() == "Invite 4 people"
    await press(focus(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: verdicts(room)[3:4] == [Verdict.MEND])
    assert at(room, 3, EMAIL) == "di at example.org"
    assert table.currentIndex().row() == 3, "what was undone is shown"
    for keys in (Qt.Key.Key_Y, Qt.Key.Key_Z, Qt.Key.Key_Y):
        await press(focus(), keys, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: verdicts(room)[3:4] == [Verdict.READY])
    assert room.lookup.fetches == 0, "nobody was asked again who is there"


@gui_test
async def test_typing_replaces_escape_leaves_and_tab_goes_on(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    table = part(room).table
    table.setFocus()
    table.setCurrentIndex(part(room).model.index(3, EMAIL))
    await press(focus(), Qt.Key.Key_X)
    await until(lambda: editor(room) is not None)
    assert editor(room).text() == "x"  # type: ignore[union-attr]
    await press(focus(), Qt.Key.Key_Escape)
    await until(lambda: editor(room) is None)
    assert at(room, 3, EMAIL) == "di at example.org"
    await press(focus(), Qt.Key.Key_Return)
    await until(lambda: editor(room) is not None)
    editor(room).selectAll()  # type: ignore[union-attr]
    await type_text(editor(room), "di@example.org")  # type: ignore[arg-type]
    await press(focus(), Qt.Key.Key_Tab)
    await until(lambda: table.currentIndex().column() == ROLE)
    await until(lambda: verdicts(room)[3:4] == [Verdict.READY])
    assert room.sheet.isVisible(), "Escape left the cell, not the sheet"


@gui_test
async def test_a_suggestion_for_one_and_for_all(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    part(room).table.selectRow(1)
    assert part(room).reason.text() == "Line 3: “gmial.com” looks like a slip. Did you mean gmail.com?"
    assert {"Use gmail.com", "Use gmail.com for all 2"} <= set(offers(room))
    assert at(room, 1, EMAIL) == "bo@gmial.com", "never by itself"
    await do(room, "Use gmail.com for all 2")
    assert [at(room, place, EMAIL) for place in (1, 2)] == ["bo@gmail.com", "cy@gmail.com"]
    assert part(room).mender.mending.undo_words == "Change 2 cells alike"
    await press(focus(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: at(room, 2, EMAIL) == "cy@gmial.com")


@gui_test
async def test_the_same_slip_elsewhere_is_offered_after_an_edit(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    model = part(room).model
    part(room).table.selectRow(4)
    model.setData(model.index(4, ROLE), "Panelist")
    await until(lambda: verdicts(room)[4:5] == [Verdict.READY])
    await ready(room)
    await do(room, "Change 1 other cell alike")
    assert verdicts(room)[5] is Verdict.READY
    assert at(room, 5, ROLE) == "Panelist"
    assert "Change 1 other cell alike" not in offers(room)


@gui_test
async def test_a_row_that_is_left_out_offers_nothing_alike(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    model, alike = part(room).model, "Change 1 other cell alike"
    part(room).table.selectRow(4)
    model.setData(model.index(4, ROLE), "Panelist")
    await until(lambda: verdicts(room)[4:5] == [Verdict.READY])
    await ready(room)
    assert alike in offers(room)
    part(room).mender.leave_out([4])
    await until(lambda: verdicts(room)[4:5] == [Verdict.SKIP])
    await ready(room)
    assert alike not in offers(room)
    part(room).mender.leave_out([4], out=False)
    await until(lambda: alike in offers(room))
    part(room).mender.leave_out([5])
    await until(lambda: verdicts(room)[5:6] == [Verdict.SKIP])
    await ready(room)
    assert alike not in offers(room), "the other row is left out"


@gui_test
async def test_rows_are_left_out_and_come_back(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    table = part(room).table
    table.setFocus()
    table.selectRow(0)
    await press(focus(), Qt.Key.Key_Delete)
    await until(lambda: verdicts(room)[:1] == [Verdict.SKIP])
    assert verdicts(room)[6] is Verdict.READY, "the other line of the same person is free now"
    assert part(room).reason.text() == "Line 2: You left this row out."
    menu = part(room).menu()
    assert menu is not None
    assert [action.text() for action in menu.actions() if action.text()] == ["Edit", "Take this row back in"]
    next(action for action in menu.actions() if action.text() == "Take this row back in").trigger()
    menu.deleteLater()
    await until(lambda: verdicts(room)[:1] == [Verdict.READY])
    await ready(room)


@gui_test
async def test_mended_rows_stay_until_another_filter_is_chosen(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    check = part(room)
    check.filters.choose(Verdict.MEND)
    assert check.model.rowCount() == 3
    check.table.selectRow(0)
    check.model.setData(check.model.index(0, EMAIL), "di@example.org")
    await until(lambda: verdicts(room)[3:4] == [Verdict.READY])
    await ready(room)
    assert check.model.rowCount() == 3
    assert [index.row() for index in check.table.selectionModel().selectedRows()] == [0]
    check.filters.choose(None)
    check.filters.choose(Verdict.MEND)
    assert check.model.rowCount() == 2


@gui_test
async def test_rules(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    rules = part(room).rules
    rules.actions_by_value[Twins.LAST].trigger()
    await until(lambda: verdicts(room)[:1] == [Verdict.SKIP])
    assert verdicts(room)[6] is Verdict.READY
    assert part(room).model.person(0).reason == "The same person as on line 8."
    old = Registrant(id="r", first_name="Edd", last_name="Po", email="ann@example.org")
    room.lookup.people.append(old)
    part(room).refresh_wanted.emit()
    await until(lambda: verdicts(room)[6:7] == [Verdict.SKIP])
    rules.actions_by_value[Registered.REPLACE].trigger()
    await ready(room)
    told = room.sheet.flow.told
    assert told is not None
    assert told.checked.people[6].action is Action.REPLACE
    assert told.plan.forecast.replaces == 1
    assert start_of(room).text() == "Invite 2 people, replace 1"
    assert room.sheet.foot.sentences
    assert any("1 replaced" in sentence for sentence in room.sheet.foot.sentences)
    rules.chosen.emit(CheckChoices())
    await until(lambda: verdicts(room)[:1] == [Verdict.SKIP])
    await ready(room)


@gui_test
async def test_work_e_mail_is_asked_for_when_the_session_does(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path, "Ann,Lee,ann@gmail.com,", "Bo,Li,bo@example.org,")
    asks = RegistrationSettings(work_email_required=True)
    room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=10, settings=asks))
    await until(lambda: verdicts(room) == [Verdict.MEND, Verdict.READY])
    await ready(room)
    part(room).rules.free_mail.trigger()
    await until(lambda: verdicts(room) == [Verdict.REMARK, Verdict.READY])
    await ready(room)


@gui_test
async def test_what_is_started_has_the_mended_cells(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    model = part(room).model
    model.setData(model.index(3, EMAIL), "di@example.org")
    await until(lambda: verdicts(room)[3:4] == [Verdict.READY])
    await ready(room)
    room.sheet.foot.confirmed.emit()
    await until(lambda: room.starter.plans)
    (plan,) = room.starter.plans
    assert {row.line: row.cells for row in plan.rows}[5] == ("Di", "Ot", "di@example.org", "")
    left = {row.line: row.cells for row in plan.left_out}
    assert set(left) == {6, 7, 8}


@pytest.mark.parametrize("choices", ["header", "encoding"])
def test_reading_in_another_way_keeps_what_was_mended(tmp_path: Path, choices: str) -> None:
    @gui_test
    async def story(gui: Gui, folder: Path) -> None:
        room = await opened(gui, folder)
        model = part(room).model
        model.setData(model.index(3, EMAIL), "di@example.org")
        await until(lambda: verdicts(room)[3:4] == [Verdict.READY])
        await ready(room)
        from webinar_console.domain.people_source import ReadChoices

        how = ReadChoices(has_header=True) if choices == "header" else ReadChoices(encoding="cp1252")
        room.sheet.page.choices_changed.emit(how)
        await until(lambda: room.sheet.flow.told is None)
        await ready(room)
        assert verdicts(room)[3] is Verdict.READY

    story(folder=tmp_path)


@gui_test
async def test_what_is_mended_while_a_start_fails_is_not_lost(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, tmp_path)
    room.starter.gate = asyncio.Event()
    room.starter.failure = StoreError("The disk is full.", "no space")
    room.sheet.foot.confirmed.emit()
    await turns(2)
    model = part(room).model
    model.setData(model.index(3, EMAIL), "di@example.org")
    room.starter.gate.set()
    await until(lambda: verdicts(room)[3:4] == [Verdict.READY])
    await ready(room)
    assert start_of(room).text() == "Invite 4 people"
