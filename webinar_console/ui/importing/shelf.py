"""What waits in the import sheet, for each session.

In memory with its undo steps, and on disk soon after each change.
"""

from PySide6.QtCore import QObject, QTimer

from webinar_console.domain.import_record import ImportRecord
from webinar_console.domain.session import Session
from webinar_console.ui.tasks import TaskOwner

from .choices import Kept
from .ports import Clock, ImportDraftStore
from .restoring import record_of

#: Within this time after a change it is on its way to the disk.
_SAVE_AFTER_MS = 300


class Shelf(QObject):
    """The file of each session as the person left it, until its import was started.

    ``drafts`` is ``None`` where nothing is kept beyond the program.
    """

    def __init__(
        self, parent: QObject, drafts: ImportDraftStore | None, now: Clock, tasks: TaskOwner
    ) -> None:
        super().__init__(parent)
        self._drafts, self._now, self._tasks = drafts, now, tasks
        self._kept: dict[str, Kept] = {}
        self._unsaved: set[str] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVE_AFTER_MS)
        self._soon.timeout.connect(self._save)

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, session: Session | None) -> Kept | None:
        """What waits for a session."""
        return self._kept.get(session.id) if session is not None else None

    def keep(self, session: Session, kept: Kept) -> None:
        """This waits for the session now."""
        self._kept[session.id] = kept
        self._changed(session)

    def drop(self, session: Session) -> None:
        """Nothing waits for the session any more."""
        self._kept.pop(session.id, None)
        self._changed(session)

    async def remembered(self, session: Session) -> ImportRecord | None:
        """What was kept on disk for a session that nothing waits for in memory. Raises ``StoreError``."""
        if self._drafts is None or session.id in self._unsaved:
            return None
        return await self._drafts.load(session.id)

    async def save_all(self) -> None:
        """Save what is not saved yet, now. Raises ``StoreError``."""
        self._soon.stop()
        while self._unsaved and self._drafts is not None:
            session_id = self._unsaved.pop()
            kept = self._kept.get(session_id)
            try:
                record = record_of(kept, self._now()) if kept is not None else None
                await self._drafts.save(session_id, record)
            except BaseException:
                self._unsaved.add(session_id)
                raise

    def _changed(self, session: Session) -> None:
        if self._drafts is not None:
            self._unsaved.add(session.id)
            # Not started anew by each change: who never pauses is saved, too.
            if not self._soon.isActive():
                self._soon.start()

    def _save(self) -> None:
        self._tasks.start(self.save_all(), "save the import's draft")
