"""A refresh keeps what somebody is at: the selection, the place in the list, and an open editor."""

from collections.abc import Callable

import msgspec
import pytest

from tests.gui.desk import Desk
from tests.gui.people import people
from tests.gui.registrants_room import Key, editor_of, opened, selected
from tests.helpers.qt import Gui, gui_test, press, type_text, until
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedChange
from webinar_console.ui.registrants.panel import RegistrantsPanel

COUNT, AT = 400, 200
Change = Callable[[list[Registrant]], list[Registrant]]


def newcomers() -> list[Registrant]:
    return [msgspec.structs.replace(person, id=f"z{n:08d}") for n, person in enumerate(people(30, seed=9))]


def changed(persons: list[Registrant], *places: int) -> list[Registrant]:
    new = list(persons)
    for place in places:
        new[place] = msgspec.structs.replace(persons[place], source="another source")
    return new


CHANGES: dict[str, Change] = {
    "nothing": list,
    "the row itself": lambda p: changed(p, AT),
    "rows all over": lambda p: changed(p, *range(0, COUNT, 7)),
    "one left above": lambda p: [*p[:10], *p[11:]],
    "many left above": lambda p: [*p[:10], *p[60:]],
    "one left below": lambda p: [*p[:300], *p[301:]],
    "people came": lambda p: [*p, *newcomers()],
    "people came in between": lambda p: [*p[:20], *newcomers(), *p[20:]],
    "all at once": lambda p: [*changed(p, AT, AT + 1)[30:], *newcomers()],
}


async def refreshed(panel: RegistrantsPanel, desk: Desk) -> None:
    calls = desk.registrants.calls
    panel.refresh()
    await until(lambda: desk.registrants.calls > calls and not panel.is_reading)
    await until(lambda: panel.model.slices.is_idle and not panel.model._flush.isActive())


def height_of(panel: RegistrantsPanel, key: str) -> int:
    """Where a person's row stands on the screen, in pixels from the top of the rows."""
    slot = panel.model.slot_of(key)
    assert slot is not None
    row = panel.model.row_of(slot)
    assert row is not None
    return panel.view.rowViewportPosition(row)


async def at_a_place(gui: Gui, sort: int) -> tuple[RegistrantsPanel, Desk, str]:
    """A long list, scrolled to somebody in its middle whose row is half above the edge's neighbour."""
    desk = Desk()
    desk.registrants.of["s1"] = people(COUNT)
    panel = await opened(gui, desk)
    if sort >= 0:
        panel.view.sortByColumn(sort, panel.view.horizontalHeader().sortIndicatorOrder().AscendingOrder)
        await until(lambda: panel.model.slices.is_idle)
    key = people(COUNT)[AT].id
    slot = panel.model.slot_of(key)
    assert slot is not None
    row = panel.model.row_of(slot)
    assert row is not None
    bar = panel.view.verticalScrollBar()
    bar.setValue(max(1, (row - 3) * panel.view.verticalHeader().defaultSectionSize() + 5))
    panel.view.setCurrentIndex(panel.model.index(row, 0))
    return panel, desk, key


@pytest.mark.parametrize("sort", [-1, 2], ids=["in the server's order", "sorted"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@gui_test
async def test_a_refresh_keeps_place_selection_and_editor(gui: Gui, change: Change, sort: int) -> None:
    panel, desk, key = await at_a_place(gui, sort)
    before = height_of(panel, key)
    assert 0 < before < panel.view.viewport().height()
    chosen = selected(panel)
    assert chosen == {key}
    await press(panel.view, Key.Key_F2)
    editor = editor_of(panel)
    await type_text(editor, "half a na")
    typed = editor.text()
    desk.registrants.of["s1"] = change(people(COUNT))
    await refreshed(panel, desk)
    assert height_of(panel, key) == before
    assert selected(panel) == chosen
    assert panel.view.currentIndex().row() == panel.model.row_of(panel.model.slot_of(key) or 0)
    assert editor_of(panel) is editor
    assert editor.text() == typed
    assert panel.view.visualRect(panel.view.currentIndex()).top() == before
    await press(editor, Key.Key_Return)
    staged = panel.model.draft.get(key)
    assert isinstance(staged, StagedChange)
    assert staged.values == {"first_name": typed.strip()}
    await panel.aclose()


@gui_test
async def test_a_refresh_at_the_top_stays_at_the_top(gui: Gui) -> None:
    desk = Desk()
    desk.registrants.of["s1"] = people(COUNT)
    panel = await opened(gui, desk)
    desk.registrants.of["s1"] = [*newcomers(), *people(COUNT)[5:]]
    await refreshed(panel, desk)
    assert panel.view.verticalScrollBar().value() == 0
    await panel.aclose()


@gui_test
async def test_a_selection_of_many_people_stays_theirs(gui: Gui) -> None:
    panel, desk, _key = await at_a_place(gui, -1)
    persons = people(COUNT)
    panel.view.clearSelection()
    model, flags = panel.view.selectionModel(), panel.view.selectionModel().SelectionFlag
    for row in (*range(20, 25), 100, 399):
        model.select(panel.model.index(row, 0), flags.Select | flags.Rows)
    chosen = selected(panel)
    assert len(chosen) == 7
    desk.registrants.of["s1"] = [*persons[3:21], *persons[22:], *newcomers()]
    await refreshed(panel, desk)
    assert selected(panel) == chosen - {persons[21].id}
    await panel.aclose()
