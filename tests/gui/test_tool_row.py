"""Tool buttons that give up their words: all have them whole, or none."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from tests.helpers.qt import Gui, gui_test, turns
from webinar_console.ui.widgets import ToolRow, tool_button

_WORDS = ("Add", "Import", "Export", "Remove")


def row_of(gui: Gui) -> tuple[ToolRow, list[QToolButton]]:
    buttons = [tool_button(gui.theme, words, "plus") for words in _WORDS]
    return ToolRow(gui.theme, buttons), buttons


@gui_test
async def test_words_are_whole_though_they_were_measured_before_there_was_a_style(gui: Gui) -> None:
    tools, buttons = row_of(gui)
    undressed = tools.sizeHint().width()
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.addWidget(tools, 0, Qt.AlignmentFlag.AlignLeft)
    gui.show(holder)
    await turns(3)
    assert tools.sizeHint().width() > undressed, "the style sheet has a padding"
    assert [button.width() >= button.sizeHint().width() for button in buttons] == [True] * len(buttons)


@gui_test
async def test_where_there_is_no_room_for_all_words_there_are_icons(gui: Gui) -> None:
    tools, buttons = row_of(gui)
    gui.show(tools)
    await turns(3)
    room = tools.sizeHint().width()
    tools.fit(room - 1)
    assert {b.toolButtonStyle() for b in buttons} == {Qt.ToolButtonStyle.ToolButtonIconOnly}
    tools.fit(room)
    assert {b.toolButtonStyle() for b in buttons} == {Qt.ToolButtonStyle.ToolButtonTextBesideIcon}
