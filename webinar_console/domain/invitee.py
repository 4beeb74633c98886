"""Invitees: the panel of a session (host, co-hosts, panelists). Attendees are registrants, not invitees."""

import msgspec

from .record import Record, ResourceRecord, UserReference

HOST = "Host"
CO_HOST = "CoHost"
PANELIST = "Panelist"
ATTENDEE = "Attendee"

# Spellings that people use in files, without case, spaces and punctuation, to the contract's word.
_ROLES = {
    "attendee": ATTENDEE,
    "registrant": ATTENDEE,
    "participant": ATTENDEE,
    "guest": ATTENDEE,
    "viewer": ATTENDEE,
    "panelist": PANELIST,
    "panellist": PANELIST,
    "speaker": PANELIST,
    "presenter": PANELIST,
    "cohost": CO_HOST,
    "coorganizer": CO_HOST,
    "coorganiser": CO_HOST,
    "host": HOST,
}


def role_from(text: str) -> str | None:
    """The contract's role for a word in a file, in any letter case; ``None`` when it is no role we know.

    An empty word is an attendee: that is what a list of people without roles means.
    """
    key = "".join(c for c in text.casefold() if c.isalnum())
    return ATTENDEE if not key else _ROLES.get(key)


class Invitee(ResourceRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A member of the panel. The Host row is implicit: it can be neither changed nor deleted.

    Either the contact fields or ``linked_user`` are set, not both. ``send_invite`` true cannot go back.
    """

    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    job_title: str | None = None
    role: str | None = None
    type: str | None = None
    send_invite: bool | None = None
    linked_user: UserReference | None = None
    join_uri: str | None = None
    phone_participant_code: str | None = None


class NewInvitee(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of ``addedInvitees``; ``role`` is CoHost or Panelist (Attendee is refused)."""

    role: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    job_title: str | None = None
    linked_user: UserReference | None = None
    type: str | None = None
    send_invite: bool | None = None


class ChangedInvitee(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of ``updatedInvitees``; the contract wants ``role`` every time."""

    id: str
    role: str
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    job_title: str | None = None
    type: str | None = None
    send_invite: bool | None = None


class InviteeChanges(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What the bulk call answered: the rows it added, changed and removed."""

    added_invitees: list[Invitee] = msgspec.field(default_factory=list)
    updated_invitees: list[Invitee] = msgspec.field(default_factory=list)
    deleted_invitees: list[Invitee] = msgspec.field(default_factory=list)
