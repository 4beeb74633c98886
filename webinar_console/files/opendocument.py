"""Reading OpenDocument spreadsheets (ods): one pass over the XML, rows as they come.

Values stand beside the text that the sheet shows; a number is written from its value, unless it is shown
with leading zeros. The format is OASIS OpenDocument 1.3, part 3.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from xml.parsers import expat

from webinar_console.domain.email import is_plainly_valid
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import ReadChoices

from .archive import Archive
from .sheet_facts import MAX_CELLS, MAX_ROWS_OF_SHEET, TOO_WIDE
from .sheet_table import Sheet, read_sheet
from .sniff import size_and_digest
from .table import SAMPLE_ROWS, NumberedRow
from .wire import Finished, Frame, Opened
from .workbook import NO_SHEETS, written

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_DAMAGED = "This OpenDocument spreadsheet is damaged, so it cannot be read."
_MAX_COLUMNS = 16_384
_MOST_BLANKS = 10_000
_LONGEST_CELL = 1_000_000
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d*)?S)?")


def read_ods(stream: BinaryIO, choices: ReadChoices) -> Iterator[Opened | Frame | Finished]:
    """Read a seekable stream. Raises ``FileProblem`` for every spreadsheet that cannot be used."""
    size, digest = size_and_digest(stream)
    survey = _chosen(stream, choices.sheet)
    pass_ = _Pass(Archive(stream), survey.chosen)
    sheet = Sheet(
        rows=pass_.rows(),
        names=tuple(survey.names),
        hidden=tuple(survey.hidden),
        name=survey.names[survey.chosen],
        height=survey.height,
        hidden_rows=pass_.hidden_rows,
        hidden_columns=pass_.hidden_columns,
        errors=pass_.errors.keys(),
        examples=pass_.errors,
    )
    yield from read_sheet(sheet, size, digest, choices)


class _Survey:
    """The names of all sheets, and which of them to read."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.hidden: list[str] = []
        self.chosen = 0
        self.height = 0


def _chosen(stream: BinaryIO, name: str | None) -> _Survey:
    """Look at all sheets: the one of this name, else the first with addresses, the visible ones before."""
    look, archive = _Survey(), Archive(stream)
    pass_ = _Pass(archive, None)
    filled: dict[int, int] = {}
    with_addresses: set[int] = set()
    for place, (line, cells) in pass_.all_rows():
        filled[place] = line
        if line <= SAMPLE_ROWS and any(is_plainly_valid(cell.strip()) for cell in cells):
            with_addresses.add(place)
    look.names, look.hidden = pass_.names, [pass_.names[place] for place in sorted(pass_.hidden_sheets)]
    if name is not None and name in look.names:
        look.chosen = look.names.index(name)
    elif not filled:
        raise FileProblem(NO_SHEETS)
    else:
        look.chosen = min(
            filled,
            key=lambda place: (place in pass_.hidden_sheets, place not in with_addresses, place),
        )
    look.height = filled.get(look.chosen, 0)
    return look


