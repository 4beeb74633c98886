"""People of a file: what a column may mean, and what the check says about each row.

The records carry no reference back to anything, so they are kept out of the garbage collector: a hundred
thousand of them cost it nothing.
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from .invitee import ATTENDEE
from .plan import Action
from .registrant import Answer, Registrant
from .target import Target as Target


class ColumnGuess(msgspec.Struct, frozen=True, array_like=True):
    """What a column seems to mean. ``confidence`` runs from 0 to 1; ``why`` is a sentence for the person.

    ``key`` is that of the external id or of the question, for targets that have one.
    """

    target: Target
    confidence: float
    why: str
    key: str = ""


class Verdict(StrEnum):
    """What will happen to a row: ``READY`` and ``REMARK`` are sent, ``MEND`` and ``SKIP`` are not."""

    READY = "ready"
    REMARK = "remark"
    MEND = "mend"
    SKIP = "skip"

    @property
    def is_sent(self) -> bool:
        """Whether a row with this verdict becomes part of the plan."""
        return self in (Verdict.READY, Verdict.REMARK)


class RemarkCode(StrEnum):
    """Why a row has its verdict; for filters and tests, the sentence is for the person."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    TOO_SHORT = "too-short"
    BAD_EMAIL = "bad-email"
    NO_LAST_NAME = "no-last-name"
    ROLE_NOT_ALLOWED = "role-not-allowed"
    ROLE_UNKNOWN = "role-unknown"
    CONTROL_CHARACTERS = "control-characters"
    TWICE_IN_FILE = "twice-in-file"
    ALREADY_REGISTERED = "already-registered"
    ALREADY_INVITED = "already-invited"
    ALSO_REGISTERED = "also-registered"
    CLEANED = "cleaned"
    NAME_SPLIT = "name-split"
    EXTRA_CELLS = "extra-cells"
    NOT_SENT = "not-sent"
    BAD_PAGE = "bad-page"
    SUSPICIOUS_EMAIL = "suspicious-email"
    ROLE_ADDRESS = "role-address"
    FREE_MAIL = "free-mail"
    FORMULA = "formula"
    LETTER_CASE = "letter-case"
    REPLACES = "replaces"
    NOTHING_DIFFERS = "nothing-differs"
    PROTECTED = "protected"
    LEFT_OUT = "left-out"
    NO_SEAT = "no-seat"
    NOT_PLANNED = "not-planned"
    HIDDEN = "hidden"


#: Why a row is not sent that the person left out in the check.
LEFT_BY_HAND = "You left this row out."


class Remark(msgspec.Struct, frozen=True, gc=False):
    """One thing to say about a row; ``field`` is the target that it is about, ``None`` for the whole row.

    ``key`` is the target's key where it has one. ``suggestion`` is a value that would put the field right;
    ``slip`` is the same for all rows that can be put right in the same way ("gmial.com > gmail.com").
    """

    code: RemarkCode
    sentence: str
    field: Target | None = None
    key: str = ""
    suggestion: str = ""
    slip: str = ""


class CheckedPerson(msgspec.Struct, frozen=True, gc=False):
    """One row after the check.

    ``line`` is the physical line of the source where the row starts (the first line is 1) and ``cells`` are
    its original cells. The other fields are the cleaned values, empty where the file has none. ``role`` is
    the contract's word (Attendee, Panelist, CoHost, Host), or the file's own word when it is no role.
    ``external_id`` is as it will be sent: keys of several columns are encoded in it. ``old`` is the
    registration that the row replaces.
    """

    line: int
    cells: tuple[str, ...]
    first_name: str
    last_name: str
    email: str
    role: str
    source: str
    external_id: str
    job_title: str
    join_uri: str
    cancellation_uri: str
    verdict: Verdict
    remarks: tuple[Remark, ...] = ()
    answers: tuple[Answer, ...] = ()
    old: Registrant | None = None

    @property
    def name(self) -> str:
        """First and last name, for lists."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def action(self) -> Action | None:
        """What the row will do: attendees are registered or replaced, the panel is invited; else ``None``."""
        if not self.verdict.is_sent:
            return None
        if self.old is not None:
            return Action.REPLACE
        return Action.REGISTER if self.role == ATTENDEE else Action.INVITE

    @property
    def reason(self) -> str:
        """All remarks as one text, the gravest first."""
        return " ".join(remark.sentence for remark in self.remarks)


class KnownPeople(msgspec.Struct, frozen=True):
    """Who is in the session already.

    ``registrants`` leads from :func:`~webinar_console.domain.email.email_key` to the registrant, ``panel``
    from the same key to the role of the invitee.
    """

    registrants: Mapping[str, Registrant]
    panel: Mapping[str, str]


NOBODY = KnownPeople({}, {})
