"""The worker process: reads or writes one people file and ends. Never imports Qt.

A thread would stall the window for three quarters of a second (the interpreter's lock), so reading and
writing have a process of their own. It is this program started again with :data:`~.flag.FLAG`: that works
from a checkout, an installed package and a frozen program alike, and needs none of multiprocessing's helpers.

``app.main`` (and a frozen program's entry) must ask :func:`~.flag.is_worker` and call :func:`main` before it
imports Qt.
"""

import gc
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import ReadChoices

from .reader import read_clipboard, read_file
from .wire import Message, Order, Refused, Request, Written, packed, read_packed, said_from


def main() -> int:
    """Answer one request on standard input with messages on standard output; the exit code."""
    # Nothing here makes cycles, and the rows of a frame are gone with it.
    gc.disable()
    # Descriptors, not sys.stdin: a windowed program has none. Stray prints must not get between the messages.
    source, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    body = read_packed(source)
    if body is None:
        return 2
    try:
        for message in _answers_to(body, source):
            answers.write(packed(message))
            answers.flush()
    except BrokenPipeError:
        # The program has lost interest: cancelled, or gone.
        os.close(answers.fileno())
        return 1
    return 0


def _answers_to(body: bytes, source: BinaryIO) -> Iterator[Message | Written]:
    said = said_from(body)
    if isinstance(said, Order):
        # Late: whoever reads does not write.
        from .exporting import answer

        answered = answer(said, source)
        if answered is not None:
            yield answered
    elif isinstance(said, Request):
        yield from _answers(said, source)


def _answers(request: Request, source: BinaryIO) -> Iterator[Message]:
    choices = ReadChoices(request.encoding, request.delimiter, request.has_header, request.sheet)
    try:
        if request.path is not None:
            yield from read_file(Path(request.path), choices)
        else:
            # Text arrives as UTF-8, whatever the encoding of a file might be.
            text = source.read(request.text_bytes).decode("utf-8", errors="replace")
            html = source.read(request.html_bytes).decode("utf-8", errors="replace")
            yield from read_clipboard(text, html, replace(choices, encoding="utf-8"))
    except FileProblem as problem:
        yield Refused(problem.sentence, problem.technical, problem.line)
    except MemoryError:
        yield Refused("The file needs more memory than this computer has free.")
