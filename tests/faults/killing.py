"""Killing a program at any point between two operations of its journal or its network, in virtual time.

``Machine`` is a disk (a store in memory) and a server on which programs live and die. A point is the moment
before or after one write to the disk or one request. At the chosen point the program is dead: nothing of it
reaches disk or server any more, whatever its code still tries.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from tests.helpers.practice import Bench
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobPlan
from webinar_console.jobs.server import ClientServer
from webinar_console.services.accounts import PRACTICE
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store
from webinar_console.store.database import Database


class Killed(BaseException):
    """The program is dead. A BaseException, so that no code of the program can take it for an error."""


class Switch:
    """Counts points and kills at one of them (0: never)."""

    def __init__(self) -> None:
        self.kill_at = 0
        self.points = 0
        self.dead = asyncio.Event()
        #: Set when the program has passed point ``ring_at``.
        self.ring_at, self.rung = 0, asyncio.Event()

    def arm(self, kill_at: int) -> None:
        """A new program lives until point ``kill_at``, counted from now."""
        self.kill_at, self.points, self.dead = kill_at, 0, asyncio.Event()

    def pass_point(self) -> None:
        """One point; the dead pass none."""
        self.points += 1
        if self.points == self.ring_at:
            self.rung.set()
        if self.dead.is_set() or self.points == self.kill_at:
            self.dead.set()
            raise Killed


class Machine:
    """A computer and a server on which programs are started and killed one after the other."""

    def __init__(self, desk: Bench, store: Store) -> None:
        self.desk, self.store, self.switch = desk, store, Switch()
        self._wrap_disk(store._state)
        self._wrap_network()

    @classmethod
    async def make(cls, desk: Bench) -> "Machine":
        """A computer with an empty disk."""
        return cls(desk, await Store.open(None))

    def _wrap_disk(self, database: Database) -> None:
        write = database.write

        async def mortal(work: Callable[[Any], Any]) -> Any:
            self.switch.pass_point()
            result = await write(work)
            self.switch.pass_point()
            return result

        database.write = mortal  # type: ignore[method-assign]

    def _wrap_network(self) -> None:
        handle = self.desk.handle

        async def mortal(method: str, target: str, headers: Any, body: bytes) -> Any:
            self.switch.pass_point()
            answer = await handle(method, target, headers, body)
            self.switch.pass_point()
            return answer

        self.desk.handle = mortal  # type: ignore[method-assign]

    async def live(self, act: Callable[[Workspace], Any], kill_at: int = 0) -> bool:
        """Start a program and let ``act`` use it, until its end or until it is killed. True: it lived."""
        self.switch.arm(kill_at)
        asyncio.get_running_loop().set_exception_handler(_mourn)
        before = asyncio.all_tasks()
        client = self.desk.client(self.store)
        workspace = Workspace(PRACTICE, client, ClientServer(client), self.store, self.desk.clock)
        life = asyncio.ensure_future(self._life(workspace, act))
        death = asyncio.ensure_future(self.switch.dead.wait())
        await asyncio.wait((life, death), return_when=asyncio.FIRST_COMPLETED)
        lived = not self.switch.dead.is_set()
        await self.bury(before)
        if lived:
            life.result()  # what went wrong is not the killing's doing
        return lived

    async def bury(self, before: set["asyncio.Task[Any]"], *forgiven: type[Exception]) -> None:
        """End all tasks but those of ``before``. Raises what one of them raised, unless it is forgiven."""
        self.switch.dead.set()
        # A dead program's tasks are gone; here they have to be told.
        while left := asyncio.all_tasks() - before:
            for task in left:
                task.cancel()
            await asyncio.wait(left)
            for task in left:
                error = None if task.cancelled() else task.exception()
                if error is not None and not isinstance(error, (Killed, *forgiven)):
                    raise error

    async def _life(self, workspace: Workspace, act: Callable[[Workspace], Any]) -> None:
        await workspace.start()
        await act(workspace)


def _mourn(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Nobody asks the tasks of a dead program what became of them."""
    if not isinstance(context.get("exception"), Killed):
        loop.default_exception_handler(context)


def starting(plan: JobPlan) -> Callable[[Workspace], Any]:
    """Start the job, or go on with it, and wait for its end: what a person does after each start."""

    async def act(workspace: Workspace) -> None:
        over = asyncio.Event()

        def look(_job_id: str) -> None:
            if workspace.jobs.job(plan.id).state.is_over:
                over.set()

        workspace.jobs.changed.connect(look)
        await workspace.jobs.start(plan)
        if workspace.jobs.job(plan.id).state in (JobState.INTERRUPTED, JobState.PAUSED):
            await workspace.jobs.resume(plan.id)
        look(plan.id)
        await over.wait()

    return act
