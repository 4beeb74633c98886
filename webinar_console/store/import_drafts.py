"""Imports that were prepared and not started, one per session.

A record is written after each correction. Text and rows that have no file of their own may be a hundred
thousand people, so they are written once, beside it, and read again in parts: nobody waits for all of them.
"""

import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import msgspec

from webinar_console.domain.import_record import NO_FILES, ImportRecord, KeptFiles
from webinar_console.domain.people_source import TableSource

from .database import Database

#: Cells, and characters of text, that are written and read at a time.
_CELLS, _CHARACTERS = 8_000, 200_000


class _Former(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An import that gave way, without its source, and the id of that."""

    record: ImportRecord
    source: str = ""


class _Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is written after each change: the records without their sources, and the ids of those.

    ``record`` is ``None`` where only files wait. ``former`` and ``former_source`` were written by earlier
    versions, which knew only one.
    """

    record: ImportRecord | None
    source: str = ""
    formers: tuple[_Former, ...] = ()
    former: ImportRecord | None = None
    former_source: str = ""
    files: KeptFiles = NO_FILES

    @property
    def all_formers(self) -> tuple[_Former, ...]:
        """Whatever version wrote them."""
        if self.former is None:
            return self.formers
        return (_Former(record=self.former, source=self.former_source), *self.formers)


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a source. The first one of a table has the table without its rows."""

    text: str = ""
    html: str = ""
    table: TableSource | None = None
    lines: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class _Source(NamedTuple):
    """A source that has no file. The same objects are the same source: they never change."""

    id: str
    text: str
    html: str
    table: TableSource | None

    def is_of(self, record: ImportRecord) -> bool:
        """Whether it is what the record came with."""
        return self.text is record.text and self.html is record.html and self.table is record.table


_decode_line = msgspec.json.Decoder(_Line).decode
_decode_record = msgspec.json.Decoder(ImportRecord).decode
_decode_part = msgspec.json.Decoder(_Part).decode
_encode = msgspec.json.Encoder().encode


class ImportDrafts:
    """What was prepared survives closing the program, and losing it. One caller at a time for a session."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: The sources that are on disk, by session.
        self._written: dict[str, tuple[_Source, ...]] = {}

    async def load(self, session_id: str) -> ImportRecord | None:
        """What waits for a session. A record of another version that cannot be read is none."""
        try:
            written = self._written.get(session_id, ())
            found, sources = await self._database.read(lambda c: _read(c, session_id, written))
        except msgspec.DecodeError:
            return None
        self._written[session_id] = sources
        return found

    async def load_files(self, session_id: str) -> KeptFiles:
        """The files that wait beside it."""
        return await self._database.read(lambda connection: _read_files(connection, session_id))

    async def sessions(self) -> list[str]:
        """The ids of the sessions for which an import waits, or files do."""
        found = await self._database.read(
            lambda c: c.execute(
                "SELECT session_id FROM import_draft UNION SELECT session_id FROM import_source"
            ).fetchall()
        )
        return [row[0] for row in found]

    async def save(self, session_id: str, record: ImportRecord | None, files: KeptFiles = NO_FILES) -> None:
        """Keep this for a session; without either nothing waits for it any more."""
        written = self._written.get(session_id, ())
        line, wanted = _split(record, files, written)
        new = [source for source in wanted if source not in written]

        def work(connection: sqlite3.Connection) -> None:
            if record is None and not files:
                connection.execute("DELETE FROM import_draft WHERE session_id = ?", (session_id,))
            else:
                encoded = _encode(line)
                connection.execute("INSERT OR REPLACE INTO import_draft VALUES (?, ?)", (session_id, encoded))
            marks = ", ".join("?" * len(wanted))
            connection.execute(
                f"DELETE FROM import_source WHERE session_id = ? AND id NOT IN ({marks})",
                (session_id, *(source.id for source in wanted)),
            )
            for source in new:
                connection.executemany(
                    "INSERT INTO import_source VALUES (?, ?, ?, ?)",
                    (
                        (session_id, source.id, place, _encode(part))
                        for place, part in enumerate(_parts(source))
                    ),
                )

        await self._database.write(work)
        self._written[session_id] = wanted


def _split(
    record: ImportRecord | None, files: KeptFiles, written: tuple[_Source, ...]
) -> tuple[_Line, tuple[_Source, ...]]:
    """The line of a record, and the sources that belong to it."""
    if record is None:
        return _Line(record=None, files=files), ()
    sources = {source.id: source for source in written}
    wanted: dict[str, _Source] = {}

    def id_of(kept: ImportRecord) -> str:
        source = _source_of(kept, tuple(sources.values()))
        if source is None:
            return ""
        sources[source.id] = wanted[source.id] = source
        return source.id

    own = id_of(record)
    formers = tuple(_Former(record=_bare(former), source=id_of(former)) for former in record.formers)
    return _Line(record=_bare(record), source=own, formers=formers, files=files), tuple(wanted.values())


def _source_of(record: ImportRecord, written: tuple[_Source, ...]) -> _Source | None:
    if not (record.text or record.html or record.table):
        return None
    known = next((source for source in written if source.is_of(record)), None)
    return known or _Source(uuid.uuid4().hex, record.text, record.html, record.table)


def _bare(record: ImportRecord) -> ImportRecord:
    return msgspec.structs.replace(record, text="", html="", table=None, formers=())


def _parts(source: _Source) -> Iterator[_Part]:
    for start in range(0, len(source.text), _CHARACTERS):
        yield _Part(text=source.text[start : start + _CHARACTERS])
    for start in range(0, len(source.html), _CHARACTERS):
        yield _Part(html=source.html[start : start + _CHARACTERS])
    table = source.table
    if table is not None:
        yield _Part(table=replace(table, lines=(), rows=()))
        step = max(1, _CELLS // max(1, len(table.header)))
        for start in range(0, len(table.rows), step):
            end = start + step
            yield _Part(lines=table.lines[start:end], rows=table.rows[start:end])


def _read(
    connection: sqlite3.Connection, session_id: str, written: tuple[_Source, ...]
) -> tuple[ImportRecord | None, tuple[_Source, ...]]:
    found = connection.execute(
        "SELECT record FROM import_draft WHERE session_id = ?", (session_id,)
    ).fetchone()
    if found is None:
        return None, ()
    try:
        line = _decode_line(found[0])
    except msgspec.ValidationError:
        # Of an earlier version: its source is within it.
        return _decode_record(found[0]), ()
    if line.record is None:
        return None, ()
    known = {source.id: source for source in written}
    sources: dict[str, _Source] = {}
    for source_id in filter(None, (line.source, *(former.source for former in line.all_formers))):
        sources[source_id] = known.get(source_id) or _whole(connection, session_id, source_id)
    formers = tuple(_with(former.record, sources.get(former.source)) for former in line.all_formers)
    record = msgspec.structs.replace(_with(line.record, sources.get(line.source)), formers=formers)
    return record, tuple(sources.values())


def _read_files(connection: sqlite3.Connection, session_id: str) -> KeptFiles:
    found = connection.execute(
        "SELECT record FROM import_draft WHERE session_id = ?", (session_id,)
    ).fetchone()
    try:
        return NO_FILES if found is None else _decode_line(found[0]).files
    except msgspec.DecodeError:
        return NO_FILES  # of an earlier version


def _whole(connection: sqlite3.Connection, session_id: str, source_id: str) -> _Source:
    texts: list[str] = []
    htmls: list[str] = []
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    table = None
    for (encoded,) in connection.execute(
        "SELECT part FROM import_source WHERE session_id = ? AND id = ? ORDER BY position",
        (session_id, source_id),
    ):
        part = _decode_part(encoded)
        table = part.table or table
        texts.append(part.text)
        htmls.append(part.html)
        lines += part.lines
        rows += part.rows
    if table is not None:
        table = replace(table, lines=tuple(lines), rows=tuple(rows))
    return _Source(source_id, "".join(texts), "".join(htmls), table)


def _with(record: ImportRecord, source: _Source | None) -> ImportRecord:
    if source is None:
        return record
    return msgspec.structs.replace(record, text=source.text, html=source.html, table=source.table)
