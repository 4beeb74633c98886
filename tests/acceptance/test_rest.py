"""What an import did not do: mended on the spot, and told in a mail."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QPushButton

from tests.acceptance.servers import Wire
from tests.acceptance.stage import Stage, play, practising
from tests.helpers.people_files import BAD_ROWS, write_people_csv
from tests.helpers.qt import Gui


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
            await stage.says("5 people will be registered, 12 left out.")
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
