"""Who stays when an import is taken back: whoever attended, and whoever is not as the import left them."""

from datetime import datetime, timedelta

from .email import email_key
from .moments import parse_moment
from .names import name_key
from .registrant import NewRegistrant, Registrant

ATTENDED = "This person attended, so the registration stays."
CHANGED = "The registration was changed after the import, so it stays."
OLDER = "This person had registered before the import, so the registration stays."

ATTENDED_MEANWHILE = "This person attended meanwhile, so nothing was changed: attendance would be lost."
CHANGED_MEANWHILE = "The registration was changed at RingCentral meanwhile. Look at it, then apply again."
LEFT_MEANWHILE = "This person cancelled meanwhile, so nothing was changed."

#: What a person sees of a registration, and what a new one takes over from it.
_KEPT = ("first_name", "last_name", "email", "external_id", "visitor_id", "source", "questionnaire")
#: RingCentral may finish a new registration a moment after it was made.
_SETTLING = timedelta(minutes=5)
#: By so much a record must be older than the import: clocks do not run alike.
_CLOCKS_DIFFER = timedelta(minutes=2)


def why_stays(person: Registrant, sent: NewRegistrant) -> str:
    """The reason for leaving somebody alone whom an import registered with ``sent``; empty: there is none."""
    if person.attended:
        return ATTENDED
    texts = ((person.first_name, sent.first_name), (person.last_name, sent.last_name))
    given = ((sent.external_id, person.external_id), (sent.visitor_id, person.visitor_id))
    as_sent = (
        email_key(person.email) == email_key(sent.email)
        and all(name_key(now) == name_key(then) for now, then in texts)
        and all(then is None or then == now for then, now in given)
    )
    return "" if as_sent and not _is_touched(person) else CHANGED


def why_stays_now(now: Registrant, planned: Registrant) -> str:
    """The same for somebody whose removal was planned when they were as ``planned``."""
    if now.attended:
        return ATTENDED
    return "" if _same(now, planned) and now.last_modified_time == planned.last_modified_time else CHANGED


def why_edit_rests(now: Registrant | None, planned: Registrant, *, replaces: bool) -> str:
    """The same for somebody of whom an edit was staged: ``now`` is ``None`` where the person has left.

    Whoever was to be removed and has left is as was wanted.
    """
    if now is None:
        return LEFT_MEANWHILE if replaces else ""
    if now.attended:
        return ATTENDED_MEANWHILE
    return "" if _same(now, planned) else CHANGED_MEANWHILE


def _same(now: Registrant, planned: Registrant) -> bool:
    # An answer may leave out what a list tells as empty.
    return all((getattr(now, name) or None) == (getattr(planned, name) or None) for name in _KEPT)


def is_older(person: Registrant, import_began: datetime) -> bool:
    """Whether a record was there before an import began (aware, by this computer's clock)."""
    created = parse_moment(person.creation_time)
    return created is not None and created < import_began - _CLOCKS_DIFFER


def _is_touched(person: Registrant) -> bool:
    created, modified = parse_moment(person.creation_time), parse_moment(person.last_modified_time)
    return created is not None and modified is not None and modified > created + _SETTLING
