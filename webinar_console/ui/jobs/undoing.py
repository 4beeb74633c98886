"""Taking an import back, or a removal: look up who is there, ask, start. Nothing is sent before a person says
yes."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from webinar_console.domain.plan import JobKind, JobPlan
from webinar_console.ui.loop import finished
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Sheet

from .ports import Account, JobBoard
from .restore_sheet import RestoreSheet
from .undo_sheet import UndoSheet
from .undo_words import looking

# How often a wait for the next call is counted down.
_WAIT_MS = 1_000


class TakingBack(QObject):
    """One question at a time. ``said`` tells what is done now for a job's sake, empty when nothing is."""

    said = Signal(str, str)  # job id, words

    def __init__(
        self,
        theme: Theme,
        board: JobBoard,
        account: Account,
        tasks: TaskOwner,
        window: QWidget,
        now: Callable[[], datetime],
        local: tzinfo | None,
    ) -> None:
        super().__init__(window)
        self._theme, self._board, self._account, self._tasks = theme, board, account, tasks
        self._window, self._now, self._local = window, now, local
        self._job_id: str | None = None
        self._kind = JobKind.IMPORT
        self._wait = QTimer(self)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._tell)

    @property
    def job_id(self) -> str | None:
        """The job that is looked up or asked about."""
        return self._job_id

    def ask(self, job_id: str) -> None:
        """Begin; nothing happens while another job is asked about."""
        if self._job_id is None:
            self._tasks.start(self._take_back(job_id), "take a job back", group="take back")

    async def _take_back(self, job_id: str) -> None:
        self._job_id, self._kind = job_id, self._board.job(job_id).kind
        self._tell()
        self._wait.start()
        try:
            sheet, job = await self._question(job_id)
            try:
                self._wait.stop()
                self.said.emit(job_id, "")
                answer = await finished(sheet)
            finally:
                sheet.deleteLater()
            if answer == QDialog.DialogCode.Accepted:
                await self._board.start(job)
        finally:
            self._wait.stop()
            self._job_id = None
            self.said.emit(job_id, "")

    async def _question(self, job_id: str) -> tuple[Sheet, JobPlan]:
        """The sheet that asks, and the job that is started. Costs calls."""
        if self._kind is JobKind.IMPORT:
            plan = await self._account.plan_undo(job_id)
            return UndoSheet(self._theme, plan, self._window, self._now(), self._local), plan.job
        again = await self._account.plan_restore(job_id)
        return RestoreSheet(self._theme, again, self._window, self._now(), self._local), again.job

    def _tell(self) -> None:
        if self._job_id is not None:
            self.said.emit(self._job_id, looking(self._kind, self._account.budget().next_s))
