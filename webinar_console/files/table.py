"""What all kinds of people files share: which row names the columns, and the rows in frames."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.neutral import restored_row
from webinar_console.domain.people import ColumnGuess
from webinar_console.domain.people_source import MAX_COLUMNS, MAX_ROWS, ReadChoices, Unit

from .dialect import header_at
from .mapping import guess_mapping
from .wire import FRAME_BYTES, FRAME_ROWS, Frame

#: A row as it was read, with its number.
NumberedRow = tuple[int, Sequence[str]]

SAMPLE_ROWS = 200

EMPTY = "The file is empty."
ONLY_A_HEADER = "The file names its columns, but there are no people below them."


@dataclass(frozen=True, slots=True)
class Table:
    """What the sample told: where the header row is among the rows, the columns' names, their meanings."""

    position: int | None
    header: tuple[str, ...]
    guesses: tuple[ColumnGuess, ...]


def table_of(rows: Sequence[Sequence[str]], choices: ReadChoices) -> Table:
    """The table that these first rows (none of them blank) belong to.

    Raises ``FileProblem`` when it has too many columns.
    """
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
    header = tuple(" ".join(name.split()) or f"Column {column}" for column, name in enumerate(names, 1))
    return Table(position, header, guess_mapping(header, people, has_header=position is not None))


@dataclass(slots=True)
class Rows:
    """The rows of a source that are not blank, with their numbers; counts what passes. Iterated once.

    Cells that were neutralised for spreadsheets are as they were before.
    """

    source: Iterator[NumberedRow]
    unit: Unit
    people: int = 0
    blank: int = 0
    line: int = field(default=0)

    def __iter__(self) -> "Iterator[NumberedRow]":
        for line, cells in self.source:
            self.line = line
            cells = restored_row(cells)
            if not (cells and cells[0].strip()) and not any(cell.strip() for cell in cells):
                self.blank += 1
                continue
            self.people += 1
            yield line, cells


def skip_to_people(rows: Iterator[NumberedRow], table: Table) -> int | None:
    """Pass the rows above the people; the number of the header row, ``None`` when there is none."""
    if table.position is None:
        return None
    above = list(itertools.islice(rows, table.position + 1))
    return above[-1][0] if above else None


def frames(
    rows: Iterator[NumberedRow],
    width: int,
    bytes_read: Callable[[], int],
    unit: Unit,
    *,
    most_rows: int | None = None,
) -> Iterator[Frame]:
    """Rows in portions, none shorter than the header. Raises ``FileProblem`` when there are too many."""
    most = MAX_ROWS if most_rows is None else most_rows
    lines: list[int] = []
    people: list[tuple[str, ...]] = []
    began = bytes_read()
    for total, (line, cells) in enumerate(rows, 1):
        count = len(cells)
        if count > MAX_COLUMNS:
            raise FileProblem(
                f"{unit.capitalize()} {line:,} has {count:,} cells. Is it the right file?", line=line
            )
        if total > most:
            raise FileProblem(
                f"The file has more than {most:,} rows, more than any webinar holds. Is it the right one?"
            )
        lines.append(line)
        people.append(tuple(cells) if count >= width else (*cells, *[""] * (width - count)))
        count = len(people)
        # Long cells make big rows: those travel in smaller frames.
        if count == FRAME_ROWS or (not count % 50 and bytes_read() - began > FRAME_BYTES):
            yield Frame(lines, people, bytes_read())
            lines, people = [], []
            began = bytes_read()
    if people:
        yield Frame(lines, people, bytes_read())


def trimmed(cells: Sequence[str]) -> Sequence[str]:
    """The cells without the empty ones at the end: sheets are as wide as their widest row."""
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells if width == len(cells) else cells[:width]
