"""The mended loop: timers that are true and go away, dialogs that are awaited."""

import asyncio
import time

import pytest
from PySide6.QtWidgets import QDialog

from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.ui.loop import QtLoop, finished


@gui_test
async def test_timers_are_never_early(gui: Gui) -> None:
    for delay in (0.0104, 0.05, 0.3):
        start = time.monotonic()
        await asyncio.sleep(delay)
        assert time.monotonic() - start >= delay


@gui_test
async def test_a_cancelled_timer_is_gone_at_once(gui: Gui) -> None:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, QtLoop)
    before = len(loop._timer._handles)
    handles = [loop.call_later(3600, lambda: None) for _ in range(100)]
    assert len(loop._timer._handles) == before + 100
    assert all(isinstance(handle, asyncio.TimerHandle) for handle in handles)
    for handle in handles:
        handle.cancel()
    assert len(loop._timer._handles) == before


@gui_test
async def test_a_timer_knows_when(gui: Gui) -> None:
    loop = asyncio.get_running_loop()
    handle = loop.call_later(10, lambda: None)
    assert isinstance(handle, asyncio.TimerHandle)
    assert handle.when() == pytest.approx(loop.time() + 10, abs=0.5)
    handle.cancel()


@gui_test
async def test_a_dialog_is_awaited_while_other_tasks_run(gui: Gui) -> None:
    dialog = gui.show(QDialog())
    dialog.hide()
    beats: list[int] = []

    async def beat() -> None:
        while True:
            beats.append(1)
            await asyncio.sleep(0.001)

    other = asyncio.create_task(beat())
    answer = asyncio.create_task(finished(dialog))
    await until(lambda: dialog.isVisible() and len(beats) > 3)
    dialog.accept()
    assert await answer == QDialog.DialogCode.Accepted.value
    other.cancel()
    await asyncio.wait([other])


@gui_test
async def test_cancelling_the_wait_closes_the_dialog(gui: Gui) -> None:
    dialog = gui.show(QDialog())
    dialog.hide()
    waiting = asyncio.create_task(finished(dialog))
    await until(dialog.isVisible)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    assert not dialog.isVisible()


@gui_test
async def test_until_reports_what_it_waited_for(gui: Gui) -> None:
    with pytest.raises(AssertionError, match=r"in vain for a miracle"):
        await until(lambda: False, timeout_s=0.05, what="a miracle")
    await turns()
