"""The small pieces."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QTextDocumentFragment
from PySide6.QtGui import Qt as TextQt
from PySide6.QtWidgets import QWidget

from tests.helpers.qt import Gui, click, gui_test, named, press, turns, type_text, unnamed
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import (
    ElidedLabel,
    EmptyState,
    Label,
    SearchField,
    StatusChip,
    Switch,
    chip_width,
    clear,
    column,
    icon_button,
    paint_chip,
    push_button,
    row,
)
from webinar_console.ui.widgets.label import plain_tip
from webinar_console.ui.widgets.report_table import ReportModel, ReportTable


def ink_in(image: QImage, colour: str) -> int:
    """How many pixels have this colour."""
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


@gui_test
async def test_a_switch_is_a_check_box_by_mouse_key_and_screen_reader(gui: Gui) -> None:
    switch = gui.show(Switch(gui.theme, "Suppress emails"), 60, 40)
    told: list[bool] = []
    switch.toggled.connect(told.append)
    await click(switch)
    switch.setFocus()
    await press(switch, Qt.Key.Key_Space)
    assert told == [True, False]
    element = QAccessible.queryAccessibleInterface(switch)
    assert element.role() == QAccessible.Role.CheckBox
    assert element.text(QAccessible.Text.Name) == "Suppress emails"
    element.actionInterface().doAction("Toggle")
    await turns(2)
    assert switch.isChecked()
    assert element.state().checked


@gui_test
async def test_a_switch_looks_different_on_off_and_disabled(gui: Gui) -> None:
    switch = gui.show(Switch(gui.theme, "On"), 60, 40)
    switch.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    switch.clearFocus()
    colours = gui.theme.colours

    async def filled() -> int:
        await turns(2)
        image = switch.grab().toImage()
        # The pointer may lie above it: then the fill is the hovering one.
        return ink_in(image, colours.accent) + ink_in(image, colours.accent_hover)

    assert await filled() == 0
    switch.setChecked(True)
    assert await filled() > 100
    switch.setEnabled(False)
    assert await filled() == 0


@gui_test
async def test_a_long_text_is_shortened_and_kept_in_the_tool_tip(gui: Gui) -> None:
    label = gui.show(ElidedLabel(gui.theme, "A title that is much too long for the room"), 100, 30)
    await turns(2)
    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.text()
    label.resize(600, 30)
    await turns(2)
    assert label.shown_text() == label.text()
    assert label.toolTip() == ""


@pytest.mark.parametrize("text", ["<b>x</b>", "a <img src='http://x/y.png'>", "1 < 2 & 3"])
def test_a_tool_tip_never_turns_text_into_html(text: str) -> None:
    tip = plain_tip(text)
    plain = QTextDocumentFragment.fromHtml(tip).toPlainText() if TextQt.mightBeRichText(tip) else tip
    assert plain == text


@gui_test
async def test_labels_are_plain_text(gui: Gui) -> None:
    label = gui.show(Label(gui.theme, "<h1>Big</h1>"), 200, 40)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.sizeHint().height() < gui.theme.row_height(2)


@gui_test
async def test_escape_empties_a_search_before_it_leaves(gui: Gui) -> None:
    passed: list[int] = []

    class Around(QWidget):
        def keyPressEvent(self, event: object) -> None:
            passed.append(event.key())  # type: ignore[attr-defined]

    around = Around()
    field = SearchField(gui.theme, "Find a webinar", "Find a webinar")
    around.setLayout(column(gui.theme, field))
    gui.show(around, 300, 60)
    await type_text(field, "abc")
    assert field._clear.isVisible()
    await press(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert not field._clear.isVisible()
    assert not passed
    await press(field, Qt.Key.Key_Escape)
    assert passed == [Qt.Key.Key_Escape]


@gui_test
async def test_a_chip_is_painted_within_its_width(gui: Gui) -> None:
    theme: Theme = gui.theme
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.colours.surface))
    painter = QPainter(image)
    paint_chip(painter, QRect(0, 0, 200, 40), theme, "Attended", "success")
    painter.end()
    width = chip_width(theme, "Attended")
    assert ink_in(image.copy(0, 0, width, 40), theme.colours.success_soft) > 100
    beside = image.copy(width + 1, 0, 199 - width, 40)
    assert ink_in(beside, theme.colours.surface) == beside.width() * beside.height()
    chip = gui.show(StatusChip(theme, "Live", "success"))
    chip.show_status("Past", "muted")
    assert chip.accessibleName() == "Past"


@gui_test
async def test_an_empty_state_has_at_most_one_step(gui: Gui) -> None:
    state = gui.show(EmptyState(gui.theme), 500, 300)
    done: list[bool] = []
    state.show_state("people", "Nobody yet", "Import a list.", step="Import…", run=lambda: done.append(True))
    await click(state.button)
    assert done == [True]
    assert unnamed(state) == []
    state.show_state("", "Reading…")
    await turns(2)
    assert not state.button.isVisible()
    assert not state.sentence.isVisible()


@gui_test
async def test_buttons_have_names_and_layouts_can_be_emptied(gui: Gui) -> None:
    box = QWidget()
    inner = row(gui.theme, push_button(gui.theme, "Save"), icon_button(gui.theme, "copy", "Copy the link"))
    box.setLayout(column(gui.theme, inner, 8, None))
    gui.show(box, 300, 100)
    assert unnamed(box) == []
    assert named(box, "Copy the link").toolTip() == "Copy the link"
    layout = box.layout()
    assert layout is not None
    clear(layout)
    await turns(3)
    assert layout.count() == 0
    assert box.findChildren(QWidget) == []


@gui_test
async def test_the_title_of_a_narrow_column_is_cut_with_a_sign(gui: Gui) -> None:
    class Rows(ReportModel):
        def text(self, source: int, column: int) -> str:
            return f"{source} {column}"

    table = gui.show(ReportTable(gui.theme, "Rows", Rows(("A very long title", "Other")), (4, 4)))
    assert table.horizontalHeader().textElideMode() is Qt.TextElideMode.ElideRight
