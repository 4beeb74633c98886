"""How long copies stay, that nobody else can read what is kept, and that removing removes."""

import os
import sqlite3
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.gui.people import people
from webinar_console.domain.errors import StoreError
from webinar_console.domain.keeping import Keeping
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedRemoval
from webinar_console.store import Store

NOW = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)
posix = pytest.mark.skipif(sys.platform == "win32", reason="rights of files are those of POSIX")


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.rglob("*"))
    }


def traces(folder: Path, text: str) -> list[str]:
    """The files in which a text stands."""
    return [path.name for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
async def test_every_file_is_its_owners_alone(tmp_path: Path, umask: int) -> None:
    """The files that SQLite makes beside its own, too, and the copies of damaged ones."""
    before = os.umask(umask)
    folder = tmp_path / "accounts" / "one"
    try:
        async with await Store.open(folder) as store:
            await store.cache.keep_registrants("s1", people(500), NOW)
            await store.drafts.save("s1", [StagedRemoval(registrant=people(1)[0])])
            found = modes(tmp_path / "accounts")
        assert {"one/cache.sqlite3-wal", "one/state.sqlite3-shm", "one/lock"} <= found.keys()
        state = folder / "state.sqlite3"
        state.write_bytes(b"no database at all, but long enough to look at" * 100)
        with pytest.raises(StoreError):
            await Store.open(folder)
        found |= modes(tmp_path / "accounts")
    finally:
        os.umask(before)
    assert any("damaged" in name for name in found)
    wrong = {name: oct(mode) for name, mode in found.items() if mode not in (0o600, 0o700)}
    assert not wrong
    assert {name for name, mode in found.items() if mode == 0o700} == {".", "one"}


@posix
async def test_what_others_could_read_is_taken_away_from_them(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        await store.cache.keep_registrants("s1", people(5), NOW)
    for path in tmp_path.iterdir():
        path.chmod(0o644)
    async with await Store.open(tmp_path) as store:
        assert len(await store.cache.registrants("s1")) == 5
        found = {name: mode for name, mode in modes(tmp_path).items() if name != "."}
    assert set(found.values()) == {0o600}


async def test_with_never_nothing_of_a_list_is_on_the_disk(tmp_path: Path) -> None:
    one = Registrant(id="1", first_name="Rumpelstiltskin", email="r@example.com")
    staged = StagedRemoval(registrant=Registrant(id="2", first_name="Staged"))
    async with await Store.open(tmp_path) as store:
        assert await store.keeping() is Keeping.ALWAYS
        await store.cache.keep_registrants("s1", [one], NOW)
        await store.drafts.save("s1", [staged])
        assert traces(tmp_path, "Rumpelstiltskin")
        await store.keep(Keeping.NEVER)
        assert traces(tmp_path, "Rumpelstiltskin") == []
        assert not list(tmp_path.glob("cache*"))
        # What is known is known until the program ends.
        assert await store.cache.registrants("s1") == [one]
        await store.cache.keep_registrants("s2", [one], NOW)
        assert (await store.cache.find_people(["rumpel"], ["s1", "s2"], 9))[1] == 2
        assert traces(tmp_path, "Rumpelstiltskin") == []
    async with await Store.open(tmp_path) as store:
        assert await store.keeping() is Keeping.NEVER
        assert await store.cache.copies() == {}
        assert await store.drafts.load("s1") == [staged], "a promise"
        await store.cache.keep_registrants("s1", [one], NOW)
        assert not list(tmp_path.glob("cache*"))
        await store.keep(Keeping.ALWAYS)
        assert await store.cache.registrants("s1") == [one]
    async with await Store.open(tmp_path) as store:
        assert await store.cache.registrants("s1") == [one]


async def test_a_file_that_an_end_left_behind_goes_at_the_next_start(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        await store.keep(Keeping.NEVER)
    (tmp_path / "cache.sqlite3").write_bytes(b"Rumpelstiltskin")
    (tmp_path / "cache.sqlite3-wal").write_bytes(b"Rumpelstiltskin")
    async with await Store.open(tmp_path):
        assert traces(tmp_path, "Rumpelstiltskin") == []


async def test_a_move_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await Store.open(tmp_path) as store:
        await store.cache.keep_registrants("s1", people(3), NOW)

        def fail() -> sqlite3.Connection:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(store._cache, "_connect", fail)
        with pytest.raises(StoreError):
            await store._cache.move(to_memory=True)
        monkeypatch.undo()
        assert len(await store.cache.registrants("s1")) == 3
        assert list(tmp_path.glob("cache*"))


async def test_lists_that_were_read_long_ago_go_without_a_trace(tmp_path: Path) -> None:
    old = Registrant(id="1", first_name="Rumpelstiltskin")
    never = Registrant(id="2", first_name="Snowwhite")
    new = Registrant(id="3", first_name="Rapunzel")
    async with await Store.open(tmp_path) as store:
        await store.cache.keep_registrants("s1", [old], NOW - timedelta(days=31))
        await store.cache.keep_registrants("s2", [new], NOW - timedelta(days=30))
        await store.cache.add_registrant("s3", never)
        await store.cache.keep_registrants("s4", [], NOW - timedelta(days=31))
        assert await store.cache.forget_older(NOW - timedelta(days=30)) == 2
        assert await store.cache.copies() == {"s2": NOW - timedelta(days=30)}
        assert await store.cache.registrants("s2") == [new]
        assert await store.cache.registrants("s1") == []
        assert traces(tmp_path, "Rumpelstiltskin") == []
        assert traces(tmp_path, "Snowwhite") == []
        assert traces(tmp_path, "Rapunzel")
        assert await store.cache.forget_older(NOW - timedelta(days=30)) == 0


async def test_removing_removes_the_folder_and_waits_for_nobody(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    async with await Store.open(folder) as store:
        await store.cache.keep_registrants("s1", people(3), NOW)
        with pytest.raises(StoreError):
            Store.remove(folder)
        assert len(await store.cache.registrants("s1")) == 3, "it is open"
    (folder / "state.damaged-1234.sqlite3").write_bytes(b"x")
    (folder / "sub").mkdir()
    (folder / "sub" / "lock").write_bytes(b"x")
    (tmp_path / "other").mkdir()
    (folder / "away").symlink_to(tmp_path / "other")
    (tmp_path / "other" / "kept").write_bytes(b"x")
    Store.remove(folder)
    assert not folder.exists()
    assert (tmp_path / "other" / "kept").exists()
    Store.remove(folder)
