"""Copies of what the server said, with the time of it. Losing them costs calls, nothing else."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from webinar_console.domain.email import email_key
from webinar_console.domain.folding import search_text
from webinar_console.domain.moments import format_moment, parse_moment
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session

from .database import Database

_session = msgspec.json.Decoder(Session).decode
_registrant = msgspec.json.Decoder(Registrant).decode
_encode = msgspec.json.Encoder().encode

_REGISTRANTS = "registrants "
_LATE = b'"registeredPostWebinar":true'

#: Room for the indexes of a long list while it is written, and what SQLite takes otherwise, in kB.
_ROOM_KB, _USUAL_KB = 64_000, 2_000

#: Registrants that one read decodes at a time, so that no turn of the loop is long.
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class CopyKept:
    """The copy of a session's registrants: when it was read whole (aware, UTC), and how many it has now.

    ``late`` are those of them who registered after the session.
    """

    as_of: datetime
    count: int
    late: int


class Cache:
    """Sessions and registrants as they were last seen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sessions(self) -> tuple[list[Session], datetime | None]:
        """All sessions in the server's order, and when they were read (aware, UTC; ``None``: never)."""

        def work(connection: sqlite3.Connection) -> tuple[list[Session], datetime | None]:
            found = connection.execute("SELECT record FROM session ORDER BY position").fetchall()
            return [_session(row[0]) for row in found], _read_at(connection, "sessions")

        return await self._database.read(work)

    async def keep_sessions(self, sessions: Sequence[Session], as_of: datetime) -> None:
        """Replace the list of sessions."""
        rows = [(position, _encode(session)) for position, session in enumerate(sessions)]

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM session")
            connection.executemany("INSERT INTO session VALUES (?, ?)", rows)
            _set_read_at(connection, "sessions", as_of)

        await self._database.write(work)

    async def registrants_as_of(self, session_id: str) -> datetime | None:
        """When the registrants of a session were last read whole; ``None``: never."""
        return await self._database.read(lambda c: _read_at(c, f"{_REGISTRANTS}{session_id}"))

    async def copy_of(self, session_id: str) -> CopyKept | None:
        """What is kept of a session's registrants; ``None``: they were never read whole."""

        def work(connection: sqlite3.Connection) -> CopyKept | None:
            as_of = _read_at(connection, f"{_REGISTRANTS}{session_id}")
            # Quotation marks in a text are escaped: this stands in a record as a field, or not at all.
            wanted = (
                "SELECT count(*), count(nullif(instr(record, ?), 0)) FROM registrant WHERE session_id = ?"
            )
            count, late = connection.execute(wanted, (_LATE, session_id)).fetchone()
            return None if as_of is None else CopyKept(as_of, count, late)

        return await self._database.read(work)

    async def registrants(self, session_id: str, start: int = 0, limit: int = CHUNK) -> list[Registrant]:
        """Up to ``limit`` registrants in the server's order, from the ``start``-th on."""

        def work(connection: sqlite3.Connection) -> list[Registrant]:
            found = connection.execute(
                "SELECT record FROM registrant WHERE session_id = ? ORDER BY position LIMIT ? OFFSET ?",
                (session_id, limit, start),
            ).fetchall()
            return [_registrant(row[0]) for row in found]

        return await self._database.read(work)

    async def registrant_ids(self, session_id: str) -> frozenset[str]:
        """The ids of a session's registrants, without reading their records."""

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            found = connection.execute("SELECT id FROM registrant WHERE session_id = ?", (session_id,))
            return frozenset(row[0] for row in found)

        return await self._database.read(work)

    async def registrants_by_id(self, session_id: str, ids: Iterable[str]) -> dict[str, Registrant]:
        """The registrants of a session with these ids, by id; those that are not in the copy are missing."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Registrant] = {}
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]

            def work(connection: sqlite3.Connection, part: list[str] = part) -> list[Registrant]:
                marks = ", ".join("?" * len(part))
                rows = connection.execute(
                    f"SELECT record FROM registrant WHERE session_id = ? AND id IN ({marks})",
                    (session_id, *part),
                )
                return [_registrant(row[0]) for row in rows]

            found.update((person.id, person) for person in await self._database.read(work))
        return found

    async def keep_registrants(
        self, session_id: str, registrants: Iterable[Registrant], as_of: datetime
    ) -> None:
        """Replace the whole list of a session's registrants. Only what is another is written."""
        people = {person.id: person for person in registrants}

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(f"PRAGMA cache_size=-{_ROOM_KB}")
            try:
                _replace(connection, session_id, people)
            finally:
                connection.execute(f"PRAGMA cache_size=-{_USUAL_KB}")
            _set_read_at(connection, f"{_REGISTRANTS}{session_id}", as_of)

        await self._database.write(work)

    async def add_registrant(self, session_id: str, person: Registrant) -> None:
        """Put a person at the end of a session's list, or replace the copy with the same id."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO registrant SELECT ?, ?, coalesce(max(position), -1) + 1, ?, ?, ? "
                "FROM registrant WHERE session_id = ? ON CONFLICT (session_id, id) DO UPDATE SET "
                "email_key = excluded.email_key, record = excluded.record, found_by = excluded.found_by",
                (
                    session_id,
                    person.id,
                    email_key(person.email),
                    _encode(person),
                    _found_by(person),
                    session_id,
                ),
            )

        await self._database.write(work)

    async def remove_registrant(self, session_id: str, registrant_id: str) -> None:
        """Forget one person of a session."""
        await self._database.write(
            lambda c: c.execute(
                "DELETE FROM registrant WHERE session_id = ? AND id = ?", (session_id, registrant_id)
            )
        )

    async def forget_older(self, moment: datetime) -> int:
        """Remove the registrants of sessions that were not read whole since ``moment`` (aware), and those of
        sessions that never were. Returns how many copies went; nothing of them stays in the file.
        """

        def work(connection: sqlite3.Connection) -> tuple[int, int]:
            found = connection.execute(
                "SELECT what, moment FROM read_at WHERE substr(what, 1, ?) = ?",
                (len(_REGISTRANTS), _REGISTRANTS),
            ).fetchall()
            # Compared as moments: one text may have fractions of a second, another none.
            old = [(what,) for what, text in found if (at := parse_moment(text)) is None or at < moment]
            connection.executemany("DELETE FROM read_at WHERE what = ?", old)
            gone = connection.execute(
                "DELETE FROM registrant WHERE ? || session_id NOT IN (SELECT what FROM read_at)",
                (_REGISTRANTS,),
            )
            return len(old), gone.rowcount

        copies, people = await self._database.write(work)
        if people:
            await self._database.upkeep(_tidy_up)
        return copies

    # -- every session at once

    async def copies(self) -> dict[str, datetime]:
        """The sessions whose registrants were read whole, and when (aware, UTC)."""

        def work(connection: sqlite3.Connection) -> list[tuple[str, str]]:
            return connection.execute(
                "SELECT substr(what, ?), moment FROM read_at WHERE substr(what, 1, ?) = ?",
                (len(_REGISTRANTS) + 1, len(_REGISTRANTS), _REGISTRANTS),
            ).fetchall()

        found = await self._database.read(work)
        return {session_id: moment for session_id, text in found if (moment := parse_moment(text))}

    async def find_people(
        self, terms: Sequence[str], sessions: Collection[str], limit: int
    ) -> tuple[list[tuple[str, Registrant]], int]:
        """Who has all ``terms`` (see ``folding.search_terms``) in name or address, in any of ``sessions``.

        Returns up to ``limit`` registrations (session's id, record) by name, and how many there are.
        """
        if not terms or not sessions:
            return [], 0
        # The index alone answers who it is; only the records of those who are shown are read.
        where = (
            f"FROM registrant INDEXED BY registrant_found_by WHERE session_id IN ({_marks(sessions)})"
            + " AND instr(found_by, ?)" * len(terms)
        )
        values = (*sessions, *terms)

        def work(connection: sqlite3.Connection) -> tuple[list[tuple[str, Registrant]], int]:
            found = connection.execute(
                "SELECT session_id, record FROM registrant WHERE rowid IN "
                f"(SELECT rowid {where} ORDER BY found_by LIMIT ?) ORDER BY found_by",
                (*values, limit + 1),
            ).fetchall()
            count = len(found)
            if count > limit:
                # Few are found by one walk along the index; only many are counted by another.
                (count,) = connection.execute(f"SELECT count(*) {where}", values).fetchone()
            return [(session_id, _registrant(record)) for session_id, record in found[:limit]], count

        return await self._database.read(work)

    async def emails_elsewhere(self, session_id: str, others: Collection[str]) -> frozenset[str]:
        """The addresses (``email_key``) of a session that are in one of the ``others``, too."""
        if not others:
            return frozenset()

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            # One walk along the index, in which the sessions of an address stand side by side.
            found = connection.execute(
                "SELECT email_key FROM registrant INDEXED BY registrant_by_email "
                f"WHERE email_key > '' AND session_id IN ({_marks(others)}, ?) "
                "GROUP BY email_key HAVING max(session_id = ?) AND max(session_id <> ?)",
                (*others, session_id, session_id, session_id),
            )
            return frozenset(row[0] for row in found)

        return await self._database.read(work)


def found_by_of(record: bytes) -> str:
    """What a kept record is found by; empty for one that cannot be read."""
    try:
        return _found_by(_registrant(record))
    except (msgspec.MsgspecError, TypeError):
        return ""


def _found_by(person: Registrant) -> str:
    return search_text((person.first_name, person.last_name, person.email))


def _replace(connection: sqlite3.Connection, session_id: str, people: dict[str, Registrant]) -> None:
    """Make these, in their order, the registrants of a session.

    A list that is read again is mostly the same, and what is written costs most: rows that stand stay.
    """
    here = "FROM registrant WHERE session_id = ?"
    known = dict(connection.execute(f"SELECT id, position {here}", (session_id,)).fetchall())
    places = _places(known, people)
    same = {
        registrant_id
        for registrant_id, record in connection.execute(f"SELECT id, record {here}", (session_id,))
        if registrant_id in people
        and places[registrant_id] == known[registrant_id]
        and record == _encode(people[registrant_id])
    }
    gone = ((session_id, registrant_id) for registrant_id in known.keys() - people.keys())
    connection.executemany("DELETE FROM registrant WHERE session_id = ? AND id = ?", gone)
    connection.executemany(
        "INSERT OR REPLACE INTO registrant VALUES (?, ?, ?, ?, ?, ?)",
        (
            (session_id, key, places[key], email_key(person.email), _encode(person), _found_by(person))
            for key, person in people.items()
            if key not in same
        ),
    )


def _places(known: Mapping[str, int], ids: Collection[str]) -> dict[str, int]:
    """Numbers in the order of ``ids``: those that are known already wherever these are in order, and whoever
    is new comes last. So nobody moves because somebody before them has left.
    """
    places: dict[str, int] = {}
    last = -1
    for registrant_id in ids:
        before = known.get(registrant_id)
        if before is None:
            last += 1
        elif before > last:
            last = before
        else:
            return {registrant_id: place for place, registrant_id in enumerate(ids)}
        places[registrant_id] = last
    return places


def _tidy_up(connection: sqlite3.Connection) -> None:
    """What was deleted is overwritten, in the file and in its log."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _marks(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def _read_at(connection: sqlite3.Connection, what: str) -> datetime | None:
    found = connection.execute("SELECT moment FROM read_at WHERE what = ?", (what,)).fetchone()
    return None if found is None else parse_moment(found[0])


def _set_read_at(connection: sqlite3.Connection, what: str, moment: datetime) -> None:
    connection.execute("INSERT OR REPLACE INTO read_at VALUES (?, ?)", (what, format_moment(moment)))
