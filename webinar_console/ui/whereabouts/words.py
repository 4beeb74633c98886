"""What the search for a person says. Pure functions."""

from datetime import datetime, tzinfo

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import ACTIVE, Session
from webinar_console.services.whereabouts import Coverage, Sightings
from webinar_console.ui.moments import short_when
from webinar_console.ui.phrases import clock, counted, number
from webinar_console.ui.widgets.chip import ChipTone

NOT_SEARCHED = "Not searched, because their people are not on this computer. Opening one reads them."


def standing(person: Registrant, session: Session) -> tuple[str, ChipTone]:
    """What became of a registration, as a word and its colour."""
    if person.attended:
        return "Attended", "success"
    if session.is_read_only:
        return "Absent", "muted"
    return ("Not there yet", "muted") if session.status == ACTIVE else ("Registered", "accent")


def when(session: Session, now: datetime, here: tzinfo | None) -> str:
    """The session's start, in its own zone."""
    return short_when(session, now, here)


def known_as_of(moment: datetime, now: datetime, here: tzinfo | None) -> str:
    """How old the copy is: "as of 10:32"."""
    return f"as of {clock(moment, now, here)}"


def covered(coverage: Coverage) -> str:
    """Which sessions are searched: the sentence below the results."""
    sessions = counted(coverage.sessions, "session", "sessions")
    if not coverage.sessions:
        return "There are no sessions yet."
    if not coverage.searched:
        return (
            f"The people of none of the {sessions} are on this computer yet. "
            "Open a session once, and its people are found here."
        )
    if not coverage.missing:
        return f"Looks through all {sessions}, as their people were when they were last read."
    known = number(coverage.searched)
    return f"Looks through {known} of {sessions}: those whose people are on this computer."


def others(coverage: Coverage) -> str:
    """The button that lists what is not searched; empty where there is nothing."""
    count = len(coverage.missing)
    return "" if not count else "Show the other one" if count == 1 else f"Show the {number(count)} others"


def found(seen: Sightings) -> str:
    """How many registrations there are, where not all of them are shown."""
    if seen.shown == seen.total:
        return ""
    everything = counted(seen.total, "registration", "registrations")
    return f"The first {number(seen.shown)} of {everything}. Type more to find the one."


def nobody(text: str, coverage: Coverage) -> str:
    """Nothing was found."""
    where = "in the one session" if coverage.searched == 1 else f"in the {number(coverage.searched)} sessions"
    return f"Nobody with “{text}” in name or address is registered {where} that this computer knows."
