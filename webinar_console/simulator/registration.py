"""Registration: preferences and registrants of a session."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from .catalogue import Catalogue, id_number
from .crowd import Crowd
from .fields import Fields
from .ground import Ground, stamp
from .outbox import CANCELLATION, CONFIRMATION, Outbox
from .paging import Page
from .people import email_of
from .programme import FINISHED
from .refusals import conflict, forbidden, not_found

OPEN = "Open"
CLOSED = "Closed"
#: Records of a page between two breaths.
_SLICE = 50

_DURATIONS = ("OneMonth", "TwoMonths", "ThreeMonths", "SixMonths", "OneYear")
_DEFAULTS: Mapping[str, Any] = {
    "autoCloseLimit": 0,
    "suppressEmails": False,
    "registrationDigestEnabled": True,
    "preventMultipleDeviceJoins": False,
    "workEmailRequired": False,
    "viewRecording": False,
    "onDemandDuration": "SixMonths",
    "autoOpenPostWebinarRegistration": False,
}
_FLAGS = tuple(name for name, value in _DEFAULTS.items() if isinstance(value, bool))
_PRIVATE_DOMAINS = frozenset(
    {"aol.com", "gmail.com", "gmx.de", "gmx.net", "hotmail.com", "icloud.com", "live.com", "mail.ru"}
    | {"outlook.com", "proton.me", "web.de", "yahoo.com"}
)
# Columns of a registrant that a registration sets, by their wire names.
_KEPT = {"visitorId": "visitor_id", "externalId": "external_id", "source": "source"}


def email_key(address: str) -> str:
    """The form in which e-mails are the same person's."""
    return address.strip().casefold()


