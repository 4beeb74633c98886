"""Settling unknown rows: look at the server, then decide.

One list call per 1,000 people settles all of them.
"""

from collections.abc import Callable, Iterable, Mapping

from webinar_console.domain.email import email_key
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.names import name_key
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.row import JobRow, Step, panel_mark

from . import steps


class Lookup:
    """What the server's lists say: registrants by id and by address, the panel by address."""

    def __init__(self, registrants: Iterable[Registrant] = (), panel: Iterable[Invitee] = ()) -> None:
        self.by_id: dict[str, Registrant] = {}
        self.by_address: dict[str, list[Registrant]] = {}
        for person in registrants:
            self.by_id[person.id] = person
            self.by_address.setdefault(email_key(person.email), []).append(person)
        members = tuple(panel)
        self.panel_ids = frozenset(member.id for member in members)
        self.panel: Mapping[str, Invitee] = {
            email_key(member.email): member for member in members if member.email
        }


def concerning(rows: Iterable[JobRow]) -> Callable[[Registrant], bool]:
    """Whether a registrant can settle one of these rows: the others of a long list need no memory."""
    ids, addresses = set(), set()
    for row in rows:
        if row.plan.old is not None:
            ids.add(row.plan.old.id)
            addresses.add(email_key(row.plan.old.email))
        if row.plan.registrant is not None:
            addresses.add(email_key(row.plan.registrant.email))
    return lambda person: person.id in ids or email_key(person.email) in addresses


def settle(row: JobRow, lookup: Lookup, known_ids: frozenset[str], taken: frozenset[str]) -> JobRow:
    """What an unknown row is, now that somebody has looked.

    ``known_ids`` were there before the job; ``taken`` are the marks of what other rows created.
    Neither can be what this row's lost call made.
    """
    match row.step:
        case Step.DELETE:
            assert row.plan.old is not None
            if row.plan.old.id in lookup.by_id:
                return steps.came_to_nothing(row)
            return steps.deleted(row, settled=True)
        case Step.INVITE:
            found = lookup.panel.get(email_key(row.plan.email))
            if found is None:
                return steps.came_to_nothing(row)
            if panel_mark(found.id) in taken:
                return steps.on_panel(row)
            return steps.invited(row, found, settled=True)
        case Step.WITHDRAW:
            assert row.plan.member is not None
            if row.plan.member.id in lookup.panel_ids:
                return steps.came_to_nothing(row)
            return steps.withdrawn(row, settled=True)
        case Step.CREATE | Step.RESTORE:
            return _settle_create(row, lookup, known_ids, taken)


def _settle_create(row: JobRow, lookup: Lookup, known_ids: frozenset[str], taken: frozenset[str]) -> JobRow:
    wanted = steps.registration(row)
    old_id = row.plan.old.id if row.plan.old else None
    people = [p for p in lookup.by_address.get(email_key(wanted.email), []) if p.id != old_id]
    for person in people:
        if person.id not in known_ids and person.id not in taken and is_same_person(person, wanted):
            return steps.created(row, person, ours=True, settled=True)
    if people and row.step is Step.RESTORE:
        # Registered again, by whomever: what the step is for is there.
        return steps.created(row, people[0], ours=True, settled=True)
    return steps.taken(row, people[0]) if people else steps.came_to_nothing(row)


def is_same_person(record: Registrant, wanted: NewRegistrant) -> bool:
    """Whether a record has the names that a registration sent."""
    return _name(record.first_name, record.last_name) == _name(wanted.first_name, wanted.last_name)


def _name(first: str | None, last: str | None) -> tuple[str, str]:
    return name_key(first), name_key(last)
