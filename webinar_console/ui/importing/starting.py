"""Taking what was told at its word: the import is started, whatever session is shown meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from webinar_console.domain.session import Session
from webinar_console.ui.messages import Message, message_for
from webinar_console.ui.tasks import TaskOwner

from .compare_desk import CompareDesk
from .flow import CheckFlow
from .ports import ImportService, JobStarter
from .shelf import Shelf
from .told import Told


class StartDesk:
    """Starts what the flow told. ``started`` gets the first job's id, ``say`` what went wrong.

    The session is held until then: its list stays as it is, and those of others are free.
    """

    def __init__(
        self,
        flow: CheckFlow,
        shelf: Shelf,
        imports: ImportService,
        jobs: JobStarter,
        compare: CompareDesk,
        tasks: TaskOwner,
        *,
        started: Callable[[Session, str], None],
        say: Callable[[Message], None],
    ) -> None:
        self._flow, self._shelf, self._imports, self._jobs = flow, shelf, imports, jobs
        self._compare, self._tasks = compare, tasks
        self._started, self._say = started, say

    def begin(self, session: Session | None) -> None:
        """Start what was told of the session that is shown."""
        told = self._flow.told
        if told is None or session is None or not self._flow.can_confirm:
            return
        self._flow.hold(session)
        refuse = partial(self._not_started, session)
        if self._tasks.start(self._start(told, session), "start the import", on_failure=refuse) is None:
            self._flow.let_go(session)

    async def _start(self, told: Told, session: Session) -> None:
        jobs = await self._compare.jobs_to_start(told.plan, session.name)
        if not jobs:
            self._flow.let_go(session)
            return
        # All of them or none: where that fails nothing was sent, whatever is chosen before the next press.
        started = await self._jobs.start_all(jobs)
        self._tasks.start(self._imports.remember(told.checked.draft), "remember the mapping")
        self._shelf.drop(session)
        self._flow.let_go(session, started=True)
        self._started(session, started[0])

    def _not_started(self, session: Session, problem: Exception) -> None:
        self._flow.let_go(session)
        message = message_for(problem)
        if not self._flow.shows(session):
            message = replace(message, sentence=f"{session.name}: {message.sentence}")
        self._say(message)
