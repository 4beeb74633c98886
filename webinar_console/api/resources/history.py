"""What really happened: past webinars, sessions, participants and invitees."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from webinar_console.api.paging import Records, walk, walk_pages
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import QueryValue, build_request, comma_list
from webinar_console.api.sender import Sender
from webinar_console.domain.participant import Participant, PastInvitee
from webinar_console.domain.session import PastSession
from webinar_console.domain.webinar import Webinar


class History:
    """``/webinar/history/v1``. Methods that end in ``_pages`` bring pages of up to 1,000 as they arrive."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def session_pages(
        self,
        *,
        end_time_from: datetime,
        end_time_to: datetime,
        company: bool = False,
        statuses: Sequence[str] = (),
        name_fragment: str | None = None,
        host_user_ids: Sequence[str] = (),
    ) -> AsyncIterator[Records[PastSession]]:
        """Sessions that ended between two aware moments, each with its webinar.

        ``company``: of all hosts, or of ``host_user_ids``; raises :class:`Forbidden` without the permission.
        ``name_fragment`` exists for one's own sessions only (else ``ValueError``).
        """
        if company and name_fragment is not None:
            raise ValueError("the company's sessions cannot be searched by name")
        if host_user_ids and not company:
            raise ValueError("hosts can be chosen among the company's sessions only")
        operation = operations.LIST_COMPANY_PAST_SESSIONS if company else operations.LIST_PAST_SESSIONS
        query: dict[str, QueryValue] = {
            "endTimeFrom": end_time_from,
            "endTimeTo": end_time_to,
            "status": statuses,
            "nameFragment": name_fragment,
            "hostUserId": comma_list(host_user_ids),
        }
        return walk_pages(
            self._sender, lambda paging: build_request(operation, query={**query, **paging}), PastSession
        )

    def sessions(
        self,
        *,
        end_time_from: datetime,
        end_time_to: datetime,
        company: bool = False,
        statuses: Sequence[str] = (),
        name_fragment: str | None = None,
        host_user_ids: Sequence[str] = (),
    ) -> AsyncIterator[PastSession]:
        """The same, one by one."""
        return walk(
            self.session_pages(
                end_time_from=end_time_from,
                end_time_to=end_time_to,
                company=company,
                statuses=statuses,
                name_fragment=name_fragment,
                host_user_ids=host_user_ids,
            )
        )

    async def webinar(self, webinar_id: str) -> Webinar:
        """One webinar, as history keeps it."""
        request = build_request(operations.GET_PAST_WEBINAR, {"webinarId": webinar_id})
        return await self._sender.record(request, Webinar)

    async def session(self, webinar_id: str, session_id: str) -> PastSession:
        """One past session with its counts."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        return await self._sender.record(build_request(operations.GET_PAST_SESSION, ids), PastSession)

    def participant_pages(
        self,
        webinar_id: str,
        session_id: str,
        *,
        roles: Sequence[str] = (),
        original_roles: Sequence[str] = (),
    ) -> AsyncIterator[Records[Participant]]:
        """Everybody who joined, with join and leave times."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        query: dict[str, QueryValue] = {"role": roles, "originalRole": original_roles}
        return walk_pages(
            self._sender,
            lambda paging: build_request(operations.LIST_PARTICIPANTS, ids, {**query, **paging}),
            Participant,
        )

    def participants(
        self,
        webinar_id: str,
        session_id: str,
        *,
        roles: Sequence[str] = (),
        original_roles: Sequence[str] = (),
    ) -> AsyncIterator[Participant]:
        """The same, one by one."""
        return walk(
            self.participant_pages(webinar_id, session_id, roles=roles, original_roles=original_roles)
        )

    async def own_participation(self, webinar_id: str, session_id: str) -> Participant:
        """The signed-in user as a participant. Raises :class:`NotFound` for somebody who did not join."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        return await self._sender.record(build_request(operations.GET_OWN_PARTICIPATION, ids), Participant)

    def invitee_pages(
        self,
        webinar_id: str,
        session_id: str,
        *,
        roles: Sequence[str] = (),
        original_roles: Sequence[str] = (),
    ) -> AsyncIterator[Records[PastInvitee]]:
        """The panel of a past session, with who of them joined."""
        ids = {"webinarId": webinar_id, "sessionId": session_id}
        query: dict[str, QueryValue] = {"role": roles, "originalRole": original_roles}
        return walk_pages(
            self._sender,
            lambda paging: build_request(operations.LIST_PAST_INVITEES, ids, {**query, **paging}),
            PastInvitee,
        )

    def invitees(
        self,
        webinar_id: str,
        session_id: str,
        *,
        roles: Sequence[str] = (),
        original_roles: Sequence[str] = (),
    ) -> AsyncIterator[PastInvitee]:
        """The same, one by one."""
        return walk(self.invitee_pages(webinar_id, session_id, roles=roles, original_roles=original_roles))

    async def invitee(self, webinar_id: str, session_id: str, invitee_id: str) -> PastInvitee:
        """One invitee of a past session."""
        ids = {"webinarId": webinar_id, "sessionId": session_id, "inviteeId": invitee_id}
        return await self._sender.record(build_request(operations.GET_PAST_INVITEE, ids), PastInvitee)
