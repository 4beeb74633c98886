"""Sessions: the dated events of a webinar, planned (configuration) and past (history)."""

from datetime import datetime, timedelta
from typing import Any

from .moments import parse_moment
from .record import Record, ResourceRecord
from .recording import Recording
from .webinar import WebinarReference

SCHEDULED = "Scheduled"
ACTIVE = "Active"
FINISHED = "Finished"


class Session(ResourceRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A session of the configuration API.

    ``scheduled_start_time`` is ISO 8601 in UTC, ``scheduled_duration`` in seconds (30 to 43,200),
    ``time_zone`` an IANA name. ``webinar`` is present in the lists over all webinars.
    """

    scheduled_start_time: str | None = None
    scheduled_duration: int | None = None
    time_zone: str | None = None
    localized_time_zone_description: str | None = None
    panel_join_time_offset: int | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    host_join_uri: str | None = None
    locale_code: str | None = None
    webinar: WebinarReference | None = None
    video_bridge_id: str | None = None
    video_bridge_password: str | None = None
    video_bridge_pstn_password: str | None = None
    attendee_join_uri: str | None = None
    has_unsent_invites: bool | None = None

    @property
    def starts_at(self) -> datetime | None:
        """The scheduled start, aware, in UTC; ``None`` when the server gave none that can be read."""
        return parse_moment(self.scheduled_start_time)

    @property
    def ends_at(self) -> datetime | None:
        """The scheduled end, aware, in UTC."""
        start = self.starts_at
        return None if start is None else start + timedelta(seconds=self.scheduled_duration or 0)

    @property
    def name(self) -> str:
        """The session's title or, where it is blank, its webinar's (a rule of the contract)."""
        if self.title and self.title.strip():
            return self.title
        return (self.webinar.title if self.webinar else None) or "Untitled session"

    @property
    def webinar_id(self) -> str:
        """The id of the webinar, empty when the answer carried no reference."""
        return self.webinar.id if self.webinar else ""

    @property
    def is_read_only(self) -> bool:
        """A finished session's registrants cannot be changed (403 by the contract)."""
        return self.status == FINISHED


class PastSession(ResourceRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A session of the history API: what really happened. Times are ISO 8601 in UTC, durations seconds."""

    start_time: str | None = None
    end_time: str | None = None
    duration: int | None = None
    title: str | None = None
    description: str | None = None
    scheduled_start_time: str | None = None
    scheduled_duration: int | None = None
    time_zone: str | None = None
    locale_code: str | None = None
    panel_join_time_offset: int | None = None
    broadcasting_start_time: str | None = None
    broadcasting_end_time: str | None = None
    status: str | None = None
    runtime_status: str | None = None
    participant_count: int | None = None
    attendee_count: int | None = None
    unique_participant_count: int | None = None
    unique_attendee_count: int | None = None
    video_bridge_id: str | None = None
    webinar: WebinarReference | None = None
    recording: Recording | None = None
    livestreams: list[dict[str, Any]] | None = None


class NewSession(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What creating a session may set: start in ISO 8601 in UTC, duration in seconds, an IANA zone name."""

    scheduled_start_time: str
    scheduled_duration: int
    time_zone: str
    title: str | None = None
    description: str | None = None
    panel_join_time_offset: int | None = None
    locale_code: str | None = None
    localized_time_zone_description: str | None = None
