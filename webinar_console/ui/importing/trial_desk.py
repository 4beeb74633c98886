"""A trial before the import: one registration for the person who is about to send all of them."""

from PySide6.QtWidgets import QWidget

from webinar_console.domain.session import Session
from webinar_console.ui.messages import Kind, Message, message_for
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Banner

from .ports import JobStarter, TrialService
from .told import Told
from .trial_sheet import ask_for_trial


class TrialDesk:
    """Asks for whom, plans and starts it; says in the banner what became of it."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        trials: TrialService | None,
        jobs: JobStarter,
        tasks: TaskOwner,
        banner: Banner,
    ) -> None:
        self._parent, self._theme, self._trials = parent, theme, trials
        self._jobs, self._tasks, self._banner = jobs, tasks, banner

    def begin(self, told: Told | None, session: Session | None) -> None:
        """Try with one row of what was told."""
        if told is not None and session is not None and self._trials is not None:
            work = self._send(self._trials, told, session)
            self._tasks.start(work, "try with one row", group="trial", on_failure=self._not_tried)

    async def _send(self, trials: TrialService, told: Told, session: Session) -> None:
        who = await ask_for_trial(self._theme, told, await trials.last(), self._parent)
        if who is not None:
            plan = await trials.plan(told.checked, session, who, told.settings)
            await self._jobs.start(plan)
            said = f"One registration for {who.email} is on its way. Nobody else was sent anything."
            self._banner.show_message(Message(Kind.SUCCESS, said))

    def _not_tried(self, problem: Exception) -> None:
        self._banner.show_message(message_for(problem))
