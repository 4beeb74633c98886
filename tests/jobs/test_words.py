"""The sentences of jobs that stop or wait: what to press, and the day when it is not today."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.practice import job_over
from tests.helpers.virtual_time import run_virtual
from tests.jobs.desk import bench
from tests.jobs.test_temporary import QUIET, plan_of, under_way
from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.temporary import deed_words
from webinar_console.jobs.obstacles import quiet_words, without_records
from webinar_console.store.database import THEN_GO_ON

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


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))
def test_the_day_is_named_exactly_when_it_is_another_one(now: datetime) -> None:
    until = QuietHours().until(now, BERLIN)
    if until is not None:
        days = (until.astimezone(BERLIN).date() - now.astimezone(BERLIN).date()) // timedelta(days=1)
        assert ("tomorrow" in quiet_words(until, now, "Europe/Berlin")) is (days == 1)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (f"The disk is full. Free some space, {THEN_GO_ON}", "Free some space, then press Resume."),
        ("Webinar Console cannot read its records.", "records. Press Resume to try again."),
    ],
)
def test_without_records_there_is_a_button_to_press(sentence: str, told: str) -> None:
    words = without_records(StoreError(sentence))
    assert words.endswith(f"{told} Until then nothing is sent.")
    assert "go on" not in words


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
