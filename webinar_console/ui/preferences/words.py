"""The settings as sentences: what a switch means, what it does, and its values in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webinar_console.domain.preferences import FIELDS, OPEN, Preferences, seats_left
from webinar_console.ui.moments import count


@dataclass(frozen=True, slots=True)
class FieldWords:
    """``name`` is the accessible name (outside tests rely on some); ``sentence`` and ``help`` are shown."""

    name: str
    sentence: str
    help: str


WORDS: Mapping[str, FieldWords] = {
    "registration_status": FieldWords(
        "Registration status",
        "Registration is open",
        "When closed, nobody can register and an import cannot add people.",
    ),
    "auto_close_limit": FieldWords(
        "Auto-close limit",
        "Close by itself after",
        "Registration closes when so many people have registered. 0 means no limit.",
    ),
    "suppress_emails": FieldWords(
        "Suppress emails",
        "Suppress e-mails",
        "RingCentral then sends the registrants no e-mails: you inform them yourself.",
    ),
    "prevent_multiple_device_joins": FieldWords(
        "Prevent multiple device joins",
        "Registrants may join from one device only",
        "A second device with the same join link is turned away.",
    ),
    "registration_digest_enabled": FieldWords(
        "Daily digest to the host",
        "The host gets a daily digest",
        "One e-mail a day with the new registrations.",
    ),
    "work_email_required": FieldWords(
        "Work e-mail required",
        "Only work e-mail addresses",
        "The registration page then refuses addresses of free mail services.",
    ),
    "view_recording": FieldWords(
        "Recording for registrants",
        "Registrants may watch the recording",
        "After the session, as long as it is on demand.",
    ),
    "on_demand_duration": FieldWords(
        "On-demand duration",
        "The recording stays for",
        "How long the recording can be watched on demand.",
    ),
    "auto_open_post_webinar_registration": FieldWords(
        "Registration after the session",
        "Open registration again after the session",
        "People who register then get the recording.",
    ),
}
_DURATIONS = {
    "OneMonth": "one month",
    "TwoMonths": "two months",
    "ThreeMonths": "three months",
    "SixMonths": "six months",
    "OneYear": "one year",
}


def value_words(name: str, value: Any) -> str:
    """A value as a person says it. A value that we do not know yet is shown as the server spells it."""
    kind = FIELDS[name].kind
    if kind == "flag":
        return "on" if value else "off"
    if kind == "number":
        return f"{value:,}" if value else "no limit"
    if name == "registration_status":
        return str(value).lower() if value in FIELDS[name].choices else str(value)
    return _DURATIONS.get(value, str(value))


def sentence_of(name: str, value: Any) -> str:
    """The sentence beside the control, for a value."""
    if name == "registration_status" and value != OPEN:
        return f"Registration is {value_words(name, value)}"
    return WORDS[name].sentence


def api_tip(name: str) -> str:
    """For administrators: the name in RingCentral's API."""
    field = FIELDS[name]
    return f"API: {field.wire_name}" if field.top_level else f"API: settings.{field.wire_name}"


def fact_rows(preferences: Preferences) -> list[tuple[str, str, str]]:
    """What can only be read: (words, value, API name). What the server left out is left out here."""
    rows = []
    if preferences.registrant_count is not None:
        rows.append(("Registered", f"{preferences.registrant_count:,}", "registrantCount"))
    left = seats_left(preferences)
    if left is not None:
        rows.append(("Seats left", f"{left:,}", "settings.autoCloseLimit − registrantCount"))
    if preferences.post_webinar_registrant_count is not None:
        after = f"{preferences.post_webinar_registrant_count:,}"
        rows.append(("Registered after the session", after, "postWebinarRegistrantCount"))
    if preferences.has_real_registrants is not None:
        real = "yes" if preferences.has_real_registrants else "no"
        rows.append(("Has real registrants", real, "hasRealRegistrants"))
    settings = preferences.settings
    if settings is not None and settings.recording_exist is not None:
        rows.append(("Recording exists", "yes" if settings.recording_exist else "no", "recordingExist"))
    return rows


def conflict_sentence(names: tuple[str, ...]) -> str:
    """What to say when somebody else changed the same settings."""
    what = "This setting was" if len(names) == 1 else f"{count(len(names), 'setting')} were"
    return f"{what} changed in RingCentral while you edited. Nothing was saved. Choose, then save again."


def kept_sentence(names: tuple[str, ...]) -> str:
    """What to say when the server answered with another value than it was asked for."""
    which = ", ".join(f"“{WORDS[name].sentence}”" for name in names)
    return f"RingCentral saved your changes but kept its own value for {which}."
