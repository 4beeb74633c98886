"""The job journal: every row's intent before its request leaves, every outcome after it."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

import msgspec

from webinar_console.domain.job import JobCounts, JobResults, JobState, Outcome, RowState
from webinar_console.domain.mapping import ColumnMapping
from webinar_console.domain.moments import format_moment, parse_moment
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.row import JobRow, Step, panel_mark
from webinar_console.domain.temporary import HeldSetting

from .database import Database

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode
_plan = msgspec.json.Decoder(PlannedRow).decode
_left_out = msgspec.json.Decoder(LeftOutRow).decode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode
_ids = msgspec.json.Decoder(frozenset[str]).decode
_held = msgspec.json.Decoder(tuple[HeldSetting, ...]).decode
_results = msgspec.json.Decoder(JobResults).decode
_mapping = msgspec.json.Decoder(ColumnMapping).decode


#: All of a job's line but ``known_ids``, in the order in which ``_job`` takes them.
_JOB_COLUMNS = (
    "id, kind, title, webinar_id, session_id, session_title, session_starts_at, session_time_zone, state, "
    "trouble, created_at, ended_at, source_name, source_path, source_sha256, started_by, undoes, place, "
    "as_of, results, settings, header, mapping"
)
#: Rows that one read takes.
_PART = 1000


class JobRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A job's own line in the journal. Times are aware, in UTC.

    ``place`` is where a person put it among the jobs that wait: the smaller comes first.
    """

    id: str
    kind: JobKind
    title: str
    webinar_id: str
    session_id: str
    session_title: str
    state: JobState
    created_at: datetime
    session_starts_at: str | None = None
    session_time_zone: str | None = None
    ended_at: datetime | None = None
    trouble: str | None = None
    source_name: str | None = None
    source_path: str | None = None
    source_sha256: str | None = None
    started_by: str | None = None
    undoes: str | None = None
    place: float | None = None
    as_of: datetime | None = None
    results: JobResults | None = None
    settings: tuple[HeldSetting, ...] = ()
    header: tuple[str, ...] = ()
    mapping: ColumnMapping | None = None
    known_ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, plan: JobPlan, state: JobState, now: datetime) -> "JobRecord":
        """The line of a job that begins at ``now``."""
        return cls(
            id=plan.id,
            kind=plan.kind,
            title=plan.title,
            webinar_id=plan.webinar_id,
            session_id=plan.session_id,
            session_title=plan.session_title,
            session_starts_at=plan.session_starts_at,
            session_time_zone=plan.session_time_zone,
            state=state,
            created_at=now,
            source_name=plan.source_name,
            source_path=plan.source_path,
            source_sha256=plan.source_sha256,
            header=plan.header,
            mapping=plan.mapping,
            known_ids=plan.known_ids,
            started_by=plan.started_by,
            undoes=plan.undoes,
            as_of=plan.as_of,
            settings=plan.settings,
            results=_files_of(plan),
        )


