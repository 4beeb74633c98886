"""Closing: every step is taken, and nothing that went wrong is lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest

from webinar_console.domain.closing import close_all


class Steps:
    """Steps that note that they were taken, and may fail."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def step(self, name: str, failure: BaseException | None = None) -> Callable[[], Awaitable[None]]:
        async def take() -> None:
            await asyncio.sleep(0)
            self.taken.append(name)
            if failure is not None:
                raise failure

        return take


async def test_every_step_is_taken_and_the_first_failure_is_told(caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps()
    with caplog.at_level(logging.ERROR), pytest.raises(OSError, match="first"):
        await close_all(
            steps.step("jobs"),
            steps.step("client", OSError("first")),
            steps.step("drafts", RuntimeError("second")),
            steps.step("store"),
        )
    assert steps.taken == ["jobs", "client", "drafts", "store"]
    assert "second" in caplog.text
    assert "first" not in caplog.text.splitlines()[0]
    caplog.clear()


async def test_a_cancellation_comes_out_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps()
    held = asyncio.Event()

    async def never() -> None:
        held.set()
        await asyncio.get_running_loop().create_future()

    closing = asyncio.create_task(close_all(steps.step("jobs", OSError("disk")), never, steps.step("store")))
    await held.wait()
    closing.cancel()
    with caplog.at_level(logging.ERROR), pytest.raises(asyncio.CancelledError):
        await closing
    assert steps.taken == ["jobs", "store"]
    assert "disk" in caplog.text
    caplog.clear()


async def test_nothing_went_wrong() -> None:
    steps = Steps()
    await close_all(steps.step("a"), steps.step("b"))
    assert steps.taken == ["a", "b"]
