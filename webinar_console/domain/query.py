"""What a person types to find registrants: words, and tokens for exact needs.

    anna source:"search ad" attended:yes before:2026-11-01 -domain:gmail.com

A word is looked for in all searched cells. A token ``name:value`` is a test of its own; both can be turned
round with ``-`` before them. What is no token that is known here is a word, so that any text can be looked
for; a token that is not whole yet tests nothing, and ``Query.hints`` say what it still needs.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from .email import domain_of, email_key
from .external_id import decode_pairs
from .moments import parse_moment
from .registrant import Registrant

# A minus, a name with a colon, then a value in quotation marks or without spaces.
_PART = re.compile(r'(-?)(?:([^\W\d_][\w.-]*):)?("(?:[^"]|"")*"?|\S*)\s*')
_NAME = re.compile(r"[^\W\d_][\w.-]*")
#: External-id keys as tokens: ``key.lid:123``.
KEY = "key."
#: Who is registered for other sessions, too: what only those know who know the other sessions.
ALSO = "also"
TODAY, YESTERDAY = "today", "yesterday"
EMPTY = "none"
_DATE_HINT = "needs a date such as 2026-11-01, or today"

_TEXTS: Mapping[str, Callable[[Registrant], str | None]] = {
    "first": lambda person: person.first_name,
    "last": lambda person: person.last_name,
    "email": lambda person: person.email,
    "source": lambda person: person.source,
    "id": lambda person: person.external_id,
}
#: What each token finds, in the order in which they are offered.
TOKENS: Mapping[str, str] = {
    "attended": "who came, or did not: yes, no",
    ALSO: "who is in other sessions, too: yes, no",
    "source": "where the registration came from, exactly; none: nothing there",
    "domain": "what follows the @ of the address, with all below it",
    "before": "registered before a day",
    "after": "registered after a day",
    "on": "registered on a day",
    "first": "the first name, exactly",
    "last": "the last name, exactly",
    "email": "the address, exactly",
    "id": "the external id, exactly; none: nothing there",
}
#: Letters of a token's name before it is offered: one letter begins a name, mostly.
_LETTERS = 2
_FLAGS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on a registrant; two with the same words and the same matcher are the same. Call it
    with a record."""

    words: str
    holds: "Matcher"
    negated: bool = False

    def __call__(self, person: Registrant) -> bool:
        return self.holds(person) is not self.negated


@dataclass(frozen=True, slots=True)
class Matcher:
    """``kind`` of look at a record, and what it is compared with."""

    kind: Literal["text", "domain", "attended", "also", "day", "key"]
    name: str
    value: str = ""
    since: datetime | None = None
    until: datetime | None = None
    is_yes: bool = True
    among: frozenset[str] = frozenset()

    def __call__(self, person: Registrant) -> bool:
        match self.kind:
            case "text":
                return (_TEXTS[self.name](person) or "").casefold() == self.value
            case "domain":
                domain = domain_of(person.email)
                return domain == self.value or domain.endswith("." + self.value)
            case "attended":
                return person.attended is self.is_yes
            case "also":
                return (email_key(person.email) in self.among) is self.is_yes
            case "key":
                pairs = decode_pairs(person.external_id or "") or ()
                values = [value.casefold() for key, value in pairs if key.casefold() == self.name]
                return self.value in values if self.value else not any(values)
        moment = parse_moment(person.registration_time or person.creation_time)
        if moment is None:
            return False
        return (self.since is None or moment >= self.since) and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed. ``words`` must stand in a row, ``without`` must not, all ``tests`` must hold.

    ``hints`` are sentences about tokens that are not whole. ``asks_elsewhere``: other sessions matter.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()
    hints: tuple[str, ...] = ()
    asks_elsewhere: bool = False


def is_key_token(name: str) -> bool:
    """Whether this can be typed as the name of a token for a key."""
    return name.startswith(KEY) and _NAME.fullmatch(name) is not None


def parsed(
    text: str,
    now: datetime,
    zone: tzinfo | None = None,
    keys: Collection[str] = frozenset(),
    elsewhere: frozenset[str] | None = None,
) -> Query:
    """Read a query. Days are those of ``zone`` (``None``: this computer's); ``now`` is aware. ``keys``, in
    lower case, are tokens by themselves: ``lid:123`` for ``key.lid:123``. ``elsewhere`` are the addresses
    (``email_key``) in other sessions; until they are known, ``also:`` tests nothing.
    """
    words: list[str] = []
    without: list[str] = []
    tests: list[Test] = []
    hints: list[str] = []
    asks_elsewhere = False
    for part in _PART.finditer(text.strip()):
        minus, name, value = part[1], (part[2] or "").lower(), part[3]
        whole = part[0].strip()
        if not whole:
            continue
        is_quoted = value.startswith('"')
        value = _unquoted(value) if is_quoted else value
        if name in keys and name not in TOKENS:
            name = KEY + name
        if name and (name in TOKENS or name.startswith(KEY)):
            asks_elsewhere = asks_elsewhere or (name == ALSO and value.casefold() in _FLAGS)
            found = _matcher(name, value.strip(), now, zone, is_quoted=is_quoted, elsewhere=elsewhere)
            if isinstance(found, Matcher):
                tests.append(Test(whole, found, bool(minus)))
            else:
                hints.append(f"“{name}:” {found}.")
        elif minus and value and not name:
            without += value.split()
        else:
            words += (value if is_quoted and not name else whole).split()
    return Query(tuple(words), tuple(without), tuple(tests), tuple(hints), asks_elsewhere)


