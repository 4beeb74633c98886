"""How text is compared when people search and sort: without case, and kindly to accents.

"elodie" finds Élodie; Å stands beside A and not behind Z. Text in plain ASCII, which is most of it, takes
the short way.
"""

import unicodedata
from collections.abc import Iterable

# Stands between two cells of a search text, so that no match runs over the border.
_BORDER = "\x1f"
# Where empty cells go in an ascending order: to the end, as in a spreadsheet.
LAST = "\U0010ffff"


def folded(text: str) -> str:
    """The text without case, in one normal form."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()


def bare(text: str) -> str:
    """The folded text without accents and other marks."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def search_text(cells: Iterable[str | None]) -> str:
    """One string in which :func:`search_terms` are looked for: the folded cells and, where it differs, the
    same without accents.
    """
    joined = _BORDER.join([cell for cell in cells if cell])
    if joined.isascii():
        return joined.lower()
    plain, with_marks = bare(joined), folded(joined)
    return with_marks if plain == with_marks else f"{with_marks}{_BORDER}{plain}"


def search_terms(query: str) -> tuple[str, ...]:
    """The words of a query. A row is found when it contains each of them, in any cell and order."""
    return tuple(folded(query).split())


def folded_key(text: str) -> str:
    """The letters by which a cell is sorted; empty cells come last."""
    if not text:
        return LAST
    if text.isascii():
        return text.lower()
    # Without a base letter (a lone mark, say) the text itself has to do.
    return bare(text) or text
