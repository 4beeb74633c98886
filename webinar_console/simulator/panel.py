"""Invitees: the panel of a session (host, co-hosts, panelists)."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from .catalogue import Catalogue, address_of, id_number
from .fields import Fields
from .ground import Ground, stamp
from .outbox import INVITATION, INVITATION_CANCELLED, Outbox
from .programme import FINISHED, SCHEDULED
from .refusals import Problem, Refusal, forbidden, invalid, not_found

ROLES = ("Panelist", "CoHost", "Host", "Attendee")
_INVITABLE = ("Panelist", "CoHost")
_CONTACT = {"firstName": "first_name", "lastName": "last_name", "email": "email"}


class Panel:
    """Rules of the invitees calls. A bulk call is all or nothing: all is checked before any is written."""

    def __init__(self, ground: Ground, catalogue: Catalogue, outbox: Outbox) -> None:
        self._ground = ground
        self._database = ground.database
        self._catalogue = catalogue
        self._outbox = outbox

    def invitees(self, webinar_id: str, session_id: str) -> list[dict[str, Any]]:
        """The panel by id, the implicit host row first."""
        session = self._catalogue.session(session_id, webinar_id)
        return [self.body(row) for row in self._rows(session)]

    def invitee(self, webinar_id: str, session_id: str, invitee_id: str) -> dict[str, Any]:
        """One of the panel."""
        return self.body(self._row(self._catalogue.session(session_id, webinar_id), invitee_id, "inviteeId"))

    def change(self, webinar_id: str, session_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Add, update and delete in one call, all or nothing."""
        session = self._catalogue.session(session_id, webinar_id)
        fields = Fields(body)
        added, updated = fields.children("addedInvitees"), fields.children("updatedInvitees")
        deleted = fields.children("deletedInvitees")
        fields.settle()
        _refuse_begun(session, deleting=bool(deleted))
        gone = [self._row(session, _id(f), f"deletedInvitees[{i}].id") for i, f in enumerate(deleted)]
        fields.settle()
        _refuse_host(gone)
        pairs = [(self._row(session, _id(f), f"updatedInvitees[{i}].id"), f) for i, f in enumerate(updated)]
        fields.settle()
        _refuse_host([row for row, _ in pairs])
        changes = [(row, _update_columns(f, row)) for row, f in pairs]
        arrivals = [_addition_columns(f) for f in added]
        fields.settle()
        self._refuse_doubles(session, gone, changes, arrivals)
        for row in gone:
            self._delete(session, row)
        return {
            "addedInvitees": [self._insert(session, columns) for columns in arrivals],
            "updatedInvitees": [self._update(session, row, columns) for row, columns in changes],
            "deletedInvitees": [{"id": str(row["id"])} for row in gone],
        }

    def update(
        self, webinar_id: str, session_id: str, invitee_id: str, body: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Change one invitee; ``role`` is always needed."""
        session = self._catalogue.session(session_id, webinar_id)
        row = self._row(session, invitee_id, "inviteeId")
        _refuse_begun(session, deleting=False)
        _refuse_host([row])
        fields = Fields(body)
        columns = _update_columns(fields, row)
        fields.settle()
        self._refuse_double(session, row, columns)
        return self._update(session, row, columns)

    def delete(self, webinar_id: str, session_id: str, invitee_id: str) -> None:
        """Remove one invitee from a scheduled session."""
        session = self._catalogue.session(session_id, webinar_id)
        row = self._row(session, invitee_id, "inviteeId")
        _refuse_begun(session, deleting=True)
        _refuse_host([row])
        self._delete(session, row)

    def body(self, row: sqlite3.Row) -> dict[str, Any]:
        """The contract's ``InviteeResource``; fields without a value are left out."""
        body: dict[str, Any] = {
            "id": str(row["id"]),
            "creationTime": stamp(row["created"]),
            "lastModifiedTime": stamp(row["modified"]),
            "role": row["role"],
            "type": row["type"],
            "sendInvite": bool(row["send_invite"]),
            "joinUri": f"{self._ground.settings.base_url}/w/join/{self._ground.secret('invitee', row['id'])}",
            "phoneParticipantCode": str(row["id"])[-9:],
        }
        optional = {wire: row[column] for wire, column in _CONTACT.items()}
        optional["jobTitle"] = row["job_title"]
        optional["linkedUser"] = json.loads(row["linked_user"]) if row["linked_user"] else None
        body.update({name: value for name, value in optional.items() if value is not None})
        return body

    def _rows(self, session: sqlite3.Row) -> list[sqlite3.Row]:
        return self._database.rows(
            "SELECT * FROM invitees WHERE session_id = ? ORDER BY role <> 'Host', id", session["id"]
        )

    def _row(self, session: sqlite3.Row, invitee_id: str, parameter: str) -> sqlite3.Row:
        row = self._database.row(
            "SELECT * FROM invitees WHERE id = ? AND session_id = ?", id_number(invitee_id), session["id"]
        )
        if row is None:
            raise not_found(parameter)
        return row

    def _refuse_doubles(
        self,
        session: sqlite3.Row,
        gone: list[sqlite3.Row],
        changes: list[tuple[sqlite3.Row, dict[str, Any]]],
        arrivals: list[dict[str, Any]],
    ) -> None:
        """409 when two of the panel would have the same e-mail or the same directory user."""
        leaving = {row["id"] for row in gone} | {row["id"] for row, _ in changes}
        taken = {_identity(row) for row in self._rows(session) if row["id"] not in leaving}
        named = [(f"updatedInvitees[{i}].email", {**dict(row), **c}) for i, (row, c) in enumerate(changes)]
        named += [(f"addedInvitees[{i}].email", columns) for i, columns in enumerate(arrivals)]
        problems = []
        for parameter, columns in named:
            identity = _identity(columns)
            if identity in taken:
                problems.append(Problem("CMN-409", "An invitee with this email already exists", parameter))
            taken.add(identity)
        if problems:
            raise Refusal(409, problems)

    def _refuse_double(self, session: sqlite3.Row, row: sqlite3.Row, columns: dict[str, Any]) -> None:
        """400 for a taken e-mail: the contract describes no 409 for this call."""
        identity = _identity({**dict(row), **columns})
        if any(_identity(other) == identity for other in self._rows(session) if other["id"] != row["id"]):
            raise invalid("email", "An invitee with this email already exists")

    def _insert(self, session: sqlite3.Row, columns: dict[str, Any]) -> dict[str, Any]:
        now = self._ground.now()
        invitee_id = self._ground.new_id()
        self._database.insert(
            "invitees", id=invitee_id, session_id=session["id"], created=now, modified=now, **columns
        )
        row = self._row(session, str(invitee_id), "id")
        if row["send_invite"]:
            self._outbox.post(INVITATION, address_of(row), session["id"], invitee_id=invitee_id)
        return self.body(row)

    def _update(self, session: sqlite3.Row, row: sqlite3.Row, columns: dict[str, Any]) -> dict[str, Any]:
        assignments = ", ".join(f"{name} = ?" for name in columns)
        self._database.run(
            f"UPDATE invitees SET {assignments}, modified = ? WHERE id = ?",
            *columns.values(),
            self._ground.now(),
            row["id"],
        )
        after = self._row(session, str(row["id"]), "id")
        newly_told = after["send_invite"] and not row["send_invite"]
        moved = after["send_invite"] and address_of(after).casefold() != address_of(row).casefold()
        if newly_told or moved:
            self._outbox.post(INVITATION, address_of(after), session["id"], invitee_id=row["id"])
        return self.body(after)

    def _delete(self, session: sqlite3.Row, row: sqlite3.Row) -> None:
        self._database.run("DELETE FROM invitees WHERE id = ?", row["id"])
        if row["send_invite"]:
            self._outbox.post(INVITATION_CANCELLED, address_of(row), session["id"], invitee_id=row["id"])


def _identity(columns: Mapping[str, Any] | sqlite3.Row) -> str:
    linked = columns["linked_user"]
    if linked:
        return f"user:{json.loads(linked)['userId']}"
    return f"email:{str(columns['email']).strip().casefold()}"


def _id(fields: Fields) -> str:
    return fields.text("id", 20, minimum=1, required=True) or ""


def _refuse_begun(session: sqlite3.Row, *, deleting: bool) -> None:
    if session["status"] == FINISHED or (deleting and session["status"] != SCHEDULED):
        raise forbidden(f"Session{session['status']}", f"Session is in {session['status']} status")


def _refuse_host(rows: list[sqlite3.Row]) -> None:
    if any(row["role"] == "Host" for row in rows):
        raise forbidden("HostInvitee", "The implicit record of the host cannot be changed or deleted")


def _role(fields: Fields) -> str | None:
    role = fields.choice("role", ROLES, required=True)
    if role is not None and role not in _INVITABLE:
        fields.complain("role", f"cannot be {role}")
    return role


def _addition_columns(fields: Fields) -> dict[str, Any]:
    columns: dict[str, Any] = {"role": _role(fields), "job_title": fields.text("jobTitle", 64)}
    columns["type"] = fields.choice("type", ("User", "Room")) or "User"
    columns["send_invite"] = fields.flag("sendInvite") is not False
    linked = fields.child("linkedUser")
    columns["linked_user"] = None
    if linked is not None:
        reference = {
            "userId": linked.text("userId", 256, required=True),
            "accountId": linked.text("accountId", 256, required=True),
            "domain": linked.choice("domain", ("pbx", "ilm"), required=True),
        }
        columns["linked_user"] = json.dumps(reference)
        for name in _CONTACT:
            if name in fields:
                fields.complain(name, "cannot be given together with linkedUser")
        return columns
    columns["first_name"] = fields.text("firstName", 64)
    columns["last_name"] = fields.text("lastName", 64)
    columns["email"] = fields.email("email", required=True)
    return columns


def _update_columns(fields: Fields, row: sqlite3.Row) -> dict[str, Any]:
    columns: dict[str, Any] = {"role": _role(fields), "job_title": fields.text("jobTitle", 64)}
    columns["type"] = fields.choice("type", ("User", "Room"))
    send_invite = fields.flag("sendInvite")
    if send_invite is False and row["send_invite"]:
        fields.complain("sendInvite", "cannot be changed back to false")
    columns["send_invite"] = send_invite
    if "linkedUser" in fields:
        fields.complain("linkedUser", "cannot be changed")
    contact = {
        "first_name": fields.text("firstName", 64),
        "last_name": fields.text("lastName", 64),
        "email": fields.email("email"),
    }
    for wire, column in _CONTACT.items():
        if row["linked_user"] and contact[column] is not None:
            fields.complain(wire, "cannot be given for a linked user")
    columns.update(contact)
    return {name: value for name, value in columns.items() if value is not None}
