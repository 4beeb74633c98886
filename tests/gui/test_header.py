"""The numbers in the header of a session."""

from tests.gui.desk import NOW, session
from tests.helpers.qt import Gui, gui_test
from webinar_console.domain.preferences import Preferences, with_values
from webinar_console.ui.session import SessionHeader
from webinar_console.ui.session.header import people_words


def preferences(registered: int) -> Preferences:
    return Preferences(id="p", registrant_count=registered)


def test_who_attended_is_told_of_those_who_registered() -> None:
    assert people_words(None, 4, 72, 58) == "58 of 72 attended · 4 on the panel"
    limited = with_values(preferences(70), {"auto_close_limit": 5000})
    assert people_words(limited, None, 72, 58) == "72 registered of 5,000 · 58 attended"
    assert people_words(limited, None, 72) == "72 registered of 5,000"
    assert people_words(preferences(70), None, 72) == "72 registered"
    assert people_words(preferences(70), None) == "70 registered"


@gui_test
async def test_the_last_one_to_speak_is_believed_and_only_about_this_session(gui: Gui) -> None:
    header = gui.show(SessionHeader(gui.theme, lambda: NOW))
    header.show_session(session(1))
    header.show_preferences(preferences(70))
    header.show_registered("s1", 71, None)
    assert header.people.text() == "71 registered"
    header.show_registered("s2", 5, None)
    assert header.people.text() == "71 registered"
    header.show_preferences(preferences(75))
    assert header.people.text() == "75 registered"
    header.show_session(session(2))
    assert header.people.text().strip() == ""
