"""Whether the local copy of a session still stands: what one call for the count can tell, and what it cannot.

Why it is done so: docs/decisions, "When a copy stands".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import ACTIVE, Session
from webinar_console.store.cache import Cache, CopyKept

from .preferences import PreferencesService
from .registrants import Registrants

#: So long an equal number is taken for an equal list: one may have left and another come.
TRUSTED = timedelta(minutes=15)
#: Attendance is recorded within this time after the planned end (a session lasts twelve hours at most).
SETTLED = timedelta(hours=24)
#: A number that was told so recently is as good as one more call, for a look that nobody asked for.
RECENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Look:
    """``stands``: the pages need not be read, because at ``at`` (aware, UTC) RingCentral counted as many
    registrants as the copy has.
    """

    stands: bool
    at: datetime
    count: int = 0


def number_tells(session: Session, as_of: datetime, now: datetime) -> bool:
    """Whether an equal number of registrants can stand for the list that was read at ``as_of``.

    It cannot while people join, nor until all attendance is recorded, because that changes rows and no
    number. A finished session's people can be neither changed nor removed (contract: 403), so a number tells
    all about a copy that was read after that. Else it does for :data:`TRUSTED`.
    """
    if session.is_read_only:
        end = session.ends_at
        return end is not None and as_of >= end + SETTLED
    start = session.starts_at
    if session.status == ACTIVE or (start is not None and now >= start):
        return False
    return timedelta(0) <= now - as_of <= TRUSTED


class Freshness:
    """Looks at the number before anybody reads pages."""

    def __init__(
        self,
        cache: Cache,
        preferences: PreferencesService,
        registrants: Registrants,
        now: Callable[[], datetime],
    ) -> None:
        self._cache = cache
        self._preferences = preferences
        self._now = now
        self._told: dict[str, tuple[Preferences, datetime]] = {}
        preferences.changed.connect(self._note)
        registrants.created.connect(self._changed)
        registrants.removed.connect(self._changed)

    def _note(self, preferences: Preferences) -> None:
        self._told[preferences.id] = preferences, self._now()

    def _changed(self, session_id: str, _who: Registrant | str) -> None:
        """A job registered or removed somebody: the number that was told is older than that."""
        self._told.pop(session_id, None)

    async def look(self, session: Session, *, asked: bool) -> Look:
        """Whether the copy of a session stands: one call, or none where the number could not tell.

        The call is the one for the preferences, shared with whoever asks for these at the same time. A look
        that nobody ``asked`` for takes a number that was told just now, if it is the copy's.

        Raises the errors of the client, ``StoreError``.
        """
        now = self._now()
        copy = await self._cache.copy_of(session.id)
        if copy is None or not number_tells(session, copy.as_of, now):
            return Look(False, now)
        told = None if asked else self._told.get(session.id)
        if told is not None and now - told[1] <= RECENT and same_number(copy, told[0]):
            return Look(True, told[1], copy.count)
        # One that differs may be older than what jobs did since: a call costs less than the pages.
        preferences = await self._preferences.load(session.id)
        # Jobs may have told of people while the server counted: the copy is asked again.
        after = await self._cache.copy_of(session.id)
        stands = after is not None and same_number(after, preferences)
        return Look(stands, now, after.count if after is not None else 0)


def same_number(copy: CopyKept, told: Preferences) -> bool:
    """Whether the server counts as many as the copy has.

    The contract does not say whether ``registrantCount`` has those in it who registered after the session;
    their own number must be the same, and then either reading of the other one is.
    """
    if (told.post_webinar_registrant_count or 0) != copy.late:
        return False
    return told.registrant_count in (copy.count, copy.count - copy.late)
