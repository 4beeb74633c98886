"""What the engine needs from the world: the server and the time."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from webinar_console.api.clock import Clock
from webinar_console.domain.invitee import Invitee, InviteeChanges, NewInvitee
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.session import Session

__all__ = ["Clock", "Gate", "Server", "Witness"]

#: Awaited when a call has been admitted and before its request leaves: the place to write intent to disk.
Gate = Callable[[], Awaitable[None]]


class Witness(Protocol):
    """Who is told what jobs did to people and settings, so that local copies need no call."""

    async def take_created(self, session_id: str, person: Registrant) -> None:
        """Somebody is registered now."""

    async def take_removed(self, session_id: str, registrant_id: str) -> None:
        """Somebody is not registered any more."""

    def take_settings(self, preferences: Preferences) -> None:
        """These are the settings of a session now."""


class Server(Protocol):
    """RingCentral, as far as jobs are concerned. Every call raises the errors of ``domain.errors``.

    Writes are sent at most once by the one who implements this; ``gate`` is awaited right before.
    """

    async def create(self, session_id: str, person: NewRegistrant, gate: Gate) -> Registrant:
        """Register one person."""

    async def delete(self, session_id: str, registrant_id: str, gate: Gate) -> None:
        """Remove one registrant."""

    async def invite(
        self, webinar_id: str, session_id: str, people: Sequence[NewInvitee], gate: Gate
    ) -> InviteeChanges:
        """Invite several people to the panel in one call: all of them or none."""

    async def withdraw(
        self, webinar_id: str, session_id: str, invitee_ids: Sequence[str], gate: Gate
    ) -> None:
        """Take several people off the panel in one call: all of them or none."""

    def registrants(self, session_id: str, *, answers: bool = False) -> AsyncIterator[Sequence[Registrant]]:
        """All registrants of a session, in pages; with their ``answers`` on demand."""

    async def invitees(self, webinar_id: str, session_id: str) -> Sequence[Invitee]:
        """The panel of a session."""

    async def registration(self, session_id: str) -> Preferences:
        """The registration preferences of a session."""

    async def settings(self, session_id: str) -> Preferences:
        """The same, ahead of the queue: somebody waits for it."""

    async def change_settings(self, session_id: str, body: Mapping[str, Any]) -> Preferences:
        """Change the fields in ``body`` (wire names), ahead of the queue. Returns what stands then."""

    async def session(self, webinar_id: str, session_id: str) -> Session:
        """The session itself."""
