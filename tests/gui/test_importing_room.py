"""The sheet in a window that is low or narrow: nothing covers anything, and there are rows to look at."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

from tests.gui.geometry import covered, cut, rows_seen
from tests.gui.import_room import SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import focus, ready, start_of, tab_to
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, until
from webinar_console.domain.errors import Unreachable
from webinar_console.domain.people import Verdict
from webinar_console.domain.preferences import Preferences, RegistrationSettings
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.messages import message_for
from webinar_console.ui.widgets import Label

# What the sheet gets in a window of 1366 × 768, in the smallest window, and with the jobs' bar below it.
SIZES = [(1048, 608), (1048, 583), (900, 640), (582, 500)]


async def sized(gui: Gui, path: Path, size: tuple[int, int]) -> ImportRoom:
    """A sheet that cannot become larger than ``size``: it stands in a window that has no layout."""
    room = import_room(gui, width=size[0], height=size[1])
    room.lookup.people = [
        Registrant(id=str(n), first_name="X", last_name="Y", email=f"guest{n}@example.org")
        for n in range(4, 40)
    ]
    window = QWidget()
    gui.show(window, *size)
    room.sheet.setParent(window)
    room.sheet.setGeometry(0, 0, *size)
    room.sheet.show()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(path / "people.csv")])
    await ready(room)
    await turns(6)
    assert room.sheet.size().toTuple() == size
    return room


def right(room: ImportRoom, state: str, rows: int = 5) -> None:
    sheet = room.sheet
    assert not (found := covered(sheet)), f"{state}: {found}"
    assert not (found := cut(sheet.page)), f"{state}: {found}"
    assert not (found := cut(sheet.foot)), f"{state}: {found}"
    assert sheet.foot.geometry().bottom() < sheet.height(), state
    table = sheet.page.check.table
    if table.isVisible():
        assert rows_seen(table) >= rows, state
    if table.isVisible() and table.currentIndex().isValid():
        rect = table.visualRect(table.currentIndex())
        assert rect.top() >= 0, state
        assert rect.bottom() < table.viewport().height(), state


@pytest.mark.parametrize("size", SIZES)
def test_nothing_covers_anything_and_there_are_rows_to_see(tmp_path: Path, size: tuple[int, int]) -> None:
    rows = 5 if size[1] > 600 else 3
    _look_at_all(tmp_path, size, rows)


def _look_at_all(tmp_path: Path, size: tuple[int, int], rows: int) -> None:
    @gui_test
    async def story(gui: Gui) -> None:
        room = await sized(gui, tmp_path, size)
        page, check = room.sheet.page, room.sheet.page.check
        right(room, "checked", rows)
        check.table.setFocus()
        check.table.selectRow(289)
        await turns(6)
        right(room, "a row with its reason", rows)
        check.filters.choose(Verdict.MEND)
        await turns(6)
        right(room, "those that need mending", rows)
        room.sheet._banner.show_message(message_for("The file that was dropped is no list of people."))
        await turns(6)
        right(room, "a banner", rows)
        full = RegistrationSettings(auto_close_limit=4_100)
        room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=4_000, settings=full))
        await until(lambda: "Only 100 seats" in room.sheet.foot.sentences[0])
        await turns(6)
        right(room, "a banner, and short of seats", rows)
        room.sheet._banner.hide()
        await turns(6)
        right(room, "short of seats", rows)
        if room.sheet.foot._brief.isVisible():
            room.sheet.foot._brief.button.click()
            await turns(6)
            right(room, "short of seats, all sentences", rows)
        for step in (page.columns_step, page.file_step, page.compare_step):
            page.open_step(step)
            await until(lambda: page.columns.is_whole)
            await turns(6)
            right(room, step.summary.text())
            assert page.verticalScrollBar().maximum() == 0 or size[1] < 600, "the steps have the room"

    story()


@gui_test
async def test_the_plain_sentences_fold_where_there_is_little_room(gui: Gui, tmp_path: Path) -> None:
    room = await sized(gui, tmp_path, (1048, 608))
    foot = room.sheet.foot
    button = named(room.sheet, "What the import will do")
    assert isinstance(button, QToolButton)
    assert foot._brief.label.text() == (
        "252 people · about 31 minutes, done about 16:36 · 252 e-mails · 752 seats left"
    )
    sentences = foot._sentences
    assert not any(sentence.isVisible() for sentence in sentences)
    assert foot.start.accessibleDescription().count(".") >= 4, "a screen reader hears all of it"
    room.sheet.page.check.table.setFocus()
    await tab_to(button)
    await press(focus(), Qt.Key.Key_Space)
    await turns(4)
    assert all(sentence.isVisible() for sentence in sentences)
    right(room, "unfolded")
    await click(foot._brief.label)
    assert not any(sentence.isVisible() for sentence in sentences)
    room.sheet.parentWidget().resize(1360, 900)
    room.sheet.resize(1360, 860)
    await turns(6)
    assert not foot._brief.isVisible(), "there is room for all of them"
    assert all(sentence.isVisible() for sentence in foot._sentences)


@gui_test
async def test_in_the_lowest_window_the_open_step_is_what_is_seen(gui: Gui, tmp_path: Path) -> None:
    room = await sized(gui, tmp_path, (582, 500))
    page, check = room.sheet.page, room.sheet.page.check
    check.table.setFocus()
    check.table.setCurrentIndex(check.model.index(289, 0))
    await turns(6)
    assert page.verticalScrollBar().maximum() > 0
    assert check.below.visibleRegion().boundingRect() == check.below.rect()
    assert rows_seen(check.table) >= 3
    page.file_step.focus_title()
    await turns(4)
    page.ensureWidgetVisible(focus())
    assert not page.file_step.visibleRegion().isEmpty(), "the others can be reached"


@gui_test
async def test_a_warning_never_folds(gui: Gui, tmp_path: Path) -> None:
    room = await sized(gui, tmp_path, (1048, 608))
    full = RegistrationSettings(auto_close_limit=4_100)
    room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=4_000, settings=full))
    await until(lambda: "Only 100 seats" in room.sheet.foot.sentences[0])
    await turns(6)
    shown = [sentence.line.tone for sentence in room.sheet.foot._sentences if sentence.isVisible()]
    assert shown == ["error"]
    assert named(room.sheet, "Raise the limit to 4,250 for this import").isVisible()


@gui_test
async def test_the_rows_that_need_mending_are_led_to(gui: Gui, tmp_path: Path) -> None:
    room = await sized(gui, tmp_path, (900, 640))
    check = room.sheet.page.check
    assert check.below.lead.text() == "Show the 7"
    check.table.setFocus()
    await tab_to(check.below.lead)
    await press(focus(), Qt.Key.Key_Return)
    assert check.filters.key is Verdict.MEND
    assert QApplication.focusWidget() is check.table
    assert check.table.currentIndex().row() == 0
    assert check.reason.text() == "Line 290: The e-mail address is missing."
    assert [button.text() for button in check.below.offers] == ["Correct it", "Leave this row out"]


@gui_test
async def test_a_row_without_a_suggestion_is_corrected_where_it_wants_it(gui: Gui, tmp_path: Path) -> None:
    room = await sized(gui, tmp_path, (900, 640))
    check = room.sheet.page.check
    check.table.setFocus()
    check.table.setCurrentIndex(check.model.index(289, 2))
    assert check.reason.text().startswith("Line 291: “not an address”")
    await tab_to(check.below.offers[0])
    await press(focus(), Qt.Key.Key_Return)
    assert focus().accessibleName() == "E-mail", "the first name has no fault"
    await press(focus(), Qt.Key.Key_Escape)
    check.table.setCurrentIndex(check.model.index(289, 2))
    await click(check.below.offers[1])
    assert QApplication.focusWidget() is check.table
    await until(lambda: check.filters.count(Verdict.MEND) == 6)
    await ready(room)
    assert [button.text() for button in check.below.offers] == ["Take this row back in"]


@gui_test
async def test_the_table_keeps_its_height_and_the_chosen_row_in_sight(gui: Gui, tmp_path: Path) -> None:
    room = await sized(gui, tmp_path, (1048, 608))
    check = room.sheet.page.check
    heights = set()
    for row in (0, 5, 288, 289, 290, 295, 299):
        check.table.setCurrentIndex(check.model.index(row, 0))
        await turns(4)
        heights.add(check.table.height())
        rect = check.table.visualRect(check.table.currentIndex())
        assert check.table.viewport().rect().contains(rect), row
    assert len(heights) == 1
    await click(named(room.sheet, "What the import will do"))
    await turns(4)
    assert check.table.height() < min(heights)
    rect = check.table.visualRect(check.table.currentIndex())
    assert check.table.viewport().rect().contains(rect), "it slid away"
    assert start_of(room).isEnabled()


@pytest.mark.parametrize(("width", "filtered"), [(1048, None), (900, None), (582, Verdict.MEND)])
def test_the_reason_stays_on_the_screen(tmp_path: Path, width: int, filtered: Verdict | None) -> None:
    @gui_test
    async def story(gui: Gui) -> None:
        path = tmp_path / "crm.csv"
        more, columns = ",spring-mailing-2026,00Q5e00000AB,Head of Marketing", ",Source,External id,Job title"
        if width < 600:  # there only those that say whom it is about
            more = columns = ""
        path.write_text(
            f"First name,Last name,E-mail,Role{columns}\n"
            + "".join(f"Ngozi,Okafor,ngozi.okafor.{n}@northwind.example,panelist{more}\n" for n in range(5))
            + f"Cher,,cher.somebody.very.long@northwind-international.example.com,{more}\n",
            encoding="utf-8",
        )
        room = import_room(gui, width=width, height=640)
        await room.sheet.show_session(SPRING)
        await room.sheet.open_paths([path])
        await ready(room)
        await turns(4)
        check = room.sheet.page.check
        if filtered is not None:
            check.filters.choose(filtered)
            await turns(4)
        table, column = check.table, check.model.REASON
        left = table.columnViewportPosition(column)
        seen = min(left + table.columnWidth(column), table.viewport().width()) - left
        assert seen >= 24 * table.fontMetrics().averageCharWidth()
        assert table.horizontalScrollBar().maximum() == 0

    story()


@gui_test
async def test_without_a_check_there_is_a_reason_and_no_empty_table(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui, width=1048, height=608)
    room.lookup.failure = Unreachable("There is no connection to RingCentral. Nothing was sent.")
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(room.sheet._banner.isVisible)
    await turns(4)
    page, check = room.sheet.page, room.sheet.page.check
    assert page.check_step.summary.text() == "Not checked"
    shown = {label.text() for label in check.findChildren(Label) if label.isVisible()}
    assert shown == {
        "Not checked",
        "RingCentral could not be reached. The file waits here, and nothing was sent.",
    }
    assert not check.table.isVisible()
    assert not check.filters.isVisible(), "a count of nothing"
    assert QApplication.focusWidget() is not start_of(room)
    assert not covered(room.sheet)
    room.lookup.failure = None
    again = next(button for button in room.sheet._banner.findChildren(QPushButton) if button.isVisible())
    await click(again)
    await ready(room)
    assert check.table.isVisible()
    assert check.filters.isVisible()
    assert "Not checked" not in {label.text() for label in check.findChildren(Label) if label.isVisible()}


@gui_test
async def test_a_check_that_waits_for_the_columns_says_so(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("First name,Last name,Contact\nZoë,Ōta,zoe at example.org\n", encoding="utf-8")
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    room.sheet.page.open_step(room.sheet.page.check_step)
    await turns(4)
    check = room.sheet.page.check
    assert not check.table.isVisible()
    shown = {label.text() for label in check.findChildren(Label) if label.isVisible()}
    assert "The rows are checked when the columns are clear." in shown
