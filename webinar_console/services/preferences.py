"""Registration preferences: read, and saved without overwriting what somebody else changed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webinar_console.domain.errors import NotFound
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.preferences import Preferences, changed_fields, patch_body

if TYPE_CHECKING:
    # The window imports this module for its types: HTTP is loaded after the first paint.
    from webinar_console.api.client import RingCentral


@dataclass(frozen=True, slots=True)
class Saved:
    """The preferences as the server has them now. ``kept`` are fields (name, wanted) that it did not take."""

    preferences: Preferences
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody changed the same fields since they were read. Nothing was sent.

    ``fields`` are the names on which ``theirs`` differs from ``seen`` and from what is wanted.
    """

    seen: Preferences
    theirs: Preferences
    wanted: Mapping[str, Any]
    fields: tuple[str, ...]


def no_registration(gone: NotFound) -> NotFound:
    """What a 404 of the registration calls means for a session that is in the list."""
    return NotFound(
        "This session has no registration at RingCentral. It may be an internal webinar; "
        "if not, set its registration up in RingCentral, then refresh.",
        gone.technical,
        gone.request_id,
        gone.status,
        gone.details,
    )


class PreferencesService:
    """Preferences of the account's sessions. ``changed`` tells the new ones of a session."""

    def __init__(self, client: "RingCentral") -> None:
        self._client = client
        # Calls under way, for those who ask the same meanwhile. ``None``: whoever asked has gone.
        self._loading: dict[str, asyncio.Future[Preferences | None]] = {}
        self.changed: Listeners[[Preferences]] = Listeners()

    async def load(self, session_id: str) -> Preferences:
        """The preferences as the server has them: one call, shared by those who ask at the same time.

        Raises the errors of the client.
        """
        while (under_way := self._loading.get(session_id)) is not None:
            told = await asyncio.shield(under_way)
            if told is not None:
                return told
        answer = self._loading[session_id] = asyncio.get_running_loop().create_future()
        try:
            preferences = await self._load(session_id)
        except Exception as failure:
            answer.set_exception(failure)
            answer.exception()  # nobody may have waited for it
            raise
        else:
            answer.set_result(preferences)
            return preferences
        finally:
            del self._loading[session_id]
            if not answer.done():
                answer.set_result(None)

    async def _load(self, session_id: str) -> Preferences:
        try:
            preferences = await self._client.registration.get(session_id)
        except NotFound as gone:
            raise no_registration(gone) from gone
        self.changed.notify(preferences)
        return preferences

    async def save(self, session_id: str, seen: Preferences, wanted: Mapping[str, Any]) -> Saved | Conflict:
        """Send the fields of ``wanted`` that differ from the server's, and nothing else: two calls.

        ``seen`` is what the person saw when editing. When the server's value of a wanted field has changed
        since, nothing is sent and a :class:`Conflict` says so; saving again with the conflict's ``theirs`` as
        ``seen`` means "mine". Raises the errors of the client.
        """
        theirs = await self._client.registration.get(session_id)
        asked = changed_fields(seen, wanted)
        crossed = tuple(
            name
            for name, value in asked.items()
            if theirs.value(name) != seen.value(name) and theirs.value(name) != value
        )
        if crossed:
            return Conflict(seen, theirs, dict(wanted), crossed)
        changes = changed_fields(theirs, asked)
        if not changes:
            self.changed.notify(theirs)
            return Saved(theirs)
        after = await self._client.registration.update(session_id, patch_body(changes))
        self.changed.notify(after)
        return Saved(after, tuple(changed_fields(after, changes)))
