"""The panel by keyboard and mouse, on the window's own loop."""

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from tests.gui.desk import NOW, Copy, Desk, session
from tests.gui.people import people
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, type_text, unnamed, until
from webinar_console.domain.errors import Forbidden, StoreError, Unreachable
from webinar_console.domain.job import Outcome
from webinar_console.domain.staging import StagedAddition, StagedChange
from webinar_console.ui.registrants.panel import RegistrantsPanel

Key = Qt.Key


async def opened(gui: Gui, desk: Desk, *, status: str = "Scheduled") -> RegistrantsPanel:
    panel = gui.show(RegistrantsPanel(gui.theme, desk, gui.tasks(), gui.messages, lambda: NOW), 1200, 600)
    panel.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    await panel.show_session(session(status=status))
    await until(lambda: panel.model.slices.is_idle)
    return panel


def desk_of(count: int, *, attended: float = 0.0) -> Desk:
    desk = Desk()
    desk.registrants.of["s1"] = people(count, attended=attended)
    return desk


def editor_of(panel: RegistrantsPanel) -> QLineEdit:
    found = [e for e in panel.view.viewport().findChildren(QLineEdit) if e.isVisible()]
    assert len(found) == 1
    return found[0]


def sheet_of(panel: RegistrantsPanel) -> QDialog | None:
    return next((d for d in panel.findChildren(QDialog) if d.isVisible()), None)


