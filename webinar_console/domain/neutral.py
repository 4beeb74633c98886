"""Cells that a spreadsheet would run as formulas: made harmless in files that we write, restored when read.

What a person registered with can begin like a formula, and whoever opens the exported list would run it
(OWASP, "CSV Injection"). In text such a cell gets an apostrophe in front, and so does what stands behind a
comma, a semicolon, a tab or a line break in it: a spreadsheet may part the line there, whatever separates the
cells of this file. Where apostrophes stand before such a sign already there is one more, so that taking
exactly one away brings every text back as it was.

A reader takes the apostrophes away from files of others, too: there they were put for the same reason, by
another program or by somebody who typed them in a spreadsheet. Every other apostrophe (``'t Hooft``) stays.
"""

import re
from collections.abc import Sequence

# The signs that begin a formula, with the full-width forms, which some spreadsheets take for the same. At the
# beginning of a cell those that OWASP names beside them, and NUL, which ASVS adds.
_FORMULA = "=+\\-@＝＋－＠"
_SIGNS = f"{_FORMULA}\t\r\n\0"
_PARTED = "(?<=[,;\t\r\n])"
_BETWEEN = "\x1f"
# Behind a separator a spreadsheet takes quotation marks away before it looks.
_MARKS = "[\"']*"
_some_run = re.compile(f"{_BETWEEN}'*[{_SIGNS}]|{_PARTED}{_MARKS}[{_FORMULA}]").search
_runs = re.compile(f"\\A(?='*[{_SIGNS}])|{_PARTED}(?={_MARKS}[{_FORMULA}])")
_looks_guarded = re.compile(f"\\A(?='+[{_SIGNS}])|{_PARTED}(?='{_MARKS}[{_FORMULA}])")
_guarded = re.compile(f"\\A'(?='*[{_SIGNS}])|{_PARTED}'(?={_MARKS}[{_FORMULA}])")


def neutralised(text: str) -> str:
    """The text for a cell of CSV or TSV: a spreadsheet does not run it."""
    return _runs.sub("'", text)


def neutralised_row(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row for CSV or TSV, each :func:`neutralised`."""
    # One look at all of them: hardly any row has such a cell.
    if _some_run(_BETWEEN + _BETWEEN.join(cells)) is None:
        return cells
    return [neutralised(cell) for cell in cells]


def told_apart(text: str) -> str:
    """The text for a cell that is marked as text by its format (XLSX) and is never run: only what looks
    neutralised without being it gets an apostrophe more."""
    return _looks_guarded.sub("'", text) if "'" in text else text


def restored(text: str) -> str:
    """The text that :func:`neutralised` or :func:`told_apart` was given."""
    return _guarded.sub("", text) if "'" in text else text


def restored_row(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row that was read, each :func:`restored`."""
    return [restored(cell) for cell in cells] if "'" in "".join(cells) else cells
