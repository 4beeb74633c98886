"""Webhook subscriptions: kept, listed, renewed; nothing is delivered."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from .catalogue import id_number
from .fields import Fields
from .ground import Ground, stamp
from .refusals import forbidden, not_found

_LIFETIME_S = 7 * 24 * 3600
_MOST = 30


class Subscriptions:
    """Rules of ``/webinar/notifications/v1``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._database = ground.database

    def all(self) -> dict[str, Any]:
        """The contract's ``SubscriptionListResource``."""
        rows = self._database.rows("SELECT * FROM subscriptions ORDER BY id LIMIT ?", _MOST)
        return {"uri": self._uri(), "records": [self._body(row) for row in rows]}

    def one(self, subscription_id: str) -> dict[str, Any]:
        """One subscription."""
        return self._body(self._row(subscription_id))

    def create(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Subscribe a web address."""
        fields = Fields(body)
        filters = fields.strings("eventFilters", required=True)
        lifetime = fields.number("expiresIn", 1) or _LIFETIME_S
        mode = fields.child("deliveryMode")
        address = None
        if mode is None:
            fields.complain("deliveryMode", "is missing")
        else:
            mode.choice("transportType", ("WebHook",), required=True)
            address = mode.uri("address")
            if address is None:
                mode.complain("address", "is missing")
        fields.settle()
        if self._database.number("SELECT COUNT(*) FROM subscriptions") >= _MOST:
            raise forbidden("SUB-521", "Too many subscriptions")
        now = self._ground.now()
        subscription_id = self._ground.new_id()
        self._database.insert(
            "subscriptions",
            id=subscription_id,
            filters=json.dumps(filters),
            address=address,
            expires_in=lifetime,
            expires_at=now + lifetime,
            created=now,
        )
        return self.one(str(subscription_id))

    def update(self, subscription_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Change the events or the lifetime; an empty body renews."""
        row = self._row(subscription_id)
        fields = Fields(body)
        filters = fields.strings("eventFilters")
        lifetime = fields.number("expiresIn", 1) or row["expires_in"]
        fields.settle()
        self._database.run(
            "UPDATE subscriptions SET filters = ?, expires_in = ?, expires_at = ? WHERE id = ?",
            row["filters"] if filters is None else json.dumps(filters),
            lifetime,
            self._ground.now() + lifetime,
            row["id"],
        )
        return self.one(subscription_id)

    def renew(self, subscription_id: str) -> dict[str, Any]:
        """Start the lifetime again."""
        return self.update(subscription_id, {})

    def delete(self, subscription_id: str) -> None:
        """End a subscription."""
        self._database.run("DELETE FROM subscriptions WHERE id = ?", self._row(subscription_id)["id"])

    def _row(self, subscription_id: str) -> sqlite3.Row:
        row = self._database.row("SELECT * FROM subscriptions WHERE id = ?", id_number(subscription_id))
        if row is None:
            raise not_found("subscriptionId")
        return row

    def _uri(self, subscription_id: object = "") -> str:
        uri = f"{self._ground.settings.base_url}/webinar/notifications/v1/subscriptions"
        return f"{uri}/{subscription_id}" if subscription_id else uri

    def _body(self, row: sqlite3.Row) -> dict[str, Any]:
        return {
            "id": str(row["id"]),
            "uri": self._uri(row["id"]),
            "eventFilters": json.loads(row["filters"]),
            "expirationTime": stamp(row["expires_at"]),
            "expiresIn": max(1, int(row["expires_at"] - self._ground.now())),
            "status": "Active",
            "creationTime": stamp(row["created"]),
            "deliveryMode": {"transportType": "WebHook", "address": row["address"], "encryption": False},
        }
