"""One program at a time per account: two would each believe that a row is theirs to send."""

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import IO

from webinar_console.domain.errors import StoreError

from .folder import make_private, make_private_file

if sys.platform == "win32":  # pragma: no cover - exercised on Windows only
    import msvcrt

    def _lock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: IO[bytes]) -> None:
        fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


#: What "somebody else has it" is called: by flock on Unix, by locking on Windows.
_TAKEN = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES})


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
            make_private(self._path.parent)
            make_private_file(self._path)
            # Unbuffered: nothing is left to write, and to fail, when the lock is let go.
            handle = self._path.open("a+b", buffering=0)
        except OSError as error:
            raise StoreError(
                "Webinar Console may not write to its own folder, so it cannot keep its records.", str(error)
            ) from error
        try:
            _lock(handle)
        except OSError as error:
            handle.close()
            if error.errno in _TAKEN:
                raise AccountBusy(
                    "Webinar Console is already open for this account. Go on in that window.",
                    f"{self._path}: {error}",
                ) from error
            raise StoreError(
                "The disk of Webinar Console's folder cannot lock files, so two windows could work on the "
                "same people. Use a folder on this computer's own disk.",
                f"{self._path}: {error}",
            ) from error
        # For whoever looks into the file; the lock holds without it, on a full disk, too.
        with contextlib.suppress(OSError):
            handle.truncate(0)
            handle.write(str(os.getpid()).encode())
        self._handle = handle

    def release(self) -> None:
        """Let go. Releasing twice is harmless."""
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()
