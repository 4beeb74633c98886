"""Columns that a person chooses beside those that everybody has: keys of the external id.

A column is known by its name, ``key.lid``; that is also its token in the filter.
"""

from collections.abc import Iterable

from webinar_console.domain.exported import Found
from webinar_console.domain.external_id import is_one_value, value_in, with_value
from webinar_console.domain.query import KEY
from webinar_console.domain.registrant import Registrant

from .columns import Column, Part

OTHER_FORM = (
    "This external id is not made of keys and values, so it is changed as a whole, in the column External id."
)
TWICE = "This key is in the external id more than once, so it is changed there, in the column External id."

#: The column that chosen ones stand beside, and the words above them in a menu.
BESIDE = "external_id"
KEYS = "Keys of the external id"


def is_more(name: str) -> bool:
    """Whether this is the name of a column that not everybody has."""
    return name.startswith(KEY)


def names_of(found: Found) -> list[str]:
    """The columns that can be chosen where this was found."""
    return [f"{KEY}{key}" for key in found.keys]


def key_column(key: str) -> Column[Registrant]:
    """One key of the external id. Its cells are parts of the id: an edit stages the whole."""

    def text(person: Registrant) -> str:
        return value_in(person.external_id or "", key)

    def put(before: str, value: str, original: str) -> str:
        return with_value(before, key, value, original)

    def why_not(before: str) -> str | None:
        if is_one_value(before, key):
            return None
        return TWICE if value_in(before, key) else OTHER_FORM

    part = Part("external_id", put, why_not)
    hint = f"The key {key} in the external id. An edit changes the external id, and in it this key alone."
    return Column(f"{KEY}{key}", key, text, text, 12, hint=hint, part=part)


def more_columns(names: Iterable[str]) -> list[Column[Registrant]]:
    """The columns of these names; names that nobody knows (of another version, say) are left out."""
    return [key_column(name.removeprefix(KEY)) for name in names if name.startswith(KEY) and name != KEY]
