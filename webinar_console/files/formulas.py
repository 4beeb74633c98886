"""Cells that a spreadsheet would carry out: RingCentral would keep them as text, and whoever opens an export
of its people would run them."""

import re

# A call, a cell or a range of cells, or the old "program|topic" form. A bare dash, a phone number, "-Anna" or
# a handle ("@anna1") is none of them.
_CALL = r"[a-z][\w.]*(?:\(|\|)"
_CELL = r"(?:[^!]{1,60}!)?\$?[a-z]{1,3}\$?[1-9]\d{0,6}\s*(?:[-+*/^&:<>=].*)?$"
_BEHIND = {
    "+": re.compile(rf"[+\-\s]*(?:{_CALL}|{_CELL})", re.IGNORECASE | re.DOTALL),
    "@": re.compile(_CALL, re.IGNORECASE),
}
_BEHIND["-"] = _BEHIND["+"]


def is_formula(text: str) -> bool:
    """Whether the cell is a formula: everything behind an equals sign, and calls and cells behind + - @."""
    sign = text[:1]
    if sign == "=":
        return len(text) > 1 and not text[1].isspace()
    return sign in _BEHIND and _BEHIND[sign].match(text, 1) is not None
