"""The catalogue: all sessions of the account, from the store at once and from the server when asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from webinar_console.domain.listeners import Listeners
from webinar_console.domain.session import Session
from webinar_console.store.cache import Cache

if TYPE_CHECKING:
    # The window imports this module for its types: HTTP is loaded after the first paint.
    from webinar_console.api.client import RingCentral

#: How far back sessions are listed. The whole tree comes from one list call per 1,000 sessions.
HISTORY = timedelta(days=365)


class Catalogue:
    """Sessions over all webinars. ``as_of`` is aware, in UTC; ``None`` until anything is known."""

    def __init__(self, client: "RingCentral", cache: Cache, now: Callable[[], datetime]) -> None:
        self._client = client
        self._cache = cache
        self._now = now
        self.sessions: tuple[Session, ...] = ()
        self.as_of: datetime | None = None
        self.changed: Listeners[[]] = Listeners()

    async def load(self) -> None:
        """Take what the store has. No call. Raises ``StoreError``."""
        sessions, self.as_of = await self._cache.sessions()
        if self.as_of is not None:
            self.sessions = tuple(sessions)
            self.changed.notify()

    async def refresh(self) -> None:
        """Ask the server: one call per 1,000 sessions. Raises the errors of the client."""
        now = self._now()
        sessions = [s async for s in self._client.sessions.list(end_time_from=now - HISTORY)]
        self.sessions, self.as_of = tuple(sessions), now
        self.changed.notify()
        await self._cache.keep_sessions(sessions, now)

    def session(self, session_id: str) -> Session | None:
        """The session of that id, as far as it is known."""
        return next((s for s in self.sessions if s.id == session_id), None)
