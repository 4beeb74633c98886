"""Damaged records: said, copied, and never started over without a person's word."""

import contextlib
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from webinar_console.domain.errors import StoreDamaged, StoreError
from webinar_console.store import Store
from webinar_console.store.database import keep_copy
from webinar_console.store.lock import AccountBusy

RUBBISH = b"this is not a database, it is a love letter" * 100


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("state.damaged-*.sqlite3"))


async def test_damaged_records_are_copied_once_and_stay_as_they_are(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    state.write_bytes(RUBBISH)
    for _attempt in range(3):
        with pytest.raises(StoreDamaged, match="damaged") as told:
            await Store.open(tmp_path)
        (copy,) = copies(tmp_path)
        assert copy.name in told.value.sentence
    assert state.read_bytes() == copy.read_bytes() == RUBBISH
    assert copy.stat().st_mode & 0o077 == 0, "names and addresses are readable by their owner only"


async def test_other_damage_gets_a_copy_of_its_own(tmp_path: Path) -> None:
    for rubbish in (RUBBISH, RUBBISH[::-1]):
        (tmp_path / "state.sqlite3").write_bytes(rubbish)
        with pytest.raises(StoreDamaged):
            await Store.open(tmp_path)
    assert {copy.read_bytes() for copy in copies(tmp_path)} == {RUBBISH, RUBBISH[::-1]}


async def test_damage_that_shows_while_the_program_runs_is_said_and_copied(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        await store.settings.set("kept", "x" * 20_000)
    state = tmp_path / "state.sqlite3"
    whole = bytearray(state.read_bytes())
    whole[4096:] = b"\xa5" * (len(whole) - 4096)  # the first page, which is looked at in opening, is whole
    state.write_bytes(whole)
    with pytest.raises(StoreDamaged, match="A copy is kept as"):
        async with await Store.open(tmp_path) as store:
            await store.settings.get("kept")
    assert len(copies(tmp_path)) == 1


async def test_starting_over_keeps_the_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "state.sqlite3").write_bytes(RUBBISH)
    copy = Store.start_over(tmp_path)
    assert copy is not None
    assert copy.read_bytes() == RUBBISH
    async with await Store.open(tmp_path) as store:
        await store.settings.set("kept", 1)
        assert await store.settings.get("kept") == 1
    assert copy.read_bytes() == RUBBISH


async def killed_while_it_ran(folder: Path, crash: Path, writes: Sequence[int]) -> None:
    """Write parts of so many values, with damage met after each; then the files as a kill leaves them."""
    async with await Store.open(folder) as store:
        await store.settings.set("first", "before")
        for part, count in enumerate(writes):
            for number in range(count):
                await store.settings.set(f"late {part} {number}", "after the copy")
            keep_copy(folder / "state.sqlite3")
        crash.mkdir()
        for path in folder.glob("state*"):
            shutil.copyfile(path, crash / path.name)


def late_values(database: Path) -> int:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM setting WHERE name LIKE 'late %'").fetchone()
        return int(count)


async def test_the_copy_has_what_was_written_last(tmp_path: Path) -> None:
    """It is in the log: the file itself stays as it was when the damage was met first."""
    folder, crash = tmp_path / "account", tmp_path / "crash"
    await killed_while_it_ran(folder, crash, (0, 10, 20))
    assert len(copies(folder)) == 1, "a log that has grown is no other damage"
    copy = Store.start_over(crash)
    assert copy is not None
    assert late_values(copy) == 30


async def test_another_log_is_kept_beside_the_first(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    state.write_bytes(RUBBISH)
    logs = (b"first log", b"other log", b"")
    names = []
    for log in logs:
        state.with_name("state.sqlite3-wal").write_bytes(log)
        names.append(keep_copy(state).name)
    kept = {path.read_bytes() for path in tmp_path.glob("state.damaged-*-wal")}
    assert kept == {b"first log", b"other log"}
    assert {copy.read_bytes() for copy in copies(tmp_path)} == {RUBBISH}
    assert set(names) == {copy.name for copy in copies(tmp_path)}


async def test_starting_over_is_refused_while_somebody_works(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        with pytest.raises(AccountBusy):
            Store.start_over(tmp_path)
        await store.settings.set("kept", 1)
    async with await Store.open(tmp_path) as store:
        assert await store.settings.get("kept") == 1


async def test_without_records_there_is_nothing_to_put_aside(tmp_path: Path) -> None:
    assert Store.start_over(tmp_path) is None


async def test_a_copy_that_cannot_be_made_is_no_reason_to_start_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "state.sqlite3").write_bytes(RUBBISH)

    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("webinar_console.store.database.shutil.copyfile", full)
    with pytest.raises(StoreDamaged) as told:
        await Store.open(tmp_path)
    assert "A copy is kept" not in told.value.sentence
    assert "no copy" in (told.value.technical or "")
    with pytest.raises(StoreError, match="disk is full"):
        Store.start_over(tmp_path)
    assert (tmp_path / "state.sqlite3").read_bytes() == RUBBISH
