"""The registrants' panel: staging, applying, and what comes back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from tests.gui.desk import NOW, session
from tests.gui.people import people
from tests.gui.registrants_room import _refuse, apply_all, confirm, desk_of, opened, selected, sheet_of
from tests.helpers.qt import Gui, click, gui_test, named, turns, unnamed, until
from webinar_console.domain.errors import StoreError, Unreachable
from webinar_console.domain.job import Outcome
from webinar_console.domain.staging import StagedAddition, StagedChange
from webinar_console.ui.registrants.panel import RegistrantsPanel


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
