"""How a table of text is written: its delimiter, its first lines, its header row."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from webinar_console.domain.email import is_plainly_valid

from .vocabulary import header_words, plain

_CANDIDATES = (",", ";", "\t", "|")
# Excel's own first line that names the delimiter; it is no row.
_SEP = re.compile(r'"?sep=([^\0"\r\n])"?(?:\r\n|\n|\r|$)', re.IGNORECASE)
_SAMPLE_ROWS = 200
#: A sample of so many characters may end within a row.
SAMPLE_CHARACTERS = 100_000
_HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """``skip`` characters and ``skip_lines`` lines come before the table (a ``sep=`` line)."""

    delimiter: str
    spaces_before_quotes: bool
    skip: int
    skip_lines: int


def dialect_of(sample: str, delimiter: str | None = None) -> Dialect:
    """How the text is written, from its beginning. ``delimiter`` overrules the guess."""
    sep = _SEP.match(sample)
    skip = sep.end() if sep else 0
    body = sample[skip:]
    chosen = delimiter or (sep[1] if sep else None) or _delimiter_of(body)
    # Only a writer that puts a space behind its delimiters produces this; a quoted cell cannot.
    d = re.escape(chosen)
    spaced = re.search(rf'{d} +"[^"{d}\r\n]', body) is not None
    return Dialect(chosen, spaced, skip, 1 if sep else 0)


def sample_rows(sample: str, dialect: Dialect, *, cut: bool) -> list[list[str]]:
    """The first rows of the sample that are not blank. The last is dropped when the sample was ``cut``."""
    body = sample[dialect.skip :]
    return _rows(body, dialect.delimiter, spaced=dialect.spaces_before_quotes, cut=cut)


def header_at(rows: Sequence[Sequence[str]]) -> int | None:
    """The position of the row that names the columns, ``None`` when the first row is a person already.

    Title rows above the header are passed over when the header's words are known.
    """
    if not rows:
        return None
    usual = Counter(map(_filled, rows)).most_common(1)[0][0]
    for position, row in enumerate(rows[:_HEADER_WITHIN]):
        if any(is_plainly_valid(cell.strip()) for cell in row):
            break
        known = sum(plain(cell) in header_words() for cell in row)
        if known >= 2 or (known and usual == 1):
            return position
    if any(is_plainly_valid(cell.strip()) for cell in rows[0]):
        return None
    # Too few words are known: titles have one cell, or few, where the rows below have many.
    for position, row in enumerate(rows[:_HEADER_WITHIN]):
        if any(is_plainly_valid(cell.strip()) for cell in row):
            break
        if _filled(row) >= max(1, usual - 1):
            return position
    return 0


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _delimiter_of(body: str) -> str:
    return max(_CANDIDATES, key=lambda delimiter: _fitness(body, delimiter))


def _fitness(body: str, delimiter: str) -> tuple[float, float, float]:
    """How well a delimiter explains the text: cells that are addresses, even rows, columns."""
    if delimiter not in body:
        return (0.0, 0.0, 0.0)
    rows = _rows(body, delimiter, spaced=False, cut=len(body) >= SAMPLE_CHARACTERS)
    if not rows:
        return (0.0, 0.0, 0.0)
    evenly, columns = max((count, width) for width, count in Counter(map(len, rows)).items())
    with_address = sum(any(is_plainly_valid(cell.strip()) for cell in row) for row in rows)
    if columns == 1:
        return (0.0, 0.0, 0.0)
    return (round(with_address / len(rows), 1), evenly / len(rows), columns)


def _rows(body: str, delimiter: str, *, spaced: bool, cut: bool) -> list[list[str]]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, skipinitialspace=spaced)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                return rows
    except csv.Error:
        # A quotation mark that is never closed: the reader proper reports it with its line.
        return rows
    return rows[:-1] if cut else rows
