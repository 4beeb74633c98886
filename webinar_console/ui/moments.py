"""Times as people say them: a session's own zone first, the person's beside it when they differ.

Pure functions. ``here`` is the person's zone, ``None`` for the computer's. Month and day names are English,
as all words of the window are.
"""

from datetime import UTC, datetime, tzinfo

from webinar_console.domain.moments import zone
from webinar_console.domain.session import Session

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def count(number: int, one: str, many: str = "") -> str:
    """``1 call``, ``2 calls``, ``4,812 people``: with thousands separators and the right plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_of(moment: datetime, *, year: bool = True) -> str:
    """``Tue 12 May 2026``, in the zone of ``moment``."""
    words = f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"
    return f"{words} {moment.year}" if year else words


def clock_of(moment: datetime) -> str:
    """``18:00``, in the zone of ``moment``."""
    return f"{moment.hour:02}:{moment.minute:02}"


def zone_word(moment: datetime) -> str:
    """``CEST``; zones without letters of their own become ``UTC+3`` or ``UTC+5:30``."""
    name = moment.tzname() or ""
    if name and name[0] not in "+-":
        return name
    offset = moment.utcoffset()
    if not offset:
        return "UTC"
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


def own_start(session: Session, here: tzinfo | None = None) -> datetime | None:
    """The start in the session's own zone; in the person's where the session's is not known here."""
    start = session.starts_at
    return None if start is None else start.astimezone(zone(session.time_zone) or here)


def short_when(session: Session, now: datetime, here: tzinfo | None = None) -> str:
    """``Tue 12 May, 18:00 CEST`` for a list; the year only when it is not this one."""
    start = own_start(session, here)
    if start is None:
        return "No date yet"
    this_year = start.year == now.astimezone(start.tzinfo).year
    return f"{day_of(start, year=not this_year)}, {clock_of(start)} {zone_word(start)}"


def short_for_you(session: Session, here: tzinfo | None = None) -> str:
    """The person's time of the start for a list (``21:08 for you``), empty when the clocks agree."""
    start = own_start(session, here)
    if start is None:
        return ""
    mine = start.astimezone(here)
    if mine.utcoffset() == start.utcoffset():
        return ""
    day = "" if mine.date() == start.date() else f"{_DAYS[mine.weekday()]} "
    return f"{day}{clock_of(mine)} for you"


def long_when(session: Session, here: tzinfo | None = None) -> str:
    """``Tue 12 May 2026, 18:00–19:00 CEST``, in the session's own zone."""
    start = own_start(session, here)
    if start is None:
        return "No date yet"
    return _span(start, _end_of(session, start))


def when_for_you(session: Session, here: tzinfo | None = None) -> str:
    """The same span in the person's zone (``09:00–10:00 PDT for you``), empty when the clocks agree."""
    start = own_start(session, here)
    if start is None:
        return ""
    mine = start.astimezone(here)
    if mine.utcoffset() == start.utcoffset():
        return ""
    end = _end_of(session, mine)
    if mine.date() == start.date():
        return f"{_clocks(mine, end)} for you"
    return f"{_span(mine, end, year=mine.year != start.year)} for you"


def _end_of(session: Session, start: datetime) -> datetime:
    # Through UTC: adding to a local time would ignore a change of the clocks in between.
    end = session.ends_at or start
    return end.astimezone(start.tzinfo)


def _clocks(start: datetime, end: datetime) -> str:
    if end == start:
        return f"{clock_of(start)} {zone_word(start)}"
    return f"{clock_of(start)}–{clock_of(end)} {zone_word(start)}"


def _span(start: datetime, end: datetime, *, year: bool = True) -> str:
    if end.date() == start.date():
        return f"{day_of(start, year=year)}, {_clocks(start, end)}"
    return (
        f"{day_of(start, year=year)}, {clock_of(start)} – {day_of(end, year=False)}, "
        f"{clock_of(end)} {zone_word(end)}"
    )


def from_now(moment: datetime, now: datetime) -> str:
    """``in 3 days``, ``in 20 minutes``, ``now``, ``yesterday``, ``2 weeks ago``; days are whole nights."""
    seconds = (moment - now).total_seconds()
    amount = abs(seconds)
    if amount < _MINUTE:
        return "now"
    # Days are counted by the calendar of the moment's zone: at 23:00, 01:00 is "tomorrow" only from a day on.
    days = abs((moment.date() - now.astimezone(moment.tzinfo or UTC).date()).days)
    if amount < _HOUR:
        words = count(int(amount // _MINUTE), "minute")
    elif days == 0 or amount < _HOUR * 12:
        words = count(round(amount / _HOUR), "hour")
    elif days == 1:
        return "tomorrow" if seconds > 0 else "yesterday"
    elif days < 14:
        words = count(days, "day")
    elif days < 60:
        words = count(round(days / 7), "week")
    elif days < 730:
        words = count(round(days / 30.4), "month")
    else:
        words = count(round(days / 365.25), "year")
    return f"in {words}" if seconds > 0 else f"{words} ago"


def as_of(moment: datetime | None, now: datetime, here: tzinfo | None = None) -> str:
    """``As of 10:32``, with the day when it was not today; empty when nothing is known."""
    if moment is None:
        return ""
    local, today = moment.astimezone(here), now.astimezone(here)
    if local.date() == today.date():
        return f"As of {clock_of(local)}"
    return f"As of {day_of(local, year=local.year != today.year)}, {clock_of(local)}"
