"""A list from elsewhere, such as a CRM, beside the registrants of a session: who of it registered and came.

A row is recognised by one column of the list, which is compared with what registrants have: an address, an
external id or one of its keys, a registrant's id. Nobody is guessed: what means several registrants is told.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from webinar_console.domain.email import email_key
from webinar_console.domain.exported import MOST_KEYS, registered_at
from webinar_console.domain.external_id import decode_pairs
from webinar_console.domain.registrant import Registrant

from .slices import exhausted_in_slices, in_slices

#: Instead of a registrant's position: several have this value, nobody has it, the cell is blank.
SEVERAL, NOBODY, BLANK = -1, -2, -3
#: The columns that a list gets, and their widths in letters.
ADDED = (("Registered", 12), ("Attended", 12), ("Registered at", 26), ("Join link", 48))
# Values between two looks at the clock, and rows that tell how wide a column is.
_AT_ONCE, _SAMPLE = 200, 200
_NARROWEST, _WIDEST = 8, 40
_SEPARATORS = str.maketrans(",;", "  ")


class By(Enum):
    """What a registrant is recognised by; where several serve alike, the first is meant."""

    EMAIL = "email"
    EXTERNAL_ID = "external id"
    KEY = "key"
    REGISTRANT_ID = "registrant id"


@dataclass(frozen=True, slots=True)
class Means:
    """A way to recognise a registrant; ``key`` is the one of the external id where it is by a key."""

    by: By
    key: str = ""

    def values(self, cell: str) -> tuple[str, ...]:
        """What a cell of a list asks for: nothing, one value, or several addresses.

        Addresses are compared as everywhere, without case; ids letter by letter.
        """
        if self.by is not By.EMAIL:
            text = cell.strip()
            return (text,) if text else ()
        text = email_key(cell)
        if text.count("@") > 1:
            return tuple(dict.fromkeys(text.translate(_SEPARATORS).split()))
        return (text,) if text else ()


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the list (its position) and what it is compared with."""

    column: int
    means: Means


class Directory:
    """Registrants by all that they are recognised by.

    ``by`` has for each means the position in ``people`` of whom a value means, or :data:`SEVERAL`. Means are
    in the order of :class:`By`, keys by how many people have them; at most ``MOST_KEYS`` keys are there.
    """

    def __init__(self, people: Sequence[Registrant]) -> None:
        self.people = people
        self.by: dict[Means, dict[str, int]] = {}

    def fill(self) -> Iterator[None]:
        """Look at everybody, some at a time."""
        often: Counter[str] = Counter()
        for some in self._in_turns():
            for _at, person in some:
                often.update(_filled_keys(person).keys())
            yield
        keys = {key: Means(By.KEY, key) for key, _count in often.most_common(MOST_KEYS)}
        emails, whole, ids = Means(By.EMAIL), Means(By.EXTERNAL_ID), Means(By.REGISTRANT_ID)
        self.by = {means: {} for means in (emails, whole, *keys.values(), ids)}
        # One after the other: each of these grows to the size of the session, and takes a moment to move.
        for means, text in ((emails, _address), (ids, _id), (whole, _external_id)):
            for some in self._in_turns():
                for at, person in some:
                    self._put(means, text(person), at)
                yield
        for some in self._in_turns():
            for at, person in some:
                for key, value in decode_pairs(person.external_id or "") or ():
                    if key in keys:
                        self._put(keys[key], value.strip(), at)
            yield

    def empty(self) -> Iterator[None]:
        """Forget everybody, some at a time: a hundred thousand that go at once are a stall."""
        for index in self.by.values():
            yield from _emptied(index)

    def find(self, means: Means, cell: str) -> int:
        """Whom a cell means: a position in ``people``, :data:`SEVERAL`, :data:`NOBODY` or :data:`BLANK`."""
        values = means.values(cell)
        if not values:
            return BLANK
        index = self.by[means]
        found = {at for value in values if (at := index.get(value)) is not None}
        if len(found) > 1:
            return SEVERAL
        return found.pop() if found else NOBODY

    def _in_turns(self) -> Iterator[Iterable[tuple[int, Registrant]]]:
        for first in range(0, len(self.people), _AT_ONCE):
            yield enumerate(self.people[first : first + _AT_ONCE], first)

    def _put(self, means: Means, value: str, at: int) -> None:
        if value and self.by[means].setdefault(value, at) != at:
            self.by[means][value] = SEVERAL


@dataclass(frozen=True, slots=True)
class Survey:
    """What fits a list. ``met`` counts the different values of a column that a registrant has, for each match
    that has any; ``best`` is the one with the most. ``width`` are the cells of the widest row.
    """

    means: tuple[Means, ...]
    met: Mapping[Match, int]
    best: Match | None
    width: int

    def best_of(self, column: int) -> Means:
        """What this column is best compared with: by an address where it meets nobody."""
        return max(self.means, key=lambda means: self.met.get(Match(column, means), 0))


