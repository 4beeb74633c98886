"""The words of people files: what headers and roles are called, in the languages that files come in.

The words are data (``resources/mapping/``); a new language needs no code.
"""

import functools
import json
import unicodedata
from collections.abc import Mapping

from webinar_console.domain.invitee import role_from
from webinar_console.domain.people import Target
from webinar_console.resources import resource_path

# Letters that Unicode does not take apart into a base and an accent.
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})

#: The columns that result files add; a file that ends with them is one of ours.
RESULT_COLUMNS = ("Line", "Outcome", "Reason", "RegistrantId", "JoinLink")


def plain(text: str) -> str:
    """The word without case, accents, spaces and punctuation: ``Prénom :`` is ``prenom``."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    return "".join(c for c in decomposed if c.isalnum())


@functools.cache
def header_words() -> Mapping[str, Target]:
    """From the plain form of a header to what it means."""
    return {word: Target(target) for target, word in _words("headers.json")}


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