class Journal:
    """Jobs, their rows and their story. Each method is on disk when it returns. Raises ``StoreError``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, plan: JobPlan, rows: Sequence[JobRow], state: JobState, now: datetime) -> bool:
        """Write a whole plan in one transaction. False when a job of that id is there already."""
        return bool(await self.add_all([(plan, rows)], state, now))

    async def add_all(
        self, plans: Sequence[tuple[JobPlan, Sequence[JobRow]]], state: JobState, now: datetime
    ) -> frozenset[str]:
        """Write plans with their rows in one transaction, all or none; the ids of those that are new."""
        moment = format_moment(now)

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            written = (plan.id for plan, rows in plans if _insert(connection, plan, rows, state, moment))
            return frozenset(written)

        return await self._database.write(work)

    async def save_rows(
        self, job_id: str, rows: Iterable[JobRow], now: datetime, what: str, detail: str = ""
    ) -> None:
        """Keep the new state of some rows and a line of story for each, all or none."""
        moment = format_moment(now)
        changed = list(rows)

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "UPDATE job_row SET state = ?, step = ?, outcome = ?, result_id = ?, join_uri = ?, code = ?, "
                "words = ?, attempts = ?, updated_at = ? WHERE job_id = ? AND seq = ? AND outcome IS NULL",
                (
                    (
                        *(row.state, row.step, row.outcome, row.result_id, row.join_uri, row.code),
                        *(row.words, row.attempts, moment, job_id, row.seq),
                    )
                    for row in changed
                ),
            )
            for row in changed:
                _note(connection, job_id, row.seq, moment, what, detail or row.words)

        await self._database.write(work)

    async def set_state(
        self, job_id: str, state: JobState, now: datetime, *, trouble: str | None = None
    ) -> None:
        """Keep a job's state; an end keeps its time."""
        moment = format_moment(now)

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE job SET state = ?, trouble = ?, ended_at = ? WHERE id = ?",
                (state, trouble, moment if state.is_over else None, job_id),
            )
            _note(connection, job_id, None, moment, state, trouble or "")

        await self._database.write(work)

    async def save_settings(
        self, job_id: str, settings: Sequence[HeldSetting], now: datetime, what: str, detail: str = ""
    ) -> None:
        """Keep what became of a job's temporary settings, with a line of story."""
        moment, encoded = format_moment(now), _encode(settings)

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE job SET settings = ? WHERE id = ?", (encoded, job_id))
            _note(connection, job_id, None, moment, what, detail)

        await self._database.write(work)

    async def save_results(self, job_id: str, results: JobResults, now: datetime) -> None:
        """Keep where a job's result files are."""
        moment, encoded = format_moment(now), _encode(results)

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE job SET results = ? WHERE id = ?", (encoded, job_id))
            _note(connection, job_id, None, moment, "result files", results.words or "\n".join(results.paths))

        await self._database.write(work)

    async def set_places(self, places: Mapping[str, float | None]) -> None:
        """Keep where a person put jobs in the line."""

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "UPDATE job SET place = ? WHERE id = ?", [(place, job_id) for job_id, place in places.items()]
            )

        await self._database.write(work)

    async def jobs(self) -> list[JobRecord]:
        """Every job, oldest first. Of jobs that are over, ``known_ids`` stay on disk: nobody asks any more.

        (After a year of imports into large sessions they would be most of the program's memory.)
        """
        over = [state for state in JobState if state.is_over]

        def work(connection: sqlite3.Connection) -> list[JobRecord]:
            marks = ", ".join("?" * len(over))
            found = connection.execute(
                f"SELECT {_JOB_COLUMNS}, "
                f"CASE WHEN state IN ({marks}) THEN CAST('[]' AS BLOB) ELSE known_ids END "
                "FROM job ORDER BY created_at, rowid",
                over,
            )
            return [_job(row) for row in found]

        return await self._database.read(work)

    async def counts(self) -> dict[str, JobCounts]:
        """The rows of every job by outcome, without reading the rows."""

        def work(connection: sqlite3.Connection) -> dict[str, JobCounts]:
            numbers: dict[str, dict[str, int]] = {}
            for (job_id,) in connection.execute("SELECT id FROM job"):
                numbers[job_id] = {}
            for job_id, outcome, count in connection.execute(
                "SELECT job_id, outcome, count(*) FROM job_row GROUP BY job_id, outcome"
            ):
                of_job = numbers[job_id]
                of_job["total"] = of_job.get("total", 0) + count
                if outcome is not None:
                    of_job[Outcome(outcome).name.lower()] = count
            for job_id, count in connection.execute(
                "SELECT job_id, count(*) FROM job_left_out GROUP BY job_id"
            ):
                numbers[job_id]["left_out"] = count
            for job_id, count in connection.execute(
                "SELECT job_id, count(*) FROM job_row WHERE outcome = ? AND action = ? GROUP BY job_id",
                (Outcome.DONE, Action.REMOVE),
            ):
                numbers[job_id]["removed"] = count
            return {job_id: JobCounts(**of_job) for job_id, of_job in numbers.items()}

        return await self._database.read(work)

    async def rows(self, job_id: str) -> list[JobRow]:
        """The rows of a job, in order (read in parts, so that other work gets its turn)."""
        return await self._parts(partial(_rows_from, job_id))

    async def made_in(self, session_id: str) -> frozenset[str]:
        """The marks of all records that jobs made in a session."""

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            found = connection.execute(
                "SELECT result_id, step FROM job_row JOIN job ON job.id = job_id WHERE session_id = ? "
                "AND result_id IS NOT NULL AND outcome IS NOT ?",
                (session_id, Outcome.ALREADY_THERE),
            )
            return frozenset(panel_mark(made) if Step(step).is_bulk else made for made, step in found)

        return await self._database.read(work)

    async def left_out(self, job_id: str) -> list[LeftOutRow]:
        """The rows of the source that were never part of the sending, in order, read in parts as well."""
        return await self._parts(partial(_left_out_from, job_id))

    async def _parts(self, read: Callable[[int, sqlite3.Connection], list[T]]) -> list[T]:
        rows: list[T] = []
        while len(part := await self._database.read(partial(read, len(rows)))) == _PART:
            rows += part
            await asyncio.sleep(0)  # a store in memory answers at once
        return rows + part


def _left_out_from(job_id: str, start: int, connection: sqlite3.Connection) -> list[LeftOutRow]:
    found = connection.execute(
        "SELECT record FROM job_left_out WHERE job_id = ? AND position >= ? ORDER BY position LIMIT ?",
        (job_id, start, _PART),
    ).fetchall()
    return [_left_out(row[0]) for row in found]


