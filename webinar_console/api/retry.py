"""Whether a call is sent again, as a small pure object. The governor decides when."""

from dataclasses import dataclass

from webinar_console.domain.errors import AnswerLost, ConsoleError, ServerFault, Unreachable


@dataclass(frozen=True, slots=True)
class Retry:
    """How patient a client is.

    A read may be sent ``tries`` times; the waits between double from ``first_wait_s`` to ``longest_wait_s``
    seconds, and a server's Retry-After up to ``longest_pause_s`` wins over them. Any call is sent again
    after at most ``penalties`` answers 429 in a row.
    """

    tries: int = 5
    first_wait_s: float = 2.0
    longest_wait_s: float = 60.0
    longest_pause_s: float = 120.0
    penalties: int = 3

    def wait_s(self, error: ConsoleError, failures: int) -> float | None:
        """Seconds before a read is sent again after its ``failures``-th failure; ``None``: give up."""
        if failures >= self.tries or not isinstance(error, ServerFault | Unreachable | AnswerLost):
            return None
        pause = error.retry_after_s if isinstance(error, ServerFault) else None
        if pause is not None:
            return pause if pause <= self.longest_pause_s else None
        return min(self.first_wait_s * 2.0 ** (failures - 1), self.longest_wait_s)

    def outlasts(self, penalties: int) -> bool:
        """Whether to wait for the end of a penalty, after so many 429 in a row."""
        return penalties <= self.penalties


#: Each failure reaches the caller at once (the job engine decides itself).
NO_RETRY = Retry(tries=1, penalties=0)
