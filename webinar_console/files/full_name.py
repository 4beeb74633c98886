"""Splitting a full name into first and last name."""

# Particles that belong to the family name that follows them, and what follows a family name.
_PARTICLE_WORDS = """af al av ben bin da das de dei del della den der des di do dos du el ibn la las le
    los mac mc san st st. ten ter van vom von y zu zum zur"""
_SUFFIX_WORDS = "jr jr. sr sr. ii iii iv phd ph.d. md m.d. esq esq."
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_SUFFIXES = frozenset(_SUFFIX_WORDS.split())


def split_name(full: str) -> tuple[str, str]:
    """First and last name; the last is empty when there is only one word.

    ``Last, First`` is turned round; particles stay with the last name (``Ludwig van Beethoven``); a suffix
    such as ``Jr.`` too.
    """
    last, comma, first = full.partition(",")
    if comma and first.strip() and last.strip() and first.strip().casefold() not in _SUFFIXES:
        return first.strip(), last.strip()
    words = full.split()
    if len(words) < 2:
        return full.strip(), ""
    start = len(words) - 1
    if start > 1 and words[start].casefold() in _SUFFIXES:
        start -= 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])


def is_plain_split(full: str) -> bool:
    """Whether the split is beyond doubt: two words and no comma."""
    return "," not in full and len(full.split()) == 2
