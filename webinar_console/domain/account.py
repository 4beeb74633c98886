"""Who is signed in: the user (in RingCentral's words an extension) and the company account."""

from .record import Record


class Contact(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Contact details of a user; RingCentral knows many more, kept in ``unknown``."""

    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    email: str | None = None


class AccountReference(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The account that a user belongs to."""

    id: str | int | None = None
    uri: str | None = None


class Extension(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The signed-in user. ``id`` is an integer of 64 bits, ``type`` ``User`` for a person."""

    id: int | None = None
    uri: str | None = None
    name: str | None = None
    extension_number: str | None = None
    status: str | None = None
    type: str | None = None
    contact: Contact | None = None
    account: AccountReference | None = None

    @property
    def display_name(self) -> str:
        """The name for the window's title: the person's, else the address, else nothing."""
        if self.name and self.name.strip():
            return self.name.strip()
        if self.contact is None:
            return ""
        full = f"{self.contact.first_name or ''} {self.contact.last_name or ''}".strip()
        return full or self.contact.email or ""


class Account(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The company account; ``id`` is an integer of 64 bits."""

    id: int | None = None
    uri: str | None = None
    main_number: str | None = None
    status: str | None = None
