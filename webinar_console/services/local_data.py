"""What an account keeps on this computer: for how long, how much it is, and what would be lost with it."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from webinar_console.domain.job import JobProgress
from webinar_console.domain.keeping import MONTH, Keeping
from webinar_console.domain.session import Session
from webinar_console.store import Store


@dataclass(frozen=True, slots=True)
class DataKept:
    """``lists`` are the copies of registrants, ``size`` are the bytes of all files."""

    keeping: Keeping
    lists: int
    size: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What stands against removing everything.

    ``jobs`` (titles of their sessions) have to end first: those that are not over, and those whose settings
    at RingCentral are not put back yet. ``edits`` (session, number of staged edits) and ``imports``
    (sessions) would be lost.
    """

    jobs: tuple[str, ...] = ()
    edits: tuple[tuple[str, int], ...] = ()
    imports: tuple[str, ...] = ()

    @property
    def loses_work(self) -> bool:
        """Whether somebody prepared something that was not sent."""
        return bool(self.edits or self.imports)


class LocalData:
    """The account's data on this computer. ``begin`` once at the start."""

    def __init__(
        self,
        store: Store,
        jobs: Callable[[], Iterable[JobProgress]],
        owing: Callable[[], Iterable[JobProgress]],
        session: Callable[[str], Session | None],
        now: Callable[[], datetime],
    ) -> None:
        """``jobs`` are all of them, ``owing`` those that have settings to put back."""
        self._store, self._jobs, self._owing, self._session = store, jobs, owing, session
        self._now = now

    async def begin(self) -> None:
        """Remove what is older than the person wants it kept. Raises ``StoreError``."""
        if await self._store.keeping() is Keeping.MONTH:
            await self._store.cache.forget_older(self._now() - MONTH)

    async def choose(self, keeping: Keeping) -> None:
        """Keep copies so long, from now on. Raises ``StoreError``."""
        await self._store.keep(keeping)
        await self.begin()

    async def kept(self) -> DataKept:
        """What is here now. Raises ``StoreError``."""
        copies = await self._store.cache.copies()
        folder = self._store.folder
        # On a thread: a look at a slow disk can take a while.
        size = 0 if folder is None else await asyncio.to_thread(_size_of, folder)
        return DataKept(await self._store.keeping(), len(copies), size)

    async def unfinished(self) -> Unfinished:
        """What stands against removing everything. Raises ``StoreError``."""
        busy = [job for job in self._jobs() if not job.state.is_over]
        titles = dict.fromkeys(job.session_title for job in (*busy, *self._owing()))
        edits = [
            (self._title(session_id), len(await self._store.drafts.load(session_id)))
            for session_id in await self._store.drafts.sessions()
        ]
        imports = [self._title(session_id) for session_id in await self._store.import_drafts.sessions()]
        return Unfinished(tuple(titles), tuple(edits), tuple(imports))

    def _title(self, session_id: str) -> str:
        session = self._session(session_id)
        return session.name if session is not None else "a session that is not listed any more"


def _size_of(folder: Path) -> int:
    """Bytes of all files. A file that goes meanwhile has none."""
    size = 0
    for path in folder.rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return size
