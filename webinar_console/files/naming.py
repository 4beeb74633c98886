"""The last step of writing a file: it gets its name, wholly and once, or it does not any more."""

import asyncio
import contextlib
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
