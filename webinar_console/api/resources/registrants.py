"""Registrants of a session: listed, registered one by one, removed. There is no call that changes one."""

from collections.abc import AsyncIterator

from webinar_console.api.paging import Records, walk, walk_pages
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import build_request
from webinar_console.api.sender import Sender
from webinar_console.domain.registrant import NewRegistrant, Registrant


class Registrants:
    """``/webinar/registration/v1/sessions/{sessionId}/registrants``."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def pages(
        self, session_id: str, *, include_questionnaire: bool = False
    ) -> AsyncIterator[Records[Registrant]]:
        """All registrants by ascending id, in pages of up to 1,000 as they arrive."""
        return walk_pages(
            self._sender,
            lambda paging: build_request(
                operations.LIST_REGISTRANTS,
                {"sessionId": session_id},
                {**paging, "includeQuestionnaire": True if include_questionnaire else None},
            ),
            Registrant,
        )

    def list(self, session_id: str, *, include_questionnaire: bool = False) -> AsyncIterator[Registrant]:
        """All registrants by ascending id, one by one."""
        return walk(self.pages(session_id, include_questionnaire=include_questionnaire))

    async def get(
        self, session_id: str, registrant_id: str, *, include_questionnaire: bool = False
    ) -> Registrant:
        """One registrant. Raises :class:`NotFound`."""
        request = build_request(
            operations.GET_REGISTRANT,
            {"sessionId": session_id, "registrantId": registrant_id},
            {"includeQuestionnaire": True if include_questionnaire else None},
        )
        return await self._sender.record(request, Registrant)

    async def create(self, session_id: str, person: NewRegistrant) -> Registrant:
        """Register one person.

        Raises :class:`Conflict` for an e-mail that is registered, :class:`Forbidden` while registration is
        closed, :class:`InvalidRequest` for a bad field.
        """
        request = build_request(operations.CREATE_REGISTRANT, {"sessionId": session_id}, body=person)
        return await self._sender.record(request, Registrant)

    async def delete(self, session_id: str, registrant_id: str) -> None:
        """Remove one person. Raises :class:`Forbidden` for a finished session, :class:`NotFound`."""
        ids = {"sessionId": session_id, "registrantId": registrant_id}
        await self._sender.nothing(build_request(operations.DELETE_REGISTRANT, ids))
