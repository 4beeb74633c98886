"""Files that cannot be used: a clear sentence in the window, nothing sent, nothing lost."""

import os
from collections.abc import Callable
from pathlib import Path

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.people_files import write_people_csv
from tests.helpers.qt import Gui


def _bytes(content: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


def _huge(path: Path) -> None:
    path.write_bytes(b"First name,Last name,E-mail\n")
    os.truncate(path, 201_000_000)


BAD: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("empty.csv", _bytes(b""), "empty"),
    ("blank.csv", _bytes(b"\n \n\r\n"), "empty"),
    ("header.csv", _bytes(b"First name,Last name,E-mail\n"), "no people"),
    (
        "no-mail.csv",
        _bytes(b"First name,Last name,City\nAda,L,Paris\n"),
        "no column is chosen for the e-mail",
    ),
    ("binary.csv", _bytes(bytes(range(256)) * 64), "not a text file"),
    ("picture.csv", _bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000)), "this is a picture (png)"),
    ("huge.csv", _huge, "200 MB"),
)


def test_each_gets_its_sentence_and_nothing_is_sent_or_lost(tmp_path: Path, wire: Wire) -> None:
    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            await stage.type_cell(0, "last_name", "Staged")
            await stage.says("1 change not applied")
            before = await wire.summary()
            for name, make, sentence in BAD:
                make(tmp_path / name)
                await stage.drop(tmp_path / name)
                await stage.says(name, sentence)
                await _cannot_start(stage)
                (tmp_path / name).unlink()
            await _a_folder_and_two_files(stage, tmp_path)
            await _a_file_that_vanishes(stage, tmp_path)
            assert wire.writes() == []
            await stage.press("Back to the registrants")
            await stage.says("1 change not applied")
            after = await wire.summary()
            assert (after["sessions"], after["emails"]) == (before["sessions"], before["emails"])
            assert stage.account.registrants.model.total == len(await wire.people(session_id))

    play(story)


async def _cannot_start(stage: Stage) -> None:
    await stage.until(lambda: not stage.account.sheet.foot.start.isEnabled(), "the button to be of no use")
    assert not stage.account.workspace.jobs.jobs


async def _a_folder_and_two_files(stage: Stage, folder: Path) -> None:
    await stage.drop(folder)
    await stage.says("This is a folder")
    for name in ("one.csv", "two.csv"):
        write_people_csv(folder / name, 5, [])
    await stage.drop(folder / "one.csv", folder / "two.csv")
    await stage.says("How are the 2 files to be imported?")


async def _a_file_that_vanishes(stage: Stage, folder: Path) -> None:
    await stage.drop(folder / "gone.csv")
    await stage.says("gone.csv")
    await stage.says("not there any more")


def test_a_file_that_vanishes_after_the_check_is_invited_all_the_same(tmp_path: Path, wire: Wire) -> None:
    """What was read is in the plan; the results go where there is room for them."""
    write_people_csv(tmp_path / "guests.csv", 6, [])

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            before = len(await wire.people(session_id))
            await stage.drop(tmp_path / "guests.csv")
            await stage.says("6 people will be registered")
            (tmp_path / "guests.csv").unlink()
            await stage.press("Start import")
            job = await stage.job_over()
            assert job.counts.done == 6
            assert len(await wire.people(session_id)) == before + 6

    play(story)
