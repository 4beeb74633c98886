"""The palette over a cell that is being edited: Qt deletes the editor when the focus goes away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from tests.gui.desk import NOW, session
from tests.gui.test_registrants_panel import desk_of, editor_of
from tests.helpers.qt import Gui, gui_test, press, type_text, until
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.window import Command, CommandPalette


@gui_test
async def test_the_palette_opens_from_a_cell_and_gives_the_table_the_focus_back(gui: Gui) -> None:
    root = QWidget()
    panel = RegistrantsPanel(gui.theme, desk_of(3), gui.tasks(), gui.messages, lambda: NOW)
    layout = QVBoxLayout(root)
    layout.addWidget(panel)
    done: list[str] = []
    palette = CommandPalette(gui.theme, root, lambda: [Command("Refresh", lambda: done.append("done"))])
    gui.show(root, 1000, 600)
    await panel.show_session(session())
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        panel.view.setFocus()
        panel.view.setCurrentIndex(panel.model.index(0, 0))
        await press(panel.view, Qt.Key.Key_F2)
        editor = editor_of(panel)
        await type_text(editor, f"Grace {key.value}")
        palette.open_palette()
        await until(lambda editor=editor: not isValid(editor), what="the editor to go")
        assert palette.field.hasFocus()
        assert panel.model.record_at(0).first_name == f"Grace {key.value}"
        await press(palette.field, key)
        assert not palette.isVisible()
        assert panel.view.hasFocus()
    assert done == ["done"]
