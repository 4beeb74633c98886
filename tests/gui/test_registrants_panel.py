"""The panel by keyboard and mouse, on the window's own loop."""

from datetime import timedelta

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.gui.desk import NOW, Copy, session
from tests.gui.people import people
from tests.gui.registrants_room import Key, confirm, desk_of, editor_of, opened, sheet_of
from tests.helpers.qt import Gui, click, gui_test, named, press, type_text, until
from webinar_console.domain.job import JobCounts, JobProgress, JobState
from webinar_console.domain.natural import natural_key
from webinar_console.domain.plan import JobKind
from webinar_console.domain.staging import StagedAddition, StagedChange
from webinar_console.ui.registrants.panel import RegistrantsPanel


@gui_test
async def test_pages_appear_as_they_come_and_the_totals_tell(gui: Gui) -> None:
    desk = desk_of(2_500)
    desk.registrants.gate.clear()
    panel = gui.show(RegistrantsPanel(gui.theme, desk, gui.tasks(), gui.messages, lambda: NOW))
    gui.tasks("opening").start(panel.show_session(session()), "show")
    await until(lambda: "Reading" in panel.totals.text())
    assert panel.view.isVisible()
    desk.registrants.gate.set()
    await until(lambda: panel.totals.text() == "2,500 registrants")
    assert panel.totals.as_of.text().startswith("as of ")
    assert desk.registrants.calls == 3


@gui_test
async def test_a_fresh_copy_costs_no_call_and_an_old_one_is_shown_meanwhile(gui: Gui) -> None:
    desk = desk_of(10)
    desk.registrants.copies["s1"] = Copy(tuple(people(10)), NOW)
    panel = await opened(gui, desk)
    assert (panel.model.rowCount(), desk.registrants.calls) == (10, 0)
    panel.refresh()
    await until(lambda: desk.registrants.calls == 1)


@gui_test
async def test_typing_in_the_filter_narrows_and_clearing_shows_all(gui: Gui) -> None:
    panel = await opened(gui, desk_of(500))
    field = named(panel, "Filter registrants")
    await type_text(field, "smith")
    await until(lambda: 0 < panel.model.rowCount() < 500)
    assert f"{panel.model.rowCount()} shown" in panel.totals.text()
    await type_text(field, "qqqq")
    await until(lambda: panel.empty.isVisible())
    assert "Nobody matches" in panel.empty.heading.text()
    await click(panel.empty.button)
    await until(lambda: panel.model.rowCount() == 500)
    assert panel.view.isVisible()


@gui_test
async def test_a_header_sorts_up_down_and_back(gui: Gui) -> None:
    panel = await opened(gui, desk_of(60))
    header = panel.view.horizontalHeader()
    place = header.sectionViewportPosition(2) + 10

    async def emails_after_a_click() -> list[str]:
        from PySide6.QtCore import QPoint
        from PySide6.QtTest import QTest

        QTest.mouseClick(
            header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, header.height() // 2)
        )
        await until(lambda: panel.model.slices.is_idle)
        return [panel.model.record_at(row).email for row in range(60)]

    listed = [p.email for p in people(60)]
    assert await emails_after_a_click() == sorted(listed, key=natural_key)
    assert await emails_after_a_click() == sorted(listed, key=natural_key, reverse=True)
    assert await emails_after_a_click() == listed


