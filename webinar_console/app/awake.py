"""Keeping the computer awake while a job works: the lock, the thread that holds it, and when it is wanted.

The system is asked through the library wakepy (Windows: SetThreadExecutionState, macOS: caffeinate, Linux:
the desktop's own service over D-Bus). Only sleep is prevented; the screen may go dark.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from enum import Enum

from webinar_console.domain.listeners import Listeners

logger = logging.getLogger(__name__)

#: So long the computer stays awake after the last job: the next one, or a look at the result.
LINGER_S = 30.0
#: After so many seconds without an answer of the system it is said that it gives none.
ANSWER_S = 10.0
#: The program's end waits for so many seconds at most until the lock is given back.
GIVE_BACK_S = 2.0

#: Takes the lock when it is entered and gives it back at its end, on one thread. Raises ``CannotKeepAwake``;
#: may take long.
Lock = Callable[[], AbstractContextManager[None]]


class CannotKeepAwake(Exception):
    """The system takes no such wish; the text says why, for somebody who looks closer."""


@contextlib.contextmanager
def system_lock() -> Iterator[None]:
    """The lock of this computer's system. Raises ``CannotKeepAwake``."""
    # Late: a tenth of a second that no start should cost, and on the thread that waits anyway.
    from wakepy import keep

    with keep.running(on_fail="pass") as mode:
        if not mode.active:
            raise CannotKeepAwake(mode.result.get_failure_text(style="block"))
        yield


class AwakeState(Enum):
    """What is known about the computer's sleep."""

    NOT_NEEDED = "not needed"
    ASKING = "asking"
    KEPT = "kept"
    SWITCHED_OFF = "switched off"
    NOT_POSSIBLE = "not possible"


class _Hold:
    """One hold of the lock, on a thread of its own: a system that never answers stops nobody else.

    ``on_held``, ``on_problem`` (technical words) and ``on_ended`` (always the last) are called on the loop.
    """

    def __init__(
        self,
        lock: Lock,
        on_held: Callable[[], None],
        on_problem: Callable[[str], None],
        on_ended: Callable[[], None],
    ) -> None:
        self._lock, self._on_held, self._on_problem, self._on_ended = lock, on_held, on_problem, on_ended
        self._loop = asyncio.get_running_loop()
        self._released = threading.Event()
        self.is_held = self.has_failed = False
        # Daemon: the program's end must not wait for a system that hangs.
        threading.Thread(target=self._work, name="keep awake", daemon=True).start()

    @property
    def is_released(self) -> bool:
        """Whether it was let go; the thread may need a moment for it."""
        return self._released.is_set()

    def release(self) -> None:
        """Let go, at once or as soon as the system answers. Twice is harmless."""
        self._released.set()

    def _work(self) -> None:
        try:
            with self._lock():
                self._tell(self._held)
                self._released.wait()
        except CannotKeepAwake as problem:
            words = str(problem)
            self._tell(lambda: self._on_problem(words))
        except Exception as problem:  # noqa: BLE001 - whatever a system's service raises
            words = f"{type(problem).__name__}: {problem}"
            self._tell(lambda: self._on_problem(words))
        finally:
            self._tell(self._on_ended)

    def _held(self) -> None:
        self.is_held = True
        self._on_held()

    def _tell(self, news: Callable[[], None]) -> None:
        # A loop that is closed already needs no news.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(news)


class KeepAwake:
    """Holds the lock while a job works, and a while longer; knows whether that is so.

    All of it belongs to the loop's thread. Without a ``lock`` nothing is ever asked of the system
    (``is_available`` is false). ``changed`` tells that ``state`` may be another one.
    """

    def __init__(self, lock: Lock | None, *, linger_s: float = LINGER_S, answer_s: float = ANSWER_S) -> None:
        self._lock, self._linger_s, self._answer_s = lock, linger_s, answer_s
        self._is_on = True
        self._is_working = False
        self._is_closed = False
        self._hold: _Hold | None = None
        self._gone = asyncio.Event()
        self._lingering: asyncio.TimerHandle | None = None
        self._patience: asyncio.TimerHandle | None = None
        #: Why it was not possible, in technical words; empty while nothing went wrong.
        self.problem = ""
        self.changed: Listeners[[]] = Listeners()

    @property
    def is_available(self) -> bool:
        """Whether there is anything to switch on or off."""
        return self._lock is not None

    @property
    def is_on(self) -> bool:
        """Whether the computer is to stay awake while jobs work."""
        return self._is_on

    @property
    def state(self) -> AwakeState:
        """What is known now."""
        if not self._is_on:
            return AwakeState.SWITCHED_OFF
        if not self._is_wanted:
            return AwakeState.NOT_NEEDED
        if self.problem:
            return AwakeState.NOT_POSSIBLE
        hold = self._hold
        return AwakeState.KEPT if hold and hold.is_held and not hold.is_released else AwakeState.ASKING

    @property
    def _is_wanted(self) -> bool:
        needed = self._is_working or self._lingering is not None
        return needed and self._is_on and not self._is_closed and self._lock is not None

    def tell(self, working: bool) -> None:
        """Say whether a job is working now. Saying it again costs nothing."""
        if working == self._is_working:
            return
        self._is_working = working
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
        if not working:
            self._lingering = asyncio.get_running_loop().call_later(self._linger_s, self._lingered)
        else:
            self._forget_problem()
        self._settle()

    def switch(self, on: bool) -> None:
        """Do it from now on, or do not."""
        if on != self._is_on:
            self._is_on = on
            self._forget_problem()
            self._settle()

    async def aclose(self) -> None:
        """Let the computer sleep again. Waits a moment for the system, not longer."""
        self._is_closed = True
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
        self._settle()
        if self._hold is None:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GIVE_BACK_S):
                await self._gone.wait()

    def _forget_problem(self) -> None:
        """What was not possible for the last job may be for this one; but who still hangs, hangs."""
        if self._hold is None or self._hold.has_failed:
            self.problem = ""

    def _lingered(self) -> None:
        self._lingering = None
        self._settle()

    def _settle(self) -> None:
        """One hold at a time: while an old one still ends, or the system hangs, there is no second one."""
        if self._hold is not None:
            if not self._is_wanted:
                self._hold.release()
        elif self._is_wanted and not self.problem and self._lock is not None:
            self._gone.clear()
            self._hold = _Hold(self._lock, self._held, self._failed, self._ended)
            self._patience = asyncio.get_running_loop().call_later(self._answer_s, self._not_answered)
        self.changed.notify()

    def _held(self) -> None:
        self._stop_waiting()
        self.problem = ""
        self.changed.notify()

    def _failed(self, words: str) -> None:
        if self._hold is not None and self._hold.is_held:
            # Giving back went wrong. The system takes back itself what belongs to an ended connection.
            logger.info("letting the computer sleep again: %s", words)
            return
        if self._hold is not None:
            self._hold.has_failed = True
        self.problem = words
        self.changed.notify()

    def _not_answered(self) -> None:
        """Perhaps it still comes: then that is said as well."""
        self._patience = None
        self.problem = f"The system has not answered for {self._answer_s:g} seconds."
        self.changed.notify()

    def _ended(self) -> None:
        self._stop_waiting()
        self._hold = None
        self._gone.set()
        self._settle()

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
