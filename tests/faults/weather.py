"""What happens around a computer that works for a day: outages, and a sleep with a request on its way."""

import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.faults.troubles import HOUR
from tests.helpers.far_server import FarBench
from tests.helpers.practice import Bench
from webinar_console.simulator import Fault


@dataclass(slots=True)
class Outage:
    """Something that was in the way, for so many seconds, and the calls that it made fail."""

    name: str
    seconds: float
    failed: int = 0


def fail(desk: Bench, *faults: Fault) -> None:
    """From now on these and no other faults."""
    desk.faults.clear()
    for fault in faults:
        desk.faults.add(fault)


def summary(desk: Bench) -> dict[str, Any]:
    """The server's own counts."""
    return desk.world.summary()


class Weather:
    """What happens to a computer while it works, spread over ``awake_s`` seconds that it is awake.

    ``outages_s``: how long there is no network, the server answers 503, and it refuses connections.
    """

    def __init__(
        self, desk: FarBench, awake_s: float, outages_s: tuple[float, float, float], sleep_s: float
    ) -> None:
        self._desk, self._awake_s, self._sleep_s = desk, awake_s, sleep_s
        self.no_network = Outage("no network", outages_s[0])
        self.busy = Outage("503", outages_s[1])
        self.refused = Outage("refused connections", outages_s[2])
        self.slept = False

    @property
    def outages(self) -> tuple[Outage, Outage, Outage]:
        """In the order in which they come."""
        return self.no_network, self.busy, self.refused

    async def run(self, look: Callable[[], None], every_s: float) -> None:
        """Let it happen, and ``look`` every so often.

        One task does all: so there is one timer that is not the program's, and none while it looks.
        Raises ``TimeoutError`` after twice the time: whoever still works then is stuck.
        """
        clock, awake = self._desk.clock, self._awake_s
        no_name = socket.gaierror(-2, "Name or service not known")
        refused = ConnectionRefusedError(111, "Connection refused")
        events: list[tuple[float, Callable[[], None]]] = [
            (0.2 * awake, lambda: self._cut_off(self.no_network, no_name)),
            (0.4 * awake, lambda: self._desk.ask(fail, Fault("status", status=503))),
            (0.4 * awake + self.busy.seconds, self._relax),
            (0.6 * awake, self._sleep),
            (0.8 * awake, lambda: self._cut_off(self.refused, refused)),
        ]
        events += [(n * every_s, look) for n in range(1, int(2 * awake / every_s))]
        start = clock.now()
        for at, act in sorted(events, key=lambda event: event[0]):
            await clock.sleep(start + at - clock.now())
            act()
        raise TimeoutError(f"the jobs are not over after {2 * awake / HOUR:g} hours")

    def _relax(self) -> None:
        self._desk.ask(fail)
        self.busy.failed = self._desk.ask(summary)["requests"].get("503", 0)

    def _cut_off(self, outage: Outage, cause: OSError) -> None:
        clock = self._desk.clock
        until = clock.now() + outage.seconds

        async def line(send: Callable[[], Awaitable[Any]]) -> Any:
            if clock.now() < until:
                outage.failed += 1
                raise httpx.ConnectError(str(cause)) from cause
            return await send()

        self._desk.line = line

    def _sleep(self) -> None:
        async def line(send: Callable[[], Awaitable[Any]]) -> Any:
            answer = await send()
            if not self.slept:
                # The server has done its work; nobody is awake to hear of it.
                self.slept = True
                self._desk.fall_asleep(self._sleep_s)
                raise ConnectionResetError("connection reset by peer")
            return answer

        self._desk.line = line