@dataclass(frozen=True, slots=True)
class Marks:
    """What became of the rows. ``whom[i]`` is a position in ``people``, or why there is none.

    ``registered`` rows are of one registrant each; ``attended`` of them came. ``is_over``: who did not come
    by now is absent.
    """

    people: Sequence[Registrant]
    whom: Sequence[int]
    is_over: bool
    registered: int
    attended: int
    several: int
    not_found: int
    blank: int

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.whom)

    def cells(self, row: int) -> tuple[str, str, str, str]:
        """What a row gets, in the order of :data:`ADDED`; the time is in UTC, as ISO 8601."""
        at = self.whom[row]
        if at < 0:
            return {SEVERAL: "several", NOBODY: "no", BLANK: ""}[at], "", "", ""
        person = self.people[at]
        came = "yes" if person.attended else "no" if self.is_over else ""
        return "yes", came, registered_at(person) or "", person.join_uri or ""


async def directory_of(people: Sequence[Registrant]) -> Directory:
    """The registrants, ready to be found. In turns."""
    directory = Directory(people)
    await exhausted_in_slices(directory.fill())
    return directory


async def let_go(directory: Directory) -> None:
    """Forget whom the directory knows; it is of no use any more. In turns."""
    await exhausted_in_slices(directory.empty())


async def survey_of(columns: int, rows: Sequence[Sequence[str]], directory: Directory) -> Survey:
    """Look at what each column of a list meets; ``columns`` are those that its header names. In turns."""
    width = columns

    def widen(start: int, end: int) -> None:
        nonlocal width
        width = max(width, *map(len, rows[start:end]))

    await in_slices(len(rows), widen)
    means = tuple(directory.by)
    met: dict[Match, int] = {}

    def count() -> Iterator[None]:
        for column in range(width):
            cells: dict[str, None] = {}
            for first in range(0, len(rows), _AT_ONCE):
                some = rows[first : first + _AT_ONCE]
                cells |= dict.fromkeys([row[column] for row in some if column < len(row)])
                yield
            texts: dict[str, None] = {}
            addresses: dict[str, None] = {}
            for different in _portions(cells):
                texts |= dict.fromkeys(filter(None, map(str.strip, different)))
                for cell in different:
                    if "@" in cell:
                        addresses |= dict.fromkeys(means[0].values(cell))
                yield
            for one in means:
                index, number = directory.by[one], 0
                for values in _portions(addresses if one is means[0] else texts):
                    number += sum(map(index.__contains__, values))
                    yield
                if number:
                    met[Match(column, one)] = number
            for seen in (cells, texts, addresses):
                yield from _emptied(seen)

    await exhausted_in_slices(count())
    # The first of those that meet the most: means in their order, then columns in theirs.
    order = {one: place for place, one in enumerate(means)}
    best = max(met, key=lambda match: (met[match], -order[match.means], -match.column), default=None)
    return Survey(means, met, best, width)


async def marks_of(
    rows: Sequence[Sequence[str]], match: Match, directory: Directory, *, is_over: bool
) -> Marks:
    """Recognise each row of a list. In turns."""
    whom: list[int] = []
    counts: Counter[int] = Counter()
    registered = attended = 0

    def mark(start: int, end: int) -> None:
        nonlocal registered, attended
        for row in rows[start:end]:
            cell = row[match.column] if match.column < len(row) else ""
            at = directory.find(match.means, cell)
            whom.append(at)
            if at < 0:
                counts[at] += 1
            else:
                registered += 1
                attended += directory.people[at].attended

    await in_slices(len(rows), mark)
    return Marks(
        directory.people,
        whom,
        is_over,
        registered,
        attended,
        counts[SEVERAL],
        counts[NOBODY],
        counts[BLANK],
    )


def marked_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> list[tuple[str, str, int]]:
    """Name, title and width in letters of each column of a marked list.

    The list's own come first; those that its header does not name are called by their number. What is added
    is numbered where the list has a column of that title, as one has that was marked before.
    """
    titles = [*header, *(f"Column {number}" for number in range(len(header) + 1, width + 1))]
    widths = [min(_WIDEST, max(_NARROWEST, len(title))) for title in titles]
    for row in rows[:_SAMPLE]:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], min(_WIDEST, len(cell)))
    taken = {title.casefold() for title in titles}
    for title, letters in ADDED:
        free, number = title, 1
        while free.casefold() in taken:
            number += 1
            free = f"{title} {number}"
        taken.add(free.casefold())
        titles.append(free)
        widths.append(letters)
    names = [f"column_{number}" for number in range(1, len(titles) + 1)]
    return list(zip(names, titles, widths, strict=True))


def marked_rows(
    rows: Sequence[Sequence[str]], marks: Marks, width: int, start: int, end: int
) -> list[tuple[str, ...]]:
    """The rows from ``start`` to ``end`` as they are written: their own cells, and what is added to them."""
    return [
        (*row, *[""] * (width - len(row)), *marks.cells(at)) for at, row in enumerate(rows[start:end], start)
    ]


def _portions(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(itertools.islice(rest, _AT_ONCE)):
        yield some


def _emptied(values: dict[str, Any]) -> Iterator[None]:
    while values:
        for _ in range(min(_AT_ONCE, len(values))):
            values.popitem()
        yield


def _address(person: Registrant) -> str:
    # Without an @ it is no address, and nobody can mean it.
    return email_key(person.email) if "@" in person.email else ""


def _id(person: Registrant) -> str:
    return person.id.strip()


def _external_id(person: Registrant) -> str:
    return (person.external_id or "").strip()


def _filled_keys(person: Registrant) -> dict[str, None]:
    return {key: None for key, value in decode_pairs(person.external_id or "") or () if value}
