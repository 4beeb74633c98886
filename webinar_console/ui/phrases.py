"""Numbers, lengths of time and moments as people say them. Pure functions; English only."""

import math
from datetime import datetime, tzinfo

from .moments import clock_of, day_of
from .moments import count as counted

__all__ = ["beside_start", "clock", "counted", "length_of", "listed", "next_call", "number", "people"]


def number(count: int) -> str:
    """A whole number with thousands separators."""
    return f"{count:,}"


def people(count: int) -> str:
    """ "1 person", "4,812 people"."""
    return counted(count, "person", "people")


def listed(parts: list[str]) -> str:
    """Parts as one phrase: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def length_of(seconds: float) -> str:
    """A length of time, rounded up, never too short: "less than a minute", "about 36 minutes"."""
    if seconds < 55:
        return "less than a minute"
    minutes = -(-int(seconds) // 60)
    if minutes < 90:
        return "about " + counted(minutes, "minute", "minutes")
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        words = "about " + counted(hours, "hour", "hours")
        return f"{words} {counted(rest, 'minute', 'minutes')}" if rest else words
    return "about " + counted(-(-minutes // 1440), "day", "days")


def next_call(seconds: float) -> str:
    """Why nothing moves: "RingCentral allows the next call in 38 s."; empty when a call may leave now."""
    left = math.ceil(seconds)
    if left < 1:
        return ""
    told = f"{left} s" if left < 100 else length_of(seconds)
    return f"RingCentral allows the next call in {told}."


def clock(moment: datetime, now: datetime, local: tzinfo | None = None) -> str:
    """The time on the clock of ``local`` (``None``: this computer's), with the day when it is not today's.

    "16:41", "16:41 tomorrow", "16:41 on Tue 12 May", "16:41 on Tue 12 May 2027".
    """
    then, today = moment.astimezone(local), now.astimezone(local)
    time = clock_of(then)
    days = (then.date() - today.date()).days
    if days == 0:
        return time
    if days in (1, -1):
        return f"{time} {'tomorrow' if days == 1 else 'yesterday'}"
    return f"{time} on {day_of(then, year=then.year != today.year)}"


def beside_start(
    moment: datetime, starts_at: datetime | None, now: datetime, local: tzinfo | None = None
) -> str:
    """Where a moment lies beside a session's start: "before the 18:00 start", "after the 18:00 start"."""
    if starts_at is None:
        return ""
    if starts_at <= now:
        return "while the session is running or over"
    start, end = starts_at.astimezone(local), moment.astimezone(local)
    side = "before" if moment <= starts_at else "after"
    if start.date() == end.date():
        return f"{side} the {clock_of(start)} start"
    return f"{side} the start at {clock(starts_at, now, local)}"
