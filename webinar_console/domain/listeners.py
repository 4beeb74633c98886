"""Change notifications as plain callbacks, called on the loop's thread by whoever changed something."""

from collections.abc import Callable
from typing import Generic, ParamSpec

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

    add = connect

    def notify(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell everybody. A callback may join or leave while it is told; one that left is not told."""
        for callback in tuple(self._callbacks):
            if callback in self._callbacks:
                callback(*args, **kwargs)
