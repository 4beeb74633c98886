"""Quiet hours in the import sheet: the rule of all jobs, offered where e-mails are told."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from tests.gui.import_room import SPRING, ImportRoom, import_room, write_people
from tests.gui.sheet_room import opened, ready, tab_to
from tests.helpers.qt import Gui, click, gui_test, named, unnamed, until
from webinar_console.domain.job import JobRules
from webinar_console.domain.preferences import Preferences, RegistrationSettings
from webinar_console.domain.quiet import QuietHours
from webinar_console.services.imports import ImportPlan
from webinar_console.ui.importing.night import night_help, night_words

LATE = QuietHours(time(16, 30), time(7, 30))
SILENCE = "Suppress e-mails for this import"


def told(room: ImportRoom) -> str:
    return " ".join(room.sheet.foot.sentences)


@gui_test
async def test_ticking_it_is_the_rule_of_all_jobs_and_moves_the_told_end(gui: Gui, tmp_path: Path) -> None:
    room = import_room(gui)
    room.clock[0] = datetime(2026, 5, 12, 19, 50, tzinfo=UTC)
    await room.sheet.show_session(SPRING)
    await room.sheet.open_paths([write_people(tmp_path / "people.csv")])
    await ready(room)
    night = room.sheet.foot.night
    assert night.isVisible()
    assert unnamed(room.sheet) == []
    assert not night.box.isChecked()
    assert night.box.text() == "Send no e-mails between 20:00 and 08:00"
    assert night.help.text() == (
        "The import waits at night and goes on in the morning, by the session’s clock. Holds for all imports."
    )
    assert "done about 20:25" in told(room)
    night.box.click()
    await until(lambda: "rests in quiet hours" in told(room))
    assert room.starter.rules == JobRules(quiet=QuietHours())
    assert "done about 08:25 tomorrow" in told(room)
    assert night.box.isChecked()
    night.box.click()
    await until(lambda: "done about 20:25" in told(room))
    assert room.starter.rules == JobRules()


@gui_test
async def test_the_hours_that_hold_are_shown_and_kept_when_it_is_unticked(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    night = room.sheet.foot.night
    await room.starter.choose_rules(JobRules(quiet=LATE, results_folder="lists"))
    await until(night.box.isChecked, what="chosen elsewhere")
    assert night.box.text() == "Send no e-mails between 16:30 and 07:30"
    await until(lambda: "rests in quiet hours" in told(room))
    night.box.click()
    await until(lambda: "rests" not in told(room))
    assert room.starter.rules == JobRules(results_folder="lists", usual=LATE)
    night.box.click()
    await until(lambda: room.starter.rules.quiet == LATE)


@gui_test
async def test_only_other_quiet_hours_make_another_plan(
    gui: Gui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    night, imports, plans = room.sheet.foot.night, room.sheet._imports, list[QuietHours | None]()
    make = imports.plan

    async def counted(*args: Any) -> ImportPlan:
        plans.append(args[6])
        return await make(*args)

    monkeypatch.setattr(imports, "plan", counted)
    await room.starter.choose_rules(JobRules(results_folder="lists"))
    await room.starter.choose_rules(JobRules(results_folder="lists", keep_awake=False))
    await room.starter.choose_rules(JobRules(usual=LATE))
    assert night.box.text() == "Send no e-mails between 16:30 and 07:30"
    assert not night.box.isChecked()
    await room.starter.choose_rules(JobRules(quiet=LATE))
    await until(lambda: "rests in quiet hours" in told(room))
    await room.starter.choose_rules(JobRules(quiet=LATE, usual=QuietHours(), keep_awake=False))
    await room.starter.choose_rules(JobRules(usual=LATE))
    await until(lambda: "rests" not in told(room))
    assert plans == [LATE, None]


@gui_test
async def test_without_e_mails_there_is_nothing_to_offer(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv", panel=0))
    night = room.sheet.foot.night
    assert night.isVisible()
    await click(named(room.sheet, SILENCE))
    await until(lambda: not night.isVisible())
    await click(named(room.sheet, SILENCE))
    await until(night.isVisible)
    silent = RegistrationSettings(suppress_emails=True, auto_close_limit=0)
    room.sheet.use_preferences(Preferences(id=SPRING.id, registrant_count=1, settings=silent))
    await until(lambda: not night.isVisible(), what="the session sends none")
    await room.starter.choose_rules(JobRules(quiet=LATE))
    await until(night.isVisible, what="the job would rest all the same")


@gui_test
async def test_panelists_are_invited_by_e_mail_whatever_is_suppressed(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv", panel=4))
    await room.starter.choose_rules(JobRules(quiet=LATE))
    await until(lambda: "rests in quiet hours" in told(room))
    await click(named(room.sheet, SILENCE))
    await until(lambda: "Confirmation e-mails are off during this import" in told(room))
    assert room.sheet.foot.night.isVisible()


@gui_test
async def test_the_keyboard_reaches_the_box(gui: Gui, tmp_path: Path) -> None:
    room = await opened(gui, write_people(tmp_path / "people.csv"))
    await tab_to(room.sheet.foot.night.box)


def test_hours_of_the_day_are_no_night() -> None:
    lunch = QuietHours(time(12), time(14))
    assert night_words(lunch) == "Send no e-mails between 12:00 and 14:00"
    assert "night" not in night_help(lunch)
