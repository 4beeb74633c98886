"""The agenda: sessions grouped into live, upcoming and past, webinars with several sessions kept together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .session import ACTIVE, FINISHED, Session


class Period(Enum):
    """The groups of the navigator, in the order in which they are shown."""

    LIVE = "live"
    UPCOMING = "upcoming"
    PAST = "past"


def period_of(session: Session, now: datetime) -> Period:
    """Where a session belongs. The server's status decides; the clock only where the status is unknown."""
    if session.status == ACTIVE:
        return Period.LIVE
    if session.status == FINISHED:
        return Period.PAST
    end = session.ends_at
    return Period.PAST if end is not None and end < now else Period.UPCOMING


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A webinar within one period, with the sessions of it that fall there, in time order."""

    webinar_id: str
    title: str
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The whole tree: upcoming and live soonest first, past latest first."""

    live: tuple[AgendaEntry, ...] = ()
    upcoming: tuple[AgendaEntry, ...] = ()
    past: tuple[AgendaEntry, ...] = ()

    def entries(self, period: Period) -> tuple[AgendaEntry, ...]:
        """The entries of one group."""
        return {Period.LIVE: self.live, Period.UPCOMING: self.upcoming, Period.PAST: self.past}[period]


def agenda_of(sessions: Iterable[Session], now: datetime) -> Agenda:
    """Group sessions by period and webinar. A webinar may appear in several periods."""
    groups: dict[Period, dict[str, list[Session]]] = {period: {} for period in Period}
    for session in sessions:
        # A session without a reference stands for itself, so that it is shown rather than lost.
        key = session.webinar_id or f"session:{session.id}"
        groups[period_of(session, now)].setdefault(key, []).append(session)
    return Agenda(
        live=_entries(groups[Period.LIVE], latest_first=False),
        upcoming=_entries(groups[Period.UPCOMING], latest_first=False),
        past=_entries(groups[Period.PAST], latest_first=True),
    )


def _entries(webinars: dict[str, list[Session]], *, latest_first: bool) -> tuple[AgendaEntry, ...]:
    entries = []
    for webinar_id, sessions in webinars.items():
        ordered = sorted(sessions, key=_order, reverse=latest_first)
        first = ordered[0]
        title = (first.webinar.title if first.webinar else None) or first.name
        entries.append(AgendaEntry(webinar_id, title, tuple(ordered)))
    return tuple(sorted(entries, key=lambda e: _order(e.sessions[0]), reverse=latest_first))


def _order(session: Session) -> tuple[str, str]:
    moment = session.starts_at
    return (moment.isoformat() if moment else "", session.id)
