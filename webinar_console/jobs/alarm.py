"""Waiting that ends early when somebody asks for something."""

import asyncio

from .ports import Clock


class Alarm:
    """Wakes the one who waits. Made and used on one event loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits."""
        self._rung.set()

    async def wait(self) -> None:
        """Wait until it rings."""
        self._rung.clear()
        await self._rung.wait()

    async def sleep(self, seconds: float) -> None:
        """Wait, but not longer than until it rings."""
        self._rung.clear()
        sleeper = asyncio.ensure_future(self._clock.sleep(seconds))
        waker = asyncio.ensure_future(self._rung.wait())
        try:
            await asyncio.wait((sleeper, waker), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sleeper, waker):
                task.cancel()
            await asyncio.gather(sleeper, waker, return_exceptions=True)
