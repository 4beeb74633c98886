"""What a person chooses beside the rows: settings for the time of the import, which rows, in which order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webinar_console.domain.natural import natural_key
from webinar_console.domain.people import CheckedPerson
from webinar_console.domain.plan import Action
from webinar_console.domain.preferences import CLOSED, Preferences, seats_left

NOT_ADDED = "You chose to add nobody."
NOT_REPLACED = (
    "Registration is closed or full, so a new registration in place of the old one would be refused."
)
NOT_REGISTERED = "Registration is closed, so a new registration would be refused."


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


def arranged(people: Sequence[CheckedPerson], choices: PlanChoices, in_force: Preferences | None) -> Arranged:
    """Put the people who could be sent in order, and leave out whom the choices or the settings exclude.

    ``in_force`` are the preferences while the import runs, ``None`` when not known. Replacements come
    first: a person is removed and registered again, and the last seat may close registration in between.
    """
    seats = seats_left(in_force) if in_force is not None else None
    ordered = in_order(people, choices.order)
    replaced = [person for person in ordered if person.action is Action.REPLACE]
    new = [person for person in ordered if person.action is not Action.REPLACE]
    left_out: list[tuple[CheckedPerson, str]] = []
    barred: Counter[Action] = Counter()
    if not choices.add:
        left_out += [(person, NOT_ADDED) for person in new]
        new = []
    if in_force is not None and (in_force.registration_status == CLOSED or seats == 0):
        # The first of them would be refused, and the import stop there: the panel needs no seat.
        refused = [person for person in new if person.action is Action.REGISTER]
        barred.update({Action.REPLACE: len(replaced), Action.REGISTER: len(refused)})
        left_out += [(person, NOT_REPLACED) for person in replaced]
        left_out += [(person, why_barred(in_force)) for person in refused]
        new = [person for person in new if person.action is not Action.REGISTER]
        return Arranged(new, left_out, barred=barred)
    if not choices.trim or in_force is None or seats is None:
        return Arranged([*replaced, *new], left_out)
    inside, outside = seated(new, seats)
    reason = unseated_reason(in_force.value("auto_close_limit"))
    left_out += [(person, reason) for person in outside]
    return Arranged([*replaced, *inside], left_out, len(outside))


def in_order(people: Sequence[CheckedPerson], order: RowOrder | None) -> list[CheckedPerson]:
    """The people in the order in which their rows shall leave; stable."""
    if order is None:
        return list(people)

    def cell(person: CheckedPerson) -> str:
        return person.cells[order.column].strip() if order.column < len(person.cells) else ""

    filled = sorted(
        (p for p in people if cell(p)), key=lambda p: natural_key(cell(p)), reverse=order.descending
    )
    return [*filled, *(p for p in people if not cell(p))]


def seated(people: Sequence[CheckedPerson], seats: int) -> tuple[list[CheckedPerson], list[CheckedPerson]]:
    """The people for whom there are ``seats``, and those for whom there is none. The panel needs none."""
    inside: list[CheckedPerson] = []
    outside: list[CheckedPerson] = []
    for person in people:
        needs_one = person.action is Action.REGISTER
        if needs_one and seats <= 0:
            outside.append(person)
        else:
            seats -= needs_one
            inside.append(person)
    return inside, outside


def why_barred(in_force: Preferences) -> str:
    """Why nobody new is registered now."""
    if in_force.registration_status == CLOSED:
        return NOT_REGISTERED
    return unseated_reason(in_force.value("auto_close_limit"))


def unseated_reason(limit: int) -> str:
    """Why a row that had no seat was left out."""
    return f"No seat is left for this row: registration closes at {limit:,} people."
