"""The real program, worked by a script from inside it.

``python -m tests.acceptance.driver FILE SESSION --server URL ... --data FOLDER`` makes the window as
``app.start`` does and then does what is still to do: it goes on with an interrupted import by the button of
its banner, or drops FILE on the session and starts the import. What it sees it says on standard output, one
JSON object a line; it ends when the import is over. It can be killed at any moment.
"""

import asyncio
import json
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QPushButton

from webinar_console.app.options import parse
from webinar_console.app.program import Program
from webinar_console.app.session import AccountSession
from webinar_console.app.start import make_application
from webinar_console.app.tour.hands import TourStopped, drop_file, press, until
from webinar_console.domain.job import JobProgress, JobState
from webinar_console.ui.loop import run
from webinar_console.ui.theme import SchemeChoice, Theme


def say(what: str, **more: object) -> None:
    """Tell whoever started this process."""
    print(json.dumps({"what": what, **more}), flush=True)


class Worker:
    """Works the program of one process: ``what`` it was told to work with, and the session."""

    def __init__(self, program: Program, what: str, session_id: str) -> None:
        self._program, self._what, self._session_id = program, what, session_id

    @property
    def account(self) -> AccountSession:
        """The account that is open."""
        assert self._program.session is not None
        return self._program.session

    async def work(self) -> int:
        """Go on or begin; returns the program's exit code."""
        try:
            await until(lambda: self._program.window.workspace, "the account to open")
            await self.go()
        except TourStopped as stop:
            say("stopped", why=str(stop))
            return 1
        return 0

    async def go(self) -> None:
        """What is done when the account is open."""
        raise NotImplementedError

    async def choose_session(self) -> None:
        """Show the session."""
        await until(lambda: self.account.navigator.choose(self._session_id), "the session")


class Driver(Worker):
    """Does one import, however often it is started."""

    async def go(self) -> None:
        """Go on or begin."""
        program = self._program
        board = self.account.workspace.jobs
        leave = board.changed.connect(lambda job_id: self._tell(board.job(job_id)))
        if not board.jobs:
            await self._begin()
        elif not board.jobs[-1].state.is_over:
            say("interrupted", done=board.jobs[-1].counts.done)
            await press(program.window, "Resume job")
        # A long wait on purpose: how long an import may take is for the one who started this to say.
        while not (board.jobs and board.jobs[-1].state.is_over):
            stuck = [job for job in board.jobs if job.state is JobState.PAUSED]
            if stuck:
                raise TourStopped(f"the job paused by itself: {stuck[-1].trouble}")
            await asyncio.sleep(0.02)
        leave()
        job = board.jobs[-1]
        counts = job.counts
        say(
            "over",
            state=job.state.value,
            done=counts.done,
            already_there=counts.already_there,
            refused=counts.refused,
            attention=counts.needs_attention,
            left_out=counts.left_out,
            jobs=len(board.jobs),
        )

    async def _begin(self) -> None:
        await self.choose_session()
        drop_file(self._program.window, Path(self._what))
        start = self.account.sheet.foot.start
        await until(lambda: start.isEnabled() or self._try_again(), "the forecast")
        await press(self._program.window, "Start import")
        say("started")

    def _try_again(self) -> bool:
        """What a person does when the server failed while the people were compared."""
        buttons = self.account.sheet.findChildren(QPushButton)
        again = [button for button in buttons if button.isVisible() and button.text() == "Try again"]
        for button in again[:1]:
            say("tries again")
            button.click()
        return False

    def _tell(self, job: JobProgress) -> None:
        say("progress", done=job.counts.done, unknown=job.counts.unknown, state=job.state.value)


def drive(kind: type[Worker]) -> int:
    """Start the program with the arguments of this process and let a worker do its work; the program's exit
    code."""
    what, session_id, *rest = sys.argv[1:]
    options = parse(rest)
    logging.basicConfig(level=logging.WARNING)
    app = make_application()
    theme = Theme(app, SchemeChoice.LIGHT)

    async def program(stop: asyncio.Event) -> int:
        window = Program(theme, options, stop)
        window.show()
        return await window.run(kind(window, what, session_id).work)

    return run(program, app)


if __name__ == "__main__":
    sys.exit(drive(Driver))
