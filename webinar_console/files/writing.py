"""The program's side of writing: a worker process gets the rows, and its file gets its name at the end.

The file grows beside its target under a name of passage; the last step is a rename, so a target is written
over wholly or not at all. Whatever ends a writing early, its file of passage is taken away.
"""

import asyncio
import contextlib
import subprocess
import tempfile
import threading
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec

from webinar_console.domain.errors import FileProblem

from . import flag
from .exporting import private_file, sentence_for
from .naming import Naming
from .process import PATIENCE_S, last_words, started, to_the_end
from .wire import Cells, Order, Refused, Whole, Written, end_from, packed, read_packed

T = TypeVar("T")

_DIED = "The file could not be written: the part of the program that writes files ended unexpectedly."
_NO_WORKER = "The file could not be written: the part of the program that writes files did not start."


class Writing:
    """One file that is being written. ``begin``, ``put`` as often as wanted, ``finish``; ``aclose`` always.

    All of them raise ``FileProblem``.
    """

    def __init__(
        self,
        target: Path,
        suffix: str,
        columns: Sequence[tuple[str, str, int]],
        *,
        delimiter: str = ",",
        sheet: str = "People",
        command: Sequence[str] | None = None,
    ) -> None:
        """``columns`` are their names, titles and widths in letters. ``target`` may exist already: the caller
        has asked.
        """
        self.target = target
        self.passage = passage_beside(target)
        names, header, widths = zip(*columns, strict=True)
        self._order = Order(str(self.passage), suffix, delimiter, sheet, names, header, widths)
        self._command = command or flag.command()
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr: IO[bytes] | None = None
        self._lock = threading.Lock()
        self._stopped = False
        self._naming = Naming()
        self._under_way: asyncio.Future[Any] | None = None

    async def begin(self) -> None:
        """Start the process."""
        await self._on_a_thread(self._start)

    async def put(self, rows: list[tuple[str, ...]]) -> None:
        """Hand rows over. The next ones can be gathered while these are written."""
        try:
            body = packed(Cells(rows))
        except UnicodeEncodeError:
            # Half of a surrogate pair, which no encoding can carry.
            body = packed(Cells([tuple(_whole(cell) for cell in row) for row in rows]))
        await self._settled()
        self._under_way = asyncio.ensure_future(asyncio.to_thread(self._send, body))

    async def finish(self) -> int:
        """Wait until the file is on the disk, and give it its name. Returns its size in bytes.

        Whoever is cancelled here finds what was there before, or is not cancelled: then the file is there.
        """
        await self._settled()
        size = await self._on_a_thread(self._end)
        step = asyncio.ensure_future(asyncio.to_thread(self._naming.give, self.passage, self.target))
        self._under_way = step
        await self._naming.ended(step)
        return size

    async def aclose(self) -> None:
        """End the process and take away what is not whole. Does nothing after ``finish``."""
        await to_the_end(asyncio.ensure_future(self._clear_up()))

    async def _clear_up(self) -> None:
        self._naming.stop()
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()
        if self._under_way is not None:
            await asyncio.wait([self._under_way])
            # Killed in the middle: its failure is of our making.
            self._under_way.exception()
        await asyncio.to_thread(self._sweep)

    async def _on_a_thread(self, work: Callable[[], T]) -> T:
        future = asyncio.ensure_future(asyncio.to_thread(work))
        self._under_way = future
        return await asyncio.shield(future)

    async def _settled(self) -> None:
        if self._under_way is not None:
            await asyncio.shield(self._under_way)

    # -- on a thread

    def _start(self) -> None:
        with self._lock:
            if self._stopped:
                return
            try:
                self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
                self._process = started(self._command, self._stderr)
            except OSError as error:
                raise FileProblem(_NO_WORKER, str(error)) from error
        self._send(packed(self._order))

    def _send(self, body: bytes) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        try:
            process.stdin.write(body)
            process.stdin.flush()
        except OSError as error:
            raise self._refusal(str(error)) from error

    def _end(self) -> int:
        self._send(packed(Whole()))
        process = self._process
        assert process is not None
        assert process.stdout is not None
        body = read_packed(process.stdout)
        try:
            message = end_from(body) if body is not None else None
        except msgspec.DecodeError as error:
            raise FileProblem(_DIED, str(error)) from error
        if isinstance(message, Written):
            return message.size
        raise self._problem(message if isinstance(message, Refused) else None, "no answer")

    def _refusal(self, technical: str) -> FileProblem:
        """Why the worker takes nothing more: what it said last."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        message = None
        with contextlib.suppress(OSError, msgspec.DecodeError):
            body = read_packed(process.stdout)
            message = end_from(body) if body is not None else None
        return self._problem(message if isinstance(message, Refused) else None, technical)

    def _problem(self, said: Refused | None, technical: str) -> FileProblem:
        if said is not None:
            return FileProblem(said.sentence, said.technical)
        process = self._process
        assert process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_S)
        assert self._stderr is not None
        return FileProblem(_DIED, f"{technical}; {last_words(process, self._stderr)}")

    def _sweep(self) -> None:
        process, self._process = self._process, None
        streams: list[IO[bytes] | None] = [self._stderr]
        if process is not None:
            process.kill()
            process.wait()
            streams += [process.stdin, process.stdout]
        for stream in streams:
            # What was not flushed has no reader any more.
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        with contextlib.suppress(OSError):
            self.passage.unlink(missing_ok=True)


def save_whole(target: Path, content: bytes, naming: Naming | None = None) -> None:
    """Write a file that is in memory already: whole or not at all. Blocks: call it on a thread, and wait for
    it with a ``naming`` where it may be cancelled.

    The caller has asked before an existing file is written over. Raises ``FileProblem``.
    """
    passage = passage_beside(target)
    try:
        with private_file(passage) as file:
            file.write(content)
        (naming or Naming()).give(passage, target)
    except OSError as error:
        raise FileProblem(sentence_for(error), str(error)) from error
    finally:
        with contextlib.suppress(OSError):
            passage.unlink(missing_ok=True)


def passage_beside(target: Path) -> Path:
    """A name of passage in the target's folder; not made of the target's name, which may be long already."""
    return target.with_name(f".webinar-console-{uuid.uuid4().hex}.part")


def _whole(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")
