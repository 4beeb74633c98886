"""Reading tables of text: bytes in, frames of rows with line numbers out. Runs in the worker process."""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.neutral import restored_row
from webinar_console.domain.people_source import ReadChoices

from .dialect import SAMPLE_CHARACTERS, Dialect, dialect_of, sample_rows
from .notes import CONTROLS, NotedRows, control_note
from .sniff import Survey, survey
from .table import EMPTY, ONLY_A_HEADER, NumberedRow, Rows, frames, skip_to_people, table_of
from .wire import Finished, Frame, Opened

_BUFFER = 1 << 16
_END = "\0"
_CONTROL = re.compile(CONTROLS)


def read_text(stream: BinaryIO, choices: ReadChoices) -> Iterator[Opened | Frame | Finished]:
    """Read a seekable stream of bytes. Raises ``FileProblem``, and ``OSError`` as the stream does."""
    found = survey(stream, choices.encoding)
    if found.size == found.bom:
        raise FileProblem(EMPTY)
    with _text(stream, found) as text:
        try:
            sample = text.read(SAMPLE_CHARACTERS)
        except UnicodeDecodeError as error:
            raise _undecodable(found, 0, error) from error
    dialect = dialect_of(sample, choices.delimiter)
    first = sample_rows(sample, dialect, cut=len(sample) == SAMPLE_CHARACTERS)
    table = table_of([restored_row(row) for row in first], choices)
    with _text(stream, found) as text:
        reader = _Reader(text, dialect)
        rows = Rows(iter(reader), "line")
        source = iter(rows)
        try:
            header_line = skip_to_people(source, table)
            yield Opened(
                size=found.size,
                sha256=found.sha256,
                encoding=found.encoding,
                encoding_sure=found.sure,
                delimiter=dialect.delimiter,
                header_line=header_line,
                header=table.header,
                guesses=table.guesses,
            )
            if header_line is not None:
                rows.people = 0
            noted = NotedRows()
            people = _watched(source, noted) if found.controls else source
            yield from frames(people, len(table.header), stream.tell, "line")
        except UnicodeDecodeError as error:
            raise _undecodable(found, reader.line, error) from error
        if not rows.people:
            raise FileProblem(EMPTY if table.position is None else ONLY_A_HEADER)
        yield Finished(rows.blank, control_note(noted, "line"))


def _watched(rows: Iterator[NumberedRow], noted: NotedRows) -> Iterator[NumberedRow]:
    """The same rows; those with control characters are noted."""
    for line, cells in rows:
        if any(map(_CONTROL.search, cells)):
            noted.add(line)
        yield line, cells


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


class _Reader:
    """Rows, each with the physical line where it starts; ``line`` is where the last one ended."""

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
                yield start, cells
        except csv.Error as error:
            raise _unclosed(self.line + 1, str(error)) from error


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
