"""The columns of exported lists: every field of a registrant, keys and answers as columns of their own.

Their titles are words that an import understands: what can be sent again is found again, and what the server
assigns (ids, join links, times) is left alone.
"""

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

from .external_id import Pairs, decode_pairs
from .registrant import Registrant

Text = Callable[[Registrant], str]
#: How a server's time is shown to people: ISO 8601 in UTC, or ``None``, to text.
Local = Callable[[str | None], str]

#: So many keys become columns, the most frequent ones. A key that fewer of the external ids have than one in
#: ``RARE`` is no key: any text with an equals sign in it looks like one.
MOST_KEYS, RARE = 40, 100
_UTC = " (UTC)"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: its name in JSON Lines, its title elsewhere, what its cells say, its width in letters."""

    name: str
    title: str
    text: Text
    width: int = 16


@dataclass(frozen=True, slots=True)
class Found:
    """What some people have beside the fields of everybody: keys of external ids, questions that were
    answered in words or by choosing, and fields that this program does not know.
    """

    keys: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Finder:
    """Finds that, person by person."""

    def __init__(self) -> None:
        self._ids = 0
        self._keys: Counter[str] = Counter()
        # Only a key that ever has a value is one: "YWJj=" is none.
        self._filled: set[str] = set()
        self._answered: dict[str, None] = {}
        self._chosen: dict[str, None] = {}
        self._unknown: dict[str, None] = {}

    def look(self, person: Registrant) -> None:
        """Take in a person."""
        if person.external_id:
            self._ids += 1
            pairs = dict(decode_pairs(person.external_id) or ())
            self._keys.update(pairs.keys())
            self._filled.update(key for key, value in pairs.items() if value)
        for answer in person.questionnaire or ():
            if answer.answer_text:
                self._answered[answer.question_id] = None
            if answer.answer_ids:
                self._chosen[answer.question_id] = None
        if person.unknown:
            self._unknown |= dict.fromkeys(person.unknown)

    def found(self) -> Found:
        """What was found: keys by how many have them, the others in the order in which they came."""
        often = [
            key
            for key, count in self._keys.most_common()
            if key in self._filled and count * RARE >= self._ids
        ]
        return Found(
            tuple(often[:MOST_KEYS]), tuple(self._answered), tuple(self._chosen), tuple(self._unknown)
        )


def moments(
    name: str, title: str, of: Callable[[Registrant], str | None], local: Local
) -> list[ExportColumn]:
    """A time as two columns: as the table shows it, and as ISO 8601 in UTC."""
    return [
        # The table's figure spaces are for the eye.
        ExportColumn(f"{name}_local", title, lambda person: local(of(person)).strip(), 20),
        ExportColumn(name, f"{title}{_UTC}", lambda person: of(person) or "", 26),
    ]


def registered_at(person: Registrant) -> str | None:
    """When the person registered, as the server wrote it."""
    return person.registration_time or person.creation_time


def all_columns(found: Found, attended: Text, local: Local) -> list[ExportColumn]:
    """Every field. ``attended`` says what is known about coming."""
    return [
        _field("id", "Registrant id", name="registrant_id"),
        *_person(),
        ExportColumn("attended", "Attended", attended, 12),
        _field("source", "Source"),
        _field("external_id", "External id", 28),
        *_keys(found.keys, "External id."),
        *moments("registered", "Registered", registered_at, local),
        *moments("created", "Created", lambda person: person.creation_time, local),
        *moments("changed", "Changed", lambda person: person.last_modified_time, local),
        _field("join_uri", "Join link", 48),
        # Not "cancellation link": an import would take it for the person's own page.
        _field("cancellation_uri", "Cancel link", 48),
        ExportColumn("registered_post_webinar", "Registered after the webinar", _after, 12),
        _field("visitor_id", "Visitor id"),
        _field("ip_address", "IP address"),
        _field("participant_id", "Participant id"),
        ExportColumn("icalendar_sequence", "Calendar sequence", _sequence, 10),
        *(_answered(question) for question in found.answered),
        *(_chosen(question) for question in found.chosen),
        *(_unknown(name) for name in found.unknown),
    ]


def link_columns(local: Local) -> list[ExportColumn]:
    """Who, and each one's join link."""
    registered = moments("registered", "Registered", registered_at, local)
    return [*_person(), _field("source", "Source"), *registered, _field("join_uri", "Join link", 48)]


