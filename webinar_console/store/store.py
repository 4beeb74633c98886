"""The store of one account, put together."""

import contextlib
from pathlib import Path
from types import TracebackType

from webinar_console.domain.closing import close_all
from webinar_console.domain.keeping import Keeping

from .cache import Cache, found_by_of
from .database import Database, files_of, keep_copy, translate
from .drafts import Drafts
from .history import JobHistory
from .import_drafts import ImportDrafts
from .journal import Journal
from .lock import AccountLock
from .memory import GovernorRecord, Settings
from .schema import CACHE_MIGRATIONS, STATE_MIGRATIONS

_STATE = "state.sqlite3"
_LOCK = "lock"
_KEEPING = "keep copies"


class Store:
    """Everything that one account keeps on this computer.

    ``folder`` ``None`` keeps it in memory (nothing survives), for tests and for people who want no traces.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._lock = AccountLock(folder / _LOCK) if folder else None
        self._state = Database(folder / _STATE if folder else None, STATE_MIGRATIONS, durable=True)
        self._cache = Database(
            folder / "cache.sqlite3" if folder else None,
            CACHE_MIGRATIONS,
            durable=False,
            disposable=True,
            functions={"found_by_of": found_by_of},
        )
        self.journal = Journal(self._state)
        self.history = JobHistory(self._state)
        self.drafts = Drafts(self._state)
        self.import_drafts = ImportDrafts(self._state)
        self.settings = Settings(self._state)
        self.governor = GovernorRecord(self._state)
        self.cache = Cache(self._cache)

    @classmethod
    async def open(cls, folder: Path | None) -> "Store":
        """Open the store of an account.

        Raises ``StoreError`` when another program works on the same account, or the files cannot be used.
        """
        store = cls(folder)
        if store._lock:
            store._lock.acquire()
        try:
            await store._state.open()
            await store._cache.open(in_memory=await store.keeping() is Keeping.NEVER)
            await store.governor.load_once()
        except BaseException:
            await store.close()
            raise
        return store

    @staticmethod
    def start_over(folder: Path) -> Path | None:
        """Put damaged records aside, so that the next start begins with empty ones. Only on a person's word.

        Returns where they are; ``None`` when there are none. Raises ``StoreError``.
        """
        path = folder / _STATE
        if not path.exists():
            return None
        lock = AccountLock(folder / _LOCK)
        lock.acquire()
        try:
            copy = keep_copy(path)
            for kept in files_of(path):
                kept.unlink(missing_ok=True)
        except OSError as error:
            raise translate(error, path) from error
        finally:
            lock.release()
        return copy

    async def keeping(self) -> Keeping:
        """How long copies stay; ``Keeping.ALWAYS`` unless something else was chosen."""
        try:
            return Keeping(await self.settings.get(_KEEPING))
        except ValueError:
            return Keeping.ALWAYS

    async def keep(self, keeping: Keeping) -> None:
        """Keep copies so long from now on. With ``Keeping.NEVER`` they go on in memory, and their file goes.

        Raises ``StoreError``.
        """
        await self.settings.set(_KEEPING, keeping.value)
        await self._cache.move(to_memory=keeping is Keeping.NEVER)

    @staticmethod
    def remove(folder: Path) -> None:
        """Delete everything of an account that is closed: its whole folder. Only on a person's word.

        Raises ``StoreError``: another program works on it, or a file cannot be deleted; others are gone then.
        """
        if not folder.exists():
            return
        held = folder / _LOCK
        lock = AccountLock(held)
        lock.acquire()
        try:
            for path in sorted(folder.rglob("*"), reverse=True):
                if path.is_dir() and not path.is_symlink():
                    path.rmdir()
                elif path != held:
                    path.unlink()
        except OSError as error:
            raise translate(error, folder) from error
        finally:
            lock.release()
        with contextlib.suppress(OSError):  # another program may open the account just now
            held.unlink()
            folder.rmdir()

    async def close(self) -> None:
        """Close the files and let go of the account, whatever becomes of either file."""
        try:
            await close_all(self._cache.close, self._state.close)
        finally:
            if self._lock:
                self._lock.release()

    async def __aenter__(self) -> "Store":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
