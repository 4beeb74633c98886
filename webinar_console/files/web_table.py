"""Reading the table of a web page, and the tables that Excel, Google Sheets and browsers copy."""

import hashlib
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import BinaryIO

from webinar_console.domain.email import is_plainly_valid
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import MAX_ROWS, ReadChoices

from .sheet_table import Sheet, read_sheet
from .sniff import BOMS, SAVE_AS
from .table import NumberedRow, trimmed
from .wire import Finished, Frame, Opened

_MAX_PAGE = 50_000_000
# Letters of one step: some milliseconds.
_AT_ONCE = 4_000
_MAX_SPAN = 1_000
_MAX_CELLS = 10_000_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr")
)
_NOT_SHOWN = frozenset(
    ("script", "style", "template", "noscript", "head", "title", "object", "select", "textarea")
)
_BLOCKS = frozenset(("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))

NO_TABLE = "This is a web page without a table of people. Download the list itself and drop that."
_TOO_LARGE = f"This web page is too large to be read as a list. {SAVE_AS}"


@dataclass(slots=True)
class WebTable:
    """A table: its rows with their numbers (the first is 1), and those that the page hides, from 0."""

    rows: list[NumberedRow] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(cells) for _, cells in self.rows), default=0)

    @property
    def rank(self) -> tuple[bool, int]:
        """How much it looks like a list of people."""
        people = any(is_plainly_valid(cell.strip()) for _, cells in self.rows for cell in cells)
        return people, sum(len(cells) for _, cells in self.rows)


#: A table that is looked for a step at a time; ``None`` when there is none.
Looking = Generator[None, None, WebTable | None]


def table_in(html: str) -> WebTable | None:
    """The table of a page that looks most like a list of people; ``None`` when there is no table."""
    return _found(looking_in(html))


def looking_in(html: str) -> Looking:
    """:func:`table_in`, a step at a time."""
    parser = _Parser()
    start = 0
    while start < len(html):
        # Before a tag, so that no text is cut in two.
        end = html.find("<", start + _AT_ONCE)
        parser.feed(html[start : end if end >= 0 else len(html)])
        start = end if end >= 0 else len(html)
        yield
    parser.close()
    parser.finish()
    return max(parser.found, key=lambda table: table.rank, default=None)


def _found(looking: Looking) -> WebTable | None:
    while True:
        try:
            next(looking)
        except StopIteration as end:
            table: WebTable | None = end.value
            return table


def table_of_clipboard(html: str, text: str) -> WebTable | None:
    """The table of ``html``, when it has at least as many columns as the ``text`` beside it."""
    return _found(looking_on_clipboard(html, text))


def looking_on_clipboard(html: str, text: str) -> Looking:
    """:func:`table_of_clipboard`, a step at a time."""
    if "<t" not in html.lower() or len(html) > _MAX_PAGE:
        return None
    table = yield from looking_in(html)
    if table is None or not table.rows:
        return None
    columns = max((line.count("\t") + 1 for line in text.splitlines()[:200]), default=0)
    return table if table.width >= columns else None


def read_table_of(
    table: WebTable, size: int, sha256: str, choices: ReadChoices
) -> Iterator[Opened | Frame | Finished]:
    """The messages of a table. Raises ``FileProblem`` when there is nobody in it."""
    sheet = Sheet(rows=iter(table.rows), height=len(table.rows), hidden_rows=table.hidden_rows)
    yield from read_sheet(sheet, size, sha256, choices)


def read_web_page(stream: BinaryIO, choices: ReadChoices) -> Iterator[Opened | Frame | Finished]:
    """Read a page. Raises ``FileProblem`` when it has no table."""
    content = stream.read()
    if len(content) > _MAX_PAGE:
        raise FileProblem(_TOO_LARGE)
    table = table_in(_decoded(content))
    if table is None or not table.rows:
        raise FileProblem(NO_TABLE)
    yield from read_table_of(table, len(content), hashlib.sha256(content).hexdigest(), choices)


def _decoded(content: bytes) -> str:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    told = _CHARSET.search(content[:4096])
    for name in (told[1].decode("ascii") if told else "utf-8", "utf-8", "cp1252"):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError):
            continue
    return content.decode("latin-1")


