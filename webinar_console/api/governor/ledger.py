"""The ledger of one usage group: which calls the server may still be counting. Pure rules, no clock.

The server counts a call when it arrives, at a moment between sending and answer that we cannot see. A call
therefore holds its slot while it is on its way and for one window after its answer: an upper bound of the
moment of arrival, so that no latency, however uneven, can bring more calls into a window than are allowed.

All moments are seconds of a clock that never goes back.
"""

import math
from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from webinar_console.api.protocol.limits import LimitReading
from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import Budget
from webinar_console.domain.limits import DEFAULT_CALLS_PER_WINDOW, DEFAULT_WINDOW_S, LONGEST_PENALTY_S

#: Part of the window that a slot is held longer, for clocks that do not run alike.
WINDOW_MARGIN = 0.001
#: Seconds added to a penalty: Retry-After is given in whole seconds.
PENALTY_MARGIN_S = 1.0
#: A request whose answer nobody waits for has arrived so many seconds after its admission, or never will.
LONGEST_FLIGHT_S = 10.0
#: So many windows it is remembered how much other programs of the same user spend.
OTHERS_WINDOWS = 5
#: A job waits twice the penalty after a 429 that others caused, and doubles that so often at most.
_DOUBLINGS = 4
#: A pace names the moments of so many calls at most.
_TOLD_SLOTS = 64


@dataclass(eq=False, slots=True)
class Ticket:
    """One admitted call.

    ``used`` are the calls that held a slot when it was admitted, itself included; ``entered`` numbers it.
    ``foreign`` of them were not ours, and ``noticed`` had been in all.
    """

    background: bool
    admitted_at: float
    used: int
    entered: int
    foreign: int
    noticed: int


