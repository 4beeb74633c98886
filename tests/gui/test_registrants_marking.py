"""Marking a list from a CRM: chosen, compared, written and read back, in the window."""

import csv
import io
import sys
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit

from tests.gui.desk import Desk, session
from tests.gui.export_room import answered, deeds, save_as, told
from tests.gui.registrants_room import Key, desk_of, opened
from tests.helpers.qt import Gui, gui_test, named, press, until
from webinar_console.files import flag
from webinar_console.services.marking import By, Marks, Means
from webinar_console.ui.messages import Kind
from webinar_console.ui.registrants.columns import Attendance
from webinar_console.ui.registrants.export_sheet import OTHER_SESSION
from webinar_console.ui.registrants.exporting import MARK
from webinar_console.ui.registrants.mark_sheet import MarkSheet
from webinar_console.ui.registrants.mark_words import (
    NOT_YET,
    STILL_READ,
    UNDER_WAY,
    WAS_READ,
    about_the_list,
    compared,
    means_words,
    outcome,
)
from webinar_console.ui.registrants.marking import GIVEN_UP
from webinar_console.ui.registrants.panel import RegistrantsPanel

PEOPLE_FILES = Path(__file__).parents[1] / "data" / "people"


async def choose(panel: RegistrantsPanel, path: Path) -> None:
    """Begin, and answer the first file dialog."""
    deeds(panel)[MARK].trigger()
    dialog: QFileDialog = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptOpen
    assert "*.ods" in dialog.nameFilters()[0]
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


async def mark_sheet(panel: RegistrantsPanel) -> MarkSheet:
    """The sheet, when it has counted."""
    sheet: MarkSheet = await until(
        lambda: next((s for s in panel.window().findChildren(MarkSheet) if s.isVisible()), None)
    )
    await until(sheet.confirm.isEnabled)
    return sheet


