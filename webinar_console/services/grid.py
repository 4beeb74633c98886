"""Blocks of cells as spreadsheets put them on the clipboard: text with tabs, and HTML."""

import csv
import html
import io
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import islice

from webinar_console.domain.neutral import neutralised_row, restored_row
from webinar_console.files.web_table import looking_on_clipboard

#: Rows of cells; rows may differ in length.
Grid = list[list[str]]
#: A grid that is read a step at a time.
Reading = Generator[None, None, Grid]

# Rows of one step: about a millisecond.
_AT_ONCE = 500

# A cell that is quoted as Excel does it, or any other; then what ends it.
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"(?=[\t\r\n]|\Z)|([^\t\r\n]*))(\t|\r\n|\n|\r|\Z)')
_NEEDS_QUOTES = re.compile(r'["\t\r\n]')
# Excel takes over what it thinks of a cell (dates, figures, formulas) unless the cell says that it is text.
_AS_TEXT = "mso-number-format:'\\@'"


def grid_of(text: str, html_text: str = "", *, restore: bool = False) -> Reading:
    """The cells of what was copied: of the text, which is exact, while HTML has runs of spaces as one.

    A step at a time; the generator's return value are the cells. With ``restore`` those of the text were
    neutralised, and are as they were.

    Only where the text has one column at most, as of some web pages, is the HTML's table taken, if it has
    more.

    A last line end is not a row. Cells keep their spaces; a quotation mark that is not closed is a letter.
    """
    grid = yield from _of_text(text)
    if restore:
        for start in range(0, len(grid), _AT_ONCE):
            grid[start : start + _AT_ONCE] = [[*restored_row(row)] for row in grid[start : start + _AT_ONCE]]
            yield
    width = max(map(len, grid), default=0)
    if html_text and width < 2:
        table = yield from looking_on_clipboard(html_text, text)
        if table is not None and table.width > width:
            return [list(cells) for _, cells in table.rows]
    return grid


def _of_text(text: str) -> Reading:
    rows: Grid = []
    try:
        # Cells never begin with a quotation mark that is none, mostly: then this is the quick way.
        read = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
        while part := [row or [""] for row in islice(read, _AT_ONCE)]:
            rows += part
            yield
    except csv.Error:
        return (yield from _closely(text))
    return rows


def _closely(text: str) -> Reading:
    """The same where quotation marks stand as letters."""
    rows: Grid = [[]]
    for number, (quoted, plain, end) in enumerate(_cells(text), 1):
        if number % _AT_ONCE == 0:
            yield
        rows[-1].append(quoted.replace('""', '"') if quoted is not None else plain)
        if end and end != "\t":
            rows.append([])
    # What ended with a line end began a row that has nothing in it.
    if rows[-1] in ([], [""]):
        rows.pop()
    return rows


def _cells(text: str) -> Iterator[tuple[str | None, str, str]]:
    at = 0
    while at <= len(text):
        found = _CELL.match(text, at)
        assert found is not None  # any text matches
        yield found[1], found[2] or "", found[3]
        if not found[3]:
            return
        at = found.end()


def text_row(cells: Sequence[str], *, neutral: bool = False) -> str:
    """One row of the text with tabs; cells with tabs, line ends or quotation marks in them are quoted.

    Where nothing else tells that the cells are text, they must be ``neutral``: a spreadsheet runs none.
    """
    return "\t".join(map(_quoted, neutralised_row(cells) if neutral else cells))


def text_of(rows: Iterable[str]) -> str:
    """The text of rows from :func:`text_row`."""
    return "\r\n".join(rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def html_row(cells: Sequence[str]) -> str:
    """One row of the HTML table; each cell says that it is text."""
    written = (f'<td style="{_AS_TEXT}">{html.escape(cell, quote=False)}</td>' for cell in cells)
    return f"<tr>{''.join(written)}</tr>"


def html_of(rows: Iterable[str]) -> str:
    """The HTML table of rows from :func:`html_row`."""
    return f'<meta charset="utf-8"><table>{"".join(rows)}</table>'
