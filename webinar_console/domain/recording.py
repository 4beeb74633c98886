"""Recordings of past sessions."""

from typing import Any

from .record import Record, ResourceRecord


class FailureReason(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Why a recording failed, in the server's words."""

    error_code: str = ""
    message: str = ""


class Recording(ResourceRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A recording; ``duration`` in seconds, ``status`` Processing, Available, Failed or Purged."""

    status: str | None = None
    failure_reason: FailureReason | None = None
    duration: int | None = None
    shared: bool | None = None
    shared_uri_expiration_time: str | None = None
    recording_shared_uri: str | None = None
    session: dict[str, Any] | None = None


class RecordingDownload(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Where a recording can be fetched: a link, its MIME type and its size in bytes; not the file."""

    download_uri: str = ""
    download_content_type: str = ""
    download_size: int = 0
