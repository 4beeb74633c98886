"""A check as a plan makes it come out: who has no seat, or was not chosen, is not simply ready."""

import dataclasses
from collections.abc import Sequence

from msgspec.structs import replace

from webinar_console.domain.people import CheckedPerson, Remark, RemarkCode, Verdict
from webinar_console.domain.people_source import Unit
from webinar_console.domain.plan import Action

from .import_draft import Checked, ImportPlan
from .slices import in_slices


async def as_planned(checked: Checked, plan: ImportPlan) -> Checked:
    """The check with the plan's word on those who could be sent: skipped where the plan leaves them out, with
    a remark where they wait for a seat. The same object where all of them are sent.

    Works in slices of a few milliseconds.
    """
    if not plan.unsent and not plan.waiting:
        return checked
    waits = Remark(RemarkCode.NO_SEAT, no_seat_words(plan.closing_line, checked.draft.unit))
    remarks: dict[int, Remark] = {}
    reasons: dict[str, Remark] = {}

    def note_unsent(start: int, end: int) -> None:
        for person, reason in plan.unsent[start:end]:
            remark = reasons.get(reason) or reasons.setdefault(reason, Remark(RemarkCode.NOT_PLANNED, reason))
            remarks[id(person)] = remark

    def note_waiting(start: int, end: int) -> None:
        remarks.update((id(person), waits) for person in plan.waiting[start:end])

    await in_slices(len(plan.unsent), note_unsent)
    await in_slices(len(plan.waiting), note_waiting)
    people: list[CheckedPerson] = []
    of: dict[Verdict, list[int]] = {verdict: [] for verdict in Verdict}
    remarked: list[int] = []

    def tell(start: int, end: int) -> None:
        for position, person in enumerate(checked.people[start:end], start):
            remark = remarks.get(id(person))
            if remark is not None:
                verdict = Verdict.REMARK if remark is waits else Verdict.SKIP
                person = replace(person, verdict=verdict, remarks=(remark, *person.remarks))
            people.append(person)
            of[person.verdict].append(position)
            if person.remarks:
                remarked.append(position)

    await in_slices(len(checked.people), tell)
    return dataclasses.replace(checked, people=people, of=of, remarked=remarked)


async def waiting_for_seats(sent: Sequence[CheckedPerson], seats: int) -> list[CheckedPerson]:
    """Those of ``sent`` who come after the last seat is taken. Works in slices."""
    waiting: list[CheckedPerson] = []

    def note(start: int, end: int) -> None:
        nonlocal seats
        for person in sent[start:end]:
            if person.action is Action.REGISTER:
                seats -= 1
                if seats < 0:
                    waiting.append(person)

    await in_slices(len(sent), note)
    return waiting


def no_seat_words(closing_line: int | None, unit: Unit) -> str:
    """Why a row waits."""
    if closing_line is None:
        return "No seat: the import stops before this row, and waits."
    return f"No seat: {unit} {closing_line:,} takes the last one, and the import stops there and waits."
