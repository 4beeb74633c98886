"""Settings for one import only: offered where they help, priced, and part of the job."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from tests.gui.import_room import AUTUMN, SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import opened, ready, start_of, tab_to
from tests.helpers.qt import Gui, click, gui_test, named, press, turns, until
from webinar_console.domain.natural import natural_key
from webinar_console.domain.people import Verdict
from webinar_console.domain.preferences import CLOSED, Preferences, RegistrationSettings
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.temporary import HeldSetting
from webinar_console.services.comparison import Group
from webinar_console.services.import_choices import unseated_reason

QUIET = "Suppress e-mails for this import"
OPEN_IT = "Open registration for this import"
TRIM_IT = "Register only the first 100 for this import"
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
    told = " ".join(room.sheet.foot.sentences)
    assert "4 people will be invited as panelists, 296 not sent (289 skipped, 7 need mending)" in told
    assert "1 call, less than a minute" in told, "nobody is tried while registration is closed"
    for name in (OPEN_IT, RAISE, QUIET):
        await click(named(room.sheet, name))
        await ready(room)
    await until(lambda: start_of(room).text() == "Invite 288 people")
    told = " ".join(room.sheet.foot.sentences)
    assert "289 calls (4 of them to change settings and put them back)" in told
    assert "Confirmation e-mails are off during this import" in told
    assert "4,284 of 4,300 seats" in told
    closed, limit = room.sheet.foot.passing.notes.text().splitlines()
    assert closed == "It is closed again when the import is over. Until then anybody can register."
    assert limit.startswith("It is 4,100 again when the import is over. RingCentral may close registration")
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
    await until(lambda: "are off during" in " ".join(room.sheet.foot.sentences))
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
    await until(lambda: "are off during" in " ".join(room.sheet.foot.sentences))
    await press(box, Qt.Key.Key_Space)
    await until(lambda: "are off during" not in " ".join(room.sheet.foot.sentences))
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
    assert foot.sentences[0].startswith("Only 100 seats are left for 284 people. The row on line 105 takes")
    assert foot.order.isVisible()
    told = " ".join(foot.sentences)
    assert "103 calls" in told, "1 for the panel, 100 registrations, the one that is refused and the look why"
    assert "100 confirmations and 4 panel invitations" in told
    assert start_of(room).text() == "Invite 104 of 288 people"
    await click(named(room.sheet, RAISE))
    await until(lambda: "4,284 of 4,300 seats" in " ".join(foot.sentences))
    await click(named(room.sheet, TRIM_IT))
    await until(lambda: start_of(room).text() == "Invite 104 people")
    assert "101 calls" in " ".join(foot.sentences)
    assert "ready to be dropped in again" in foot.passing.notes.text()
    raised = named(room.sheet, RAISE)
    assert isinstance(raised, QCheckBox)
    assert not raised.isChecked(), "one way out of the trouble is enough"
    box = foot.order.box
    box.setFocus()
    highest = next(i for i in range(box.count()) if box.itemText(i).startswith("the highest E-mail"))
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
    room.sheet.foot.confirmed.emit()
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


@gui_test
async def test_registration_can_be_opened_for_those_who_are_only_replaced(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.lookup.people = [Registrant(id="1", first_name="Ada", last_name="Before", email="ada@example.org")]
    room.settings.known = Preferences(id=SPRING.id, registration_status=CLOSED)
    people = tmp_path / "people.csv"
    people.write_text("First name,Last name,E-mail\nAda,Lane,ada@example.org\n")
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([people])
    await until(lambda: room.sheet.flow.told)
    assert room.sheet.foot.sentences == (
        "The person is in the session already. There is nothing to send.",
    ), "a good end, said once"
    room.sheet.flow.choose_group(Group.DIFFERS, True)
    await until(lambda: OPEN_IT in boxes(room))
    assert room.sheet.foot.sentences[0].startswith("Registration is closed, so 1 person cannot be replaced.")
    assert start_of(room).text() == "Nobody to invite"
    await click(named(room.sheet, OPEN_IT))
    await ready(room)
    assert start_of(room).text() == "Replace 1 person"


@gui_test
async def test_who_comes_first_can_be_chosen_where_the_start_comes_before_the_end(
    gui: Gui, tmp_path: Path
) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    foot = room.sheet.foot
    assert not foot.order.isVisible()
    room.clock[0] += timedelta(minutes=90)
    room.sheet.flow.tell()
    assert "after the 18:00 start. Choose below who comes first." in " ".join(foot.sentences)
    assert foot.order.isVisible()
    assert foot.order.box.itemText(0) == "as in the file"
    foot.order.box.setCurrentIndex(3)
    foot.order.box.activated.emit(3)
    await ready(room)
    room.clock[0] -= timedelta(minutes=90)
    room.sheet.flow.tell()
    assert foot.order.isVisible(), "what was chosen can be taken back"


@gui_test
async def test_the_table_knows_who_has_no_seat(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    page, check = room.sheet.page, room.sheet.page.check
    await until(lambda: page.check_step.summary.text().startswith("100 ready"))
    assert page.check_step.summary.text() == "100 ready · 188 with a remark · 7 need mending · 5 skipped"
    check.table.selectRow(200)
    assert check.reason.text().startswith("Line 202: No seat: line 105 takes the last one")
    check.filters.choose(Verdict.READY)
    assert check.model.rowCount() == 100
    check.filters.choose(Verdict.SKIP)
    await click(named(room.sheet, TRIM_IT))
    await until(
        lambda: page.check_step.summary.text() == "100 ready · 4 with a remark · 7 need mending · 189 skipped"
    )
    assert check.model.rowCount() == 189
    assert "196 not sent (189 skipped, 7 need mending)" in " ".join(room.sheet.foot.sentences)
    assert check.model.index(0, check.model.REASON).data() == unseated_reason(4_100)
    await click(named(room.sheet, RAISE))
    await until(
        lambda: page.check_step.summary.text() == "284 ready · 4 with a remark · 7 need mending · 5 skipped"
    )
    assert check.model.rowCount() == 5, "the filter shows who is skipped now"


@gui_test
async def test_no_box_is_cut_off_at_any_width(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: TRIM_IT in boxes(room))
    for width in (1_400, 900, 640, 520, 400):
        room.sheet.resize(width, 700)
        await turns(5)
        found = [box for box in room.sheet.foot.passing.findChildren(QCheckBox) if box.isVisible()]
        assert len(found) == 3
        for box in found:
            assert box.width() >= box.sizeHint().width()
            assert box.visibleRegion().boundingRect().width() == box.width(), f"cut at {width}: {box.text()}"
