"""Plans: everything that a job is going to do, decided before anything is sent."""

from datetime import datetime
from enum import StrEnum

import msgspec

from .invitee import Invitee, NewInvitee
from .mapping import ColumnMapping
from .registrant import NewRegistrant, Registrant
from .temporary import HeldSetting


class JobKind(StrEnum):
    """What the person asked for. ``RESTORE`` registers people again whom a job removed."""

    IMPORT = "import"
    APPLY = "apply"
    REMOVE = "remove"
    UNDO = "undo"
    RESTORE = "restore"


class Action(StrEnum):
    """What one row does at RingCentral.

    ``REPLACE`` is two calls: there is no call that changes a registrant. ``WITHDRAW`` takes somebody off the
    panel, as ``INVITE`` puts them there.
    """

    REGISTER = "register"
    INVITE = "invite"
    REPLACE = "replace"
    REMOVE = "remove"
    WITHDRAW = "withdraw"


class PlannedRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One person of a job.

    ``line`` is the line of the source file (1 is the first line) and ``cells`` its original cells;
    ``registrant`` is what will be registered, ``invitee`` who is invited, ``old`` the record that will be
    replaced or removed, ``member`` the member of the panel who will be taken off it.
    """

    seq: int
    action: Action
    line: int | None = None
    cells: tuple[str, ...] | None = None
    registrant: NewRegistrant | None = None
    invitee: NewInvitee | None = None
    old: Registrant | None = None
    member: Invitee | None = None

    @property
    def email(self) -> str:
        """The address that the row is about: the new one where there is one."""
        for person in (self.registrant, self.invitee, self.old, self.member):
            if person is not None and person.email:
                return person.email
        return ""

    @property
    def name(self) -> str:
        """The person's name, for lists."""
        for person in (self.registrant, self.invitee, self.old, self.member):
            if person is not None:
                return f"{person.first_name or ''} {person.last_name or ''}".strip()
        return ""


class LeftOutRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of the source that is not sent, with the reason; kept so that every row is accounted for.

    ``by_choice``: a person did not want it to be sent; nothing about it is to be mended.
    """

    line: int | None
    cells: tuple[str, ...]
    reason: str
    email: str = ""
    name: str = ""
    by_choice: bool = False


class JobPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A whole job. ``id`` is chosen when the plan is made, so confirming twice starts it once.

    ``session_starts_at`` is ISO 8601 in UTC. ``known_ids`` are the registrants that were there when the plan
    was made: an id among them can never be the result of this job. ``settings`` are in force while the job
    sends. ``undoes`` is the id of the job that this one takes back; the people of the session were read for
    that at ``as_of`` (aware, UTC; ``None``: not known). ``started_by`` names who started it.
    ``mapping`` is what the columns of ``header`` were used for; ``None``: not known. ``backup`` is the path
    of the file that has who is removed.
    """

    id: str
    kind: JobKind
    title: str
    webinar_id: str
    session_id: str
    session_title: str
    session_starts_at: str | None = None
    session_time_zone: str | None = None
    rows: tuple[PlannedRow, ...] = ()
    left_out: tuple[LeftOutRow, ...] = ()
    known_ids: frozenset[str] = frozenset()
    header: tuple[str, ...] = ()
    mapping: ColumnMapping | None = None
    source_name: str | None = None
    source_path: str | None = None
    source_sha256: str | None = None
    settings: tuple[HeldSetting, ...] = ()
    undoes: str | None = None
    as_of: datetime | None = None
    started_by: str | None = None
    backup: str | None = None
