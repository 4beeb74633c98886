"""Invitees of a session: the host, co-hosts and panelists. Many are changed in one call."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

from webinar_console.api.decoding import to_wire
from webinar_console.api.paging import Records, walk, walk_pages
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import build_request
from webinar_console.api.sender import Sender
from webinar_console.domain.invitee import ChangedInvitee, Invitee, InviteeChanges, NewInvitee


class Invitees:
    """``/webinar/configuration/v1/webinars/{webinarId}/sessions/{sessionId}/invitees``."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def pages(self, webinar_id: str, session_id: str) -> AsyncIterator[Records[Invitee]]:
        """All invitees in pages of up to 1,000."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        return walk_pages(
            self._sender, lambda paging: build_request(operations.LIST_INVITEES, ids, paging), Invitee
        )

    def list(self, webinar_id: str, session_id: str) -> AsyncIterator[Invitee]:
        """All invitees, the implicit Host row included."""
        return walk(self.pages(webinar_id, session_id))

    async def get(self, webinar_id: str, session_id: str, invitee_id: str) -> Invitee:
        """One invitee. Raises :class:`NotFound`."""
        ids = {"webinarId": webinar_id, "sessionId": session_id, "inviteeId": invitee_id}
        return await self._sender.record(build_request(operations.GET_INVITEE, ids), Invitee)

    async def change(
        self,
        webinar_id: str,
        session_id: str,
        *,
        added: Iterable[NewInvitee] = (),
        updated: Iterable[ChangedInvitee] = (),
        deleted: Iterable[str] = (),
    ) -> InviteeChanges:
        """Add, change and remove (by id) in one call, all or nothing.

        Raises :class:`InvalidRequest` (a role that is refused, for example), :class:`Conflict`,
        :class:`Forbidden` for the Host row, ``ValueError`` when there is nothing to do.
        """
        parts: dict[str, Any] = {
            "addedInvitees": [to_wire(person) for person in added],
            "updatedInvitees": [to_wire(person) for person in updated],
            "deletedInvitees": [{"id": invitee_id} for invitee_id in deleted],
        }
        body = {name: entries for name, entries in parts.items() if entries}
        if not body:
            raise ValueError("a change of invitees needs at least one entry")
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        request = build_request(operations.CHANGE_INVITEES, ids, body=body)
        return await self._sender.record(request, InviteeChanges)

    async def update(self, webinar_id: str, session_id: str, invitee: ChangedInvitee) -> Invitee:
        """Change one invitee; the contract wants ``role`` every time."""
        ids = {"webinarId": webinar_id, "sessionId": session_id, "inviteeId": invitee.id}
        body = {name: value for name, value in to_wire(invitee).items() if name != "id"}
        return await self._sender.record(build_request(operations.UPDATE_INVITEE, ids, body=body), Invitee)

    async def delete(self, webinar_id: str, session_id: str, invitee_id: str) -> None:
        """Remove one invitee. Raises :class:`Forbidden` for the Host row."""
        ids = {"webinarId": webinar_id, "sessionId": session_id, "inviteeId": invitee_id}
        await self._sender.nothing(build_request(operations.DELETE_INVITEE, ids))
