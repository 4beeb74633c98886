"""Workbooks and copied tables in the import sheet."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox

from tests.corpus.shelf import FOLDER
from tests.gui.import_room import SPRING, ImportRoom, import_room
from tests.gui.sheet_room import ready
from tests.helpers.qt import Gui, gui_test, named, press, until
from webinar_console.domain.people_source import FILE_SUFFIXES


async def opened(gui: Gui, name: str) -> ImportRoom:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([FOLDER / name])
    await ready(room)
    room.sheet.page.open_step(room.sheet.page.file_step)
    return room


def summary(room: ImportRoom) -> str:
    return room.sheet.page.file_step.summary.text()


@gui_test
async def test_another_sheet_is_chosen(gui: Gui) -> None:
    room = await opened(gui, "sheets.xlsx")
    assert summary(room).startswith("sheets.xlsx · 4 rows · sheet “Guests” · A hidden sheet")
    assert "“Last year”" in room.sheet.page.file._notes.text()
    combo = named(room.sheet, "Sheet")
    assert isinstance(combo, QComboBox)
    assert combo.isVisible()
    assert not named(room.sheet, "Encoding").isVisible()
    combo.setCurrentIndex(combo.findText("Last year"))
    combo.activated.emit(combo.currentIndex())
    await until(lambda: "1 row · sheet “Last year”" in summary(room))
    await ready(room)
    room.sheet.page.open_step(room.sheet.page.file_step)
    # The other choices keep the sheet.
    header = room.sheet.page.file._header
    header.click()
    await until(lambda: "2 rows · sheet “Last year”" in summary(room))


@gui_test
async def test_one_sheet_asks_nothing(gui: Gui) -> None:
    room = await opened(gui, "plain.xlsx")
    assert summary(room) == "plain.xlsx · 4 rows"
    assert not named(room.sheet, "Sheet").isVisible()


@gui_test
async def test_hidden_rows_are_marked_and_left_out_in_one_step(gui: Gui) -> None:
    room = await opened(gui, "hidden.xlsx")
    check = room.sheet.page.check
    people = check.model

    def said() -> dict[int, str]:
        persons = (people.person(row) for row in range(people.rowCount()))
        return {person.line: person.reason for person in persons}

    assert {line: words for line, words in said().items() if "hidden" in words} == {
        3: "This row is hidden in the sheet.",
        4: "This row is hidden in the sheet.",
    }
    offers = {offer.words: offer.do for offer in check.mender.offers(1)}
    offers["Leave out all 2 hidden rows"]()
    await until(lambda: [said()[line] for line in (3, 4)] == ["You left this row out."] * 2)
    assert check.mender.mending.undo_words == "Leave out 2 rows"
    await ready(room)


@gui_test
async def test_a_sheet_has_rows_where_a_text_has_lines(gui: Gui) -> None:
    room = await opened(gui, "plain.xlsx")
    check = room.sheet.page.check

    def heading() -> object:
        return check.model.headerData(0, Qt.Orientation.Horizontal)

    assert heading() == "Row"
    check.mender.leave_out([1])
    line = check.model.person(1).line
    assert check.mender.mending.undo_words == f"Leave out row {line}"
    await room.sheet.open_text("First name\tLast name\tE-mail\nAnn\tLee\tann@newcomers.example\n")
    await ready(room)
    assert heading() == "Line"


@gui_test
async def test_what_is_noticed_is_said(gui: Gui) -> None:
    room = await opened(gui, "hidden.xlsx")
    assert "2 hidden rows" in summary(room)
    assert "2 hidden rows (3, 4) and 1 hidden column" in room.sheet.page.file._notes.text()
    room = await opened(gui, "formulas.xlsx")
    assert "a formula that failed (#DIV/0!, #N/A)" in room.sheet.page.file._notes.text()
    room = await opened(gui, "control-characters.csv")
    assert "control characters" in room.sheet.page.file._notes.text()


@gui_test
async def test_a_copied_table_keeps_its_cells(gui: Gui) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    content = QMimeData()
    content.setText("E-mail Name\nzoe@example.org Zoë Ōta")
    content.setHtml("<table><tr><th>E-mail<th>Name</tr><tr><td>zoe@example.org<td>Zoë<br>Ōta</tr></table>")
    QGuiApplication.clipboard().setMimeData(content)
    await press(room.sheet, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await ready(room)
    assert summary(room) == "Pasted text · 1 row"


def test_the_dialog_offers_what_can_be_read() -> None:
    kinds = {Path(name).suffix for name in ("a.csv", "a.tsv", "a.txt", "a.xlsx", "a.xls", "a.ods")}
    assert kinds == set(FILE_SUFFIXES)
