"""Exporting the registrants, by keyboard: what is asked, what the file has, what is left behind."""

import csv
import io
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QLocale, Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from tests.gui.export_room import deeds, save_as, sheet_of, shown_in, told
from tests.gui.registrants_room import Key, desk_of, opened
from tests.helpers.qt import Gui, gui_test, named, press, until
from webinar_console.services import exports
from webinar_console.ui.registrants.export_sheet import (
    LOADING,
    Choice,
    ExportSheet,
    Offer,
    Scope,
    list_separator,
    not_in_it,
    with_defaults,
)
from webinar_console.ui.registrants.exporting import MARK, PRINT

FIRST, EMAIL, SOURCE = 0, 2, 3


@gui_test
async def test_what_is_shown_goes_out_as_it_is_shown(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(60))
    header = panel.view.horizontalHeader()
    header.moveSection(header.visualIndex(SOURCE), 0)
    panel.view.sortByColumn(EMAIL, Qt.SortOrder.DescendingOrder)
    panel.filter.setText("newsletter")
    await until(lambda: panel.model.slices.is_idle and 0 < panel.model.rowCount() < 60)
    button = named(panel, "Export people")
    button.setFocus()
    with pytest.MonkeyPatch.context() as patch:
        # A menu that pops up grabs the keyboard, which no test can give it.
        patch.setattr(QMenu, "popup", lambda menu, _place: menu.actions()[0].trigger())
        await press(button, Key.Key_Space)
    sheet = await sheet_of(panel)
    assert sheet.choice().scope is Scope.SHOWN
    assert sheet.confirm.text() == f"Export {panel.model.rowCount()} people…"
    assert not sheet.note.isVisibleTo(sheet)
    await press(sheet.who.checkedButton(), Key.Key_Return)
    await save_as(panel, tmp_path / "list.xlsx")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    header_row, *rows = told(tmp_path / "list.xlsx")
    assert header_row[:2] == ["Source", "First name"]
    at = header_row.index("Registered (UTC)")
    assert header_row[at - 1] == "Registered"
    assert all(row[at].endswith("Z") for row in rows)
    for row in rows:
        del row[at]
    shown = [[cell.strip() if cell != "–" else "" for cell in row] for row in shown_in(panel)]
    assert rows == shown
    assert not list(tmp_path.glob(".webinar-console-*"))
    assert gui.said[-1].sentence == f"list.xlsx is saved, with {len(rows)} people."


@gui_test
async def test_selected_rows_and_all_columns_as_csv(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(30))
    model = panel.model
    block = QItemSelection(model.index(4, FIRST), model.index(6, EMAIL))
    panel.view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    panel.exporting.ask()
    sheet = await sheet_of(panel)
    assert sheet.choice().scope is Scope.SELECTED
    assert not sheet.separator.isVisibleTo(sheet)
    await press(sheet.which.button(1), Key.Key_Space)
    assert sheet.choice().all_columns
    sheet.kind.setFocus()
    await press(sheet.kind, Key.Key_Down)
    assert sheet.separator.isVisibleTo(sheet)
    sheet.separator.setCurrentIndex(sheet.separator.findData(";"))
    await press(sheet.kind, Key.Key_Return)
    await save_as(panel, tmp_path / "people.csv")
    await until(lambda: (tmp_path / "people.csv").exists())
    text = (tmp_path / "people.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["E-mail"] for row in rows] == [model.record_at(n).email for n in (4, 5, 6)]
    assert [row["External id.oid"] for row in rows] == ["4", "5", ""]
    # The next time the same kind is proposed.
    await until(lambda: not panel.exporting.bar.isVisible())
    panel.exporting.ask()
    again = await sheet_of(panel)
    assert (again.choice().suffix, again.choice().separator, again.choice().all_columns) == (
        ".csv",
        ";",
        True,
    )
    await press(again, Key.Key_Escape)


@gui_test
async def test_staged_changes_are_not_in_the_file_and_that_is_said(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(5))
    model = panel.model
    before = [person.first_name for person in model.index_of_people.rows]
    model.setData(model.index(0, FIRST), "Changed")
    model.remove_people([model.key_at(1)])
    model.add_person({"first_name": "New", "last_name": "Here", "email": "new@x.example"})
    panel.exporting.ask()
    sheet = await sheet_of(panel)
    assert sheet.note.text() == not_in_it(3)
    assert sheet.confirm.text() == "Export 5 people…"
    await press(sheet, Key.Key_Return)
    await save_as(panel, tmp_path / "list.xlsx")
    await until(lambda: (tmp_path / "list.xlsx").exists())
    assert [row[0] for row in told(tmp_path / "list.xlsx")[1:]] == before
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    assert gui.said[-1].sentence.endswith(not_in_it(3))
    assert len(model.draft) == 3


@gui_test
async def test_who_attended_and_who_did_not(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(40, attended=0.5), status="Finished")
    panel.filter.setText("nobody at all")
    everybody = panel.model.index_of_people.rows
    found = deeds(panel)
    assert all(action.isEnabled() for action in found.values())
    found["Attended, with join links…"].trigger()
    await save_as(panel, tmp_path / "attended.xlsx")
    await until(lambda: (tmp_path / "attended.xlsx").exists())
    header, *rows = told(tmp_path / "attended.xlsx")
    came = [person for person in everybody if person.attended]
    assert [row[header.index("E-mail")] for row in rows] == [person.email for person in came]
    assert [row[header.index("Join link")] for row in rows] == [person.join_uri for person in came]
    await until(lambda: not panel.exporting.bar.isVisible())
    deeds(panel)["Absent, for a CRM…"].trigger()
    await save_as(panel, tmp_path / "absent.csv")
    await until(lambda: (tmp_path / "absent.csv").exists())
    text = (tmp_path / "absent.csv").read_bytes().decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text.splitlines()[0], ",;")
    told_rows = list(csv.DictReader(io.StringIO(text, newline=""), dialect=dialect))
    absent = [person for person in everybody if not person.attended]
    assert [row["E-mail"] for row in told_rows] == [person.email for person in absent]
    assert {row["Attended"] for row in told_rows} == {"Absent"}
    ids = {row["External id"]: (row["lid"], row["oid"]) for row in told_rows}
    assert all(f"lid={lid}&oid={oid}" == whole for whole, (lid, oid) in ids.items() if whole)


