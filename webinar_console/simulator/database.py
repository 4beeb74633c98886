"""The state on disk or in memory: one SQLite connection, one transaction per request."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS webinars (
  id INTEGER PRIMARY KEY, host TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
  settings TEXT NOT NULL, created REAL NOT NULL, modified REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
  id INTEGER PRIMARY KEY, webinar_id INTEGER NOT NULL, title TEXT, description TEXT,
  starts_at REAL NOT NULL, duration INTEGER NOT NULL, time_zone TEXT NOT NULL, locale TEXT NOT NULL,
  panel_offset INTEGER NOT NULL DEFAULT 0, status TEXT NOT NULL, started_at REAL, ended_at REAL,
  runtime_status TEXT, sequence INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL, modified REAL NOT NULL,
  registration_status TEXT NOT NULL DEFAULT 'Open', registration TEXT NOT NULL DEFAULT '{}',
  -- People who are known by number only, until somebody looks at the session: see crowd.py.
  crowd TEXT);
CREATE INDEX IF NOT EXISTS sessions_of_webinar ON sessions (webinar_id);
CREATE TABLE IF NOT EXISTS registrants (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL, email_key TEXT NOT NULL,
  first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL, external_id TEXT, source TEXT,
  visitor_id TEXT, ip_address TEXT, join_uri TEXT, cancellation_uri TEXT, registered_at REAL NOT NULL,
  created REAL NOT NULL, modified REAL NOT NULL, participant_id TEXT, questionnaire TEXT,
  post_webinar INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS registrants_of_session ON registrants (session_id, id);
CREATE INDEX IF NOT EXISTS registrants_by_email ON registrants (session_id, email_key);
CREATE TABLE IF NOT EXISTS removed_emails (
  session_id INTEGER NOT NULL, email_key TEXT NOT NULL, PRIMARY KEY (session_id, email_key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS invitees (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL, role TEXT NOT NULL, first_name TEXT, last_name TEXT,
  email TEXT, job_title TEXT, linked_user TEXT, type TEXT NOT NULL, send_invite INTEGER NOT NULL,
  joined INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL, modified REAL NOT NULL);
CREATE INDEX IF NOT EXISTS invitees_of_session ON invitees (session_id, id);
CREATE TABLE IF NOT EXISTS participants (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL, first_name TEXT, last_name TEXT, email TEXT,
  role TEXT NOT NULL, original_role TEXT NOT NULL, joined_at REAL NOT NULL, left_at REAL,
  ejected INTEGER NOT NULL DEFAULT 0, invitee_id INTEGER, registrant_id INTEGER, user_hash TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS participants_of_session ON participants (session_id, id);
CREATE TABLE IF NOT EXISTS recordings (
  id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL, status TEXT NOT NULL, duration INTEGER,
  shared INTEGER NOT NULL, expires_at REAL, failure TEXT, created REAL NOT NULL, modified REAL NOT NULL);
CREATE TABLE IF NOT EXISTS subscriptions (
  id INTEGER PRIMARY KEY, filters TEXT NOT NULL, address TEXT NOT NULL, expires_in INTEGER NOT NULL,
  expires_at REAL NOT NULL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, recipient TEXT NOT NULL,
  session_id INTEGER NOT NULL, registrant_id INTEGER, invitee_id INTEGER);
CREATE INDEX IF NOT EXISTS outbox_of_session ON outbox (session_id, kind);
CREATE TABLE IF NOT EXISTS codes (
  code TEXT PRIMARY KEY, redirect_uri TEXT NOT NULL, challenge TEXT, method TEXT, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS grants (
  id TEXT PRIMARY KEY, public INTEGER NOT NULL, access TEXT UNIQUE, access_expires_at REAL NOT NULL,
  refresh TEXT UNIQUE, refresh_expires_at REAL NOT NULL, access_ttl INTEGER NOT NULL,
  refresh_ttl INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS calls (usage_group TEXT NOT NULL, who TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS calls_in_window ON calls (usage_group, who, at);
CREATE TABLE IF NOT EXISTS penalties (
  usage_group TEXT NOT NULL, who TEXT NOT NULL, until REAL NOT NULL, length REAL NOT NULL,
  PRIMARY KEY (usage_group, who));
CREATE TABLE IF NOT EXISTS requests (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, operation TEXT NOT NULL, method TEXT NOT NULL,
  path TEXT NOT NULL, status INTEGER NOT NULL, in_penalty INTEGER NOT NULL, fault TEXT);
"""


class Database:
    """A thin shell around SQLite. Safe to use from several threads: a lock lets one in at a time."""

    def __init__(self, path: str | Path = ":memory:") -> None:
        self._connection = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._lock = threading.RLock()
        self._depth = 0
        if str(path) != ":memory:":
            self._connection.execute("PRAGMA journal_mode = WAL")
            # A killed process loses nothing with NORMAL; only a power cut could, which is no concern here.
            self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    @contextmanager
    def transaction(
        self, *, keep_on: type[BaseException] | tuple[type[BaseException], ...] = ()
    ) -> Iterator[None]:
        """All or nothing; inner transactions join the outer one. Exceptions of ``keep_on`` commit, too."""
        with self._lock:
            if self._depth:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except keep_on:
                self._connection.execute("COMMIT")
                raise
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._depth = 0

    def copy_to(self, other: "Database") -> None:
        """Replace what ``other`` holds by what is here."""
        with self._lock, other._lock:
            self._connection.backup(other._connection)

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row, or ``None``."""
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def number(self, sql: str, *values: Any) -> int:
        """The first column of the first row as a whole number; 0 when there is none."""
        row = self.row(sql, *values)
        return 0 if row is None or row[0] is None else int(row[0])

    def run(self, sql: str, *values: Any) -> int:
        """Execute a statement; the number of rows that it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def insert(self, table: str, **columns: Any) -> int:
        """Insert one row; its row id."""
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        with self._lock:
            cursor = self._connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values())
            )
            return int(cursor.lastrowid or 0)

    def insert_many(self, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
        """Insert many rows of the same shape."""
        marks = ", ".join("?" * len(columns))
        with self._lock:
            self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def fact(self, name: str) -> str | None:
        """A named value that is neither of the tables."""
        row = self.row("SELECT value FROM facts WHERE name = ?", name)
        return None if row is None else str(row[0])

    def set_fact(self, name: str, value: str) -> None:
        """Keep a named value."""
        self.run(
            "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            value,
        )

    def close(self) -> None:
        """Close the connection; a file is left whole."""
        with self._lock:
            self._connection.close()
