"""The last step of writing a file: it gets its name, wholly and once, or it does not any more.

:class:`Naming` may write over a file, because the person was asked; :func:`name_anew` never does.
"""

import asyncio
import contextlib
import itertools
import sys
from pathlib import Path
from typing import Any

from webinar_console.domain.errors import FileProblem

from .exporting import sentence_for
from .process import to_the_end

IN_USE_OR_LOCKED = (
    "The old file of this name could not be replaced: it is open in another program, or it is protected. "
    "Close it there, or choose another name."
)


class Naming:
    """Gives a file of passage its name on a thread, unless it was stopped before. What has begun is not
    stopped: only after the thread has ended is it known what became of it.
    """

    def __init__(self) -> None:
        self._is_stopped = self._is_done = False

    def stop(self) -> None:
        """Let the name not be given, unless that has begun."""
        self._is_stopped = True

    def give(self, passage: Path, target: Path) -> None:
        """Give the file its name, unless that was stopped. Blocks. Raises ``FileProblem``."""
        if not self._is_stopped:
            _give_name(passage, target)
            self._is_done = True

    async def ended(self, step: "asyncio.Future[Any]") -> None:
        """Wait for the thread that comes to the last step. A cancel stops it, and is carried out when the
        thread has ended; one that comes too late counts as none, for the file is there.
        """
        try:
            await asyncio.shield(step)
        except asyncio.CancelledError:
            self.stop()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await to_the_end(step)
            if not self._is_done:
                raise
            task = asyncio.current_task()
            while task is not None and task.cancelling():
                task.uncancel()


def _give_name(passage: Path, target: Path) -> None:
    try:
        passage.replace(target)
    except OSError as error:
        # Windows says "access denied", too, where another program has the target open.
        is_theirs = isinstance(error, PermissionError) and target.exists()
        sentence = IN_USE_OR_LOCKED if is_theirs else sentence_for(error)
        raise FileProblem(sentence, str(error)) from error


def name_anew(passage: Path, folder: Path, stem: str) -> Path:
    """Give a whole file the first name that nobody had: ``<stem>.csv``, ``<stem>-2.csv``. Blocks.

    Nothing is written over, not even what somebody else names at the same time. Raises ``OSError``.
    """
    for number in itertools.count(1):
        path = folder / (f"{stem}.csv" if number == 1 else f"{stem}-{number}.csv")
        with contextlib.suppress(FileExistsError):
            _move(passage, path)
            return path
    raise AssertionError


def _move(passage: Path, path: Path) -> None:
    """Raises ``FileExistsError`` where the name is taken, and ``OSError``."""
    if sys.platform == "win32":
        passage.rename(path)  # never over another file there
        return
    try:
        path.hardlink_to(passage)
    except FileExistsError:
        raise
    except OSError:  # a disk without links: the name is there before the file is
        path.touch(exist_ok=False, mode=0o600)
        try:
            passage.replace(path)
        except OSError:
            path.unlink(missing_ok=True)
            raise
    else:
        passage.unlink()
