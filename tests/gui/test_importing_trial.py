"""Trying an import with oneself before it goes to everybody."""

from pathlib import Path

from PySide6.QtCore import Qt

from tests.gui.import_room import SPRING, import_room, write_people
from tests.gui.sheet_room import opened, ready, start_of
from tests.helpers.qt import Gui, click, gui_test, named, press, type_text, until
from webinar_console.domain.preferences import CLOSED, Preferences
from webinar_console.ui.importing.trial_sheet import TrialSheet


@gui_test
async def test_a_trial_is_one_row_with_my_address(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    await click(named(room.sheet, "Try with yourself"))
    dialog = await until(lambda: room.sheet.findChild(TrialSheet), what="the question")
    for name, text in (("Your first name", "Maria"), ("Your last name", "Muster"), ("Your e-mail", "maria@")):
        await type_text(named(dialog, name), text)
    await press(dialog.email, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "is not an e-mail address" in dialog.trouble.text()
    await type_text(dialog.email, "marketing.example")
    assert dialog.trouble.isHidden()
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
