"""Times in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gui.samples import NOW, session
from webinar_console.domain.session import Session
from webinar_console.ui.moments import as_of, count, from_now, long_when, short_when, when_for_you, zone_word

BERLIN, PARIS, DENVER = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Paris"), ZoneInfo("America/Denver")
SPRING = Session(
    id="1",
    scheduled_start_time="2026-05-12T16:00:00.000Z",
    scheduled_duration=3600,
    time_zone="Europe/Berlin",
)


def test_the_sessions_zone_comes_first() -> None:
    assert long_when(SPRING, DENVER) == "Tue 12 May 2026, 18:00–19:00 CEST"
    assert when_for_you(SPRING, DENVER) == "10:00–11:00 MDT for you"


def test_equal_clocks_are_said_once() -> None:
    assert when_for_you(SPRING, PARIS) == ""


def test_another_day_is_named() -> None:
    assert when_for_you(SPRING, ZoneInfo("Pacific/Auckland")) == "Wed 13 May, 04:00–05:00 NZST for you"


def test_a_zone_that_nobody_knows_falls_back_to_the_persons() -> None:
    odd = Session(id="1", scheduled_start_time="2026-05-12T16:00:00Z", time_zone="Mars/Olympus")
    assert long_when(odd, BERLIN) == "Tue 12 May 2026, 18:00 CEST"
    assert when_for_you(odd, BERLIN) == ""


def test_no_date_is_said() -> None:
    assert long_when(Session(id="1")) == "No date yet"
    assert short_when(Session(id="1", scheduled_start_time="soon"), NOW) == "No date yet"


def test_a_session_over_midnight_names_both_days() -> None:
    late = session("1", "Late", 0.3, minutes=240, zone="Europe/Berlin")
    assert long_when(late) == "Sat 9 May 2026, 23:32 – Sun 10 May, 03:32 CEST"


def test_the_clocks_change_during_the_session() -> None:
    night = Session(
        id="1",
        scheduled_start_time="2026-10-25T00:30:00Z",
        scheduled_duration=7200,
        time_zone="Europe/Berlin",
    )
    assert long_when(night) == "Sun 25 Oct 2026, 02:30–03:30 CEST"


def test_only_another_year_is_named_in_lists() -> None:
    assert short_when(SPRING, NOW) == "Tue 12 May, 18:00 CEST"
    assert short_when(SPRING, NOW - timedelta(days=365)) == "Tue 12 May 2026, 18:00 CEST"


@pytest.mark.parametrize(
    ("name", "words"), [("Asia/Kathmandu", "UTC+5:45"), ("America/Sao_Paulo", "UTC-3"), ("UTC", "UTC")]
)
def test_zones_without_letters(name: str, words: str) -> None:
    assert zone_word(NOW.astimezone(ZoneInfo(name))) == words


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=-20), "20 minutes ago"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(days=-1), "yesterday"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(days=21), "in 3 weeks"),
        (timedelta(days=-90), "3 months ago"),
        (timedelta(days=1000), "in 3 years"),
    ],
)
def test_from_now(ahead: timedelta, words: str) -> None:
    assert from_now(NOW + ahead, NOW) == words


@given(st.integers(min_value=-(10**8), max_value=10**8))
def test_from_now_always_points_the_right_way(seconds: int) -> None:
    words = from_now(NOW + timedelta(seconds=seconds), NOW)
    if seconds >= 60:
        assert words.startswith("in ") or words == "tomorrow"
    elif seconds <= -60:
        assert words.endswith(" ago") or words == "yesterday"
    else:
        assert words == "now"
    assert " 0 " not in f" {words} "


def test_counts_and_as_of() -> None:
    assert count(1, "person", "people") == "1 person"
    assert count(4812, "person", "people") == "4,812 people"
    morning = datetime(2026, 5, 9, 8, 32, tzinfo=UTC)
    assert as_of(morning, NOW, BERLIN) == "As of 10:32"
    assert as_of(morning - timedelta(days=1), NOW, BERLIN) == "As of Fri 8 May, 10:32"
    assert as_of(None, NOW) == ""
