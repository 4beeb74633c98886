"""One change for a column over many people: what becomes of each cell. Pure functions."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial

from webinar_console.files.letter_case import capitalise

Change = Callable[[str], str]


class Case(StrEnum):
    """How letters are to be written."""

    CAPITALISED = "capitalised"
    UPPER = "upper"
    LOWER = "lower"


def setting(text: str) -> Change:
    """Every cell gets this text; empty text clears them."""
    return lambda _cell: text


def replacing(old: str, new: str, *, match_case: bool = False) -> Change:
    """Each place where ``old`` stands gets ``new``. Raises ``ValueError`` for nothing to look for."""
    if not old:
        raise ValueError("nothing to replace")
    if match_case:
        return lambda cell: cell.replace(old, new)
    pattern = re.compile(re.escape(old), re.IGNORECASE)
    return lambda cell: pattern.sub(lambda _found: new, cell)


def changing_case(case: Case, *, family: bool = False) -> Change:
    """Letters in upper or lower case; capitalised: as an import does it on request (``files.letter_case``),
    so only what is all in one case changes. ``family``: the column holds family names.
    """
    if case is Case.UPPER:
        return str.upper
    if case is Case.LOWER:
        return str.lower
    return partial(capitalise, family=family)


def changed(cells: Mapping[str, str], change: Change) -> dict[str, str]:
    """The cells (by key) that are different afterwards, with their new text."""
    found = {}
    for key, cell in cells.items():
        new = change(cell)
        if new != cell:
            found[key] = new
    return found
