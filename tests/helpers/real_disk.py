"""A store on a real disk under virtual time: the disk's threads are waited for, then time goes on jumping.

Virtual time jumps to the next timer when the loop has nothing to do, and that would be wrong while a thread
works for it. Here the loop knows when one does, and waits for real.
"""

import asyncio
import contextlib
import selectors
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

from tests.helpers.virtual_time import VirtualTimeLoop, _JumpingSelector
from webinar_console.store import Store
from webinar_console.store.database import Database

T = TypeVar("T")

#: Real seconds after which a thread that does not answer is a failure.
_STUCK_S = 60.0


class _PatientSelector(_JumpingSelector):
    #: How many wait for a thread now.
    outside = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if not self.outside or (timeout is not None and timeout <= 0):
            return super().select(timeout)
        ready = selectors.SelectSelector.select(self, _STUCK_S)
        if not ready:
            raise RuntimeError("a thread does not answer")
        return ready


class RealDiskLoop(VirtualTimeLoop):
    """A loop whose time jumps, but not in :meth:`real_time`."""

    def __init__(self) -> None:
        self._jumping = _PatientSelector()
        asyncio.SelectorEventLoop.__init__(self, self._jumping)

    @contextlib.contextmanager
    def real_time(self) -> Iterator[None]:
        """While this is open, the loop waits for threads and no virtual time goes by."""
        self._jumping.outside += 1
        try:
            yield
        finally:
            self._jumping.outside -= 1


@contextlib.asynccontextmanager
async def store_on_disk(folder: Path) -> AsyncIterator[Store]:
    """The store of an account in ``folder``, closed at the end. Only in :func:`run_with_disk`."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, RealDiskLoop)
    with loop.real_time():
        store = await Store.open(folder)
    _wait_for(store._state, loop)
    _wait_for(store._cache, loop)
    try:
        yield store
    finally:
        with loop.real_time():
            await store.close()


def _wait_for(database: Database, loop: RealDiskLoop) -> None:
    ask = database._ask

    async def patient(work: Callable[[Any], Any], **how: bool) -> Any:
        with loop.real_time():
            return await ask(work, **how)

    database._ask = patient  # type: ignore[method-assign, assignment]


def run_with_disk(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` to its end in virtual time, with disks that are real."""
    with contextlib.ExitStack() as last, asyncio.Runner(loop_factory=RealDiskLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, RealDiskLoop)
        try:
            return runner.run(main)
        finally:
            # The threads that the loop itself lent out end in real time, too.
            last.enter_context(loop.real_time())
