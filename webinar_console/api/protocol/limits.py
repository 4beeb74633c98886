"""Reading what an answer says about rate limits. Every header may be missing or nonsense."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from webinar_console.domain.limits import DEFAULT_PENALTY_S

#: A call in these words is over the limit of the whole account or app, not of one group.
EVERYWHERE_CODES = frozenset({"CMN-310"})


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
        limit=int(limit) if limit is not None and limit >= 1 else None,
        remaining=int(remaining) if remaining is not None else None,
        window_s=window or None,
    )


def read_retry_after(headers: Mapping[str, str], wall_now: float | None = None) -> float | None:
    """Seconds of ``Retry-After``: a number, or a date when ``wall_now`` (epoch seconds) is given."""
    text = headers.get("retry-after")
    number = _number(text)
    if number is not None or not text or wall_now is None:
        return number
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(wall_now, UTC)).total_seconds())


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
