"""The clock that the client is given, so that tests run an hour in a second."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Two times and a wait. ``now`` never jumps; ``wall`` is the one that outlives the process."""

    def now(self) -> float:
        """Seconds from an unknown start, never going back."""

    def wall(self) -> float:
        """Seconds since 1970 in UTC, as the computer believes; may jump."""

    async def sleep(self, seconds: float) -> None:
        """Wait. It may end a little early: whoever waits looks at ``now`` again."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
