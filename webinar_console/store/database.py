"""One SQLite connection on a thread of its own.

SQLite calls release the GIL, so a thread keeps the window moving. One owner means one writer: no lock
contention inside the program, and commits in the order in which they were asked for.
"""

import asyncio
import contextlib
import errno
import hashlib
import queue
import shutil
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar, cast

from webinar_console.domain.errors import StoreDamaged, StoreError

from .folder import make_private, make_private_file

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], Any]

_STOP = None


class Database:
    """An open database file. All methods may be called from any event loop.

    What changes the file is carried out even when the caller is cancelled while it waits: a commit is never
    half-asked. A read that has not begun by then is left, so that nobody waits behind it.
    """

    def __init__(
        self,
        path: Path | None,
        migrations: Sequence[str],
        *,
        durable: bool,
        disposable: bool = False,
        functions: Mapping[str, Callable[[Any], Any]] | None = None,
    ) -> None:
        """``durable`` waits for the disk at each commit; ``disposable`` starts a damaged file over.
        ``functions`` of one argument can be called in SQL, by the migrations, too.

        ``path`` ``None`` is a database in memory: there is no disk to wait for, so it works at once, on the
        thread of the one who asks, and needs no thread of its own.
        """
        self._path = path
        self._migrations = migrations
        self._durable = durable
        self._disposable = disposable
        self._functions = functions or {}
        self._queue: queue.SimpleQueue[tuple[Work, _Answer] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._memory: sqlite3.Connection | None = None
        self._connection: sqlite3.Connection | None = None  # the thread's own
        self._in_memory = False

    async def open(self, *, in_memory: bool = False) -> None:
        """Open the file, make missing tables. ``in_memory``: there shall be no file; see :meth:`move`.

        Raises ``StoreError`` when the file is damaged, not writable or of a newer version.
        """
        if self._path is None:
            self._memory = self._connect()
            return
        self._in_memory = in_memory
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._serve, args=(ready,), name=f"store {self._path.name}")
        self._thread.daemon = True
        self._thread.start()
        try:
            await asyncio.wrap_future(ready)
        except StoreError:
            self._thread = None  # it has ended: there is nothing to close
            raise

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` with the connection and return what it returns. Raises ``StoreError``.

        ``work`` changes nothing: it is not done where nobody waits for it any more when its turn comes.
        """
        return await self._ask(work, may_be_left=True)

    async def upkeep(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run what no transaction can hold. Raises ``StoreError``."""
        return await self._ask(work)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` in one transaction: all of it is on disk when this returns, or none of it."""

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # A failed COMMIT (disk full) may have ended the transaction already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

        return await self._ask(transaction)

    async def move(self, *, to_memory: bool) -> None:
        """Go on in memory, and delete the file; or go on in a file again. What is known comes along.

        Raises ``StoreError``; then all is as it was.
        """
        if self._memory is None:
            await self._ask(lambda _connection: self._move(to_memory))

    def _move(self, to_memory: bool) -> None:
        before, was = self._connection, self._in_memory
        if before is None or to_memory == was:
            return
        self._in_memory = to_memory
        try:
            after = self._connect()
            before.backup(after)
        except BaseException:
            self._in_memory = was
            raise
        before.close()
        self._connection = after
        if to_memory:
            self._delete_files()

    def _delete_files(self) -> None:
        for path in files_of(self._path) if self._path is not None else ():
            path.unlink(missing_ok=True)

    async def close(self) -> None:
        """Finish what was asked for and close. Closing twice is harmless."""
        memory, self._memory = self._memory, None
        if memory is not None:
            memory.close()
        thread, self._thread = self._thread, None
        if thread is None:
            return
        done = _Answer()
        self._queue.put((lambda _connection: None, done))
        self._queue.put(_STOP)
        await done.future
        await asyncio.to_thread(thread.join)

    async def _ask(self, work: Callable[[sqlite3.Connection], T], *, may_be_left: bool = False) -> T:
        if self._memory is not None:
            try:
                return work(self._memory)
            except sqlite3.Error as error:
                raise translate(error, None) from error
        if self._thread is None:
            raise StoreError("The local store is closed.")
        answer = _Answer(may_be_left=may_be_left)
        self._queue.put((work, answer))
        return cast(T, await answer.future)

    def _serve(self, ready: "Future[None]") -> None:
        try:
            if self._in_memory:
                self._delete_files()
            self._connection = self._connect_or_start_over()
        except (sqlite3.Error, OSError) as error:
            ready.set_exception(translate(error, self._path))
            return
        except StoreError as error:
            ready.set_exception(error)
            return
        ready.set_result(None)
        try:
            while (asked := self._queue.get()) is not _STOP:
                work, done = asked
                if done.is_left:
                    continue
                try:
                    result = work(self._connection)
                except sqlite3.Error as error:
                    done.fail(translate(error, self._path))
                except Exception as error:  # noqa: BLE001 - handed to the one who asked
                    done.fail(error)
                else:
                    done.give(result)
        finally:
            self._connection.close()
            self._connection = None

    def _connect_or_start_over(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if not self._disposable or self._path is None or not is_damage(error):
                raise
        self._delete_files()
        return self._connect()

    def _connect(self) -> sqlite3.Connection:
        path = None if self._in_memory else self._path
        if path is not None:
            make_private(path.parent)
            make_private_file(path)
        connection = sqlite3.connect(str(path or ":memory:"), isolation_level=None, timeout=10)
        if path is None:
            # What is sorted stays off the disk, too.
            connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'NORMAL'}")
        if self._durable:
            # On a Mac a plain sync leaves the commit in the drive's own memory; elsewhere these do nothing.
            connection.execute("PRAGMA fullfsync=1")
            connection.execute("PRAGMA checkpoint_fullfsync=1")
        connection.execute("PRAGMA foreign_keys=ON")
        for name, function in self._functions.items():
            connection.create_function(name, 1, function, deterministic=True)
        self._migrate(connection)
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > len(self._migrations):
            raise StoreError(
                "The data on this computer was written by a newer version of Webinar Console. "
                "Nothing was changed; please use the newer version.",
                f"{self._path}: version {version}, known {len(self._migrations)}",
            )
        for number, script in enumerate(self._migrations[version:], version + 1):
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version={number};\nCOMMIT;")


class _Answer:
    """What a call waits for: a future of its loop, answered from the store's thread.

    A third of the time of asyncio's bridge to ``concurrent.futures``, and a commit takes no longer than that.
    """

    def __init__(self, *, may_be_left: bool = False) -> None:
        self._may_be_left = may_be_left
        self._loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self._loop.create_future()

    @property
    def is_left(self) -> bool:
        """Whether nobody waits any more, and nothing has to be done then."""
        return self._may_be_left and self.future.cancelled()

    def give(self, result: object) -> None:
        """The work is done."""
        self._tell(self.future.set_result, result)

    def fail(self, error: Exception) -> None:
        """The work raised this."""
        self._tell(self.future.set_exception, error)

    def _tell(self, call: Callable[[Any], None], what: object) -> None:
        # The loop may be closed already when the program ends in the middle.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._settle, call, what)

    def _settle(self, call: Callable[[Any], None], what: object) -> None:
        if not self.future.done():  # whoever waited was cancelled
            call(what)


_DAMAGED = ("malformed", "not a database", "corrupt")


def is_damage(error: BaseException) -> bool:
    """Whether SQLite says that the file is no whole database (locked, full, read-only is no damage)."""
    return isinstance(error, sqlite3.DatabaseError) and any(word in str(error) for word in _DAMAGED)


def files_of(path: Path) -> tuple[Path, ...]:
    """A database file and what SQLite keeps beside it."""
    return tuple(path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm"))


def keep_copy(path: Path) -> Path:
    """Copy a damaged database, with what belongs to it, beside itself. The same damage is copied once.

    The log holds what was written last: its copy is renewed when it has grown, and stays when it is another.
    Raises ``OSError``.
    """
    whole, log, index = files_of(path)
    main, written = path.read_bytes(), _bytes_of(log)
    copy = _copy_of(path, main)
    if not written.startswith(_bytes_of(files_of(copy)[1])):
        copy = _copy_of(path, main + written)
    targets = files_of(copy)
    has_grown = len(written) > len(_bytes_of(targets[1]))
    for source, target in zip((whole, log, index), targets, strict=True):
        if source.exists() and (not target.exists() or (has_grown and source is not whole)):
            part = target.with_name(target.name + ".part")
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            shutil.copyfile(source, part)
            part.replace(target)  # a copy is whole, or it is not there
    return copy


def _copy_of(path: Path, content: bytes) -> Path:
    return path.with_name(f"{path.stem}.damaged-{hashlib.sha256(content).hexdigest()[:8]}{path.suffix}")


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _damaged(technical: str, path: Path | None) -> StoreDamaged:
    sentence = "Webinar Console's records of this account are damaged and cannot be read."
    if path is not None:
        try:
            sentence += f" A copy is kept as {keep_copy(path).name}."
        except OSError as trouble:
            technical += f"; no copy: {trouble}"
    return StoreDamaged(sentence, technical)


def translate(error: sqlite3.Error | OSError, path: Path | None) -> StoreError:
    """The sentence for a failure of SQLite or of the file system. A damaged file is copied first."""
    text = str(error)
    lowered = text.casefold()
    technical = f"{path}: {type(error).__name__}: {text}"
    failure: StoreError
    if is_damage(error):
        failure = _damaged(technical, path)
    elif "full" in lowered or getattr(error, "errno", None) == errno.ENOSPC:
        problem = "The disk is full, so Webinar Console cannot keep its records."
        failure = StoreError.mendable(problem, "Free some space", technical)
    elif "readonly" in lowered or "read-only" in lowered or isinstance(error, PermissionError):
        problem = "Webinar Console may not write to its own folder, so it cannot keep its records."
        failure = StoreError.mendable(problem, "Allow it", technical)
    elif "locked" in lowered or "busy" in lowered:
        problem = "Another program holds Webinar Console's records."
        failure = StoreError.mendable(problem, "Close it", technical)
    else:
        failure = StoreError("Webinar Console cannot read or write its records on this computer.", technical)
    failure.__cause__ = error
    return failure
