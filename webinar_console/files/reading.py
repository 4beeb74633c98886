"""The program's side of reading: starts a worker process and hands its messages to the loop.

A thread does the blocking part, so this works on any asyncio loop and on every platform. At most two frames
wait for the loop, and the loop takes one a turn.
"""

import asyncio
import contextlib
import subprocess
import tempfile
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import IO

import msgspec

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import FileSource, ReadChoices, ReadSource

from . import flag
from .process import PATIENCE_S, last_words, started, to_the_end
from .wire import Finished, Frame, Opened, Refused, Request, message_from, packed, read_packed

_WORKER_DIED = "The file could not be read: the part of the program that reads files ended unexpectedly."
_NO_WORKER = "The file could not be read: the part of the program that reads files did not start."
_WAITING_FRAMES = 2


async def read_people(
    source: ReadSource, choices: ReadChoices, command: Sequence[str] | None = None
) -> AsyncGenerator[Opened | Frame | Finished, None]:
    """The messages of one reading: ``Opened``, frames, ``Finished``.

    Close it (``contextlib.aclosing``) when you stop early: that ends the process. Raises ``FileProblem``.
    """
    run = _Run(command or flag.command(), *_request_for(source, choices))
    run.start()
    try:
        while (body := await run.next()) is not None:
            message = message_from(body)
            if isinstance(message, Refused):
                raise FileProblem(message.sentence, message.technical, line=message.line)
            yield message
            if isinstance(message, Finished):
                return
            # A turn of the loop between two frames, even when the next is there already.
            await asyncio.sleep(0)
        raise FileProblem(_WORKER_DIED if run.started else _NO_WORKER, run.last_words())
    except msgspec.DecodeError as error:
        raise FileProblem(_WORKER_DIED, str(error)) from error
    finally:
        await run.close()


def _request_for(source: ReadSource, choices: ReadChoices) -> tuple[Request, bytes]:
    if isinstance(source, FileSource):
        path, text, html = str(source.path), b"", b""
    else:
        # The clipboard may hold half of a surrogate pair, which no encoding can carry.
        path, text = None, source.text.encode("utf-8", errors="replace")
        html = source.html.encode("utf-8", errors="replace")
    request = Request(
        path=path,
        text_bytes=len(text),
        encoding=choices.encoding,
        delimiter=choices.delimiter,
        has_header=choices.has_header,
        sheet=choices.sheet,
        html_bytes=len(html),
    )
    return request, text + html


class _Run:
    """One worker process and the thread that talks to it."""

    def __init__(self, command: Sequence[str], request: Request, text: bytes) -> None:
        self._command = command
        self._input = packed(request) + text
        self._loop = asyncio.get_running_loop()
        self._bodies: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._room = threading.Semaphore(_WAITING_FRAMES)
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._trouble = ""
        self.started = False
        self._thread = threading.Thread(target=self._work, name="people file reader", daemon=True)

    def start(self) -> None:
        self._thread.start()

    async def next(self) -> bytes | None:
        """The next message, ``None`` when the process has ended."""
        body = await self._bodies.get()
        self._room.release()
        return body

    def last_words(self) -> str:
        """What the process wrote to standard error, its exit code, or why it did not start."""
        return self._trouble

    async def close(self) -> None:
        """End the process and wait until it is gone, even when this is cancelled meanwhile."""
        self._stopped.set()
        self._room.release()
        with self._lock:
            if self._process is not None:
                self._process.kill()
        await to_the_end(self._ended)

    def _work(self) -> None:
        """The thread: start, ask, pass on, clear up."""
        try:
            with tempfile.TemporaryFile() as errors:
                self._converse(errors)
        except OSError as error:
            self._trouble = str(error)
        finally:
            self._tell(self._bodies.put_nowait, None)
            self._tell(self._end)

    def _converse(self, errors: IO[bytes]) -> None:
        with self._lock:
            if self._stopped.is_set():
                return
            self._process = process = started(self._command, errors)
        self.started = True
        with process:
            try:
                self._pass_on(process)
                if not self._stopped.is_set():
                    process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                errors.write(b"it closed its output, but did not end")
            finally:
                process.kill()
        self._trouble = last_words(process, errors)

    def _pass_on(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        # A worker that is gone already does not take the request; its end is noticed below.
        with contextlib.suppress(OSError), process.stdin:
            process.stdin.write(self._input)
        while (body := read_packed(process.stdout)) is not None:
            self._room.acquire()
            if self._stopped.is_set():
                return
            self._tell(self._bodies.put_nowait, body)

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _tell(self, call: Callable[..., object], *arguments: object) -> None:
        # The loop may be closed already when the program ends in the middle.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, *arguments)
