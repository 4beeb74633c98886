"""Writing a table of people: XLSX, CSV, TSV, JSON Lines. Runs in the worker process.

A file is written under the name of passage that the program has chosen, and reaches the disk before that is
told. Whatever goes wrong, the worker takes it away again; the program does so too, for a worker that died.
"""

import codecs
import contextlib
import csv
import errno
import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.neutral import neutralised_row

from .book_writing import BookWriter, SheetFull
from .wire import Cells, Order, Refused, Whole, Written, read_packed, said_from

Rows = Sequence[Sequence[str]]
Write = Callable[[Rows], None]

DISK_FULL = "The disk is full. Free some space, or choose another place."
NOT_ALLOWED = "You are not allowed to write into this folder. Choose another one."
FOLDER_GONE = "The folder is not there any more. Choose another one."
NOT_WRITTEN = "The file could not be written there. Choose another place."
IN_USE = "The file is open in another program. Close it there, or choose another name."
_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def sentence_for(error: OSError) -> str:
    """Why a file could not be written, for the person."""
    # Excel keeps its files from being written over: "sharing violation" (32), "lock violation" (33).
    if getattr(error, "winerror", None) in (32, 33):
        return IN_USE
    if error.errno in _FULL:
        return DISK_FULL
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FOLDER_GONE
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return NOT_ALLOWED
    return NOT_WRITTEN


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """A new file that only its owner may read, on the disk at the end. Raises ``OSError``."""
    # 0600: people's data is their owner's until they give it on.
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with open(handle, "wb") as file:  # noqa: PTH123 - an open descriptor
        yield file
        file.flush()
        # A full disk shows here at the latest.
        os.fsync(file.fileno())


def answer(order: Order, source: IO[bytes]) -> Written | Refused | None:
    """Write what comes from ``source``; ``None`` where it ended before it was whole: nothing is left then."""
    path = Path(order.path)
    try:
        size = write_table(path, order, _portions(source))
    except FileProblem as problem:
        return Refused(problem.sentence, problem.technical)
    except EOFError:
        return None
    return Written(size)


def _portions(source: IO[bytes]) -> Iterator[Rows]:
    while (body := read_packed(source)) is not None:
        said = said_from(body)
        if isinstance(said, Whole):
            return
        if isinstance(said, Cells):
            yield said.rows
    raise EOFError


def write_table(path: Path, order: Order, portions: Iterable[Rows]) -> int:
    """Write a new file; its size in bytes. On any failure there is no file. Raises ``FileProblem``."""
    try:
        with private_file(path) as file:
            with _WRITERS[order.suffix](file, order) as write:
                for portion in portions:
                    write(portion)
            size = file.tell()
    except FileExistsError as error:  # it is not ours to take away
        raise FileProblem(sentence_for(error), str(error)) from error
    except OSError as error:
        _drop(path)
        raise FileProblem(sentence_for(error), str(error)) from error
    except SheetFull as error:
        _drop(path)
        raise FileProblem(f"{error}. Choose CSV instead.", str(error)) from error
    except BaseException:
        _drop(path)
        raise
    return size


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


@contextmanager
def _book(file: BinaryIO, order: Order) -> Iterator[Write]:
    with BookWriter(file, order.sheet, order.header, order.widths) as book:
        yield book.write


@contextmanager
def _text(file: BinaryIO, order: Order) -> Iterator[Write]:
    def write(rows: Rows) -> None:
        portion = io.StringIO(newline="")
        csv.writer(portion, delimiter=order.delimiter).writerows(map(neutralised_row, rows))
        file.write(portion.getvalue().encode("utf-8", errors="replace"))

    # The mark at the beginning is what Excel knows UTF-8 by.
    file.write(codecs.BOM_UTF8)
    write([order.header])
    yield write


@contextmanager
def _lines(file: BinaryIO, order: Order) -> Iterator[Write]:
    encode = msgspec.json.Encoder().encode_lines

    def write(rows: Rows) -> None:
        names = order.names
        objects = [dict(zip(names, [cell or None for cell in row], strict=True)) for row in rows]
        file.write(encode(objects))

    yield write


_WRITERS: dict[str, Callable[[BinaryIO, Order], AbstractContextManager[Write]]] = {
    ".xlsx": _book,
    ".csv": _text,
    ".tsv": _text,
    ".jsonl": _lines,
}
