"""The import sheet: check, forecast, and the word that sends."""

import asyncio
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QScrollArea

from tests.gui.geometry import cut
from tests.gui.import_room import SPRING, import_room, write_people
from tests.gui.sheet_room import GUESSED, Fail, draft_of, opened, ready, start_of
from tests.helpers.qt import Gui, click, gui_test, named, turns, unnamed, until
from webinar_console.domain.mapping import IGNORED, KEYED, ColumnUse
from webinar_console.domain.people import Target, Verdict
from webinar_console.domain.preferences import CLOSED, OPEN
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.importing.choices import Kept
from webinar_console.ui.widgets import Label


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
    assert [model.index(0, column).data() for column in (2, 3)] == ["<img src=x>", "<i>B</i>"]
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
    assert len(room.sheet.shelf) == 0
    assert not start_of(room).isEnabled()


USES = st.builds(
    lambda target, key: ColumnUse(target, key if target in KEYED else ""),
    st.sampled_from(list(Target)),
    st.sampled_from(("lid", "oid")),
)


@given(st.lists(st.tuples(st.integers(0, 5), USES), max_size=30))
def test_whatever_is_chosen_nothing_is_mapped_twice(steps: list[tuple[int, ColumnUse]]) -> None:
    kept = Kept(draft_of(GUESSED))
    for place, use in steps:
        kept = kept.choose(place, use)
        used = [use.slot for use in kept.draft.mapping.columns if use != IGNORED]
        assert len(used) == len(set(used))
        assert kept.draft.mapping.columns[place] == use
        assert place in kept.by_hand


@given(st.integers(0, 5), st.lists(USES, max_size=8))
def test_walking_through_the_meanings_of_one_column_leaves_the_others_alone(
    place: int, walk: list[ColumnUse]
) -> None:
    kept = Kept(draft_of(GUESSED))
    for use in (*walk, IGNORED):
        kept = kept.choose(place, use)
    wanted = tuple(Target.IGNORE if p == place else t for p, t in enumerate(GUESSED))
    assert kept.draft.mapping.targets == wanted


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
        if foot._brief.isVisible() and not foot._brief.is_unfolded:
            foot._brief.button.click()
            await turns(5)
        shown = {label.text() for label in told.findChildren(Label) if label.isVisible()}
        assert shown >= set(foot.sentences)
        assert not cut(foot), f"at {width}"
        assert foot.geometry().bottom() <= room.sheet.height()
        bar = told.verticalScrollBar()
        assert told.viewport().height() + bar.maximum() >= told.widget().height()


@gui_test
async def test_the_reasons_get_the_room_and_the_next_step_is_told(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    check = room.sheet.page.check
    assert check.advice.text().startswith("7 rows need mending.")
    before = check.table.columnWidth(check.model.REASON)
    check.filters.choose(Verdict.MEND)
    assert check.table.isColumnHidden(check.model.VERDICT)
    assert check.table.columnWidth(check.model.REASON) > before
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
    assert mail.toolTip() == "Sure. The header “E-mail” means e-mail."
    assert not columns.rows._reasons[2].isVisible(), "the header says it"
    room.sheet.page.columns.remapped.emit(5, ColumnUse(Target.EXTERNAL_ID))
    assert columns.rows._reasons[5].text() == "You chose this."


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
