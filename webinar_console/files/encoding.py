"""Which of the encodings without a mark a text is in: each is tried, and its reading judged by its letters.

A right reading has letters that names are made of, in words that are of one script and one case. The score is
the mean over all characters beyond ASCII: about 0.5 to 1 for a right reading, below 0.3 for wrong ones.
"""

import codecs
import itertools
import unicodedata
from collections.abc import Callable, Mapping

from .letters import (
    CENTRAL,
    CONSONANTS,
    CYRILLIC,
    CYRILLIC_RARE,
    JAPANESE,
    KOREAN,
    NASAL,
    SELDOM_AFTER_VOWELS,
    SIMPLIFIED,
    TRADITIONAL,
    VOWELS,
    WESTERN,
)
from .vocabulary import header_words, plain

#: A reading is beyond doubt when it is this good, and this much better than any that reads otherwise.
_GOOD, _BETTER = 0.4, 0.2
# Few letters are little to go by: up to so many, so much better.
_BETTER_OF_FEW = ((2, 0.6), (4, 0.35))
_LOOKED_AT = 20_000

_Judge = Callable[[str], list[float]]


def guess(odd: bytes) -> tuple[list[str], bool]:
    """The encodings that lines with high bytes may be in, the likeliest first, and whether it is sure.

    The last ones accept any bytes.
    """
    readings: dict[str, _Reading] = {}
    for name, judge in _JUDGES.items():
        try:
            # The sample may end within a character.
            text = codecs.getincrementaldecoder(name)().decode(odd[:_LOOKED_AT])
        except UnicodeDecodeError:
            continue
        readings[name] = _Reading(text, judge(text), _PRIOR.get(name, 0.0))
    ranked = sorted(readings, key=lambda name: -readings[name].score)
    for one, other in itertools.combinations(ranked[:3], 2):
        # Letters that are the same in both readings prove nothing for either.
        if _margin(readings[one], readings[other])[0] < -0.1:
            first, second = ranked.index(one), ranked.index(other)
            ranked[first], ranked[second] = other, one
            break
    names = [*ranked, *(name for name in ("cp1252", "latin-1") if name not in ranked)]
    if not ranked:
        return names, False
    best = readings[ranked[0]]
    others = [reading for reading in readings.values() if reading.text != best.text]
    return names, best.score >= _GOOD and all(_is_better(best, other) for other in others)


class _Reading:
    """A text and the marks of its characters beyond ASCII."""

    def __init__(self, text: str, marks: list[float], prior: float) -> None:
        self.text, self.marks = text, marks
        # A word of a header that is right proves more than any letter.
        known = 3.0 * sum(not word.isascii() and plain(word) in header_words() for word in _words(text))
        self.score = (sum(marks) + known) / (len(marks) + known) + prior if marks else -1.0


def _margin(one: _Reading, other: _Reading) -> tuple[float, int]:
    """How much better one reading is, and by how many characters that is judged."""
    odd = [c for c in one.text if c > "\x7f"]
    theirs = [c for c in other.text if c > "\x7f"]
    if len(one.text) != len(other.text) or len(odd) != len(theirs):
        return one.score - other.score, len(odd)
    places = [at for at, pair in enumerate(zip(odd, theirs, strict=True)) if pair[0] != pair[1]]
    if not places:
        return 0.0, 0
    difference = sum(one.marks[at] - other.marks[at] for at in places) / len(places)
    return difference, len(places)


def _is_better(best: _Reading, other: _Reading) -> bool:
    difference, count = _margin(best, other)
    return difference >= next((better for few, better in _BETTER_OF_FEW if count <= few), _BETTER)


def _words(text: str) -> list[str]:
    line = text.split("\n", 1)[0]
    for delimiter in ";\t|":
        line = line.replace(delimiter, ",")
    return [word.strip(' "\r') for word in line.split(",")]


def _latin(letters: Mapping[str, tuple[float, str]]) -> _Judge:
    def judge(text: str) -> list[float]:
        padded = f" {text} "
        return [
            _latin_mark(padded[at - 1], char, padded[at + 1], letters)
            for at, char in enumerate(padded)
            if char > "\x7f"
        ]

    return judge


