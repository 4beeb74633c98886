"""Webinars: the containers of sessions."""

from typing import Any

from .record import Record, ResourceRecord, UserReference


class Host(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The host of a webinar; which of the fields are filled depends on the call that answered."""

    user_id: str | None = None
    account_id: str | None = None
    linked_user: UserReference | None = None
    entitled: bool | None = None
    first_name: str | None = None
    last_name: str | None = None


class WebinarReference(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The webinar that a session belongs to, as every session list carries it."""

    id: str = ""
    title: str | None = None
    description: str | None = None
    host: Host | None = None


class Webinar(ResourceRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A webinar of the configuration API (``settings`` is kept as the server sent it)."""

    title: str | None = None
    description: str | None = None
    settings: dict[str, Any] | None = None
    host: Host | None = None


class NewWebinar(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What creating a webinar may set; ``title`` has 1 to 512 characters."""

    title: str
    description: str | None = None
    settings: dict[str, Any] | None = None
    host: Host | None = None
