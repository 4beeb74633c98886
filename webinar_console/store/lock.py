"""One program at a time per account: two would each believe that a row is theirs to send."""

import os
import sys
from pathlib import Path
from typing import IO

from webinar_console.domain.errors import StoreError

if sys.platform == "win32":  # pragma: no cover - exercised on Windows only
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class AccountBusy(StoreError):
    """Another running program works on this account."""


class AccountLock:
    """A lock of the operating system on a file: it ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: IO[bytes] | None = None

    def acquire(self) -> None:
        """Take the lock. Raises :class:`AccountBusy` when another program has it, ``StoreError`` else."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = self._path.open("a+b")
        except OSError as error:
            raise StoreError(
                "Webinar Console may not write to its own folder, so it cannot keep its records.", str(error)
            ) from error
        try:
            _lock(handle)
        except OSError as error:
            handle.close()
            raise AccountBusy(
                "Webinar Console is already open for this account. Go on in that window.",
                f"{self._path}: {error}",
            ) from error
        handle.truncate(0)
        handle.write(str(os.getpid()).encode())
        handle.flush()
        self._handle = handle

    def release(self) -> None:
        """Let go. Releasing twice is harmless."""
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()
