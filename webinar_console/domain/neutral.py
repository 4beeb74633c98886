"""Cells that a spreadsheet would run as formulas: made harmless in files that we write, restored when read.

What a person registered with can begin like a formula, and whoever opens the exported list would run it
(OWASP, "CSV Injection"). In text such a cell gets an apostrophe in front. A cell that has apostrophes before
such a sign already gets one more, so that taking exactly one away brings every text back as it was.

A reader takes the apostrophe away from files of others, too: there it was put for the same reason, by another
program or by somebody who typed it in a spreadsheet. Every other apostrophe (``'t Hooft``) stays.
"""

import re
from collections.abc import Sequence

# The signs that OWASP names, NUL, which ASVS adds, and the full-width forms, which some spreadsheets take
# for the same.
_SIGNS = "=+\\-@\t\r\n\0＝＋－＠"
_BETWEEN = "\x1f"
_some_run = re.compile(f"{_BETWEEN}'*[{_SIGNS}]").search
_runs = re.compile(f"'*[{_SIGNS}]").match
_guarded = re.compile(f"'+[{_SIGNS}]").match


def neutralised(text: str) -> str:
    """The text for a cell of CSV or TSV: a spreadsheet does not run it."""
    return f"'{text}" if _runs(text) else text


def neutralised_row(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row for CSV or TSV, each :func:`neutralised`."""
    # One look at all of them: hardly any row has such a cell.
    if _some_run(_BETWEEN + _BETWEEN.join(cells)) is None:
        return cells
    return [neutralised(cell) for cell in cells]


def told_apart(text: str) -> str:
    """The text for a cell that is marked as text by its format (XLSX) and is never run: only what looks
    neutralised without being it gets an apostrophe more."""
    return f"'{text}" if _guarded(text) else text


def restored(text: str) -> str:
    """The text that :func:`neutralised` or :func:`told_apart` was given."""
    return text[1:] if _guarded(text) else text


def restored_row(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row that was read, each :func:`restored`."""
    return [restored(cell) for cell in cells] if "'" in "".join(cells) else cells
