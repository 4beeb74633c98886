"""History: what happened in sessions, who was there, and the recordings."""

import json
import sqlite3
from typing import Any

from .catalogue import Catalogue, id_number
from .crowd import Crowd
from .ground import Ground, stamp
from .people import DIRECTORY, HOST_USER_ID
from .refusals import forbidden, no_permission, not_found

RECORDING_STATUSES = ("Processing", "Available", "Failed", "Purged")
_JOINED = (
    "SELECT s.*, w.title AS webinar_title, w.description AS webinar_description, w.host, "
    "coalesce(s.ended_at, s.starts_at + s.duration) AS end_at FROM sessions s "
    "JOIN webinars w ON w.id = s.webinar_id "
)
_BYTES_PER_S = {"Video": 180_000, "Audio": 16_000}


class History:
    """Rules of ``/webinar/history/v1``. ``hosts`` of ``None`` stands for the whole company."""

    def __init__(self, ground: Ground, catalogue: Catalogue, crowd: Crowd) -> None:
        self._ground = ground
        self._database = ground.database
        self._catalogue = catalogue
        self._crowd = crowd

    def webinar(self, webinar_id: str) -> dict[str, Any]:
        """The contract's ``HistoryWebinarResource``."""
        row = self._catalogue.webinar(webinar_id)
        body = self._catalogue.webinar_body(row)
        return {**body, "host": _host(row["host"])}

    def sessions(
        self,
        ends_from: float,
        ends_to: float,
        *,
        hosts: list[str] | None,
        name: str | None,
        statuses: list[str],
    ) -> list[dict[str, Any]]:
        """Sessions by end, latest first; the scheduled end where there is no real one."""
        rows = self._database.rows(
            f"{_JOINED} WHERE end_at >= ? AND end_at <= ? ORDER BY end_at DESC, s.id DESC", ends_from, ends_to
        )
        part = (name or "").casefold()
        return [
            self._session_body(row)
            for row in rows
            if (hosts is None or row["host"] in hosts)
            and (not statuses or row["status"] in statuses)
            and (not part or part in (row["title"] or row["webinar_title"]).casefold())
        ]

    def session(self, webinar_id: str, session_id: str) -> dict[str, Any]:
        """One session with its recording and sharing link."""
        self._catalogue.session(session_id, webinar_id)
        row = self._database.row(f"{_JOINED} WHERE s.id = ?", id_number(session_id))
        assert row is not None  # found just now, in the same transaction
        body = self._session_body(row, whole=True)
        del body["webinar"]
        return body

    def participants(
        self, webinar_id: str, session_id: str, roles: list[str], original_roles: list[str]
    ) -> list[dict[str, Any]]:
        """Everybody who joined, each stay a record, by join time."""
        session = self._catalogue.session(session_id, webinar_id)
        self._crowd.gather(session["id"])
        rows = self._database.rows(
            "SELECT * FROM participants WHERE session_id = ? ORDER BY joined_at, id", session["id"]
        )
        return [
            self._participant_body(row)
            for row in rows
            if (not roles or row["role"] in roles)
            and (not original_roles or row["original_role"] in original_roles)
        ]

    def own_participant(self, webinar_id: str, session_id: str) -> dict[str, Any]:
        """The signed-in person as a participant; 404 when that person never joined."""
        session = self._catalogue.session(session_id, webinar_id)
        row = self._database.row(
            "SELECT p.* FROM participants p JOIN invitees i ON i.id = p.invitee_id "
            "WHERE p.session_id = ? AND json_extract(i.linked_user, '$.userId') = ?",
            session["id"],
            HOST_USER_ID,
        )
        if row is None:
            raise not_found("sessionId")
        body = self._participant_body(row)
        reduced = ("id", "firstName", "lastName", "role", "originalRole", "type", "linkedUser")
        return {name: body[name] for name in reduced if name in body}

    def invitees(
        self, webinar_id: str, session_id: str, roles: list[str], original_roles: list[str]
    ) -> list[dict[str, Any]]:
        """The panel, with whether each joined."""
        session = self._catalogue.session(session_id, webinar_id)
        rows = self._database.rows(
            "SELECT * FROM invitees WHERE session_id = ? ORDER BY role <> 'Host', id", session["id"]
        )
        return [
            _past_invitee(row)
            for row in rows
            if (not roles or row["role"] in roles) and (not original_roles or row["role"] in original_roles)
        ]

    def invitee(self, webinar_id: str, session_id: str, invitee_id: str) -> dict[str, Any]:
        """One of the panel."""
        for body in self.invitees(webinar_id, session_id, [], []):
            if body["id"] == invitee_id:
                return body
        raise not_found("inviteeId")

    def recordings(
        self,
        created_from: float,
        created_to: float,
        *,
        hosts: list[str] | None,
        statuses: list[str],
        name: str | None = None,
    ) -> list[dict[str, Any]]:
        """Recordings with their session, latest first."""
        rows = self._database.rows(
            "SELECT * FROM recordings WHERE created >= ? AND created <= ? ORDER BY created DESC, id DESC",
            created_from,
            created_to,
        )
        found = []
        part = (name or "").casefold()
        for row in rows:
            session = self._session_of(row)
            title = (session["title"] or session["webinar_title"]).casefold()
            fits = hosts is None or session["host"] in hosts
            if fits and part in title and (not statuses or row["status"] in statuses):
                found.append({**self._recording_body(row), "session": _session_reference(session)})
        return found

    def recording(self, recording_id: str, *, company: bool) -> dict[str, Any]:
        """One recording with its sharing link; ``company`` is the administrator's way."""
        row = self._recording(recording_id, company=company)
        session = _session_reference(self._session_of(row))
        return {**self._recording_body(row, whole=True), "session": session}

    def download(self, recording_id: str, media: str) -> dict[str, Any]:
        """Where the file is; only an available recording has one."""
        row = self._recording(recording_id, company=self._ground.settings.company_permission)
        if row["status"] != "Available":
            raise forbidden("RecordingNotAvailable", f"Recording is in {row['status']} status")
        suffix, kind = ("mp4", "video/mp4") if media == "Video" else ("m4a", "audio/m4a")
        secret = self._ground.secret("download", row["id"])
        return {
            "downloadUri": f"{self._ground.settings.base_url}/media/{secret}.{suffix}",
            "downloadContentType": kind,
            "downloadSize": row["duration"] * _BYTES_PER_S[media],
        }

    def check_company(self) -> None:
        """Refuse (403) a person without the WebinarSettings permission."""
        if not self._ground.settings.company_permission:
            raise no_permission("WebinarSettings")

    def _recording(self, recording_id: str, *, company: bool) -> sqlite3.Row:
        row = self._database.row("SELECT * FROM recordings WHERE id = ?", id_number(recording_id))
        if row is None or (not company and self._session_of(row)["host"] != HOST_USER_ID):
            raise not_found("recordingId")
        return row

    def _session_of(self, recording: sqlite3.Row) -> sqlite3.Row:
        row = self._database.row(f"{_JOINED} WHERE s.id = ?", recording["session_id"])
        assert row is not None  # a session takes its recordings along when it goes
        return row

    def _session_body(self, row: sqlite3.Row, *, whole: bool = False) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": str(row["id"]),
            "creationTime": stamp(row["created"]),
            "lastModifiedTime": stamp(row["modified"]),
            "title": row["title"] or row["webinar_title"],
            "description": row["description"] or "",
            "scheduledStartTime": stamp(row["starts_at"]),
            "scheduledDuration": row["duration"],
            "timeZone": row["time_zone"],
            "localeCode": row["locale"],
            "panelJoinTimeOffset": row["panel_offset"],
            "status": row["status"],
            "videoBridgeId": self._ground.secret("bridge", row["id"]),
            "webinar": _webinar_reference(row),
            "livestreams": [],
        }
        if row["started_at"] is not None:
            body.update(self._timing(row), **self._joins(row))
        recording = self._database.row("SELECT * FROM recordings WHERE session_id = ? ORDER BY id", row["id"])
        if recording is not None:
            body["recording"] = self._recording_body(recording, whole=whole)
        return body

    def _timing(self, row: sqlite3.Row) -> dict[str, Any]:
        timing = {
            "startTime": stamp(row["started_at"]),
            "broadcastingStartTime": stamp(row["started_at"]),
        }
        if row["ended_at"] is None:
            return {**timing, "runtimeStatus": row["runtime_status"] or "Live"}
        return {
            **timing,
            "endTime": stamp(row["ended_at"]),
            "broadcastingEndTime": stamp(row["ended_at"]),
            "duration": int(row["ended_at"] - row["started_at"]),
        }

    def _joins(self, row: sqlite3.Row) -> dict[str, int]:
        """Counts of stays and of people; those of people who are still numbers come from their plan."""
        counted = self._database.row(
            "SELECT COUNT(*), coalesce(sum(role = 'Attendee'), 0), COUNT(DISTINCT user_hash), "
            "COUNT(DISTINCT CASE WHEN role = 'Attendee' THEN user_hash END) "
            "FROM participants WHERE session_id = ?",
            row["id"],
        )
        stays, attendee_stays, people, attendees = counted if counted is not None else (0, 0, 0, 0)
        plan = self._crowd.plan_of(row["id"])
        more, unique = (plan.attended + plan.rejoined, plan.attended) if plan is not None else (0, 0)
        return {
            "participantCount": stays + more,
            "attendeeCount": attendee_stays + more,
            "uniqueParticipantCount": people + unique,
            "uniqueAttendeeCount": attendees + unique,
        }

    def _recording_body(self, row: sqlite3.Row, *, whole: bool = False) -> dict[str, Any]:
        body = {
            "id": str(row["id"]),
            "creationTime": stamp(row["created"]),
            "lastModifiedTime": stamp(row["modified"]),
            "status": row["status"],
            "shared": bool(row["shared"]),
            "sharedUriExpirationTime": None if row["expires_at"] is None else stamp(row["expires_at"]),
        }
        if row["duration"] is not None:
            body["duration"] = row["duration"]
        if row["failure"] is not None:
            body["failureReason"] = json.loads(row["failure"])
        if whole:
            secret = self._ground.secret("recording", row["id"])
            body["recordingSharedUri"] = f"{self._ground.settings.base_url}/w/recording/{secret}"
        return body

    def _participant_body(self, row: sqlite3.Row) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": str(row["id"]),
            "firstName": row["first_name"],
            "lastName": row["last_name"],
            "email": row["email"],
            "role": row["role"],
            "originalRole": row["original_role"],
            "type": "User",
            "qnaBlocked": False,
            "joinTime": stamp(row["joined_at"]),
            "wasEjected": bool(row["ejected"]),
            "uniqueUserHash": row["user_hash"],
        }
        if row["left_at"] is not None:
            body["leaveTime"] = stamp(row["left_at"])
        if row["invitee_id"] is not None:
            body["inviteeId"] = str(row["invitee_id"])
        if row["registrant_id"] is not None:
            body["registrantId"] = str(row["registrant_id"])
        return body


