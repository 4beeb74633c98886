"""The import sheet over the real import service: from a file to a confirmed plan."""

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QScrollArea, QWidget

from tests.gui.import_room import AUTUMN, SPRING, ImportRoom, import_room, write_people
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, type_text, unnamed, until
from webinar_console.domain.errors import StoreError, Unreachable
from webinar_console.domain.people import ColumnGuess, Target, Verdict
from webinar_console.domain.people_source import TWO_FILES, TextSource
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import CLOSED, OPEN
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import FINISHED
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.importing.choices import Kept
from webinar_console.ui.widgets import Label

Fail = QAbstractItemModelTester.FailureReportingMode.Fatal


def start_of(room: ImportRoom) -> QPushButton:
    button = named(room.sheet, "Start import")
    assert isinstance(button, QPushButton)
    return button


async def ready(room: ImportRoom) -> None:
    await until(lambda: start_of(room).isEnabled(), what="the forecast")


async def opened(gui: Gui, path: Path) -> ImportRoom:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([path])
    await ready(room)
    return room


@gui_test
async def test_a_file_becomes_a_plan_only_when_confirmed(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    told: list[str] = []
    room.sheet.started.connect(told.append)
    assert start_of(room).text() == "Invite 288 people"
    assert room.sheet.foot.sentences == (
        "284 people will be registered, 4 invited to the panel, 12 left out.",
        (
            "285 calls, about 35 minutes at RingCentral’s pace of 10 a minute, 8 of them for the import: "
            "done about 16:40, before the 18:00 start."
        ),
        "284 confirmations and 4 panel invitations leave by e-mail; e-mails cannot be called back.",
        "They all fit: 4,284 of 5,000 seats are taken then, 716 left.",
    )
    assert room.starter.plans == []
    await click(start_of(room))
    await until(lambda: told)
    (plan,) = room.starter.plans
    assert told == [plan.id]
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


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


async def tab_to(widget: QWidget) -> None:
    for _ in range(60):
        if focus() is widget:
            return
        await press(focus(), Qt.Key.Key_Tab)
    raise AssertionError(f"{widget.accessibleName()} cannot be reached with Tab")


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
    room.sheet.page.remapped.emit(5, Target.EXTERNAL_ID)
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
    room.sheet.page.remapped.emit(2, Target.EMAIL)
    await until(lambda: room.sheet.page.check.model.rowCount() == 1)
    assert room.sheet.page.columns_step.problem == ""


@gui_test
async def test_nothing_is_mapped_twice(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.sheet.page.remapped.emit(5, Target.SOURCE)
    assert named(room.sheet, "Column Campaign").currentText() == "ignore"  # type: ignore[attr-defined]
    assert named(room.sheet, "Column Shoe size").currentText() == "source"  # type: ignore[attr-defined]
    await ready(room)


@gui_test
async def test_an_old_plan_cannot_be_started_after_a_change(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.sheet.page.remapped.emit(2, Target.IGNORE)
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
    await refused(gui, [tmp_path / "a.csv", tmp_path / "b.csv"], TWO_FILES)


async def refused(gui: Gui, paths: list[Path], words: str) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths(paths)
    said = room.sheet._choose.words
    assert words in said
    assert "Nothing was sent." in said
    assert not start_of(room).isEnabled()
    assert named(room.sheet, "Start import").isVisible()
    assert gui.said == [], "a bad file belongs into the sheet, not into the message area"


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
    room.sheet.paste()
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
    await until(lambda: room.sheet._told is not None)
    assert not start_of(room).isEnabled()
    assert any("finished" in sentence.lower() for sentence in room.sheet.foot.sentences)


@gui_test
async def test_the_time_of_finishing_moves_with_the_clock(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.clock[0] += timedelta(hours=1, minutes=50)
    room.sheet.hide()
    room.sheet.show()
    assert "after the 18:00 start" in room.sheet.foot.sentences[1]


@gui_test
async def test_people_who_are_registered_already_are_skipped_and_compared_anew(
    gui: Gui, tmp_path: Path
) -> None:
    room = import_room(gui)
    room.lookup.people = [Registrant(id="R1", email="GUEST7@example.org")]
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await ready(room)
    assert start_of(room).text() == "Invite 287 people"
    assert "registered at 16:05" in room.sheet.page.check._compared.text()
    room.lookup.people = []
    await click(room.sheet.page.check._refresh)
    await ready(room)
    assert start_of(room).text() == "Invite 288 people"
    assert room.lookup.fetches == 1


@gui_test
async def test_rows_are_narrowed_by_verdict_and_the_reason_is_told(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    check = room.sheet.page.check
    tester = QAbstractItemModelTester(check.model, Fail)
    check.table.selectRow(288)
    line = check.model.index(288, 0).data()
    for verdict in (Verdict.MEND, Verdict.SKIP, Verdict.READY, None, Verdict.MEND):
        check.filters.choose(verdict)
        shown = {check.model.index(row, 1).data() for row in range(check.model.rowCount())}
        assert len(shown) == (1 if verdict else 4)
    assert check.model.rowCount() == 7
    check.filters.choose(None)
    check.table.selectRow(288)
    assert check.model.index(288, 0).data() == line == "290"
    assert check.reason.text() == "Line 290: The e-mail address is missing."
    del tester


@gui_test
async def test_the_selection_follows_its_row_through_a_filter(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    check = room.sheet.page.check
    check.table.selectRow(288)
    check.filters.choose(Verdict.MEND)
    (selected,) = check.table.selectionModel().selectedRows()
    assert (selected.row(), selected.data()) == (0, "290")


@gui_test
async def test_five_hundred_columns_do_not_stop_the_window(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    header = ["First name", "Last name", "E-mail", *(f"Field {n}" for n in range(400))]
    path.write_text(",".join(header) + "\nZoë,Ōta,zoe@example.org" + "," * 400 + "\n", encoding="utf-8")
    room = await opened(gui, path)
    assert not room.sheet.page.columns.is_whole
    await until(lambda: room.sheet.page.columns.is_whole)
    assert named(room.sheet, "Column Field 399").currentText() == "ignore"  # type: ignore[attr-defined]


@gui_test
async def test_text_of_a_file_is_never_markup(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "First name,Last name,E-mail,<b>Notes</b>\n<img src=x>,<i>B</i>,zoe@example.org,<u>x</u>\n",
        encoding="utf-8",
    )
    room = await opened(gui, path)
    model = room.sheet.page.check.model
    assert model.index(0, 2).data() == "<img src=x> <i>B</i>"
    tip = model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert not Qt.mightBeRichText(tip) if hasattr(Qt, "mightBeRichText") else tip.startswith("\u200b")
    assert named(room.sheet, "Column <b>Notes</b>")


@gui_test
async def test_everything_that_takes_the_focus_has_a_name(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    assert unnamed(room.sheet) == []
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await ready(room)
    for step in (room.sheet.page.file_step, room.sheet.page.columns_step, room.sheet.page.check_step):
        room.sheet.page.open_step(step)
        await turns(2)
        assert unnamed(room.sheet) == []


@gui_test
async def test_it_fits_a_narrow_session_area(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    for step in (room.sheet.page.file_step, room.sheet.page.columns_step, room.sheet.page.check_step):
        room.sheet.page.open_step(step)
        await turns(2)
        assert room.sheet.minimumSizeHint().width() <= QSize(gui.theme.space(720), 0).width()


@gui_test
async def test_leaving_while_a_file_is_read_reads_no_further(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    await room.sheet.show_session(SPRING)
    reading = asyncio.ensure_future(room.sheet.open_paths([write_people(tmp_path / "people.csv", 50_000)]))
    await until(lambda: room.sheet._pages.currentWidget() is room.sheet._reading)
    room.sheet.go_back()
    await reading
    assert room.sheet._kept == {}
    assert not start_of(room).isEnabled()


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from([t for t in Target if t is not Target.IGNORE])),
        max_size=30,
    )
)
def test_whatever_is_chosen_nothing_is_mapped_twice(steps: list[tuple[int, Target]]) -> None:
    kept = Kept(draft_of(GUESSED))
    for place, target in steps:
        kept = kept.choose(place, target)
        used = [t for t in kept.draft.mapping if t is not Target.IGNORE]
        assert len(used) == len(set(used))
        assert kept.draft.mapping[place] is target
        assert place in kept.by_hand


@given(st.integers(0, 5), st.lists(st.sampled_from(list(Target)), max_size=8))
def test_walking_through_the_meanings_of_one_column_leaves_the_others_alone(
    place: int, walk: list[Target]
) -> None:
    kept = Kept(draft_of(GUESSED))
    for target in (*walk, Target.IGNORE):
        kept = kept.choose(place, target)
    wanted = tuple(Target.IGNORE if p == place else t for p, t in enumerate(GUESSED))
    assert kept.draft.mapping == wanted


GUESSED = (*(Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL, Target.ROLE, Target.SOURCE), Target.IGNORE)


def draft_of(mapping: tuple[Target, ...]) -> ImportDraft:
    header = tuple(target.label for target in mapping)
    return ImportDraft(
        source=TextSource(""),
        name="Pasted text",
        size=0,
        sha256="",
        encoding="utf-8",
        encoding_sure=True,
        delimiter=",",
        header_line=1,
        header=header,
        lines=[],
        rows=[],
        guesses=tuple(ColumnGuess(target, 1.0, "") for target in mapping),
        mapping=mapping,
    )


@gui_test
async def test_closed_registration_stops_an_import_until_it_is_opened(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    closed = msgspec.structs.replace(await room.settings.load(SPRING.id), registration_status=CLOSED)
    room.settings.known = closed
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv", panel=0)])
    await until(lambda: start_of(room).text() == "Nobody to invite")
    assert not start_of(room).isEnabled()
    assert room.sheet.foot.sentences[0].startswith("Registration is closed, so 284 people")
    room.sheet.use_preferences(msgspec.structs.replace(closed, id="another session"))
    room.sheet.use_preferences(msgspec.structs.replace(closed, registration_status=OPEN))
    await ready(room)
    assert start_of(room).text() == "Invite 284 people"


@gui_test
async def test_every_sentence_can_be_seen_in_a_narrow_sheet(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    for width in (400, 560, 900):
        room.sheet.resize(width, 700)
        await turns(5)
        foot = room.sheet.foot
        told = foot.findChild(QScrollArea)
        shown = [label for label in told.findChildren(Label) if label.isVisible()]
        assert len(shown) == len(foot.sentences)
        for label in shown:
            assert label.height() >= label.heightForWidth(label.width()), f"cut at {width}: {label.text()}"
        assert foot.geometry().bottom() <= room.sheet.height()
        bar = told.verticalScrollBar()
        assert told.viewport().height() + bar.maximum() >= told.widget().height()


@gui_test
async def test_the_reasons_get_the_room_and_the_next_step_is_told(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    check = room.sheet.page.check
    assert check.advice.text().startswith("7 rows need mending.")
    before = check.table.columnWidth(5)
    check.filters.choose(Verdict.MEND)
    assert check.table.isColumnHidden(check.model.VERDICT)
    assert check.table.columnWidth(5) > before
    check.filters.choose(None)
    assert not check.table.isColumnHidden(check.model.VERDICT)
    check.table.selectRow(check.model.rowCount() - 1)
    assert check.reason.isVisible()
    room.settings.gate = asyncio.Event()
    await room.sheet.open_text("First name,Last name,E-mail\nZoë,Ōta,zoe at example.org\n")
    assert not check.reason.isVisible(), "a sentence about a row of another file"
    room.settings.gate.set()
    await until(lambda: check.advice.text().startswith("1 row needs mending. Correct it"))


@gui_test
async def test_only_a_doubtful_column_says_why_at_once(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    columns = room.sheet.page.columns
    await until(lambda: columns.is_whole)
    mail = named(room.sheet, "Column E-mail")
    assert "E-mail" in mail.accessibleDescription()
    assert columns._reasons[2].text() == ""
    room.sheet.page.remapped.emit(5, Target.EXTERNAL_ID)
    assert columns._reasons[5].text() == "You chose this."


@gui_test
async def test_a_wait_for_the_next_call_is_told_and_counted_down(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.gate, room.wait_s[0] = asyncio.Event(), 37.2
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    said = "Working out what it takes. Nothing is sent yet."
    wanted = f"{said} RingCentral allows the next call in 38 s."
    await until(lambda: room.sheet.foot.sentences == (wanted,))
    room.wait_s[0] = 0.0
    await until(lambda: room.sheet.foot.sentences == (said,))
    room.settings.gate.set()
    await ready(room)
    assert len(room.sheet.foot.sentences) == 4
