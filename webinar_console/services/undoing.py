"""Taking an import back: a job that removes exactly the people whom another job added.

Somebody who attended stays, and so does whoever is not as the import left them: their registration is not the
import's any more. E-mails cannot be called back, so the plan says how many were sent.
"""

import uuid
from collections.abc import AsyncIterator, Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from webinar_console.domain.email import email_key
from webinar_console.domain.forecast import Forecast, Pace, Tally, calls_for, forecast_of
from webinar_console.domain.invitee import Invitee
from webinar_console.domain.job import Outcome
from webinar_console.domain.looking import calls_of_looks
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.names import name_key
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.row import JobRow
from webinar_console.domain.staying import CHANGED, OLDER, is_older, why_stays

from .slices import in_slices

if TYPE_CHECKING:
    from webinar_console.store.journal import JobRecord

LEFT = "This person is not registered any more."
LEFT_PANEL = "This person is not on the panel any more."
CHANGED_PANEL = "The entry on the panel was changed after the import, so it stays."


#: So many people who all registered earlier are believed to have done so.
_FEW = 3


class People(Protocol):
    """Who is registered, in pages of up to 1,000, one call each."""

    def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]: ...


#: The panel of a session, by the ids of its webinar and itself: one call.
Panel = Callable[[str, str], AsyncIterator[Invitee]]


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """The job that takes an import back, and its price. Who stays is in ``job.left_out`` with the reason.

    ``confirmations`` and ``invitations`` went out for those who are removed and cannot be called back; the
    first is 0 when the import suppressed e-mails.
    """

    job: JobPlan
    forecast: Forecast
    confirmations: int
    invitations: int


async def plan_undo(
    record: "JobRecord",
    rows: Sequence[JobRow],
    people: People,
    panel: Panel,
    *,
    pace: Pace,
    now: Callable[[], datetime],
) -> UndoPlan:
    """Look at the server and decide who is removed. ``now`` tells aware times in UTC.

    Costs one call for each 1,000 registrants and one for the panel, as far as the import touched them.
    Raises the errors of the client, and ``ValueError`` for a job that is no import.
    """
    if record.kind is not JobKind.IMPORT:
        raise ValueError("only an import can be taken back")
    registered: list[JobRow] = []
    invited: list[JobRow] = []

    def sort(start: int, end: int) -> None:
        made = [r for r in rows[start:end] if r.outcome is Outcome.DONE and r.result_id is not None]
        registered.extend(row for row in made if row.plan.action is Action.REGISTER)
        invited.extend(row for row in made if row.plan.action is Action.INVITE)

    await in_slices(len(rows), sort)
    there: dict[str, Registrant] = {}
    if registered:
        async for page in people.fetch(record.session_id):
            there.update((person.id, person) for person in page)
    members: dict[str, Invitee] = {}
    if invited:
        members = {m.id: m async for m in panel(record.webinar_id, record.session_id)}
    as_of = now()
    here = [there[row.result_id] for row in registered if row.result_id in there]
    older = await _older(record, here)
    added = (*registered, *invited)
    planned: list[PlannedRow] = []
    staying: list[LeftOutRow] = []

    def decide(start: int, end: int) -> None:
        for row in added[start:end]:
            found = _removal(len(planned), row, there, members, older)
            if isinstance(found, PlannedRow):
                planned.append(found)
            else:
                staying.append(_stays(row, found))

    await in_slices(len(added), decide)
    tally = Tally(None)
    await in_slices(len(planned), lambda start, end: tally.read(planned[start:end]))
    starts_at = parse_moment(record.session_starts_at)
    forecast = forecast_of(
        tally,
        left_out=len(staying),
        pace=pace,
        preferences=None,
        now=as_of,
        session_starts_at=starts_at,
        looks=calls_of_looks(
            tally.done[Action.REMOVE],
            people=len(there),
            as_of=as_of,
            now=as_of,
            starts_at=starts_at,
            pace=pace,
            before=calls_for({Action.WITHDRAW: tally.done[Action.WITHDRAW]}),
        ),
    )
    suppressed = any(held.name == "suppress_emails" and held.wanted for held in record.settings)
    return UndoPlan(
        _job_of(record, planned, staying, as_of),
        forecast,
        confirmations=0 if suppressed else forecast.removes,
        invitations=forecast.withdraws,
    )


async def _older(record: "JobRecord", people: Sequence[Registrant]) -> frozenset[str]:
    """The ids of those who had registered before the import, though it took their records for its own.

    When many people look so, and all of them, it is this computer's clock that is ahead: nothing can be told.
    """
    older: set[str] = set()

    def look(start: int, end: int) -> None:
        older.update(person.id for person in people[start:end] if is_older(person, record.created_at))

    await in_slices(len(people), look)
    return frozenset() if len(older) == len(people) > _FEW else frozenset(older)


def _removal(
    seq: int,
    row: JobRow,
    there: Mapping[str, Registrant],
    members: Mapping[str, Invitee],
    older: Container[str],
) -> PlannedRow | str:
    """What takes a row back, or why nothing does."""
    assert row.result_id is not None
    common = {"seq": seq, "line": row.plan.line, "cells": row.plan.cells}
    if row.plan.action is Action.INVITE:
        member = members.get(row.result_id)
        if member is None:
            return LEFT_PANEL
        if not _is_invited(member, row.plan):
            return CHANGED_PANEL
        return PlannedRow(action=Action.WITHDRAW, member=member, **common)  # type: ignore[arg-type]
    person = there.get(row.result_id)
    if person is None:
        return LEFT
    why = CHANGED if row.plan.registrant is None else why_stays(person, row.plan.registrant)
    if why or person.id in older:
        return why or OLDER
    return PlannedRow(action=Action.REMOVE, old=person, **common)  # type: ignore[arg-type]


def _is_invited(member: Invitee, plan: PlannedRow) -> bool:
    sent = plan.invitee
    if sent is None or email_key(member.email or "") != email_key(sent.email or ""):
        return False
    pairs = (
        (member.first_name, sent.first_name),
        (member.last_name, sent.last_name),
        (member.role, sent.role),
    )
    return all(name_key(now) == name_key(then) for now, then in pairs)


def _stays(row: JobRow, reason: str) -> LeftOutRow:
    return LeftOutRow(
        line=row.plan.line,
        cells=row.plan.cells or (),
        reason=reason,
        email=row.plan.email,
        name=row.plan.name,
    )


def _job_of(
    record: "JobRecord", rows: Sequence[PlannedRow], staying: Sequence[LeftOutRow], as_of: datetime
) -> JobPlan:
    people = "1 person" if len(rows) == 1 else f"{len(rows):,} people"
    source = f" of {record.source_name}" if record.source_name else ""
    return JobPlan(
        id=uuid.uuid4().hex,
        kind=JobKind.UNDO,
        title=f"Take back {people}{source}",
        webinar_id=record.webinar_id,
        session_id=record.session_id,
        session_title=record.session_title,
        session_starts_at=record.session_starts_at,
        session_time_zone=record.session_time_zone,
        rows=tuple(rows),
        left_out=tuple(staying),
        header=record.header,
        source_name=record.source_name,
        undoes=record.id,
        as_of=as_of,
    )