def _latin_mark(before: str, char: str, behind: str, letters: Mapping[str, tuple[float, str]]) -> float:
    if not char.isalpha() or char in "ªº":
        return _sign_mark(before, char, behind)
    if before.islower() and char.isupper():
        return -1.5
    if char.islower() and before.isupper() and behind.isupper():
        return -1.0
    lower = char.lower()
    weight, followers = letters.get(lower, (-0.7, ""))
    follower = behind.lower() if behind.isalpha() else "$"
    if followers and follower not in followers:
        weight -= 0.4
    if char.isupper() and before.isalpha() and behind.islower():
        return weight - 1.0
    return max(-1.5, min(1.0, weight + _sound(before.lower(), lower, behind.lower())))


def _sound(before: str, char: str, behind: str) -> float:
    """Vowels and consonants take turns."""
    kinds = [_is_vowel(neighbour) for neighbour in (before, behind) if neighbour.isalpha()]
    alike = sum(kind is (char not in CONSONANTS) for kind in kinds)
    if char in NASAL:
        return 0.0
    if kinds and alike == len(kinds):
        if len(kinds) == 2:
            return -0.8 if char in CONSONANTS else -0.5
        return -0.3 if char in CONSONANTS else -0.1
    if char in SELDOM_AFTER_VOWELS and before.isalpha() and _is_vowel(before):
        return -0.3
    return 0.1 if not alike else 0.0


def _is_vowel(letter: str) -> bool:
    base = unicodedata.normalize("NFD", letter)[0]
    return (base in VOWELS or letter in "øæœ") and letter not in CONSONANTS


def _sign_mark(before: str, sign: str, behind: str) -> float:
    inside = before.isalpha() and behind.isalpha()
    if sign in "’‘":
        # O’Neil, D’Arcy, l’Hôpital; anywhere else in a word it is a letter read wrongly.
        return 0.6 if before in "ODLodl" and inside else -0.2 if inside else 0.3
    if sign == "\xa0":
        return 0.3
    if sign in "“”„«»–—…•€":
        return -1.0 if inside else 0.2
    if sign in "°§©®™ªº":
        return -0.8 if inside else 0.0
    return -1.0


def _cyrillic(text: str) -> list[float]:
    padded, marks = f" {text} ", []
    for at, char in enumerate(padded):
        if char <= "\x7f":
            continue
        before, behind = padded[at - 1], padded[at + 1]
        lower = char.lower()
        mark = 0.9 if lower in CYRILLIC else 0.5 if lower in CYRILLIC_RARE else None
        beside_latin = _is_latin(before) or _is_latin(behind)
        if mark is None:
            marks.append(-1.0 if char.isalpha() else _sign_mark(before, char, behind))
        elif beside_latin or (char.isupper() and before.islower()):
            marks.append(-1.5)
        elif char.isupper() and before.isalpha():
            # Names in capitals are rare, and a wrong reading is full of them.
            marks.append(mark - 0.5)
        else:
            marks.append(mark)
    return marks


def _han(common: frozenset[str], *, kana: bool = False) -> _Judge:
    def judge(text: str) -> list[float]:
        padded = f" {text} "
        return [
            # Names in these scripts have no Latin letters between them.
            _han_mark(char, common, kana) - _is_latin(padded[at - 1]) - _is_latin(padded[at + 1])
            for at, char in enumerate(padded)
            if char > "\x7f"
        ]

    return judge


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _han_mark(char: str, common: frozenset[str], kana: bool) -> float:
    if char in common or (kana and "ぁ" <= char <= "ヾ"):
        return 1.0
    if "一" <= char <= "鿿" or "가" <= char <= "힣" or "ぁ" <= char <= "ヾ":
        return 0.15
    if char in "　、。・（）「」！？：；，．－～々" or "！" <= char <= "～":
        return 0.3
    return -1.0


_JUDGES: Mapping[str, _Judge] = {
    "cp1252": _latin(WESTERN),
    "cp1250": _latin(CENTRAL),
    "mac_roman": _latin(WESTERN),
    "cp1251": _cyrillic,
    "shift_jis": _han(JAPANESE, kana=True),
    "euc_jp": _han(JAPANESE, kana=True),
    "gb18030": _han(SIMPLIFIED),
    "big5": _han(TRADITIONAL),
    "euc_kr": _han(KOREAN),
}
# What people have, where the letters leave it open.
_PRIOR = {"cp1252": 0.05, "mac_roman": -0.05}
#: Every encoding that may be found without a mark, beside UTF-8 and UTF-16.
CANDIDATES = (*_JUDGES, "latin-1")
