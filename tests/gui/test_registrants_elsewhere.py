"""People who are in other sessions, too: looked up once, when somebody asks, and told with its limits."""

from PySide6.QtWidgets import QLineEdit

from tests.gui.desk import Desk, session
from tests.gui.people import people
from tests.gui.registrants_room import Key, desk_of, opened
from tests.gui.samples import SESSIONS
from tests.helpers.qt import Gui, click, gui_test, named, press, type_text, until
from webinar_console.domain.email import email_key
from webinar_console.domain.errors import StoreError
from webinar_console.services.whereabouts import Coverage
from webinar_console.ui.registrants.panel import RegistrantsPanel

EVERYBODY = people(300)
SHARED = frozenset(email_key(person.email) for person in EVERYBODY[::7])


def ids(panel: RegistrantsPanel) -> list[str]:
    return [panel.model.record_at(row).id for row in range(panel.model.rowCount())]


def desk_with_others() -> Desk:
    desk = desk_of(300)
    desk.whereabouts.emails["s1"] = SHARED
    return desk


@gui_test
async def test_the_view_shows_who_is_in_other_sessions_too(gui: Gui) -> None:
    desk = desk_with_others()
    panel = await opened(gui, desk)
    assert desk.whereabouts.asked == 0, "nobody has asked"
    views = {action.text(): action for action in panel.finder.views_menu().actions()}
    views["Duplicates across sessions"].trigger()
    wanted = [person.id for person in EVERYBODY[::7]]
    await until(lambda: ids(panel) == wanted)
    assert panel.filter.text() == "also:yes"
    panel.filter.setText("-also:yes")
    await until(lambda: ids(panel) == [p.id for p in EVERYBODY if p.id not in wanted])
    panel.filter.setText("also:no source:newsletter")
    await until(
        lambda: ids(panel) == [p.id for p in EVERYBODY if p.id not in wanted and p.source == "newsletter"]
    )
    assert desk.whereabouts.asked == 1, "what is known is not looked up again"
    assert gui.said == [], "all other sessions are known here"


@gui_test
async def test_nobody_is_shown_before_it_is_known_and_it_says_so(gui: Gui) -> None:
    desk = desk_with_others()
    desk.whereabouts.gate.clear()
    panel = await opened(gui, desk)
    field = named(panel, "Filter registrants")
    assert isinstance(field, QLineEdit)
    field.setFocus()
    await type_text(field, "als")
    await press(field, Key.Key_Tab)
    await type_text(field, "yes")
    hint = panel.finder.suggestions.list
    await until(lambda: hint.count() == 1 and hint.item(0).text() == "“also:” is being looked up.")
    await until(lambda: not ids(panel))
    assert not panel.empty.isVisible(), "it is known in a moment"
    desk.whereabouts.gate.set()
    await until(lambda: len(ids(panel)) == len(EVERYBODY[::7]))


@gui_test
async def test_what_could_not_be_looked_up_is_said_and_tried_again(gui: Gui) -> None:
    desk = desk_with_others()
    desk.whereabouts.failure = StoreError("The disk was busy.")
    panel = await opened(gui, desk)
    shared = [person.id for person in EVERYBODY[::7]]
    for query, wanted in (
        ("also:yes", shared),
        ("also:no", [person.id for person in EVERYBODY if person.id not in shared]),
    ):
        panel.filter.setText(query)
        await until(lambda: panel.empty.isVisible())
        assert panel.empty.heading.text() == "Who is in other sessions could not be looked up"
        assert gui.said[-1].sentence == "The disk was busy."
        assert ids(panel) == []
        # Typing on tries again, and so does the button.
        asked = desk.whereabouts.asked
        panel.filter.setText(f"{query} a")
        await until(lambda asked=asked: desk.whereabouts.asked == asked + 1)  # type: ignore[misc]
        panel.filter.setText(query)
        await until(lambda asked=asked: desk.whereabouts.asked == asked + 2)  # type: ignore[misc]
        await until(lambda: panel.empty.button.isVisible())
        desk.whereabouts.failure = None
        await click(panel.empty.button)
        await until(lambda wanted=wanted: ids(panel) == wanted)  # type: ignore[misc]
        assert not panel.empty.isVisible()
        desk.whereabouts.failure = StoreError("The disk was busy.")
        panel.filter.clear()
        await panel.show_session(session(1))


@gui_test
async def test_another_session_and_a_copy_that_was_read_anew_are_looked_up_again(gui: Gui) -> None:
    desk = desk_with_others()
    desk.registrants.of["s2"] = people(20, seed=2)
    panel = await opened(gui, desk)
    panel.filter.setText("also:yes")
    await until(lambda: len(ids(panel)) == len(EVERYBODY[::7]))
    desk.whereabouts.emails["s1"] = frozenset([email_key(EVERYBODY[4].email)])
    desk.registrants.changed.notify("s9")
    await until(lambda: ids(panel) == [EVERYBODY[4].id])
    await panel.show_session(session(2))
    panel.filter.setText("also:yes")
    await until(lambda: desk.whereabouts.asked == 3)
    assert panel.model.rowCount() == 0
    panel.filter.clear()
    desk.registrants.changed.notify("s9")
    await until(lambda: len(ids(panel)) == 20)
    assert desk.whereabouts.asked == 3, "nobody looks at it any more"


@gui_test
async def test_what_it_cannot_see_is_said(gui: Gui) -> None:
    desk = desk_with_others()
    desk.whereabouts.coverage = Coverage(2, SESSIONS[:4])
    panel = await opened(gui, desk)
    withdrawn: list[str] = []
    gui.messages.withdrawn.connect(withdrawn.append)
    panel.filter.setText("also:yes")
    await until(lambda: gui.said)
    assert gui.said[0].sentence.startswith("Looked for in 2 of 6 other sessions: those whose people are on")
    panel.filter.clear()
    assert gui.said[0].key in withdrawn
    desk.whereabouts.coverage = Coverage(0, SESSIONS[:4])
    await panel.show_session(session(2))
    panel.filter.setText("also:yes")
    await until(lambda: len(gui.said) == 2)
    assert "No other session’s people are on this computer yet" in gui.said[1].sentence


@gui_test
async def test_an_edited_address_is_looked_at_as_it_is_shown(gui: Gui) -> None:
    desk = desk_with_others()
    panel = await opened(gui, desk)
    panel.filter.setText("also:yes")
    await until(lambda: len(ids(panel)) == len(EVERYBODY[::7]))
    key = EVERYBODY[0].id
    panel.model.set_cells({key: {"email": "somebody@new.example"}}, "Edit")
    panel.model.arrange_again()
    await until(lambda: key not in ids(panel))
    shown = panel.model.shown_record(key)
    assert shown is not None
    assert shown.email == "somebody@new.example"
