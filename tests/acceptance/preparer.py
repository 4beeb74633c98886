"""The real program, in which somebody prepares an import and never starts it.

``python -m tests.acceptance.preparer FOLDER SESSION --server URL ... --data FOLDER`` drops the files of the
first FOLDER on the session (several become one list) and corrects the e-mail address of one row after the
other; after each it says how many corrections the disk has. Where an import waits already, it says what came
back, and ends.
"""

import asyncio
import sys
from pathlib import Path

from tests.acceptance.driver import drive, say
from tests.helpers.qt import drop_files
from webinar_console.app.program import Program
from webinar_console.app.session import AccountSession
from webinar_console.app.tour.hands import TourStopped, press, until
from webinar_console.domain.people import Target
from webinar_console.ui.importing.checked_model import CheckedModel

EMAIL = CheckedModel.column_of(Target.EMAIL)


def mended_address(row: int) -> str:
    """What is typed into a row."""
    return f"mended{row}@example.org"


class Preparer:
    """Prepares an import until it is killed."""

    def __init__(self, program: Program, folder: Path, session_id: str) -> None:
        self._program, self._folder, self._session_id = program, folder, session_id

    async def work(self) -> int:
        """Begin, or say what is back; returns the program's exit code."""
        try:
            await until(lambda: self._program.window.workspace, "the account to open")
            account = self._program.session
            assert account is not None
            await until(lambda: account.navigator.choose(self._session_id), "the session")
            waits = await account.workspace.import_drafts.load(self._session_id) is not None
            await (self._tell(account) if waits else self._prepare(account))
        except TourStopped as stop:
            say("stopped", why=str(stop))
            return 1
        return 0

    async def _prepare(self, account: AccountSession) -> None:
        window, sheet = self._program.window, account.sheet
        files = sorted(self._folder.iterdir())
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

    async def _tell(self, account: AccountSession) -> None:
        sheet = account.sheet
        await press(self._program.window, "Import people")
        await until(lambda: sheet.flow.told, "what waited")
        model = sheet.page.check.model
        say(
            "back",
            words=sheet._banner.sentence,
            addresses=[model.index(row, EMAIL).data() for row in range(model.rowCount())],
            lines=[model.index(row, 0).data() for row in range(model.rowCount())],
        )


def main() -> int:
    """Run it; the program's exit code."""
    folder, session_id, *rest = sys.argv[1:]
    return drive(rest, lambda program: Preparer(program, Path(folder), session_id).work)


if __name__ == "__main__":
    sys.exit(main())
