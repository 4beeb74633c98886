"""A list and a removal of who is not in it are started together, or not at all."""

import contextlib
import sqlite3
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.qt import Gui
from webinar_console.domain.plan import JobKind
from webinar_console.services.comparison import Group
from webinar_console.ui.importing.removal_sheet import RemovalSheet


def break_removals(data: Path) -> None:
    (database,) = data.rglob("state.sqlite3")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON job WHEN NEW.kind = 'remove' "
            "BEGIN SELECT RAISE(ABORT, 'no more removals'); END"
        )


async def labelled(stage: Stage, removing: bool) -> QPushButton:
    """The button, as soon as it says whether people are removed and can be pressed."""
    start = stage.account.sheet.foot.start
    await stage.until(lambda: start.isEnabled() and ("remove" in start.text()) is removing, "the price")
    return start


def test_a_list_is_never_sent_twice_for_want_of_its_removal(tmp_path: Path, wire: Wire) -> None:
    guests = tmp_path / "guests.csv"
    guests.write_text("First name,Last name,E-mail\nAda,Lane,ada@twice.example\n", encoding="utf-8")

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data"):
            pass
        break_removals(tmp_path / "data")
        async with practising(gui, tmp_path / "data") as stage:
            await stage.choose_large()
            await stage.drop(guests)
            await labelled(stage, removing=False)
            flow, jobs = stage.account.sheet.flow, stage.account.workspace.jobs
            flow.choose_group(Group.ONLY_THERE, True)
            start = await labelled(stage, removing=True)
            start.click()
            asking = await stage.until(lambda: stage.account.sheet.findChild(RemovalSheet), "the question")
            asking.accept()
            await stage.until(lambda: not flow.holds, "the refusal")
            assert jobs.jobs == (), "nothing was started"
            flow.choose_group(Group.ONLY_THERE, False)
            start = await labelled(stage, removing=False)
            start.click()
            await stage.job_over()
            assert [(job.kind, job.counts.done) for job in jobs.jobs] == [(JobKind.IMPORT, 1)]
            assert len(stage.account.sheet.shelf) == 0

    play(story)
