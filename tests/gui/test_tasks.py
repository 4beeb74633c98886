"""Task owners."""

import asyncio

from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.ui.tasks import TaskOwner


@gui_test
async def test_a_failure_is_told_once(gui: Gui) -> None:
    told: list[Exception] = []
    owner = TaskOwner("panel", told.append)

    async def fail() -> None:
        raise ValueError("boom")

    owner.start(fail(), "fail")
    await until(lambda: told)
    assert [str(error) for error in told] == ["boom"]
    assert not owner.is_busy()
    await owner.aclose()


@gui_test
async def test_a_group_holds_one_task_and_cancellation_is_silent(gui: Gui) -> None:
    told: list[Exception] = []
    owner = TaskOwner("panel", told.append)
    ended: list[str] = []

    async def wait(name: str, event: asyncio.Event) -> None:
        try:
            await event.wait()
            ended.append(name)
        except asyncio.CancelledError:
            ended.append(f"{name} cancelled")
            raise

    first, second = asyncio.Event(), asyncio.Event()
    owner.start(wait("first", first), "wait", group="load")
    await turns(2)
    owner.start(wait("second", second), "wait", group="load")
    await until(lambda: ended == ["first cancelled"])
    assert owner.is_busy("load")
    assert not owner.is_busy("save")
    second.set()
    await until(lambda: "second" in ended)
    assert not told
    await owner.aclose()


@gui_test
async def test_closing_waits_for_the_cleanup_of_tasks(gui: Gui) -> None:
    owner = TaskOwner("panel", lambda _error: None)
    cleaned: list[bool] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    owner.start(work(), "work")
    await turns(2)
    await owner.aclose()
    assert cleaned == [True]
    assert owner.start(work(), "late") is None
    assert not owner.is_busy()


@gui_test
async def test_work_that_is_replaced_before_it_began_is_closed(gui: Gui) -> None:
    owner, begun = TaskOwner("panel", gui.messages.error), []

    async def begin(name: str) -> None:
        begun.append(name)

    first = begin("first")
    owner.start(first, "first", group="load")
    owner.start(begin("second"), "second", group="load")
    await until(lambda: not owner.is_busy())
    assert begun == ["second"]
    assert first.cr_frame is None, "the replaced work was left open, never awaited"
    await owner.aclose()
