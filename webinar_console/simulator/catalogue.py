"""Webinars and sessions: the configuration API's state and rules."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .fields import Fields
from .ground import Ground, stamp
from .outbox import CANCELLATION, INVITATION_CANCELLED, Outbox
from .people import ACCOUNT_ID, DIRECTORY, HOST_USER_ID, email_of
from .programme import ACTIVE, FINISHED, SCHEDULED
from .refusals import forbidden, invalid, no_permission, not_found

STATUSES = (SCHEDULED, ACTIVE, FINISHED)
_AUTHENTICATION = ("Guest", "AuthenticatedUser", "AuthenticatedCoworker")

#: The settings of a webinar that its host can change, with RingCentral's defaults.
SETTINGS: Mapping[str, Any] = {
    "autoRecord": False,
    "panelistWaitingRoom": False,
    "panelistVideoEnabled": True,
    "panelistScreenSharingEnabled": True,
    "panelistMuteControlEnabled": True,
    "panelistAuthentication": "Guest",
    "attendeeAuthentication": "Guest",
    "artifactsAccessAuthentication": "AuthenticatedUser",
    "pstnEnabled": False,
    "qnaEnabled": True,
    "qnaAnonymousEnabled": True,
    "moderatedQnaEnabled": False,
    "registrationEnabled": False,
}
_READ_ONLY_SETTINGS = {
    "recordingEnabled": True,
    "recordingSharingEnabled": True,
    "recordingDownloadEnabled": True,
    "pastSessionDeletionEnabled": False,
    "pollsEnabled": True,
    "pollsAnonymousEnabled": True,
    "externalLivestreamEnabled": True,
}


class Catalogue:
    """Own webinars are those of the signed-in host; others need the WebinarSettings permission."""

    def __init__(self, ground: Ground, outbox: Outbox) -> None:
        self._ground = ground
        self._database = ground.database
        self._outbox = outbox

    def webinar(self, webinar_id: str) -> sqlite3.Row:
        """The row of a webinar that the person may see; raises ``Refusal`` (403, 404)."""
        row = self._database.row("SELECT * FROM webinars WHERE id = ?", id_number(webinar_id))
        if row is None:
            raise not_found("webinarId")
        if row["host"] != HOST_USER_ID and not self._ground.settings.company_permission:
            raise no_permission("WebinarSettings")
        return row

    def webinar_shown(self, webinar_id: str) -> dict[str, Any]:
        """A webinar as the API shows it."""
        return self.webinar_body(self.webinar(webinar_id))

    def session_shown(self, webinar_id: str, session_id: str) -> dict[str, Any]:
        """A session as the API shows it."""
        return self.session_body(self.session(session_id, webinar_id))

    def session(self, session_id: str, webinar_id: str | None = None) -> sqlite3.Row:
        """The row of a session, in its webinar when that is named; raises ``Refusal`` (403, 404)."""
        row = self._database.row("SELECT * FROM sessions WHERE id = ?", id_number(session_id))
        if webinar_id is not None:
            self.webinar(webinar_id)
        if row is None or (webinar_id is not None and str(row["webinar_id"]) != webinar_id):
            raise not_found("sessionId")
        self.webinar(str(row["webinar_id"]))
        return row

    def webinars(self, created_from: float) -> list[dict[str, Any]]:
        """Own webinars, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM webinars WHERE host = ? AND created >= ? ORDER BY created, id",
            HOST_USER_ID,
            created_from,
        )
        return [self.webinar_body(row) for row in rows]

    def sessions(
        self, ends_from: float, *, hosts: list[str] | None, name: str | None = None, status: str | None = None
    ) -> list[dict[str, Any]]:
        """Sessions over all webinars, by start; ``hosts`` of ``None`` stands for the whole company."""
        rows = self._database.rows(
            "SELECT s.*, w.title AS webinar_title, w.description AS webinar_description, w.host "
            "FROM sessions s JOIN webinars w ON w.id = s.webinar_id WHERE s.starts_at + s.duration >= ? "
            "AND (? IS NULL OR s.status = ?) ORDER BY s.starts_at, s.id",
            ends_from,
            status,
            status,
        )
        part = (name or "").casefold()
        return [
            {**self.session_body(row, whole=False), "webinar": webinar_reference(row)}
            for row in rows
            if (hosts is None or row["host"] in hosts)
            and (not part or part in (row["title"] or row["webinar_title"]).casefold())
        ]

    def create_webinar(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A new webinar, without sessions."""
        fields = Fields(body)
        title = fields.text("title", 512, minimum=1, required=True)
        description = fields.text("description", 4096) or ""
        settings = _settings(fields, {})
        host = HOST_USER_ID
        named = fields.child("host")
        linked = named.child("linkedUser") if named else None
        if linked is not None:
            host = linked.text("userId", 256, required=True) or host
            if linked.text("accountId", 256, required=True) != ACCOUNT_ID or host not in DIRECTORY:
                fields.complain("host.linkedUser")
        fields.settle()
        if host != HOST_USER_ID and not self._ground.settings.company_permission:
            raise no_permission("WebinarSettings")
        now = self._ground.now()
        webinar_id = self._ground.new_id()
        self._database.insert(
            "webinars",
            id=webinar_id,
            host=host,
            title=title,
            description=description,
            settings=json.dumps(settings),
            created=now,
            modified=now,
        )
        return self.webinar_body(self.webinar(str(webinar_id)))

    def update_webinar(self, webinar_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change what the body names; the host cannot be changed."""
        row = self.webinar(webinar_id)
        fields = Fields(body)
        title = fields.text("title", 512, minimum=1)
        description = fields.text("description", 4096)
        settings = _settings(fields, json.loads(row["settings"]))
        fields.settle()
        self._database.run(
            "UPDATE webinars SET title = coalesce(?, title), description = coalesce(?, description), "
            "settings = ?, modified = ? WHERE id = ?",
            title,
            description,
            json.dumps(settings),
            self._ground.now(),
            row["id"],
        )
        return self.webinar_body(self.webinar(webinar_id))

    def delete_webinar(self, webinar_id: str) -> None:
        """Delete a webinar with all that belongs to it, unless a session has begun."""
        row = self.webinar(webinar_id)
        sessions = self._database.rows("SELECT * FROM sessions WHERE webinar_id = ?", row["id"])
        for session in sessions:
            _refuse_begun(session)
        for session in sessions:
            self._forget(session)
        self._database.run("DELETE FROM webinars WHERE id = ?", row["id"])

    def create_session(self, webinar_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A new session with its implicit host row."""
        webinar = self.webinar(webinar_id)
        fields = Fields(body)
        columns = _session_columns(fields, required=True)
        fields.settle()
        if self._ground.settings.dialect.second_session == "refused" and self._database.number(
            "SELECT COUNT(*) FROM sessions WHERE webinar_id = ?", webinar["id"]
        ):
            raise forbidden("SessionLimit", "Webinars are currently limited to only one session")
        now = self._ground.now()
        session_id = self._ground.new_id()
        columns.setdefault("locale", "en-US")
        self._database.insert(
            "sessions",
            id=session_id,
            webinar_id=webinar["id"],
            status=SCHEDULED,
            created=now,
            modified=now,
            **columns,
        )
        self._database.insert(
            "invitees",
            id=self._ground.new_id(),
            session_id=session_id,
            role="Host",
            linked_user=json.dumps({"userId": webinar["host"], "accountId": ACCOUNT_ID, "domain": "pbx"}),
            type="User",
            send_invite=1,
            created=now,
            modified=now,
        )
        return self.session_body(self.session(str(session_id)))

    def update_session(self, webinar_id: str, session_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change what the body names; only a scheduled session can be changed."""
        row = self.session(session_id, webinar_id)
        _refuse_begun(row)
        fields = Fields(body)
        columns = _session_columns(fields, required=False)
        status = fields.choice("status", STATUSES)
        fields.settle()
        if status not in (None, SCHEDULED):
            raise forbidden("StatusTransition", f"Transition from {row['status']} to {status} is prohibited")
        if {"starts_at", "duration", "time_zone"} & columns.keys():
            columns["sequence"] = row["sequence"] + 1
        columns["modified"] = self._ground.now()
        assignments = ", ".join(f"{name} = ?" for name in columns)
        self._database.run(f"UPDATE sessions SET {assignments} WHERE id = ?", *columns.values(), row["id"])
        return self.session_body(self.session(session_id))

    def delete_session(self, webinar_id: str, session_id: str) -> None:
        """Delete a scheduled session with its invitees and registrants."""
        row = self.session(session_id, webinar_id)
        _refuse_begun(row)
        self._forget(row)

    def set_status(self, session_id: str, status: str) -> None:
        """Let a session begin or end, as its host would (for tests and practice)."""
        if status not in STATUSES:
            raise invalid("status")
        row = self.session(session_id)
        now = self._ground.now()
        started = None if status == SCHEDULED else row["started_at"] or now
        self._database.run(
            "UPDATE sessions SET status = ?, started_at = ?, ended_at = ?, runtime_status = ?, "
            "modified = ? WHERE id = ?",
            status,
            started,
            now if status == FINISHED else None,
            "Live" if status == ACTIVE else None,
            now,
            row["id"],
        )

    def _forget(self, session: sqlite3.Row) -> None:
        """Remove a session; people who were told of it are told of its end."""
        session_id = session["id"]
        for invitee in self._database.rows(
            "SELECT * FROM invitees WHERE session_id = ? AND send_invite AND role <> 'Host'", session_id
        ):
            self._outbox.post(INVITATION_CANCELLED, address_of(invitee), session_id, invitee_id=invitee["id"])
        suppressed = bool(json.loads(session["registration"]).get("suppressEmails"))
        if self._ground.settings.dialect.cancellation_email and not suppressed:
            self._database.run(
                "INSERT INTO outbox (at, kind, recipient, session_id, registrant_id) "
                "SELECT ?, ?, email, session_id, id FROM registrants WHERE session_id = ?",
                self._ground.now(),
                CANCELLATION,
                session_id,
            )
        for table in ("registrants", "removed_emails", "invitees", "participants", "recordings"):
            self._database.run(f"DELETE FROM {table} WHERE session_id = ?", session_id)
        self._database.run("DELETE FROM sessions WHERE id = ?", session_id)

    def webinar_body(self, row: sqlite3.Row) -> dict[str, Any]:
        """The contract's ``WcsWebinarResource``."""
        return {
            "id": str(row["id"]),
            "creationTime": stamp(row["created"]),
            "lastModifiedTime": stamp(row["modified"]),
            "title": row["title"],
            "description": row["description"],
            "settings": {**_READ_ONLY_SETTINGS, **SETTINGS, **json.loads(row["settings"])},
            "host": {
                "userId": row["host"],
                "accountId": ACCOUNT_ID,
                "entitled": True,
                "linkedUser": {"userId": row["host"], "accountId": ACCOUNT_ID, "domain": "pbx"},
            },
        }

    def session_body(self, row: sqlite3.Row, *, whole: bool = True) -> dict[str, Any]:
        """The contract's ``WcsSessionResource``; lists over all webinars leave the bridge out."""
        key = row["id"]
        base = self._ground.settings.base_url
        body: dict[str, Any] = {
            "id": str(key),
            "creationTime": stamp(row["created"]),
            "lastModifiedTime": stamp(row["modified"]),
            "scheduledStartTime": stamp(row["starts_at"]),
            "scheduledDuration": row["duration"],
            "timeZone": row["time_zone"],
            "panelJoinTimeOffset": row["panel_offset"],
            "title": row["title"] or "",
            "description": row["description"] or "",
            "status": row["status"],
            "hostJoinUri": f"{base}/w/host/{self._ground.secret('host', key)}",
            "localeCode": row["locale"],
        }
        if whole:
            body["videoBridgeId"] = self._ground.secret("bridge", key)
            body["videoBridgePassword"] = self._ground.secret("password", key)[:10]
            body["videoBridgePstnPassword"] = str(key)[-8:]
            body["attendeeJoinUri"] = f"{base}/w/join/{self._ground.secret('session', key)}"
            body["hasUnsentInvites"] = bool(
                self._database.number(
                    "SELECT COUNT(*) FROM invitees WHERE session_id = ? AND NOT send_invite", key
                )
            )
        return body


def webinar_reference(row: sqlite3.Row) -> dict[str, Any]:
    """The webinar as session lists carry it; the row is a session joined with its webinar."""
    return {
        "id": str(row["webinar_id"]),
        "title": row["webinar_title"],
        "description": row["webinar_description"],
        "host": {"linkedUser": {"userId": row["host"], "accountId": ACCOUNT_ID, "domain": "pbx"}},
    }


def address_of(invitee: sqlite3.Row) -> str:
    """Where an invitee gets mail."""
    if invitee["linked_user"]:
        return email_of(json.loads(invitee["linked_user"])["userId"])
    return str(invitee["email"])


def id_number(text: str) -> int:
    """The number of an id in a path; text that is no id matches nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else -1


def _refuse_begun(session: sqlite3.Row) -> None:
    if session["status"] != SCHEDULED:
        raise forbidden(f"Session{session['status']}", f"Session is in {session['status']} status")


def _session_columns(fields: Fields, *, required: bool) -> dict[str, Any]:
    zone = fields.text("timeZone", 64, minimum=3, required=required)
    if zone is not None and not _is_zone(zone):
        fields.complain("timeZone", "is not an IANA time zone")
    columns = {
        "starts_at": fields.time("scheduledStartTime", required=required),
        "duration": fields.number("scheduledDuration", 30, 43_200, required=required),
        "time_zone": zone,
        "panel_offset": fields.number("panelJoinTimeOffset", 0),
        "title": fields.text("title", 512),
        "description": fields.text("description", 4096),
        "locale": fields.text("localeCode", 8, minimum=2),
    }
    return {name: value for name, value in columns.items() if value is not None}


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _settings(fields: Fields, before: Mapping[str, Any]) -> dict[str, Any]:
    settings = dict(before)
    given = fields.child("settings")
    if given is None:
        return settings
    for name, default in SETTINGS.items():
        value = given.flag(name) if isinstance(default, bool) else given.choice(name, _AUTHENTICATION)
        if value is not None:
            settings[name] = value
    password = given.text("password", 64)
    if password is not None:
        settings["password"] = password
    redirect = given.uri("postWebinarRedirectUri")
    if redirect is not None:
        settings["postWebinarRedirectUri"] = redirect
    if settings.get("password") == "":
        # An empty text resets the password.
        del settings["password"]
    return settings
