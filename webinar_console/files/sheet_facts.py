"""What a sheet holds beside the values that the workbook reader tells: hidden rows, failed formulas, zeros.

Read from the few bytes that tell it, in one pass, without building the document. The formats are ECMA-376
(xlsx) and Microsoft's [MS-XLS] (xls).
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree import ElementTree

from webinar_console.domain.errors import FileProblem

from .archive import DAMAGED, PROTECTED, Archive
from .compound import DAMAGED as DAMAGED_XLS
from .compound import CompoundFile

#: The reader lays a sheet out as a rectangle in memory; a stray cell far away would make it huge.
MAX_CELLS = 30_000_000
MAX_ROWS_OF_SHEET = 1_048_576
TOO_WIDE = "The sheet “{}” has cells far outside any list of people, so it cannot be read. Delete them first."


@dataclass(slots=True)
class SheetFacts:
    """``cells`` are texts to be shown instead of the reader's, by row and column, both from 0: failed
    formulas and texts that it loses. ``errors`` are the positions of failed formulas, ``padded`` leads from
    a position to the digits that a number is shown with (leading zeros). ``hidden_rows`` count from 0.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: set[tuple[int, int]] = field(default_factory=set)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)


class FactsOfSheets(Protocol):
    """A workbook whose sheets can be looked at."""

    def sheet(self, name: str) -> SheetFacts:
        """Look at a sheet. Raises ``FileProblem`` when it must not be handed to the reader."""


_TAG_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_TAG_COL = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\bs\s*=\s*[\"'](?:%s)[\"'][^>]*)>")
# Begins with plain letters, so that fifty million of them are searched in a moment.
_FAR = re.compile(rb'r="(?:[A-Za-z]{2}|[A-Za-z]?\d{7})')
_FAR_ROW = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]*(\d{7,})[\"']")
# A cell that ends at once is formatted, but empty.
_FILLED = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*[^/>]>)[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)")
_TAIL = 4_000
_MAX_COLUMNS = 16_384
_SAFE_COLUMNS = MAX_CELLS // MAX_ROWS_OF_SHEET
_LONGEST_ROW = 50_000_000


