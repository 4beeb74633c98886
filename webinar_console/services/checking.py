"""The check of a draft as its person mended it, in slices."""

from collections.abc import Callable

from webinar_console.domain.people import CheckedPerson
from webinar_console.files.checking import Checker

from .import_draft import ImportDraft
from .mending import Mended
from .slices import exhausted_in_slices, in_slices


async def checked_in_slices(
    checker: Checker, draft: ImportDraft, mended: Mended, on_progress: Callable[[int], None] | None = None
) -> list[CheckedPerson]:
    """One person for each row of the draft. ``checker`` is a new one."""
    people: list[CheckedPerson] = []
    touched = mended.left_out | mended.corrections.keys()

    def look(start: int, end: int) -> None:
        if touched.isdisjoint(range(start, end)):
            people.extend(checker.check(draft.lines[start:end], draft.rows[start:end]))
            return
        for position in range(start, end):
            line = draft.lines[position]
            cells = mended.cells(position, draft.rows[position], draft.mapping)
            if position in mended.left_out:
                people.append(checker.leave_out(line, cells))
            else:
                people.extend(checker.check([line], [cells]))

    await in_slices(len(draft.rows), look, on_progress)
    await exhausted_in_slices(checker.finish(people))
    return people
