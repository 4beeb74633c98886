"""Going to one registrant: of the shown session, of one that is opened, through a filter, and in vain."""

from tests.gui.desk import NOW, Copy, session
from tests.gui.people import people
from tests.gui.registrants_room import desk_of, opened, selected
from tests.helpers.qt import Gui, gui_test, until
from webinar_console.ui.registrants.going import GONE


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
