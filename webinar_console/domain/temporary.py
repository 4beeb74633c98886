"""Registration settings that a job changes while it sends, and puts back when it does not."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from .preferences import FIELDS, OPEN

#: A value of ``domain.preferences.FIELDS``.
Value = bool | int | str


class HeldSetting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting of a job. ``name`` is a key of ``domain.preferences.FIELDS``.

    While the job sends, the setting is ``wanted``. ``in_force``: the change is at RingCentral, or may be, and
    ``before`` is what has to be put back. ``words`` say what became of it where it was not put back.
    """

    name: str
    wanted: Value
    before: Value | None = None
    in_force: bool = False
    words: str = ""


def held_of(settings: Mapping[str, Any]) -> tuple[HeldSetting, ...]:
    """The settings of a new job, from field names to values."""
    return tuple(HeldSetting(name=name, wanted=value) for name, value in settings.items())


def in_force(settings: Iterable[HeldSetting]) -> tuple[HeldSetting, ...]:
    """Those that have to be put back."""
    return tuple(held for held in settings if held.in_force)


def setting_words(name: str, value: Value | None) -> str:
    """A setting with its value, for sentences: "e-mails suppressed", "registration open", "no limit"."""
    match name:
        case "suppress_emails":
            return "e-mails suppressed" if value else "e-mails not suppressed"
        case "registration_status":
            return f"registration {str(value).lower()}"
        case "auto_close_limit":
            return f"an auto-close limit of {value:,}" if value else "no auto-close limit"
        case _:
            return f"{FIELDS[name].wire_name} = {value}"


def deed_words(name: str, value: Value) -> str:
    """What is done to set it: "switch confirmation e-mails off", "open registration"."""
    match name:
        case "suppress_emails":
            return f"switch confirmation e-mails {'off' if value else 'on'}"
        case "registration_status":
            return "open registration" if value == OPEN else "close registration"
        case "auto_close_limit":
            return f"set the limit to {value:,} registrants" if value else "take the limit away"
        case _:
            return f"set {FIELDS[name].wire_name} to {value}"


def held_words(settings: Iterable[HeldSetting]) -> str:
    """What is in force for a job: "e-mails suppressed and registration open"; empty when nothing is."""
    parts = [setting_words(held.name, held.wanted) for held in in_force(settings)]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