@dataclass(slots=True)
class _Building:
    """A table whose end has not come yet."""

    table: WebTable = field(default_factory=WebTable)
    number: int = 0
    row: dict[int, str] | None = None
    row_hidden: bool = False
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    # Columns that cells of rows above reach into, and for how many rows more.
    reached: dict[int, int] = field(default_factory=dict)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[WebTable] = []
        self._open: list[_Building] = []
        self._cells = 0
        self._hidden = ""  # the element that hides what is in it
        self._deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if self._hidden and tag not in ("td", "th", "tr", "table"):
            self._deep += tag == self._hidden
            return
        self._hidden = ""
        table = self._open[-1] if self._open else None
        invisible = "hidden" in told or _INVISIBLE.search(told.get("style") or "") is not None
        if tag == "table":
            self._open.append(_Building())
        elif table is not None and tag == "tr":
            self._begin_row(table, invisible)
        elif table is not None and tag in ("td", "th"):
            self._begin_cell(table, told)
            if invisible:
                self._hide(tag)
        elif tag not in _VOID and (tag in _NOT_SHOWN or invisible):
            self._hide(tag)
        elif table is not None and table.cell is not None and (tag == "br" or tag in _BLOCKS):
            table.cell.append("\n" if tag == "br" else "\v")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag == self._hidden:
                self._deep -= 1
            if self._deep > 0 and tag not in ("td", "th", "tr", "table"):
                return
            self._hidden = ""
        table = self._open[-1] if self._open else None
        if table is None:
            return
        if tag == "table":
            self._end_row(table)
            self.found.append(self._open.pop().table)
        elif tag == "tr":
            self._end_row(table)
        elif tag in ("td", "th"):
            self._end_cell(table)
        elif tag in _BLOCKS and table.cell is not None:
            table.cell.append("\v")

    def handle_data(self, data: str) -> None:
        if self._open and not self._hidden and (cell := self._open[-1].cell) is not None:
            cell.append(_SPACE.sub(" ", data))

    def finish(self) -> None:
        """Close what the page left open."""
        while self._open:
            self._hidden = ""
            self._end_row(self._open[-1])
            self.found.append(self._open.pop().table)

    def _hide(self, tag: str) -> None:
        self._hidden, self._deep = tag, 1

    def _begin_row(self, table: _Building, hidden: bool) -> None:
        self._end_row(table)
        table.number += 1
        table.row, table.row_hidden = {}, hidden
        if table.number > 2 * MAX_ROWS:
            raise FileProblem(_TOO_LARGE)

    def _begin_cell(self, table: _Building, told: dict[str, str | None]) -> None:
        if table.row is None:
            self._begin_row(table, hidden=False)
        self._end_cell(table)
        table.cell = []
        table.spans = _span(told.get("colspan")), _span(told.get("rowspan"))

    def _end_cell(self, table: _Building) -> None:
        if table.cell is None or table.row is None:
            return
        column = 0
        while column in table.row or table.reached.get(column):
            column += 1
        columns, rows = table.spans
        self._cells += columns
        if self._cells > _MAX_CELLS:
            raise FileProblem(_TOO_LARGE)
        # The value is in the first cell of the merged ones, as in a sheet.
        for place in range(column, column + columns):
            table.row[place] = ""
            if rows > 1:
                table.reached[place] = rows
        table.row[column] = _text(table.cell)
        table.cell = None

    def _end_row(self, table: _Building) -> None:
        self._end_cell(table)
        if table.row is None:
            return
        width = max(table.row, default=-1) + 1
        cells = [table.row.get(column, "") for column in range(width)]
        table.table.rows.append((table.number, trimmed(cells)))
        if table.row_hidden:
            table.table.hidden_rows.add(table.number - 1)
        table.reached = {column: left - 1 for column, left in table.reached.items() if left > 1}
        table.row = None


def _span(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1


def _text(parts: list[str]) -> str:
    """The shown text: spaces as one, blocks and line breaks as line ends."""
    lines = re.sub("\v+", "\n", "".join(parts).strip(" \n\v")).split("\n")
    return "\n".join(line.strip(" ") for line in lines)
