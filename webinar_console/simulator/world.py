"""The world: all state and rules of the practice account, without HTTP."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from .account import Account
from .catalogue import Catalogue, id_number
from .crowd import Crowd
from .database import Database
from .ground import Ground, stamp, utc_now
from .history import History
from .outbox import Outbox
from .paging import PER_PAGE_MAX, Page
from .panel import Panel
from .people import HOST_USER_ID
from .registration import Registration
from .seeding import seed
from .settings import Dialect, Settings
from .subscriptions import Subscriptions
from .throttle import Throttle
from .tokens import Tokens


class World:
    """A RingCentral account on SQLite. ``path`` of ``:memory:`` forgets, a file survives restarts.

    ``clock`` answers aware datetimes in UTC; the same clock, seed and calls give the same world (tokens of
    sign-in apart, which are random). ``seeded=False`` starts without webinars.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        path: str | Path = ":memory:",
        clock: Callable[[], datetime] = utc_now,
        seeded: bool = True,
    ) -> None:
        self.database = Database(path)
        self.ground = Ground(self.database, settings or Settings(), clock)
        self.throttle = Throttle(self.ground)
        self.tokens = Tokens(self.ground)
        self.outbox = Outbox(self.ground)
        self.crowd = Crowd(self.ground)
        self.account = Account(self.ground)
        self.catalogue = Catalogue(self.ground, self.outbox)
        self.registration = Registration(self.ground, self.catalogue, self.crowd, self.outbox)
        self.panel = Panel(self.ground, self.catalogue, self.outbox)
        self.history = History(self.ground, self.catalogue, self.crowd)
        self.subscriptions = Subscriptions(self.ground)
        if seeded and self.database.fact("seeded") is None:
            with self.database.transaction():
                seed(self.ground, self.crowd)
                self.database.set_fact("seeded", stamp(self.ground.now()))

    def twin(self, clock: Callable[[], datetime]) -> "World":
        """A world in memory in the same state, which goes its own way from here, by its own ``clock``."""
        twin = World(self.settings, clock=clock, seeded=False)
        self.database.copy_to(twin.database)
        return twin

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.ground.settings

    def change_settings(self, *, dialect: dict[str, Any] | None = None, **changes: Any) -> Settings:
        """Replace some settings at once; ``dialect`` names the switches to turn. Raises ``TypeError``."""
        if dialect is not None:
            changes["dialect"] = replace(self.settings.dialect, **dialect)
        self.ground.settings = replace(self.settings, **changes)
        return self.settings

    @property
    def large_session(self) -> str:
        """The id of the session with ``settings.registrants`` people."""
        return self.database.fact("large_session") or ""

    def session_titled(self, title: str) -> str:
        """The id of the earliest session with this title (its own, or its webinar's); raises ``KeyError``."""
        row = self.database.row(
            "SELECT s.id FROM sessions s JOIN webinars w ON w.id = s.webinar_id "
            "WHERE coalesce(nullif(s.title, ''), w.title) = ? ORDER BY s.starts_at LIMIT 1",
            title,
        )
        if row is None:
            raise KeyError(title)
        return str(row[0])

    def webinar_of(self, session_id: str) -> str:
        """The id of the session's webinar; raises ``KeyError``."""
        row = self.database.row("SELECT webinar_id FROM sessions WHERE id = ?", id_number(session_id))
        if row is None:
            raise KeyError(session_id)
        return str(row[0])

    def people(self, session_id: str) -> list[dict[str, Any]]:
        """The registrants of a session as the API shows them, with questionnaire, by id."""
        people: list[dict[str, Any]] = []
        position = 0
        while True:
            with self.database.transaction():
                records, paging = self.registration.registrants(
                    session_id, Page("people", position, PER_PAGE_MAX), questionnaire=True
                )
            people.extend(records)
            if "nextPageToken" not in paging:
                return people
            position = int(records[-1]["id"])

    def emails(self, session_id: str | None = None, kind: str | None = None) -> list[dict[str, Any]]:
        """The outbox, oldest first."""
        return self.outbox.emails(session_id, kind)

    def requests(self, operation: str | None = None) -> list[dict[str, Any]]:
        """Every request that came, oldest first: operation, method, path, status, in_penalty, fault, at."""
        rows = self.database.rows(
            "SELECT * FROM requests WHERE ? IS NULL OR operation = ? ORDER BY id", operation, operation
        )
        return [{**dict(row), "at": stamp(row["at"]), "in_penalty": bool(row["in_penalty"])} for row in rows]

    def note_request(
        self, operation: str, method: str, path: str, status: int, *, in_penalty: bool, fault: str | None
    ) -> None:
        """Keep one request for the counts; ``status`` 0 stands for a connection that was cut."""
        self.database.insert(
            "requests",
            at=self.ground.now(),
            operation=operation,
            method=method,
            path=path,
            status=status,
            in_penalty=in_penalty,
            fault=fault,
        )

    def summary(self) -> dict[str, Any]:
        """The counts that tests and the tour compare with."""
        by_status = self.database.rows(
            "SELECT status, COUNT(*) FROM requests GROUP BY status ORDER BY status"
        )
        by_operation = self.database.rows(
            "SELECT operation, COUNT(*) FROM requests GROUP BY operation ORDER BY operation"
        )
        sessions = [self._session_summary(row) for row in self.database.rows(_SESSIONS)]
        statuses = {str(status): count for status, count in by_status}
        return {
            "webinars": self.database.number("SELECT COUNT(*) FROM webinars"),
            "ownWebinars": self.database.number(_OWN_WEBINARS, HOST_USER_ID),
            "sessions": sessions,
            "registrants": sum(s["registrants"] + s["postWebinarRegistrants"] for s in sessions),
            "emails": self.outbox.counts(),
            "requests": statuses,
            "operations": {row[0]: row[1] for row in by_operation},
            "rateLimited": statuses.get("429", 0),
            "inPenalty": self.database.number("SELECT COUNT(*) FROM requests WHERE in_penalty"),
            "largeSession": self.large_session,
        }

    def _session_summary(self, row: Any) -> dict[str, Any]:
        in_time, late = self.registration.counts(row["id"])
        preferences: dict[str, Any] | None = None
        if row["registration_enabled"]:
            body = self.registration.preferences(str(row["id"]))
            preferences = {"registrationStatus": body["registrationStatus"], **body["settings"]}
        return {
            "id": str(row["id"]),
            "webinarId": str(row["webinar_id"]),
            "title": row["shown_title"],
            "status": row["status"],
            "registrants": in_time,
            "postWebinarRegistrants": late,
            "invitees": row["invitees"],
            "emails": {mail[0]: mail[1] for mail in self.database.rows(_EMAILS_OF, row["id"])},
            "preferences": preferences,
        }

    def close(self) -> None:
        """Close the database."""
        self.database.close()


_SESSIONS = """
SELECT s.id, s.webinar_id, s.status, coalesce(nullif(s.title, ''), w.title) AS shown_title,
  coalesce(json_extract(w.settings, '$.registrationEnabled'), 0) AS registration_enabled,
  (SELECT COUNT(*) FROM invitees i WHERE i.session_id = s.id) AS invitees
FROM sessions s JOIN webinars w ON w.id = s.webinar_id ORDER BY s.starts_at, s.id
"""
# A webinar without a session shows nowhere in the session lists.
_OWN_WEBINARS = """
SELECT COUNT(*) FROM webinars w WHERE w.host = ?
  AND EXISTS (SELECT 1 FROM sessions s WHERE s.webinar_id = w.id)
"""
_EMAILS_OF = "SELECT kind, COUNT(*) FROM outbox WHERE session_id = ? GROUP BY kind ORDER BY kind"

__all__ = ["Dialect", "Settings", "World"]