def _host(user_id: str) -> dict[str, Any]:
    person = DIRECTORY[user_id]
    return {"firstName": person.first_name, "lastName": person.last_name, "linkedUser": person.reference()}


def _webinar_reference(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": str(row["webinar_id"]),
        "title": row["webinar_title"],
        "description": row["webinar_description"],
        "host": _host(row["host"]),
    }


def _session_reference(row: sqlite3.Row) -> dict[str, Any]:
    body = {
        "id": str(row["id"]),
        "title": row["title"] or row["webinar_title"],
        "webinar": _webinar_reference(row),
    }
    if row["started_at"] is not None and row["ended_at"] is not None:
        body["startTime"] = stamp(row["started_at"])
        body["endTime"] = stamp(row["ended_at"])
        body["duration"] = int(row["ended_at"] - row["started_at"])
    return body


def _past_invitee(row: sqlite3.Row) -> dict[str, Any]:
    linked = json.loads(row["linked_user"]) if row["linked_user"] else None
    person = DIRECTORY.get(linked["userId"]) if linked else None
    body: dict[str, Any] = {
        "id": str(row["id"]),
        "firstName": person.first_name if person else row["first_name"],
        "lastName": person.last_name if person else row["last_name"],
        "email": person.email if person else row["email"],
        "role": row["role"],
        "originalRole": row["role"],
        "type": row["type"],
        "qnaBlocked": False,
        "sendInvite": bool(row["send_invite"]),
        "joined": bool(row["joined"]),
        "linkedUser": linked,
    }
    return {name: value for name, value in body.items() if value is not None}
