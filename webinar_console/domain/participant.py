"""Participants of a past session, and the invitees as the history API lists them."""

from .record import Record, UserReference


class Participant(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who joined. Times are ISO 8601 in UTC; ``registrant_id`` leads back to the registrant."""

    id: str = ""
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None
    original_role: str | None = None
    type: str | None = None
    linked_user: UserReference | None = None
    avatar_token: str | None = None
    qna_blocked: bool | None = None
    join_time: str | None = None
    leave_time: str | None = None
    was_ejected: bool | None = None
    invitee_id: str | None = None
    registrant_id: str | None = None
    unique_user_hash: str | None = None


class PastInvitee(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An invitee of a past session, with whether that person joined."""

    id: str = ""
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    role: str | None = None
    original_role: str | None = None
    type: str | None = None
    linked_user: UserReference | None = None
    avatar_token: str | None = None
    qna_blocked: bool | None = None
    send_invite: bool | None = None
    joined: bool | None = None
