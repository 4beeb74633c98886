"""What a person chooses beside the rows: settings for the time of the import, which rows, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webinar_console.domain.natural import natural_key
from webinar_console.domain.people import CheckedPerson
from webinar_console.domain.plan import Action


@dataclass(frozen=True, slots=True)
class RowOrder:
    """Rows leave in the order of a column of the file (0 is the first); blank cells come last."""

    column: int
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """The person's choices for one import.

    ``settings`` are in force while it runs, by their names in ``domain.preferences.FIELDS``. With ``trim``
    the rows for which no seat is left stay out of the job, instead of being refused one by one. ``order`` is
    ``None`` for the order of the file; the panel is invited first in any case. Without ``add`` nobody new is
    registered or invited; with ``remove`` those are removed who are only in the session.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    trim: bool = False
    order: RowOrder | None = None
    add: bool = True
    remove: bool = False


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


def unseated_reason(limit: int) -> str:
    """Why a row that had no seat was left out."""
    return f"No seat is left for this row: registration closes at {limit:,} people."
