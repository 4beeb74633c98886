"""The store: what is written is there after the process ends, and a second program is kept out."""

import asyncio
import errno
import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec
import pytest

from webinar_console.domain.errors import StoreError
from webinar_console.domain.job import JobState, Outcome, RowState
from webinar_console.domain.plan import Action, JobKind, JobPlan, LeftOutRow, PlannedRow
from webinar_console.domain.registrant import NewRegistrant, Registrant
from webinar_console.domain.session import Session
from webinar_console.domain.staging import StagedAddition, StagedChange, StagedRemoval
from webinar_console.jobs import steps
from webinar_console.store import Store, lock
from webinar_console.store.database import Database
from webinar_console.store.lock import AccountBusy

NOW = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)


def job_plan(count: int = 3) -> JobPlan:
    rows = tuple(
        PlannedRow(
            seq=n,
            action=Action.REGISTER,
            line=n + 2,
            cells=("Zoë", "李", f"z{n}@example.com"),
            registrant=NewRegistrant(first_name="Zoë", last_name="李", email=f"z{n}@example.com"),
        )
        for n in range(count)
    )
    left = (LeftOutRow(line=9, cells=("?",), reason="No e-mail address."),)
    return JobPlan(
        id="j1",
        kind=JobKind.IMPORT,
        title="Import",
        webinar_id="w",
        session_id="s",
        session_title="Spring launch",
        rows=rows,
        left_out=left,
        known_ids=frozenset({"1", "2"}),
        header=("First", "Last", "E-mail"),
        source_name="people.csv",
    )


async def test_a_job_comes_back_as_it_was_left(tmp_path: Path) -> None:
    plan = job_plan()
    rows = [steps.begin(row) for row in plan.rows]
    async with await Store.open(tmp_path) as store:
        assert await store.journal.add(plan, rows, JobState.RUNNING, NOW)
        assert not await store.journal.add(plan, rows, JobState.RUNNING, NOW), "the same plan is one job"
        await store.journal.save_rows("j1", [steps.sending(rows[0])], NOW, "sending")
        done = steps.created(steps.sending(rows[1]), Registrant(id="77", join_uri="https://j/77"), ours=True)
        await store.journal.save_rows("j1", [done], NOW, "create")
    async with await Store.open(tmp_path) as store:
        (record,) = await store.journal.jobs()
        assert (record.state, record.known_ids, record.header) == (
            JobState.RUNNING,
            plan.known_ids,
            plan.header,
        )
        assert record.created_at == NOW
        back = await store.journal.rows("j1")
        assert [row.state for row in back] == [RowState.SENDING, RowState.ENDED, RowState.WAITING]
        assert (back[1].outcome, back[1].result_id, back[1].join_uri) == (Outcome.DONE, "77", "https://j/77")
        assert back[0].plan == plan.rows[0]
        assert await store.journal.left_out("j1") == list(plan.left_out)
        assert [e.what for e in await store.history.events("j1", 1)] == ["create"]
        assert [e.what for e in await store.history.events("j1")] == ["planned", "sending", "create"]


async def test_job_states_keep_their_end_and_trouble(tmp_path: Path) -> None:
    plan = job_plan(1)
    async with await Store.open(None) as store:
        await store.journal.add(plan, [steps.begin(plan.rows[0])], JobState.RUNNING, NOW)
        await store.journal.set_state("j1", JobState.PAUSED, NOW, trouble="Registration is closed.")
        (record,) = await store.journal.jobs()
        assert (record.trouble, record.ended_at) == ("Registration is closed.", None)
        await store.journal.set_state("j1", JobState.FINISHED, NOW)
        (record,) = await store.journal.jobs()
        assert (record.trouble, record.ended_at) == (None, NOW)


