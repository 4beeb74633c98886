"""What waits in the import sheet, for each session.

In memory with its undo steps, and on disk soon after each change.
"""

import asyncio

import msgspec
from PySide6.QtCore import QObject, QTimer

from webinar_console.domain.import_record import NO_FILES, ImportRecord, KeptFiles
from webinar_console.domain.people_source import FileSource
from webinar_console.domain.session import Session
from webinar_console.ui.tasks import TaskOwner

from .choices import Kept
from .ports import Clock, ImportDraftStore
from .recording import Recorder

#: Within this time after a change it is on its way to the disk.
_SAVE_AFTER_MS = 300

#: An import as the person left it, or as the disk has it.
Waiting = Kept | ImportRecord


class Shelf(QObject):
    """The file of each session as the person left it, until its import was started.

    Another import that gave way to it, the former one, is kept beside it: nothing that was decided goes
    without a word. A file of several keeps its turn until its import is started or forgotten. ``drafts`` is
    ``None`` where nothing is kept beyond the program.
    """

    def __init__(
        self, parent: QObject, drafts: ImportDraftStore | None, now: Clock, tasks: TaskOwner
    ) -> None:
        super().__init__(parent)
        self._drafts, self._now, self._tasks = drafts, now, tasks
        self._waiting: dict[str, Waiting] = {}
        self._former: dict[str, Waiting] = {}
        self._files: dict[str, KeptFiles] = {}
        self._unsaved: set[str] = set()
        self._recorders: dict[str, Recorder] = {}
        self._saving = asyncio.Lock()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVE_AFTER_MS)
        self._soon.timeout.connect(self._save)

    def __len__(self) -> int:
        return sum(isinstance(waiting, Kept) for waiting in self._waiting.values())

    def of(self, session: Session | None) -> Kept | None:
        """What waits for a session."""
        waiting = self._waiting.get(session.id) if session is not None else None
        return waiting if isinstance(waiting, Kept) else None

    def keep(self, session: Session, kept: Kept) -> None:
        """This waits for the session now."""
        self._waiting[session.id] = kept
        self._changed(session)

    def drop(self, session: Session) -> None:
        """Nothing waits for the session any more, but what gave way to it, and the files after it."""
        self._end_turn(session, self._waiting.pop(session.id, None))
        if (former := self._former.pop(session.id, None)) is not None:
            self._waiting[session.id] = former
        self._changed(session)

    def former_name(self, session: Session | None) -> str:
        """What the former import of a session is called; empty without one."""
        former = self._former.get(session.id) if session is not None else None
        return _name_of(former) if former is not None else ""

    def forget_former(self, session: Session) -> None:
        """Nobody wants the former import any more."""
        self._end_turn(session, self._former.pop(session.id, None))
        self._changed(session)

    def give_way(self, session: Session) -> None:
        """What waits makes room for another import.

        It becomes the former one if anything was decided, or if it is one of several files.
        """
        waiting = self._waiting.pop(session.id, None)
        if waiting is None:
            return
        is_one = _path_of(waiting) in self.files_of(session).after and session.id not in self._former
        if waiting.is_decided or is_one:
            self._former[session.id] = waiting

    def bring_back(self, session: Session) -> None:
        """The former import waits again, and what waits gives way to it."""
        former = self._former.pop(session.id, None)
        if former is not None:
            self.give_way(session)
            self._waiting[session.id] = former
            self._changed(session)

    def files_of(self, session: Session | None) -> KeptFiles:
        """The files that wait beside it: several were given at once."""
        return self._files.get(session.id, NO_FILES) if session is not None else NO_FILES

    def keep_files(self, session: Session, files: KeptFiles) -> None:
        """These files wait for the session now."""
        if files != self.files_of(session):
            self._files[session.id] = files
            self._changed(session)

    def _end_turn(self, session: Session, waiting: Waiting | None) -> None:
        if waiting is not None and (path := _path_of(waiting)):
            self.keep_files(session, self.files_of(session).without(path))

    async def remembered(self, session: Session) -> ImportRecord | None:
        """What was kept on disk for a session that nothing waits for in memory. Raises ``StoreError``."""
        if session.id not in self._waiting and self._drafts is not None:
            # What is being written right now is not on the disk yet.
            async with self._saving:
                record = await self._drafts.load(session.id)
                files = await self._drafts.load_files(session.id)
            self._files.setdefault(session.id, files)
            is_old = session.id in self._waiting or session.id in self._unsaved
            if record is not None and not is_old:
                if record.former is not None:
                    self._former.setdefault(session.id, record.former)
                self._waiting[session.id] = msgspec.structs.replace(record, former=None)
        waiting = self._waiting.get(session.id)
        return waiting if isinstance(waiting, ImportRecord) else None

    async def save_all(self) -> None:
        """Save what is not saved yet, now. Raises ``StoreError``."""
        self._soon.stop()
        async with self._saving:
            while self._unsaved and self._drafts is not None:
                session_id = self._unsaved.pop()
                try:
                    files = self._files.get(session_id)
                    if files is None:
                        files = await self._drafts.load_files(session_id)
                    await self._drafts.save(session_id, await self._record(session_id), files)
                except BaseException:
                    self._unsaved.add(session_id)
                    raise

    async def _record(self, session_id: str) -> ImportRecord | None:
        """What waits with what gave way to it, as the disk keeps them."""
        waiting, former = self._waiting.get(session_id), self._former.get(session_id)
        recorder = self._recorders.setdefault(session_id, Recorder())
        recorder.keep_only(waiting, former)
        record, beside = await self._as_record(waiting, recorder), await self._as_record(former, recorder)
        if record is None and beside is None:
            del self._recorders[session_id]
        return beside if record is None else msgspec.structs.replace(record, former=beside)

    async def _as_record(self, waiting: Waiting | None, recorder: Recorder) -> ImportRecord | None:
        if isinstance(waiting, Kept):
            mended = waiting.mending.mended
            return await asyncio.to_thread(recorder.record_of, waiting, mended, self._now())
        return waiting

    def _changed(self, session: Session) -> None:
        if self._drafts is not None:
            self._unsaved.add(session.id)
            # Not started anew by each change: who never pauses is saved, too.
            if not self._soon.isActive():
                self._soon.start()

    def _save(self) -> None:
        self._tasks.start(self.save_all(), "save the import's draft")


def _path_of(waiting: Waiting) -> str:
    """Where the file of an import is; empty for one that is from no file."""
    source = waiting.draft.source if isinstance(waiting, Kept) else waiting.source
    return str(source.path) if isinstance(source, FileSource) else ""


def _name_of(waiting: Waiting) -> str:
    return waiting.draft.name if isinstance(waiting, Kept) else waiting.name
