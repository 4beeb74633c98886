"""Closing the window asks nothing and loses nothing; the next start offers to go on."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from tests.acceptance.servers import Wire
from tests.acceptance.stage import play, practising
from tests.helpers.people_files import write_people_csv
from tests.helpers.qt import Gui
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobKind

ROWS = 60


def test_closed_during_a_job_the_next_start_offers_to_go_on(tmp_path: Path, wire: Wire) -> None:
    write_people_csv(tmp_path / "guests.csv", ROWS, [])

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data", latency_s=0.02) as stage:
            session_id = await stage.choose_large()
            before = len(await wire.people(session_id))
            await stage.drop(tmp_path / "guests.csv")
            await stage.press("Start import")
            board = stage.account.workspace.jobs
            await stage.until(lambda: board.jobs and board.jobs[0].counts.done > 10, "progress")
            stage.window.close()
            assert len(stage.tops()) == 1, "closing asks nothing"
            assert not stage.window.isVisible()
        async with practising(gui, tmp_path / "data") as stage:
            await stage.says("An import into", "was interrupted", f"of {ROWS} done")
            (job,) = stage.account.workspace.jobs.jobs
            assert job.state is JobState.INTERRUPTED
            assert job.counts.unknown == 0, "closing waits for the answer to what has left"
            done = job.counts.done
            assert len(await wire.people(session_id)) == before + done
            await stage.press("Resume job")
            job = await stage.job_over()
            assert (job.counts.done, job.counts.total) == (ROWS, ROWS)
            assert len(await wire.people(session_id)) == before + ROWS
            mails = await wire.emails(session_id, "confirmation")
            assert len([m for m in mails if m.startswith("person")]) == ROWS == len(set(mails))

    play(story)


def test_closed_with_an_open_import_sheet_and_unsaved_work(tmp_path: Path, wire: Wire) -> None:
    """The file is not sent, the staged edits and the unsaved preferences are there at the next start."""
    write_people_csv(tmp_path / "guests.csv", 20, [])

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            await stage.type_cell(0, "last_name", "Staged")
            switch = stage.named("Suppress emails", QAbstractButton)
            wanted = not switch.isChecked()
            QTest.keyClick(switch, Qt.Key.Key_Space)
            await stage.drop(tmp_path / "guests.csv")
            await stage.says("20 people will be registered")
            stage.window.close()
            assert len(stage.tops()) == 1
        assert wire.writes() == []
        async with practising(gui, tmp_path / "data") as stage:
            assert stage.account.workspace.jobs.jobs == ()
            # The offscreen screen is small, and a narrow window puts the settings behind a button.
            stage.window.resize(1360, 860)
            await stage.choose_large()
            await stage.says("1 change not applied", "1 change not saved")
            assert stage.named("Suppress emails", QAbstractButton).isChecked() is wanted
            await stage.press("Apply changes")
            await stage.accept()
            job = await stage.job_over(JobKind.APPLY)
            assert job.counts.done == 1
            names = [person["lastName"] for person in await wire.people(session_id)]
            assert names.count("Staged") == 1

    play(story)


def test_closed_while_a_cell_is_edited_and_a_file_is_read(tmp_path: Path, wire: Wire) -> None:
    """No dialog, no error, no process that stays behind, nothing sent."""
    write_people_csv(tmp_path / "many.csv", 30_000, [])

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            await stage.choose_large()
            panel = stage.account.registrants
            panel.view.edit(panel.model.index(0, 0))
            await stage.until(lambda: panel.view.viewport().findChild(QLineEdit), "the editor")
            await stage.drop(tmp_path / "many.csv")
            stage.window.close()
            assert len(stage.tops()) == 1
        assert wire.writes() == []

    play(story)
