"""A check as a plan makes it come out: who has no seat, or was not chosen, is not simply ready."""

from collections.abc import Sequence

from msgspec.structs import replace

from webinar_console.domain.people import CheckedPerson, Remark, RemarkCode, Verdict
from webinar_console.domain.people_source import Unit
from webinar_console.domain.plan import Action

from .import_draft import Checked, ImportPlan


def as_planned(checked: Checked, plan: ImportPlan) -> Checked:
    """The check with the plan's word on those who could be sent: skipped where the plan leaves them out, with
    a remark where they wait for a seat. The same object where all of them are sent.

    Plain Python over all rows: call it on a thread.
    """
    told: dict[int, tuple[Verdict, Remark]] = {}
    for person, reason in plan.unsent:
        told[id(person)] = Verdict.SKIP, Remark(RemarkCode.NOT_PLANNED, reason)
    if plan.waiting:
        waits = Remark(RemarkCode.NO_SEAT, no_seat_words(plan.closing_line, checked.draft.unit))
        told.update((id(person), (Verdict.REMARK, waits)) for person in plan.waiting)
    if not told:
        return checked
    people = [_told(person, told) for person in checked.people]
    of: dict[Verdict, list[int]] = {verdict: [] for verdict in Verdict}
    remarked: list[int] = []
    for position, person in enumerate(people):
        of[person.verdict].append(position)
        if person.remarks:
            remarked.append(position)
    return Checked(
        checked.draft,
        checked.session_id,
        people,
        of,
        checked.known,
        checked.known_ids,
        checked.as_of,
        remarked,
        checked.slips,
        checked.has_panel,
    )


def waiting_for_seats(sent: Sequence[CheckedPerson], seats: int) -> tuple[CheckedPerson, ...]:
    """Those of ``sent`` who come after the last seat is taken."""
    new = [person for person in sent if person.action is Action.REGISTER]
    return tuple(new[seats:])


def no_seat_words(closing_line: int | None, unit: Unit) -> str:
    """Why a row waits."""
    if closing_line is None:
        return "No seat: the import stops before this row, and waits."
    return f"No seat: {unit} {closing_line:,} takes the last one, and the import stops there and waits."


def _told(person: CheckedPerson, told: dict[int, tuple[Verdict, Remark]]) -> CheckedPerson:
    found = told.get(id(person))
    if found is None:
        return person
    verdict, remark = found
    return replace(person, verdict=verdict, remarks=(remark, *person.remarks))
