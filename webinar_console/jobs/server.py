"""RingCentral as the engine uses it: the client with background priority and no repeating of its own."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from webinar_console.api.client import RingCentral
from webinar_console.api.retry import NO_RETRY
from webinar_console.domain.invitee import Invitee, InviteeChanges, NewInvitee
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.session import Session

from .ports import Gate


class ClientServer:
    """The engine's :class:`~.ports.Server` over a client. It keeps nothing; closing the client is enough."""

    def __init__(self, client: RingCentral) -> None:
        self._client = client
        self._background = client.background(retry=NO_RETRY)

    def _through(self, gate: Gate) -> RingCentral:
        return self._client.background(retry=NO_RETRY, gate=gate)

    async def create(self, session_id: str, person: NewRegistrant, gate: Gate) -> Registrant:
        """Register one person."""
        return await self._through(gate).registrants.create(session_id, person)

    async def delete(self, session_id: str, registrant_id: str, gate: Gate) -> None:
        """Remove one registrant."""
        await self._through(gate).registrants.delete(session_id, registrant_id)

    async def invite(
        self, webinar_id: str, session_id: str, people: Sequence[NewInvitee], gate: Gate
    ) -> InviteeChanges:
        """Invite several people to the panel in one call."""
        return await self._through(gate).invitees.change(webinar_id, session_id, added=people)

    async def withdraw(
        self, webinar_id: str, session_id: str, invitee_ids: Sequence[str], gate: Gate
    ) -> None:
        """Take several people off the panel in one call."""
        await self._through(gate).invitees.change(webinar_id, session_id, deleted=invitee_ids)

    def registrants(self, session_id: str, *, answers: bool = False) -> AsyncIterator[Sequence[Registrant]]:
        """All registrants of a session, in pages of up to 1,000; with their ``answers`` on demand."""
        return self._background.registrants.pages(session_id, include_questionnaire=answers)

    async def invitees(self, webinar_id: str, session_id: str) -> Sequence[Invitee]:
        """The panel of a session."""
        return [invitee async for invitee in self._background.invitees.list(webinar_id, session_id)]

    async def registration(self, session_id: str) -> Preferences:
        """The registration preferences of a session."""
        return await self._background.registration.get(session_id)

    async def settings(self, session_id: str) -> Preferences:
        """The same, from the reserve of the person at the keyboard."""
        return await self._client.registration.get(session_id)

    async def change_settings(self, session_id: str, body: Mapping[str, Any]) -> Preferences:
        """Change settings, from the same reserve."""
        return await self._client.registration.update(session_id, body)

    async def session(self, webinar_id: str, session_id: str) -> Session:
        """The session itself."""
        return await self._background.sessions.get(webinar_id, session_id)
