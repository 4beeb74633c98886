"""From checked rows to the rows of a job: who is registered, who is invited, who is left out and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from webinar_console.domain.forecast import Night, Pace, Tally, calls_for, seconds_for
from webinar_console.domain.invitee import NewInvitee
from webinar_console.domain.looking import calls_of_looks
from webinar_console.domain.moments import zone_of
from webinar_console.domain.people import CheckedPerson, RemarkCode, Verdict
from webinar_console.domain.people_source import FileSource, TableSource
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.quiet import QuietHours
from webinar_console.domain.registrant import NewRegistrant
from webinar_console.domain.replacing import replacement
from webinar_console.domain.session import Session
from webinar_console.domain.temporary import held_of

from .import_choices import NOT_ADDED
from .import_draft import Checked, ImportDraft

SESSION_FINISHED = "The session is finished, so RingCentral takes no more registrations for it."
NOBODY_READY = "Nobody in the file is ready to be sent."
#: Putting settings in force and back: a look and a change each.
SETTINGS_CALLS = 4

_ALREADY = frozenset(
    (
        RemarkCode.ALREADY_REGISTERED,
        RemarkCode.ALREADY_INVITED,
        RemarkCode.NOTHING_DIFFERS,
        RemarkCode.PROTECTED,
    )
)


def registration_for(person: CheckedPerson) -> NewRegistrant:
    """What a row asks for when its person is registered."""
    return NewRegistrant(
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        source=person.source or None,
        external_id=person.external_id or None,
        join_uri=person.join_uri or None,
        cancellation_uri=person.cancellation_uri or None,
        questionnaire=list(person.answers) or None,
    )


def planned_row(seq: int, person: CheckedPerson) -> PlannedRow:
    """A row that will be sent: attendees are registered or replaced, everybody else joins the panel."""
    if person.action in (Action.REGISTER, Action.REPLACE):
        wanted = registration_for(person)
        return PlannedRow(
            seq=seq,
            action=person.action,
            line=person.line,
            cells=person.cells,
            registrant=wanted if person.old is None else replacement(person.old, wanted),
            old=person.old,
        )
    return PlannedRow(
        seq=seq,
        action=Action.INVITE,
        line=person.line,
        cells=person.cells,
        invitee=NewInvitee(
            role=person.role,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            job_title=person.job_title or None,
            send_invite=True,
        ),
    )


def night_of(
    session: Session,
    rows: Tally,
    settings: Mapping[str, Any],
    quiet: QuietHours | None,
    pace: Pace,
) -> Night | None:
    """How the job meets quiet hours, as the queue decides it (``Run.sends_mail``); ``None``: not at all.

    With ``suppress_emails`` among the import's settings only invitations rest; they are sent first.
    """
    if quiet is None:
        return None
    zone = zone_of(session.time_zone)
    if not settings.get("suppress_emails"):
        return Night(quiet, zone)
    invited = calls_for({Action.INVITE: rows.asked[Action.INVITE]})
    return Night(quiet, zone, seconds_for(invited, pace)) if invited else None


def left_out_row(person: CheckedPerson, reason: str = "") -> LeftOutRow:
    """A row that will not be sent, with the reason: the check's when none is given."""
    left_by_hand = any(remark.code is RemarkCode.LEFT_OUT for remark in person.remarks)
    return LeftOutRow(
        line=person.line,
        cells=person.cells,
        reason=reason or person.reason,
        email=person.email,
        name=person.name,
        by_choice=reason == NOT_ADDED or left_by_hand,
    )


def is_already_there(person: CheckedPerson) -> bool:
    """Whether a row is of somebody who is in the session already and is left alone: no e-mail."""
    return person.verdict is Verdict.SKIP and any(remark.code in _ALREADY for remark in person.remarks)


def closing_line(rows: Tally) -> int | None:
    """The line of the row that takes the last seat, after which registration closes by itself and the import
    stops. ``None`` while all have seats."""
    return rows.last_line if rows.stops else None


def settings_calls(job: Mapping[str, Any], removal: JobPlan | None, rows: Tally) -> int:
    """Calls that put a job's settings in force and back, for an import and the ``removal`` behind it.

    Jobs go one after the other: each puts its own settings in force and back, and what an import that stops
    has behind it does not begin. Where the last seat is taken, registration closes again without a call.
    """
    if not job:
        return 0
    sends = rows.done.total() > rows.done[Action.REMOVE]
    follows = removal is not None and bool(removal.settings) and not rows.stops
    saved = sends and rows.closes and set(job) == {"registration_status"}
    return SETTINGS_CALLS * (sends + follows) - saved


def looks_while_removing(
    checked: Checked,
    session: Session,
    removal: JobPlan | None,
    rows: Tally,
    pace: Pace,
    now: datetime,
    settings: Mapping[str, Any],
) -> int:
    """Calls by which the ``removal`` behind an import reads the list again; ``now`` is aware."""
    if removal is None or rows.stops:
        return 0
    sent: Counter[Action] = Counter(
        {action: count for action, count in rows.done.items() if action is not Action.REMOVE}
    )
    own = SETTINGS_CALLS // 2 if removal.settings else 0
    return calls_of_looks(
        len(removal.rows),
        people=len(checked.known_ids) + sent[Action.REGISTER],
        as_of=removal.as_of,
        now=now,
        starts_at=session.starts_at,
        pace=pace,
        before=calls_for(sent) + (SETTINGS_CALLS if settings and sent.total() else 0) + own,
    )


def job_of(
    job_id: str,
    checked: Checked,
    session: Session,
    rows: Sequence[PlannedRow],
    left_out: Sequence[LeftOutRow],
    settings: Mapping[str, Any],
) -> JobPlan:
    """The whole job. ``header`` names the file's columns; a row may have more cells."""
    draft = checked.draft
    people = "1 person" if len(rows) == 1 else f"{len(rows):,} people"
    return JobPlan(
        id=job_id,
        kind=JobKind.IMPORT,
        title=f"Invite {people} from {draft.name}",
        webinar_id=session.webinar_id,
        session_id=session.id,
        session_title=session.name,
        session_starts_at=session.scheduled_start_time,
        session_time_zone=session.time_zone,
        rows=tuple(rows),
        left_out=tuple(left_out),
        known_ids=checked.known_ids,
        header=draft.header,
        mapping=draft.mapping,
        source_name=draft.name,
        source_path=_place_of(draft),
        source_sha256=draft.sha256,
        settings=held_of(settings),
    )


def _place_of(draft: ImportDraft) -> str | None:
    """Where the source is: beside it the result files are written. Several files have a folder only."""
    source = draft.source
    if isinstance(source, FileSource):
        return str(source.path)
    if isinstance(source, TableSource) and source.folder:
        return str(Path(source.folder) / draft.name.replace("/", "_"))
    return None


def why_blocked(session: Session, rows: Sequence[PlannedRow]) -> str | None:
    """Why the job cannot be started at all; ``None`` when it can."""
    if session.is_read_only:
        return SESSION_FINISHED
    return None if rows else NOBODY_READY
