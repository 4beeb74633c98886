"""Recordings of past sessions. A download call answers with a link, not with the file."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from webinar_console.api.paging import Records, walk, walk_pages
from webinar_console.api.protocol import operations
from webinar_console.api.protocol.request import QueryValue, build_request, comma_list
from webinar_console.api.sender import Sender
from webinar_console.domain.recording import Recording, RecordingDownload


class Recordings:
    """``/webinar/history/v1/recordings`` and ``/webinar/history/v1/company/recordings``."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def pages(
        self,
        *,
        creation_time_from: datetime,
        creation_time_to: datetime,
        company: bool = False,
        statuses: Sequence[str] = (),
        name_fragment: str | None = None,
        host_user_ids: Sequence[str] = (),
    ) -> AsyncIterator[Records[Recording]]:
        """Recordings made between two aware moments, in pages of up to 1,000.

        ``name_fragment`` and ``host_user_ids`` exist for the company's recordings only (else ``ValueError``).
        """
        if not company and (name_fragment is not None or host_user_ids):
            raise ValueError("only the company's recordings can be searched by name and host")
        operation = operations.LIST_COMPANY_RECORDINGS if company else operations.LIST_RECORDINGS
        query: dict[str, QueryValue] = {
            "creationTimeFrom": creation_time_from,
            "creationTimeTo": creation_time_to,
            "status": statuses,
            "nameFragment": name_fragment,
            "hostUserId": comma_list(host_user_ids),
        }
        return walk_pages(
            self._sender, lambda paging: build_request(operation, query={**query, **paging}), Recording
        )

    def list(
        self,
        *,
        creation_time_from: datetime,
        creation_time_to: datetime,
        company: bool = False,
        statuses: Sequence[str] = (),
        name_fragment: str | None = None,
        host_user_ids: Sequence[str] = (),
    ) -> AsyncIterator[Recording]:
        """The same, one by one."""
        return walk(
            self.pages(
                creation_time_from=creation_time_from,
                creation_time_to=creation_time_to,
                company=company,
                statuses=statuses,
                name_fragment=name_fragment,
                host_user_ids=host_user_ids,
            )
        )

    async def get(self, recording_id: str, *, company: bool = False) -> Recording:
        """One recording. Raises :class:`NotFound`."""
        operation = operations.GET_COMPANY_RECORDING if company else operations.GET_RECORDING
        return await self._sender.record(build_request(operation, {"recordingId": recording_id}), Recording)

    async def download(self, recording_id: str, *, media_type: str | None = None) -> RecordingDownload:
        """Where the file is; ``media_type`` ``Video`` (the default) or ``Audio``."""
        request = build_request(
            operations.GET_RECORDING_DOWNLOAD,
            {"recordingId": recording_id},
            {"recordingMediaType": media_type},
        )
        return await self._sender.record(request, RecordingDownload)
