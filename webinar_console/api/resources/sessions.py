"""Sessions of webinars, as they are planned."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from webinar_console.api.paging import Records, walk, walk_pages
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import QueryValue, build_request, comma_list
from webinar_console.api.sender import Sender
from webinar_console.domain.session import NewSession, Session


class Sessions:
    """``/webinar/configuration/v1/sessions`` and ``/webinars/{webinarId}/sessions``."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def pages(
        self,
        *,
        end_time_from: datetime,
        company: bool = False,
        status: str | None = None,
        name_fragment: str | None = None,
        host_user_ids: Sequence[str] = (),
    ) -> AsyncIterator[Records[Session]]:
        """Sessions over all webinars that end after ``end_time_from`` (aware), each with its webinar.

        ``company``: of all hosts, or of ``host_user_ids``; raises :class:`Forbidden` without the permission.
        ``name_fragment`` exists for one's own sessions only (else ``ValueError``).
        """
        if company and name_fragment is not None:
            raise ValueError("the company's sessions cannot be searched by name")
        if host_user_ids and not company:
            raise ValueError("hosts can be chosen among the company's sessions only")
        operation = operations.LIST_COMPANY_SESSIONS if company else operations.LIST_SESSIONS
        query: dict[str, QueryValue] = {
            "endTimeFrom": end_time_from,
            "status": status,
            "nameFragment": name_fragment,
            "hostUserId": comma_list(host_user_ids),
        }
        return walk_pages(
            self._sender, lambda paging: build_request(operation, query={**query, **paging}), Session
        )

    def list(
        self,
        *,
        end_time_from: datetime,
        company: bool = False,
        status: str | None = None,
        name_fragment: str | None = None,
        host_user_ids: Sequence[str] = (),
    ) -> AsyncIterator[Session]:
        """The same, one by one."""
        return walk(
            self.pages(
                end_time_from=end_time_from,
                company=company,
                status=status,
                name_fragment=name_fragment,
                host_user_ids=host_user_ids,
            )
        )

    async def get(self, webinar_id: str, session_id: str) -> Session:
        """One session (without its webinar reference)."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        return await self._sender.record(build_request(operations.GET_SESSION, ids), Session)

    async def create(self, webinar_id: str, session: NewSession) -> Session:
        """A new session of a webinar."""
        request = build_request(operations.CREATE_SESSION, {"webinarId": webinar_id}, body=session)
        return await self._sender.record(request, Session)

    async def update(self, webinar_id: str, session_id: str, body: NewSession | Mapping[str, Any]) -> Session:
        """Change a session; ``body`` in wire names. Raises :class:`Forbidden` once it is live or finished."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        return await self._sender.record(build_request(operations.UPDATE_SESSION, ids, body=body), Session)

    async def delete(self, webinar_id: str, session_id: str) -> None:
        """Delete a session. Raises :class:`Forbidden` once it is live or finished."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        await self._sender.nothing(build_request(operations.DELETE_SESSION, ids))
