"""The governor as callers see it: a context in which one call may be made."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Collection, Mapping
from typing import Protocol

from webinar_console.api.clock import Clock, SystemClock
from webinar_console.api.protocol.limits import EVERYWHERE_CODES, penalty_of, read_limits
from webinar_console.api.protocol.operations import AUTH, HEAVY, LIGHT, MEDIUM
from webinar_console.domain.errors import StoreError
from webinar_console.domain.forecast import Pace
from webinar_console.domain.job import Budget
from webinar_console.domain.limits import DEFAULT_WINDOW_S
from webinar_console.domain.listeners import Listeners

from .ledger import Ledger, Ticket
from .queue import Group, Waiter
from .saved import SavedState, decode_state, encode_state, load_ledger, save_ledger

#: Calls per minute that RingCentral documents; they stand until an answer says better.
DOCUMENTED_LIMITS: Mapping[str, int] = {HEAVY: 10, MEDIUM: 40, LIGHT: 50, AUTH: 5}

#: The shortest wait: a timer that ends early must not turn into a busy loop.
_SHORTEST_WAIT_S = 0.002


class GovernorMemory(Protocol):
    """Where the state outlives the process. Raises :class:`StoreError` when it cannot be kept."""

    def load(self) -> bytes | None:
        """What was saved last."""

    async def save(self, state: bytes) -> None:
        """Keep the state; on disk when this returns."""


class Call:
    """An admitted call. Say what became of it; a call that says nothing counts as sent and lost."""

    def __init__(self, governor: "Governor", waiter: Waiter, group: Group, ticket: Ticket) -> None:
        self._governor = governor
        self._waiter = waiter
        self._group = group
        self._ticket = ticket
        self._open = True

    def answered(self, headers: Mapping[str, str], status: int, *, codes: Collection[str] = ()) -> None:
        """An answer came. ``headers`` ignore case or are lower-case; ``codes`` are those of its body."""
        if self._open:
            self._open = False
            self._governor._settle(self._waiter, self._group, self._ticket, headers, status, codes)

    def not_sent(self) -> None:
        """Nothing left this computer, so nothing counts."""
        if self._open:
            self._open = False
            self._governor._withdraw(self._group, self._ticket)

    def close(self) -> None:
        """The end of the context: without a word before, the call may have arrived."""
        self.answered({}, 0)


class Governor:
    """One per account. Every call of the account goes through it; see :class:`~.ledger.Ledger` for the rules.

    ``reserve`` replaces the share kept for interactive calls (default: a fifth of the limit, from 1 to 10).
    ``changed`` tells listeners whenever :meth:`budget` may have changed by other means than time.
    """

    def __init__(
        self,
        *,
        memory: GovernorMemory | None = None,
        clock: Clock | None = None,
        reserve: int | None = None,
    ) -> None:
        self.changed: Listeners[[]] = Listeners()
        self._memory = memory
        self._clock = clock or SystemClock()
        self._reserve = reserve
        self._groups: dict[str, Group] = {}
        self._hints: dict[str, str] = {}
        self._operations: dict[str, str] = {}
        self._turn = 0
        self._timer: asyncio.Task[None] | None = None
        self._timer_at = 0.0
        self._version = 0
        self._saved_version = 0
        #: The version that holds the last penalty or lesson: it must not wait for the next call's save.
        self._urgent_version = 0
        self._saving = asyncio.Lock()
        self._everywhere: tuple[float, float] | None = None
        self._restore(decode_state(memory.load()) if memory else None)

    def budget(self, group_hint: str = HEAVY) -> Budget:
        """What is left for the group that the hint (a documented name, or an answered one) belongs to."""
        return self._group(self._hints.get(group_hint, group_hint)).ledger.budget(self._clock.now())

    def pace(self, group_hint: str = HEAVY) -> Pace:
        """How fast background calls of that group may go, and when the next can leave."""
        return self._group(self._hints.get(group_hint, group_hint)).ledger.pace(self._clock.now())

    @contextlib.asynccontextmanager
    async def call(
        self, group_hint: str, *, background: bool = False, operation: str = ""
    ) -> AsyncIterator[Call]:
        """Wait for a slot, keep the state on disk, and hold the slot while the call is made.

        Raises :class:`StoreError` when the state cannot be kept: then nothing may be sent.
        """
        call = await self._admit(group_hint, background, operation)
        try:
            yield call
        finally:
            call.close()
            if self._saved_version < self._urgent_version:
                # The answer matters more than a full disk; the next call insists on saving.
                with contextlib.suppress(StoreError):
                    await self._persist()

    async def aclose(self) -> None:
        """Stop the timer and keep the state. Callers that still wait have to be cancelled by their owners."""
        if self._timer is not None:
            self._timer.cancel()
            await asyncio.gather(self._timer, return_exceptions=True)
            self._timer = None
        with contextlib.suppress(StoreError):
            await self._persist()

    async def _admit(self, hint: str, background: bool, operation: str) -> Call:
        self._turn += 1
        turn = self._turn
        while True:
            waiter = Waiter(hint, operation, background, turn, asyncio.get_running_loop().create_future())
            self._group_of(waiter).join(waiter)
            self._serve()
            group, ticket = await self._ticket_of(waiter)
            try:
                await self._persist()
            except BaseException:
                self._withdraw(group, ticket)
                raise
            if not group.ledger.is_penalised(self._clock.now()):
                return Call(self, waiter, group, ticket)
            # A 429 came while the state went to disk: back to the old place in the line.
            self._withdraw(group, ticket)

    async def _ticket_of(self, waiter: Waiter) -> tuple[Group, Ticket]:
        try:
            return await waiter.ticket
        except asyncio.CancelledError:
            if waiter.ticket.done() and not waiter.ticket.cancelled():
                self._withdraw(*waiter.ticket.result())
            else:
                for group in self._groups.values():
                    group.leave(waiter)
                self._serve()
            raise

    def _withdraw(self, group: Group, ticket: Ticket) -> None:
        group.ledger.withdraw(ticket)
        self._serve()

    def _settle(
        self,
        waiter: Waiter,
        group: Group,
        ticket: Ticket,
        headers: Mapping[str, str],
        status: int,
        codes: Collection[str],
    ) -> None:
        now = self._clock.now()
        reading = read_limits(headers)
        before = self._lessons(group)
        if reading.group:
            group, ticket = self._belong(waiter, group, ticket, reading.group)
        limit = group.ledger.limit
        group.ledger.land(ticket, now, answered=status != 0)
        group.ledger.learn(ticket, now, reading, refused=status == 429)
        if status == 429:
            seconds = penalty_of(headers, self._clock.wall())
            # A smaller limit explains it; else somebody else has spent what we took for ours.
            group.ledger.penalise(now, seconds, by_others=group.ledger.limit >= limit)
            if not EVERYWHERE_CODES.isdisjoint(codes):
                self._everywhere = (now, seconds)
                for other in self._groups.values():
                    if other is not group:
                        other.ledger.penalise(now, seconds)
        elif status:
            group.ledger.accepted()
        self._serve()
        if self._lessons(group) != before:
            self._urgent_version = self._version

    def _belong(self, waiter: Waiter, group: Group, ticket: Ticket, name: str) -> tuple[Group, Ticket]:
        """An answer named the group of this operation: the call, and all like it, belong there."""
        confirmed = group.name in self._hints.values() or group.name in self._operations.values()
        if not confirmed and name not in self._groups:
            # The first answer gives a documented group its real name; everybody moves along.
            del self._groups[group.name]
            group.name = name
            self._groups[name] = group
        self._hints.setdefault(waiter.hint, name)
        if waiter.operation:
            self._operations[waiter.operation] = name
        if name == group.name:
            return group, ticket
        target = self._group(name)
        group.ledger.withdraw(ticket)
        moved = target.ledger.admit(ticket.admitted_at, background=ticket.background)
        for other in [w for w in group.waiters() if self._group_of(w) is target]:
            group.leave(other)
            target.join(other)
        return target, moved

    def _group_of(self, waiter: Waiter) -> Group:
        known = self._operations.get(waiter.operation) or self._hints.get(waiter.hint)
        return self._group(known or waiter.hint)

    def _group(self, name: str) -> Group:
        group = self._groups.get(name)
        if group is None:
            limit = DOCUMENTED_LIMITS.get(name, DOCUMENTED_LIMITS[HEAVY])
            ledger = Ledger(limit=limit, window_s=DEFAULT_WINDOW_S, reserve_wanted=self._reserve)
            group = self._groups[name] = Group(name, ledger)
            if self._everywhere is not None and sum(self._everywhere) > self._clock.now():
                ledger.penalise(*self._everywhere)
        return group

    def _serve(self) -> None:
        now = self._clock.now()
        moments = [at for group in tuple(self._groups.values()) if (at := group.serve(now)) is not None]
        self._version += 1
        self._wake_at(min(moments, default=None))
        self.changed.notify()

    def _wake_at(self, moment: float | None) -> None:
        if self._timer is not None and not self._timer.done():
            if moment is not None and self._timer_at <= moment:
                return
            self._timer.cancel()
            self._timer = None
        if moment is not None:
            self._timer_at = moment
            self._timer = asyncio.get_running_loop().create_task(self._wake(moment), name="governor timer")

    async def _wake(self, moment: float) -> None:
        await self._clock.sleep(max(_SHORTEST_WAIT_S, moment - self._clock.now()))
        # This task ends here, so that the next timer can be a new one.
        self._timer = None
        self._serve()

    @staticmethod
    def _lessons(group: Group) -> tuple[str, int, float, float]:
        ledger = group.ledger
        return group.name, ledger.limit, ledger.window_s, ledger.penalty_until

    async def _persist(self) -> None:
        """Bring the present state to disk; several callers that wait here share one write."""
        if self._memory is None:
            return
        version = self._version
        async with self._saving:
            if self._saved_version < version:
                writing = self._version
                await self._memory.save(encode_state(self._state()))
                self._saved_version = writing

    def _state(self) -> SavedState:
        return SavedState(
            groups=[save_ledger(group.name, group.ledger, self._clock) for group in self._groups.values()],
            hints=self._hints,
            operations=self._operations,
        )

    def _restore(self, state: SavedState | None) -> None:
        if state is None:
            return
        self._hints.update(state.hints)
        self._operations.update(state.operations)
        for saved in state.groups:
            load_ledger(saved, self._group(saved.name).ledger, self._clock)
