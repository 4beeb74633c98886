"""Where somebody is registered: one search over the copies of every session, without a call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinar_console.domain.email import email_key
from webinar_console.domain.folding import search_terms
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.store.cache import Cache

#: Registrations that one search shows; whoever finds more types on.
MOST = 100


@dataclass(frozen=True, slots=True)
class Registration:
    """A registrant of a session, as both were known at ``as_of`` (aware, UTC)."""

    session: Session
    person: Registrant
    as_of: datetime


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """One address, and where it is registered: the latest session first."""

    registrations: tuple[Registration, ...]

    @property
    def name(self) -> str:
        """The name in the latest session that has one; empty when none has."""
        names = (
            f"{r.person.first_name or ''} {r.person.last_name or ''}".strip() for r in self.registrations
        )
        return next((name for name in names if name), "")

    @property
    def email(self) -> str:
        """The address as it is written in the latest session."""
        return self.registrations[0].person.email


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which of the account's sessions a search can see: those whose people are on this computer."""

    searched: int
    missing: tuple[Session, ...] = ()

    @property
    def sessions(self) -> int:
        """All sessions of the account that are listed."""
        return self.searched + len(self.missing)


@dataclass(frozen=True, slots=True)
class Sightings:
    """What was found. ``total`` counts registrations; ``people`` hold :data:`MOST` of them at most."""

    people: tuple[FoundPerson, ...]
    total: int
    coverage: Coverage

    @property
    def shown(self) -> int:
        """Registrations in ``people``."""
        return sum(len(person.registrations) for person in self.people)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The addresses (``email_key``) of a session that are in another one, too, as far as is known here."""

    emails: frozenset[str]
    coverage: Coverage


class Whereabouts:
    """Asks the copies of all sessions that ``sessions`` lists: copies of others are out of date for good."""

    def __init__(self, cache: Cache, sessions: Callable[[], Sequence[Session]]) -> None:
        self._cache = cache
        self._sessions = sessions

    async def coverage(self) -> Coverage:
        """What a search would see now. Raises ``StoreError``."""
        return (await self._known(""))[1]

    async def find(self, text: str) -> Sightings:
        """Everybody whose name or address has all words of ``text``, in any part, case and accent.

        Raises ``StoreError``.
        """
        known, coverage = await self._known("")
        found, total = await self._cache.find_people(search_terms(text), [*known], MOST)
        people: dict[str, list[Registration]] = {}
        for session_id, person in found:
            # Without an address nobody can be told apart: such a row is a person of its own.
            key = email_key(person.email) or f"{session_id} {person.id}"
            session, as_of = known[session_id]
            people.setdefault(key, []).append(Registration(session, person, as_of))
        told = tuple(
            FoundPerson(tuple(sorted(registrations, key=_start, reverse=True)))
            for registrations in people.values()
        )
        return Sightings(told, total, coverage)

    async def elsewhere(self, session_id: str) -> Elsewhere:
        """Who of a session is registered for other sessions, too. Raises ``StoreError``."""
        known, coverage = await self._known(session_id)
        return Elsewhere(await self._cache.emails_elsewhere(session_id, [*known]), coverage)

    async def _known(self, without: str) -> tuple[dict[str, tuple[Session, datetime]], Coverage]:
        copies = await self._cache.copies()
        wanted = [session for session in self._sessions() if session.id != without]
        known = {s.id: (s, copies[s.id]) for s in wanted if s.id in copies}
        missing = tuple(session for session in wanted if session.id not in known)
        return known, Coverage(len(known), missing)


def _start(registration: Registration) -> str:
    start = registration.session.starts_at
    return start.isoformat() if start is not None else ""
