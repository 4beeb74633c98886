"""Views with a name: saved, chosen, renamed, deleted and brought back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from shiboken6 import isValid

from tests.gui.desk import Desk, session
from tests.gui.people import people
from tests.gui.registrants_room import desk_of, opened
from tests.gui.test_registrants_columns import column_of, order
from tests.helpers.qt import Gui, click, gui_test, press, type_text, until
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.registrants.sorting import By
from webinar_console.ui.registrants.view_sheets import NAMELESS, TAKEN
from webinar_console.ui.registrants.views import HEADING, MANAGE, SAVE


def entries(panel: RegistrantsPanel) -> dict[str, QAction]:
    menu = panel.finder.views_menu()
    return {action.text(): action for action in menu.actions()}


async def save_as(panel: RegistrantsPanel, name: str) -> None:
    sheet = panel.named_views.ask_name()
    await until(sheet.isVisible)
    assert not sheet.confirm.isEnabled(), "a view needs a name"
    await type_text(sheet.name, name)
    await press(sheet.name, Qt.Key.Key_Return)
    await until(lambda: name in entries(panel))


async def at_rest(panel: RegistrantsPanel) -> None:
    await until(lambda: panel.model.slices.is_idle)


def prepare(panel: RegistrantsPanel) -> None:
    columns, header = panel.layout_of_columns, panel.view.horizontalHeader()
    columns.show_column("key.lid", shown=True)
    columns.show_column("join_uri", shown=False)
    header.moveSection(header.visualIndex(column_of(panel, "source")), 0)
    panel.view.setColumnWidth(column_of(panel, "email"), 321)
    panel.model.sort_by([By("key.lid", descending=True), By("email")])
    panel.filter.setText("source:newsletter")


@gui_test
async def test_a_view_brings_back_filter_columns_widths_and_sort(gui: Gui) -> None:
    room = desk_of(120)
    room.registrants.of["s2"] = people(30, seed=3)
    panel = await opened(gui, room)
    before = order(panel)
    prepare(panel)
    await at_rest(panel)
    await save_as(panel, "Sales list")
    wanted, shown = order(panel), [panel.model.record_at(r).id for r in range(panel.model.rowCount())]
    assert entries(panel)["Sales list"].isChecked()
    panel.layout_of_columns.reset()
    entries(panel)["Everybody"].trigger()
    await at_rest(panel)
    assert order(panel) == before
    assert panel.model.rowCount() == 120
    assert not entries(panel)["Sales list"].isChecked()
    entries(panel)["Sales list"].trigger()
    await at_rest(panel)
    assert order(panel) == wanted
    assert [panel.model.record_at(r).id for r in range(panel.model.rowCount())] == shown
    assert panel.view.columnWidth(column_of(panel, "email")) == 321
    assert panel.model.wanted.by == (By("key.lid", descending=True), By("email"))
    assert panel.filter.text() == "source:newsletter"
    # The built-in ones look for other people and leave the columns alone.
    entries(panel)["No source"].trigger()
    assert order(panel) == wanted
    await panel.show_session(session(2))
    entries(panel)["Sales list"].trigger()
    await at_rest(panel)
    assert {panel.model.record_at(r).source for r in range(panel.model.rowCount())} == {"newsletter"}
    await panel.aclose()
    later = await opened(gui, room)
    assert "Sales list" in entries(later)
    assert entries(later)["Everybody"].isChecked()


def ticked(panel: RegistrantsPanel) -> list[str]:
    return [name for name, action in entries(panel).items() if action.isChecked()]


@gui_test
async def test_of_views_that_look_alike_the_one_chosen_last_is_ticked(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    assert ticked(panel) == ["Everybody"]
    await save_as(panel, "All")
    assert ticked(panel) == ["All"]
    await save_as(panel, "All again")
    assert ticked(panel) == ["All again"]
    entries(panel)["All"].trigger()
    assert ticked(panel) == ["All"]
    panel.named_views.rename("All", "Each")
    assert ticked(panel) == ["Each"]
    entries(panel)["Everybody"].trigger()
    assert ticked(panel) == ["Everybody"]
    entries(panel)["No source"].trigger()
    assert ticked(panel) == ["No source"]
    panel.filter.setText("anna")
    assert not ticked(panel)
    await save_as(panel, "Annas")
    entries(panel)["No source"].trigger()
    panel.filter.setText("anna")
    assert ticked(panel) == ["Annas"], "nothing else looks like it"


@gui_test
async def test_own_views_stand_under_a_heading(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    assert HEADING not in entries(panel)
    await save_as(panel, "Mine")
    names = [*entries(panel)]
    assert names[names.index("Mine") - 1] == HEADING
    assert not entries(panel)[HEADING].isEnabled()


@gui_test
async def test_views_are_renamed_deleted_and_brought_back(gui: Gui) -> None:
    room = desk_of(5)
    panel = await opened(gui, room)
    assert MANAGE not in entries(panel)
    for name in ("One", "Two"):
        panel.filter.setText(name)
        await save_as(panel, name)
    sheet = panel.named_views.manage()
    await until(sheet.isVisible)
    first, second = sheet.lines
    first.field.clear()
    await type_text(first.field, "Two")
    assert first.error.isVisible()
    assert first.error.text() == TAKEN
    await press(first.field, Qt.Key.Key_Return)
    assert first.field.text() == "One"
    await type_text(first.field, " or three")
    assert not first.error.isVisible()
    assert [view.name for view in panel.named_views.all] == ["One or three", "Two"], "saved as it is typed"
    await press(first.field, Qt.Key.Key_Return)
    assert sheet.isVisible()
    await click(second.remove)
    assert [view.name for view in panel.named_views.all] == ["One or three"]
    await click(second.back)
    assert [(view.name, view.text) for view in panel.named_views.all] == [
        ("One or three", "One"),
        ("Two", "Two"),
    ]
    await click(first.remove)
    sheet.close()
    await panel.aclose()
    assert room.settings.values["registrants views"] == ({"name": "Two", "text": "Two", "layout": {}},)


@gui_test
async def test_a_name_that_cannot_be_is_not_left_half_typed(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    for name in ("One", "Two"):
        panel.filter.setText(name)
        await save_as(panel, name)
    sheet = panel.named_views.manage()
    await until(sheet.isVisible)
    first, height = sheet.lines[0], sheet.height()
    first.field.clear()
    assert first.error.text() == NAMELESS
    await until(lambda: sheet.height() > height)
    await type_text(first.field, "Two")
    assert first.error.text() == TAKEN
    assert first.field.accessibleDescription() == TAKEN
    sheet.close()
    await until(lambda: not isValid(sheet))
    assert [view.name for view in panel.named_views.all] == ["One", "Two"]


@gui_test
async def test_a_view_with_a_name_that_cannot_be_is_deleted_by_its_own(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    await save_as(panel, "One")
    sheet = panel.named_views.manage()
    await until(sheet.isVisible)
    (line,) = sheet.lines
    line.field.clear()
    await click(line.remove)
    assert line.gone.text() == "“One” is deleted."
    assert not line.error.isVisible()
    await click(line.back)
    assert [view.name for view in panel.named_views.all] == ["One"]
    assert line.field.text() == "One"


@gui_test
async def test_a_view_whose_name_is_taken_meanwhile_comes_back_under_another(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    for name in ("One", "Two"):
        panel.filter.setText(name)
        await save_as(panel, name)
    sheet = panel.named_views.manage()
    await until(sheet.isVisible)
    first, second = sheet.lines
    await click(second.remove)
    first.field.clear()
    await type_text(first.field, "Two")
    await click(second.back)
    assert [(view.name, view.text) for view in panel.named_views.all] == [("Two", "One"), ("Two (2)", "Two")]
    assert second.field.text() == "Two (2)"


@gui_test
async def test_the_same_name_again_replaces_the_view(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    panel.filter.setText("one")
    await save_as(panel, "Mine")
    panel.filter.setText("two")
    assert SAVE in entries(panel)
    sheet = panel.named_views.ask_name()
    await until(sheet.isVisible)
    await type_text(sheet.name, "Mine")
    assert sheet.confirm.text() == "Replace view"
    await click(sheet.confirm)
    assert [(view.name, view.text) for view in panel.named_views.all] == [("Mine", "two")]


@gui_test
async def test_views_that_nobody_understands_count_as_none(gui: Gui) -> None:
    room = Desk()
    room.settings.values["registrants views"] = [{"nome": 1}]
    panel = await opened(gui, room)
    assert panel.named_views.all == ()


@gui_test
async def test_a_view_that_nobody_understands_stays_among_the_others(gui: Gui) -> None:
    desk = desk_of(5)
    odd = {"name": "B", "layout": {"widths": {"email": 120.5}}}
    desk.settings.values["registrants views"] = [{"name": "A"}, odd, {"name": "C", "text": "ada"}]
    panel = await opened(gui, desk)
    assert [view.name for view in panel.named_views.all] == ["A", "C"]
    panel.named_views.save("D")
    panel.named_views.delete("A")
    panel.named_views.rename("C", "E")
    await panel.aclose()
    kept = desk.settings.values["registrants views"]
    assert [one["name"] for one in kept] == ["E", "B", "D"]
    assert odd in kept


@gui_test
async def test_views_and_the_menus_of_headers_are_found_by_name(gui: Gui) -> None:
    panel = await opened(gui, desk_of(5))
    panel.filter.setText("one")
    await save_as(panel, "Mine")
    panel.filter.clear()
    source = column_of(panel, "source")
    panel.view.setCurrentIndex(panel.model.index(1, source))
    commands = {command.title: command for command in panel.finder.commands()}
    assert [*commands] == [
        "Menu of the column Source",
        "View Mine",
        "Views: save as a view…",
        "Views: rename or delete views…",
    ]
    commands["View Mine"].run()
    assert panel.filter.text() == "one"
    panel.filter.clear()
    await at_rest(panel)
    panel.resize(500, 400)
    bar = panel.view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    # Menus cannot be popped up offscreen: where it would be, and what is in it.
    header = panel.view.horizontalHeader()
    left = header.viewport().mapFromGlobal(panel.finder.place_of_menu(source)).x()
    assert left == header.sectionViewportPosition(source)
    assert 0 <= left < header.viewport().width()
