"""The real program, in which somebody pastes a column over a session and never applies it.

``python -m tests.acceptance.editor ROWS SESSION --server URL ... --data FOLDER`` pastes a text into ROWS rows
of the session and says how many staged edits the disk has; started again it says what is staged, and ends.
"""

import asyncio
import sys

from PySide6.QtGui import QGuiApplication

from tests.acceptance.driver import drive, say
from webinar_console.app.program import Program
from webinar_console.app.session import AccountSession
from webinar_console.app.tour.hands import TourStopped, until
from webinar_console.domain.staging import StagedChange


def pasted(row: int) -> str:
    """What is pasted into a row."""
    return f"list {row}"


class Editor:
    """Edits until it is killed."""

    def __init__(self, program: Program, rows: int, session_id: str) -> None:
        self._program, self._rows, self._session_id = program, rows, session_id

    async def work(self) -> int:
        """Paste, or say what is staged; returns the program's exit code."""
        try:
            await until(lambda: self._program.window.workspace, "the account to open")
            account = self._program.session
            assert account is not None
            await until(lambda: account.navigator.choose(self._session_id), "the session")
            people = account.registrants
            await until(lambda: people.model.total and not people.is_reading, "the registrants")
            await (self._tell(account) if len(people.model.draft) else self._paste(account))
        except TourStopped as stop:
            say("stopped", why=str(stop))
            return 1
        return 0

    async def _paste(self, account: AccountSession) -> None:
        view, model = account.registrants.view, account.registrants.model
        source = [described.name for described in model.columns].index("source")
        view.setCurrentIndex(model.index(0, source))
        QGuiApplication.clipboard().setText("\n".join(pasted(row) for row in range(self._rows)))
        account.registrants.edits.paste()
        while True:
            kept = await account.workspace.drafts.load(self._session_id)
            say("pasted", kept=len(kept))
            if len(kept) >= self._rows:
                break
            await asyncio.sleep(0.02)
        await asyncio.Event().wait()  # until it is killed

    async def _tell(self, account: AccountSession) -> None:
        model = account.registrants.model
        staged = [one for one in model.draft.all() if isinstance(one, StagedChange)]
        source = [described.name for described in model.columns].index("source")
        shown = [model.index(row, source).data() for row in range(self._rows)]
        await until(lambda: account.registrants.bar.isVisible(), "the bar of what is staged")
        say("back", staged=len(staged), shown=shown, step=model.stack.canUndo())


def main() -> int:
    """Run it; the program's exit code."""
    rows, session_id, *rest = sys.argv[1:]
    return drive(rest, lambda program: Editor(program, int(rows), session_id).work)


if __name__ == "__main__":
    sys.exit(main())
