"""The outbox: every e-mail that RingCentral would have sent."""

from typing import Any

from .ground import Ground, stamp

CONFIRMATION = "confirmation"
CANCELLATION = "cancellation"
INVITATION = "invitation"
INVITATION_CANCELLED = "invitation-cancelled"
DIGEST = "digest"

_DAY_S = 86_400


class Outbox:
    """Records e-mails; whether one is due is decided by the room that knows the rule."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._database = ground.database

    def post(
        self,
        kind: str,
        recipient: str,
        session_id: int,
        *,
        registrant_id: int | None = None,
        invitee_id: int | None = None,
    ) -> None:
        """Record one e-mail."""
        self._database.insert(
            "outbox",
            at=self._ground.now(),
            kind=kind,
            recipient=recipient,
            session_id=session_id,
            registrant_id=registrant_id,
            invitee_id=invitee_id,
        )

    def post_digest(self, recipient: str, session_id: int) -> None:
        """The digest of new registrations: one a session and day, to the host."""
        today = self._ground.now() // _DAY_S * _DAY_S
        if not self._database.number(
            "SELECT COUNT(*) FROM outbox WHERE kind = ? AND session_id = ? AND at >= ?",
            DIGEST,
            session_id,
            today,
        ):
            self.post(DIGEST, recipient, session_id)

    def emails(self, session_id: str | None = None, kind: str | None = None) -> list[dict[str, Any]]:
        """What was sent, oldest first."""
        rows = self._database.rows(
            "SELECT * FROM outbox WHERE (? IS NULL OR session_id = ?) "
            "AND (? IS NULL OR kind = ?) ORDER BY id",
            session_id,
            session_id,
            kind,
            kind,
        )
        return [
            {
                "at": stamp(row["at"]),
                "kind": row["kind"],
                "to": row["recipient"],
                "sessionId": str(row["session_id"]),
                "registrantId": None if row["registrant_id"] is None else str(row["registrant_id"]),
                "inviteeId": None if row["invitee_id"] is None else str(row["invitee_id"]),
            }
            for row in rows
        ]

    def counts(self) -> dict[str, int]:
        """Numbers of e-mails by kind."""
        rows = self._database.rows("SELECT kind, COUNT(*) FROM outbox GROUP BY kind ORDER BY kind")
        return {row[0]: row[1] for row in rows}
