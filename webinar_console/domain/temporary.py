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
    """A setting with its value: "confirmation e-mails off", "registration open", "no auto-close limit"."""
    match name:
        case "suppress_emails":
            return f"confirmation e-mails {'off' if value else 'on'}"
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


def still_words(name: str, value: Value, before: Value | None, why: str) -> str:
    """What to say when a setting could not be put back: how it is, why, and what to do."""
    if before is None:
        return f"{why} Look at the preferences."
    fact, deed = _fact(name, value, "", "still "), deed_words(name, before)
    return f"{fact}. {why} {deed[0].upper()}{deed[1:]} in the preferences."


def held_words(settings: Iterable[HeldSetting], where: str, when: str, *, still: bool = False) -> str:
    """What is in force for a job, what that means for others, and until when; empty when nothing is.

    "Confirmation e-mails are off for everybody who registers for Spring launch. They go on again when this
    import ends.": ``where`` is the session's title, ``when`` the clause at the end. ``still``: it should be
    put back by now.
    """
    held, word = in_force(settings), "still " if still else ""
    facts = [f"{_fact(setting.name, setting.wanted, where, word)}." for setting in held]
    if not held:
        return ""
    back = _back(held[0]) if len(held) == 1 else "All of this is put back"
    return f"{' '.join(facts)} {back} {when}."


def back_words(settings: Iterable[HeldSetting], *, now: bool) -> str:
    """What was put back: "Confirmation e-mails are on again."; ``now`` is False for a job of the past."""
    parts = [
        _again(held.name, held.before, now=now)
        for held in settings
        if not (held.in_force or held.words) and held.before is not None and held.before != held.wanted
    ]
    return " ".join(parts)


def _fact(name: str, value: Value, where: str, still: str) -> str:
    whom = f" for everybody who registers for {where}" if where else ""
    place = f" for {where}" if where else ""
    match name:
        case "suppress_emails":
            return f"Confirmation e-mails are {still}{'off' if value else 'on'}{whom}"
        case "registration_status":
            everybody = " to everybody" if value == OPEN else ""
            return f"Registration{place} is {still}{str(value).lower()}{everybody}"
        case "auto_close_limit":
            limit = f"{value:,} registrants" if value else "taken away"
            return f"The limit{place} is {still}{limit}"
        case _:
            return f"{FIELDS[name].wire_name}{place} is {still}{value}"


def _back(held: HeldSetting) -> str:
    match held.name, held.before:
        case "suppress_emails", bool():
            return f"They go {'off' if held.before else 'on'} again"
        case "registration_status", str():
            return f"It {'opens' if held.before == OPEN else 'closes'} again"
        case "auto_close_limit", int() if held.before:
            return f"It is {held.before:,} again"
        case _:
            return "That is put back"


def _again(name: str, value: Value, *, now: bool) -> str:
    are, it_is = ("are", "is") if now else ("were switched", "was set to")
    match name:
        case "suppress_emails":
            return f"Confirmation e-mails {are} {'off' if value else 'on'} again."
        case "registration_status":
            return f"Registration {'is' if now else 'was'} {str(value).lower()} again."
        case "auto_close_limit":
            return f"The limit {it_is} {value:,} again." if value else "There is no limit again."
        case _:
            return f"{FIELDS[name].wire_name} {it_is} {value} again."
