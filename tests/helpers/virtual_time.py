"""An event loop whose time jumps: nothing waits for real, so an hour passes in a moment.

When nothing is ready, the loop's time moves to the next timer. A test that would wait for ever ends with an
error instead. Work for a thread is done at once, on the loop. Not for tests that use threads of their own, or
sockets.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")

EPOCH = 1_800_000_000.0


class _JumpingSelector(selectors.SelectSelector):
    jumped = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("nothing is going to happen any more, and the test still waits")
            self.jumped += max(0.0, timeout)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A loop that starts at 0 seconds and jumps."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.jumped

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        done: asyncio.Future[T] = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - handed to the one who waits
            done.set_exception(error)
        return done


def leap(seconds: float) -> None:
    """Let the running loop's time jump, with all that was to happen meanwhile still to come."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    loop._jumping.jumped += seconds


class LoopClock:
    """The client's clock on the running loop's time. ``wall_offset`` makes the wall clock jump."""

    def __init__(self) -> None:
        self.wall_offset = EPOCH

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    def wall(self) -> float:
        return self.now() + self.wall_offset

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` to its end in virtual time; fails when it leaves a task behind."""

    async def checked() -> T:
        result = await main
        # A timer that was just cancelled needs one round to end.
        await asyncio.sleep(0)
        left = [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert not left, f"tasks left running: {left}"
        return result

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(checked())
