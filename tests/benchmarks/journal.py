"""The job journal: durable commits, one for each row's step, against a bare write-and-fdatasync loop.

Both sides wait for the disk after every row, on the same file system. The journal's side is the whole way:
from the event loop to the store's thread, the row's new state and a line of its story, commit, and back.
"""

import asyncio
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.common import OUT, Goal, Medians, main
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import Action, JobKind, JobPlan, PlannedRow
from webinar_console.domain.registrant import NewRegistrant
from webinar_console.jobs import steps
from webinar_console.store import Store

VARIANTS = ("journal", "bare")
ROWS, FEW = 3_000, 100
#: About what one row's step adds to the journal's file.
_BYTES = 200
_NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def _plan(count: int) -> JobPlan:
    people = (
        NewRegistrant(first_name=f"Anna{n}", last_name="Müller", email=f"anna{n}@example.com")
        for n in range(count)
    )
    return JobPlan(
        id="job-1",
        kind=JobKind.IMPORT,
        title="Import",
        webinar_id="1",
        session_id="2",
        session_title="Session",
        rows=tuple(
            PlannedRow(seq=seq, action=Action.REGISTER, line=seq + 2, registrant=person)
            for seq, person in enumerate(people)
        ),
    )


async def _journal(folder: Path, count: int) -> float:
    plan = _plan(count)
    async with await Store.open(folder) as store:
        rows = [steps.begin(row) for row in plan.rows]
        await store.journal.add(plan, rows, JobState.RUNNING, _NOW)
        start = time.perf_counter()
        for row in rows:
            await store.journal.save_rows(plan.id, [steps.sending(row)], _NOW, "sending")
        return time.perf_counter() - start


def _bare(folder: Path, count: int) -> float:
    content = b"x" * _BYTES
    descriptor = os.open(folder / "bare", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        start = time.perf_counter()
        for _ in range(count):
            os.write(descriptor, content)
            # macOS and Windows have no fdatasync.
            getattr(os, "fdatasync", os.fsync)(descriptor)
        return time.perf_counter() - start
    finally:
        os.close(descriptor)


def child(variant: str, small: bool) -> dict[str, float]:
    """Commits a second."""
    count = FEW if small else ROWS
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        taken = asyncio.run(_journal(folder, count)) if variant == "journal" else _bare(folder, count)
    return {"rows_per_s": count / taken}


def goals(medians: Medians) -> list[Goal]:
    """The journal's row of "Figures to reach"."""
    ratio = medians["journal"]["rows_per_s"] / medians["bare"]["rows_per_s"]
    return [Goal("durable rows a second, against write + fdatasync", ratio, at_least=0.8)]


if __name__ == "__main__":
    main("tests.benchmarks.journal")
