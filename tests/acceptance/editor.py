"""The real program, in which somebody pastes a column over a session and never applies it.

``python -m tests.acceptance.editor ROWS SESSION --server URL ... --data FOLDER`` pastes a text into ROWS rows
of the session and says how many staged edits the disk has; started again it says what is staged, and ends.
"""

import asyncio
import sys

from PySide6.QtGui import QGuiApplication

from tests.acceptance.driver import Worker, drive, say
from webinar_console.app.tour.hands import until
from webinar_console.domain.staging import StagedChange


def pasted(row: int) -> str:
    """What is pasted into a row."""
    return f"list {row}"


class Editor(Worker):
    """Edits until it is killed."""

    @property
    def _rows(self) -> int:
        return int(self._what)

    async def go(self) -> None:
        """Paste, or say what is staged."""
        await self.choose_session()
        people = self.account.registrants
        await until(lambda: people.model.total and not people.is_reading, "the registrants")
        await (self._tell() if len(people.model.draft) else self._paste())

    async def _paste(self) -> None:
        account = self.account
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

    async def _tell(self) -> None:
        account = self.account
        model = account.registrants.model
        staged = [one for one in model.draft.all() if isinstance(one, StagedChange)]
        source = [described.name for described in model.columns].index("source")
        shown = [model.index(row, source).data() for row in range(self._rows)]
        await until(lambda: account.registrants.bar.isVisible(), "the bar of what is staged")
        say("back", staged=len(staged), shown=shown, step=model.stack.canUndo())


if __name__ == "__main__":
    sys.exit(drive(Editor))