@pytest.mark.parametrize("state", JobState)
async def test_the_known_ids_of_a_job_are_read_until_it_is_over(tmp_path: Path, state: JobState) -> None:
    plan = msgspec.structs.replace(job_plan(1), known_ids=frozenset(str(n) for n in range(50_000)))
    async with await Store.open(tmp_path) as store:
        await store.journal.add(plan, [steps.begin(plan.rows[0])], JobState.RUNNING, NOW)
        await store.journal.set_state("j1", state, NOW)
    async with await Store.open(tmp_path) as store:
        (record,) = await store.journal.jobs()
        assert record.state is state
        assert record.known_ids == (frozenset() if state.is_over else plan.known_ids)
        assert (record.title, record.header, record.source_name) == (plan.title, plan.header, "people.csv")


async def test_drafts_and_settings_survive(tmp_path: Path) -> None:
    old = Registrant(id="1", email="a@example.com", unknown={"newField": [1, {"x": None}]})
    staged = [
        StagedAddition(key="new-1", values={"first_name": "名"}),
        StagedChange(registrant=old, values={"last_name": "O'Brien"}),
        StagedRemoval(registrant=old),
    ]
    async with await Store.open(tmp_path) as store:
        await store.drafts.save("s", staged)
        await store.settings.set("window", {"width": 1200})
        await store.governor.save(b"state")
    async with await Store.open(tmp_path) as store:
        assert await store.drafts.load("s") == staged
        assert await store.drafts.sessions() == ["s"]
        assert await store.settings.get("window") == {"width": 1200}
        assert await store.settings.get("nothing", 7) == 7
        assert store.governor.load() == b"state"
        await store.drafts.save("s", [])
        assert await store.drafts.load("s") == []


async def test_the_cache_keeps_order_and_takes_single_changes(tmp_path: Path) -> None:
    people = [Registrant(id=str(n), email=f"P{n}@example.com") for n in range(2500)]
    async with await Store.open(tmp_path) as store:
        assert await store.cache.registrants_as_of("s") is None
        await store.cache.keep_registrants("s", people, NOW)
        assert await store.cache.registrants_as_of("s") == NOW
        first = await store.cache.registrants("s")
        rest = await store.cache.registrants("s", start=1000, limit=5000)
        assert [*first, *rest] == people
        await store.cache.add_registrant("s", Registrant(id="9999", email="new@example.com"))
        await store.cache.remove_registrant("s", "0")
        changed = msgspec.structs.replace(people[1], first_name="Zoë")
        await store.cache.add_registrant("s", changed)
        back = await store.cache.registrants("s", limit=5000)
        assert (back[0], back[-1].id, len(back)) == (changed, "9999", 2500)
        sessions = [Session(id="2"), Session(id="1", unknown={"beta": True})]
        await store.cache.keep_sessions(sessions, NOW)
        assert await store.cache.sessions() == (sessions, NOW)


async def test_people_are_found_by_their_ids(tmp_path: Path) -> None:
    people = [Registrant(id=str(n), email=f"p{n}@example.com") for n in range(2500)]
    async with await Store.open(tmp_path) as store:
        await store.cache.keep_registrants("s", people, NOW)
        await store.cache.keep_registrants("other", [Registrant(id="9999")], NOW)
        found = await store.cache.registrants_by_id("s", [*(str(n) for n in range(0, 2500, 2)), "9999", "0"])
        assert found == {p.id: p for p in people[::2]}
        assert await store.cache.registrants_by_id("s", []) == {}


async def test_one_program_at_a_time(tmp_path: Path) -> None:
    async with await Store.open(tmp_path):
        with pytest.raises(AccountBusy, match="already open"):
            await Store.open(tmp_path)
    async with await Store.open(tmp_path):
        pass