async def confirm(panel: RegistrantsPanel) -> QDialog:
    sheet = await until(lambda: sheet_of(panel), what="the sheet")
    await click(sheet.confirm)  # type: ignore[attr-defined]
    return sheet


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
    assert await emails_after_a_click() == sorted(listed)
    assert await emails_after_a_click() == sorted(listed, reverse=True)
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
    await press(view, Key.Key_Backspace)
    assert len(model.draft) == 1
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
    assert QGuiApplication.clipboard().text() == "\n".join(
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
    panel.undo()
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
        "Copy",
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
    panel.undo()
    assert panel.model.record_at(1).first_name != "Grace"
    panel.redo()
    await panel.aclose()
    again = await opened(gui, desk)
    assert again.model.record_at(1).first_name == "Grace"
    assert again.bar.isVisible()


@gui_test
async def test_a_failed_save_of_drafts_is_said(gui: Gui) -> None:
    desk = desk_of(2)
    desk.drafts.failure = StoreError("The disk is full.")
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Grace")
    await until(lambda: [m.sentence for m in gui.said] == ["The disk is full."])
    desk.drafts.failure = None
    await panel.aclose()
    assert len(desk.drafts.saved["s1"]) == 1


@gui_test
async def test_a_list_that_cannot_be_read_says_so_and_can_be_tried_again(gui: Gui) -> None:
    desk = desk_of(3)
    desk.registrants.failure = Unreachable("RingCentral cannot be reached.")
    panel = await opened(gui, desk)
    assert panel.empty.sentence.text() == "RingCentral cannot be reached."
    desk.registrants.failure = None
    await click(panel.empty.button)
    await until(lambda: panel.totals.text() == "3 registrants")
    desk.registrants.failure = Unreachable("RingCentral cannot be reached.")
    panel.refresh()
    await until(lambda: panel.trouble.isVisible())
    assert panel.model.rowCount() == 3


@gui_test
async def test_an_empty_session_offers_the_one_next_step(gui: Gui) -> None:
    panel = await opened(gui, desk_of(0))
    asked: list[bool] = []
    panel.import_requested.connect(lambda: asked.append(True))
    assert panel.empty.heading.text() == "No one has registered yet"
    await click(panel.empty.button)
    assert asked == [True]
    await click(named(panel, "Import people"))
    assert asked == [True, True]


@gui_test
async def test_a_finished_session_is_read_only(gui: Gui) -> None:
    panel = await opened(gui, desk_of(2), status="Finished")
    assert panel.read_only.isVisible()
    assert not named(panel, "Add person").isEnabled()
    assert not named(panel, "Remove people").isEnabled()
    assert "finished" in (panel.view.why_not(panel.model.index(0, 0)) or "")


# -- applying


async def apply_all(gui: Gui, panel: RegistrantsPanel, desk: Desk) -> str:
    await until(lambda: panel.bar.apply.isEnabled())
    await click(named(panel, "Apply changes"))
    await confirm(panel)
    await until(lambda: desk.jobs.plans)
    return next(iter(desk.jobs.plans))


@gui_test
async def test_apply_asks_first_and_each_row_gives_way_to_the_new_record(gui: Gui) -> None:
    desk = desk_of(6)
    panel = await opened(gui, desk)
    model = panel.model
    model.setData(model.index(1, 0), "Grace")
    model.setData(model.index(2, 2), "new@example.com")
    model.remove_people([model.key_at(4)])
    new = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"}
    model.set_cells({model.add_person(): new}, "Add")
    before = [person.id for person in people(6)]
    await until(lambda: panel.bar.apply.isEnabled())
    await click(named(panel, "Apply changes"))
    sheet = await until(lambda: sheet_of(panel))
    assert not desk.jobs.plans
    assert sheet.confirm.text() == "Remove 1 person and apply 3 changes"  # type: ignore[attr-defined]
    await confirm(panel)
    await until(lambda: desk.jobs.plans)
    (job,) = desk.jobs.plans
    assert "Applying 4 changes" in panel.bar._count.text()
    assert model.why_not_row(before[1]) == "This change is being applied right now."
    born = [desk.jobs.end_row(job, seq) for seq in range(4)]
    desk.jobs.end(job)
    await until(lambda: not panel.bar.isVisible())
    await until(lambda: desk.drafts.saved.get("s1") == [])
    shown = [model.record_at(row).id for row in range(model.rowCount())]
    assert shown == [before[0], born[0].id, born[1].id, before[3], before[5], born[3].id]  # type: ignore[union-attr]
    assert not model.stack.canUndo()


@gui_test
async def test_refused_rows_stay_staged_with_the_servers_words(gui: Gui) -> None:
    desk = desk_of(3)
    panel = await opened(gui, desk)
    model = panel.model
    for row in range(3):
        model.setData(model.index(row, 0), f"Grace {row}")
    keys = [model.key_at(row) for row in range(3)]
    job = await apply_all(gui, panel, desk)
    restored = desk.jobs.end_row(job, 0, Outcome.REFUSED, "The server said no.", restored=True)
    desk.jobs.end_row(job, 1, Outcome.REFUSED, "Not allowed.")
    desk.jobs.end_row(job, 2, Outcome.NEEDS_ATTENTION, "Put them back by hand.")
    desk.jobs.end(job)
    await until(lambda: model.is_checked)
    assert restored is not None
    draft = model.draft
    assert isinstance(first := draft.get(restored.id), StagedChange)
    assert (first.registrant, first.values) == (restored, {"first_name": "Grace 0"})
    assert draft.refused[restored.id] == "The server said no."
    assert draft.refused[keys[1]] == "Not allowed."
    (lost,) = [one for one in draft.all() if isinstance(one, StagedAddition)]
    assert lost.values["first_name"] == "Grace 2"
    assert "Put them back" in draft.refused[lost.key]
    assert model.rowCount() == 3
    assert panel.bar.apply.isEnabled()


@gui_test
async def test_nothing_is_lost_when_the_job_cannot_begin_or_the_answer_is_no(gui: Gui) -> None:
    desk = desk_of(2)
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Grace")
    await until(lambda: panel.bar.apply.isEnabled())
    panel.apply()
    sheet = await until(lambda: sheet_of(panel))
    sheet.reject()
    await turns(3)
    desk.jobs.failure = StoreError("The disk is full.")
    panel.apply()
    await confirm(panel)
    await until(lambda: gui.said)
    assert panel.model.why_not_row(panel.model.key_at(0)) is None
    assert len(panel.model.draft) == 1
    assert not desk.jobs.plans


@gui_test
async def test_an_import_that_runs_adds_its_people_row_by_row(gui: Gui) -> None:
    desk = desk_of(3)
    panel = await opened(gui, desk)
    for person in people(5)[3:]:
        desk.registrants.created.notify("s1", person)
        desk.registrants.created.notify("other", person)
    await until(lambda: panel.model.rowCount() == 5)
    desk.registrants.removed.notify("s1", people(1)[0].id)
    assert panel.model.rowCount() == 4


@gui_test
async def test_an_apply_job_of_an_earlier_run_goes_on_where_it_stopped(gui: Gui) -> None:
    desk = desk_of(4)
    panel = await opened(gui, desk)
    for row in (0, 2):
        panel.model.setData(panel.model.index(row, 0), "Grace")
    job = await apply_all(gui, panel, desk)
    await panel.aclose()
    panel.hide()
    # The first row ends while nobody looks: the draft on disk still has it.
    born = desk.jobs.end_row(job, 0)
    assert born is not None
    listed = desk.registrants.of["s1"]
    desk.registrants.of["s1"] = [*listed[1:], born]
    desk.registrants.copies.clear()
    again = await opened(gui, desk)
    model = again.model
    assert [type(s) for s in model.draft.all()] == [StagedChange]
    assert model.why_not_row(listed[2].id) == "This change is being applied right now."
    desk.jobs.end_row(job, 1)
    desk.jobs.end(job)
    assert not len(model.draft)
    assert model.rowCount() == 4


@gui_test
async def test_every_element_has_a_name(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3))
    panel.model.setData(panel.model.index(0, 0), "Grace")
    await until(lambda: panel.bar.isVisible())
    assert unnamed(panel) == []
    for name in ("Registrants", "Filter registrants", "Apply changes", "Discard changes", "Import people"):
        assert isinstance(named(panel, name), QWidget)


