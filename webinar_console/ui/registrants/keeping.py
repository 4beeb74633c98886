"""Drafts of all sessions that were looked at: kept in memory with their undo steps, and saved soon."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoStack

from webinar_console.ui.messages import Messages
from webinar_console.ui.tasks import TaskOwner

from .draft import Draft
from .ports import DraftsPort

#: A pause in typing after which what is staged is written to disk.
SAVE_AFTER_MS = 200


class KeptDrafts(QObject):
    """One draft and one undo stack per session, for as long as the program runs."""

    def __init__(self, drafts: DraftsPort, tasks: TaskOwner, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._tasks = tasks
        self._messages = messages
        self._kept: dict[str, tuple[Draft, QUndoStack]] = {}
        self._unsaved: set[str] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._save)

    async def get(self, session_id: str) -> tuple[Draft, QUndoStack]:
        """The draft of a session: what is in memory, else what the store has. Raises ``StoreError``."""
        if session_id not in self._kept:
            staged = await self._drafts.load(session_id)
            # Two may have asked at the same time: the first answer stands.
            self._kept.setdefault(session_id, (Draft(staged), QUndoStack(self)))
        return self._kept[session_id]

    def changed(self, draft: Draft) -> None:
        """What is staged is different: save it soon, for the session that this draft belongs to."""
        self._unsaved.update(session_id for session_id, kept in self._kept.items() if kept[0] is draft)
        self._soon.start(SAVE_AFTER_MS)

    async def save_all(self) -> None:
        """Save what is not saved yet, now. Raises ``StoreError``."""
        self._soon.stop()
        while self._unsaved:
            session_id = self._unsaved.pop()
            try:
                await self._drafts.save(session_id, self._kept[session_id][0].all())
            except BaseException:
                self._unsaved.add(session_id)
                raise

    def _save(self) -> None:
        self._tasks.start(self.save_all(), "save drafts", on_failure=self._say)

    def _say(self, failure: Exception) -> None:
        self._messages.error(failure, key="drafts")