@dataclass(slots=True)
class Ledger:
    """The calls of one group. ``reserve_wanted`` replaces the default share kept for the person."""

    limit: int = DEFAULT_CALLS_PER_WINDOW
    window_s: float = DEFAULT_WINDOW_S
    learned: bool = False
    reserve_wanted: int | None = None
    penalty_until: float = -math.inf
    penalty_s: float = 0.0
    #: After a penalty one call goes first, the others after its answer.
    probing: bool = False
    #: Calls of a job wait until then (see :meth:`penalise`), and take half their share for a while longer.
    rest_until: float = -math.inf
    rest_s: float = 0.0
    cautious_until: float = -math.inf
    flying: set[Ticket] = field(default_factory=set)
    #: Moments of answers, ascending: all calls, and those of background callers.
    landed: deque[float] = field(default_factory=deque)
    landed_background: deque[float] = field(default_factory=deque)
    #: Moments at which calls of other programs of the same user were noticed; they are in ``landed``, too.
    landed_foreign: deque[float] = field(default_factory=deque)
    #: How many calls of others a window held, and when that was seen: ascending moments, falling numbers.
    _others: deque[tuple[float, int]] = field(default_factory=deque)
    _noticed: int = 0
    _refusals: int = 0
    _flying_background: int = 0
    _entered: int = 0

    @property
    def reserve(self) -> int:
        """Calls per window that background callers leave free."""
        if self.limit == 1:
            return 0
        wanted = self.reserve_wanted
        if wanted is None:
            wanted = max(1, min(round(0.2 * self.limit), 10))
        return max(0, min(wanted, self.limit - 1))

    def share(self, now: float) -> int:
        """Calls per window that a job may use: neither the person's reserve nor what others spend."""
        return max(1, self.limit - max(self.reserve, self.others(now)))

    def others(self, now: float) -> int:
        """The most calls of other programs of the same user that a window held lately."""
        oldest = now - OTHERS_WINDOWS * self.window_s
        while self._others and self._others[0][0] < oldest:
            self._others.popleft()
        return self._others[0][1] if self._others else 0

    def used(self, now: float) -> int:
        """Calls that hold a slot."""
        self._forget(now)
        return len(self.landed) + len(self.flying)

    def ready_at(self, now: float, *, background: bool) -> float | None:
        """When a call may leave: ``now`` or later; ``None`` when only an answer on its way can tell."""
        self._forget(now)
        if self.probing and self.flying:
            return None
        room = self._room_at(self.landed, len(self.flying), self.limit)
        if background and room is not None:
            own = self._own_room_at(now)
            room = None if own is None else max(room, own, self.rest_until)
        return None if room is None else max(now, room, self.penalty_until)

    def admit(self, now: float, *, background: bool) -> Ticket:
        """Enter a call that leaves now; the caller has asked :meth:`ready_at`."""
        self._entered += 1
        used = self.used(now) + 1
        ticket = Ticket(background, now, used, self._entered, len(self.landed_foreign), self._noticed)
        self.flying.add(ticket)
        self._flying_background += background
        return ticket

    def withdraw(self, ticket: Ticket) -> None:
        """The call never left this computer: it leaves no trace."""
        self.flying.discard(ticket)
        self._flying_background -= ticket.background

    def land(self, ticket: Ticket, now: float, *, answered: bool = True) -> None:
        """The call is over, and its window runs. Without an answer it may still be on its way."""
        self.withdraw(ticket)
        arrived = now if answered else max(now, ticket.admitted_at + LONGEST_FLIGHT_S)
        insort(self.landed, arrived)
        if ticket.background:
            insort(self.landed_background, arrived)

    def learn(self, ticket: Ticket, now: float, reading: LimitReading, *, refused: bool = False) -> None:
        """Follow what an answer says about the limit, the window and the calls that are left.

        What a refusal (429) says about calls left is not counted: its penalty says it all.
        """
        if reading.limit is not None:
            self.limit, self.learned = reading.limit, True
        if reading.window_s is not None:
            self.window_s = reading.window_s
        if reading.remaining is not None and not refused:
            # Every call of ours that the server can have counted held a slot at admission or came after it.
            ours = ticket.used + self._entered - ticket.entered
            # What it counted beyond is somebody else of the same user: their calls hold slots, too.
            others = min(self.limit, self.limit - reading.remaining - ours)
            self._note_others(now, others + ticket.foreign + self._noticed - ticket.noticed)
            if others > 0:
                self._entered += others
                self._noticed += others
                self.landed_foreign.extend([now] * others)
                for _ in range(others):
                    insort(self.landed, now)

    def penalise(self, now: float, seconds: float, *, by_others: bool = False) -> None:
        """429: nothing leaves until the penalty is over, and then one call first.

        ``seconds`` above ``LONGEST_PENALTY_S`` are taken for that: the one call finds out how it stands.
        ``by_others``: by our count there was room, so another program of the same user has spent it. It will
        meet our penalty, and start it again, or we have met its own: once it has waited, all is quiet.
        A job waits for that, or the two would stop each other for ever; then it takes half its share for a
        window, in which the answers tell how much the other spends.
        """
        seconds = min(seconds, LONGEST_PENALTY_S)
        lasts = seconds + PENALTY_MARGIN_S
        until = now + lasts
        if by_others:
            self._refusals += not self.is_penalised(now)
            rest = min(seconds * 2.0 ** min(self._refusals, _DOUBLINGS), LONGEST_PENALTY_S)
            rest += PENALTY_MARGIN_S
            if now + rest > self.rest_until:
                self.rest_until, self.rest_s = now + rest, rest
            self.cautious_until = self.rest_until + self.window_s
        if until > self.penalty_until:
            self.penalty_until, self.penalty_s = until, lasts
        self.probing = True

    def accepted(self) -> None:
        """An answer that is no 429: if this was the first call after a penalty, the others may follow."""
        self.probing = False
        self._refusals = 0

    def is_penalised(self, now: float) -> bool:
        """Whether a penalty is running."""
        return now < self.penalty_until

    def restore(self, calls: Iterable[float], background: Iterable[float]) -> None:
        """Enter calls of an earlier run: moments on this run's clock, in any order."""
        self.landed = deque(sorted([*self.landed, *calls]))
        self.landed_background = deque(sorted([*self.landed_background, *background]))
        self._entered += len(self.landed)

    def budget(self, now: float) -> Budget:
        """The figures of the meter."""
        used = self.used(now)
        ready = self.ready_at(now, background=False)
        return Budget(
            limit=self.limit,
            remaining=max(0, self.limit - used),
            window_s=self.window_s,
            reserve=self.reserve,
            background=len(self.landed_background) + self._flying_background,
            penalty_s=max(0.0, self.penalty_until - now),
            learned=self.learned,
            next_s=max(0.0, ready - now) if ready is not None else 0.0,
            rest_s=max(0.0, self.rest_until - now),
        )

    def pace(self, now: float) -> Pace:
        """How fast a job may go. A call on its way is taken to be answered at once."""
        self._forget(now)
        share = self.share(now)
        first = max(now, self.penalty_until, self.rest_until)

        def slot(number: int) -> float:
            """When the job's next calls, numbered from 0, can leave."""
            every = self._slot(number, first, self.landed, len(self.flying), self.limit)
            return max(first, every, self._own_slot(number, first, share))

        # The moments ascend. Each is told when they are few, and else the last of as many as make few.
        free = bisect_right(range(share), first, key=slot)
        slots, step = [(first - now, free)] if free else [], -(-share // _TOLD_SLOTS)
        for begin in range(free, share, step):
            end = min(begin + step, share)
            slots.append((slot(end - 1) - now, end - begin))
        free_now = free if first <= now else 0
        return Pace(self.limit, self.window_s, self.reserve, free_now, self.others(now), tuple(slots))

    @property
    def _hold_s(self) -> float:
        return self.window_s * (1.0 + WINDOW_MARGIN)

    def _own_room_at(self, now: float) -> float | None:
        """When the share of a job has room."""
        share = self.share(now)
        room = self._room_at(self.landed_background, self._flying_background, share)
        if now >= self.cautious_until:
            return room
        careful = self._room_at(self.landed_background, self._flying_background, max(1, share // 2))
        later = self.cautious_until if room is None else max(room, self.cautious_until)
        return later if careful is None else min(careful, later)

    def _note_others(self, now: float, calls: int) -> None:
        while self._others and self._others[-1][1] <= calls:
            self._others.pop()
        if calls > 0:
            self._others.append((now, calls))

    def _own_slot(self, number: int, start: float, share: int) -> float:
        """As :meth:`_slot`, of the job's share."""
        own = self.landed_background, self._flying_background
        slot = self._slot(number, start, *own, share)
        if start >= self.cautious_until:
            return slot
        careful = self._slot(number, start, *own, max(1, share // 2))
        return min(careful, max(slot, self.cautious_until))

    def _slot(self, number: int, start: float, landed: deque[float], flying: int, allowed: int) -> float:
        """When call ``number`` from now has room, of ``allowed`` that hold a slot at a time.

        None leaves before ``start``; one that is on its way is taken to be answered then.
        """
        over = len(landed) + flying - allowed + number
        if over < 0:
            return -math.inf
        return (landed[over] if over < len(landed) else start) + self._hold_s

    def _room_at(self, landed: deque[float], flying: int, allowed: int) -> float | None:
        over = len(landed) + flying - allowed
        if over < 0:
            return -math.inf
        return landed[over] + self._hold_s if over < len(landed) else None

    def _forget(self, now: float) -> None:
        horizon = now - self._hold_s
        for landed in (self.landed, self.landed_background, self.landed_foreign):
            while landed and landed[0] <= horizon:
                landed.popleft()