def crm_columns(found: Found, attended: Text, local: Local) -> list[ExportColumn]:
    """What a CRM joins by and learns from: the keys under their own names, attendance, the time in UTC."""
    own = [
        *_person(),
        ExportColumn("attended", "Attended", attended, 12),
        _field("source", "Source"),
        _field("external_id", "External id", 28),
        moments("registered", "Registered", registered_at, local)[1],
        _field("id", "Registrant id", name="registrant_id"),
    ]
    taken = {column.title.casefold() for column in own}
    keys = [
        column if column.title.casefold() not in taken else _key(key, f"External id.{key}")
        for key, column in zip(found.keys, _keys(found.keys, ""), strict=True)
    ]
    return [*own, *keys]


def distinct(columns: Sequence[ExportColumn]) -> list[ExportColumn]:
    """The columns with names that occur once each: JSON keeps one value of a name."""
    taken: set[str] = set()
    unique = []
    for column in columns:
        name, number = column.name, 1
        while name in taken:
            number += 1
            name = f"{column.name}_{number}"
        taken.add(name)
        unique.append(ExportColumn(name, column.title, column.text, column.width))
    return unique


def _person() -> tuple[ExportColumn, ...]:
    return (
        _field("first_name", "First name"),
        _field("last_name", "Last name", 18),
        _field("email", "E-mail", 32),
    )


def _field(field: str, title: str, width: int = 16, *, name: str = "") -> ExportColumn:
    return ExportColumn(name or field, title, lambda person: getattr(person, field) or "", width)


def _keys(keys: Iterable[str], before: str) -> list[ExportColumn]:
    return [_key(key, f"{before}{key}") for key in keys]


def _key(key: str, title: str) -> ExportColumn:
    def text(person: Registrant) -> str:
        # A key that somebody has twice: all its values, or one would be lost without a word.
        return "; ".join(value for one, value in _pairs(person.external_id or "") if one == key)

    return ExportColumn(f"external_id.{key}", title, text)


# The columns of one row ask one after the other.
@functools.lru_cache(maxsize=8)
def _pairs(external_id: str) -> Pairs:
    return decode_pairs(external_id) or ()


def _after(person: Registrant) -> str:
    return "" if person.registered_post_webinar is None else "yes" if person.registered_post_webinar else "no"


def _sequence(person: Registrant) -> str:
    return "" if person.icalendar_sequence is None else str(person.icalendar_sequence)


def _answered(question: str) -> ExportColumn:
    def text(person: Registrant) -> str:
        answers = (a for a in person.questionnaire or () if a.question_id == question)
        return "; ".join(answer.answer_text for answer in answers if answer.answer_text)

    return ExportColumn(f"answer.{question}", f"Answer.{question}", text, 24)


def _chosen(question: str) -> ExportColumn:
    def text(person: Registrant) -> str:
        answers = (a for a in person.questionnaire or () if a.question_id == question)
        return "; ".join(one for answer in answers for one in answer.answer_ids or ())

    return ExportColumn(f"answer_ids.{question}", f"Answer ids.{question}", text, 24)


def _unknown(field: str) -> ExportColumn:
    def text(person: Registrant) -> str:
        value = (person.unknown or {}).get(field)
        if value is None or isinstance(value, str):
            return value or ""
        return msgspec.json.encode(value).decode()

    return ExportColumn(field, field, text)
