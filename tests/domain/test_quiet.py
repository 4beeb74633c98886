"""Quiet hours, also where the clock is changed in the night."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.forecast import Night
from webinar_console.domain.quiet import QuietHours

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours()
NOON = QuietHours(time(12), time(14))
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "UTC")]
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda m: m.replace(tzinfo=UTC))


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[misc,arg-type]


@given(start=MOMENTS, seconds=st.integers(0, 400_000), mails=st.integers(0, 400_000), zone=ZONES)
def test_only_the_part_that_sends_e_mails_rests(
    start: datetime, seconds: int, mails: int, zone: ZoneInfo
) -> None:
    """It is never done sooner than without a night, nor later than if all of it rested."""
    some, whole = Night(NIGHT, zone, mails), Night(NIGHT, zone)
    plain = start + timedelta(seconds=seconds)
    assert plain <= some.done(start, seconds) <= max(whole.done(start, seconds), plain)
    assert whole.done(start, seconds) == NIGHT.after(start, seconds, zone)
    if mails >= seconds:
        assert some.done(start, seconds) == whole.done(start, seconds)


def test_an_evening_lasts_until_the_morning() -> None:
    assert NIGHT.until(berlin(2027, 1, 15, 19, 59), BERLIN) is None
    assert NIGHT.until(berlin(2027, 1, 15, 20, 0), BERLIN) == berlin(2027, 1, 16, 8)
    assert NIGHT.until(berlin(2027, 1, 16, 7, 59), BERLIN) == berlin(2027, 1, 16, 8)
    assert NIGHT.until(berlin(2027, 1, 16, 8, 0), BERLIN) is None


def test_the_night_in_which_the_clock_is_changed() -> None:
    """Eight o'clock is eight o'clock, after eleven hours or after thirteen."""
    spring = NIGHT.until(berlin(2027, 3, 27, 20), BERLIN)
    assert spring is not None
    assert spring - berlin(2027, 3, 27, 20) == timedelta(hours=11)
    autumn = NIGHT.until(berlin(2027, 10, 30, 20), BERLIN)
    assert autumn is not None
    assert autumn - berlin(2027, 10, 30, 20) == timedelta(hours=13)


def test_hours_that_end_in_the_hour_that_comes_twice() -> None:
    early = QuietHours(time(22), time(2, 30))
    last = datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=BERLIN).astimezone(UTC)
    for hour, minute, fold in ((23, 0, 0), (2, 10, 0), (2, 40, 0), (2, 10, 1)):
        moment = datetime(2027, 10, 31 if hour < 22 else 30, hour, minute, fold=fold, tzinfo=BERLIN)
        assert early.until(moment.astimezone(UTC), BERLIN) == last
    assert early.until(last, BERLIN) is None


def test_hours_that_end_in_the_hour_that_never_comes() -> None:
    early = QuietHours(time(22), time(2, 30))
    over = early.until(berlin(2027, 3, 28, 1, 59), BERLIN)
    assert over == berlin(2027, 3, 28, 3, 30)
    assert early.until(over, BERLIN) is None


def test_hours_that_begin_in_the_hour_that_comes_twice() -> None:
    late = QuietHours(time(2, 15), time(8))
    for fold in (0, 1):
        moment = datetime(2027, 10, 31, 2, 20, fold=fold, tzinfo=BERLIN).astimezone(UTC)
        assert late.until(moment, BERLIN) == berlin(2027, 10, 31, 8)
    assert late.next(berlin(2027, 10, 31, 1), BERLIN) == berlin(2027, 10, 31, 2, 15)


def test_work_of_ten_hours_that_begins_at_six_in_the_evening() -> None:
    assert NIGHT.after(berlin(2027, 1, 15, 18), 10 * 3600, BERLIN) == berlin(2027, 1, 16, 16)


@pytest.mark.parametrize("same", [(time(8), time(8)), (time(8), time(7, 45))])
def test_some_of_the_day_must_be_left(same: tuple[time, time]) -> None:
    with pytest.raises(ValueError, match="half an hour"):
        QuietHours(*same)


@given(MOMENTS, st.floats(60, 40 * 3600), ZONES, st.sampled_from([NIGHT, NOON]))
def test_the_end_of_work_is_never_in_quiet_hours_and_never_too_early(
    start: datetime, seconds: float, zone: ZoneInfo, hours: QuietHours
) -> None:
    end = hours.after(start, seconds, zone)
    assert end >= start + timedelta(seconds=seconds)
    assert hours.until(end - timedelta(seconds=1), zone) is None
    # Minute by minute, the plain way: at most a minute apart for each night.
    minutes = range(int((end - start).total_seconds() // 60) + 1)
    worked = 60 * sum(hours.until(start + timedelta(minutes=n), zone) is None for n in minutes)
    assert abs(worked - seconds) <= 120 * ((end - start).days + 2)
