"""Seeding: puts the programme into an empty world. People stay numbers until somebody looks (crowd.py)."""

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .crowd import Crowd, CrowdPlan
from .ground import Ground
from .people import COLLEAGUE, DIRECTORY, HOST
from .programme import ACTIVE, FINISHED, LARGE, PROGRAMME, PlannedSession, PlannedWebinar

_DAY_S = 86_400
_FIRST_PERSON_ID = 4_000_000_000_000
#: Room for the ids of one session's people, their stays and their second stays.
_PEOPLE_APART = 10_000_000
_LIVE_SINCE_S = 20 * 60


def seed(ground: Ground, crowd: Crowd) -> None:
    """Fill the database; times lie around the clock's now. ``large_session`` is kept as a fact."""
    index = 0
    for webinar in PROGRAMME:
        host = HOST if webinar.own else COLLEAGUE
        first = min(_starts_at(ground.now(), s) for s in webinar.sessions)
        created = min(first, ground.now()) - 40 * _DAY_S
        webinar_id = ground.new_id()
        ground.database.insert(
            "webinars",
            id=webinar_id,
            host=host.user_id,
            title=webinar.title,
            description=webinar.description,
            settings=json.dumps({"registrationEnabled": webinar.registration}),
            created=created,
            modified=created + 3600,
        )
        for planned in webinar.sessions:
            session_id = _seed_session(ground, webinar_id, planned, created)
            _seed_panel(ground, session_id, webinar, planned, created)
            if planned.people:
                _promise(ground, crowd, session_id, planned, created, index)
            if planned.people == LARGE:
                ground.database.set_fact("large_session", str(session_id))
            index += 1


def _starts_at(now: float, planned: PlannedSession) -> float:
    if planned.status == ACTIVE:
        return (now - _LIVE_SINCE_S) // 300 * 300
    zone = ZoneInfo(planned.zone)
    today = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
    local = datetime.combine(today + timedelta(days=planned.day), time.fromisoformat(planned.at), zone)
    return local.timestamp()


def _seed_session(ground: Ground, webinar_id: int, planned: PlannedSession, created: float) -> int:
    starts_at = _starts_at(ground.now(), planned)
    session_id = ground.new_id()
    duration = planned.minutes * 60
    ended_at = starts_at + duration + 240 if planned.status == FINISHED else None
    ground.database.insert(
        "sessions",
        id=session_id,
        webinar_id=webinar_id,
        title=planned.title,
        starts_at=starts_at,
        duration=duration,
        time_zone=planned.zone,
        locale=planned.locale,
        panel_offset=900,
        status=planned.status,
        started_at=None if planned.status not in (ACTIVE, FINISHED) else starts_at + 60,
        ended_at=ended_at,
        runtime_status="Live" if planned.status == ACTIVE else None,
        created=created,
        modified=created + 3600,
        registration_status="Closed"
        if planned.status == FINISHED and not planned.late
        else planned.registration,
        registration=json.dumps(planned.settings),
    )
    if planned.recording and ended_at is not None:
        _seed_recording(ground, session_id, planned, duration, ended_at)
    return session_id


def _seed_recording(
    ground: Ground, session_id: int, planned: PlannedSession, duration: int, ended_at: float
) -> None:
    failure = {"errorCode": "RecordingFailed", "message": "The recording could not be processed"}
    available = planned.recording == "Available"
    ground.database.insert(
        "recordings",
        id=ground.new_id(),
        session_id=session_id,
        status=planned.recording,
        duration=None if planned.recording == "Failed" else duration + 180,
        shared=available,
        expires_at=ended_at + 180 * _DAY_S if available else None,
        failure=json.dumps(failure) if planned.recording == "Failed" else None,
        created=ended_at + 300,
        modified=ended_at + 1200,
    )


def _seed_panel(
    ground: Ground, session_id: int, webinar: PlannedWebinar, planned: PlannedSession, created: float
) -> None:
    colleagues = {(p.first_name, p.last_name): p for p in DIRECTORY.values()}
    host = HOST if webinar.own else COLLEAGUE
    rows = [("Host", host.first_name, host.last_name, host.job_title), *webinar.panel]
    held = planned.status in (ACTIVE, FINISHED)
    for role, first, last, title in rows:
        colleague = colleagues.get((first, last))
        invitee_id = ground.new_id()
        address = colleague.email if colleague else f"panel-{invitee_id}@example.com"
        # A colleague is known by the link to the directory, a guest by name and address: never both.
        ground.database.insert(
            "invitees",
            id=invitee_id,
            session_id=session_id,
            role=role,
            first_name=None if colleague else first,
            last_name=None if colleague else last,
            email=None if colleague else address,
            job_title=title,
            linked_user=json.dumps(colleague.reference()) if colleague else None,
            type="User",
            send_invite=1,
            joined=held,
            created=created,
            modified=created,
        )
        if held:
            _seed_stay(ground, session_id, planned, invitee_id, (first, last, address, role))


def _seed_stay(
    ground: Ground, session_id: int, planned: PlannedSession, invitee_id: int, who: tuple[str, str, str, str]
) -> None:
    """One of the panel joins ten minutes early and stays to the end."""
    first, last, address, role = who
    starts_at = _starts_at(ground.now(), planned)
    finished = planned.status == FINISHED
    ground.database.insert(
        "participants",
        id=ground.new_id(),
        session_id=session_id,
        first_name=first,
        last_name=last,
        email=address,
        role=role,
        original_role=role,
        joined_at=starts_at - 600,
        left_at=starts_at + planned.minutes * 60 + 240 if finished else None,
        invitee_id=invitee_id,
        user_hash=ground.secret("person", invitee_id)[:16],
    )


def _promise(
    ground: Ground, crowd: Crowd, session_id: int, planned: PlannedSession, created: float, index: int
) -> None:
    starts_at = _starts_at(ground.now(), planned)
    people = ground.settings.registrants if planned.people == LARGE else planned.people
    attended = round((people - planned.late) * planned.rate)
    held = planned.status in (ACTIVE, FINISHED)
    finished_at = starts_at + planned.minutes * 60 if planned.status == FINISHED else None
    crowd.set_plan(
        session_id,
        CrowdPlan(
            people=people,
            attended=attended,
            rejoined=attended // 12,
            late=planned.late,
            first_at=created + _DAY_S,
            last_at=min(starts_at, ground.now() - 600),
            first_id=_FIRST_PERSON_ID + index * _PEOPLE_APART,
            starts_at=starts_at if held else None,
            ends_at=finished_at,
        ),
    )
