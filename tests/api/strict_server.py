"""A server that only counts: a sliding window by moment of arrival, penalties that restart, all headers."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from webinar_console.api.governor import Governor


class Memory:
    """What the governor keeps, as a disk would. A dead process writes nothing more."""

    def __init__(self, stored: bytes | None = None) -> None:
        self.stored = stored
        self.saves = 0
        self.dead = False

    def load(self) -> bytes | None:
        return self.stored

    async def save(self, state: bytes) -> None:
        await asyncio.sleep(0.001)
        if not self.dead:
            self.stored = state
            self.saves += 1


@dataclass
class StrictServer:
    """``arrivals`` are all moments at which a call arrived; ``refused`` how many were answered 429."""

    limit: int = 10
    window_s: float = 60.0
    group: str = "heavy"
    penalty_s: float = 30.0
    arrivals: list[float] = field(default_factory=list)
    refused: int = 0
    in_penalty: int = 0
    counted: deque[float] = field(default_factory=deque)
    penalty_until: float = -1.0

    def arrive(self) -> tuple[int, dict[str, str]]:
        """Count a call that arrives now; the status and the headers of its answer."""
        now = asyncio.get_running_loop().time()
        self.arrivals.append(now)
        while self.counted and self.counted[0] <= now - self.window_s:
            self.counted.popleft()
        if now < self.penalty_until:
            self.in_penalty += 1
        if now < self.penalty_until or len(self.counted) >= self.limit:
            self.refused += 1
            self.penalty_until = now + self.penalty_s
            self.counted.clear()
            return 429, {**self._headers(0), "retry-after": f"{self.penalty_s:g}"}
        self.counted.append(now)
        return 200, self._headers(self.limit - len(self.counted))

    def _headers(self, remaining: int) -> dict[str, str]:
        return {
            "x-rate-limit-group": self.group,
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(remaining),
            "x-rate-limit-window": f"{self.window_s:g}",
        }


async def call(
    governor: Governor,
    server: StrictServer,
    *,
    background: bool = False,
    there_s: float = 0.05,
    back_s: float = 0.05,
    hint: str = "Heavy",
    operation: str = "op",
    lost: bool = False,
    left: Callable[[], Awaitable[None]] | None = None,
) -> int:
    """One call through the governor: ``there_s`` to the server, ``back_s`` back; the status, 0 when lost."""
    async with governor.call(hint, background=background, operation=operation) as admitted:
        if left is not None:
            await left()
        # The request travels on its own: it arrives even when the program dies on the way.
        loop = asyncio.get_running_loop()
        arrived: asyncio.Future[tuple[int, dict[str, str]]] = loop.create_future()

        def arrive() -> None:
            answer = server.arrive()
            if not arrived.done():
                arrived.set_result(answer)

        loop.call_later(there_s, arrive)
        status, headers = await arrived
        await asyncio.sleep(back_s)
        if lost:
            return 0
        admitted.answered(headers, status)
        return status


class Moments:
    """Notes when calls left."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, float]] = []

    def note(self, name: str) -> "_Note":
        return _Note(self, name)


class _Note:
    def __init__(self, moments: Moments, name: str) -> None:
        self._moments, self._name = moments, name

    async def __call__(self) -> None:
        self._moments.seen.append((self._name, asyncio.get_running_loop().time()))
