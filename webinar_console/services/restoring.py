"""Registering people again whom a job removed: a job of its own, from what the journal kept of them.

The API can set names, address, source, external id, answers and the like. It cannot give back the id, the
join link, the time of registration; and RingCentral sends a confirmation as to everybody new.
"""

import uuid
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from webinar_console.domain.email import email_key
from webinar_console.domain.forecast import Forecast, Pace, Tally, forecast_of
from webinar_console.domain.job import Outcome, RowReport
from webinar_console.domain.moments import parse_moment
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.preferences import CLOSED, Preferences, seats_left
from webinar_console.domain.registrant import Registrant, registration_of
from webinar_console.domain.row import JobRow
from webinar_console.files.results import IN_THE_SESSION
from webinar_console.jobs.steps import HAD_LEFT

from .applying import CLOSED_NOW, no_seat
from .slices import in_slices

if TYPE_CHECKING:
    from webinar_console.store.journal import JobRecord

THERE = "This person is registered again already."
LEFT_SINCE = "This person was registered again before, and has left since."
FINISHED = "The session is finished, so RingCentral takes no more registrations for it."


class People(Protocol):
    """Who is registered, in pages of up to 1,000, one call each."""

    def fetch(self, session_id: str) -> AsyncIterator[list[Registrant]]: ...


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """The job that registers people again, and its price. Who is not is in ``job.left_out``."""

    job: JobPlan
    forecast: Forecast


def removed_people(rows: Sequence[JobRow]) -> list[JobRow]:
    """The rows by which people were removed: they are not registered any more by the job's doing."""
    return [
        row
        for row in rows
        if row.plan.action is Action.REMOVE
        and row.outcome is Outcome.DONE
        and row.plan.old is not None
        and row.words != HAD_LEFT
    ]


def found_again(reports: Iterable[RowReport]) -> set[str]:
    """Who was registered once a job that registers again was over, by its doing or not; keys of addresses."""
    return {
        email_key(report.email)
        for report in reports
        if report.outcome in IN_THE_SESSION or report.words in (THERE, LEFT_SINCE)
    }


async def plan_restore(
    record: "JobRecord",
    rows: Sequence[JobRow],
    people: People,
    preferences: Preferences,
    *,
    again: Collection[str] = (),
    session_finished: bool,
    pace: Pace,
    now: Callable[[], datetime],
) -> RestorePlan:
    """Look who is registered now, and decide who is registered again. ``now`` tells aware times in UTC.

    ``again`` are keys of addresses that were registered since the removal: who of them is gone left by
    herself, and stays away.

    Costs one call for each 1,000 registrants. Raises the errors of the client.
    """
    removed: list[JobRow] = []
    await in_slices(len(rows), lambda start, end: removed.extend(removed_people(rows[start:end])))
    there: set[str] = set()
    ids: set[str] = set()
    async for page in people.fetch(record.session_id):
        there.update(email_key(person.email) for person in page)
        ids.update(person.id for person in page)
    as_of = now()
    seats = seats_left(preferences)
    planned: list[PlannedRow] = []
    staying: list[LeftOutRow] = []

    def decide(start: int, end: int) -> None:
        for row in removed[start:end]:
            why = _why_not(row, len(planned))
            if why:
                staying.append(_left_out(row, why))
            else:
                assert row.plan.old is not None
                there.add(email_key(row.plan.old.email))
                planned.append(_again(len(planned), row.plan))

    def _why_not(row: JobRow, before: int) -> str:
        if session_finished:
            return FINISHED
        if email_key(row.plan.email) in there:
            return THERE
        if email_key(row.plan.email) in again:
            return LEFT_SINCE
        if preferences.registration_status == CLOSED:
            return CLOSED_NOW
        return no_seat(preferences) if seats is not None and before >= seats else ""

    await in_slices(len(removed), decide)
    tally = Tally(None)
    await in_slices(len(planned), lambda start, end: tally.read(planned[start:end]))
    forecast = forecast_of(
        tally,
        left_out=len(staying),
        pace=pace,
        preferences=preferences,
        now=as_of,
        session_starts_at=parse_moment(record.session_starts_at),
    )
    return RestorePlan(_job_of(record, planned, staying, frozenset(ids)), forecast)


def _again(seq: int, plan: PlannedRow) -> PlannedRow:
    assert plan.old is not None
    return PlannedRow(
        seq=seq,
        action=Action.REGISTER,
        line=plan.line,
        cells=plan.cells,
        registrant=registration_of(plan.old),
    )


def _left_out(row: JobRow, reason: str) -> LeftOutRow:
    plan = row.plan
    return LeftOutRow(line=plan.line, cells=plan.cells or (), reason=reason, email=plan.email, name=plan.name)


def _job_of(
    record: "JobRecord", rows: Sequence[PlannedRow], staying: Sequence[LeftOutRow], known_ids: frozenset[str]
) -> JobPlan:
    people = "1 person" if len(rows) == 1 else f"{len(rows):,} people"
    return JobPlan(
        id=uuid.uuid4().hex,
        kind=JobKind.RESTORE,
        title=f"Register {people} again",
        webinar_id=record.webinar_id,
        session_id=record.session_id,
        session_title=record.session_title,
        session_starts_at=record.session_starts_at,
        session_time_zone=record.session_time_zone,
        rows=tuple(rows),
        left_out=tuple(staying),
        known_ids=known_ids,
        header=record.header,
        source_name=record.source_name,
        undoes=record.id,
    )
