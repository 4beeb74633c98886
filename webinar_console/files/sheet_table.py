"""From the rows of a sheet to the messages of a reading, with what is to be said of them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import ReadChoices

from .notes import CONTROLS, NotedRows, control_note, error_note, hidden_note, sheet_note
from .table import EMPTY, ONLY_A_HEADER, SAMPLE_ROWS, NumberedRow, Rows, frames, skip_to_people, table_of
from .wire import Finished, Frame, Opened

EMPTY_SHEET = "The sheet “{}” is empty."
_CONTROL = re.compile(CONTROLS)


@dataclass(slots=True)
class Sheet:
    """A sheet that is being read. Rows and columns in the sets count from 0, those in ``rows`` from 1.

    ``names`` are all sheets of the workbook, ``hidden`` those among them that it hides; both are empty for a
    table without a workbook. ``height`` is the number of rows, or a guess of it, for the progress.
    ``hidden_rows`` and the others may grow while ``rows`` are taken.
    """

    rows: Iterator[NumberedRow]
    names: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    name: str = ""
    height: int = 0
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    errors: Collection[tuple[int, int]] = ()
    examples: Mapping[tuple[int, int], str] = field(default_factory=dict)


def read_sheet(
    sheet: Sheet, size: int, sha256: str, choices: ReadChoices
) -> Iterator[Opened | Frame | Finished]:
    """The messages of a sheet. Raises ``FileProblem`` when there is nobody in it."""
    passed = _Passed(sheet)
    rows = Rows(iter(passed), "row")
    source = iter(rows)
    first: list[NumberedRow] = []
    for row in source:
        first.append(row)
        if len(first) == SAMPLE_ROWS:
            break
    table = table_of([cells for _, cells in first], choices)
    if not first:
        raise FileProblem(EMPTY_SHEET.format(sheet.name) if len(sheet.names) > 1 else EMPTY)
    again = _chain(first, source)
    header_line = skip_to_people(again, table)
    if header_line is not None:
        passed.begin_after(header_line)
        rows.people -= sum(line <= header_line for line, _ in first)
    yield Opened(
        size=size,
        sha256=sha256,
        encoding="",
        encoding_sure=True,
        delimiter="",
        header_line=header_line,
        header=table.header,
        guesses=table.guesses,
        sheets=sheet.names,
        sheet=sheet.name,
    )

    def bytes_read() -> int:
        return min(size, size * rows.line // max(sheet.height, 1))

    yield from frames(again, len(table.header), bytes_read, "row")
    if not rows.people:
        raise FileProblem(ONLY_A_HEADER if header_line is not None else EMPTY)
    yield Finished(rows.blank, passed.notes(), passed.hidden())


def _chain(first: list[NumberedRow], source: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    yield from first
    yield from source


class _Passed:
    """The rows of a sheet, watched on their way."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._controls: list[int] = []
        self._filled: list[int] = []
        self._width = 0
        self._from = 0

    def __iter__(self) -> Iterator[NumberedRow]:
        hidden = self._sheet.hidden_rows
        for line, cells in self._sheet.rows:
            if len(cells) > self._width:
                self._width = len(cells)
            # One look at all cells, and at their letters only where some cannot be printed.
            if not (text := "".join(cells)).isprintable() and _CONTROL.search(text):
                self._controls.append(line)
            if hidden and line - 1 in hidden and any(cells):
                self._filled.append(line)
            yield line, cells

    def begin_after(self, header_line: int) -> None:
        """What is above the people is not theirs."""
        self._from = header_line

    def hidden(self) -> tuple[int, ...]:
        """The rows of people that the sheet hides, after the last row."""
        return tuple(line for line in self._filled if line > self._from)

    def notes(self) -> tuple[str, ...]:
        """What is to be said, after the last row."""
        sheet, start = self._sheet, self._from
        controls, errors = NotedRows(), NotedRows()
        for line in self._controls:
            if line > start:
                controls.add(line)
        failed = sorted(place for place in sheet.errors if place[0] >= start)
        for row in sorted({row for row, _ in failed}):
            errors.add(row + 1)
        hidden_columns = sum(column < self._width for column in sheet.hidden_columns)
        return (
            *hidden_note(self.hidden(), hidden_columns),
            *error_note(errors, tuple(dict.fromkeys(sheet.examples.get(place, "#N/A") for place in failed))),
            *control_note(controls, "row"),
            *sheet_note(sheet.name, sheet.hidden),
        )
