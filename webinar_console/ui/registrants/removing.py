"""Staging the removal of people, and taking back what is staged, a step at a time."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from webinar_console.domain.staging import Staged, StagedAddition, StagedChange, StagedRemoval

from .draft import edited
from .steps import staging
from .words import people

if TYPE_CHECKING:
    from .registrant_model import RegistrantModel

_AT_ONCE = 100
#: Is told how many people must stay, and why the first of them.
Told = Callable[[int, str], None]


def removing_rows(model: "RegistrantModel", slots: Iterable[int], told: Told) -> Iterator[None]:
    """Stage the people of these rows for removal; when all of them are already, take that back."""
    keys: list[str] = []
    others = 0
    for count, slot in enumerate(slots, 1):
        if model.index_of_people.is_live(slot):
            key = model.index_of_people.rows[slot].id
            model.slots.place(key, slot)
            keys.append(key)
            others += not isinstance(model.draft.get(key), StagedRemoval)
        if count % _AT_ONCE == 0:
            yield
    yield from removing(model, keys, told) if others else taking_back(model, keys)


def removing(model: "RegistrantModel", keys: Collection[str], told: Told | None = None) -> Iterator[None]:
    """Stage people for removal; people who were only added are taken back."""
    changes: dict[str, Staged | None] = {}
    kept, reason = 0, ""
    yield from model.slots.finding(keys)
    for count, key in enumerate(keys, 1):
        record = model.server_record(key)
        if isinstance(model.draft.get(key), StagedAddition):
            changes[key] = None
        elif (why := model.why_not_removed(key)) is not None or record is None:
            kept, reason = kept + 1, reason or why or ""
        else:
            changes[key] = StagedRemoval(registrant=record)
        if count % _AT_ONCE == 0:
            yield
    yield from staging(model, changes, f"Remove {people(len(changes))}")
    if kept and told is not None:
        told(kept, reason)


def taking_back(
    model: "RegistrantModel", keys: Collection[str], names: Collection[str] | None = None
) -> Iterator[None]:
    """Take back what is staged for rows, or only for these cells of them."""
    draft, parts = model.draft, model.parts
    changes: dict[str, Staged | None] = {}
    for count, key in enumerate(keys, 1):
        if count % _AT_ONCE == 0:
            yield
        staged = draft.get(key)
        if staged is None or key in draft.applying:
            continue
        if names is None or isinstance(staged, StagedRemoval):
            changes[key] = None
        elif isinstance(staged, StagedChange):
            server = draft.server(key) or staged.registrant
            changed = [name for name in names if parts.is_changed(draft, key, name)]
            back = {name: parts.text_of(server, name) for name in changed}
            changes[key] = edited(staged, server, parts.fields(back, model.shown_record(key), server))
    yield from staging(model, changes, "Revert" if len(changes) == 1 else f"Revert {len(changes):,} rows")
