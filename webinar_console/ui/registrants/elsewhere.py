"""Who of the shown session is registered for other sessions, too: looked up once, off the table's way."""

from PySide6.QtCore import QObject, Signal

from webinar_console.domain.listeners import Listeners
from webinar_console.services.whereabouts import Coverage
from webinar_console.ui.messages import Action, Messages
from webinar_console.ui.phrases import counted, number
from webinar_console.ui.tasks import TaskOwner

from .ports import WhereaboutsPort

_KEY = "elsewhere"


def limits_of(coverage: Coverage) -> str:
    """What the view cannot see, as a sentence; empty where it sees everything."""
    if not coverage.missing:
        return ""
    if not coverage.searched:
        return (
            "No other session’s people are on this computer yet, so nobody can be found in them. "
            "Open the others once."
        )
    return (
        f"Looked for in {number(coverage.searched)} of {counted(coverage.sessions, 'other session')}: "
        "those whose people are on this computer. Open the others once, and they count, too."
    )


class AlsoElsewhere(QObject):
    """The addresses (``email_key``) that are in other sessions, too; ``emails`` is ``None`` until they are
    known, and ``known`` tells when they are, or are others. ``stuck``: they could not be looked up.
    """

    known = Signal()
    stuck = Signal()

    def __init__(
        self,
        whereabouts: WhereaboutsPort,
        changed: Listeners[[str]],
        tasks: TaskOwner,
        messages: Messages,
        parent: QObject,
    ) -> None:
        """``changed`` tells of copies of sessions that were read anew."""
        super().__init__(parent)
        #: Listen no more.
        self.close = changed.connect(self._copy_changed)
        self._whereabouts, self._tasks, self._messages = whereabouts, tasks, messages
        self._session_id: str | None = None
        self._is_wanted = self.is_stuck = False
        self.emails: frozenset[str] | None = None

    def turn_to(self, session_id: str) -> None:
        """Another session is shown."""
        self._tasks.cancel(_KEY)
        self._session_id, self.emails, self.is_stuck = session_id, None, False

    def want(self, *, wanted: bool) -> None:
        """Whether the filter asks for it now. What could not be looked up is tried again."""
        if wanted and (self.is_stuck or not self._is_wanted):
            self.look_up()
        elif not wanted and self._is_wanted:
            self._messages.withdraw(_KEY)
        self._is_wanted = wanted

    def _copy_changed(self, _session_id: str) -> None:
        if self._is_wanted:
            self.look_up()

    def look_up(self) -> None:
        """Look it up now."""
        if self._session_id is not None:
            self.is_stuck = False
            work = self._look(self._session_id)
            self._tasks.start(work, "look for people elsewhere", group=_KEY, on_failure=self._failed)

    def _failed(self, failure: Exception) -> None:
        self.is_stuck = True
        self._messages.error(failure, actions=[Action("Try again", self.look_up)], key=_KEY)
        self.stuck.emit()

    async def _look(self, session_id: str) -> None:
        found = await self._whereabouts.elsewhere(session_id)
        if session_id != self._session_id:
            return
        limits = limits_of(found.coverage)
        if limits and self.emails is None:
            self._messages.info(limits, key=_KEY)
        elif not limits:
            self._messages.withdraw(_KEY)  # that it could not be looked up
        if found.emails != self.emails:
            self.emails = found.emails
            self.known.emit()
