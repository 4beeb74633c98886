"""Long work on the GUI thread, a few milliseconds at a time, so that the window never stands still."""

from collections import deque
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

#: How long one turn works before the event loop gets its turn.
TURN_S = 0.004


class Slices(QObject):
    """Runs generators between events.

    *Urgent* work is what the person waits for: a new piece takes the place of the old one, and its first
    turn runs at once, so that small tables answer without a detour. *Steady* work follows when nothing is
    urgent, piece after piece; what a person has begun goes before the rest of it.
    """

    def __init__(self, parent: QObject | None = None, *, turn_s: float = TURN_S) -> None:
        super().__init__(parent)
        self._turn_s = turn_s
        self._urgent: Iterator[None] | None = None
        self._steady: deque[Iterator[None]] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    @property
    def is_urgent(self) -> bool:
        """Whether urgent work is under way."""
        return self._urgent is not None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to do."""
        return self._urgent is None and not self._steady

    def urgent(self, work: Iterator[None]) -> None:
        """Do this first, instead of the urgent work that was under way."""
        self._urgent = work
        self._turn()

    def steady(self, work: Iterator[None]) -> None:
        """Do this when there is time."""
        self._steady.append(work)
        self._wake()

    def first(self, work: Iterator[None]) -> None:
        """Do this as steady work, before all other."""
        self._steady.appendleft(work)
        self._wake()

    def drop(self) -> None:
        """Forget all work."""
        self._urgent = None
        self._steady.clear()
        self._timer.stop()

    def finish(self) -> None:
        """Do all that is left at once (for tests, and before a program ends)."""
        while not self.is_idle:
            self._turn()

    def _wake(self) -> None:
        if self.is_idle:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _turn(self) -> None:
        end = perf_counter() + self._turn_s
        while (work := self._next()) is not None:
            try:
                next(work)
            except StopIteration:
                self._over(work)
            except BaseException:
                # Work that failed is over too, or it would be found at the front for ever.
                self._over(work)
                self._wake()
                raise
            if perf_counter() >= end:
                break
        self._wake()

    def _next(self) -> Iterator[None] | None:
        if self._urgent is not None:
            return self._urgent
        return self._steady[0] if self._steady else None

    def _over(self, work: Iterator[None]) -> None:
        # Work may have replaced itself while it ran, or begun other work that goes before it.
        if work is self._urgent:
            self._urgent = None
        elif work in self._steady:
            self._steady.remove(work)
