"""One call of a job: intent on disk before its request leaves, and a way to call it off before that."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from webinar_console.domain.errors import AnswerLost, ConsoleError

from .ports import Clock, Gate

T = TypeVar("T")

_LOST = "RingCentral's answer was lost, so it is looked up before anything is sent again."


class CalledOff(Exception):
    """The call was called off before its request left. ``marked``: its intent may be on disk already."""

    def __init__(self, *, marked: bool) -> None:
        super().__init__("called off before anything was sent")
        self.marked = marked


class Caller:
    """Makes one call at a time. While a call waits for its turn it can be called off without a trace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._task: asyncio.Task[Any] | None = None
        self._has_left = False
        self._times: deque[float] = deque(maxlen=20)
        #: The job that the present call belongs to.
        self.job_id: str | None = None

    @property
    def mean_s(self) -> float:
        """What a call took lately, from leaving to answer, in seconds; 0 before the first."""
        return sum(self._times) / len(self._times) if self._times else 0.0

    async def make(
        self, job_id: str, mark: Callable[[], Awaitable[None]], call: Callable[[Gate], Awaitable[T]]
    ) -> T:
        """Make a call. ``mark`` writes its intent; it runs after admission and before the request leaves.

        Raises :class:`CalledOff`, and what ``mark`` and the call raise.
        """
        started = self._clock.now()
        marking = False

        async def gate() -> None:
            nonlocal started, marking
            marking = True
            await mark()
            started = self._clock.now()
            self._has_left = True

        async def run() -> T:
            return await call(gate)

        task = asyncio.create_task(run(), name=f"call of job {job_id}")
        self._task, self.job_id, self._has_left = task, job_id, False
        try:
            result = await asyncio.shield(task)
        except asyncio.CancelledError:
            if not task.done():  # not the call, but the one who waits for it is cancelled
                task.cancel()
                await asyncio.wait((task,))
                raise
            if task.cancelled() and not self._has_left:
                raise CalledOff(marked=marking) from None
            raise
        except ConsoleError:
            raise
        except Exception as stray:
            # No error of ours, and the request may have arrived: as good as a lost answer.
            if self._has_left:
                raise AnswerLost(_LOST, f"{type(stray).__name__}: {stray}") from stray
            raise
        finally:
            self._task = self.job_id = None
        self._times.append(self._clock.now() - started)
        return result

    def call_off(self, job_id: str | None = None) -> None:
        """Call off the present call (of that job) unless its request has left."""
        if self._task and not self._has_left and job_id in (None, self.job_id):
            self._task.cancel()
