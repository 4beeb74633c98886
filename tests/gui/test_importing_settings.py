"""What the sheet knows of the session's settings: asked for once, never forgotten, always in the price."""

import asyncio
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QCheckBox

from tests.gui.import_room import AUTUMN, SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import opened, ready, start_of
from tests.gui.test_importing_drafts import EMAIL, ROWS
from tests.gui.test_importing_passing import OPEN_IT, QUIET, RAISE, boxes, full
from tests.helpers.qt import Gui, click, gui_test, named, until
from webinar_console.domain.errors import StoreError
from webinar_console.domain.mapping import ColumnUse, Constant
from webinar_console.domain.people import Target, Verdict
from webinar_console.domain.preferences import CLOSED, Preferences, RegistrationSettings
from webinar_console.domain.temporary import HeldSetting
from webinar_console.services.comparison import Group
from webinar_console.store import Store

SUPPRESSED = (HeldSetting(name="suppress_emails", wanted=True),)


def told(room: ImportRoom) -> str:
    return " ".join(room.sheet.foot.sentences)


def ticked(room: ImportRoom, name: str) -> bool:
    box = named(room.sheet, name)
    assert isinstance(box, QCheckBox)
    return box.isChecked()


def work_only() -> Preferences:
    return Preferences(id=SPRING.id, settings=RegistrationSettings(work_email_required=True))


