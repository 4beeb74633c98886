"""Capitals for names that are all in upper or all in lower case; only when somebody asks for it.

What cannot be known is left alone: two capitals may be initials, and nobody can tell
MacDonald from Macdonald.
"""

# In family names these stay small. (First names: "Van" and "Al" are names of their own.)
_SMALL_WORDS = "van von der den de del della degli da das do dos du zu zum zur ten ter af av y e"
_SMALL = frozenset(_SMALL_WORDS.split())
_NUMERALS = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix"])
_TURKISH = frozenset("İığĞşŞ")
_JOINTS = "'’ʼ`"


def in_one_case(name: str) -> bool:
    """Whether all letters that have a case have the same one."""
    return name.isupper() or name.islower()


def capitalise(name: str, *, family: bool = False) -> str:
    """The name with capitals where they belong, if it is all in one case; else as it is.

    ``family``: particles stay small ("van der Berg"). Scripts without case are not touched.
    """
    if not in_one_case(name):
        return name
    turkish = not _TURKISH.isdisjoint(name)
    words = name.split(" ")
    small = family and len(words) > 1
    done: list[str] = []
    for place, word in enumerate(words):
        lower = _lower(word, turkish)
        is_article = place > 0 and lower in ("la", "las", "los", "le") and done[-1] == "de"
        if small and place < len(words) - 1 and (lower in _SMALL or is_article):
            done.append(lower)
        else:
            done.append(_word(word, lower, turkish, only=len(words) == 1))
    return " ".join(done)


def _word(word: str, lower: str, turkish: bool, *, only: bool) -> str:
    if lower.rstrip(".") in _NUMERALS and not only:
        return word.upper()
    if len(word) == 2 and word.isupper():
        return word
    return "-".join(_part(part, turkish) for part in lower.split("-"))


def _part(part: str, turkish: bool) -> str:
    if "." in part[:-1]:  # initials: "j.r.r."
        return ".".join(_first_up(piece, turkish) for piece in part.split("."))
    for joint in _JOINTS:
        head, found, tail = part.partition(joint)
        # O’Neil, D’Arcy, L’Heureux; but Ma’ruf, Isa’s.
        if found and len(head) == 1 and len(tail) > 1:
            return _first_up(head, turkish) + joint + _part(tail, turkish)
    if part.startswith("mc") and len(part) > 4:
        return "Mc" + _first_up(part[2:], turkish)
    return _first_up(part, turkish)


def _first_up(text: str, turkish: bool) -> str:
    first = "İ" if turkish and text[:1] == "i" else text[:1].title()
    return first + text[1:]


def _lower(word: str, turkish: bool) -> str:
    if turkish:
        word = word.replace("İ", "i").replace("I", "ı")
    # Without it, İ becomes two characters.
    return word.replace("İ", "i").lower()
