"""Lengths of time and moments as people say them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.ui import phrases

NOW = datetime(2026, 5, 12, 16, 5, tzinfo=UTC)
START = datetime(2026, 5, 12, 18, 0, tzinfo=UTC)


@given(st.floats(min_value=0, max_value=10**7))
def test_a_length_of_time_is_never_told_too_short(seconds: float) -> None:
    said = phrases.length_of(seconds)
    if said == "less than a minute":
        assert seconds < 60
        return
    parts = said.removeprefix("about ").split()
    unit_s = {"minute": 60, "minutes": 60, "hour": 3600, "hours": 3600, "day": 86400, "days": 86400}
    told = sum(int(parts[k]) * unit_s[parts[k + 1]] for k in range(0, len(parts), 2))
    assert told >= int(seconds)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "16:05"),
        (NOW + timedelta(days=1), "16:05 tomorrow"),
        (NOW - timedelta(days=1), "16:05 yesterday"),
        (NOW + timedelta(days=3), "16:05 on Fri 15 May"),
        (NOW + timedelta(days=365), "16:05 on Wed 12 May 2027"),
    ],
)
def test_moments_as_people_say_them(moment: datetime, said: str) -> None:
    assert phrases.clock(moment, NOW, UTC) == said


def test_beside_a_start() -> None:
    assert phrases.beside_start(NOW, None, NOW, UTC) == ""
    assert (
        phrases.beside_start(NOW, START + timedelta(days=1), NOW, UTC) == "before the start at 18:00 tomorrow"
    )
    assert (
        phrases.beside_start(NOW, NOW - timedelta(hours=1), NOW, UTC)
        == "while the session is running or over"
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, ""),
        (0.2, "RingCentral allows the next call in 1 s."),
        (37.2, "RingCentral allows the next call in 38 s."),
        (300.0, "RingCentral allows the next call in about 5 minutes."),
    ],
)
def test_why_nothing_moves(seconds: float, said: str) -> None:
    assert phrases.next_call(seconds) == said
