"""The panel of sessions: host, co-hosts and panelists."""

from typing import TYPE_CHECKING

from webinar_console.domain.invitee import Invitee
from webinar_console.domain.listeners import Listeners
from webinar_console.domain.session import Session

if TYPE_CHECKING:
    # The window imports this module for its types: HTTP is loaded after the first paint.
    from webinar_console.api.client import RingCentral


class Invitees:
    """The invitees of the account's sessions. ``changed`` tells the id of a session whose panel changed."""

    def __init__(self, client: "RingCentral") -> None:
        self._client = client
        self.changed: Listeners[[str]] = Listeners()

    async def list(self, session: Session) -> list[Invitee]:
        """The panel of a session, the Host first: one call. Raises the errors of the client."""
        found = [i async for i in self._client.invitees.list(session.webinar_id, session.id)]
        return sorted(found, key=lambda invitee: invitee.role != "Host")
