"""Finding people: tokens, ways to go on, views and the menus of the headers. By keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.gui.desk import Desk, session
from tests.gui.people import people
from tests.gui.registrants_room import Key, desk_of, opened
from tests.helpers.qt import Gui, gui_test, named, press, type_text, until
from webinar_console.domain.registrant import Registrant
from webinar_console.ui.registrants.panel import RegistrantsPanel


def shown(panel: RegistrantsPanel) -> list[Registrant]:
    return [panel.model.record_at(row) for row in range(panel.model.rowCount())]


async def typing(gui: Gui, desk: Desk) -> tuple[RegistrantsPanel, QLineEdit]:
    panel = await opened(gui, desk)
    field = named(panel, "Filter registrants")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    return panel, field


def offers(panel: RegistrantsPanel) -> list[str]:
    found = panel.finder.suggestions
    rows = range(found.list.count()) if found.isVisible() else range(0)
    return [found.list.item(row).text() for row in rows]


@gui_test
async def test_tokens_narrow_and_words_too(gui: Gui) -> None:
    everybody = people(300, attended=0.4)
    panel, field = await typing(gui, desk_of(300, attended=0.4))
    await type_text(field, "source:newsletter attended:yes -domain:example.com")
    wanted = [
        person
        for person in everybody
        if person.source == "newsletter" and person.attended and not person.email.endswith("example.com")
    ]
    assert wanted
    await until(lambda: shown(panel) == wanted)
    assert f"{len(wanted)} shown" in panel.totals.text()
    await type_text(field, " zzzz")
    await until(panel.empty.isVisible)
    field.clear()
    await until(lambda: len(shown(panel)) == 300)


@gui_test
async def test_ways_to_go_on_are_taken_by_keyboard(gui: Gui) -> None:
    panel, field = await typing(gui, desk_of(60))
    await type_text(field, "anna so")
    await until(lambda: len(offers(panel)) == 1)
    assert offers(panel)[0].startswith("source:")
    await press(field, Key.Key_Tab)
    assert field.text() == "anna source:"
    assert field.hasFocus()
    # The values are learned in turns.
    await until(lambda: "source:newsletter" in offers(panel))
    await type_text(field, "newsl")
    await until(lambda: offers(panel) == ["source:newsletter"])
    await press(field, Key.Key_Down)
    await press(field, Key.Key_Return)
    assert field.text() == "anna source:newsletter "
    assert not panel.finder.suggestions.isVisible()
    await type_text(field, "attended:maybe")
    await until(lambda: offers(panel) == ["“attended:” is yes or no."])
    await press(field, Key.Key_Escape)
    assert not panel.finder.suggestions.isVisible()
    assert field.text().endswith("maybe"), "Escape hides the offers first"


@gui_test
async def test_views_write_the_query(gui: Gui) -> None:
    desk = desk_of(200, attended=0.5)
    panel, field = await typing(gui, desk)
    names = [action.text() for action in panel.finder.views_menu().actions()]
    assert "Attended" not in names, "nobody can have come yet"
    await panel.show_session(session(status="Active"))
    names = [action.text() for action in panel.finder.views_menu().actions()]
    assert "Not there yet" in names
    await panel.show_session(session(status="Finished"))
    await until(lambda: len(shown(panel)) == 200)
    actions = {action.text(): action for action in panel.finder.views_menu().actions()}
    actions["Absent"].trigger()
    assert field.text() == "attended:no"
    await until(lambda: shown(panel) == [p for p in people(200, attended=0.5) if not p.attended])
    again = {action.text(): action.isChecked() for action in panel.finder.views_menu().actions()}
    assert again["Absent"]
    assert not again["Everybody"]
    actions["Everybody"].trigger()
    await until(lambda: len(shown(panel)) == 200)


@gui_test
async def test_the_menu_of_a_header_looks_for_a_value(gui: Gui) -> None:
    panel, field = await typing(gui, desk_of(200))
    names = [described.name for described in panel.model.columns]
    source = names.index("source")
    menu = panel.finder.header_menu(source)
    await until(lambda: any(action.text() == "Only newsletter" for action in menu.actions()))
    actions = {action.text(): action for action in menu.actions()}
    field.setText("a domain:example.com source:partner")
    actions["Only newsletter"].trigger()
    assert field.text() == "a domain:example.com source:newsletter", "one value of a column, not two"
    actions["Only where it is empty"].trigger()
    assert field.text() == "a domain:example.com source:none"
    actions["Sort Z to A"].trigger()
    header = panel.view.horizontalHeader()
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (
        source,
        Qt.SortOrder.DescendingOrder,
    )
    actions["RingCentral’s order"].trigger()
    assert header.sortIndicatorSection() == -1
    menu.deleteLater()


@gui_test
async def test_people_who_arrive_are_tested_too(gui: Gui) -> None:
    panel, field = await typing(gui, desk_of(20))
    field.setText("source:fair")
    await until(lambda: not shown(panel))
    panel.model.append([Registrant(id="x1", email="x@y.example", source="Fair")])
    panel.model.append([Registrant(id="x2", email="z@y.example", source="other")])
    await until(lambda: [person.id for person in shown(panel)] == ["x1"])