def _unquoted(text: str) -> str:
    """What stands in quotation marks; two of them are one. The last may be missing while somebody types."""
    inner = text[1:]
    if inner.endswith('"') and (len(inner) - len(inner.rstrip('"'))) % 2:
        inner = inner[:-1]
    return inner.replace('""', '"')


def _matcher(
    name: str,
    value: str,
    now: datetime,
    zone: tzinfo | None,
    *,
    is_quoted: bool = False,
    elsewhere: frozenset[str] | None = None,
) -> Matcher | str:
    """The test of a token, or what it still needs."""
    if not value:
        return "needs a value"
    folded = value.casefold()
    nothing = folded == EMPTY and not is_quoted
    if name == "attended":
        return Matcher("attended", name, is_yes=_FLAGS[folded]) if folded in _FLAGS else "is yes or no"
    if name == ALSO:
        if folded not in _FLAGS:
            return "is yes or no"
        if elsewhere is None:
            return "is being looked up"
        return Matcher("also", name, is_yes=_FLAGS[folded], among=elsewhere)
    if name == "domain":
        return Matcher("domain", name, folded.removeprefix("@"))
    if name.startswith(KEY):
        return Matcher("key", name.removeprefix(KEY), "" if nothing else folded)
    if name in _TEXTS:
        return Matcher("text", name, "" if nothing else folded)
    day = _day(folded, now, zone)
    if day is None:
        return _DATE_HINT
    try:
        begin, end = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    except (OverflowError, ValueError):
        return _DATE_HINT  # the first and the last day of the calendar
    if name == "before":
        return Matcher("day", name, until=begin)
    return (
        Matcher("day", name, since=end) if name == "after" else Matcher("day", name, since=begin, until=end)
    )


def _day(text: str, now: datetime, zone: tzinfo | None) -> date | None:
    today = now.astimezone(zone).date()
    if text in (TODAY, YESTERDAY):
        return today if text == TODAY else today - timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    # Without a zone, astimezone() takes this computer's on that very day.
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    return begin.astimezone(zone)


def token(name: str, value: str) -> str:
    """A token as it is typed: nothing as ``none``; in quotation marks what has spaces or such marks in it,
    and the word "none" itself."""
    if not value:
        return f"{name}:{EMPTY}"
    if not re.search(r'[\s"]', value) and value.casefold() != EMPTY:
        return f"{name}:{value}"
    doubled = value.replace('"', '""')
    return f'{name}:"{doubled}"'


def with_token(text: str, wanted: str) -> str:
    """The query with one more token; another one of the same name, which is not turned round, gives way."""
    name = wanted.partition(":")[0]
    parts = [part for part in _PART.finditer(text.strip()) if part[0].strip()]
    kept = [part[0].strip() for part in parts if part[1] or (part[2] or "").lower() != name]
    return " ".join([*kept, wanted])


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: ``text`` goes in place of what is from ``start`` to ``end``; ``hint`` tells more."""

    text: str
    start: int
    end: int
    hint: str = ""


def completions(text: str, cursor: int, values: Mapping[str, Sequence[str]]) -> list[Completion]:
    """How the part that ends at the cursor may go on: names of tokens, then the ``values`` known for one."""
    start = _start_of_part(text, cursor)
    part = text[start:cursor]
    minus = "-" if part.startswith("-") else ""
    part = part.removeprefix("-")
    name, colon, value = part.partition(":")
    if not colon:
        if len(part) < _LETTERS:
            return []
        names = [*TOKENS, *(key for key in values if key not in TOKENS and _NAME.fullmatch(key))]
        fits = [known for known in names if known.casefold().startswith(part.casefold())]
        return [Completion(f"{minus}{known}:", start, cursor, TOKENS.get(known, "")) for known in fits]
    known = {"attended": ("yes", "no"), ALSO: ("yes", "no"), "on": (TODAY, YESTERDAY), **values}
    known_values = {one.casefold(): found for one, found in known.items()}.get(name.casefold(), ())
    typed = value.strip('"').casefold()
    fitting = [one for one in known_values if one.casefold().startswith(typed) and one.casefold() != typed]
    return [Completion(f"{minus}{token(name, one)} ", start, cursor) for one in fitting]


def _start_of_part(text: str, cursor: int) -> int:
    """Where the part begins in which the cursor stands; a space in quotation marks ends none."""
    quoted, start = False, 0
    for at, letter in enumerate(text[:cursor]):
        if letter == '"':
            quoted = not quoted
        elif letter.isspace() and not quoted:
            start = at + 1
    return start
