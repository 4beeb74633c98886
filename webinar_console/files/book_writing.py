"""Writing a workbook (.xlsx) with one sheet of texts, row by row, without keeping any.

By hand: nothing but texts is written, so the format is small, and it must hold that no text of a registrant
ever becomes anything else. (XlsxWriter 3.2 writes a text that begins with ``<r>`` and ends with ``</r>`` into
the sheet as XML, and keeps the rows in a file of its own until the end.)
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from webinar_console.domain.neutral import told_apart

#: What a sheet holds (Excel's limits): rows with the header, UTF-16 units of a cell.
MOST_ROWS, LONGEST_CELL = 1_048_576, 32_767

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_DOCUMENT}/styles" Target="styles.xml"/></Relationships>',
    # Format 0, which a cell has that names none, is "text" (49): what is typed over it stays as typed.
    # Format 1 is the header's.
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>",
}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# What is no plain text in XML, and what Excel would read as the code of a character.
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_CODE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_AS_IS, _SPACE = ' xml:space="preserve">', " \t\n\r"
# A list of people has few letters and much of the same around them: more effort makes it hardly smaller.
_EFFORT = 1


class SheetFull(ValueError):
    """A sheet cannot hold this; the text says what."""


class BookWriter:
    """Writes into an open file. Use it as a context: its end makes the workbook whole, an error does not."""

    def __init__(self, file: IO[bytes], sheet: str, header: Sequence[str], widths: Sequence[int]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_EFFORT)
        self._name, self._header, self._widths = sheet, tuple(header), widths
        self._letters = [_letters(column) for column in range(len(header))]
        self._rows = 0

    def _begin(self) -> None:
        for name, content in _PARTS.items():
            self._zip.writestr(name, _HEAD + content)
        self._zip.writestr("xl/workbook.xml", _HEAD + _workbook(self._name))
        self._sheet = self._zip.open("xl/worksheets/sheet1.xml", "w", force_zip64=True)
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
            for at, width in enumerate(self._widths, 1)
        )
        self._sheet.write(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>".encode()
        )
        self.write([self._header], style=' s="1"')

    def write(self, rows: Sequence[Sequence[str]], *, style: str = "") -> None:
        """Add rows. Raises :class:`SheetFull` and ``OSError``."""
        if self._rows + len(rows) > MOST_ROWS:
            raise SheetFull(f"A sheet of Excel holds {MOST_ROWS - 1:,} people")
        written = []
        for number, row in enumerate(rows, self._rows + 1):
            text = "".join(row)
            if len(text) > LONGEST_CELL // 2:
                _check_lengths(row)
            if "'" in text:
                row = [told_apart(cell) for cell in row]
            if _ODD.search(text):
                row = [_as_xml(cell) for cell in row]
            begin = f'{number}"{style} t="inlineStr"><is><t'
            # Outer space and line ends are kept only where that is asked for.
            cells = "".join(
                [
                    f'<c r="{letters}{begin}{_AS_IS if cell[0] in _SPACE or cell[-1] in _SPACE else ">"}'
                    f"{cell}</t></is></c>"
                    for letters, cell in zip(self._letters, row, strict=True)
                    if cell
                ]
            )
            written.append(f'<row r="{number}">{cells}</row>')
        self._rows += len(rows)
        self._sheet.write("".join(written).encode("utf-8", errors="replace"))

    def __enter__(self) -> "BookWriter":
        with self._or_abandoned():
            self._begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._abandon()
            return
        with self._or_abandoned():
            self._end()

    def _end(self) -> None:
        last = f"{self._letters[-1]}{self._rows}"
        # Long ids are meant to be text: no green corner in each of their cells.
        self._sheet.write(
            f'</sheetData><ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/>'
            "</ignoredErrors></worksheet>".encode()
        )
        self._sheet.close()
        self._zip.close()

    @contextmanager
    def _or_abandoned(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._abandon()
            raise

    def _abandon(self) -> None:
        # Or zipfile would try to complete the workbook when it is collected.
        self._zip.fp = None


def _workbook(sheet: str) -> str:
    # Excel takes 31 letters, no apostrophe at either end, and not these signs.
    name = _NOT_IN_NAMES.sub(" ", sheet)[:31].strip(" '") or "People"
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>'
        f'<sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _letters(column: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _as_xml(text: str) -> str:
    return escape(_CODE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)) if text else text


def _check_lengths(row: Sequence[str]) -> None:
    if any(len(cell.encode("utf-16-le", errors="replace")) // 2 > LONGEST_CELL for cell in row):
        raise SheetFull(f"A cell of Excel holds {LONGEST_CELL:,} letters, and one here has more")
