"""The queue before one ledger: the person's calls first, in each class first come, first served."""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from .ledger import Ledger, Ticket


@dataclass(eq=False, slots=True)
class Waiter:
    """A caller that waits for a ticket. ``turn`` is the order in which it came."""

    hint: str
    operation: str
    background: bool
    turn: int
    ticket: "asyncio.Future[tuple[Group, Ticket]]"


@dataclass(eq=False, slots=True)
class Group:
    """A usage group by the name that answers give it: its ledger and those who wait before it."""

    name: str
    ledger: Ledger
    interactive: deque[Waiter] = field(default_factory=deque)
    background: deque[Waiter] = field(default_factory=deque)

    def join(self, waiter: Waiter) -> None:
        """Stand in line, behind those who came earlier (a caller may come back with its old turn)."""
        line = self._line(waiter)
        place = len(line)
        while place and line[place - 1].turn > waiter.turn:
            place -= 1
        line.insert(place, waiter)

    def leave(self, waiter: Waiter) -> None:
        """Go away without a trace."""
        line = self._line(waiter)
        if waiter in line:
            line.remove(waiter)

    def waiters(self) -> Iterator[Waiter]:
        """Everybody who waits, in the order in which they will be served."""
        yield from self.interactive
        yield from self.background

    def serve(self, now: float) -> float | None:
        """Give out all tickets that can be had; the moment when the next can, ``None`` when unknown."""
        for line in (self.interactive, self.background):
            while line:
                waiter = line[0]
                if waiter.ticket.done():
                    # Its caller was cancelled and has not come round to leaving yet.
                    line.popleft()
                    continue
                at = self.ledger.ready_at(now, background=waiter.background)
                if at is None or at > now:
                    # Whoever stands behind needs the same slot, and more.
                    return at
                line.popleft()
                waiter.ticket.set_result((self, self.ledger.admit(now, background=waiter.background)))
        return None

    def _line(self, waiter: Waiter) -> deque[Waiter]:
        return self.background if waiter.background else self.interactive