def _rows_from(job_id: str, start: int, connection: sqlite3.Connection) -> list[JobRow]:
    found = connection.execute(
        "SELECT plan, state, step, outcome, result_id, join_uri, code, words, attempts "
        "FROM job_row WHERE job_id = ? AND seq >= ? ORDER BY seq LIMIT ?",
        (job_id, start, _PART),
    ).fetchall()
    return [_row(row) for row in found]


def _insert(
    connection: sqlite3.Connection, plan: JobPlan, rows: Sequence[JobRow], state: JobState, moment: str
) -> bool:
    if connection.execute("SELECT 1 FROM job WHERE id = ?", (plan.id,)).fetchone():
        return False
    connection.execute(
        "INSERT INTO job (id, kind, title, webinar_id, session_id, session_title, session_starts_at, "
        "session_time_zone, state, created_at, source_name, source_path, source_sha256, started_by, "
        "undoes, as_of, settings, header, mapping, known_ids, results) "
        f"VALUES ({', '.join('?' * 21)})",
        (
            *(plan.id, plan.kind, plan.title, plan.webinar_id, plan.session_id, plan.session_title),
            *(plan.session_starts_at, plan.session_time_zone, state, moment),
            *(plan.source_name, plan.source_path, plan.source_sha256, plan.started_by, plan.undoes),
            None if plan.as_of is None else format_moment(plan.as_of),
            *(_encode(plan.settings), _encode(plan.header)),
            None if plan.mapping is None else _encode(plan.mapping),
            _encode(plan.known_ids),
            None if plan.backup is None else _encode(_files_of(plan)),
        ),
    )
    connection.executemany(
        "INSERT INTO job_row (job_id, seq, action, plan, state, step, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((plan.id, row.seq, row.plan.action, _encode(row.plan), row.state, row.step, moment) for row in rows),
    )
    connection.executemany(
        "INSERT INTO job_left_out VALUES (?, ?, ?)",
        ((plan.id, position, _encode(row)) for position, row in enumerate(plan.left_out)),
    )
    _note(connection, plan.id, None, moment, "planned", f"{len(rows)} rows")
    return True


def _files_of(plan: JobPlan) -> JobResults | None:
    return None if plan.backup is None else JobResults((plan.backup,))


def _note(
    connection: sqlite3.Connection, job_id: str, seq: int | None, moment: str, what: str, detail: str
) -> None:
    connection.execute(
        "INSERT INTO job_event (job_id, seq, at, what, detail) VALUES (?, ?, ?, ?, ?)",
        (job_id, seq, moment, what, detail),
    )


def _job(row: tuple[object, ...]) -> JobRecord:
    (job_id, kind, title, webinar, session, session_title, starts, zone, state, trouble) = row[:10]
    (created, ended, name, path, sha, by, undoes, place, as_of, results, settings, header, *more) = row[10:]
    mapping, known = more
    return msgspec.convert(
        {
            "id": job_id,
            "kind": kind,
            "title": title,
            "webinar_id": webinar,
            "session_id": session,
            "session_title": session_title,
            "session_starts_at": starts,
            "session_time_zone": zone,
            "state": state,
            "trouble": trouble,
            "created_at": moment_of(str(created)),
            "ended_at": None if ended is None else moment_of(str(ended)),
            "source_name": name,
            "source_path": path,
            "source_sha256": sha,
            "started_by": by,
            "undoes": undoes,
            "place": place,
            "as_of": None if as_of is None else moment_of(str(as_of)),
            "results": None if results is None else _results(results),  # type: ignore[arg-type]
            "settings": _held(settings),  # type: ignore[arg-type]
            "header": _texts(header),  # type: ignore[arg-type]
            "mapping": None if mapping is None else _mapping(mapping),  # type: ignore[arg-type]
            "known_ids": _ids(known),  # type: ignore[arg-type]
        },
        JobRecord,
    )


def _row(row: tuple[bytes, str, str, str | None, str | None, str | None, str | None, str, int]) -> JobRow:
    plan, state, step, outcome, result_id, join_uri, code, words, attempts = row
    return JobRow(
        plan=_plan(plan),
        state=RowState(state),
        step=Step(step),
        outcome=None if outcome is None else Outcome(outcome),
        result_id=result_id,
        join_uri=join_uri,
        code=code,
        words=words,
        attempts=attempts,
    )


def moment_of(text: str) -> datetime:
    """A time as the journal writes it. Raises ``ValueError``."""
    moment = parse_moment(text)
    if moment is None:
        raise ValueError(f"the journal holds an unreadable time: {text!r}")
    return moment
