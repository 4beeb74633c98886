"""Change notifications as plain callbacks, called on the loop's thread by whoever changed something."""

from collections.abc import Callable


class Listeners:
    """A list of callbacks without arguments. Each is called once per change, in the order of joining."""

    def __init__(self) -> None:
        self._callbacks: list[Callable[[], None]] = []

    def add(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` after each change; the answer is a function that ends this."""
        self._callbacks.append(callback)

        def leave() -> None:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

        return leave

    def notify(self) -> None:
        """Tell everybody. A callback may join or leave while it is told."""
        for callback in tuple(self._callbacks):
            callback()
