"""Registrants: the attendees of a session, one record per person and session."""

from .record import Record, ResourceRecord


class Answer(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One answer of the registration questionnaire: chosen answers by id, or free text."""

    question_id: str = ""
    answer_ids: list[str] | None = None
    answer_text: str | None = None


class Registrant(ResourceRecord, frozen=True, kw_only=True, omit_defaults=True):
    """A registrant as the server keeps it.

    ``registration_time`` is ISO 8601 in UTC and may be earlier than ``creation_time``.
    ``participant_id`` is present when, and only when, the person attended.
    """

    first_name: str | None = None
    last_name: str | None = None
    email: str = ""
    join_uri: str | None = None
    cancellation_uri: str | None = None
    registered_post_webinar: bool | None = None
    visitor_id: str | None = None
    external_id: str | None = None
    registration_time: str | None = None
    ip_address: str | None = None
    source: str | None = None
    participant_id: str | None = None
    questionnaire: list[Answer] | None = None
    icalendar_sequence: int | None = None

    @property
    def name(self) -> str:
        """First and last name, for lists; empty where neither is known."""
        return f"{self.first_name or ''} {self.last_name or ''}".strip()

    @property
    def attended(self) -> bool:
        """Whether the person joined: the rule is the presence of ``participantId``."""
        return bool(self.participant_id)


class NewRegistrant(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What a registration may set.

    ``join_uri`` and ``cancellation_uri`` are marked read-only in the contract, but RingCentral's guide says
    that they may be set: they are sent when the user gives them, and compared with what comes back.
    """

    first_name: str
    last_name: str
    email: str
    source: str | None = None
    external_id: str | None = None
    visitor_id: str | None = None
    ip_address: str | None = None
    join_uri: str | None = None
    cancellation_uri: str | None = None
    questionnaire: list[Answer] | None = None


def registration_of(registrant: Registrant, *, own_links: bool = False) -> NewRegistrant:
    """What it takes to register the same person again, as far as the API can.

    The id, the registration time and RingCentral's own links cannot be restored. With ``own_links`` the
    two addresses are sent along: only right when the user had given them (custom pages).
    """
    return NewRegistrant(
        first_name=registrant.first_name or "",
        last_name=registrant.last_name or "",
        email=registrant.email,
        source=registrant.source,
        external_id=registrant.external_id,
        visitor_id=registrant.visitor_id,
        ip_address=registrant.ip_address,
        join_uri=registrant.join_uri if own_links else None,
        cancellation_uri=registrant.cancellation_uri if own_links else None,
        questionnaire=registrant.questionnaire,
    )