@gui_test
async def test_a_ticked_setting_outlives_a_moment_without_anybody_to_send_to(
    gui: Gui, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("First name,Last name,E-mail\nAda,L,ada@x.com\nBo,Li,bo@x.com\n", encoding="utf-8")
    async with await Store.open(None) as store:
        room = import_room(gui, drafts=store.import_drafts)
        await room.sheet.show_session(SPRING)
        await room.sheet.open_paths([path])
        await ready(room)
        await click(named(room.sheet, QUIET))
        await ready(room)
        room.sheet.flow.choose_group(Group.ADD, False)
        await until(lambda: boxes(room) == [])
        room.sheet.flow.choose_group(Group.ADD, True)
        await until(lambda: boxes(room) == [QUIET])
        assert ticked(room, QUIET)
        await ready(room)
        assert "Confirmation e-mails are off during this import" in told(room)
        await room.sheet.shelf.save_all()
        record = await store.import_drafts.load(SPRING.id)
        assert record is not None
        assert record.settings == {"suppress_emails": True}
        await click(start_of(room))
        await until(lambda: room.starter.plans)
        assert room.starter.plans[0].settings == SUPPRESSED


@gui_test
async def test_another_tick_takes_back_nothing_that_is_not_offered_now(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    await click(named(room.sheet, QUIET))
    await ready(room)
    quiet = RegistrationSettings(suppress_emails=True)
    room.sheet.use_preferences(
        Preferences(id=SPRING.id, registration_status=CLOSED, registrant_count=1, settings=quiet)
    )
    await until(lambda: boxes(room) == [OPEN_IT])
    await click(named(room.sheet, OPEN_IT))
    await ready(room)
    kept = room.sheet.shelf.of(SPRING)
    assert kept is not None
    assert kept.wanted.settings == {"suppress_emails": True, "registration_status": "Open"}
    assert room.sheet.flow.told is not None
    assert dict(room.sheet.flow.told.settings) == {"registration_status": "Open"}, "the other holds already"
    room.sheet.use_preferences(Preferences(id=SPRING.id, registration_status=CLOSED, registrant_count=1))
    await until(lambda: boxes(room) == [OPEN_IT, QUIET])
    await ready(room)
    assert ticked(room, QUIET)
    assert "Confirmation e-mails are off" in told(room), "somebody else switched them on again"


@gui_test
async def test_a_raised_limit_that_is_of_no_use_is_no_setting_of_the_job(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.settings.known = full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await until(lambda: RAISE in boxes(room))
    await click(named(room.sheet, RAISE))
    await ready(room)
    for limit, wanted in ((9_000, {}), (4_200, {"auto_close_limit": 4_300})):
        settings = RegistrationSettings(auto_close_limit=limit)
        room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=4_000, settings=settings))
        await ready(room)
        assert room.sheet.flow.told is not None
        assert dict(room.sheet.flow.told.settings) == wanted


@gui_test
async def test_columns_and_rows_can_change_without_a_call(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.lookup.as_of = None  # type: ignore[assignment]
    panels = room.lookup.panels
    columns = room.sheet.page.columns
    for use in (Target.SOURCE, Target.EXTERNAL_ID, Target.IGNORE):
        columns.remapped.emit(5, ColumnUse(use))
        await ready(room)
    kept = room.sheet.shelf.of(SPRING)
    assert kept is not None
    columns.mapping_changed.emit(kept.draft.mapping.with_constants([Constant(Target.JOB_TITLE, "Guest")]))
    await ready(room)
    room.sheet.page.check.mender.leave_out([0])
    await until(lambda: room.sheet.flow.told)
    assert (room.settings.loads, room.lookup.fetches, room.lookup.panels) == (1, 0, panels)
    room.sheet.page.refresh_wanted.emit()
    await until(lambda: room.sheet.flow.told)
    assert (room.settings.loads, room.lookup.fetches) == (2, 1)
    await room.sheet.show_session(AUTUMN)
    await room.sheet.show_session(SPRING)
    await ready(room)
    assert room.settings.loads == 3, "who comes back sees how it is by then"


@gui_test
async def test_a_refresh_is_carried_out_though_a_cell_is_corrected_meanwhile(
    gui: Gui, tmp_path: Path
) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.sheet.page.refresh_wanted.emit()
    room.sheet.page.check.mender.leave_out([0])
    await until(lambda: room.sheet.flow.told)
    assert room.lookup.fetches == 1


@gui_test
async def test_settings_that_change_during_a_check_are_in_its_price(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.sheet.page.check.mender.leave_out([0])
    assert room.sheet.flow.told is None, "it is being checked"
    room.sheet.use_preferences(Preferences(id=SPRING.id, registration_status=CLOSED))
    await until(lambda: room.sheet.flow.told)
    assert room.sheet.foot.sentences[0].startswith("Registration is closed")
    room.sheet.page.check.mender.undo()
    room.sheet.use_preferences(work_only())
    await until(lambda: room.sheet.flow.told)
    assert room.sheet.flow.told is not None
    assert room.sheet.flow.told.preferences == work_only()


@gui_test
async def test_a_choice_during_a_check_is_in_its_price(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.settings.gate = asyncio.Event()
    room.sheet.page.refresh_wanted.emit()
    await until(lambda: "Working out" in told(room))
    room.sheet.flow.choose_settings({"suppress_emails": True})
    room.settings.gate.set()
    await ready(room)
    assert "Confirmation e-mails are off during this import" in told(room)


@gui_test
async def test_a_choice_while_the_price_is_worked_out_is_in_it(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    imports, gate, planned = room.sheet._imports, asyncio.Event(), []
    plan = imports.plan

    async def held(*args: object) -> object:
        planned.append(args)
        await gate.wait()
        return await plan(*args)  # type: ignore[arg-type]

    imports.plan = held  # type: ignore[method-assign, assignment]
    room.sheet.page.check.mender.leave_out([0])
    await until(lambda: planned)
    room.sheet.flow.choose_settings({"suppress_emails": True})
    gate.set()
    await ready(room)
    assert "Confirmation e-mails are off during this import" in told(room)


@gui_test
async def test_settings_that_change_while_it_is_started_hold_when_it_was_not(
    gui: Gui, tmp_path: Path
) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    room.starter.gate, room.starter.failure = asyncio.Event(), StoreError("The disk is full.")
    await click(start_of(room))
    room.sheet.use_preferences(Preferences(id=SPRING.id, registration_status=CLOSED))
    assert not told(room).startswith("Registration is closed"), "that is being started"
    room.starter.gate.set()
    await until(lambda: told(room).startswith("Registration is closed"))
    assert start_of(room).text() == "Invite 4 of 288 people"


@gui_test
async def test_work_addresses_are_asked_for_in_the_first_check(gui: Gui, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(ROWS.replace("bo@x.com", "bo@gmail.com"), encoding="utf-8")
    room = import_room(gui)
    room.settings.known = work_only()
    await room.sheet.show_session(SPRING)
    imports, checks = room.sheet._imports, []
    check = imports.check

    async def counted(*args: object, **more: object) -> object:
        checks.append(more["order"])
        return await check(*args, **more)  # type: ignore[arg-type]

    imports.check = counted  # type: ignore[method-assign, assignment]
    await room.sheet.open_paths([path])
    await ready(room)
    assert len(checks) == 1
    assert room.sheet.page.check.model.person(1).verdict is Verdict.MEND
    room.sheet.use_preferences(msgspec.structs.replace(work_only(), settings=None))
    await until(lambda: room.sheet.page.check.model.person(1).verdict is Verdict.READY)
    await ready(room)
    assert len(checks) == 2


@gui_test
async def test_a_row_that_was_mended_stays_under_its_filter_though_some_have_no_seat(
    gui: Gui, tmp_path: Path
) -> None:
    room = import_room(gui)
    room.settings.known = full()
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await ready(room)
    check = room.sheet.page.check
    check.filters.choose(Verdict.MEND)
    check._narrow(Verdict.MEND)
    assert check.model.rowCount() == 7
    assert check.model.setData(check.model.index(0, EMAIL), "no@newcomers.example")
    assert room.sheet.flow.told is None
    await ready(room)
    await until(lambda: "6 need mending · 5 skipped" in room.sheet.page.check_step.summary.text())
    await until(lambda: room.sheet.page.check_step.summary.text().startswith("100 ready"))
    assert check.model.rowCount() == 7, "nothing goes from under the hands"
    await click(named(room.sheet, RAISE))
    await until(lambda: "285 ready" in room.sheet.page.check_step.summary.text())
    await until(lambda: check.model.rowCount() == 6, what="another choice shows the filter as it is now")