class XlsxFacts:
    """The facts of an xlsx file. Raises ``FileProblem`` when it is damaged or a bomb."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._parts = _parts_of_sheets(archive)
        self._widths = _padding_styles(archive)
        # The reader unpacks these when it opens the workbook.
        for name in archive.names:
            if name.startswith("xl/") and "worksheets/" not in name and name.endswith((".xml", ".rels")):
                for _ in archive.chunks(name):
                    pass

    def sheet(self, name: str) -> SheetFacts:
        """Look at a sheet."""
        part = self._parts.get(name)
        if part is None:
            raise FileProblem(DAMAGED, f"there is no sheet {name}")
        facts = SheetFacts()
        styles = b"|".join(str(style).encode() for style in self._widths)
        padded = re.compile(_CELL.pattern % styles, re.DOTALL) if styles else None
        columns, rows = 0, 0
        for rows_seen in _whole_rows(self._archive.chunks(part)):
            if b"hidden" in rows_seen:
                _note_hidden(rows_seen, facts)
            if b"<!DOCTYPE" in rows_seen:
                raise FileProblem(DAMAGED, "a document type in a sheet")
            if b't="e"' in rows_seen or b"t='e'" in rows_seen:
                for match in _ERROR.finditer(rows_seen):
                    if (place := _place(match[1])) is not None:
                        facts.errors.add(place)
                        facts.cells[place] = match[2].decode("utf-8", "replace")
            if padded is not None:
                for match in padded.finditer(rows_seen):
                    told = dict(_ATTRIBUTE.findall(match[1]))
                    if (place := _place(match[1])) is not None and told.get(b"t", b"n") == b"n":
                        facts.padded[place] = self._widths[int(told[b"s"])]
            if _FAR.search(rows_seen) or b"r='" in rows_seen or b"r =" in rows_seen:
                places = _FILLED.findall(rows_seen)
                for far in _FAR_ROW.findall(rows_seen):
                    if len(far) > 7 or int(far) > MAX_ROWS_OF_SHEET:
                        raise FileProblem(TOO_WIDE.format(name))
            else:
                places = _FILLED.findall(rows_seen[-_TAIL:])
            for letters, number in places:
                columns, rows = max(columns, _column(letters) + 1), max(rows, int(number))
            if columns > _SAFE_COLUMNS and (columns > _MAX_COLUMNS or rows * columns > MAX_CELLS):
                raise FileProblem(TOO_WIDE.format(name))
        return facts


def _whole_rows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where rows end."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        if len(rest) > _LONGEST_ROW:
            raise FileProblem(DAMAGED, "a row without an end")
        cut = rest.rfind(b"row>")
        if cut >= 0:
            yield rest[: cut + 4]
            rest = rest[cut + 4 :]
    yield rest


def _note_hidden(content: bytes, facts: SheetFacts) -> None:
    for tag in _TAG_ROW.findall(content):
        if _HIDDEN.search(tag):
            number = dict(_ATTRIBUTE.findall(tag)).get(b"r", b"")
            if number.isdigit() and len(number) < 8:
                facts.hidden_rows.add(int(number) - 1)
    for tag in _TAG_COL.findall(content):
        if _HIDDEN.search(tag):
            told = dict(_ATTRIBUTE.findall(tag))
            first, last = told.get(b"min", b""), told.get(b"max", b"")
            if first.isdigit() and last.isdigit() and len(last) < 6:
                facts.hidden_columns.update(range(int(first) - 1, int(last)))


def _place(attributes: bytes) -> tuple[int, int] | None:
    """Row and column of a cell, from 0."""
    match = re.search(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']", attributes)
    return (int(match[2]) - 1, _column(match[1])) if match else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number - 1


def _parsed(content: bytes) -> ElementTree.Element:
    # A workbook has no document type; one could unfold to anything.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileProblem(DAMAGED, "a document type in a workbook")
    try:
        return ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise FileProblem(DAMAGED, str(error)) from error


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _parts_of_sheets(archive: Archive) -> Mapping[str, str]:
    """From a sheet's name to the part that holds it."""
    targets = {}
    for relation in _parsed(archive.whole("xl/_rels/workbook.xml.rels")):
        target = relation.get("Target", "")
        targets[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts = {}
    for element in _parsed(archive.whole("xl/workbook.xml")).iter():
        if _local(element.tag) == "sheet":
            relation_id = next((v for k, v in element.attrib.items() if _local(k) == "id"), None)
            part = targets.get(relation_id, "")
            parts[element.get("name", "")] = part.replace("xl/../", "").replace("/./", "/")
    return parts


def _padding_styles(archive: Archive) -> Mapping[int, int]:
    """Styles that show whole numbers with leading zeros ("00000"): from the style to the digits."""
    if "xl/styles.xml" not in archive.names:
        return {}
    root = _parsed(archive.whole("xl/styles.xml"))
    formats, styles = {}, []
    for element in root.iter():
        if _local(element.tag) == "numFmt":
            formats[element.get("numFmtId")] = element.get("formatCode", "")
        elif _local(element.tag) == "cellXfs":
            styles = [xf.get("numFmtId") for xf in element]
    codes = (formats.get(number, "") for number in styles)
    return {place: width for place, code in enumerate(codes) if (width := _padding(code))}


def _padding(code: str) -> int:
    """The digits of a number format that only fills up with zeros ("00000"); 0 for any other."""
    code = code.replace('"', "")
    return len(code) if set(code) == {"0"} and 1 < len(code) <= 30 else 0


# The records of cells, and those among them that hold several.
_CELLS = frozenset((0x06, 0x201, 0x203, 0x204, 0x205, 0x27E, 0xD6, 0xFD, 0xBD, 0xBE))
_SEVERAL = {0xBD: 6, 0xBE: 2}
_COLUMNS_OF_XLS = 256
_FAR_XLS = 200


def _refuse_far_cell(kind: int, body: bytes, sheet: str) -> None:
    """The reader would lay out as many columns as a record says."""
    column = int(struct.unpack_from("<H", body, 2)[0])
    last = column + (len(body) - 6) // _SEVERAL[kind] - 1 if kind in _SEVERAL else column
    if max(column, last) >= _COLUMNS_OF_XLS:
        raise FileProblem(TOO_WIDE.format(sheet))


class XlsFacts:
    """The facts of an xls file. Raises ``FileProblem`` when it is damaged or protected.

    ``book`` are the bytes of its ``stream``, without what would lead the reader to make room for too much.
    """

    _ERRORS: Mapping[int, str] = {
        0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
        0x2A: "#N/A",
    }  # fmt: skip

    def __init__(self, compound: CompoundFile) -> None:
        self.stream = "Workbook" if "Workbook" in compound.names else "Book"
        self.book = bytearray(compound.content(self.stream))
        self._starts: dict[str, int] = {}
        formats: dict[int, str] = {}
        styles: list[int] = []
        try:
            for kind, body in self._records(0):
                match kind:
                    case 0x2F:
                        raise FileProblem(PROTECTED)
                    case 0x85:
                        self._starts[_sheet_name(body)] = struct.unpack_from("<I", body)[0]
                    case 0x41E:
                        formats[struct.unpack_from("<H", body)[0]] = _string(body[2:])
                    case 0xE0:
                        styles.append(struct.unpack_from("<H", body, 2)[0])
        except (struct.error, IndexError) as error:
            raise FileProblem(DAMAGED_XLS, str(error)) from error
        codes = (formats.get(number, "") for number in styles)
        self._widths = {place: width for place, code in enumerate(codes) if (width := _padding(code))}
        # All of them at once, because the reader opens all at once.
        self._sheets = {name: self._look(name, start) for name, start in self._starts.items()}

    def sheet(self, name: str) -> SheetFacts:
        """What a sheet holds."""
        return self._sheets.get(name) or SheetFacts()

    def _records(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records from a place until the end of its part; what they say of its size is wiped out."""
        book, deep = self.book, 0
        while at + 4 <= len(book):
            kind, length = struct.unpack_from("<HH", book, at)
            if kind == 0x200:
                # The reader makes room for as many cells as are said here, however few there are.
                book[at + 4 : at + 4 + length] = bytes(length)
            yield kind, bytes(book[at + 4 : at + 4 + length])
            at += 4 + length
            # Charts inside a sheet are parts of their own.
            deep += 1 if kind & 0xFF == 0x09 else -1 if kind == 0x0A else 0
            if deep <= 0:
                return

    def _look(self, name: str, start: int) -> SheetFacts:
        facts = SheetFacts()
        awaited: tuple[int, int] | None = None
        try:
            for kind, body in self._records(start):
                if kind in _CELLS and struct.unpack_from("<H", body, 2)[0] + len(body) // 2 > _FAR_XLS:
                    _refuse_far_cell(kind, body, name)
                if kind == 0x207 and awaited is not None:
                    facts.cells[awaited] = _string(body)
                awaited = self._note(kind, body, facts) if kind != 0x207 else None
        except (struct.error, IndexError) as error:
            raise FileProblem(DAMAGED_XLS, str(error)) from error
        return facts

    def _note(self, kind: int, body: bytes, facts: SheetFacts) -> tuple[int, int] | None:
        """Take one record; the place of a formula whose text is in a record to come."""
        match kind:
            case 0x208 if body[12] & 0x20:
                facts.hidden_rows.add(struct.unpack_from("<H", body)[0])
            case 0x7D:
                first, last, _, _, flags = struct.unpack_from("<5H", body)
                if flags & 1 and last < 256:
                    facts.hidden_columns.update(range(first, last + 1))
            case 0x205 if body[7]:
                place = struct.unpack_from("<HH", body)
                facts.errors.add(place)
                facts.cells[place] = self._ERRORS.get(body[6], "#ERROR!")
            case 0x06 if body[12:14] == b"\xff\xff":
                place = struct.unpack_from("<HH", body)
                if body[6] == 2:
                    facts.errors.add(place)
                    facts.cells[place] = self._ERRORS.get(body[8], "#ERROR!")
                elif body[6] == 1:
                    facts.cells[place] = "TRUE" if body[8] else "FALSE"
                elif body[6] == 0:
                    return place
            case 0x203 | 0x27E if self._widths:
                row, column, style = struct.unpack_from("<3H", body)
                self._pad(row, column, style, facts)
            case 0xBD if self._widths:
                row, column = struct.unpack_from("<HH", body)
                for more, at in enumerate(range(4, len(body) - 6, 6)):
                    self._pad(row, column + more, struct.unpack_from("<H", body, at)[0], facts)
            case _:
                pass
        return None

    def _pad(self, row: int, column: int, style: int, facts: SheetFacts) -> None:
        if (width := self._widths.get(style)) is not None:
            facts.padded[row, column] = width


def _sheet_name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return (
        body[8 : 8 + 2 * length].decode("utf-16-le", "replace")
        if wide
        else body[8 : 8 + length].decode("latin-1")
    )


def _string(body: bytes) -> str:
    length = struct.unpack_from("<H", body)[0]
    if body[2] & 1:
        return body[3 : 3 + 2 * length].decode("utf-16-le", "replace")
    return body[3 : 3 + length].decode("latin-1")
