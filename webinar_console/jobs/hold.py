"""Waiting after a fault: longer each time, or as long as the server asked."""

from webinar_console.domain.errors import ConsoleError

from . import obstacles
from .ports import Clock

BACKOFF_START_S = 2.0
BACKOFF_MAX_S = 60.0


class Hold:
    """Until when nothing is sent, and the sentence that says why."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults = 0
        self._until = float("-inf")
        self.words: str | None = None

    @property
    def seconds(self) -> float:
        """How long still; 0 or less: nothing is in the way."""
        return self._until - self._clock.now()

    def after(self, error: ConsoleError) -> None:
        """Hold on: 2, 4, 8 … at most 60 seconds, or what ``retry_after_s`` of the error says."""
        self._faults += 1
        asked = getattr(error, "retry_after_s", None)
        seconds = float(asked) if asked else min(BACKOFF_START_S * 2 ** (self._faults - 1), BACKOFF_MAX_S)
        self._until = self._clock.now() + seconds
        self.words = obstacles.waiting_words(error, self._clock.wall() + seconds)

    def release(self) -> None:
        """The server answered, or a person said to go on."""
        self._faults = 0
        self._until = float("-inf")
        self.words = None
