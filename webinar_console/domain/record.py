"""The base of everything that the server describes.

A record is a typed struct whose Python names are the contract's names in snake case. Fields that the
contract does not know yet (the API is in beta) are kept in ``unknown`` and survive a round trip; enum
values are plain strings, so a new value is shown and sent back, never refused.
"""

from typing import Any

import msgspec


class Record(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    rename="camel",
    omit_defaults=True,
    forbid_unknown_fields=True,
    # Trees without cycles, by the hundred thousand: the collector need not look at them.
    gc=False,
):
    """One object of the API. Two records are equal when all their fields are, unknown ones included.

    Decoding straight into a record refuses a field that it does not know, so that none is lost in silence;
    ``api.decoding`` then takes the slower way that puts it into ``unknown``.
    """

    # The wire name cannot collide with a field that a server may invent.
    unknown: dict[str, Any] | None = msgspec.field(default=None, name="~unknown")


class ResourceRecord(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A record with an id of its own.

    ``id`` has 1 to 20 characters; the times are ISO 8601 in UTC, kept as the server wrote them.
    """

    id: str = ""
    creation_time: str | None = None
    last_modified_time: str | None = None


class UserReference(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A RingCentral user; ``domain`` is ``pbx`` or ``ilm``."""

    user_id: str | None = None
    account_id: str | None = None
    domain: str | None = None
