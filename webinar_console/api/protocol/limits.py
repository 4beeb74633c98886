"""Reading what an answer says about rate limits. Every header may be missing or nonsense."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from webinar_console.domain.limits import DEFAULT_PENALTY_S, LONGEST_PENALTY_S, LONGEST_WINDOW_S

#: A call in these words is over the limit of the whole account or app, not of one group.
EVERYWHERE_CODES = frozenset({"CMN-310"})

#: No limit of calls is larger; a larger number is nonsense, and too large for what it is kept in.
_LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class LimitReading:
    """The ``X-Rate-Limit-*`` headers of one answer; ``None`` where a header was missing or unreadable.

    ``window_s`` is in seconds. ``group`` is opaque.
    """

    group: str | None = None
    limit: int | None = None
    remaining: int | None = None
    window_s: float | None = None


def read_limits(headers: Mapping[str, str]) -> LimitReading:
    """The headers of an answer (a mapping that ignores letter case, or has lower-case names)."""
    limit = _number(headers.get("x-rate-limit-limit"))
    remaining = _number(headers.get("x-rate-limit-remaining"))
    window = _number(headers.get("x-rate-limit-window"))
    return LimitReading(
        group=(headers.get("x-rate-limit-group") or "").strip() or None,
        limit=int(limit) if limit is not None and 1 <= limit <= _LARGEST else None,
        remaining=int(remaining) if remaining is not None and remaining <= _LARGEST else None,
        window_s=window if window is not None and 0 < window <= LONGEST_WINDOW_S else None,
    )


def read_retry_after(headers: Mapping[str, str], wall_now: float | None = None) -> float | None:
    """Seconds of ``Retry-After``: a number, or a date when ``wall_now`` (epoch seconds) is given.

    At most ``LONGEST_PENALTY_S``, whatever the header says.
    """
    text = headers.get("retry-after")
    number = _number(text)
    if number is None and text and wall_now is not None:
        number = _seconds_until(text, wall_now)
    return None if number is None else min(number, LONGEST_PENALTY_S)


def _seconds_until(date: str, wall_now: float) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.fromtimestamp(wall_now, UTC)).total_seconds())
    except (ValueError, OverflowError):
        # Years, days and zones with too many figures are no dates.
        return None


def penalty_of(headers: Mapping[str, str], wall_now: float | None = None) -> float:
    """Seconds of the penalty that a 429 brings; 30 when the answer does not say (contract's README)."""
    seconds = read_retry_after(headers, wall_now)
    return DEFAULT_PENALTY_S if seconds is None else seconds


def _number(text: str | None) -> float | None:
    """A finite number from 0; anything else is no answer."""
    try:
        number = float(text) if text else -1.0
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None
