"""Small things to remember: settings of an account, and the governor's state."""

import sqlite3
from typing import Any

import msgspec

from .database import Database

_GOVERNOR = "governor"


class Settings:
    """Named values that can be written as JSON."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str, default: Any = None) -> Any:
        """The value of that name, or ``default``."""
        found = await self._database.read(lambda c: _get(c, name))
        return default if found is None else msgspec.json.decode(found)

    async def set(self, name: str, value: Any) -> None:
        """Keep a value; on disk when this returns."""
        encoded = msgspec.json.encode(value)
        await self._database.write(lambda c: _set(c, name, encoded))


class GovernorRecord:
    """The governor's state: read once at the start, written before each request leaves."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loaded: bytes | None = None

    async def load_once(self) -> None:
        """Read the state that the last run left."""
        self._loaded = await self._database.read(lambda c: _get(c, _GOVERNOR))

    def load(self) -> bytes | None:
        """The state that was saved last, by this run or the one before; ``None`` at the first start."""
        return self._loaded

    async def save(self, state: bytes) -> None:
        """Keep the state; on disk when this returns."""
        await self._database.write(lambda c: _set(c, _GOVERNOR, state))
        self._loaded = state


def _get(connection: sqlite3.Connection, name: str) -> bytes | None:
    found = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if found is None else bytes(found[0])


def _set(connection: sqlite3.Connection, name: str, value: bytes) -> None:
    connection.execute(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
