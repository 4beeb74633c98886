"""The sentences of jobs that stop or wait: what to press, and the day when it is not today."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.practice import job_over
from tests.helpers.virtual_time import run_virtual
from tests.jobs.desk import bench
from tests.jobs.test_temporary import QUIET, plan_of, under_way
from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState
from webinar_console.domain.moments import zone_of
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.temporary import (
    HeldSetting,
    Value,
    back_words,
    deed_words,
    held_words,
    still_words,
)
from webinar_console.jobs.obstacles import quiet_words, without_records

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (23, "Quiet hours. Goes on at 08:00 tomorrow (Europe/Berlin)."),
        (1, "Quiet hours. Goes on at 08:00 (Europe/Berlin)."),
    ],
)
def test_the_end_of_the_night_has_its_day(hour: int, words: str) -> None:
    now = datetime(2027, 1, 15, hour, tzinfo=BERLIN)
    until = QuietHours().until(now, BERLIN)
    assert until is not None
    assert quiet_words(until, now, "Europe/Berlin") == words


@pytest.mark.parametrize(("place", "label"), [("Mars/Olympus", " (this computer's time)"), (None, "")])
def test_a_time_of_this_computer_is_not_told_as_that_of_another_place(place: str | None, label: str) -> None:
    until = datetime(2027, 1, 15, 7, tzinfo=UTC).astimezone(zone_of(None))
    assert quiet_words(until, until, place) == f"Quiet hours. Goes on at {until:%H:%M}{label}."


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))
def test_the_day_is_named_exactly_when_it_is_another_one(now: datetime) -> None:
    until = QuietHours().until(now, BERLIN)
    if until is not None:
        days = (until.astimezone(BERLIN).date() - now.astimezone(BERLIN).date()) // timedelta(days=1)
        assert ("tomorrow" in quiet_words(until, now, "Europe/Berlin")) is (days == 1)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (
            StoreError.mendable("The disk is full.", "Free some space", ""),
            "The disk is full. Free some space, then press Resume.",
        ),
        (
            StoreError("Webinar Console cannot read its records."),
            "Webinar Console cannot read its records. Press Resume to try again.",
        ),
    ],
)
def test_without_records_there_is_a_button_to_press(failure: StoreError, told: str) -> None:
    assert without_records(failure) == f"{told} Until then nothing is sent."


def test_elsewhere_what_to_do_ends_without_a_button() -> None:
    failure = StoreError.mendable("The disk is full.", "Free some space", "")
    assert failure.sentence == "The disk is full. Free some space, then go on."


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("suppress_emails", True, "switch confirmation e-mails off"),
        ("suppress_emails", False, "switch confirmation e-mails on"),
        ("registration_status", "Open", "open registration"),
        ("registration_status", "Closed", "close registration"),
        ("auto_close_limit", 5_000, "set the limit to 5,000 registrants"),
        ("auto_close_limit", 0, "take the limit away"),
        ("registration_digest_enabled", True, "set registrationDigestEnabled to True"),
    ],
)
def test_a_setting_is_told_as_a_deed(name: str, value: bool | int | str, words: str) -> None:
    assert deed_words(name, value) == words


def held(name: str, wanted: Value, before: Value, *, in_force: bool = True) -> HeldSetting:
    return HeldSetting(name=name, wanted=wanted, before=before, in_force=in_force)


SILENT, OPENED = ("suppress_emails", True, False), ("registration_status", "Open", "Closed")
RAISED, UNLIMITED = ("auto_close_limit", 5_000, 500), ("auto_close_limit", 5_000, 0)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ([], ""),
        (
            [SILENT],
            (
                "Confirmation e-mails are off for everybody who registers for Demo. "
                "They go on again when it ends."
            ),
        ),
        ([OPENED], "Registration for Demo is open to everybody. It closes again when it ends."),
        ([RAISED], "The limit for Demo is 5,000 registrants. It is 500 again when it ends."),
        ([UNLIMITED], "The limit for Demo is 5,000 registrants. That is put back when it ends."),
        (
            [OPENED, RAISED],
            (
                "Registration for Demo is open to everybody. The limit for Demo is 5,000 registrants. "
                "All of this is put back when it ends."
            ),
        ),
    ],
    ids=["none", "silent", "opened", "raised", "unlimited", "two"],
)
def test_what_is_in_force_says_whom_it_concerns_and_until_when(
    settings: list[tuple[str, Value, Value]], words: str
) -> None:
    assert held_words([held(*setting) for setting in settings], "Demo", "when it ends") == words


@pytest.mark.parametrize(
    ("setting", "present", "past"),
    [
        (SILENT, "Confirmation e-mails are on again.", "Confirmation e-mails were switched on again."),
        (OPENED, "Registration is closed again.", "Registration was closed again."),
        (RAISED, "The limit is 500 again.", "The limit was set to 500 again."),
        (UNLIMITED, "There is no limit again.", "There is no limit again."),
    ],
)
def test_what_was_put_back_is_said(setting: tuple[str, Value, Value], present: str, past: str) -> None:
    back = held(*setting, in_force=False)
    assert back_words([back], now=True) == present
    assert back_words([back], now=False) == past
    name, wanted, _before = setting
    untouched = HeldSetting(name=name, wanted=wanted)
    left = held(name, wanted, wanted, in_force=False)
    stuck = msgspec.structs.replace(back, words="It did not work.")
    assert back_words([untouched, left, stuck, held(*setting)], now=True) == ""


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (
            SILENT,
            "Confirmation e-mails are still off. Why. Switch confirmation e-mails on in the preferences.",
        ),
        (OPENED, "Registration is still open to everybody. Why. Close registration in the preferences."),
        (UNLIMITED, "The limit is still 5,000 registrants. Why. Take the limit away in the preferences."),
    ],
)
def test_what_could_not_be_put_back_says_what_to_do(setting: tuple[str, Value, Value], words: str) -> None:
    assert still_words(*setting, "Why.") == words


def test_a_setting_that_is_not_accepted_later_does_not_say_that_nobody_was_registered() -> None:
    async def main() -> None:
        desk = bench()
        async with desk.program() as program:
            plan = plan_of(desk, QUIET)
            await program.jobs.start(plan)
            await under_way(program, plan.id, done=2)
            await program.jobs.pause(plan.id)
            handle, wanted = desk.handle, b'"suppressEmails":true'

            async def keeps(method: str, target: str, headers: dict[str, str], body: bytes) -> object:
                """RingCentral answers the wish for silence with what it has."""
                if method == "PATCH" and wanted in body.replace(b" ", b""):
                    method, body = "GET", b""
                return await handle(method, target, headers, body)

            desk.handle = keeps  # type: ignore[method-assign,assignment]
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id, JobState.PAUSED)
            assert program.jobs.job(plan.id).trouble == (
                "RingCentral did not let this program switch confirmation e-mails off. Nothing more is sent."
            )

    run_virtual(main())
