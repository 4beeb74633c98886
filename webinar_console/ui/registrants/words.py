"""What is said about staged rows: tooltips, the margin, the bar, the summary. Pure functions."""

from collections.abc import Mapping

from webinar_console.domain.job import JobProgress
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import (
    EDITABLE,
    StagedAddition,
    StagedChange,
    StagedRemoval,
    why_protected,
)
from webinar_console.ui.phrases import counted, people

from .checks import ROW, Problems
from .columns import Column
from .draft import Draft, cell, sign_of

__all__ = ["about_cell", "about_row", "changes", "name_of", "not_refreshed", "people", "story_of"]

FINISHED = "The session is finished, so RingCentral does not allow changes to its registrants."
READ_ONLY = "This session is finished. RingCentral does not allow changes to its registrants."
REFRESH = "Look for changes (F5); Shift+F5 reads every row again"
BEING_APPLIED = "This change is being applied right now."
TO_BE_REMOVED = "This person is staged to be removed. Revert the row to edit it."
LEFT = "This person is not registered any more."
TITLES: Mapping[str, str] = {
    "first_name": "first name",
    "last_name": "last name",
    "email": "e-mail",
    "source": "source",
    "external_id": "external id",
}


def why_not(
    draft: Draft,
    key: str,
    record: Registrant | None,
    *,
    session_finished: bool,
    removal_stands: bool = True,
) -> str | None:
    """Why a row cannot be edited, as a sentence; ``None`` when it can. ``record`` is the server's of now.

    With ``removal_stands`` a row that is staged to be removed cannot be edited.
    """
    if session_finished:
        return FINISHED
    if key in draft.applying:
        return BEING_APPLIED
    staged = draft.get(key)
    if isinstance(staged, StagedAddition):
        return None
    if isinstance(staged, StagedRemoval) and removal_stands:
        return TO_BE_REMOVED
    if record is None or draft.has_left(key):
        return LEFT
    return why_protected(record, session_finished=False)


def not_refreshed(job: JobProgress) -> str:
    """Why the list is as it was: a job needs the calls."""
    return (
        f"Not read again: each call is needed for the job in {job.session_title}, so that it is done before "
        "its start."
    )


def counted_cells(count: int) -> str:
    """ "1 cell", "20 cells"."""
    return counted(count, "cell", "cells")


def changes(count: int) -> str:
    """ "1 change", "20 changes"."""
    return counted(count, "change", "changes")


def name_of(person: Registrant) -> str:
    """A person's name, or the address where there is none."""
    return person.name or person.email


def about_cell(
    draft: Draft, problems: Problems, key: str, column: Column[Registrant], *, is_changed: bool
) -> list[str]:
    """The lines of a cell's tooltip that come from staging; empty when there is nothing to say."""
    staged = draft.get(key)
    if staged is None:
        return []
    said = []
    name = column.field
    if isinstance(staged, StagedChange) and is_changed:
        before = column.text(staged.registrant)
        said.append(f"Changed, not applied. Before: {before}" if before else "Filled in, not applied.")
    elif isinstance(staged, StagedAddition):
        said.append("New, not applied.")
    elif isinstance(staged, StagedRemoval):
        said.append("To be removed, not applied.")
    now = draft.server(key)
    if now is not None and crossed(draft, key, column):
        said.append(
            f"{column.title} was changed at RingCentral meanwhile. It is now: {column.text(now) or 'empty'}"
        )
    if column.part is not None and not is_changed:
        name = ""
    wrong = [problems.get(key, name), problems.get(key, ROW), draft.refused.get(key)]
    said += [reason for reason in dict.fromkeys(wrong) if reason]
    return said


def crossed(draft: Draft, key: str, column: Column[Registrant]) -> bool:
    """Whether the server changed what this cell says since the person saw it."""
    if column.field not in draft.conflicts(key):
        return False
    staged, now = draft.get(key), draft.server(key)
    if column.part is None or now is None or isinstance(staged, StagedAddition | None):
        return True
    return column.text(staged.registrant) != column.text(now)


def about_row(draft: Draft, problems: Problems, key: str) -> list[str]:
    """The lines of the margin's tooltip."""
    staged = draft.get(key)
    if staged is None:
        return []
    said = [f"{sign_of(staged)} {story_of(draft, key)}"]
    if draft.conflicts(key):
        said.append("The registrant was changed at RingCentral since you edited the row.")
    if draft.has_left(key):
        said.append("The person is not registered any more.")
    if key in draft.applying:
        said.append(BEING_APPLIED)
    if key in draft.refused:
        said.append(f"Not applied: {draft.refused[key]}")
    said += [reason for reason in problems.of.get(key, {}).values() if reason not in said]
    return said


def story_of(draft: Draft, key: str) -> str:
    """One staged row in one sentence: "Anna Müller: first name Ana → Anna"."""
    staged = draft.get(key)
    if isinstance(staged, StagedAddition):
        return f"Add {name_of(draft.shown(key)) or 'a person without a name'}"
    if isinstance(staged, StagedRemoval):
        who = staged.registrant
        return f"Remove {who.name}, {who.email}" if who.name else f"Remove {who.email}"
    if staged is None:
        return ""
    parts = [
        f"{TITLES[name]} {cell(staged.registrant, name) or 'empty'} → {staged.values[name] or 'empty'}"
        for name in EDITABLE
        if name in staged.values
    ]
    return f"{name_of(staged.registrant)}: {', '.join(parts)}"
