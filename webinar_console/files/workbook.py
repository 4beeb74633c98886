"""Reading Excel's workbooks (xlsx, xls): the chosen sheet's rows, their values as people wrote them.

The values come from calamine; what it does not tell (:mod:`.sheet_facts`) is read beside it, and first.
"""

import datetime as dt
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO

import python_calamine
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from webinar_console.domain.email import is_plainly_valid
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import ReadChoices

from .archive import PROTECTED, Archive
from .compound import CompoundFile, compound_of
from .sheet_facts import MAX_CELLS, TOO_WIDE, FactsOfSheets, SheetFacts, XlsFacts, XlsxFacts
from .sheet_table import Sheet, read_sheet
from .sniff import Kind, size_and_digest
from .table import SAMPLE_ROWS, NumberedRow, trimmed
from .wire import Finished, Frame, Opened

_DAMAGED = "This workbook is damaged, so it cannot be read."
NO_SHEETS = "This workbook has no sheet with cells in it."
# So many sheets are looked at for addresses; each look reads one.
_LOOKED_AT = 12


def read_workbook(stream: BinaryIO, choices: ReadChoices, kind: Kind) -> Iterator[Opened | Frame | Finished]:
    """Read a seekable stream. Raises ``FileProblem`` for every workbook that cannot be used."""
    facts: FactsOfSheets
    if kind is Kind.XLSX:
        facts = XlsxFacts(Archive(stream))
        size, digest = size_and_digest(stream)
    else:
        facts = old = XlsFacts(CompoundFile(stream))
        size, digest = size_and_digest(stream)
        # In a container of our own: calamine trusts the numbers of sectors in theirs.
        stream = io.BytesIO(compound_of(old.stream, bytes(old.book)))
    book = _Workbook(stream, facts)
    loaded = book.chosen(choices.sheet)
    sheet = Sheet(
        names=book.names,
        hidden=book.hidden,
        name=loaded.name,
        rows=_rows(loaded),
        height=loaded.height,
        hidden_rows=loaded.facts.hidden_rows,
        hidden_columns=loaded.facts.hidden_columns,
        errors=loaded.facts.errors,
        examples=loaded.facts.cells,
    )
    yield from read_sheet(sheet, size, digest, choices)


@dataclass(frozen=True, slots=True)
class _Loaded:
    name: str
    rows: Any  # calamine's sheet
    left: int
    height: int
    facts: SheetFacts


class _Workbook:
    def __init__(self, stream: BinaryIO, facts: FactsOfSheets) -> None:
        self._facts = facts
        self._book = _calamine(lambda: CalamineWorkbook.from_filelike(stream))
        sheets = [meta for meta in self._book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
        self.names = tuple(meta.name for meta in sheets)
        self.hidden = tuple(meta.name for meta in sheets if meta.visible is not SheetVisibleEnum.Visible)
        if not sheets:
            raise FileProblem(NO_SHEETS)

    def chosen(self, name: str | None) -> _Loaded:
        """The sheet of this name; else the first with addresses, or with cells, the visible ones before."""
        if name is not None and name in self.names:
            return self._load(name)
        visible = [sheet for sheet in self.names if sheet not in self.hidden]
        first: _Loaded | None = None
        for candidate in (*visible, *self.hidden)[:_LOOKED_AT]:
            if first is not None and candidate in self.hidden:
                break
            loaded = self._load(candidate)
            if not loaded.height:
                continue
            if _has_addresses(loaded):
                return loaded
            first = first or loaded
        if first is None:
            raise FileProblem(NO_SHEETS)
        return first

    def _load(self, name: str) -> _Loaded:
        facts = self._facts.sheet(name)
        sheet = _calamine(lambda: self._book.get_sheet_by_name(name))
        height = sheet.end[0] + 1 if sheet.end is not None else 0
        if height * sheet.width > MAX_CELLS:
            raise FileProblem(TOO_WIDE.format(name))
        return _Loaded(name, sheet, sheet.start[1] if sheet.start is not None else 0, height, facts)


def _calamine(call: Any) -> Any:
    """What calamine answers; its refusals, and its panics on damaged files, as a sentence."""
    try:
        return call()
    except python_calamine.PasswordError as error:
        raise FileProblem(PROTECTED, str(error)) from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise FileProblem(_DAMAGED, str(error)) from error
    except BaseException as error:
        # A panic of Rust is no Exception in Python, and has no name that can be imported.
        if type(error).__name__ == "PanicException":
            raise FileProblem(_DAMAGED, str(error)) from error
        raise


def _has_addresses(sheet: _Loaded) -> bool:
    return any(
        isinstance(cell, str) and is_plainly_valid(cell.strip())
        for row in itertools.islice(sheet.rows.iter_rows(), SAMPLE_ROWS)
        for cell in row
    )


def _rows(sheet: _Loaded) -> Iterator[NumberedRow]:
    """Rows of text with their numbers (the first row of the sheet is 1), without empty cells at the end."""
    facts, left = sheet.facts, sheet.left
    patched = {row for row, _ in (*facts.cells, *facts.padded)}
    before = [""] * left
    for row, cells in enumerate(sheet.rows.iter_rows()):
        texts: Sequence[str] = cells if {*map(type, cells)} == {str} else [written(cell) for cell in cells]
        if left:
            texts = before + list(texts)
        if patched and row in patched:
            texts = _patched(list(texts), row, facts)
        yield row + 1, texts if texts and texts[-1] else trimmed(texts)


def _patched(texts: list[str], row: int, facts: SheetFacts) -> list[str]:
    for column, text in enumerate(texts):
        if (instead := facts.cells.get((row, column))) is not None:
            texts[column] = instead
        elif (digits := facts.padded.get((row, column))) is not None and text.isdigit():
            texts[column] = text.rjust(digits, "0")
    return texts


def written(value: object) -> str:
    """A value as people write it: no point in whole numbers, never an exponent, dates as ISO 8601."""
    match value:
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case int():
            return str(value)
        case float():
            if value.is_integer() and abs(value) < 1e15:
                return str(int(value))
            # Excel keeps 15 digits of a number; what follows them is the machine's.
            return format(Decimal(f"{value:.15g}"), "f")
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            seconds = round(value.total_seconds())
            sign = "-" if seconds < 0 else ""
            minutes, second = divmod(abs(seconds), 60)
            return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{second:02}"
        case _:
            return str(value)
