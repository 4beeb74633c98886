"""Reading tables of text: bytes in, frames of rows with line numbers out. Runs in the worker process."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people import ColumnGuess
from webinar_console.domain.people_source import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, NOT_A_FILE, ReadChoices

from .dialect import Dialect, dialect_of, header_at, sample_rows
from .mapping import guess_mapping
from .sniff import Survey, survey
from .wire import FRAME_BYTES, FRAME_ROWS, Finished, Frame, Opened

_SAMPLE_CHARACTERS = 100_000
_BUFFER = 1 << 16
_END = "\0"

EMPTY = "The file is empty."
ONLY_A_HEADER = "The file names its columns, but there are no people below them."
CHANGED = "The file was changed while it was read. Drop it again."


def read_file(path: Path, choices: ReadChoices) -> Iterator[Opened | Frame | Finished]:
    """Read a file from its path. Raises ``FileProblem`` for every file that cannot be used."""
    try:
        if path.is_dir():
            raise FileProblem(NOT_A_FILE)
        if not path.is_file() and path.exists():
            raise FileProblem("This is no ordinary file, so it cannot be read.")
        with path.open("rb", buffering=0) as raw:
            before = path.stat()
            if before.st_size > MAX_BYTES:
                raise FileProblem(
                    f"The file has {before.st_size / 1e6:,.0f} MB; more than {MAX_BYTES // 1_000_000} MB "
                    "cannot be read. Is it the right one?"
                )
            yield from read_table(raw, choices)
            after = path.stat()
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise FileProblem(CHANGED)
    except FileNotFoundError as error:
        raise FileProblem("The file is not there any more.", str(error)) from error
    except PermissionError as error:
        raise FileProblem("You are not allowed to read this file.", str(error)) from error
    except OSError as error:
        raise FileProblem("The file cannot be read.", str(error)) from error


def read_table(stream: BinaryIO, choices: ReadChoices) -> Iterator[Opened | Frame | Finished]:
    """Read a seekable stream of bytes. Raises ``FileProblem``, and ``OSError`` as the stream does."""
    found = survey(stream, choices.encoding)
    if found.size == found.bom:
        raise FileProblem(EMPTY)
    with _text(stream, found) as text:
        try:
            sample = text.read(_SAMPLE_CHARACTERS)
        except UnicodeDecodeError as error:
            raise _undecodable(found, 0, error) from error
    dialect = dialect_of(sample, choices.delimiter)
    rows = sample_rows(sample, dialect, cut=len(sample) == _SAMPLE_CHARACTERS)
    table = _table_of(rows, choices)
    with _text(stream, found) as text:
        reader = _Reader(text, dialect)
        try:
            yield _opened(reader, found, dialect, table)
            for lines, people in _frames(iter(reader), len(table.header), stream):
                yield Frame(lines, people, stream.tell())
        except UnicodeDecodeError as error:
            raise _undecodable(found, reader.line, error) from error
        if not reader.people:
            raise FileProblem(EMPTY if table.position is None else ONLY_A_HEADER)
        yield Finished(reader.blank)


@contextmanager
def _text(stream: BinaryIO, found: Survey) -> Iterator[io.TextIOWrapper]:
    """The stream from its first character, decoded, line ends as they are; the stream stays open."""
    stream.seek(found.bom)
    buffered = io.BufferedReader(stream, _BUFFER)  # type: ignore[type-var]  # FileIO and BytesIO both fit
    text = io.TextIOWrapper(buffered, encoding=found.encoding, errors="strict", newline="")
    try:
        yield text
    finally:
        text.detach()
        buffered.detach()


@dataclass(frozen=True, slots=True)
class _Table:
    """What the sample told: where the header row is among the rows, the columns' names, some people."""

    position: int | None
    header: tuple[str, ...]
    guesses: tuple[ColumnGuess, ...]


