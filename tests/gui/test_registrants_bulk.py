"""One change for a column over the selection: set, replace, letter case, clear."""

import msgspec
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from tests.gui.people import people
from tests.gui.registrants_room import Key, cells, desk_of, select, shown
from tests.helpers.qt import Gui, gui_test, named, press, type_text, until
from webinar_console.ui.registrants.bulk_sheet import BulkSheet, Deed

Ctrl = Qt.KeyboardModifier.ControlModifier
CtrlShift = Ctrl | Qt.KeyboardModifier.ShiftModifier
FIRST, LAST, EMAIL, SOURCE = 0, 1, 2, 3


@gui_test
async def test_a_column_is_changed_over_the_selection(gui: Gui) -> None:
    panel = await shown(gui, desk_of(8))
    select(panel, 0, FIRST, 7, SOURCE)
    panel.edits.change()
    sheet = await until(lambda: panel.window().findChild(BulkSheet))
    column, deed = named(sheet, "Column"), named(sheet, "Change")
    assert isinstance(column, QComboBox)
    assert isinstance(deed, QComboBox)
    column.setCurrentIndex(column.findData("source"))
    field = named(sheet, "New text")
    assert isinstance(field, QLineEdit)
    await type_text(field, "Spring mailing")
    confirm = next(b for b in sheet.findChildren(QPushButton) if b.isDefault())
    await until(lambda: confirm.text() == "Change 8 cells")
    assert "8 cells change." in sheet.preview.text()
    deed.setCurrentIndex(deed.findData(Deed.REPLACE.value))
    assert not confirm.isEnabled()
    deed.setCurrentIndex(deed.findData(Deed.CLEAR.value))
    count = sum(bool(person.source) for person in people(8))
    await until(lambda: confirm.text() == f"Change {count} cells")
    deed.setCurrentIndex(deed.findData(Deed.SET.value))
    await until(lambda: confirm.text() == "Change 8 cells")
    await press(field, Key.Key_Return)
    await until(lambda: cells(panel, SOURCE) == ["Spring mailing"] * 8)
    assert panel.model.stack.undoText() == "Change 8 cells"


@gui_test
async def test_only_selected_cells_are_changed_and_the_others_named(gui: Gui) -> None:
    desk = desk_of(6)
    everybody = desk.registrants.of["s1"]
    everybody[4] = msgspec.structs.replace(everybody[4], participant_id="p")
    panel = await shown(gui, desk)
    was = cells(panel, SOURCE)
    flags = QItemSelectionModel.SelectionFlag
    select(panel, 0, FIRST, 5, FIRST)
    model = panel.model
    panel.view.selectionModel().select(
        QItemSelection(model.index(3, SOURCE), model.index(4, SOURCE)), flags.Select
    )
    panel.edits.change()
    sheet = await until(lambda: panel.window().findChild(BulkSheet))
    column = named(sheet, "Column")
    assert isinstance(column, QComboBox)
    column.setCurrentIndex(column.findData("source"))
    await type_text(sheet.text, "zz")
    await until(lambda: sheet.confirm.text() == "Change 1 cell")
    assert "1 cell cannot be changed. This person attended." in sheet.preview.text()
    sheet.confirm.click()
    await until(lambda: cells(panel, SOURCE)[3] == "zz")
    assert [text for row, text in enumerate(cells(panel, SOURCE)) if row != 3] == was[:3] + was[4:]


@gui_test
async def test_a_change_is_made_of_the_cells_of_that_moment(gui: Gui) -> None:
    panel = await shown(gui, desk_of(3))
    select(panel, 0, LAST, 2, LAST)
    panel.edits.change()
    sheet = await until(lambda: panel.window().findChild(BulkSheet))
    deed, case = named(sheet, "Change"), named(sheet, "Letter case")
    assert isinstance(deed, QComboBox)
    assert isinstance(case, QComboBox)
    deed.setCurrentIndex(deed.findData(Deed.CASE.value))
    case.setCurrentIndex(case.findData("upper"))
    await until(sheet.confirm.isEnabled)
    fresh = msgspec.structs.replace(panel.model.record_at(0), last_name="Newname")
    panel.model.replace_rows([(panel.model.index_of_people.order[0], fresh)])
    sheet.confirm.click()
    await until(lambda: cells(panel, LAST)[0] == "NEWNAME")


@gui_test
async def test_only_the_deed_that_clears_clears(gui: Gui) -> None:
    panel = await shown(gui, desk_of(4))
    select(panel, 0, FIRST, 3, FIRST)
    panel.edits.change()
    sheet = await until(lambda: panel.window().findChild(BulkSheet))
    assert [Deed(sheet.deed.itemData(number)) for number in range(sheet.deed.count())] == list(Deed)
    for deed in Deed:
        sheet.deed.setCurrentIndex(sheet.deed.findData(deed.value))
        await until(lambda: sheet._slices.is_idle)
        # Nothing is typed, and the names have capitals already.
        assert sheet.confirm.isEnabled() is (deed is Deed.CLEAR), deed
    sheet.reject()
