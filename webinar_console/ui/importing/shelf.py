"""What waits in the import sheet, for each session.

In memory with its undo steps, and on disk soon after each change.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject, QTimer

from webinar_console.domain.import_record import NO_FILES, ImportRecord, KeptFiles
from webinar_console.domain.people_source import FileSource, PeopleSource
from webinar_console.domain.session import Session
from webinar_console.ui.tasks import TaskOwner

from .choices import Kept
from .ports import Clock, ImportDraftStore
from .recording import Recorder

#: Within this time after a change it is on its way to the disk.
_SAVE_AFTER_MS = 300

#: An import as the person left it, or as the disk has it.
Waiting = Kept | ImportRecord


@dataclass(slots=True)
class _Place:
    """What there is for one session. ``formers`` gave way to what waits, the last of them first.

    ``is_loaded``: what the disk had is in it.
    """

    waiting: Waiting | None = None
    formers: tuple[Waiting, ...] = ()
    files: KeptFiles = NO_FILES
    is_loaded: bool = False

    @property
    def imports(self) -> tuple[Waiting, ...]:
        """All of them, what waits first."""
        return self.formers if self.waiting is None else (self.waiting, *self.formers)


class Shelf(QObject):
    """The file of each session as the person left it, until its import was started.

    The imports that gave way to it, the former ones, are kept beside it, however many: nothing that was
    decided goes without a word. A file of several keeps its turn until its import is started or forgotten.
    ``drafts`` is ``None`` where nothing is kept beyond the program.
    """

    def __init__(
        self, parent: QObject, drafts: ImportDraftStore | None, now: Clock, tasks: TaskOwner
    ) -> None:
        super().__init__(parent)
        self._drafts, self._now, self._tasks = drafts, now, tasks
        self._places: defaultdict[str, _Place] = defaultdict(_Place)
        self._unsaved: set[str] = set()
        self._recorders: dict[str, Recorder] = {}
        self._disk = asyncio.Lock()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVE_AFTER_MS)
        self._soon.timeout.connect(self._save)

    def __len__(self) -> int:
        return sum(isinstance(place.waiting, Kept) for place in self._places.values())

    def of(self, session: Session | None) -> Kept | None:
        """What waits for a session."""
        waiting = self._places[session.id].waiting if session is not None else None
        return waiting if isinstance(waiting, Kept) else None

    def imports(self, session: Session) -> tuple[Waiting, ...]:
        """What waits for a session, and the former imports, the last of them first."""
        return self._places[session.id].imports

    def formers(self, session: Session) -> tuple[Waiting, ...]:
        """The imports that gave way, the last of them first."""
        return self._places[session.id].formers

    def keep(self, session: Session, kept: Kept) -> None:
        """This waits for the session now."""
        self._places[session.id].waiting = kept
        self._changed(session)

    def drop(self, session: Session) -> None:
        """Nothing waits for the session any more, but what gave way to it last, and the files after it."""
        place = self._places[session.id]
        self._end_turn(session, place.waiting)
        place.waiting, place.formers = (place.formers or (None,))[0], place.formers[1:]
        self._changed(session)

    def forget_formers(self, session: Session) -> None:
        """Nobody wants the former imports any more."""
        place = self._places[session.id]
        for former in place.formers:
            self._end_turn(session, former)
        place.formers = ()
        self._changed(session)

    def give_way(self, session: Session) -> None:
        """What waits makes room for another import.

        It becomes the last of the former ones if anything was decided, or if it is one of several files.
        """
        place = self._places[session.id]
        waiting, place.waiting = place.waiting, None
        if waiting is not None and (waiting.is_decided or path_of(waiting) in place.files.after):
            place.formers = (waiting, *place.formers)

    def bring_back(self, session: Session, former: Waiting) -> None:
        """A former import waits again, and what waits gives way to it."""
        place = self._places[session.id]
        if any(other is former for other in place.formers):
            place.formers = tuple(other for other in place.formers if other is not former)
            self.give_way(session)
            place.waiting = former
            self._changed(session)

    def files_of(self, session: Session | None) -> KeptFiles:
        """The files that wait beside it: several were given at once."""
        return self._places[session.id].files if session is not None else NO_FILES

    def keep_files(self, session: Session, files: KeptFiles) -> None:
        """These files wait for the session now."""
        place = self._places[session.id]
        if files != place.files:
            place.files = files
            self._changed(session)

    def _end_turn(self, session: Session, waiting: Waiting | None) -> None:
        if waiting is not None and (path := path_of(waiting)):
            self.keep_files(session, self.files_of(session).without(path))

    async def remembered(self, session: Session) -> ImportRecord | None:
        """What was kept on disk for a session and is not open yet. Raises ``StoreError``."""
        if self._drafts is not None and not self._places[session.id].is_loaded:
            async with self._disk:
                await self._load(session.id)
        waiting = self._places[session.id].waiting
        return waiting if isinstance(waiting, ImportRecord) else None

    async def _load(self, session_id: str) -> None:
        """Put what the disk has beside what came meanwhile: once, and before anything is written there."""
        place = self._places[session_id]
        if place.is_loaded or self._drafts is None:
            return
        record = await self._drafts.load(session_id)
        files = await self._drafts.load_files(session_id)
        place.is_loaded = True
        place.files = place.files or files
        if record is not None:
            kept = (msgspec.structs.replace(record, formers=()), *record.formers)
            first, rest = (kept[0], kept[1:]) if place.waiting is None else (place.waiting, kept)
            place.waiting, place.formers = first, (*place.formers, *rest)

    async def save_all(self) -> None:
        """Save what is not saved yet, now. Raises ``StoreError``."""
        self._soon.stop()
        async with self._disk:
            while self._unsaved and self._drafts is not None:
                session_id = self._unsaved.pop()
                try:
                    await self._load(session_id)
                    record = await self._record(session_id)
                    await self._drafts.save(session_id, record, self._places[session_id].files)
                except BaseException:
                    self._unsaved.add(session_id)
                    raise

    async def _record(self, session_id: str) -> ImportRecord | None:
        """What waits with what gave way to it, as the disk keeps them."""
        imports = self._places[session_id].imports
        recorder = self._recorders.setdefault(session_id, Recorder())
        recorder.keep_only(*imports)
        records = [await self._as_record(waiting, recorder) for waiting in imports]
        kept = [record for record in records if record is not None]
        if not kept:
            del self._recorders[session_id]
            return None
        return msgspec.structs.replace(kept[0], formers=tuple(kept[1:]))

    async def _as_record(self, waiting: Waiting, recorder: Recorder) -> ImportRecord | None:
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


def path_of(waiting: Waiting) -> str:
    """Where the file of an import is; empty for one that is from no file."""
    source = source_of(waiting)
    return str(source.path) if isinstance(source, FileSource) else ""


def source_of(waiting: Waiting) -> PeopleSource:
    """Where its people come from."""
    return waiting.draft.source if isinstance(waiting, Kept) else waiting.source


def name_of(waiting: Waiting) -> str:
    """What it is called."""
    return waiting.draft.name if isinstance(waiting, Kept) else waiting.name
