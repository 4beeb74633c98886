"""The practice server in a process of its own, in the virtual time of this one.

``FarBench`` is a :class:`~tests.helpers.practice.Bench` whose world lives elsewhere: what the server has to
remember (its people, its outbox, its requests) takes no memory of the program's process. Each question takes
the time along and blocks until it is answered, so the two processes are in step, and every run is the same.
"""

import asyncio
import contextlib
import inspect
import multiprocessing
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from tests.helpers.practice import Bench
from tests.helpers.virtual_time import LoopClock, VirtualTimeLoop
from webinar_console.simulator import Settings

T = TypeVar("T")

#: What the line between computer and server does with a request: the argument sends it on.
Line = Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]

#: Real seconds that the other process gets for its end.
_END_S = 20.0


class FarBench(Bench):
    """A computer whose server is another process. ``people``, ``mails`` and ``world`` are over there: ask.

    ``line``: what becomes of requests on their way (``None``: they arrive). ``latency_s`` is virtual.
    """

    def __init__(self, pipe: Connection, latency_s: float) -> None:
        # Without Bench's own: no world is made in this process.
        self.clock, self.server_clock = LoopClock(), LoopClock()
        self.line: Line | None = None
        self._pipe, self._latency_s = pipe, latency_s

    def ask(self, work: Callable[..., T], *arguments: object) -> T:
        """Let the other process call a module's function with its ``Bench``; raises what that raises."""
        self._pipe.send((self.server_clock.now(), self.server_clock.wall_offset, work, arguments))
        worked, what = self._pipe.recv()
        if not worked:
            raise what
        return what  # type: ignore[no-any-return]

    async def handle(
        self, method: str, target: str, headers: Any, body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        async def send() -> tuple[int, dict[str, str], bytes]:
            await asyncio.sleep(self._latency_s)
            return self.ask(_handled, method, target, dict(headers), body)

        return await (send() if self.line is None else self.line(send))


@contextlib.contextmanager
def far_bench(settings: Settings, latency_s: float = 0.0) -> Iterator[FarBench]:
    """A server process for as long as the context is open. ``settings.latency_s`` has to be 0."""
    assert not settings.latency_s, "only this process lets time pass"
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(there, settings), name="practice server", daemon=True)
    process.start()
    there.close()
    try:
        yield FarBench(here, latency_s)
    finally:
        here.close()  # the other one reads the end, and ends
        process.join(_END_S)
        process.kill()
        process.join()
        process.close()


async def _handled(
    desk: Bench, method: str, target: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    return await desk.handle(method, target, headers, body)


def _serve(pipe: Connection, settings: Settings) -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner, contextlib.suppress(EOFError):
        runner.run(_answer_all(pipe, settings))


async def _answer_all(pipe: Connection, settings: Settings) -> None:
    desk = Bench(settings)
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    while True:
        loop._jumping.jumped, desk.server_clock.wall_offset, work, arguments = pipe.recv()
        try:
            result = work(desk, *arguments)
            if inspect.isawaitable(result):
                result = await result
        except Exception as error:  # noqa: BLE001 - raised where it was asked for
            pipe.send((False, error))
        else:
            pipe.send((True, result))