def write_leads(path: Path, desk: Desk) -> list[list[str]]:
    """Six rows: a lead for each of four registrants (one is one of two with an id), a stranger, a blank."""
    people = desk.registrants.of["s1"]
    for at, lid in ((0, "L-1"), (1, "L-2"), (2, "a b&c"), (3, "L-4"), (4, "L-4")):
        whole = f"lid={lid.replace(' ', '%20').replace('&', '%26')}&oid={at}"
        people[at] = msgspec.structs.replace(people[at], external_id=whole)
    rows = [["L-1", "Stone"], ["a b&c", "=1+1"], ["L-99", "Who"], ["", "Blank"], ["L-4", "Two"], ["L-2", ""]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([["Lead Id", "Name"], *rows])
    return rows


@gui_test
async def test_a_list_is_marked_and_read_back(gui: Gui, tmp_path: Path) -> None:
    desk = desk_of(40, attended=0.5)
    rows = write_leads(tmp_path / "leads.csv", desk)
    people = desk.registrants.of["s1"]
    panel = await opened(gui, desk, status="Finished")
    panel.filter.setText("nobody at all")
    calls = desk.registrants.calls
    await choose(panel, tmp_path / "leads.csv")
    sheet = await mark_sheet(panel)
    assert sheet.column.currentText() == "Lead Id"
    assert sheet.means.currentText() == "External id, key lid: 4 found"
    came = sum(people[at].attended for at in (0, 1, 2))
    words = (
        f"3 of 6 rows are registered; {came} attended, {3 - came} did not. 1 was not found. "
        "1 row means several registrants and is marked “several”. "
        "1 row has nothing in this column and stays unmarked."
    )
    assert sheet.said.text() == words
    assert "on this computer, as of" in sheet.note.text()
    # Another column meets nobody; back again is the same.
    sheet.column.setCurrentIndex(1)
    await until(lambda: sheet.confirm.isEnabled() and sheet.said.text() != words)
    assert sheet.means.currentText() == "E-mail: none found"
    assert sheet.said.text().startswith("0 of 6 rows are registered. 5 were not found.")
    sheet.column.setCurrentIndex(0)
    await until(lambda: sheet.said.text() == words and sheet.confirm.isEnabled())
    sheet.kind.setCurrentIndex(sheet.kind.findData(".csv"))
    sheet.separator.setCurrentIndex(sheet.separator.findData(";"))
    await press(sheet.kind, Key.Key_Return)
    dialog = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    assert Path(dialog.selectedFiles()[0]).name == "leads - attendance.csv"
    await save_as(panel, tmp_path / "leads - attendance.csv")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    assert gui.said[-1].sentence == f"leads - attendance.csv is saved. {words}"
    assert gui.said[-1].kind is Kind.SUCCESS
    text = (tmp_path / "leads - attendance.csv").read_bytes().decode("utf-8-sig")
    header, *written = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert header == ["Lead Id", "Name", "Registered", "Attended", "Registered at", "Join link"]
    rows[1][1] = "'=1+1"
    assert [row[:2] for row in written] == rows
    assert [row[2] for row in written] == ["yes", "yes", "no", "", "several", "yes"]
    for row, at in ((0, 0), (1, 2), (5, 1)):
        one = people[at]
        came_in = "yes" if one.attended else "no"
        assert written[row][3:] == [came_in, one.registration_time, one.join_uri]
    assert all(row[3:] == ["", "", ""] for row in written[2:5])
    assert not panel.exporting.bar.isVisible()
    assert desk.registrants.calls == calls
    # The next time the same kind is proposed.
    await choose(panel, tmp_path / "leads.csv")
    again = await mark_sheet(panel)
    assert (again.kind.currentData(), again.separator.currentData()) == (".csv", ";")
    await press(again, Key.Key_Escape)


@gui_test
async def test_before_a_session_is_over_attendance_is_not_known(gui: Gui, tmp_path: Path) -> None:
    desk = desk_of(5)
    write_leads(tmp_path / "leads.csv", desk)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Changed")
    await choose(panel, tmp_path / "leads.csv")
    sheet = await mark_sheet(panel)
    assert sheet.said.text().endswith(NOT_YET)
    assert "1 change that is not applied yet does not count." in sheet.note.text()
    await press(sheet, Key.Key_Return)
    await save_as(panel, tmp_path / "out.xlsx")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    header, *rows = told(tmp_path / "out.xlsx")
    assert {row[header.index("Attended")] for row in rows} == {""}
    assert [row[header.index("Registered")] for row in rows].count("yes") == 3


@gui_test
async def test_another_sheet_of_a_workbook_is_read_when_it_is_chosen(gui: Gui, tmp_path: Path) -> None:
    import openpyxl

    desk = desk_of(5)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Last year"
    for row in (["Mail", "Score"], ["somebody@else.example", "x"]):
        book.active.append(row)
    leads = book.create_sheet("Leads")
    for row in (["Mail", "Score"], [desk.registrants.of["s1"][2].email.upper(), "7"]):
        leads.append(row)
    book.save(tmp_path / "crm.xlsx")
    panel = await opened(gui, desk)
    await choose(panel, tmp_path / "crm.xlsx")
    sheet = await mark_sheet(panel)
    assert (sheet.sheets.currentText(), sheet.means.currentText()) == ("Last year", "E-mail: none found")
    sheet.sheets.setFocus()
    await press(sheet.sheets, Key.Key_Down)
    second = await mark_sheet(panel)
    assert second.sheets.currentText() == "Leads"
    assert second.means.currentText() == "E-mail: 1 found"
    await press(second, Key.Key_Escape)
    assert not list(tmp_path.glob("*attendance*"))


@gui_test
async def test_a_file_that_is_no_list_is_refused_and_another_one_can_be_chosen(
    gui: Gui, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    panel = await opened(gui, desk_of(3))
    await choose(panel, tmp_path / "empty.csv")
    await until(lambda: gui.said and gui.said[-1].kind is Kind.ERROR)
    assert gui.said[-1].sentence == "The file is empty."
    assert [action.label for action in gui.said[-1].actions] == ["Choose another list…"]
    assert not panel.exporting.bar.isVisible()
    gui.said[-1].actions[0].run()
    dialog = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    dialog.reject()
    await until(lambda: not dialog.isVisible())


@gui_test
async def test_reading_can_be_cancelled(gui: Gui, tmp_path: Path) -> None:
    desk = desk_of(5)
    write_leads(tmp_path / "leads.csv", desk)
    panel = await opened(gui, desk)
    with pytest.MonkeyPatch.context() as patch:
        stuck = "import sys, threading; sys.stdin.buffer.read(9); threading.Event().wait()"
        patch.setattr(flag, "command", lambda: [sys.executable, "-c", stuck])
        await choose(panel, tmp_path / "leads.csv")
        await until(panel.exporting.bar.isVisible)
        assert panel.exporting.bar.words.text() == "Reading leads.csv …"
        cancel = named(panel, "Cancel the export")
        cancel.setFocus()
        await press(cancel, Key.Key_Space)
        await until(lambda: not panel.exporting.bar.isVisible())
    assert gui.said[-1].sentence == GIVEN_UP


@gui_test
async def test_a_list_that_is_given_up_while_it_is_written_leaves_the_old_one(
    gui: Gui, tmp_path: Path
) -> None:
    desk = desk_of(5)
    write_leads(tmp_path / "leads.csv", desk)
    (tmp_path / "out.xlsx").write_text("old")
    panel = await opened(gui, desk)
    await choose(panel, tmp_path / "leads.csv")
    sheet = await mark_sheet(panel)
    bar = panel.exporting.bar
    with pytest.MonkeyPatch.context() as patch:
        stuck = "import sys, threading; sys.stdin.buffer.read(9); threading.Event().wait()"
        patch.setattr(flag, "command", lambda: [sys.executable, "-c", stuck])
        await press(sheet, Key.Key_Return)
        await answered(panel, tmp_path / "out.xlsx")
        await until(lambda: bar.isVisible() and bar.progress.value() == 6)
        assert bar.words.text() == "Completing out.xlsx …"
        cancel = named(panel, "Cancel the export")
        cancel.setFocus()
        await press(cancel, Key.Key_Space)
        await until(lambda: not bar.isVisible())
    assert gui.said[-1].sentence == GIVEN_UP
    assert (tmp_path / "out.xlsx").read_text() == "old"
    assert not list(tmp_path.glob(".webinar-console-*"))


@gui_test
async def test_where_the_letters_are_in_doubt_the_words_can_be_chosen(gui: Gui, tmp_path: Path) -> None:
    source = PEOPLE_FILES / "ambiguous-two-regions.csv"
    panel = await opened(gui, desk_of(5))
    await choose(panel, source)
    sheet = await mark_sheet(panel)
    before, words = sheet.letters.currentData(), sheet.letters.itemText(1)
    assert sheet.letters.isVisible()
    sheet.letters.setFocus()
    await press(sheet.letters, Key.Key_Down)
    second = await mark_sheet(panel)
    assert second is not sheet
    assert not second.letters.isVisible()
    await press(second, Key.Key_Return)
    await save_as(panel, tmp_path / "out.xlsx")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    written = "".join(cell for row in told(tmp_path / "out.xlsx") for cell in row)
    assert before
    assert all(word in written for word in words.rstrip("…").split(" · ")[:1])


@gui_test
async def test_while_the_registrants_arrive_that_is_said_before_and_after(gui: Gui, tmp_path: Path) -> None:
    desk = desk_of(2_500)
    write_leads(tmp_path / "leads.csv", desk)
    panel = await opened(gui, desk)
    desk.registrants.gate.clear()
    panel.refresh_everything()
    await until(lambda: panel.is_reading)
    await choose(panel, tmp_path / "leads.csv")
    sheet = await mark_sheet(panel)
    assert STILL_READ in sheet.note.text()
    await press(sheet, Key.Key_Return)
    await save_as(panel, tmp_path / "out.xlsx")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    assert gui.said[-1].kind is Kind.WARNING
    assert gui.said[-1].sentence.endswith(WAS_READ)
    desk.registrants.gate.set()
    await until(lambda: not panel.is_reading)


@gui_test
async def test_a_list_is_not_marked_with_the_people_of_another_session(gui: Gui, tmp_path: Path) -> None:
    desk = desk_of(5)
    write_leads(tmp_path / "leads.csv", desk)
    panel = await opened(gui, desk)
    deeds(panel)[MARK].trigger()
    dialog = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    await panel.show_session(session(2))
    dialog.setDirectory(str(tmp_path))
    field = next(iter(dialog.findChildren(QLineEdit)))
    field.setText(str(tmp_path / "leads.csv"))
    dialog.accept()
    await until(lambda: gui.said)
    assert gui.said[-1].sentence == OTHER_SESSION
    assert not [s for s in panel.window().findChildren(MarkSheet) if s.isVisible()]


# -- words


def marks(registered: int, attended: int, several: int = 0, not_found: int = 0, blank: int = 0) -> Marks:
    rows = [0] * (registered + several + not_found + blank)
    return Marks((), rows, True, registered, attended, several, not_found, blank)


def test_how_it_came_out() -> None:
    over, upcoming, live = Attendance.OVER, Attendance.NOT_YET, Attendance.UNDER_WAY
    assert outcome(marks(1_204, 812, not_found=96), over) == (
        "1,204 of 1,300 rows are registered; 812 attended, 392 did not. 96 were not found."
    )
    assert outcome(marks(1, 1), over) == "1 of 1 row is registered; 1 attended, 0 did not."
    assert outcome(marks(0, 0, not_found=1), over) == "0 of 1 row are registered. 1 was not found."
    assert outcome(marks(7, 0), upcoming) == f"7 of 7 rows are registered. {NOT_YET}"
    assert outcome(marks(7, 3), live) == f"7 of 7 rows are registered; 3 attended so far. {UNDER_WAY}"
    assert outcome(marks(0, 0, several=2, blank=3), over) == (
        "0 of 5 rows are registered. 2 rows mean several registrants and are marked “several”. "
        "3 rows have nothing in this column and stay unmarked."
    )


def test_what_it_is_compared_with() -> None:
    assert compared("as of 10:32", 0, is_whole=True) == (
        "Compared with the registrants on this computer, as of 10:32. Nothing is sent."
    )
    assert STILL_READ in compared("", 0, is_whole=False)
    assert compared("", 2, is_whole=True).endswith("2 changes that are not applied yet do not count.")
    assert means_words(Means(By.KEY, "lid"), 1_204) == "External id, key lid: 1,204 found"
    assert means_words(Means(By.EXTERNAL_ID), 0) == "Whole external id: none found"


def test_what_reading_the_list_noticed() -> None:
    assert about_the_list(has_header=True, blank_rows=0, notes=()) == ""
    assert about_the_list(has_header=False, blank_rows=1, notes=("Noted.",)) == (
        "Noted. The list does not name its columns, so they are numbered. 1 blank row is left out."
    )
