"""The words of people files: what headers and roles are called, in the languages that files come in.

The words are data (``resources/mapping/``); a new language needs no code.
"""

import functools
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from webinar_console.domain.invitee import role_from
from webinar_console.domain.mapping import KEYED, ColumnUse, NameOrder
from webinar_console.domain.people import Target
from webinar_console.resources import resource_path

# Letters that Unicode does not take apart into a base and an accent.
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})

# The key stands after a point, after a colon, or in square brackets; it has no space inside.
_KEYED_HEADER = re.compile(r"(?P<word>[^.:\[\]]+?)\s*(?:[.:]\s*|\[)(?P<key>[^\s.:\[\]]+?)\]?")

#: The columns that result files add; a file that ends with them is one of ours.
RESULT_COLUMNS = ("Line", "Outcome", "Reason", "RegistrantId", "JoinLink")


def plain(text: str) -> str:
    """The word without case, accents, spaces and punctuation: ``Prénom :`` is ``prenom``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    return "".join(c for c in decomposed if c.isalnum())


@functools.cache
def header_words() -> Mapping[str, Target]:
    """From the plain form of a header to what it means, for what needs no key."""
    return {word: target for word, target in _all_header_words().items() if target not in KEYED}


@functools.cache
def _all_header_words() -> Mapping[str, Target]:
    return {word: Target(target) for target, word in _words("headers.json")}


@functools.cache
def _known_keys() -> Mapping[str, str]:
    keys = json.loads(resource_path("mapping", "keys.json").read_text(encoding="utf-8"))
    return {plain(word): key for key, words in keys.items() for word in words}


@functools.cache
def _orders() -> Mapping[str, NameOrder]:
    return {word: NameOrder(order) for order, word in _words("orders.json")}


@functools.cache
def _rules() -> Mapping[str, Any]:
    rules: Mapping[str, Any] = json.loads(resource_path("mapping", "rules.json").read_text(encoding="utf-8"))
    return rules


@functools.cache
def one_word_names() -> frozenset[str]:
    """Headers for the full name that mean the missing half where the other half has a column."""
    return frozenset(map(plain, _rules()["one_word_names"]))


@functools.cache
def inner_words() -> tuple[tuple[Target, tuple[str, ...]], ...]:
    """Words that mean something inside longer headers, too; the others are too plain for that."""
    inside = _rules()["inside"]
    return tuple((Target(target), tuple(map(plain, words))) for target, words in inside.items())


def keyed_use_of(header: str) -> ColumnUse | None:
    """The use that a header names with its key: ``external_id.lid``, ``Frage [17]``, ``Antwort: 17``.

    The key stays as it is written. ``None`` where a header only looks a little like that.
    """
    found = _KEYED_HEADER.fullmatch(header.strip())
    if found is None:
        return None
    target = _all_header_words().get(plain(found["word"]))
    key = found["key"]
    if target in (Target.EXTERNAL_ID, Target.EXTERNAL_KEY):
        return ColumnUse(Target.EXTERNAL_KEY, key)
    # "Question: Company" is a question, "Question: q-company" and "Question: 17" are ids of one.
    is_id = any(c.isdigit() or c in "-_" for c in key)
    return ColumnUse(target, key) if target in (Target.ANSWER, Target.CHOICES) and is_id else None


def known_key(header: str) -> str | None:
    """The key of an external id that this header is by itself: RingCentral's guide names ``lid``, ``oid``."""
    return _known_keys().get(plain(header))


def order_of(header: str) -> NameOrder:
    """The order of names that a header tells: "Nachname, Vorname" is the last name first."""
    return _orders().get(plain(header), NameOrder.AUTOMATIC)


@functools.cache
def _role_words() -> Mapping[str, str]:
    return {word: role for role, word in _words("roles.json")}


def role_of(text: str) -> str | None:
    """The contract's role for a word of a file, in any of the languages; ``None`` for other words.

    Nothing means attendee.
    """
    return role_from(text) or _role_words().get(plain(text))


def has_result_columns(header: tuple[str, ...]) -> bool:
    """Whether the columns end with those of a result file."""
    return len(header) > len(RESULT_COLUMNS) and header[-len(RESULT_COLUMNS) :] == RESULT_COLUMNS


def _words(name: str) -> list[tuple[str, str]]:
    languages = json.loads(resource_path("mapping", name).read_text(encoding="utf-8"))
    # The first meaning of a word stands: json keeps the order of the file, so later ones go in first.
    found = [
        (meaning, plain(word))
        for meaning, by_language in languages.items()
        for words in by_language.values()
        for word in words
    ]
    return found[::-1]
