"""Webinars of the signed-in host."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from webinar_console.api.paging import Records, walk, walk_pages
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import build_request
from webinar_console.api.sender import Sender
from webinar_console.domain.webinar import NewWebinar, Webinar


class Webinars:
    """``/webinar/configuration/v1/webinars``."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def pages(self, *, creation_time_from: datetime) -> AsyncIterator[Records[Webinar]]:
        """Webinars created after ``creation_time_from`` (aware), in pages of up to 1,000."""
        return walk_pages(
            self._sender,
            lambda paging: build_request(
                operations.LIST_WEBINARS, query={"creationTimeFrom": creation_time_from, **paging}
            ),
            Webinar,
        )

    def list(self, *, creation_time_from: datetime) -> AsyncIterator[Webinar]:
        """The same, one by one."""
        return walk(self.pages(creation_time_from=creation_time_from))

    async def get(self, webinar_id: str) -> Webinar:
        """One webinar. Raises :class:`NotFound`."""
        request = build_request(operations.GET_WEBINAR, {"webinarId": webinar_id})
        return await self._sender.record(request, Webinar)

    async def create(self, webinar: NewWebinar) -> Webinar:
        """A new webinar."""
        return await self._sender.record(build_request(operations.CREATE_WEBINAR, body=webinar), Webinar)

    async def update(self, webinar_id: str, body: Mapping[str, Any]) -> Webinar:
        """Change what ``body`` (wire names: title, description, settings) holds."""
        request = build_request(operations.UPDATE_WEBINAR, {"webinarId": webinar_id}, body=body)
        return await self._sender.record(request, Webinar)

    async def delete(self, webinar_id: str) -> None:
        """Delete a webinar with all its sessions."""
        await self._sender.nothing(build_request(operations.DELETE_WEBINAR, {"webinarId": webinar_id}))
