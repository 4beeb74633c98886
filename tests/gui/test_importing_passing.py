"""Settings for one import only: offered where they help, priced, and part of the job."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from tests.gui.import_room import AUTUMN, SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import opened, ready, start_of, tab_to
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, until
from webinar_console.domain.natural import natural_key
from webinar_console.domain.preferences import CLOSED, Preferences, RegistrationSettings
from webinar_console.domain.temporary import HeldSetting

QUIET = "Suppress e-mails for this import"
OPEN_IT = "Open registration for this import"
TRIM_IT = "Leave out all but 100 for this import"
RAISE = "Raise the limit to 4,300 for this import"


def boxes(room: ImportRoom) -> list[str]:
    found = room.sheet.foot.passing.findChildren(QCheckBox)
    return [box.accessibleName() for box in found if box.isVisible()]


def closed_and_full() -> Preferences:
    settings = RegistrationSettings(auto_close_limit=4_100)
    return Preferences(id=SPRING.id, registration_status=CLOSED, registrant_count=4_000, settings=settings)


@gui_test
async def test_only_what_helps_is_offered(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    assert boxes(room) == [QUIET]
    room.settings.known = closed_and_full()
    room.sheet.use_preferences(closed_and_full())
    await until(lambda: len(boxes(room)) == 4)
    assert boxes(room) == [OPEN_IT, RAISE, TRIM_IT, QUIET]
    assert not start_of(room).text().startswith("Invite 288")


@gui_test
async def test_a_choice_changes_the_price_and_the_job(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = closed_and_full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: len(boxes(room)) == 4)
    assert start_of(room).text() == "Invite 4 of 288 people"
    for name in (OPEN_IT, RAISE, QUIET):
        await click(named(room.sheet, name))
        await ready(room)
    await until(lambda: start_of(room).text() == "Invite 288 people")
    told = " ".join(room.sheet.foot.sentences)
    assert "289 calls" in told, "285 for the people, four for the settings"
    assert "Confirmation e-mails are suppressed" in told
    assert "4,284 of 4,300 seats" in told
    await click(start_of(room))
    await until(lambda: room.starter.plans)
    assert room.starter.plans[0].settings == (
        HeldSetting(name="registration_status", wanted="Open"),
        HeldSetting(name="auto_close_limit", wanted=4_300),
        HeldSetting(name="suppress_emails", wanted=True),
    )


@gui_test
async def test_the_choice_waits_with_its_file(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    await click(named(room.sheet, QUIET))
    await until(lambda: "suppressed" in " ".join(room.sheet.foot.sentences))
    await room.sheet.show_session(AUTUMN)
    await turns(3)
    assert boxes(room) == []
    await room.sheet.show_session(SPRING)
    await ready(room)
    box = named(room.sheet, QUIET)
    assert isinstance(box, QCheckBox)
    assert box.isChecked()


@gui_test
async def test_it_is_chosen_by_keyboard_and_taken_back(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    box = named(room.sheet, QUIET)
    assert isinstance(box, QCheckBox)
    await tab_to(box)
    await press(box, Qt.Key.Key_Space)
    await until(lambda: "suppressed" in " ".join(room.sheet.foot.sentences))
    await press(box, Qt.Key.Key_Space)
    await until(lambda: "suppressed" not in " ".join(room.sheet.foot.sentences))
    assert "neither does anybody else" in box.toolTip()


@gui_test
async def test_nothing_is_offered_for_a_panel_alone(gui: Gui, tmp_path: Path) -> None:
    people = tmp_path / "panel.csv"
    people.write_text("First name,Last name,E-mail,Role\nAda,L,ada@example.org,Panelist\n")
    room = await opened(gui, people)
    assert start_of(room).text() == "Invite 1 person"
    assert boxes(room) == []


def full() -> Preferences:
    settings = RegistrationSettings(auto_close_limit=4_100)
    return Preferences(id=SPRING.id, registrant_count=4_000, settings=settings)


@gui_test
async def test_those_without_a_seat_can_be_left_out_and_the_order_chosen(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: RAISE in boxes(room))
    foot = room.sheet.foot
    assert foot.sentences[0].startswith("Only 100 seats are left for 284 people; the row on line ")
    assert foot.order.isVisible()
    await click(named(room.sheet, RAISE))
    await until(lambda: "4,284 of 4,300 seats" in " ".join(foot.sentences))
    await click(named(room.sheet, TRIM_IT))
    await until(lambda: start_of(room).text() == "Invite 104 people")
    raised = named(room.sheet, RAISE)
    assert isinstance(raised, QCheckBox)
    assert not raised.isChecked(), "one way out of the trouble is enough"
    box = foot.order.box
    box.setFocus()
    highest = next(i for i in range(box.count()) if box.itemText(i).startswith("with the highest E-mail"))
    box.setCurrentIndex(highest)
    box.activated.emit(highest)
    assert not start_of(room).isEnabled(), "what is told is not what was chosen any more"
    await ready(room)
    await click(start_of(room))
    await until(lambda: room.starter.plans)
    plan = room.starter.plans[0]
    assert plan.settings == ()
    sent = [row.registrant.email for row in plan.rows if row.registrant]
    left = [row.email for row in plan.left_out if "No seat is left" in row.reason]
    assert (len(sent), len(left)) == (100, 184)
    assert min(map(natural_key, sent)) >= max(map(natural_key, left))
    assert "registration closes at 4,100 people" in plan.left_out[-1].reason


@gui_test
async def test_what_was_told_cannot_be_confirmed_while_another_choice_is_priced(
    gui: Gui, tmp_path: Path
) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    flow, box = room.sheet.flow, named(room.sheet, QUIET)
    assert isinstance(box, QCheckBox)
    box.setChecked(True)
    assert not start_of(room).isEnabled()
    flow.tell()  # the clock does so now and then
    assert not start_of(room).isEnabled()
    assert box.isChecked(), "the old price does not take the choice back"
    room.sheet._confirm()
    assert room.starter.plans == []
    await ready(room)
    await click(start_of(room))
    await until(lambda: room.starter.plans)
    assert room.starter.plans[0].settings == (HeldSetting(name="suppress_emails", wanted=True),)


@gui_test
async def test_an_old_choice_of_a_limit_never_lowers_it(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: RAISE in boxes(room))
    await click(named(room.sheet, RAISE))
    await until(lambda: "4,284 of 4,300 seats" in " ".join(room.sheet.foot.sentences))
    settings = RegistrationSettings(auto_close_limit=9_000)
    room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=4_000, settings=settings))
    await until(lambda: "4,284 of 9,000 seats" in " ".join(room.sheet.foot.sentences))
    assert boxes(room) == [QUIET]
    await click(start_of(room))
    await until(lambda: room.starter.plans)
    assert room.starter.plans[0].settings == ()


@gui_test
async def test_a_raised_limit_follows_the_rows(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: RAISE in boxes(room))
    await click(named(room.sheet, RAISE))
    await until(lambda: "4,284 of 4,300 seats" in " ".join(room.sheet.foot.sentences))
    more = RegistrationSettings(auto_close_limit=4_100)
    room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=4_090, settings=more))
    await until(lambda: "4,374 of 4,400 seats" in " ".join(room.sheet.foot.sentences))
    await click(start_of(room))
    await until(lambda: room.starter.plans)
    assert room.starter.plans[0].settings == (HeldSetting(name="auto_close_limit", wanted=4_400),)
