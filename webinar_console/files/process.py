"""The worker process as the program starts, hears and ends it, for reading and for writing."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from typing import IO, TypeVar

T = TypeVar("T")

#: Seconds that a worker gets to end by itself.
PATIENCE_S = 5.0
_MOST_WORDS = 4_000
# No console window flashes up on Windows.
_FLAGS = getattr(subprocess, "CREATE_NO_WINDOW", 0) if sys.platform == "win32" else 0


def started(command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a worker that is spoken to over its standard streams. Raises ``OSError``."""
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, creationflags=_FLAGS
    )


def last_words(process: subprocess.Popen[bytes], errors: IO[bytes]) -> str:
    """The exit code, and the end of what it wrote to standard error."""
    errors.seek(0)
    words = errors.read().decode("utf-8", errors="replace")[-_MOST_WORDS:]
    return f"exit code {process.returncode}\n{words}".strip()


async def to_the_end(future: "asyncio.Future[T]") -> T:
    """Wait for what must come to its end, and be cancelled only then."""
    cancelled = None
    while not future.done():
        try:
            await asyncio.shield(future)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        future.exception()
        raise cancelled
    return future.result()
