"""What an import did not do: mended on the spot, and told in a mail."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.people_files import BAD_ROWS, write_people_csv
from tests.helpers.qt import Gui
from webinar_console.domain.mapping import ColumnUse, Constant
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import TableSource
from webinar_console.ui.importing.checked_model import CheckedModel


def _action(stage: Stage, job_id: str, beginning: str) -> QAction:
    menu = stage.account.jobs.drawer.menu_of(job_id)
    return next(action for action in menu.actions() if action.text().startswith(beginning))


@pytest.mark.slow
def test_the_rest_of_an_import_comes_back_with_its_lines(tmp_path: Path, wire: Wire) -> None:
    rows = write_people_csv(tmp_path / "guests.csv", 5)

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            await stage.drop(tmp_path / "guests.csv")
            await stage.says("5 people will be registered, 12 not sent")
            start = stage.named("Start import", QPushButton)
            await stage.until(start.isEnabled, "the forecast")
            await stage.press("Start import")
            job = await stage.job_over()
            await stage.press("Show all people")
            _action(stage, job.id, "Copy a summary").trigger()
            await stage.says("The summary is on the clipboard")
            summary = QGuiApplication.clipboard().text()
            assert summary.startswith("Invited 5 of 17 people to ")
            assert "12 left out" in summary
            assert "File: guests.csv" in summary
            assert "The e-mail address is missing." in summary
            before = await wire.summary()
            _action(stage, job.id, "Mend the 12 rows that were not done").trigger()
            sheet = stage.account.sheet
            await stage.until(sheet.isVisible, "the sheet")
            await stage.until(lambda: sheet.page.check.model.rowCount() == len(BAD_ROWS), "the rows")
            model = sheet.page.check.model
            told = {int(str(model.index(row, 0).data())) for row in range(model.rowCount())}
            bad = {bad.row for bad in BAD_ROWS}
            assert told == {line for line, row in enumerate(rows, 2) if row in bad}
            await stage.says("guests.csv · 12 rows of it that were not done")
            assert not start.isEnabled(), "none of them can be sent as it is"
            assert (await wire.summary())["sessions"] == before["sessions"]
            assert stage.account.shown is not None
            assert stage.account.shown.id == session_id

    play(story)


def test_the_rest_is_mended_with_the_columns_and_values_of_its_import(tmp_path: Path, wire: Wire) -> None:
    """A list without a header, a value for all rows, and another such list imported meanwhile."""
    guests, others = tmp_path / "guests.csv", tmp_path / "others.csv"
    guests.write_text("Ada,Lane,ada@rest.example,A-7\nBob,Stone,bob(at)rest.example,B-8\n", encoding="utf-8")
    others.write_text("Cid,Park,cid@rest.example,C-9\n", encoding="utf-8")

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            sheet = stage.account.sheet
            await stage.drop(guests)
            await stage.says("1 person will be registered, 1 needs mending.")
            kept = sheet.shelf.of(stage.account.shown)
            assert kept is not None
            columns = sheet.page.columns
            columns.remapped.emit(3, ColumnUse(Target.EXTERNAL_ID))
            kept = sheet.shelf.of(stage.account.shown)
            assert kept is not None
            columns.mapping_changed.emit(kept.draft.mapping.with_constants([Constant(Target.SOURCE, "fair")]))
            await stage.press("Start import")
            first = await stage.job_over()
            await stage.drop(others)
            await stage.says("1 person will be registered")
            await stage.press("Start import")
            await stage.until(lambda: len(stage.account.workspace.jobs.jobs) == 2, "the second import")
            await stage.job_over()
            stage.account.jobs.again_wanted.emit(first.id)
            await stage.says("As in its import", "guests.csv · 1 row of it that was not done")
            model = sheet.page.check.model
            await stage.until(lambda: model.rowCount() == 1, "the row")
            assert model.setData(model.index(0, CheckedModel.column_of(Target.EMAIL)), "bob@rest.example")
            start = stage.named("Start import", QPushButton)
            await stage.until(lambda: start.isEnabled() and start.text() == "Invite 1 person", "it")
            await stage.press("Start import")
            await stage.until(lambda: len(stage.account.workspace.jobs.jobs) == 3, "the rest")
            await stage.job_over()
            people = {person["email"]: person for person in await wire.people(session_id)}
            bob, cid = people["bob@rest.example"], people["cid@rest.example"]
            assert (bob["source"], bob["externalId"]) == ("fair", "B-8")
            assert not cid.get("source")

    play(story)


def test_the_rest_never_moves_to_a_session_that_was_clicked_meanwhile(tmp_path: Path, wire: Wire) -> None:
    """Many rows take a moment to be read from the journal: time enough for a click."""
    guests = tmp_path / "guests.csv"
    bad = "".join(f"Bob{n},Stone,bob{n}(at)rest.example\n" for n in range(2000))
    guests.write_text(f"First name,Last name,E-mail\nAda,Lane,ada@rest.example\n{bad}", encoding="utf-8")

    async def story(gui: Gui) -> None:
        async with practising(gui, tmp_path / "data") as stage:
            session_id = await stage.choose_large()
            await stage.drop(guests)
            await stage.says("1 person will be registered")
            await stage.press("Start import")
            job = await stage.job_over()
            account = stage.account
            sheet = account.sheet
            sessions = account.workspace.catalogue.sessions
            other = next(session.id for session in sessions if session.id != session_id)
            board, asked = account.workspace.jobs, asyncio.Event()
            reading = board.remaining

            async def remaining(job_id: str) -> TableSource:
                asked.set()
                return await reading(job_id)

            board.remaining = remaining  # type: ignore[method-assign]
            account.jobs.again_wanted.emit(job.id)
            await asked.wait()
            assert account.navigator.choose(other)
            await stage.until(lambda: not account._tasks.is_busy("sheet"), "the rows to be read")
            assert account.shown is not None
            assert account.shown.id == other
            assert len(sheet.shelf) == 0, "no list waits for either session"
            assert not sheet.isVisible()
            # Asked for again, and waited for, they come back to their own session.
            account.jobs.again_wanted.emit(job.id)
            await stage.until(lambda: sheet.page.check.model.rowCount() == 2000, "the rows")
            assert account.shown.id == session_id
            assert sheet.shelf.of(account.shown) is not None

    play(story)
