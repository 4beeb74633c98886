"""The history of jobs: each row's story, the search for a job or a person, and forgetting."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from webinar_console.domain.email import email_key
from webinar_console.domain.job import JobState, Outcome
from webinar_console.domain.plan import Action, JobKind, PlannedRow

from .database import Database
from .journal import moment_of

#: The line in the story of a row that removed somebody who was registered again.
AGAIN = "registered again"
_plan = msgspec.json.Decoder(PlannedRow).decode


class JobEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a job's or a row's story; ``at`` is aware, in UTC."""

    at: datetime
    what: str
    detail: str = ""
    seq: int | None = None


class JobHistory:
    """What the journal knows of the past. Raises ``StoreError``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def events(self, job_id: str, seq: int | None = None) -> list[JobEvent]:
        """The story of a job, or of one of its rows, oldest first."""

        def work(connection: sqlite3.Connection) -> list[JobEvent]:
            where = "" if seq is None else " AND seq = ?"
            found = connection.execute(
                f"SELECT at, what, detail, seq FROM job_event WHERE job_id = ?{where} ORDER BY id",
                (job_id,) if seq is None else (job_id, seq),
            ).fetchall()
            return [
                JobEvent(at=moment_of(at), what=what, detail=detail, seq=number)
                for at, what, detail, number in found
            ]

        return await self._database.read(work)

    async def find(self, text: str) -> frozenset[str]:
        """The ids of jobs in which ``text`` occurs, in any letter case; of none for a blank text.

        Looked at are session, title, file name, checksum, who started it, and name and address of everybody
        in it, left out or not.
        """
        needle = text.strip().casefold()

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            # SQLite's own LIKE and lower() know only the letters of English.
            connection.create_function("has", 1, lambda told: needle in told.casefold(), deterministic=True)
            found = connection.execute(_FIND)
            return frozenset(row[0] for row in found)

        return await self._database.read(work) if needle else frozenset()

    async def registered_again(self, job_id: str) -> frozenset[str]:
        """Whom jobs registered again that are forgotten: addresses of rows of the job that removed them, as
        keys.
        """

        def work(connection: sqlite3.Connection) -> frozenset[str]:
            found = connection.execute(
                "SELECT plan FROM job_event JOIN job_row USING (job_id, seq) WHERE job_id = ? AND what = ?",
                (job_id, AGAIN),
            )
            return frozenset(email_key(_plan(plan).email) for (plan,) in found)

        return await self._database.read(work)

    async def forget(self, job_ids: Iterable[str]) -> None:
        """Delete jobs that are over, with their rows and stories; others stay.

        Of a job that registered people again the rows that removed them keep a line: nobody registers them
        twice.
        """
        over = [state for state in JobState if state.is_over]
        marks = ", ".join("?" * len(over))

        job_ids = tuple(job_ids)

        def work(connection: sqlite3.Connection) -> None:
            for job_id in job_ids:
                _keep_who_is_back(connection, job_id)
            connection.executemany(
                f"DELETE FROM job WHERE id = ? AND state IN ({marks})", [(i, *over) for i in job_ids]
            )

        await self._database.write(work)


def _keep_who_is_back(connection: sqlite3.Connection, job_id: str) -> None:
    job = connection.execute(
        "SELECT undoes, ended_at FROM job WHERE id = ? AND kind = ? AND ended_at IS NOT NULL",
        (job_id, JobKind.RESTORE),
    ).fetchone()
    if job is None:
        return
    removal, ended = job
    back = connection.execute(
        "SELECT plan FROM job_row WHERE job_id = ? AND outcome IN (?, ?)",
        (job_id, Outcome.DONE, Outcome.ALREADY_THERE),
    )
    keys = {email_key(_plan(plan).email) for (plan,) in back}
    removed = connection.execute(
        "SELECT seq, plan FROM job_row WHERE job_id = ? AND action = ?", (removal, Action.REMOVE)
    ).fetchall()
    connection.executemany(
        "INSERT INTO job_event (job_id, seq, at, what) VALUES (?, ?, ?, ?)",
        [(removal, seq, ended, AGAIN) for seq, plan in removed if email_key(_plan(plan).email) in keys],
    )


#: Where a planned row names people.
_PEOPLE = ("registrant", "invitee", "old", "member")


def _person(record: str, kinds: Sequence[str] = ()) -> str:
    """The SQL of names and address of somebody in a JSON record, each on a line."""
    prefixes = [f"$.{kind}." for kind in kinds] or ["$."]
    names = ("firstName", "lastName", "email") if kinds else ("name", "email")
    parts = [f"coalesce({record} ->> '{prefix}{name}', '')" for prefix in prefixes for name in names]
    return " || ' ' || ".join(parts)


_FIND = f"""
SELECT id FROM job WHERE has(title || char(10) || session_title || char(10) || coalesce(source_name, '')
  || char(10) || coalesce(source_sha256, '') || char(10) || coalesce(started_by, ''))
UNION SELECT job_id FROM job_row WHERE has({_person("CAST(plan AS TEXT)", _PEOPLE)})
UNION SELECT job_id FROM job_left_out WHERE has({_person("CAST(record AS TEXT)")})
"""
