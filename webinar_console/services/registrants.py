"""Registrants of sessions: the local copy, the server's pages, and the plan that applies staged edits."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from webinar_console.domain.errors import NotFound
from webinar_console.domain.forecast import Pace
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.domain.staging import Staged, StagedAddition
from webinar_console.store.cache import CHUNK, Cache

from .applying import ApplyPlan, Copy, plan_apply
from .preferences import no_registration

if TYPE_CHECKING:
    # The window imports this module for its types: HTTP is loaded after the first paint.
    from webinar_console.api.client import RingCentral


@dataclass(frozen=True, slots=True)
class CachedPeople:
    """The registrants of a session as they were at ``as_of`` (aware, UTC)."""

    people: tuple[Registrant, ...]
    as_of: datetime


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

        ``preferences`` may be ``None`` when they could not be read.
        """
        ids = (edit.registrant.id for edit in staged if not isinstance(edit, StagedAddition))
        copy = Copy(
            await self._cache.registrants_by_id(session.id, ids),
            await self._cache.registrant_ids(session.id),
            await self._cache.registrants_as_of(session.id),
        )
        return await plan_apply(session, staged, preferences, copy, self._pace(), self._now())
