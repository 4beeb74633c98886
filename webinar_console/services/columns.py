"""What a person can do with the columns of a draft: other mappings, keys, and how names will be split."""

import itertools
import re
from dataclasses import replace

from webinar_console.domain.mapping import ColumnUse, SavedMapping
from webinar_console.domain.people import Target
from webinar_console.files.cleaning import clean_text
from webinar_console.files.full_name import Doubt, Split, split_name
from webinar_console.files.mapping import mapping_of
from webinar_console.files.saved_mapping import fitted
from webinar_console.files.vocabulary import keyed_use_of, known_key

from .import_draft import LAST_TIME, ImportDraft

__all__ = ["Doubt", "Split", "as_guessed", "as_saved", "name_preview", "suggested_key"]


def as_guessed(draft: ImportDraft) -> ImportDraft:
    """The draft as its columns were guessed."""
    return replace(draft, mapping=mapping_of(draft.header, draft.guesses), recalled="")


def as_saved(draft: ImportDraft, saved: SavedMapping) -> ImportDraft | None:
    """The draft with the mapping that was saved; columns of other names are ignored. ``None``: none fits."""
    mapping = fitted(saved, draft.header)
    return None if mapping is None else replace(draft, mapping=mapping, recalled=saved.name or LAST_TIME)


def suggested_key(draft: ImportDraft, column: int, target: Target) -> str:
    """A key for this column that no other column has: the one that its header names, or made of it.

    A question's id cannot be made up: it is empty where the header names none.
    """
    name = draft.header[column]
    named = keyed_use_of(name)
    if target in (Target.ANSWER, Target.CHOICES):
        key = named.key if named is not None and named.target is not Target.EXTERNAL_KEY else ""
        return key if draft.mapping.holder(ColumnUse(target, key)) in (None, column) else ""
    key = named.key if named is not None else known_key(name) or re.sub(r"\W+", "_", name).strip("_").lower()
    numbered = (f"{key}_{number}" for number in itertools.count(2))
    while draft.mapping.holder(ColumnUse(target, key)) not in (None, column):
        key = next(numbered)
    return key


def name_preview(draft: ImportDraft, count: int = 4) -> tuple[tuple[str, Split], ...]:
    """How names of the file will be split, for the person to judge; the doubtful ones first.

    Looks at the first 1,000 rows. Empty without a column for the full name.
    """
    column = draft.mapping.holder(ColumnUse(Target.FULL_NAME))
    if column is None:
        return ()
    found = {name: None for row in draft.rows[:1_000] if (name := clean_text(row[column]))}
    splits = [(name, split_name(name, draft.mapping.name_order)) for name in found]
    # One of each kind comes first: what cannot be split, what a rule has split, what is plain.
    kinds: dict[Doubt, list[tuple[str, Split]]] = {doubt: [] for doubt in reversed(Doubt)}
    for name, split in splits:
        kinds[split.doubt].append((name, split))
    layers = itertools.zip_longest(*kinds.values())
    chosen = [pair for layer in layers for pair in layer if pair is not None][:count]
    return tuple(chosen)