class _Pass:
    """One pass over content.xml. ``wanted`` is the place of the sheet whose rows are taken, ``None``: all."""

    def __init__(self, archive: Archive, wanted: int | None) -> None:
        self._archive, self._wanted = archive, wanted
        self.names: list[str] = []
        self.hidden_sheets: set[int] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._ready: list[tuple[int, NumberedRow]] = []
        self._tables = 0  # how deep in tables; one inside a cell is passed over
        self._line = 0
        self._column = 0
        self._all_cells = 0
        self._row: dict[int, str] = {}
        self._row_attributes: Mapping[str, str] = {}
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._in_text = self._paragraphs = 0
        self._aside = 0  # how deep in notes and drawings
        self._past = False

    def rows(self) -> Iterator[NumberedRow]:
        """The rows of the wanted sheet that have cells, and the blank ones between them."""
        last = 0
        for _, (line, cells) in self.all_rows():
            for blank in range(last + 1, line)[:_MOST_BLANKS]:
                yield blank, ()
            last = line
            yield line, cells

    def all_rows(self) -> Iterator[tuple[int, NumberedRow]]:
        """Rows with the place of their sheet, as far as they have cells."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = _no_document_type
        try:
            for chunk in self._archive.chunks("content.xml"):
                for at in range(0, len(chunk), 1 << 16):
                    parser.Parse(chunk[at : at + (1 << 16)])
                    yield from self._ready
                    self._ready.clear()
                    if self._past:
                        return
            parser.Parse(b"", True)
            yield from self._ready
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise FileProblem(_DAMAGED, str(error)) from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside:
            self._aside += 1
            return
        match name.partition(" ")[2]:
            case "table-cell" | "covered-table-cell" if self._tables == 1:
                self._cell, self._texts, self._paragraphs = attributes, [], 0
            case "p" | "h" if self._cell is not None and name.startswith(_TEXT):
                if self._in_text == 0 and self._paragraphs:
                    self._texts.append("\n")
                self._paragraphs += self._in_text == 0
                self._in_text += 1
            case "s" | "tab" | "line-break" if self._in_text:
                count = min(_number(attributes.get(_TEXT + "c")), 1_000)
                self._texts.append({"s": " " * count, "tab": "\t"}.get(name.partition(" ")[2], "\n"))
            case "table-row" if self._tables == 1:
                self._row, self._column, self._row_attributes = {}, 0, attributes
            case "table-column" if self._tables == 1:
                self._take_column(attributes)
            case "table" if name.startswith(_TABLE):
                self._tables += 1
                if self._tables == 1:
                    self._begin_sheet(attributes)
            case "annotation" | "shapes" | "frame" | "custom-shape" | "tracked-changes":
                self._aside = 1
            case "style":
                self._style = attributes.get(_STYLE + "name", "")
            case "table-properties" if attributes.get(_TABLE + "display") == "false":
                self._hidden_styles.add(self._style)
            case _:
                pass

    def _end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
            return
        match name.partition(" ")[2]:
            case "table-cell" | "covered-table-cell" if self._tables == 1:
                self._take_cell()
            case "p" | "h" if self._in_text:
                self._in_text -= 1
            case "table-row" if self._tables == 1:
                self._take_row()
            case "table" if name.startswith(_TABLE):
                self._tables -= 1
                self._past = self._tables == 0 and len(self.names) - 1 == self._wanted
            case _:
                pass

    def _characters(self, text: str) -> None:
        if self._in_text and not self._aside:
            self._texts.append(text)

    @property
    def _is_wanted(self) -> bool:
        return self._wanted is None or self._wanted == len(self.names) - 1

    def _begin_sheet(self, attributes: Mapping[str, str]) -> None:
        self.names.append(attributes.get(_TABLE + "name", f"Sheet {len(self.names) + 1}"))
        if attributes.get(_TABLE + "style-name") in self._hidden_styles:
            self.hidden_sheets.add(len(self.names) - 1)
        self._line = self._column = self._all_cells = 0

    def _take_column(self, attributes: Mapping[str, str]) -> None:
        count = _number(attributes.get(_TABLE + "number-columns-repeated"))
        if self._is_wanted and attributes.get(_TABLE + "visibility", "visible") != "visible":
            self.hidden_columns.update(range(self._column, min(self._column + count, _MAX_COLUMNS)))
        self._column += count

    def _take_cell(self) -> None:
        attributes, column = self._cell, self._column
        self._cell, self._in_text = None, 0
        if attributes is None:
            return
        count = _number(attributes.get(_TABLE + "number-columns-repeated"))
        self._column += count
        if not self._is_wanted:
            return
        text = "".join(self._texts)
        failed = attributes.get(_CALC + "value-type") == "error"
        value = text if failed else _value(attributes, text)
        if not value:
            return
        if column + count > _MAX_COLUMNS or len(value) > _LONGEST_CELL:
            raise FileProblem(TOO_WIDE.format(self.names[-1]))
        for place in range(column, column + count):
            self._row[place] = value
            if failed:
                self.errors[self._line, place] = value

    def _take_row(self) -> None:
        attributes, row = self._row_attributes, self._row
        count = _number(attributes.get(_TABLE + "number-rows-repeated"))
        first, self._line = self._line, self._line + count
        if not row:
            return
        width = max(row) + 1
        self._all_cells += count * width
        if self._line > MAX_ROWS_OF_SHEET or self._all_cells > MAX_CELLS:
            raise FileProblem(TOO_WIDE.format(self.names[-1]))
        cells = tuple(row.get(column, "") for column in range(width))
        place = len(self.names) - 1
        if self._wanted is None:
            # Only looked at: how often it is there does not matter.
            self._ready.append((place, (first + count, cells)))
            return
        if attributes.get(_TABLE + "visibility", "visible") != "visible":
            self.hidden_rows.update(range(first, first + count))
        self._ready.extend((place, (line + 1, cells)) for line in range(first, first + count))


def _no_document_type(*_arguments: Any) -> None:
    raise FileProblem(_DAMAGED, "a document type in a spreadsheet")


def _number(text: str | None) -> int:
    """How often something is repeated."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 8 else 1


def _value(attributes: Mapping[str, str], text: str) -> str:
    match attributes.get(_OFFICE + "value-type"):
        case "float" | "currency" | "percentage":
            return _number_text(attributes.get(_OFFICE + "value", ""), text)
        case "date":
            return attributes.get(_OFFICE + "date-value", text).partition(".")[0]
        case "time":
            return _time_text(attributes.get(_OFFICE + "time-value", ""), text)
        case "boolean":
            return attributes.get(_OFFICE + "boolean-value", text).upper()
        case _:
            return text or attributes.get(_OFFICE + "string-value", "")


def _number_text(value: str, text: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return text
    if number in (0, 1) and text.isalpha():
        return "TRUE" if number else "FALSE"
    if text.startswith("0") and text.isdecimal() and len(text) <= 30 and int(text) == number:
        return text
    return written(number) if abs(number) < 1e100 else text


def _time_text(value: str, text: str) -> str:
    match = _DURATION.fullmatch(value)
    if match is None:
        return text
    days, hours, minutes, seconds = (int((group or "0")[:9]) for group in match.groups()[1:])
    return f"{match[1]}{days * 24 + hours:02}:{minutes:02}:{seconds:02}"
