"""Writing through a worker process: whole or not at all, whatever happens."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.files.reader import read
from webinar_console.domain.errors import FileProblem
from webinar_console.files.exporting import FOLDER_GONE
from webinar_console.files.writing import Writing

COLUMNS = (("email", "E-mail", 30), ("name", "Name", 12))
ROWS = [(f"p{number}@x.example", f"Ann {number}") for number in range(1_000)]


async def write(target: Path, portions: int = 3, command: Sequence[str] | None = None) -> int:
    writing = Writing(target, target.suffix, COLUMNS, command=command)
    try:
        await writing.begin()
        for _ in range(portions):
            await writing.put(ROWS)
        return await writing.finish()
    finally:
        await writing.aclose()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
async def test_a_file_appears_when_it_is_whole(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"Gäste 1#{suffix}"
    target.write_bytes(b"old")
    writing = Writing(target, suffix, COLUMNS)
    try:
        await writing.begin()
        await writing.put(ROWS)
        await writing.put([("half@x.example", "Bad \ud83d")])
        assert target.read_bytes() == b"old"
        size = await writing.finish()
    finally:
        await writing.aclose()
    assert list(tmp_path.iterdir()) == [target]
    assert target.stat().st_size == size
    assert read(target.read_bytes()).rows == [*ROWS, ("half@x.example", "Bad ?")]


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_a_writing_that_is_given_up_leaves_the_old_file(tmp_path: Path, after: int) -> None:
    target = tmp_path / "people.csv"
    target.write_bytes(b"old")
    writing = Writing(target, ".csv", COLUMNS)
    for step in (writing.begin, lambda: writing.put(ROWS))[:after]:
        await step()
    await writing.aclose()
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]
    assert target.read_bytes() == b"old"


async def test_a_cancelled_task_leaves_nothing(tmp_path: Path) -> None:
    writing_on = asyncio.Event()

    async def work() -> None:
        writing = Writing(tmp_path / "people.xlsx", ".xlsx", COLUMNS)
        try:
            await writing.begin()
            while True:
                await writing.put(ROWS)
                writing_on.set()
        finally:
            await writing.aclose()

    task = asyncio.ensure_future(work())
    await writing_on.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(tmp_path.iterdir()) == []


async def test_the_workers_refusal_is_the_programs(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        await write(tmp_path / "gone" / "people.csv", portions=50)
    assert caught.value.sentence == FOLDER_GONE


async def test_a_target_that_cannot_be_replaced_is_said(tmp_path: Path) -> None:
    target = tmp_path / "people.csv"
    target.mkdir()
    with pytest.raises(FileProblem, match="place"):
        await write(target)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("code", ["", "import sys; sys.stdin.buffer.read(20); sys.exit('no luck')"])
async def test_a_worker_that_dies_is_said(tmp_path: Path, code: str) -> None:
    with pytest.raises(FileProblem, match="ended unexpectedly") as caught:
        await write(tmp_path / "a.csv", portions=20, command=[sys.executable, "-c", code])
    assert ("no luck" in caught.value.technical) == bool(code)
    assert list(tmp_path.iterdir()) == []


async def test_a_worker_that_does_not_start_is_said(tmp_path: Path) -> None:
    writing = Writing(tmp_path / "a.csv", ".csv", COLUMNS, command=[str(tmp_path / "no program")])
    with pytest.raises(FileProblem, match="did not start"):
        await writing.begin()
    await writing.aclose()
    assert list(tmp_path.iterdir()) == []
