"""Task owners: every task in the window has one, with a name, an end, and a place where failures go."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

OnFailure = Callable[[Exception], None]


class TaskOwner:
    """Starts tasks for one window or panel and answers for them until they have ended.

    ``on_failure`` gets every exception that a task raised, once, on the loop's thread (usually
    ``messages.error``). Cancellation is silent. A closed owner starts nothing.
    """

    def __init__(self, name: str, on_failure: OnFailure) -> None:
        self.name = name
        self._on_failure = on_failure
        self._tasks: dict[asyncio.Task[None], str | None] = {}
        self._closed = False

    def start(
        self,
        work: Coroutine[Any, Any, object],
        name: str,
        *,
        group: str | None = None,
        on_failure: OnFailure | None = None,
    ) -> asyncio.Task[None] | None:
        """Run ``work`` as a task of this owner.

        With a ``group`` it replaces the one of that group that still runs: the old one is cancelled first.
        ``on_failure`` stands in for the owner's own. Returns ``None``, without running anything, when the
        owner is closed.
        """
        if self._closed:
            work.close()
            return None
        if group is not None:
            self.cancel(group)
        task = asyncio.get_running_loop().create_task(
            self._guard(work, on_failure or self._on_failure), name=f"{self.name}: {name}"
        )
        self._tasks[task] = group
        task.add_done_callback(self._ended)
        # A task that is cancelled before its first turn never began its work, and Python would complain.
        task.add_done_callback(lambda _task: work.close())
        return task

    async def _guard(self, work: Coroutine[Any, Any, object], on_failure: OnFailure) -> None:
        try:
            await work
        except Exception as failure:  # noqa: BLE001 - the one place where a task's failure gets its voice
            on_failure(failure)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.pop(task, None)

    def cancel(self, group: str) -> None:
        """Cancel what runs in a group; its task ends on the next turns of the loop."""
        for task, its_group in list(self._tasks.items()):
            if its_group == group:
                task.cancel()

    def is_busy(self, group: str | None = None) -> bool:
        """Whether anything (of the group) still runs and is not being cancelled."""
        return any(
            (group is None or its_group == group) and not task.cancelling()
            for task, its_group in self._tasks.items()
        )

    def cancel_all(self) -> None:
        """Cancel everything."""
        for task in list(self._tasks):
            task.cancel()

    async def aclose(self) -> None:
        """Cancel everything, wait until it has ended, and start nothing any more."""
        self._closed = True
        while self._tasks:
            tasks = list(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
