"""What holds for all jobs, as a person chooses it: quiet hours, staying awake, where result files go."""

from datetime import time
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTime
from PySide6.QtWidgets import (
    QAbstractButton,
    QFileDialog,
    QLineEdit,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
)

from tests.gui.job_room import Board, show_panel
from tests.gui.jobs_room import the_dialog
from tests.helpers.qt import Gui, click, gui_test, press, unnamed, until
from webinar_console.domain.job import JobRules
from webinar_console.domain.quiet import QuietHours
from webinar_console.ui.jobs.options_sheet import OptionsSheet
from webinar_console.ui.widgets import Label


@gui_test
async def test_quiet_hours_are_chosen_in_the_options(gui: Gui) -> None:
    board = Board()
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    assert unnamed(sheet) == []
    assert not sheet.begins.isEnabled()
    sheet.quiet.click()
    sheet.begins.setTime(QTime(8, 0))
    assert not sheet.save.isEnabled()
    assert "leave half an hour" in sheet.trouble.text()
    sheet.begins.setTime(QTime(19, 30))
    assert sheet.save.isEnabled()
    await click(sheet.save)
    await until(lambda: board.rules.quiet is not None)
    own = QuietHours(time(19, 30), time(8))
    assert board.rules == JobRules(quiet=own, usual=own)
    # Switched off and on again, they are the same: nobody has to remember them.
    for quiet in (None, own):
        panel.show_options()
        sheet = await the_dialog(panel, OptionsSheet)
        assert sheet.begins.time() == QTime(19, 30)
        sheet.quiet.click()
        await click(sheet.save)
        await until(lambda quiet=quiet: board.rules.quiet == quiet)  # type: ignore[misc]
    panel.release()


@gui_test
async def test_hours_that_cannot_be_are_no_matter_where_there_are_none(gui: Gui) -> None:
    own = QuietHours(time(19, 30), time(7))
    board = Board(rules=JobRules(quiet=own, usual=own))
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    sheet.begins.setTime(QTime(7, 0))
    assert not sheet.save.isEnabled()
    sheet.quiet.click()
    await click(sheet.save)
    await until(lambda: board.rules == JobRules(usual=own))
    panel.release()


@gui_test
async def test_whether_the_computer_sleeps_is_chosen_in_the_options(gui: Gui) -> None:
    board = Board(rules=JobRules(results_folder="/lists"))
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    assert sheet.awake.isChecked()
    sheet.awake.click()
    await click(sheet.save)
    await until(lambda: not board.rules.keep_awake)
    assert board.rules == JobRules(results_folder="/lists", keep_awake=False)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    assert not sheet.awake.isChecked()
    sheet.reject()
    panel.release()


def place_of_words(choice: QAbstractButton) -> int:
    """Where the words of a box or of a round button begin, in pixels from its left."""
    option, style = QStyleOptionButton(), choice.style()
    choice.initStyleOption(option)  # type: ignore[attr-defined]
    is_radio = isinstance(choice, QRadioButton)
    element = QStyle.SubElement.SE_RadioButtonContents if is_radio else QStyle.SubElement.SE_CheckBoxContents
    return style.subElementRect(element, option, choice).left()


@gui_test
async def test_the_options_stand_in_line(gui: Gui) -> None:
    """Boxes and round buttons begin their words at one place; a time keeps clear of its field's edge."""
    panel = show_panel(gui, Board())
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    choices: list[QAbstractButton] = [sheet.quiet, sheet.awake, sheet.beside, sheet.elsewhere]
    assert len({choice.mapTo(sheet, QPoint(0, 0)).x() for choice in choices}) == 1
    words = {place_of_words(choice) for choice in choices}
    assert len(words) == 1, "the marks are as wide, and as far from the words"
    below = next(label for label in sheet.findChildren(Label) if label.text() == "From")
    assert below.mapTo(sheet, QPoint(0, 0)).x() - sheet.quiet.mapTo(sheet, QPoint(0, 0)).x() in words
    for field in (sheet.begins, sheet.ends):
        assert field.lineEdit().textMargins().left() >= gui.theme.space(8)
        room = field.lineEdit().width() - field.lineEdit().textMargins().left()
        assert room > field.fontMetrics().horizontalAdvance("20:00")
        assert field.width() < 3.5 * field.fontMetrics().horizontalAdvance("20:00")
    sheet.reject()
    panel.release()


@gui_test
async def test_the_folder_of_result_files_is_chosen_in_the_options(gui: Gui, tmp_path: Path) -> None:
    board = Board()
    board.hold("J1", 3)
    panel = show_panel(gui, board)
    panel.show_options()
    sheet = await the_dialog(panel, OptionsSheet)
    await click(sheet.elsewhere)
    dialog = await the_dialog(panel, QFileDialog)
    dialog.reject()
    await until(sheet.beside.isChecked, what="without a folder it stays as it was")
    await click(sheet.elsewhere)
    dialog = await the_dialog(panel, QFileDialog)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(tmp_path))
    await press(line, Qt.Key.Key_Return)
    await until(lambda: sheet.folder.text() == str(tmp_path))
    await click(sheet.save)
    await until(lambda: board.rules.results_folder == str(tmp_path))
    panel.release()
