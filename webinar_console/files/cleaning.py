"""Cleaning cells: what can be put right without asking, and what cannot.

Letter case is never touched, and neither is any letter, in any script.
"""

import re

# Zero-width characters that carry nothing. The joiners (U+200C, U+200D) shape letters and emoji: they stay.
_ZERO_WIDTH = re.compile("[\u200b\u2060\ufeff\u00ad]")
# Control characters that are no space: C0 without tab and line breaks, delete, C1.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")

#: Finds a cell that begins with a space, or as a formula does; one search is quicker than five.
wants_a_look = re.compile(r"\|[ =+@-]").search

_NAMED_ADDRESS = re.compile(r"[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>")


def needs_no_cleaning(values: tuple[str, ...]) -> bool:
    """Whether :func:`clean_text` would leave all of these as they are and none begins like a formula; quick,
    may say no too often."""
    text = f"|{'|'.join(values)}|"
    return text.isprintable() and " |" not in text and "  " not in text and wants_a_look(text) is None


def clean_text(text: str) -> str:
    """The cell without zero-width characters and outer space; spaces and line breaks inside are one space."""
    return " ".join(_ZERO_WIDTH.sub("", text).split())


def control_characters(text: str) -> bool:
    """Whether the cell holds control characters that are no line breaks or tabs."""
    return _CONTROL.search(text) is not None


def bare_address(text: str) -> str:
    """The address in a cell such as ``mailto:a@b.c``, ``Ann <a@b.c>`` or ``"a@b.c";``.

    Text that holds none comes back as it is.
    """
    address = text
    named = _NAMED_ADDRESS.fullmatch(address.rstrip(" ,;"))
    if named:
        address = named[1]
    if address[:7].casefold() == "mailto:":
        address = address[7:].partition("?")[0]
    return address.strip(" \"'“”„«»,;<>") if "@" in address else text