@gui_test
async def test_the_keys_of_a_spreadsheet(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    view, model = panel.view, panel.model
    view.setFocus()
    view.setCurrentIndex(model.index(1, 0))
    await type_text(view, "G")
    await type_text(editor_of(panel), "race")
    await press(editor_of(panel), Key.Key_Tab)
    assert model.record_at(1).first_name == "Grace"
    await type_text(editor_of(panel), "Hopper")
    await press(editor_of(panel), Key.Key_Return)
    assert model.record_at(1).last_name == "Hopper"
    assert (view.currentIndex().row(), view.currentIndex().column()) == (2, 1)
    await press(view, Key.Key_F2)
    await type_text(editor_of(panel), "nobody")
    await press(editor_of(panel), Key.Key_Escape)
    assert model.record_at(2).last_name == people(5)[2].last_name
    await press(view, Key.Key_Return)
    await press(editor_of(panel), Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert view.currentIndex().row() == 1
    assert view.hasFocus()
    await press(view, Key.Key_Delete)
    await until(lambda: model.record_at(1).last_name == "")
    assert len(model.draft) == 1
    for _ in range(2):
        await press(view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert model.record_at(1).last_name != "Hopper"
    await press(view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not len(model.draft)
    await press(view, Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    await press(view, Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert model.record_at(1).last_name == "Hopper"


@gui_test
async def test_cells_that_cannot_be_edited_say_why(gui: Gui) -> None:
    panel = await opened(gui, desk_of(1, attended=1.0))
    said: list[str] = []
    panel.view.refused.connect(said.append)
    panel.view.setCurrentIndex(panel.model.index(0, 7))
    await press(panel.view, Key.Key_F2)
    panel.view.setCurrentIndex(panel.model.index(0, 0))
    await type_text(panel.view, "x")
    assert said[0] == "RingCentral assigns the join link."
    assert "attended" in said[1]
    assert len(said) == 2


@gui_test
async def test_copy_gives_tab_separated_text_in_the_shown_order(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    panel.view.setFocus()
    header = panel.view.horizontalHeader()
    header.moveSection(header.visualIndex(2), 0)
    flags = QItemSelectionModel.SelectionFlag
    for row in (3, 1):
        for column in (0, 2):
            panel.view.selectionModel().select(panel.model.index(row, column), flags.Select)
    await press(panel.view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: panel.model.slices.is_idle)
    persons = people(5)
    assert QGuiApplication.clipboard().text() == "\r\n".join(
        f"{persons[n].email}\t{persons[n].first_name}" for n in (1, 3)
    )
    await press(panel.view, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: "5 selected" in panel.totals.text())


@gui_test
async def test_the_bar_appears_with_the_first_change_and_goes_with_the_last(gui: Gui) -> None:
    desk = desk_of(3)
    panel = await opened(gui, desk)
    assert not panel.bar.isVisible()
    panel.model.setData(panel.model.index(0, 0), "Grace")
    await until(lambda: panel.bar.isVisible())
    await until(lambda: len(desk.drafts.saved.get("s1", [])) == 1)
    panel.model.setData(panel.model.index(1, 2), "wrong")
    apply = named(panel, "Apply changes")
    await until(lambda: not apply.isEnabled())
    assert "not an e-mail address" in apply.toolTip()
    await click(named(panel, "Show the problem"))
    assert (panel.view.currentIndex().row(), panel.view.currentIndex().column()) == (1, 2)
    await click(named(panel, "Discard changes"))
    await confirm(panel)
    await until(lambda: not panel.bar.isVisible())
    await until(lambda: desk.drafts.saved.get("s1") == [])
    panel.model.undo()
    assert len(panel.model.draft) == 2


@gui_test
async def test_adding_a_person_begins_to_edit_and_escape_takes_it_back(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    await click(named(panel, "Add person"))
    await press(editor_of(panel), Key.Key_Escape)
    assert not len(panel.model.draft)
    await click(named(panel, "Add person"))
    for text in ("Ada", "Lovelace", "ada@example.com"):
        await type_text(editor_of(panel), text)
        await press(editor_of(panel), Key.Key_Tab)
    await press(editor_of(panel), Key.Key_Escape)
    await until(lambda: panel.model.is_checked)
    (one,) = panel.model.draft.all()
    assert isinstance(one, StagedAddition)
    assert one.values == {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}
    assert named(panel, "Apply changes").isEnabled()


@gui_test
async def test_a_new_row_is_not_scolded_before_it_is_left(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    problem = named(panel, "Show the problem")
    await click(named(panel, "Add person"))
    await type_text(editor_of(panel), "Ada")
    await press(editor_of(panel), Key.Key_Tab)
    await until(lambda: panel.model.is_checked)
    assert panel.model.problems.rows == 0
    assert not problem.isVisible()
    await press(editor_of(panel), Key.Key_Escape)
    await press(panel.view, Key.Key_Down)
    await until(lambda: panel.model.problems.rows == 1)
    await until(problem.isVisible)


@gui_test
async def test_a_new_row_that_lacks_something_cannot_be_applied(gui: Gui) -> None:
    desk = desk_of(3)
    panel = await opened(gui, desk)
    await click(named(panel, "Add person"))
    await type_text(editor_of(panel), "Ada")
    await press(editor_of(panel), Key.Key_Tab)
    panel.apply()
    assert panel.model.problems.rows == 1
    assert not panel.bar.apply.isEnabled()
    assert sheet_of(panel) is None


@gui_test
async def test_a_reason_is_cut_with_dots_and_keeps_its_number(gui: Gui) -> None:
    panel = await opened(gui, desk_of(6))
    for row in range(3):
        panel.model.setData(panel.model.index(row, 2), "wrong")
    problem = named(panel, "Show the problem")
    assert isinstance(problem, QPushButton)
    await until(lambda: problem.text() == "This is not an e-mail address: the @ is missing. (and 2 more)")
    panel.resize(560, 600)
    await until(lambda: problem.text().endswith("… (and 2 more)"))
    text = problem.fontMetrics().horizontalAdvance(problem.text())
    assert text + problem.iconSize().width() <= problem.width()


@gui_test
async def test_remove_stages_and_a_second_time_takes_back(gui: Gui) -> None:
    desk = desk_of(4)
    desk.registrants.of["s1"][2] = people(3, attended=1.0)[2]
    panel = await opened(gui, desk)
    panel.view.selectAll()
    await click(named(panel, "Remove people"))
    assert panel.model.draft.counts().removed == 3
    assert "1 person stays" in gui.said[-1].sentence
    panel.view.clearSelection()
    panel.view.selectRow(0)
    await click(named(panel, "Remove people"))
    assert panel.model.draft.counts().removed == 2


@gui_test
async def test_remove_waits_for_a_selection(gui: Gui) -> None:
    panel = await opened(gui, desk_of(4))
    remove = named(panel, "Remove people")
    assert not remove.isEnabled()
    assert "Select" in remove.toolTip()
    panel.view.selectRow(1)
    assert remove.isEnabled()
    panel.view.clearSelection()
    assert not remove.isEnabled()
    panel.view.selectRow(1)
    await panel.show_session(session(2))
    assert not remove.isEnabled()


@gui_test
async def test_the_menu_acts_on_the_selection(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    panel.model.setData(panel.model.index(1, 0), "Grace")
    panel.model.setData(panel.model.index(1, 3), "elsewhere")
    panel.view.setCurrentIndex(panel.model.index(1, 0))
    texts = {a.text(): a for a in panel.view.menu().actions() if a.text()}
    assert list(texts) == [
        "Edit cell",
        "Cut",
        "Copy",
        "Paste",
        "Paste as new people",
        "Clear cells",
        "Change cells…",
        "Select all",
        "Revert cell",
        "Revert row",
        "Remove 1 person",
    ]
    texts["Revert cell"].trigger()
    (one,) = panel.model.draft.all()
    assert isinstance(one, StagedChange)
    assert set(one.values) == {"source"}


@gui_test
async def test_staged_edits_outlive_another_session_and_the_program(gui: Gui) -> None:
    desk = desk_of(5)
    desk.registrants.of["s2"] = people(3, seed=9)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(1, 0), "Grace")
    await panel.show_session(session(2))
    assert not panel.bar.isVisible()
    await panel.show_session(session(1))
    assert panel.model.record_at(1).first_name == "Grace"
    panel.model.undo()
    assert panel.model.record_at(1).first_name != "Grace"
    panel.model.redo()
    await panel.aclose()
    again = await opened(gui, desk)
    assert again.model.record_at(1).first_name == "Grace"
    assert again.bar.isVisible()


@gui_test
async def test_a_job_that_must_be_done_in_time_gets_the_calls(gui: Gui) -> None:
    """Nobody asked for this refresh: the copy is shown, the reason said, and a button asks all the same."""
    desk = desk_of(3_000)
    old = NOW - timedelta(hours=1)
    desk.registrants.copies["s1"] = Copy(desk.registrants.of["s1"][:2_500], old)
    desk.in_need = JobProgress(
        id="j1",
        kind=JobKind.IMPORT,
        title="Import",
        session_id="s2",
        session_title="Autumn review",
        state=JobState.RUNNING,
        counts=JobCounts(total=9),
        created_at=NOW,
    )
    panel = gui.show(RegistrantsPanel(gui.theme, desk, gui.tasks(), gui.messages, lambda: NOW))
    await panel.show_session(session())
    assert panel.model.total == 2_500
    assert not panel.is_reading
    assert "needed for the job in Autumn review" in panel.trouble.sentence
    (again,) = [b for b in panel.trouble.findChildren(QPushButton) if b.text() == "Refresh now"]
    await click(again)
    await until(lambda: panel.model.total == 3_000)
    assert not panel.trouble.isVisible()
    # What costs no more than the keyboard's own calls is read as ever.
    desk.registrants.copies["s1"] = Copy(desk.registrants.of["s1"][:1_500], old)
    desk.registrants.of["s1"] = desk.registrants.of["s1"][:1_600]
    await panel.show_session(session())
    assert panel.model.total == 1_600
