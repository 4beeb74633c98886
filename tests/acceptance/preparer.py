"""The real program, in which somebody prepares an import and never starts it.

``python -m tests.acceptance.preparer FOLDER SESSION --server URL ... --data FOLDER`` drops the files of the
first FOLDER on the session (several become one list) and corrects the e-mail address of one row after the
other; after each it says how many corrections the disk has. Where an import waits already, it says what came
back, and ends.
"""

import asyncio
import sys
from pathlib import Path

from tests.acceptance.driver import Worker, drive, say
from tests.helpers.qt import drop_files
from webinar_console.app.tour.hands import press, until
from webinar_console.domain.people import Target
from webinar_console.ui.importing.checked_model import CheckedModel

EMAIL = CheckedModel.column_of(Target.EMAIL)


def mended_address(row: int) -> str:
    """What is typed into a row."""
    return f"mended{row}@example.org"


class Preparer(Worker):
    """Prepares an import until it is killed."""

    async def go(self) -> None:
        """Begin, or say what is back."""
        await self.choose_session()
        waits = await self.account.workspace.import_drafts.load(self._session_id) is not None
        await (self._tell() if waits else self._prepare())

    async def _prepare(self) -> None:
        account = self.account
        window, sheet = self._program.window, account.sheet
        files = sorted(Path(self._what).iterdir())
        assert drop_files(window, window.rect().center(), files)
        if len(files) > 1:
            await until(sheet.several.join.isVisible, "the question about several files")
            sheet.several.join.click()
        await until(lambda: sheet.flow.told, "the check")
        model = sheet.page.check.model
        for row in range(model.rowCount()):
            assert model.setData(model.index(row, EMAIL), mended_address(row))
            await until(lambda: sheet.flow.told, "the check of what was mended")
            record = await account.workspace.import_drafts.load(self._session_id)
            say("corrected", typed=row + 1, kept=len(record.corrections) if record is not None else 0)
        await asyncio.Event().wait()  # until it is killed

    async def _tell(self) -> None:
        sheet = self.account.sheet
        await press(self._program.window, "Import people")
        await until(lambda: sheet.flow.told, "what waited")
        model = sheet.page.check.model
        say(
            "back",
            words=sheet._banner.sentence,
            addresses=[model.index(row, EMAIL).data() for row in range(model.rowCount())],
            lines=[model.index(row, 0).data() for row in range(model.rowCount())],
        )


if __name__ == "__main__":
    sys.exit(drive(Preparer))
