"""Going to one registrant: of the shown session, of one that is opened, through a filter, and in vain."""

from PySide6.QtCore import Qt

from tests.gui.desk import NOW, Copy, session
from tests.gui.people import people
from tests.gui.registrants_room import desk_of, editor_of, opened, selected
from tests.gui.test_registrants_columns import column_of
from tests.helpers.qt import Gui, gui_test, press, type_text, until
from webinar_console.domain.staging import StagedAddition
from webinar_console.ui.registrants.going import GONE
from webinar_console.ui.registrants.key_slots import AT_ONCE


@gui_test
async def test_the_row_of_the_shown_session_is_selected_through_any_filter(gui: Gui) -> None:
    panel = await opened(gui, desk_of(3000))
    panel.go_to("s1", "r00002500")
    assert selected(panel) == {"r00002500"}
    panel.filter.setText("zzzz")
    await until(lambda: panel.model.rowCount() == 0)
    panel.go_to("s1", "r00000007")
    await until(lambda: selected(panel) == {"r00000007"})
    assert panel.filter.text() == ""
    assert panel.view.hasFocus()
    row = panel.view.currentIndex().row()
    assert panel.model.key_at(row) == "r00000007"
    assert len(panel.view.selectionModel().selectedRows()) == 1, "the whole row"


@gui_test
async def test_whose_the_rows_are_is_learned_before_anybody_asks(gui: Gui) -> None:
    desk = desk_of(9_000)
    desk.registrants.copies["s2"] = Copy(tuple(people(9_000, seed=2)), NOW)
    panel = await opened(gui, desk)
    assert panel.model.slots.unknown <= AT_ONCE, "from pages"
    await panel.show_session(session(2))
    await until(lambda: panel.model.slices.is_idle)
    assert panel.model.slots.unknown == 0, "from a copy"


@gui_test
async def test_a_new_person_is_typed_into_the_first_cell_that_is_seen(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    model, view = panel.model, panel.view
    panel.layout_of_columns.show_column("first_name", shown=False)
    panel.add_person()
    assert view.currentIndex().column() == column_of(panel, "last_name")
    await type_text(editor_of(panel), "Smith")
    await press(editor_of(panel), Qt.Key.Key_Return)
    assert [one.values for one in model.draft.all() if isinstance(one, StagedAddition)] == [
        {"last_name": "Smith"}
    ]
    # Where columns were moved, the leftmost one that can be edited.
    header = view.horizontalHeader()
    for place, name in enumerate(["registered_at", "source"]):
        header.moveSection(header.visualIndex(column_of(panel, name)), place)
    panel.add_person()
    assert view.currentIndex().column() == column_of(panel, "source")
    assert editor_of(panel).isVisible()


@gui_test
async def test_what_is_gone_to_is_a_cell_that_is_seen(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    panel.layout_of_columns.show_column("first_name", shown=False)
    panel.go_to("s1", "r00000003")
    assert panel.view.currentIndex().column() == column_of(panel, "last_name")
    panel.model.setData(panel.model.index(3, column_of(panel, "email")), "nobody")
    panel.model.check_now()
    panel.going.show_problem()
    assert panel.view.currentIndex().column() == column_of(panel, "email")
    panel.model.undo()
    panel.model.setData(panel.model.index(3, column_of(panel, "first_name")), "")
    panel.model.check_now()
    panel.going.show_problem()
    assert panel.view.currentIndex().column() == column_of(panel, "last_name")
    assert selected(panel) == {"r00000003"}


@gui_test
async def test_the_row_of_another_session_is_selected_as_soon_as_it_is_there(gui: Gui) -> None:
    desk = desk_of(5)
    desk.registrants.of["s2"] = people(2500, seed=2)
    panel = await opened(gui, desk)
    panel.go_to("s2", "r00002400")
    assert selected(panel) == set(), "another session has nobody of that id"
    await panel.show_session(session(2))
    assert selected(panel) == {"r00002400"}
    # From the copy, without waiting for the pages.
    desk.registrants.copies["s1"] = Copy(tuple(desk.registrants.of["s1"]), NOW)
    panel.go_to("s1", "r00000003")
    await panel.show_session(session(1))
    assert selected(panel) == {"r00000003"}
    assert gui.said == []


@gui_test
async def test_who_is_not_there_any_more_is_not_searched_for_ever(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    panel.go_to("s1", "nobody")
    assert [message.sentence for message in gui.said] == [GONE]
    panel.go_to("s2", "nobody")
    await panel.show_session(session(2))
    assert [message.sentence for message in gui.said] == [GONE, GONE]
    panel.go_to("s1", None)
    await panel.show_session(session(1))
    assert len(gui.said) == 2
    assert selected(panel) == set()
