"""The practice server inside a program: its own thread and event loop, no socket."""

import asyncio
import threading
import time

from .exchange import Request
from .faults import ConnectionCut, FaultScript
from .front import Front
from .world import World

#: How long the thread steps aside between slices of long work, so that a window keeps moving.
_BREATH_S = 0.0005


class PracticeServer:
    """Runs the practice server's work away from the caller's thread.

    It answers exactly as the HTTP server does, through the same front desk, without Starlette: a program
    that shows the practice account should not wait for an import. Use as ``with PracticeServer(world)``,
    or call :meth:`start` and :meth:`stop`.
    """

    def __init__(self, world: World, faults: FaultScript | None = None) -> None:
        self.world = world
        self.faults = faults or FaultScript()
        self._front = Front(world, self.faults)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> "PracticeServer":
        """Start the thread; calls may follow at once."""
        if self._thread is not None:
            return self
        self.world.ground.breathe = lambda: time.sleep(_BREATH_S)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._run, args=(self._loop,), name="practice-server", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the thread. Calls that still wait end with ``ConnectionCut``."""
        if self._thread is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._thread = self._loop = None

    def __enter__(self) -> "PracticeServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """Answer one request from any event loop: status, headers, body.

        ``path`` is as on the wire, with the query. Raises ``ConnectionCut`` where a real connection would
        end early. A caller that stops waiting does not undo the work, as over a real network.
        """
        if self._loop is None:
            raise ConnectionCut("the practice server is not running")
        route, _, query = path.partition("?")
        lower = {name.lower(): value for name, value in headers.items()}
        work = self._front.answer(Request(method.upper(), route, query, lower, body))
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            answer = await asyncio.shield(asyncio.wrap_future(future))
        except asyncio.CancelledError:
            if future.cancelled():
                raise ConnectionCut("the practice server was stopped") from None
            raise
        if answer.cut_at is not None:
            raise ConnectionCut("cut in the middle of the body")
        return answer.status, {**answer.headers, "Content-Length": str(len(answer.body))}, answer.body

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_forever()
        finally:
            waiting = asyncio.all_tasks(loop)
            for task in waiting:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
            # One more turn, so that the callers' futures hear of it.
            loop.run_until_complete(asyncio.sleep(0))
            loop.close()
