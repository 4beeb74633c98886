"""The import sheet over the real import service: from a file to a confirmed plan."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from tests.gui.import_room import AUTUMN, SPRING, import_room, write_people
from tests.gui.sheet_room import focus, opened, ready, refused, start_of, tab_to
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, type_text, until
from webinar_console.domain.errors import StoreError, Unreachable
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import Target
from webinar_console.domain.plan import Action
from webinar_console.domain.session import FINISHED
from webinar_console.ui.importing import ImportSheet
from webinar_console.ui.widgets import Banner


@gui_test
async def test_a_file_becomes_a_plan_only_when_confirmed(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    told: list[tuple[str, str]] = []
    room.sheet.started.connect(lambda job, session: told.append((job, session)))
    assert start_of(room).text() == "Invite 288 people"
    assert room.sheet.foot.sentences == (
        "284 people will be registered, 4 invited as panelists, 12 not sent (5 skipped, 7 need mending).",
        (
            "285 calls, about 35 minutes at RingCentral’s pace of 10 a minute, 8 of them for the import: "
            "done about 16:40, before the 18:00 start."
        ),
        (
            "284 confirmations and 4 panel invitations leave by e-mail; e-mails cannot be called back. "
            "The host’s digest is on."
        ),
        "They all fit: 4,284 of 5,000 seats are taken then, 716 left.",
    )
    assert room.starter.plans == []
    await click(start_of(room))
    await until(lambda: told)
    (plan,) = room.starter.plans
    assert told == [(plan.id, SPRING.id)]
    assert [row.action for row in plan.rows].count(Action.REGISTER) == 284
    assert len(plan.rows) + len(plan.left_out) == 300
    assert not start_of(room).isEnabled(), "the same file could be started twice"


@gui_test
async def test_the_whole_way_by_keyboard(gui: Gui, tmp_path: Path) -> None:
    path = write_people(tmp_path / "people.csv")
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await until(QApplication.focusWidget, what="the focus")
    await press(focus(), Qt.Key.Key_Return)
    dialog = await until(lambda: room.sheet.findChild(QFileDialog), what="the file dialog")
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    line.setText(str(path))  # typed, it would open a list that the offscreen platform cannot show
    await press(line, Qt.Key.Key_Return)
    await ready(room)
    # Without a window manager nobody gives the focus back when the dialog closes.
    room.sheet.activateWindow()
    await until(QApplication.focusWidget, what="the focus")
    assert focus() is room.sheet.page.check.table, "the focus must not lie on the button that sends"
    await tab_to(start_of(room))
    await press(focus(), Qt.Key.Key_Return)
    await until(lambda: room.starter.plans)


@gui_test
async def test_a_column_is_remapped_by_keyboard(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.sheet.page.open_step(room.sheet.page.columns_step)
    choice = named(room.sheet, "Column Shoe size")
    choice.setFocus()
    await type_text(choice, "external")
    # Typing ahead in a combo box chooses without the popup.
    assert choice.currentText() == Target.EXTERNAL_ID.label  # type: ignore[attr-defined]
    assert named(room.sheet, "Column E-mail").currentText() == "e-mail", "it was taken on the way"  # type: ignore[attr-defined]
    await until(lambda: "external id" in room.sheet.page.columns_step.summary.text())
    await ready(room)


@gui_test
async def test_a_double_click_starts_one_job(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv", good=3))
    room.starter.gate = asyncio.Event()
    await click(start_of(room))
    await click(start_of(room))
    room.starter.gate.set()
    await until(lambda: room.starter.plans)
    await turns(5)
    assert len(room.starter.plans) == 1


@gui_test
async def test_escape_goes_back_and_keeps_the_file(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    left: list[bool] = []
    room.sheet.closed.connect(lambda: left.append(True))
    room.sheet.page.columns.remapped.emit(5, ColumnUse(Target.EXTERNAL_ID))
    await ready(room)
    await press(room.sheet, Qt.Key.Key_Escape)
    assert left == [True]
    await room.sheet.show_session(AUTUMN)
    assert not start_of(room).isEnabled()
    await room.sheet.show_session(SPRING)
    await ready(room)
    assert named(room.sheet, "Column Shoe size").currentText() == "external id"  # type: ignore[attr-defined]
    assert room.starter.plans == []


@gui_test
async def test_no_e_mail_column_is_a_sentence_and_can_be_mended(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("First name,Last name,Contact\nZoë,Ōta,zoe at example.org\n", encoding="utf-8")
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    assert "No column is chosen for the e-mail addresses" in room.sheet.page.columns_step.problem
    assert room.sheet.page.columns_step.is_open
    assert not start_of(room).isEnabled()
    room.sheet.page.columns.remapped.emit(2, ColumnUse(Target.EMAIL))
    await until(lambda: room.sheet.page.check.model.rowCount() == 1)
    assert room.sheet.page.columns_step.problem == ""


@gui_test
async def test_nothing_is_mapped_twice(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.sheet.page.columns.remapped.emit(5, ColumnUse(Target.SOURCE))
    assert named(room.sheet, "Column Campaign").currentText() == "ignore"  # type: ignore[attr-defined]
    assert named(room.sheet, "Column Shoe size").currentText() == "source"  # type: ignore[attr-defined]
    await ready(room)


@gui_test
async def test_an_old_plan_cannot_be_started_after_a_change(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.sheet.page.columns.remapped.emit(2, ColumnUse(Target.IGNORE))
    assert not start_of(room).isEnabled()
    start_of(room).click()
    room.sheet.foot.confirmed.emit()
    await turns(5)
    assert room.starter.plans == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("header.csv", b"First name,Last name,E-mail\n"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("book.csv", b"PK\x03\x04" + b"\x00" * 500),
    ],
)
@gui_test
async def test_a_bad_file_gets_a_sentence(gui: Gui, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    await refused(gui, [path], f"{name} cannot be used")


@gui_test
async def test_a_folder_and_a_file_that_is_gone_get_a_sentence(gui: Gui, tmp_path: Path) -> None:
    await refused(gui, [tmp_path], "cannot be used")
    await refused(gui, [tmp_path / "gone.csv"], "gone.csv cannot be used")


@gui_test
async def test_a_bad_file_leaves_the_good_one_where_it_is(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"")
    await room.sheet.open_paths([bad])
    assert "bad.csv cannot be used" in room.sheet._banner.sentence
    assert room.sheet._banner.isVisible()
    await ready(room)
    assert start_of(room).text() == "Invite 288 people"
    assert room.sheet._banner.isVisible()


@gui_test
async def test_pasted_rows(gui: Gui) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    QGuiApplication.clipboard().setText("First name\tLast name\tE-mail\nZoë\tŌta\tzoe@example.org\n")
    await press(room.sheet, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await ready(room)
    assert start_of(room).text() == "Invite 1 person"
    assert room.sheet.page.file_step.summary.text().startswith("Pasted text · 1 row · Tab")


@gui_test
async def test_an_empty_clipboard_is_said(gui: Gui) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    QGuiApplication.clipboard().clear()
    room.sheet._ways_in.paste()
    assert "no text on the clipboard" in room.sheet._choose.words


@gui_test
async def test_another_encoding_is_read_again_and_keeps_the_choice(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "leute.csv"
    path.write_bytes("Vorname;Nachname;E-Mail\nJörg;Groß;joerg@example.org\n".encode("cp1252"))
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await ready(room)
    assert "Semicolon" in room.sheet.page.file_step.summary.text()
    combo = named(room.sheet, "Encoding")
    combo.setCurrentIndex(combo.findData("cp1251"))  # type: ignore[attr-defined]
    combo.activated.emit(combo.currentIndex())  # type: ignore[attr-defined]
    await until(lambda: "Windows-1251" in room.sheet.page.file_step.summary.text())
    await ready(room)
    assert combo.currentData() == "cp1251"  # type: ignore[attr-defined]


@gui_test
async def test_the_server_is_away_during_the_check(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.lookup.failure = Unreachable("RingCentral cannot be reached.")
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: room.sheet._banner.isVisible())
    assert room.sheet._banner.sentence == "RingCentral cannot be reached."
    assert not start_of(room).isEnabled()
    room.lookup.failure = None
    again = next(b for b in room.sheet._banner.findChildren(QPushButton) if b.text() == "Try again")
    await click(again)
    await ready(room)
    assert not room.sheet._banner.isVisible()


@gui_test
async def test_a_forecast_without_the_settings_says_so(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.failure = Unreachable("RingCentral cannot be reached.")
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await ready(room)
    assert any("settings could not be read" in sentence for sentence in room.sheet.foot.sentences)


@gui_test
async def test_the_journal_refuses_and_the_file_stays(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.starter.failure = StoreError("The disk is full. Nothing was sent.")
    await click(start_of(room))
    await until(lambda: room.sheet._banner.isVisible())
    assert room.sheet._banner.sentence == "The disk is full. Nothing was sent."
    room.starter.failure = None
    await click(start_of(room))
    await until(lambda: room.starter.plans)


@gui_test
async def test_a_finished_session_takes_nobody(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(msgspec.structs.replace(SPRING, status=FINISHED))
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: room.sheet.flow.told is not None)
    assert not start_of(room).isEnabled()
    assert any("finished" in sentence.lower() for sentence in room.sheet.foot.sentences)


def told_in(sheet: ImportSheet) -> str:
    """What the banners say."""
    return " ".join(b.message.sentence for b in sheet.findChildren(Banner) if b.message and b.isVisible())


@gui_test
async def test_a_template_can_be_saved_before_there_is_a_file(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await click(named(room.sheet, "Save a template"))
    dialog = await until(lambda: room.sheet.findChild(QFileDialog), what="the file dialog")
    dialog.setDirectory(str(tmp_path))
    dialog.findChild(QLineEdit, "fileNameEdit").setText("guests")
    dialog.accept()
    await until((tmp_path / "guests.xlsx").exists)
    await until(lambda: "guests.xlsx is saved." in told_in(room.sheet))
