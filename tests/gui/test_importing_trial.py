"""Trying an import with oneself before it goes to everybody."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from tests.gui.import_room import SPRING, import_room, write_people
from tests.gui.sheet_room import opened, ready, start_of
from tests.helpers.qt import Gui, click, gui_test, named, press, type_text, until
from webinar_console.domain.preferences import CLOSED, Preferences
from webinar_console.ui.importing.trial_sheet import TrialSheet
from webinar_console.ui.widgets import Label


def marked(dialog: TrialSheet) -> list[QLineEdit]:
    fields = (dialog.first_name, dialog.last_name, dialog.email)
    return [field for field in fields if field.property("state") == "error"]


@gui_test
async def test_a_trial_is_one_row_with_my_address(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    await click(named(room.sheet, "Try with yourself"))
    dialog = await until(lambda: room.sheet.findChild(TrialSheet), what="the question")
    told = " ".join(label.text() for label in dialog.findChildren(Label))
    assert "Line 6 of the list (José Ibáñez) is sent with your name and address instead" in told
    await click(dialog.send)
    assert dialog.trouble.text() == "RingCentral needs a first name, a last name and an e-mail address."
    assert marked(dialog) == [dialog.first_name, dialog.last_name, dialog.email]
    await until(dialog.first_name.hasFocus, what="the first field that is to be filled in")
    for name, text in (("Your first name", "Maria"), ("Your last name", "Muster"), ("Your e-mail", "maria@")):
        await type_text(named(dialog, name), text)
    await press(dialog.email, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "is not an e-mail address" in dialog.trouble.text()
    assert marked(dialog) == [dialog.email]
    await type_text(dialog.email, "marketing.example")
    assert dialog.trouble.isHidden()
    assert marked(dialog) == []
    await press(dialog.email, Qt.Key.Key_Return)
    await until(lambda: room.starter.plans)
    (plan,) = room.starter.plans
    (row,) = plan.rows
    assert row.registrant is not None
    assert (row.registrant.email, row.registrant.source) == ("maria@marketing.example", "newsletter")
    assert plan.title == "Trial with maria@marketing.example"
    assert start_of(room).isEnabled(), "the list waits as it was"
    assert start_of(room).text() == "Invite 288 people"


@gui_test
async def test_who_thinks_better_of_it_sends_nothing(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    await click(named(room.sheet, "Try with yourself"))
    dialog = await until(lambda: room.sheet.findChild(TrialSheet), what="the question")
    await press(dialog, Qt.Key.Key_Escape)
    await until(lambda: room.sheet.findChild(TrialSheet) is None)
    assert room.starter.plans == []


@gui_test
async def test_no_trial_is_offered_where_nobody_can_be_registered(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = Preferences(id=SPRING.id, registration_status=CLOSED)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await ready(room)
    assert not room.sheet.foot.trial.isVisible()
