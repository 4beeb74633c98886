"""The event loop of the window: qasync with its timers mended, a start and a stop, and awaitable dialogs.

Mended here, because qasync 0.28 has it wrong: ``asyncio.sleep`` and time-outs are up to 5 % early or late
(coarse Qt timers, cut to whole milliseconds), ``call_later`` gives no ``TimerHandle.when()``, and cancelled
timers live on as Qt timers until they would have fired. Each can go when qasync mends it.
"""

import asyncio
import math
import signal
import sys
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Any, TypeVar

import qasync
from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

T = TypeVar("T")

#: Widgets of a dialog that get their style in one turn of the loop.
_POLISHED_A_TURN = 4


class _Timers(QObject):
    """Runs handles when their time has come: precise, and gone as soon as they are cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self._handles: dict[int, asyncio.Handle] = {}
        self._stopped = False

    def add_callback(self, handle: asyncio.Handle, delay_s: float = 0.0) -> int:
        """Run ``handle`` after ``delay_s`` seconds, never earlier. Returns the Qt timer's id."""
        # Rounded up: a timer that fires early makes a time-out look like a clock that runs backwards.
        timer_id = self.startTimer(max(0, math.ceil(delay_s * 1000)), Qt.TimerType.PreciseTimer)
        self._handles[timer_id] = handle
        return timer_id

    def timerEvent(self, event: QTimerEvent) -> None:
        """Qt's call: the timer is over."""
        timer_id = event.timerId()
        self.killTimer(timer_id)
        handle = self._handles.pop(timer_id, None)
        if handle is not None and not self._stopped and not handle.cancelled():
            handle._run()

    def drop(self, timer_id: int, handle: asyncio.Handle) -> None:
        """Forget a cancelled timer at once."""
        if self._handles.get(timer_id) is handle:
            del self._handles[timer_id]
            self.killTimer(timer_id)

    def stop(self) -> None:
        """Run nothing any more (the loop is closed)."""
        self._stopped = True

    def set_debug(self, _enabled: bool) -> None:
        """Asked for by qasync; there is nothing to switch."""


class _TimerHandle(asyncio.TimerHandle):
    __slots__ = ("timer_id",)
    timer_id: int


class QtLoop(qasync.QEventLoop):  # type: ignore[misc]  # qasync has no types
    """An asyncio loop on Qt's event loop. Make one with :func:`run`, in tests with ``asyncio.Runner``."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._timer = _Timers()

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """As in asyncio: ``delay`` in seconds; the handle of a real delay knows ``when()``."""
        if delay <= 0:
            soon = asyncio.Handle(callback, args, self, context)
            self._timer.add_callback(soon)
            return soon
        handle = _TimerHandle(self.time() + delay, callback, args, self, context)
        handle.timer_id = self._timer.add_callback(handle, delay)
        return handle

    def _timer_handle_cancelled(self, handle: _TimerHandle) -> None:
        # asyncio.TimerHandle.cancel() calls this on its loop.
        self._timer.drop(handle.timer_id, handle)


def run(main: Callable[[asyncio.Event], Awaitable[T]], app: QApplication) -> T:
    """Run ``await main(stop)`` on Qt's loop and return its result.

    ``stop`` is set by Ctrl+C, by SIGTERM and by whoever ends the program (the window's close event). After
    that ``main`` may await its own cleanup: Qt's habit of quitting with the last window, which would kill
    the loop under it, is switched off. Tasks that are left are cancelled and awaited.
    """

    async def start() -> T:
        stop = asyncio.Event()
        app.setQuitOnLastWindowClosed(False)
        _on_interrupt(asyncio.get_running_loop(), stop.set)
        return await main(stop)

    with asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        return runner.run(start())


def _on_interrupt(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    if sys.platform == "win32":
        # No add_signal_handler there. The handler runs as soon as the loop runs any Python.
        signal.signal(signal.SIGINT, lambda _number, _frame: loop.call_soon_threadsafe(stop))
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)


async def finished(dialog: QDialog) -> int:
    """Open a dialog and wait for its result code, without a second event loop.

    ``exec()`` and the static dialogs start a nested loop, which loses the wake-ups of every waiting task.
    A dialog whose waiting task is cancelled is closed.
    """
    answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def take(code: int) -> None:
        if not answer.done():
            answer.set_result(code)

    dialog.finished.connect(take)
    try:
        await _dress_up(dialog)
        if not answer.done():
            dialog.open()
        return await answer
    finally:
        dialog.finished.disconnect(take)
        if dialog.isVisible():
            dialog.reject()


async def _dress_up(dialog: QDialog) -> None:
    """What showing a dialog would do in one go, some 50 ms, in turns: styles, sizes, then the rest."""
    for at, widget in enumerate((dialog, *dialog.findChildren(QWidget))):
        widget.ensurePolished()
        if at % _POLISHED_A_TURN == 0:
            await asyncio.sleep(0)
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
    await asyncio.sleep(0)
