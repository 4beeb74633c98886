"""Natural order: the order in which a person expects texts, "row 9" before "row 10"."""

import re
import unicodedata

_DIGITS = re.compile(r"(\d+)")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key for ``sorted``: runs of digits compare as numbers, letters without case and accents.

    Digits come before letters. Equal keys do not mean equal texts.
    """
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", text.strip().casefold()) if not unicodedata.combining(c)
    )
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _DIGITS.split(folded) if part
    )
