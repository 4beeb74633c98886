"""What every room of the practice server stands on: state, time, settings, ids and links."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from .database import Database
from .settings import Settings

#: Ids are 13 digits. People of the seeded crowds come first, so that later ids sort behind them.
_FIRST_NEW_ID = 5_000_000_000_000


def utc_now() -> datetime:
    """The wall clock, aware, in UTC."""
    return datetime.now(UTC)


def stamp(epoch_s: float) -> str:
    """The contract's spelling of a time: ISO 8601 in UTC with milliseconds and ``Z``."""
    text = datetime.fromtimestamp(epoch_s, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


class Ground:
    """Shared by the rooms; ``clock`` answers aware datetimes, ``settings`` may be replaced at run time."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.settings = settings
        self._clock = clock
        #: Called between slices of long work, so that a caller's thread gets the interpreter.
        self.breathe: Callable[[], None] = lambda: None

    def now(self) -> float:
        """Seconds since the epoch."""
        return self._clock().timestamp()

    def new_id(self) -> int:
        """An id that was never given before, not even to something that is gone."""
        last = int(self.database.fact("last_id") or _FIRST_NEW_ID)
        self.database.set_fact("last_id", str(last + 1))
        return last + 1

    def secret(self, kind: str, key: object) -> str:
        """A link token that looks random, is unique for ``key`` and the same each time."""
        text = f"{self.settings.seed}:{kind}:{key}".encode()
        return hashlib.blake2b(text, digest_size=12).hexdigest()
