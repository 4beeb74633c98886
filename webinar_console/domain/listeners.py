"""Change notifications as plain callbacks, called on the loop's thread by whoever changed something."""

import logging
from collections.abc import Callable
from typing import Generic, ParamSpec

logger = logging.getLogger(__name__)

P = ParamSpec("P")


class Listeners(Generic[P]):
    """Those who want to know, told in the order of joining. ``Listeners[[str]]`` tells one string."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[P, None]] = []

    def connect(self, callback: Callable[P, None]) -> Callable[[], None]:
        """Tell ``callback`` from now on; calling the answer ends this (twice is harmless)."""
        self._callbacks.append(callback)

        def leave() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return leave

    def notify(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell everybody. A callback may join or leave while it is told; one that left is not told.

        Raises nothing: a callback that fails is logged, for the teller (a job in the middle of a row, the
        governor) can neither mend it nor stop for it.
        """
        for callback in tuple(self._callbacks):
            if callback in self._callbacks:
                try:
                    callback(*args, **kwargs)
                except Exception:
                    # Its fault must not become the fault of whoever tells.
                    logger.exception("a listener failed")
