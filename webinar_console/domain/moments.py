"""Times: how the server writes them and how rules compare them. Always aware, always UTC inside."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def parse_moment(text: str | None) -> datetime | None:
    """An ISO 8601 time as an aware datetime in UTC; ``None`` for nothing or for text that is no time.

    A time without an offset is UTC (the contract's times are).
    """
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def format_moment(moment: datetime) -> str:
    """The contract's spelling: ISO 8601 in UTC with milliseconds and ``Z``.

    Raises ``ValueError`` for a naive datetime, which could mean any zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def zone(name: str | None) -> ZoneInfo | None:
    """The IANA zone of that name, or ``None`` when this computer does not know it."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of(name: str | None) -> tzinfo:
    """The same, and this computer's zone when the name says nothing here."""
    return zone(name) or datetime.now(UTC).astimezone().tzinfo or UTC
