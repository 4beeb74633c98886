"""Staged edits: what a person changed in a table and has not applied yet, and what applying will do."""

from collections.abc import Mapping
from typing import Any

import msgspec

from .email import email_key
from .registrant import NewRegistrant, Registrant, registration_of

# The cells that a person can edit; the others are the server's own.
EDITABLE = ("first_name", "last_name", "email", "source", "external_id")


class StagedAddition(msgspec.Struct, frozen=True, kw_only=True, tag="added"):
    """A person to register. ``key`` is the row's own name while it has no id."""

    key: str
    values: dict[str, str]


class StagedChange(msgspec.Struct, frozen=True, kw_only=True, tag="changed"):
    """New values for some cells of a registrant, beside the record that the person saw when editing."""

    registrant: Registrant
    values: dict[str, str]

    @property
    def email_changes(self) -> bool:
        """Whether the new e-mail is another address (letter case alone is the same person)."""
        new = self.values.get("email")
        return new is not None and email_key(new) != email_key(self.registrant.email)


class StagedRemoval(msgspec.Struct, frozen=True, kw_only=True, tag="removed"):
    """A registrant to remove."""

    registrant: Registrant


Staged = StagedAddition | StagedChange | StagedRemoval


def registration_with(registrant: Registrant, values: Mapping[str, str]) -> NewRegistrant:
    """The registration that replaces ``registrant`` after an edit. Empty text clears an optional cell.

    The old join link belongs to the old record and dies with it, so no link is carried over.
    """
    return _with_cells(registration_of(registrant), values)


def registration_from(values: Mapping[str, str]) -> NewRegistrant:
    """The registration of a person who was added by hand."""
    return _with_cells(NewRegistrant(first_name="", last_name="", email=""), values)


def _with_cells(base: NewRegistrant, values: Mapping[str, str]) -> NewRegistrant:
    cells: dict[str, Any] = {}
    for name, value in values.items():
        if name not in EDITABLE:
            raise ValueError(f"{name} cannot be edited")
        required = name in ("first_name", "last_name", "email")
        cells[name] = value.strip() if required else (value.strip() or None)
    return msgspec.structs.replace(base, **cells)


def why_protected(registrant: Registrant, *, session_finished: bool) -> str | None:
    """Why this person can be neither replaced nor removed, as a sentence; ``None`` when they can."""
    if session_finished:
        return "The session is finished, so RingCentral does not allow changes to its registrants."
    if registrant.attended:
        return "This person attended. Replacing the registration would lose the attendance record."
    return None
