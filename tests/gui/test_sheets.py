"""The plain sheet, and the number that is typed before many people are removed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.helpers.qt import Gui, gui_test, press, type_text, unnamed, until
from webinar_console.ui.widgets import Label, Sheet, column, push_button, typed_number
from webinar_console.ui.widgets.sheet import TYPED_ABOVE, is_number


@pytest.mark.parametrize("text", ["5000", "5,000", "5.000", "5 000", "5\u202f000", " 5000 "])
def test_a_number_may_be_typed_as_people_write_it(text: str) -> None:
    assert is_number(text, 5000)


@pytest.mark.parametrize("text", ["", "500", "50000", "5000x", "-5000", "five thousand"])
def test_another_number_is_not_that_number(text: str) -> None:
    assert not is_number(text, 5000)


@gui_test
async def test_few_people_need_no_number(gui: Gui) -> None:
    button = push_button(gui.theme, "Remove")
    assert typed_number(gui.theme, TYPED_ABOVE, button) is None
    assert button.isEnabled()
    assert typed_number(gui.theme, TYPED_ABOVE + 1, button) is not None
    assert not button.isEnabled()


@gui_test
@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
async def test_enter_confirms_the_right_number_and_presses_no_default(gui: Gui, enter: Qt.Key) -> None:
    sheet = Sheet(gui.theme, "Remove people", gui.show(QWidget()), 400)
    cancel, confirm = push_button(gui.theme, "Cancel"), push_button(gui.theme, "Remove")
    cancel.clicked.connect(sheet.reject)
    confirm.clicked.connect(sheet.accept)
    typed = typed_number(gui.theme, 1250, confirm)
    assert typed is not None
    sheet.setLayout(column(gui.theme, typed.asking, typed, cancel, confirm))
    cancel.setDefault(True)
    typed.setFocus()
    sheet.open()
    await until(typed.hasFocus)
    assert typed.asking.text() == "Type 1,250 to remove these people."
    assert unnamed(sheet) == []
    for figures in ("", "1,25", "00"):
        await type_text(typed, figures)
        await press(typed, enter)
        assert sheet.isVisible()
        assert not confirm.isEnabled()
    await press(typed, Qt.Key.Key_Backspace)
    await press(typed, enter)
    assert not sheet.isVisible()
    assert sheet.result() == Sheet.DialogCode.Accepted


@gui_test
async def test_a_sheet_is_as_high_as_what_it_shows(gui: Gui) -> None:
    sheet = Sheet(gui.theme, "Question", gui.show(QWidget()), 300)
    more = Label(gui.theme, "Words that need several lines. " * 20, wrap=True)
    more.hide()
    sheet.setLayout(column(gui.theme, Label(gui.theme, "A question?", wrap=True), more))
    sheet.open()
    await until(sheet.isVisible)
    low = sheet.height()
    more.show()
    sheet.fit()
    assert sheet.height() == low + more.height() + sheet.layout().spacing()
    more.hide()
    sheet.fit()
    assert sheet.height() == low