def _table_of(rows: list[list[str]], choices: ReadChoices) -> _Table:
    position = header_at(rows)
    if choices.has_header is not None:
        position = (position or 0) if choices.has_header else None
    people = rows if position is None else rows[position + 1 :]
    named = [] if position is None or position >= len(rows) else rows[position]
    # The usual width counts too: the last columns may have no name.
    usual = Counter(map(len, people)).most_common(1)[0][0] if people else 0
    width = max(len(named), usual, 1)
    if width > MAX_COLUMNS:
        raise FileProblem(
            f"The file has {width:,} columns; more than {MAX_COLUMNS} cannot be read. Is it the right one?"
        )
    names = [*named, *[""] * (width - len(named))]
    header = tuple(name.strip() or f"Column {column}" for column, name in enumerate(names, 1))
    return _Table(position, header, guess_mapping(header, people, has_header=position is not None))


def _opened(reader: "_Reader", found: Survey, dialect: Dialect, table: _Table) -> Opened:
    """Pass the rows above the people and tell what the source is."""
    header_line = None
    if table.position is not None:
        above = list(itertools.islice(reader, table.position + 1))
        header_line = above[-1][0] if above else None
        reader.people = 0
    return Opened(
        size=found.size,
        sha256=found.sha256,
        encoding=found.encoding,
        encoding_sure=found.sure,
        delimiter=dialect.delimiter,
        header_line=header_line,
        header=table.header,
        guesses=table.guesses,
    )


class _Reader:
    """Rows that are not blank, each with the physical line where it starts. It can be iterated on."""

    def __init__(self, text: io.TextIOWrapper, dialect: Dialect) -> None:
        text.read(dialect.skip)
        self._ended = False
        self._rows = csv.reader(
            itertools.chain(text, self._end()),
            delimiter=dialect.delimiter,
            skipinitialspace=dialect.spaces_before_quotes,
        )
        self._skipped = dialect.skip_lines
        self.line = dialect.skip_lines
        self.people = 0
        self.blank = 0

    def _end(self) -> Iterator[str]:
        # csv does not tell when a quotation mark stays open at the end: then this line lands in the last
        # cell, else it is a row of its own.
        self._ended = True
        yield _END

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        rows, skipped = self._rows, self._skipped
        try:
            for cells in rows:
                start, self.line = self.line + 1, rows.line_num + skipped
                if self._ended:
                    if cells != [_END]:
                        raise _unclosed(start, "unexpected end of data")
                    return
                if not (cells and cells[0].strip()) and not any(cell.strip() for cell in cells):
                    self.blank += 1
                    continue
                self.people += 1
                yield start, cells
        except csv.Error as error:
            raise _unclosed(self.line + 1, str(error)) from error


def _frames(
    rows: Iterator[tuple[int, list[str]]], width: int, stream: BinaryIO
) -> Iterator[tuple[list[int], list[tuple[str, ...]]]]:
    """Rows in portions, none shorter than the header."""
    lines: list[int] = []
    people: list[tuple[str, ...]] = []
    began = stream.tell()
    for total, (line, cells) in enumerate(rows, 1):
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        elif len(cells) > MAX_COLUMNS:
            raise FileProblem(f"Line {line:,} has {len(cells):,} cells. Is it the right file?", line=line)
        if total > MAX_ROWS:
            raise FileProblem(
                f"The file has more than {MAX_ROWS:,} rows, more than any webinar holds. Is it the right one?"
            )
        lines.append(line)
        people.append(tuple(cells))
        count = len(people)
        # Long cells make big rows: those travel in smaller frames.
        if count == FRAME_ROWS or (not count % 50 and stream.tell() - began > FRAME_BYTES):
            yield lines, people
            lines, people = [], []
            began = stream.tell()
    if people:
        yield lines, people


def _undecodable(found: Survey, line: int, error: UnicodeDecodeError) -> FileProblem:
    return FileProblem(
        f"Some bytes after line {line:,} are not valid in the encoding {found.encoding.upper()}. "
        "Choose another encoding.",
        str(error),
        line=line or None,
    )


def _unclosed(line: int, technical: str) -> FileProblem:
    return FileProblem(
        f"The row on line {line:,} has no end: a quotation mark is opened there and never closed.",
        technical,
        line=line,
    )
