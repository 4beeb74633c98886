"""What a person chooses beside the rows: settings for the time of the import, which rows, in which order."""

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from webinar_console.domain.natural import natural_key
from webinar_console.domain.people import CheckedPerson
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import CLOSED, Preferences, seats_left

from .slices import exhausted_in_slices, in_slices

NOT_ADDED = "You chose to add nobody."
NOT_REPLACED = (
    "Registration is closed or full, so a new registration in place of the old one would be refused."
)
NOT_REGISTERED = "Registration is closed, so a new registration would be refused."

#: So many rows are sorted in one piece.
_RUN = 1_000
_FIRST = itemgetter(0)


@dataclass(frozen=True, slots=True)
class RowOrder:
    """Rows leave in the order of a column of the file (0 is the first); blank cells come last."""

    column: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """The person's choices for one import.

    ``settings`` are in force while it runs, by their names in ``domain.preferences.FIELDS``. With ``trim``
    the rows for which no seat is left stay out of the job, instead of stopping it when it gets there.
    ``order`` is ``None`` for the order of the file; the panel is invited first in any case. Without ``add``
    nobody new is registered or invited; with ``remove`` those are removed who are only in the session.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    trim: bool = False
    order: RowOrder | None = None
    add: bool = True
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """Who is sent, in this order, and who is not, with the reason. ``unseated`` of these had no seat; while
    registration is closed or full all are ``barred`` who need it."""

    sent: list[CheckedPerson]
    left_out: list[tuple[CheckedPerson, str]]
    unseated: int = 0
    barred: Mapping[Action, int] = field(default_factory=dict)


async def arranged(
    people: Sequence[CheckedPerson], choices: PlanChoices, in_force: Preferences | None
) -> Arranged:
    """Put the people who could be sent in order, and leave out whom the choices or the settings exclude.

    ``in_force`` are the preferences while the import runs, ``None`` when not known. Replacements come
    first: a person is removed and registered again, and the last seat may close registration in between.
    Works in slices of a few milliseconds.
    """
    is_barred = in_force is not None and (in_force.registration_status == CLOSED or seats_left(in_force) == 0)
    seats = seats_left(in_force) if in_force is not None and choices.trim and not is_barred else None
    full = "" if in_force is None or seats is None else unseated_reason(in_force.value("auto_close_limit"))
    closed = "" if in_force is None or not is_barred else why_barred(in_force)
    replaced: list[CheckedPerson] = []
    sent: list[CheckedPerson] = []
    not_added: list[tuple[CheckedPerson, str]] = []
    not_replaced: list[tuple[CheckedPerson, str]] = []
    not_registered: list[tuple[CheckedPerson, str]] = []

    def decide(start: int, end: int) -> None:
        nonlocal seats
        for person in ordered[start:end]:
            action = person.action
            if action is Action.REPLACE:
                if is_barred:
                    not_replaced.append((person, NOT_REPLACED))
                else:
                    replaced.append(person)
            elif not choices.add:
                not_added.append((person, NOT_ADDED))
            elif action is not Action.REGISTER:
                sent.append(person)
            elif is_barred:
                # The first of them would be refused, and the import stop there: the panel needs no seat.
                not_registered.append((person, closed))
            elif seats == 0:
                not_registered.append((person, full))
            else:
                sent.append(person)
                seats = None if seats is None else seats - 1

    ordered = await in_order(people, choices.order)
    await in_slices(len(ordered), decide)
    left_out = [*not_added, *not_replaced, *not_registered]
    if is_barred:
        barred = Counter({Action.REPLACE: len(not_replaced), Action.REGISTER: len(not_registered)})
        return Arranged(sent, left_out, barred=barred)
    return Arranged([*replaced, *sent], left_out, len(not_registered))


async def in_order(people: Sequence[CheckedPerson], order: RowOrder | None) -> Sequence[CheckedPerson]:
    """The people in the order in which their rows shall leave; stable. Works in slices: sorting a hundred
    thousand in one piece holds the interpreter, on whatever thread."""
    if order is None:
        return people
    keyed: list[tuple[str, CheckedPerson]] = []
    blank: list[CheckedPerson] = []

    def key(start: int, end: int) -> None:
        for person in people[start:end]:
            cell = person.cells[order.column].strip() if order.column < len(person.cells) else ""
            if cell:
                keyed.append((natural_key(cell), person))
            else:
                blank.append(person)

    await in_slices(len(people), key)
    runs: list[list[tuple[str, CheckedPerson]]] = []
    sorted_: list[CheckedPerson] = []

    def merged() -> Iterator[None]:
        for start in range(0, len(keyed), _RUN):
            runs.append(sorted(keyed[start : start + _RUN], key=_FIRST, reverse=order.descending))
            yield
        for _key, person in heapq.merge(*runs, key=_FIRST, reverse=order.descending):
            sorted_.append(person)
            yield

    await exhausted_in_slices(merged())
    return [*sorted_, *blank]


def why_barred(in_force: Preferences) -> str:
    """Why nobody new is registered now."""
    if in_force.registration_status == CLOSED:
        return NOT_REGISTERED
    return unseated_reason(in_force.value("auto_close_limit"))


def unseated_reason(limit: int) -> str:
    """Why a row that had no seat was left out."""
    return f"No seat is left for this row: registration closes at {limit:,} people."