class Registration:
    """Rules of ``/webinar/registration/v1``. Registration closes by hand, by the limit, and at the end."""

    def __init__(self, ground: Ground, catalogue: Catalogue, crowd: Crowd, outbox: Outbox) -> None:
        self._ground = ground
        self._database = ground.database
        self._catalogue = catalogue
        self._crowd = crowd
        self._outbox = outbox

    def session(self, session_id: str) -> sqlite3.Row:
        """The session, when its webinar has registration at all; raises ``Refusal`` (403, 404)."""
        row = self._catalogue.session(session_id)
        webinar = self._catalogue.webinar(str(row["webinar_id"]))
        if not json.loads(webinar["settings"]).get("registrationEnabled"):
            raise not_found("sessionId")
        return row

    def preferences(self, session_id: str) -> dict[str, Any]:
        """The contract's ``RegSessionModel``."""
        row = self.session(session_id)
        in_time, late = self.counts(row["id"])
        base = self._ground.settings.base_url
        link = self._ground.secret("registration", row["id"])
        return {
            "id": str(row["id"]),
            "registrationStatus": row["registration_status"],
            "registrationPageUri": f"{base}/w/{link}/register",
            "brandingDescriptorUri": f"{base}/w/{link}/branding",
            "registrantCount": in_time,
            "postWebinarRegistrantCount": late,
            "hasRealRegistrants": in_time + late > 0,
            "icalendarSequence": row["sequence"],
            "settings": {
                **_DEFAULTS,
                **json.loads(row["registration"]),
                "recordingExist": bool(
                    self._database.number(
                        "SELECT COUNT(*) FROM recordings WHERE session_id = ? "
                        "AND status IN ('Available', 'Processing')",
                        row["id"],
                    )
                ),
                "postWebinarRegistrationClosingTime": None,
            },
        }

    def update_preferences(self, session_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change what the body names; read-only fields are ignored. A limit that is reached closes."""
        row = self.session(session_id)
        fields = Fields(body)
        status = fields.choice("registrationStatus", (OPEN, CLOSED))
        settings = json.loads(row["registration"])
        given = fields.child("settings")
        if given is not None:
            changes: dict[str, Any] = {name: given.flag(name) for name in _FLAGS}
            changes["autoCloseLimit"] = given.number("autoCloseLimit", 0)
            changes["onDemandDuration"] = given.choice("onDemandDuration", _DURATIONS)
            settings.update({name: value for name, value in changes.items() if value is not None})
        fields.settle()
        self._database.run(
            "UPDATE sessions SET registration_status = coalesce(?, registration_status), registration = ?, "
            "modified = ? WHERE id = ?",
            status,
            json.dumps(settings),
            self._ground.now(),
            row["id"],
        )
        self._close_when_full(row["id"], settings)
        return self.preferences(session_id)

    def counts(self, session_id: int) -> tuple[int, int]:
        """Registrants in time and after the end; people who are still numbers are counted, too."""
        late = self._database.number(
            "SELECT COUNT(*) FROM registrants WHERE session_id = ? AND post_webinar", session_id
        )
        everyone = self._database.number("SELECT COUNT(*) FROM registrants WHERE session_id = ?", session_id)
        plan = self._crowd.plan_of(session_id)
        if plan is not None:
            return everyone - late + plan.people - plan.late, late + plan.late
        return everyone - late, late

    def registrants(
        self, session_id: str, page: Page, *, questionnaire: bool
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """A page of registrants by id, and its paging block. The list goes forward only."""
        session = self.session(session_id)
        self._crowd.gather(session["id"])
        rows = self._database.rows(
            "SELECT * FROM registrants WHERE session_id = ? AND id > ? ORDER BY id LIMIT ?",
            session["id"],
            page.position,
            page.per_page + 1,
        )
        following = rows[page.per_page - 1]["id"] if len(rows) > page.per_page else None
        records: list[dict[str, Any]] = []
        for row in rows[: page.per_page]:
            if len(records) % _SLICE == 0:
                self._ground.breathe()
            records.append(self.body(row, questionnaire=questionnaire))
        return records, page.block(following=following)

    def registrant(self, session_id: str, registrant_id: str, *, questionnaire: bool) -> dict[str, Any]:
        """One registrant."""
        return self.body(self._row(self.session(session_id), registrant_id), questionnaire=questionnaire)

    def register(self, session_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Register one person; see :class:`~.settings.Dialect` for what is not settled."""
        session = self.session(session_id)
        self._crowd.gather(session["id"])
        fields = Fields(body)
        columns = self._columns(fields, json.loads(session["registration"]))
        fields.settle()
        self._refuse_closed(session)
        known = self._database.row(
            "SELECT * FROM registrants WHERE session_id = ? AND email_key = ?",
            session["id"],
            columns["email_key"],
        )
        if known is not None:
            if self._ground.settings.dialect.duplicate == "first_record":
                return self._created_body(known, session)
            raise conflict("email", "A registrant with this email already exists")
        if not self._ground.settings.dialect.email_free_after_removal and self._database.number(
            "SELECT COUNT(*) FROM removed_emails WHERE session_id = ? AND email_key = ?",
            session["id"],
            columns["email_key"],
        ):
            raise conflict("email", "This email was registered before")
        registrant_id = self._insert(session, columns)
        return self._created_body(self._row(session, str(registrant_id)), session)

    def remove(self, session_id: str, registrant_id: str) -> None:
        """Remove one person from a session that is not finished."""
        session = self.session(session_id)
        if session["status"] == FINISHED:
            raise forbidden("SessionFinished", "Registrants of a finished session cannot be deleted")
        row = self._row(session, registrant_id)
        self._database.run("DELETE FROM registrants WHERE id = ?", row["id"])
        self._database.run(
            "INSERT OR IGNORE INTO removed_emails VALUES (?, ?)", session["id"], row["email_key"]
        )
        suppressed = json.loads(session["registration"]).get("suppressEmails")
        if self._ground.settings.dialect.cancellation_email and not suppressed:
            self._outbox.post(CANCELLATION, row["email"], session["id"], registrant_id=row["id"])

    def body(self, row: sqlite3.Row, *, questionnaire: bool = False) -> dict[str, Any]:
        """The contract's ``RegistrantModelWithQuestionnaire``; fields without a value are left out."""
        base = self._ground.settings.base_url
        link = self._ground.secret("registrant", row["id"])
        body = {
            "id": str(row["id"]),
            "creationTime": stamp(row["created"]),
            "lastModifiedTime": stamp(row["modified"]),
            "firstName": row["first_name"],
            "lastName": row["last_name"],
            "email": row["email"],
            "joinUri": row["join_uri"] or f"{base}/w/a/join/{link}",
            "cancellationUri": row["cancellation_uri"] or f"{base}/w/register?jlt={link}&action=cancel",
            "registeredPostWebinar": bool(row["post_webinar"]),
            "registrationTime": stamp(row["registered_at"]),
        }
        optional = {
            "visitorId": row["visitor_id"],
            "externalId": row["external_id"],
            "ipAddress": row["ip_address"],
            "source": row["source"],
            "participantId": row["participant_id"],
        }
        body.update({name: value for name, value in optional.items() if value is not None})
        if questionnaire:
            body["questionnaire"] = json.loads(row["questionnaire"] or "[]")
        return body

    def _created_body(self, row: sqlite3.Row, session: sqlite3.Row) -> dict[str, Any]:
        body = self.body(row, questionnaire=row["questionnaire"] is not None)
        return {**body, "icalendarSequence": session["sequence"]}

    def _row(self, session: sqlite3.Row, registrant_id: str) -> sqlite3.Row:
        self._crowd.gather(session["id"])
        row = self._database.row(
            "SELECT * FROM registrants WHERE id = ? AND session_id = ?",
            id_number(registrant_id),
            session["id"],
        )
        if row is None:
            raise not_found("registrantId")
        return row

    def _columns(self, fields: Fields, settings: Mapping[str, Any]) -> dict[str, Any]:
        first = fields.text("firstName", 64, required=True)
        last = fields.text("lastName", 64, required=True)
        email = fields.email("email", required=True) or ""
        if settings.get("workEmailRequired") and email.rpartition("@")[2].casefold() in _PRIVATE_DOMAINS:
            fields.complain("email", "must be a work email")
        columns: dict[str, Any] = {
            "first_name": first,
            "last_name": last,
            "email": email,
            "email_key": email_key(email),
            "ip_address": fields.ipv4("ipAddress"),
            **{column: fields.text(name, 100_000) for name, column in _KEPT.items()},
        }
        links = {"join_uri": fields.uri("joinUri"), "cancellation_uri": fields.uri("cancellationUri")}
        if self._ground.settings.dialect.custom_links == "kept":
            columns.update(links)
        answers = [_answer(answer) for answer in fields.children("questionnaire")]
        if answers:
            columns["questionnaire"] = json.dumps(answers, ensure_ascii=False)
        return columns

    def _insert(self, session: sqlite3.Row, columns: Mapping[str, Any]) -> int:
        now = self._ground.now()
        registrant_id = self._ground.new_id()
        self._database.insert(
            "registrants",
            id=registrant_id,
            session_id=session["id"],
            registered_at=now,
            created=now,
            modified=now,
            **columns,
        )
        settings = {**_DEFAULTS, **json.loads(session["registration"])}
        if not settings["suppressEmails"]:
            self._outbox.post(CONFIRMATION, columns["email"], session["id"], registrant_id=registrant_id)
        if settings["registrationDigestEnabled"]:
            webinar = self._catalogue.webinar(str(session["webinar_id"]))
            self._outbox.post_digest(email_of(webinar["host"]), session["id"])
        self._close_when_full(session["id"], settings)
        return registrant_id

    def _refuse_closed(self, session: sqlite3.Row) -> None:
        if session["status"] == FINISHED:
            raise forbidden("SessionFinished", "Session is finished")
        limit = json.loads(session["registration"]).get("autoCloseLimit", 0)
        if session["registration_status"] == OPEN and 0 < limit <= self.counts(session["id"])[0]:
            # Reached in the dialect that closes after the last seat: whoever comes next finds it closed.
            self._set_status(session["id"], CLOSED)
            raise forbidden("RegistrationClosed", "Registration is closed")
        if session["registration_status"] != OPEN:
            raise forbidden("RegistrationClosed", "Registration is closed")

    def _close_when_full(self, session_id: int, settings: Mapping[str, Any]) -> None:
        limit = settings.get("autoCloseLimit", 0)
        count = self.counts(session_id)[0]
        overfull = count > limit or (count == limit and self._ground.settings.dialect.auto_close == "at")
        if limit > 0 and overfull:
            self._set_status(session_id, CLOSED)

    def _set_status(self, session_id: int, status: str) -> None:
        self._database.run("UPDATE sessions SET registration_status = ? WHERE id = ?", status, session_id)


def _answer(fields: Fields) -> dict[str, Any]:
    answer: dict[str, Any] = {"questionId": fields.text("questionId", 1000, required=True)}
    if "answerIds" in fields:
        answer["answerIds"] = fields.strings("answerIds", required=True)
    elif "answerText" in fields:
        answer["answerText"] = fields.text("answerText", 100_000)
    else:
        fields.complain("answerIds", "is missing")
    return answer