@pytest.mark.parametrize(
    ("number", "busy"),
    [
        (errno.EWOULDBLOCK, True),
        (errno.EAGAIN, True),
        (errno.EACCES, True),
        (errno.ENOLCK, False),
        (errno.ENOTSUP, False),
        (errno.EIO, False),
    ],
)
async def test_a_disk_that_cannot_lock_is_not_another_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, busy: bool
) -> None:
    def refuse(_handle: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(lock, "_lock", refuse)
    with pytest.raises(StoreError, match="already open" if busy else "cannot lock files") as caught:
        await Store.open(tmp_path)
    assert isinstance(caught.value, AccountBusy) is busy


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_does_not_keep_the_lock_from_holding(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to("/dev/full")
    held = lock.AccountLock(tmp_path / "lock")
    held.acquire()
    with pytest.raises(AccountBusy):
        lock.AccountLock(tmp_path / "lock").acquire()
    held.release()


async def test_files_are_their_owners(tmp_path: Path) -> None:
    async with await Store.open(tmp_path / "a"):
        for name in ("state.sqlite3", "cache.sqlite3"):
            assert stat.S_IMODE((tmp_path / "a" / name).stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


@pytest.mark.parametrize("durable", [True, False])
async def test_a_durable_file_waits_for_the_disk_itself(tmp_path: Path, durable: bool) -> None:
    database = Database(tmp_path / "t.sqlite3", ("CREATE TABLE t (x);",), durable=durable)
    await database.open()

    def setting(name: str) -> Callable[[sqlite3.Connection], int]:
        return lambda connection: int(connection.execute(f"PRAGMA {name}").fetchone()[0])

    names = ("synchronous", "fullfsync", "checkpoint_fullfsync")
    found = [await database.read(setting(name)) for name in names]
    assert found == ([2, 1, 1] if durable else [1, 0, 0])
    await database.close()


async def test_a_failed_write_leaves_nothing_half_done() -> None:
    database = Database(None, ("CREATE TABLE t (x INTEGER PRIMARY KEY);",), durable=True)
    await database.open()

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO t VALUES (1)")
        connection.execute("INSERT INTO t VALUES (1)")

    with pytest.raises(StoreError):
        await database.write(half)
    count = await database.read(lambda c: c.execute("SELECT count(*) FROM t").fetchone()[0])
    assert count == 0
    await database.close()
    with pytest.raises(StoreError, match="closed"):
        await database.read(lambda connection: connection.total_changes)
    await database.close()


async def test_a_write_is_finished_when_its_asker_is_cancelled(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        asking = asyncio.create_task(store.settings.set("a", 1))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await store.settings.get("a") == 1


async def test_a_read_is_left_when_its_asker_is_cancelled_before_its_turn(tmp_path: Path) -> None:
    database = Database(tmp_path / "some.sqlite3", ["CREATE TABLE t (n INTEGER);"], durable=False)
    await database.open()
    may_go_on, done = threading.Event(), []

    def note(what: str, _connection: sqlite3.Connection) -> None:
        done.append(what)

    first = asyncio.create_task(database.read(lambda _connection: may_go_on.wait()))
    asked = [
        asyncio.create_task(call(partial(note, what)))
        for what, call in (
            ("search", database.read),
            ("change", database.write),
            ("search", database.read),
            ("tidying", database.upkeep),
        )
    ]
    await asyncio.sleep(0)
    for asking in asked:
        asking.cancel()
    may_go_on.set()
    await first
    await database.read(partial(note, "last"))
    assert done == ["change", "tidying", "last"]
    await database.close()


async def test_a_damaged_file_is_said_and_kept(tmp_path: Path) -> None:
    damaged = b"this is not a database, it is a love letter" * 100
    (tmp_path / "state.sqlite3").write_bytes(damaged)
    with pytest.raises(StoreError, match="damaged"):
        await Store.open(tmp_path)
    assert (tmp_path / "state.sqlite3").read_bytes() == damaged


async def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    async with await Store.open(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / "state.sqlite3")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StoreError, match="newer"):
        await Store.open(tmp_path)


async def test_a_damaged_copy_is_started_over(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        await store.settings.set("kept", 1)
        await store.cache.keep_sessions([Session(id="1")], NOW)
    (tmp_path / "cache.sqlite3").write_bytes(b"rubbish" * 4000)
    async with await Store.open(tmp_path) as store:
        assert await store.cache.sessions() == ([], None)
        assert await store.settings.get("kept") == 1
