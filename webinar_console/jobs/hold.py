"""Waiting after a fault: longer each time, or as long as the server asked."""

from webinar_console.domain.errors import ConsoleError, RateLimited

from . import obstacles
from .ports import Clock

BACKOFF_START_S = 2.0
BACKOFF_MAX_S = 60.0
#: The longest pause that a server is believed to mean.
ASKED_MAX_S = 3600.0
#: What is less may be nothing to a clock, and would make a busy loop.
SHORTEST_REST_S = 0.005
_DOUBLINGS = 5


class Hold:
    """Until when nothing is sent, and the sentence that says why."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._faults = 0
        self._until = float("-inf")
        self._asked = self._refused = False
        self._words: str | None = None

    @property
    def seconds(self) -> float:
        """How long still; 0 or less: nothing is in the way."""
        return self._until - self._clock.now()

    @property
    def words(self) -> str | None:
        """What is waited for, while it is."""
        return self._words if self.seconds > 0 else None

    @property
    def is_penalty(self) -> bool:
        """Whether it waits because the server refuses calls for a while."""
        return self._refused and self.seconds > 0

    def after(self, error: ConsoleError) -> None:
        """Hold on: 2, 4, 8 … at most 60 seconds, or what the server asked for, at most an hour."""
        self._faults += 1
        asked = getattr(error, "retry_after_s", None)
        self._asked, self._refused = bool(asked), isinstance(error, RateLimited)
        if asked:
            seconds = min(float(asked), ASKED_MAX_S)
        else:
            seconds = min(BACKOFF_START_S * 2.0 ** min(self._faults - 1, _DOUBLINGS), BACKOFF_MAX_S)
        self._until = self._clock.now() + seconds
        self._words = obstacles.waiting_words(error, self._clock.wall() + seconds)

    def rest(self, seconds: float) -> None:
        """Wait without anything being wrong."""
        self._until = max(self._until, self._clock.now() + max(seconds, SHORTEST_REST_S))

    def worked(self) -> None:
        """A write succeeded: whatever was wrong is over."""
        self._faults = 0
        self._until = float("-inf")
        self._words, self._refused = None, False

    def no_longer_wait(self) -> None:
        """A person said to go on. A pause that the server asked for stays."""
        if not self._asked:
            self.worked()
