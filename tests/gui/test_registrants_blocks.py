"""Blocks of cells in the registrants' table: cut, paste, clear, paste people, change a column."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from tests.gui.desk import session
from tests.gui.people import people
from tests.gui.registrants_room import Key, begin_paste, cells, desk_of, opened, paste, select, shown
from tests.helpers.qt import Gui, gui_test, press, until
from webinar_console.domain.staging import StagedAddition
from webinar_console.ui.registrants import clipboard
from webinar_console.ui.registrants.block_edits import COPIED_PLAIN
from webinar_console.ui.registrants.panel import RegistrantsPanel

Ctrl = Qt.KeyboardModifier.ControlModifier
CtrlShift = Ctrl | Qt.KeyboardModifier.ShiftModifier
FIRST, LAST, EMAIL, SOURCE = 0, 1, 2, 3


@gui_test
async def test_a_block_goes_where_it_is_seen(gui: Gui) -> None:
    panel = await shown(gui, desk_of(5))
    header = panel.view.horizontalHeader()
    header.moveSection(header.visualIndex(SOURCE), 0)
    panel.view.sortByColumn(EMAIL, Qt.SortOrder.DescendingOrder)
    panel.model.slices.finish()
    panel.view.setCurrentIndex(panel.model.index(1, SOURCE))
    await paste(panel, "mail\tAda\r\nprint\tBob\r\n")
    assert cells(panel, SOURCE)[1:3] == ["mail", "print"]
    assert cells(panel, FIRST)[1:3] == ["Ada", "Bob"]
    assert panel.model.stack.undoText() == "Paste 4 cells"
    panel.model.undo()
    assert not len(panel.model.draft)


@gui_test
async def test_one_cell_fills_the_selection_and_a_block_is_repeated(gui: Gui) -> None:
    panel = await shown(gui, desk_of(6))
    select(panel, 0, SOURCE, 5, SOURCE)
    await paste(panel, "mail")
    assert cells(panel, SOURCE) == ["mail"] * 6
    await paste(panel, "a\nb")
    assert cells(panel, SOURCE) == ["a", "b"] * 3
    # What does not fit is put once.
    await paste(panel, "1\n2\n3\n4")
    assert cells(panel, SOURCE) == ["1", "2", "3", "4", "a", "b"]


@gui_test
async def test_what_cannot_be_changed_is_passed_over_and_said(gui: Gui) -> None:
    panel = await shown(gui, desk_of(4, attended=1.0))
    before = cells(panel, FIRST)
    panel.view.setCurrentIndex(panel.model.index(0, FIRST))
    await paste(panel, "Ada\tLane")
    assert cells(panel, FIRST) == before
    assert any("2 cells were not changed. This person attended." in said.sentence for said in gui.said)


@gui_test
async def test_rows_without_a_place_are_offered_as_people(gui: Gui) -> None:
    panel = await shown(gui, desk_of(2))
    panel.view.setCurrentIndex(panel.model.index(1, FIRST))
    await paste(panel, "Ada\tLane\tada@new.example\nBob\tStone\tbob@new.example")
    assert cells(panel, FIRST)[1] == "Ada"
    assert any("1 row has no place below the last one." in said.sentence for said in gui.said)
    assert [one.values for one in await added_beyond(gui, panel)] == [
        {"first_name": "Bob", "last_name": "Stone", "email": "bob@new.example"}
    ]


@gui_test
async def test_rows_without_a_place_keep_the_columns_they_were_pasted_into(gui: Gui) -> None:
    panel = await shown(gui, desk_of(1))
    header = panel.view.horizontalHeader()
    header.moveSection(header.visualIndex(EMAIL), 0)
    panel.layout_of_columns.show_column("first_name", shown=False)
    panel.view.setCurrentIndex(panel.model.index(0, LAST))
    await paste(
        panel,
        "Lane\tmail\tlid=1\ttoday\nStone\tfair\tlid=2\tx\n\t\tlid=3\t\n\t\t\t\nE-Mail\t\t\t",
    )
    assert any("4 rows have no place below the last one." in said.sentence for said in gui.said)
    assert [one.values for one in await added_beyond(gui, panel)] == [
        {"last_name": "Stone", "source": "fair", "external_id": "lid=2"},
        {"last_name": "E-Mail"},
    ]
    words = gui.said[-1].sentence
    assert "2 people added" in words
    assert "1 row was left out" in words
    assert "Not taken: Registered" in words


@gui_test
async def test_rows_without_names_or_addresses_are_nobody(gui: Gui) -> None:
    panel = await shown(gui, desk_of(1))
    panel.view.setCurrentIndex(panel.model.index(0, SOURCE))
    await paste(panel, "mail\nfair")
    assert "1 row has no place below the last one." in gui.said[-1].sentence
    assert not gui.said[-1].actions


async def added_beyond(gui: Gui, panel: RegistrantsPanel) -> list[StagedAddition]:
    """Take the offer that was made last: who is added then."""
    (offer,) = [action for action in gui.said[-1].actions if action.label == "Add as new people"]
    offer.run()
    await until(lambda: panel.model.slices.is_idle)
    return [one for one in panel.model.draft.all() if isinstance(one, StagedAddition)]


@gui_test
async def test_cut_and_delete_clear(gui: Gui) -> None:
    panel = await shown(gui, desk_of(3))
    was = cells(panel, SOURCE)
    select(panel, 0, SOURCE, 1, SOURCE)
    await press(panel.view, Key.Key_X, Ctrl)
    await until(lambda: cells(panel, SOURCE)[:2] == ["", ""])
    assert QGuiApplication.clipboard().text() == "\r\n".join(was[:2])
    assert cells(panel, SOURCE)[2] == was[2]
    await press(panel.view, Key.Key_Z, Ctrl)
    assert cells(panel, SOURCE) == was
    await press(panel.view, Key.Key_Delete)
    await until(lambda: cells(panel, SOURCE)[:2] == ["", ""])
    assert len(panel.model.draft) == sum(map(bool, was[:2]))


@gui_test
async def test_copied_cells_are_a_table_of_texts(gui: Gui) -> None:
    panel = await shown(gui, desk_of(2))
    panel.model.setData(panel.model.index(0, SOURCE), "=1+1")
    select(panel, 0, FIRST, 1, SOURCE)
    await press(panel.view, Key.Key_C, Ctrl)
    await until(lambda: panel.model.slices.is_idle)
    content: QMimeData = QGuiApplication.clipboard().mimeData()
    assert content.html().count("<td") == 8
    # A copy comes back where it was: nothing is staged that was not.
    await press(panel.view, Key.Key_V, Ctrl)
    await until(lambda: panel.model.slices.is_idle)
    assert len(panel.model.draft) == 1


@gui_test
async def test_so_much_that_only_text_is_copied_runs_nowhere(gui: Gui) -> None:
    panel = await shown(gui, desk_of(20))
    model = panel.model
    model.setData(model.index(0, SOURCE), "=1+1")
    panel.view.selectAll()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clipboard, "MOST_HTML_CELLS", model.rowCount() * model.columnCount() - 1)
        await press(panel.view, Key.Key_C, Ctrl)
        await until(lambda: model.slices.is_idle)
    content: QMimeData = QGuiApplication.clipboard().mimeData()
    assert not content.hasHtml()
    first = content.text().split("\r\n", 1)[0].split("\t")
    assert first[SOURCE] == "'=1+1"
    assert gui.said[-1].sentence == COPIED_PLAIN
    # In a table of ours it is what it was: nothing is staged that was not.
    await press(panel.view, Key.Key_V, Ctrl)
    await until(lambda: model.slices.is_idle)
    assert len(model.draft) == 1
    assert model.record_at(0).source == "=1+1"


@gui_test
async def test_rows_become_new_people(gui: Gui) -> None:
    panel = await shown(gui, desk_of(3))
    QGuiApplication.clipboard().setText(
        "Vorname\tNachname\tE-Mail\nJürgen\tGroß\tj@x.example\nZoë\tRoux\tz@x.example"
    )
    await press(panel.view, Key.Key_V, CtrlShift)
    await until(lambda: panel.model.rowCount() == 5)
    assert cells(panel, FIRST)[:2] == ["Jürgen", "Zoë"]
    added = [one for one in panel.model.draft.all() if isinstance(one, StagedAddition)]
    assert [one.values["email"] for one in added] == ["j@x.example", "z@x.example"]
    await press(panel.view, Key.Key_Z, Ctrl)
    assert panel.model.rowCount() == 3
    await press(panel.view, Key.Key_Y, Ctrl)
    assert cells(panel, FIRST)[:2] == ["Jürgen", "Zoë"]


@gui_test
async def test_a_long_paste_is_one_step_and_its_undo_another(gui: Gui) -> None:
    panel = await shown(gui, desk_of(3_000))
    was = cells(panel, SOURCE)
    await begin_paste(panel, 3_000)
    # Undone while it is still being put in: the step ends first, and is taken back as a whole.
    await until(lambda: len(panel.model.draft) > 0)
    assert len(panel.model.draft) < 3_000, "it was put in at once"
    panel.model.undo()
    panel.model.settle()
    assert cells(panel, SOURCE) == was
    assert not len(panel.model.draft)
    panel.model.redo()
    panel.model.settle()
    assert cells(panel, SOURCE)[2_999] == "list 2999"


@gui_test
async def test_what_is_being_pasted_is_saved_when_the_window_closes(gui: Gui) -> None:
    desk = desk_of(2_000)
    panel = await shown(gui, desk)
    await begin_paste(panel, 2_000)
    await until(lambda: len(panel.model.draft) > 0)
    await panel.aclose()
    assert len(desk.drafts.saved["s1"]) == 2_000


@gui_test
async def test_a_finished_session_says_so(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3), status="Finished")
    select(panel, 0, FIRST, 1, SOURCE)
    enabled = {action.text() for action in panel.view.menu().actions() if action.isEnabled()}
    assert {"Copy", "Select all"} <= enabled
    assert not {"Cut", "Paste", "Paste as new people", "Clear cells", "Change cells…"} & enabled
    QGuiApplication.clipboard().setText("Ada\tLane\tada@x.example")
    await press(panel.view, Key.Key_V, CtrlShift)
    assert any("The session is finished" in said.sentence for said in gui.said)


@gui_test
async def test_a_paste_goes_to_the_rows_of_its_key_stroke(gui: Gui) -> None:
    panel = await shown(gui, desk_of(900))
    model = panel.model
    meant = [model.key_at(row) for row in range(900)]
    await begin_paste(panel, 600)
    panel.view.sortByColumn(EMAIL, Qt.SortOrder.DescendingOrder)
    gone = meant[450]
    panel._applying.settling.removed(gone)
    await until(lambda: model.slices.is_idle)
    assert (
        {one.registrant.id: one.values["source"] for one in model.draft.all()}
        == {  # type: ignore[union-attr]
            key: f"list {n}" for n, key in enumerate(meant[:600])
        }
    )


@gui_test
async def test_a_paste_is_kept_when_another_session_is_chosen(gui: Gui) -> None:
    desk = desk_of(3_000)
    desk.registrants.of["s2"] = people(3, seed=4)
    panel = await shown(gui, desk)
    await begin_paste(panel, 3_000)
    await panel.show_session(session(2))
    assert not len(panel.model.draft)
    await panel.aclose()
    assert len(desk.drafts.saved["s1"]) == 3_000
    assert "s2" not in desk.drafts.saved


@gui_test
async def test_a_block_goes_into_no_other_shape_than_a_rectangle(gui: Gui) -> None:
    panel = await shown(gui, desk_of(6))
    select(panel, 0, SOURCE, 0, SOURCE)
    other = QItemSelection(panel.model.index(5, SOURCE), panel.model.index(5, SOURCE))
    panel.view.selectionModel().select(other, QItemSelectionModel.SelectionFlag.Select)
    await paste(panel, "a\nb")
    assert not len(panel.model.draft)
    assert any("needs one rectangle" in said.sentence for said in gui.said)
    # One cell fills whatever is selected.
    await paste(panel, "a")
    assert [row for row, text in enumerate(cells(panel, SOURCE)) if text == "a"] == [0, 5]
    # Columns that stand apart in the list and together on the screen are one block.
    header = panel.view.horizontalHeader()
    header.moveSection(header.visualIndex(4), 0)
    flags = QItemSelectionModel.SelectionFlag
    select(panel, 2, FIRST, 2, FIRST)
    panel.view.selectionModel().select(
        QItemSelection(panel.model.index(2, 4), panel.model.index(2, 4)), flags.Select
    )
    await paste(panel, "EXT\tAda")
    record = panel.model.record_at(2)
    assert (record.external_id, record.first_name) == ("EXT", "Ada")


@gui_test
async def test_people_are_offered_to_their_session_only(gui: Gui) -> None:
    desk = desk_of(2)
    desk.registrants.of["s2"] = people(3, seed=4)
    panel = await shown(gui, desk)
    panel.view.setCurrentIndex(panel.model.index(1, FIRST))
    await paste(panel, "Ada\tLane\tada@new.example\nBob\tStone\tbob@new.example")
    (offer,) = [action for said in gui.said for action in said.actions if "new people" in action.label]
    await panel.show_session(session(2))
    offer.run()
    assert not len(panel.model.draft)
    assert panel.model.rowCount() == 3


@gui_test
async def test_discarding_takes_back_the_whole_of_a_long_step(gui: Gui) -> None:
    panel = await shown(gui, desk_of(2_000))
    await begin_paste(panel, 2_000)
    panel.model.discard()
    panel.model.settle()
    assert not len(panel.model.draft)
