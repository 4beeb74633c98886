"""The check of a draft as its person mended it, in slices."""

from collections.abc import Callable, Mapping

import msgspec

from webinar_console.domain.mapping import ColumnMapping, ColumnUse
from webinar_console.domain.people import CheckedPerson, Remark, RemarkCode, Target, Verdict
from webinar_console.files.checking import Checker
from webinar_console.files.cleaning import clean_text

from .import_draft import ImportDraft
from .mending import Mended
from .slices import exhausted_in_slices, in_slices

_HIDDEN = Remark(RemarkCode.HIDDEN, "This row is hidden in the sheet.")


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
    for position, typed in mended.corrections.items():
        if position not in mended.left_out:
            people[position] = _unsplit(people[position], typed, draft.mapping)
    for position in draft.hidden - mended.left_out:
        people[position] = _with_hint(people[position])
    return people


def _unsplit(person: CheckedPerson, typed: Mapping[ColumnUse, str], mapping: ColumnMapping) -> CheckedPerson:
    """A first or last name that was typed into a file of full names, and is taken as typed, was not split."""
    halves = {Target.FIRST_NAME: person.first_name, Target.LAST_NAME: person.last_name}
    names = [(use.target, text) for use, text in typed.items() if use.target in halves]
    if not names or Target.FULL_NAME not in mapping.given:
        return person
    if any(clean_text(text).casefold() != halves[target].casefold() for target, text in names):
        return person
    remarks = tuple(remark for remark in person.remarks if remark.code is not RemarkCode.NAME_SPLIT)
    is_ready = person.verdict is Verdict.REMARK and not remarks
    return msgspec.structs.replace(
        person, verdict=Verdict.READY if is_ready else person.verdict, remarks=remarks
    )


def _with_hint(person: CheckedPerson) -> CheckedPerson:
    """Rows are hidden by a filter, mostly: whoever filtered a list may believe that they are not in it."""
    verdict = Verdict.REMARK if person.verdict is Verdict.READY else person.verdict
    return msgspec.structs.replace(person, verdict=verdict, remarks=(*person.remarks, _HIDDEN))
