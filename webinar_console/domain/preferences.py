"""Registration preferences of a session: the fields, their words, and what a change may send."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from .record import Record

OPEN = "Open"
CLOSED = "Closed"
ON_DEMAND_DURATIONS = ("OneMonth", "TwoMonths", "ThreeMonths", "SixMonths", "OneYear")


class RegistrationSettings(Record, frozen=True, kw_only=True, omit_defaults=True):
    """``settings`` of the registration session; ``None`` where the server left a field out."""

    auto_close_limit: int | None = None
    suppress_emails: bool | None = None
    registration_digest_enabled: bool | None = None
    prevent_multiple_device_joins: bool | None = None
    work_email_required: bool | None = None
    view_recording: bool | None = None
    on_demand_duration: str | None = None
    recording_exist: bool | None = None
    auto_open_post_webinar_registration: bool | None = None
    post_webinar_registration_closing_time: str | None = None


class Preferences(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The registration session (``GET /webinar/registration/v1/sessions/{sessionId}``)."""

    id: str = ""
    registration_status: str = OPEN
    registration_page_uri: str | None = None
    branding_descriptor_uri: str | None = None
    registrant_count: int | None = None
    post_webinar_registrant_count: int | None = None
    has_real_registrants: bool | None = None
    icalendar_sequence: int | None = None
    settings: RegistrationSettings | None = None

    def value(self, name: str) -> Any:
        """The present value of a field of :data:`FIELDS`, the contract's default where it is left out."""
        field = FIELDS[name]
        where = self if field.top_level else (self.settings or RegistrationSettings())
        value = getattr(where, name)
        return field.default if value is None else value


@dataclass(frozen=True, slots=True)
class PreferenceField:
    """A field that a person can set. ``default`` is the contract's."""

    name: str
    wire_name: str
    kind: Literal["choice", "number", "flag"]
    default: Any
    choices: tuple[str, ...] = ()
    top_level: bool = False


FIELDS: Mapping[str, PreferenceField] = {
    field.name: field
    for field in (
        PreferenceField(
            "registration_status", "registrationStatus", "choice", OPEN, (OPEN, CLOSED), top_level=True
        ),
        PreferenceField("auto_close_limit", "autoCloseLimit", "number", 0),
        PreferenceField("suppress_emails", "suppressEmails", "flag", False),
        PreferenceField("prevent_multiple_device_joins", "preventMultipleDeviceJoins", "flag", False),
        PreferenceField("registration_digest_enabled", "registrationDigestEnabled", "flag", True),
        PreferenceField("work_email_required", "workEmailRequired", "flag", False),
        PreferenceField("view_recording", "viewRecording", "flag", False),
        PreferenceField("on_demand_duration", "onDemandDuration", "choice", "SixMonths", ON_DEMAND_DURATIONS),
        PreferenceField(
            "auto_open_post_webinar_registration", "autoOpenPostWebinarRegistration", "flag", False
        ),
    )
}

AUTO_CLOSE_LIMIT_MAX = 2_147_483_647  # int32 in the contract


def changed_fields(before: Preferences, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The part of ``wanted`` (field name to value) that differs from ``before``.

    Raises ``KeyError`` for a name that is not settable.
    """
    return {name: value for name, value in wanted.items() if before.value(name) != value}


def patch_body(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The PATCH body (wire names) that sends these changes and nothing else."""
    body: dict[str, Any] = {}
    for name, value in changes.items():
        field = FIELDS[name]
        where = body if field.top_level else body.setdefault("settings", {})
        where[field.wire_name] = value
    return body


def seats_left(preferences: Preferences) -> int | None:
    """Seats until the auto-close limit is reached, never below 0; ``None`` when there is no limit."""
    limit: int = preferences.value("auto_close_limit")
    if limit <= 0:
        return None
    return max(0, limit - (preferences.registrant_count or 0))


def with_values(preferences: Preferences, values: Mapping[str, Any]) -> Preferences:
    """A copy of ``preferences`` in which the named fields have the given values."""
    top = {n: v for n, v in values.items() if FIELDS[n].top_level}
    rest = {n: v for n, v in values.items() if not FIELDS[n].top_level}
    settings = msgspec.structs.replace(preferences.settings or RegistrationSettings(), **rest)
    return msgspec.structs.replace(preferences, settings=settings, **top)
