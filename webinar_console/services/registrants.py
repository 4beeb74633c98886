"""Registrants of sessions: the local copy, the server's pages, and the plan that applies staged edits."""

import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from webinar_console.domain.errors import NotFound
from webinar_console.domain.forecast import Forecast, Pace, Tally, forecast_of
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.domain.staging import (
    Staged,
    StagedAddition,
    StagedChange,
    StagedRemoval,
    registration_from,
    registration_with,
    why_protected,
)
from webinar_console.store.cache import CHUNK, Cache

from .preferences import no_registration

if TYPE_CHECKING:
    # The window imports this module for its types: HTTP is loaded after the first paint.
    from webinar_console.api.client import RingCentral


@dataclass(frozen=True, slots=True)
class CachedPeople:
    """The registrants of a session as they were at ``as_of`` (aware, UTC)."""

    people: tuple[Registrant, ...]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class ApplyPlan:
    """What applying staged edits will do.

    ``protected`` are the people (address, reason) whose edits are not part of ``job``. ``sentences`` is the
    summary for the person, in order.
    """

    job: JobPlan
    forecast: Forecast
    protected: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]


class Registrants:
    """The people of the account's sessions. ``changed`` tells the id of a session whose copy changed."""

    def __init__(
        self,
        client: "RingCentral",
        cache: Cache,
        now: Callable[[], datetime],
        pace: Callable[[], Pace],
    ) -> None:
        self._client = client
        self._cache = cache
        self._now = now
        self._pace = pace
        #: For each reading of a list that is under way: its session, and who came (record) or went (``None``)
        #: since it began. Two readings with the same news are two all the same, hence the keys.
        self._reading: dict[object, tuple[str, list[tuple[str, Registrant | None]]]] = {}
        self.changed: Listeners[[str]] = Listeners()
        #: Tells one registrant that a job created (record) or removed (id), with the session's id.
        self.created: Listeners[[str, Registrant]] = Listeners()
        self.removed: Listeners[[str, str]] = Listeners()

    async def cached(self, session_id: str) -> CachedPeople | None:
        """The local copy; ``None`` when the session was never read whole. No call."""
        as_of = await self._cache.registrants_as_of(session_id)
        if as_of is None:
            return None
        people: list[Registrant] = []
        while chunk := await self._cache.registrants(session_id, start=len(people)):
            people.extend(chunk)
            if len(chunk) < CHUNK:
                break
        return CachedPeople(tuple(people), as_of)

    async def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]:
        """Pages of up to 1,000 from the server, one call each, as they arrive.

        When the last one is there the whole list replaces the local copy. Raises the errors of the client.
        """
        as_of = self._now()
        people: dict[str, Registrant] = {}
        # What jobs do while the pages come may be on a page already, or on none.
        news: list[tuple[str, Registrant | None]] = []
        reading = object()
        self._reading[reading] = session_id, news
        try:
            async for page in self._client.registrants.pages(session_id, include_questionnaire=True):
                people.update((person.id, person) for person in page)
                yield page
        except NotFound as gone:
            raise no_registration(gone) from gone
        finally:
            del self._reading[reading]
        for registrant_id, person in news:
            if person is None:
                people.pop(registrant_id, None)
            else:
                people[registrant_id] = person
        await self._cache.keep_registrants(session_id, people.values(), as_of)
        self.changed.notify(session_id)

    def _note(self, session_id: str, registrant_id: str, person: Registrant | None) -> None:
        for read_session, news in self._reading.values():
            if read_session == session_id:
                news.append((registrant_id, person))

    async def take_created(self, session_id: str, person: Registrant) -> None:
        """A job registered somebody: the copy knows it without a call."""
        self._note(session_id, person.id, person)
        await self._cache.add_registrant(session_id, person)
        self.created.notify(session_id, person)

    async def take_removed(self, session_id: str, registrant_id: str) -> None:
        """A job removed somebody: the copy knows it without a call."""
        self._note(session_id, registrant_id, None)
        await self._cache.remove_registrant(session_id, registrant_id)
        self.removed.notify(session_id, registrant_id)

    async def plan_apply(
        self, session: Session, staged: Sequence[Staged], preferences: Preferences | None
    ) -> ApplyPlan:
        """Decide what applying the staged edits of a session does, and what it costs. No call.

        ``preferences`` may be ``None`` when they could not be read. A draft keeps people as they were when
        it was made, perhaps before the session took place: who attended is looked up in the copy as well.
        """
        known = await self._cache.registrants_by_id(
            session.id, (edit.registrant.id for edit in staged if not isinstance(edit, StagedAddition))
        )
        rows: list[PlannedRow] = []
        protected: list[tuple[str, str]] = []
        for edit in staged:
            reason = _why_not(edit, session, known)
            if reason:
                protected.append((edit.registrant.email, reason))  # type: ignore[union-attr]
            else:
                rows.append(_planned(len(rows), edit))
        forecast = forecast_of(
            Tally(None, rows),
            left_out=len(protected),
            pace=self._pace(),
            preferences=preferences,
            now=self._now(),
            session_starts_at=session.starts_at,
        )
        job = JobPlan(
            id=uuid.uuid4().hex,
            kind=JobKind.APPLY,
            title=f"Apply {_count(len(rows), 'change')}",
            webinar_id=session.webinar_id,
            session_id=session.id,
            session_title=session.name,
            session_starts_at=session.scheduled_start_time,
            session_time_zone=session.time_zone,
            rows=tuple(rows),
            known_ids=await self._cache.registrant_ids(session.id),
        )
        return ApplyPlan(job, forecast, tuple(protected), _sentences(forecast, protected))


