"""Webhook subscriptions: RingCentral calls an address of the user's own server when something changes."""

import msgspec

from .record import Record


class Delivery(Record, frozen=True, kw_only=True, omit_defaults=True):
    """How notifications travel. For webinars ``transport_type`` is always ``WebHook``."""

    transport_type: str = ""
    address: str | None = None
    verification_token: str | None = None


class Subscription(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A subscription; times are ISO 8601 in UTC, ``expires_in`` seconds, ``status`` Active or Blacklisted."""

    id: str = ""
    uri: str | None = None
    event_filters: list[str] = msgspec.field(default_factory=list)
    expiration_time: str | None = None
    expires_in: int | None = None
    status: str | None = None
    creation_time: str | None = None
    delivery_mode: Delivery | None = None


class NewSubscription(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What a subscription may set; ``expires_in`` in seconds."""

    event_filters: list[str]
    delivery_mode: Delivery
    expires_in: int | None = None
