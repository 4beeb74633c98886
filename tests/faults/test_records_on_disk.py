"""Faults of the real file in which the records are kept, in the middle of an import."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.practice import Bench, import_plan, job_over, newcomers
from tests.helpers.real_disk import run_with_disk, store_on_disk
from tests.jobs.desk import CREATE, bench, exactly_once
from webinar_console.domain.errors import StoreDamaged
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobPlan

PEOPLE, AT = 12, 4
RUBBISH = b"this is not a database, it is a love letter" * 2000


def _plan(desk: Bench) -> JobPlan:
    return import_plan(desk.session_id, desk.world.webinar_of(desk.session_id), newcomers(PEOPLE))


def _before_create(desk: Bench, number: int, strikes: Callable[[], None]) -> None:
    """``strikes`` happens when that create request arrives."""
    handle, seen = desk.handle, 0

    async def watching(method: str, target: str, headers: object, body: bytes) -> object:
        nonlocal seen
        if method == "POST" and target.endswith("/registrants"):
            seen += 1
            if seen == number:
                strikes()
        return await handle(method, target, headers, body)

    desk.handle = watching  # type: ignore[assignment, method-assign]


def _registered(desk: Bench) -> int:
    return len(desk.world.requests(CREATE))


def test_another_program_holds_the_file(tmp_path: Path) -> None:
    """A backup opens the file for writing and keeps it: the job stops, and goes on when it is let go."""
    other = sqlite3.connect(tmp_path / "state.sqlite3", isolation_level=None)

    async def main() -> None:
        desk = bench()
        plan = _plan(desk)
        _before_create(desk, AT, lambda: other.execute("BEGIN IMMEDIATE"))
        async with store_on_disk(tmp_path) as store, desk.program(store) as program:
            await store._state.read(lambda connection: connection.execute("PRAGMA busy_timeout=20"))
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            told = program.jobs.job(plan.id)
            assert told.trouble is not None
            assert told.trouble.startswith("Another program holds Webinar Console's records.")
            assert _registered(desk) == AT, "without records nothing is sent"
            other.execute("ROLLBACK")
            await program.jobs.resume(plan.id)
            await job_over(program, plan.id)
            assert program.jobs.job(plan.id).counts.done == PEOPLE
        exactly_once(desk, PEOPLE)

    run_with_disk(main())
    other.close()


def test_the_file_is_damaged_in_the_middle(tmp_path: Path) -> None:
    """SQLite notices at once or at the next start: nobody is sent twice, and it is said by then."""

    def destroy() -> None:
        for name in ("state.sqlite3", "state.sqlite3-wal"):
            (tmp_path / name).write_bytes(RUBBISH)

    async def main() -> None:
        desk = bench()
        plan = _plan(desk)
        _before_create(desk, AT, destroy)
        async with store_on_disk(tmp_path) as store, desk.program(store) as program:
            await program.jobs.start(plan)
            await job_over(program, plan.id, JobState.PAUSED)
            told = program.jobs.job(plan.id)
            assert told.state.is_over or "damaged" in (told.trouble or "")
        assert AT <= _registered(desk) <= PEOPLE
        exactly_once(desk, _registered(desk))
        left = (tmp_path / "state.sqlite3").read_bytes()
        for _start in range(2):
            with pytest.raises(StoreDamaged, match="A copy is kept as"):
                async with store_on_disk(tmp_path):
                    pass
        assert (tmp_path / "state.sqlite3").read_bytes() == left, "nothing is started over silently"

    run_with_disk(main())