def _why_not(edit: Staged, session: Session, known: Mapping[str, Registrant]) -> str | None:
    if isinstance(edit, StagedAddition):
        return None
    seen = edit.registrant
    now = known.get(seen.id, seen)
    # Whoever attended stays one who attended, whichever record tells it.
    return why_protected(now if now.attended else seen, session_finished=session.is_read_only)


def _planned(seq: int, edit: Staged) -> PlannedRow:
    if isinstance(edit, StagedAddition):
        return PlannedRow(seq=seq, action=Action.REGISTER, registrant=registration_from(edit.values))
    if isinstance(edit, StagedRemoval):
        return PlannedRow(seq=seq, action=Action.REMOVE, old=edit.registrant)
    assert isinstance(edit, StagedChange)
    return PlannedRow(
        seq=seq,
        action=Action.REPLACE,
        old=edit.registrant,
        registrant=registration_with(edit.registrant, edit.values),
    )


def _sentences(forecast: Forecast, protected: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    told: list[str] = []
    if forecast.replaces:
        told.append(
            f"{_people(forecast.replaces)} will be replaced: RingCentral cannot change a registration, so "
            "the old one is removed and a new one is made, with a new id, a new join link and a new time of "
            "registration. The old join link stops working."
        )
    if forecast.registers:
        told.append(f"{_people(forecast.registers)} will be registered.")
    if forecast.removes:
        told.append(f"{_people(forecast.removes)} will be removed. Their join links stop working.")
    if forecast.emails.suppressed:
        told.append("E-mails are suppressed for this session, so RingCentral sends none.")
    elif forecast.emails.confirmations or forecast.emails.cancellations:
        told.append(_emails(forecast))
    if protected:
        told.append(f"{_people(len(protected))} will not be touched: {protected[0][1]}")
    if forecast.registration_closed and forecast.registers + forecast.replaces:
        told.append("Registration is closed. Open it first: RingCentral refuses new registrations now.")
    return tuple(told)


def _emails(forecast: Forecast) -> str:
    parts = []
    if forecast.emails.confirmations:
        parts.append(f"sends {_count(forecast.emails.confirmations, 'confirmation e-mail')}")
    if forecast.emails.cancellations:
        parts.append(f"may send {_count(forecast.emails.cancellations, 'cancellation e-mail')}")
    return f"RingCentral {' and '.join(parts)}. E-mails cannot be called back."


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