@gui_test
async def test_forbidden_while_applying_is_told_in_words(gui: Gui) -> None:
    desk = desk_of(1)
    desk.preferences.load = _refuse  # type: ignore[method-assign]
    panel = await opened(gui, desk)
    panel.model.setData(panel.model.index(0, 0), "Grace")
    await apply_all(gui, panel, desk)
    assert [b.text() for b in panel.findChildren(QPushButton) if b.text() == "Apply"] == ["Apply"]


async def _refuse(session_id: str) -> object:
    raise Forbidden("Not yours.")


# -- the selection


def selected(panel: RegistrantsPanel) -> set[str]:
    return set(panel.view.selected_keys())


@gui_test
async def test_what_is_selected_stays_selected_and_nothing_else_is(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3_000))
    view, model = panel.view, panel.model

    async def find(text: str) -> None:
        panel.filter.setText(text)
        await until(lambda: model.slices.is_idle)

    await find("smith")
    view.selectAll()
    hits = selected(panel)
    assert 0 < len(hits) < 3_000
    await find("")
    assert selected(panel) == hits
    view.horizontalHeader().setSortIndicator(2, Qt.SortOrder.DescendingOrder)
    await until(lambda: model.slices.is_idle)
    assert selected(panel) == hits
    await find("smith")
    assert selected(panel) == hits
    await find("")
    view.selectAll()
    await find("smith")
    assert selected(panel) == hits
    view.clearSelection()
    view.setCurrentIndex(model.index(2, 1))
    current = model.key_at(2)
    await find("")
    assert selected(panel) == {current}
    assert model.key_at(view.currentIndex().row()) == current
    model.add_person()
    assert selected(panel) == {current}


@gui_test
async def test_selecting_everything_reads_no_cell(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3_000))
    asked: list[int] = []
    flags = panel.model.flags
    panel.model.flags = lambda index: asked.append(1) or flags(index)  # type: ignore[method-assign,func-returns-value]
    panel.view.selectAll()
    panel.grab()
    assert len(asked) < 1_000


@gui_test
async def test_attendance_is_in_view_and_counted_once_the_list_is_whole(gui: Gui) -> None:
    desk = desk_of(40, attended=0.5)
    came = sum(person.attended for person in desk.registrants.of["s1"])
    assert 0 < came < 40
    panel = gui.show(RegistrantsPanel(gui.theme, desk, gui.tasks(), gui.messages, lambda: NOW), 700, 600)
    counts: list[tuple[str, int, int | None]] = []
    panel.counted.connect(lambda *told: counts.append(told))
    upcoming = session(2)
    await panel.show_session(upcoming)
    panel.view.setColumnWidth(0, 77)
    await panel.show_session(session(status="Finished"))
    assert counts == [("s2", 0, None), ("s1", 40, came)]
    view = panel.view
    (place,) = [n for n, column in enumerate(panel.model.columns) if column.name == "attended"]
    assert view.columnViewportPosition(place) + view.columnWidth(place) <= view.viewport().width()
    assert view.columnWidth(0) == 77
    await panel.show_session(upcoming)
    (place,) = [n for n, column in enumerate(panel.model.columns) if column.name == "source"]
    assert view.columnWidth(place) > view.columnWidth(0)


@gui_test
async def test_the_count_follows_a_job_row_by_row_and_not_what_is_staged(gui: Gui) -> None:
    desk = desk_of(3)
    panel = await opened(gui, desk)
    counts: list[int] = []
    panel.counted.connect(lambda _id, registered, _came: counts.append(registered))
    panel.model.add_person({"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"})
    panel.model.remove_people([panel.model.key_at(1)])
    await turns(3)
    assert counts == []
    desk.registrants.created.notify("s1", people(9, seed=5)[8])
    await until(lambda: counts == [4])
    desk.registrants.failure = Unreachable("RingCentral cannot be reached.")
    panel.refresh()
    await until(lambda: panel.trouble.isVisible())
    assert counts == [4]
