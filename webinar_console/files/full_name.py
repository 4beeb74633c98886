"""Splitting a full name into first and last name.

No letter is lost: first and last name together hold what the full name held, but for the comma and the space
between them. Where the split is not sure, it says so; where there is none, the last name stays empty and the
row needs mending.
"""

import functools
import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from webinar_console.domain.mapping import NameOrder
from webinar_console.resources import resource_path

# Particles that belong to the family name that follows them, and what follows a family name.
_PARTICLE_WORDS = """'t af al av ben bin d' da das de dei del della den der des di do dos du el ibn la las
    le los mac mc san st st. ten ter van vom von zu zum zur"""
_SUFFIX_WORDS = "jr jr. sr sr. ii iii iv phd ph.d. md m.d. esq esq."
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_SUFFIXES = frozenset(_SUFFIX_WORDS.split())
# They join two family names: Ortega y Gasset. In lower case only: "Maria E Silva" has an initial.
_LINKS = frozenset({"y", "e", "i"})
# Commas of other scripts: ideographic, full width, Arabic.
_COMMAS = str.maketrans({"、": ",", "，": ",", "،": ","})
_COMMA = re.compile("[,、，،]")
_EAST_ASIAN = "\u3005"
# No family name fits before a name in Chinese script that is longer.
_LONGEST_CHINESE, _LONGEST_KOREAN = 4, 5


class Doubt(StrEnum):
    """Whether a split is beyond doubt, and if not, why."""

    NONE = "none"
    RULE = "rule"
    SINGLE = "single"
    UNSPACED = "unspaced"


class Split(NamedTuple):
    """``last`` is empty when the name cannot be split (``SINGLE``, ``UNSPACED``)."""

    first: str
    last: str
    doubt: Doubt


def split_name(full: str, order: NameOrder = NameOrder.AUTOMATIC) -> Split:
    """First and last name.

    ``Last, First`` is turned round in any order of the file; particles stay with the last name
    (``Ludwig van Beethoven``), and a suffix such as ``Jr.`` does, too.
    """
    last, comma, first = (part.strip() for part in full.translate(_COMMAS).partition(","))
    if comma and last and first and not _all_suffixes(first):
        return _turned(first, last)
    words = full.split()
    if len(words) < 2:
        return _one_word(full.strip(), order)
    if comma and len(words) == 2:
        return Split(full.strip(), "", Doubt.SINGLE)  # "King, Jr.", "Cher,"
    eastern = all(map(_is_east_asian, words))
    if order is NameOrder.LAST_FIRST or (eastern and order is not NameOrder.FIRST_LAST):
        return _last_first(words, Doubt.NONE if len(words) == 2 else Doubt.RULE)
    start = len(words) - 1
    while start > 1 and _is_suffix(words[start]):
        start -= 1
    if start > 2 and words[start - 1] in _LINKS:
        start -= 2
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    plain = len(words) == 2 and not comma
    return Split(" ".join(words[:start]), " ".join(words[start:]), Doubt.NONE if plain else Doubt.RULE)


def join_name(first: str, last: str, order: NameOrder = NameOrder.AUTOMATIC) -> str:
    """A full name that :func:`split_name` takes apart into these two again, wherever there is one."""
    plain = f"{first} {last}".strip()
    if not first or not last:
        return plain
    ways = (f"{last}, {first}", plain, f"{last} {first}")
    return next((way for way in ways if split_name(way, order)[:2] == (first, last)), ways[0])


def as_automatic(full: str, order: NameOrder) -> str:
    """A name of a file of another order as :attr:`NameOrder.AUTOMATIC` takes it apart into the same two.

    Nothing changes where both orders mean the same, nor where there is no split. The split is as doubtful as
    before, unless no way of writing it says so.
    """
    split = split_name(full, order)
    if not split.last or split_name(full) == split:
        return full
    first, last, _doubt = split
    ways = (f"{first} {last}", f"{last} {first}", f"{last}, {first}")
    same = next((way for way in ways if split_name(way) == split), "")
    # Commas that are left say nothing about the order, but would be read so.
    return same or join_name(_without_commas(first), _without_commas(last))


def two_plain_words(full: str) -> tuple[str, str] | None:
    """Both words of a name that no rule is needed for, in the order of the file; quick."""
    one, _space, other = full.partition(" ")
    if not one or not other or " " in other or _COMMA.search(full) or max(full) >= _EAST_ASIAN:
        return None
    return one, other


def _without_commas(name: str) -> str:
    """Only where letters are left."""
    return " ".join(_COMMA.sub(" ", name).split()) or name


def _turned(first: str, last: str) -> Split:
    """``Last, First`` and ``Last, First, Jr.``"""
    given, *suffixes = (part.strip() for part in first.split(","))
    if given and suffixes and all(map(_all_suffixes, suffixes)):
        return Split(given, " ".join((last, *suffixes)), Doubt.RULE)
    return Split(first, last, Doubt.RULE)


def _last_first(words: list[str], doubt: Doubt) -> Split:
    """The family name is the first word, with the particles before it and a suffix from the end."""
    end = len(words)
    while end > 2 and _is_suffix(words[end - 1]):
        end -= 1
    start = 1
    while start < end - 1 and words[start - 1].casefold() in _PARTICLES:
        start += 1
    if start < end - 2 and words[start] in _LINKS:
        start += 2
    return Split(" ".join(words[start:end]), " ".join((*words[:start], *words[end:])), doubt)


def _one_word(word: str, order: NameOrder) -> Split:
    if not word or not _is_east_asian(word):
        return Split(word, "", Doubt.SINGLE)
    if all("가" <= letter <= "힣" for letter in word) and len(word) <= _LONGEST_KOREAN:
        return _by_surname(word, "korean")
    if order is NameOrder.CHINESE and len(word) <= _LONGEST_CHINESE:
        return _by_surname(word, "chinese")
    return Split(word, "", Doubt.UNSPACED if len(word) > 1 else Doubt.SINGLE)


def _by_surname(word: str, language: str) -> Split:
    names = _surnames()
    for length, known in ((2, names[f"{language}_pairs"]), (1, names[language])):
        if len(word) > length and word[:length] in known:
            return Split(word[length:], word[:length], Doubt.RULE)
    return Split(word, "", Doubt.UNSPACED if len(word) > 1 else Doubt.SINGLE)


@functools.cache
def _surnames() -> Mapping[str, frozenset[str]]:
    names = json.loads(resource_path("mapping", "surnames.json").read_text(encoding="utf-8"))
    return {kind: frozenset(text.split()) for kind, text in names.items()}


def _is_suffix(word: str) -> bool:
    return word.strip(",").casefold() in _SUFFIXES


def _all_suffixes(text: str) -> bool:
    words = text.replace(",", " ").split()
    return bool(words) and all(map(_is_suffix, words))


def _is_east_asian(word: str) -> bool:
    """Whether all letters are of Chinese, Japanese or Korean script."""
    return all(
        "\u3005" <= letter <= "\u3007"
        or "\u3040" <= letter <= "\u30ff"
        or "\u3400" <= letter <= "\u9fff"
        or "가" <= letter <= "힣"
        or "\uf900" <= letter <= "\ufaff"
        or "\U00020000" <= letter <= "\U0003ffff"
        for letter in word
    )
