"""When a job that removes or replaces people reads the list again: people attend, and change.

The same rule says it to the job and to its price.
"""

from bisect import bisect_left
from datetime import datetime, timedelta
from math import inf

from .forecast import Pace, seconds_for

#: So often, in seconds. From shortly before the session's start on people begin to attend.
LOOK_EVERY_S = 600.0
LOOK_EVERY_LATE_S = 60.0
#: A look takes one call for each 1,000 people: it must not take most of the calls that there are.
LOOK_EVERY_S_PER_CALL = 60.0
PEOPLE_PER_CALL = 1000
#: Windows of calls are a little longer than they say: what is due but for so much will be due.
_SLACK_S = 1.0
_DOORS_OPEN = timedelta(minutes=30)


def look_every_s(now: datetime, starts_at: datetime | None, look_calls: int) -> float:
    """Seconds between two looks of so many calls. The times are aware; ``None``: the start is not known."""
    late = starts_at is None or now >= starts_at - _DOORS_OPEN
    return max(LOOK_EVERY_LATE_S if late else LOOK_EVERY_S, look_calls * LOOK_EVERY_S_PER_CALL)


def calls_of_looks(
    removes: int,
    replaces: int = 0,
    *,
    people: int,
    as_of: datetime | None,
    now: datetime,
    starts_at: datetime | None,
    pace: Pace,
    before: int = 0,
    behind: int = 0,
) -> int:
    """Calls that reading the list of ``people`` again takes while a job removes people, then replaces some
    (two calls each), after ``before`` calls of others and with ``behind`` calls of its own to follow.

    The list was read at ``as_of`` (``None``: not known); the times are aware. Without pauses, quiet hours and
    faults: each of them may make a look more.
    """
    rows, own = removes + replaces, removes + 2 * replaces
    pages = max(1, -(-people // PEOPLE_PER_CALL))
    looks = 0
    read_at = -inf if as_of is None or as_of > now else -(now - as_of).total_seconds()

    def at(row: int) -> float:
        """When this row's turn comes, in seconds from now."""
        return seconds_for(before + looks + row + max(0, row - removes), pace)

    def is_due(row: int) -> bool:
        left = own + behind - row - max(0, row - removes)
        # Until the first look the job knows only that whoever it removes is there.
        look_calls = pages if looks else -(-left // PEOPLE_PER_CALL)
        seconds = at(row)
        every = look_every_s(now + timedelta(seconds=seconds), starts_at, look_calls)
        return seconds - read_at + _SLACK_S >= every

    row = 0
    # Once due it stays so until somebody looks: the first such row is found by halving.
    while (row := bisect_left(range(rows), True, lo=row, key=is_due)) < rows:
        looks += pages
        read_at = at(row)
    return looks
