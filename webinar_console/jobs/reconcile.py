"""Settling unknown rows: look at the server, then decide.

One list call per 1,000 people settles all of them.
"""

from collections.abc import Iterable, Mapping

from webinar_console.domain.email import email_key
from webinar_console.domain.errors import Conflict
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow, Step

from . import steps

_LOST = "No answer came, and the server did not have it."


class Lookup:
    """What the server's lists say: registrants by id and by address, the panel by address."""

    def __init__(self, registrants: Iterable[Registrant] = (), panel: Iterable[Invitee] = ()) -> None:
        self.by_id: dict[str, Registrant] = {}
        self.by_address: dict[str, list[Registrant]] = {}
        for person in registrants:
            self.by_id[person.id] = person
            self.by_address.setdefault(email_key(person.email), []).append(person)
        self.panel: Mapping[str, Invitee] = {
            email_key(member.email): member for member in panel if member.email
        }


def settle(row: JobRow, lookup: Lookup, known_ids: frozenset[str], taken: frozenset[str]) -> JobRow:
    """What an unknown row is, now that somebody has looked.

    ``known_ids`` were there before the job; ``taken`` are the ids that other rows of this job created.
    Neither can be what this row's lost call made.
    """
    match row.step:
        case Step.DELETE:
            assert row.plan.old is not None
            if row.plan.old.id in lookup.by_id:
                return steps.came_to_nothing(row, _LOST)
            return steps.deleted(row, settled=True)
        case Step.INVITE:
            found = lookup.panel.get(email_key(row.plan.email))
            if found is None:
                return steps.came_to_nothing(row, _LOST)
            return steps.invited(row, found, settled=True)
        case Step.CREATE | Step.RESTORE:
            return _settle_create(row, lookup, known_ids, taken)


def _settle_create(row: JobRow, lookup: Lookup, known_ids: frozenset[str], taken: frozenset[str]) -> JobRow:
    people = lookup.by_address.get(email_key(steps.registration(row).email), [])
    old_id = row.plan.old.id if row.plan.old else None
    ours = [p for p in people if p.id not in known_ids and p.id not in taken and p.id != old_id]
    if ours:
        return steps.created(row, ours[0], ours=True, settled=True)
    others = [p for p in people if p.id != old_id]
    if others:
        # Somebody else's registration holds the address: the call was refused, whatever its answer was.
        return steps.refused(row, Conflict("This person was registered already.", status=409))
    return steps.came_to_nothing(row, _LOST)