@gui_test
async def test_nobody_can_have_attended_what_has_not_begun(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    assert [text for text, action in deeds(panel).items() if action.isEnabled()] == [
        "Registrants…",
        MARK,
        PRINT,
    ]
    assert [command.title for command in panel.exporting.commands()] == [
        "Export registrants…",
        MARK,
        f"Export {PRINT[0].lower()}{PRINT[1:]}",
    ]
    live = await opened(gui, desk_of(3), status="Active")
    assert "Not there yet, with join links…" in deeds(live)
    assert "Export not there yet, for a CRM…" in [c.title for c in live.exporting.commands()]


@gui_test
async def test_what_is_shown_becomes_pages(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(100))
    deeds(panel)[PRINT].trigger()
    await save_as(panel, tmp_path / "list.pdf")
    await until(lambda: [said for said in gui.said if "is saved" in said.sentence])
    content = (tmp_path / "list.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    assert pages > 2
    assert gui.said[-1].sentence == f"list.pdf is saved: 100 people on {pages} pages. Open it to print it."
    assert [action.label for action in gui.said[-1].actions] == ["Open"]
    assert not panel.exporting.bar.isVisible()


@gui_test
async def test_no_file_dialog_no_file(gui: Gui, tmp_path: Path) -> None:
    panel = await opened(gui, desk_of(3))
    panel.exporting.ask()
    await press(await sheet_of(panel), Key.Key_Escape)
    await until(lambda: not [s for s in panel.window().findChildren(ExportSheet) if s.isVisible()])
    panel.exporting.ask()
    await press(await sheet_of(panel), Key.Key_Return)
    dialog: QFileDialog = await until(
        lambda: next((d for d in panel.window().findChildren(QFileDialog) if d.isVisible()), None)
    )
    assert dialog.selectedFiles()[0].endswith("Spring launch 1 - shown registrants.xlsx")
    dialog.reject()
    await until(lambda: not panel.exporting.bar.isVisible())
    assert not [said for said in gui.said if said.key == "export"]


@gui_test
async def test_a_list_that_still_arrives_says_so(gui: Gui) -> None:
    offer = Offer(selected=0, shown=0, everybody=7, columns=8, is_loading=True)
    choice = with_defaults(offer, Choice())
    sheet = gui.show(ExportSheet(gui.theme, offer, choice, gui.show(QWidget())))
    assert sheet.note.text() == LOADING
    assert sheet.choice().scope is Scope.EVERYBODY
    assert not sheet.who.button(0).isEnabled()


@gui_test
async def test_buttons_give_up_their_words_in_a_narrow_window(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    button = panel.exporting.button
    assert button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    panel.resize(gui.theme.space(360), 500)
    await until(lambda: button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly)
    assert panel.width() == gui.theme.space(360)
    assert button.toolTip()
    panel.resize(1200, 500)
    await until(lambda: button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon)


def test_the_separator_is_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, separator in (("de_DE", ";"), ("en_GB", ","), ("fr_FR", ";"), ("ja_JP", ",")):
        monkeypatch.setattr(QLocale, "system", staticmethod(lambda n=name: QLocale(n)))
        assert list_separator() == separator
    assert {";", ","} <= {mark for mark, _ in exports.SEPARATORS}


def test_a_line_for_what_is_not_in_it() -> None:
    assert not_in_it(0) == ""
    assert "1 change is not applied yet" in not_in_it(1)
    assert "1,200 changes are not applied yet" in not_in_it(1200)
