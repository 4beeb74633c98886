"""The columns of the registrants' table, as data: what they show, sort by, and why some are fixed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo
from enum import Enum
from operator import attrgetter
from typing import Generic, TypeVar

from webinar_console.domain.exported import registered_at
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import ACTIVE, Session

R = TypeVar("R")


class Look(Enum):
    """How a cell is painted."""

    TEXT = "text"
    ADDRESS = "address"  # elided in the middle
    MOMENT = "moment"  # tabular figures
    CHIP = "chip"  # a dot and a word


@dataclass(frozen=True)
class Part:
    """A cell that is a part of a field's text, and edited as such.

    ``put(before, text, original)`` gives the field's text with the cell's new one in it; ``original`` is what
    the server has there. ``why_not(before)`` says why the cell cannot be edited, ``None`` when it can.
    """

    field: str
    put: Callable[[str, str, str], str]
    why_not: Callable[[str], str | None]


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column.

    ``text`` is what is shown, ``sorted_by`` what the column is sorted by, ``width`` is in characters.
    ``why_fixed`` says why its cells cannot be edited, ``None`` when they can. Where it ``is_natural``,
    numbers in its texts are sorted by value: ``a2`` before ``a10``. ``part`` is there where a cell is only a
    part of a field.
    """

    name: str
    title: str
    text: Callable[[R], str]
    sorted_by: Callable[[R], str | None]
    width: int
    look: Look = Look.TEXT
    why_fixed: str | None = None
    hint: str = ""
    is_natural: bool = True
    part: Part | None = None

    @property
    def field(self) -> str:
        """The record's field that an edit of a cell changes."""
        return self.name if self.part is None else self.part.field


class Attendance(Enum):
    """What the column may say about people who have not joined."""

    NOT_YET = "upcoming"  # nobody can have joined
    UNDER_WAY = "live"  # who has not joined still can
    OVER = "past"


def attendance_in(session: Session) -> Attendance:
    """What the column "Attended" can say about a session."""
    if session.is_read_only:
        return Attendance.OVER
    return Attendance.UNDER_WAY if session.status == ACTIVE else Attendance.NOT_YET


ATTENDED, ABSENT, NOTHING = "Attended", "Absent", "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIGURE_SPACE = "\u2007"


def moment_text(text: str | None, zone: tzinfo | None = None) -> str:
    """A server's time as people read it, in ``zone`` (``None``: this computer's): "12 May 2026, 18:04"."""
    moment = parse_moment(text)
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    # A figure space keeps one-digit days in line.
    day = f"{local.day}".rjust(2, _FIGURE_SPACE)
    return f"{day} {_MONTHS[local.month - 1]} {local.year}, {local.hour:02d}:{local.minute:02d}"


def moment_order(text: str | None) -> str:
    """A text that sorts as the moment does."""
    if text and text.endswith("Z"):
        return text[:-1]
    moment = parse_moment(text)
    return moment.isoformat()[:-6] if moment else ""


def _text(name: str) -> Callable[[Registrant], str]:
    return lambda person: getattr(person, name) or ""


def _own(name: str, title: str, width: int, look: Look = Look.TEXT, hint: str = "") -> Column[Registrant]:
    # Sorting reads a hundred thousand cells: attrgetter does it without a Python call for each.
    return Column(name, title, _text(name), attrgetter(name), width, look, hint=hint)


def registrant_columns(attendance: Attendance, zone: tzinfo | None = None) -> tuple[Column[Registrant], ...]:
    """The columns for a session. ``zone`` is the one that times are shown in (``None``: this computer's).

    Once people can have joined, that is what is looked for: it stands beside who they are.
    """

    def attended(person: Registrant) -> str:
        if person.attended:
            return ATTENDED
        return ABSENT if attendance is Attendance.OVER else NOTHING

    came = Column(
        "attended",
        "Attended",
        attended,
        lambda person: "1" if person.attended else "2",
        12,
        Look.CHIP,
        "RingCentral records who attended.",
    )
    known = attendance is not Attendance.NOT_YET
    return (
        _own("first_name", "First name", 13),
        _own("last_name", "Last name", 15),
        _own("email", "E-mail", 29, Look.ADDRESS),
        *((came,) if known else ()),
        _own("source", "Source", 13, hint="Where the registration came from, for example a campaign."),
        _own("external_id", "External id", 12, Look.ADDRESS, hint="Your own key for this person."),
        Column(
            "registered_at",
            "Registered",
            lambda person: moment_text(registered_at(person), zone),
            lambda person: moment_order(registered_at(person)),
            19,
            Look.MOMENT,
            "RingCentral sets the time of registration.",
            is_natural=False,
        ),
        *(() if known else (came,)),
        Column(
            "join_uri",
            "Join link",
            _text("join_uri"),
            attrgetter("join_uri"),
            34,
            Look.ADDRESS,
            "RingCentral assigns the join link.",
            is_natural=False,
        ),
    )


def searched_cells(person: Registrant) -> Iterable[str | None]:
    """The cells that the filter looks at."""
    return (person.first_name, person.last_name, person.email, person.source, person.external_id)
