"""The jobs panel at the foot of the window: a line for each job that runs or waits, and the list of all."""

import contextlib
from collections.abc import Callable, Coroutine
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from webinar_console.domain.job import JobProgress
from webinar_console.domain.plan import JobKind
from webinar_console.domain.session import Session
from webinar_console.ui.file_dialogs import ask_for_folder
from webinar_console.ui.messages import Action, Messages
from webinar_console.ui.phrases import number
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import ElidedLabel, column, row, tool_button

from .coalesce import Coalescer
from .drawer import JobsDrawer
from .job_line import Beside, JobLine
from .notes import pace_words, results_folder
from .ports import Account, JobBoard
from .queueing import Place, places_of
from .restore_words import removed_words
from .summary import summary_text
from .undo_words import can_be_undone
from .undoing import TakingBack
from .words import WHERE_RESULTS, RowStanding, job_line, saved_sentence

# How often the told times are looked at while nothing changes.
_RETELL_MS = 15_000
# The height of the open list, and how much of the window it takes at most.
_DRAWER = 320
_DRAWER_SHARE = 0.4


class JobsPanel(QWidget):
    """Follows the board from its making until ``release``. Hidden while there is no job at all.

    ``again_wanted``: the person wants to mend what an import did not do, with the job's id.
    """

    again_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        board: JobBoard,
        account: Account,
        now: Callable[[], datetime],
        tasks: TaskOwner,
        messages: Messages,
        *,
        local: tzinfo | None = None,
    ) -> None:
        super().__init__()
        self._theme, self._board, self._tasks, self._messages = theme, board, tasks, messages
        self._account, self._now, self._local = account, now, local
        self._lines: dict[str, JobLine] = {}
        self._put_away: set[str] = set()
        self._undos: list[JobProgress] = []
        # Jobs that are over change no more by themselves: they are kept, the others are asked for.
        self._over = {job.id: job for job in board.jobs}
        self._told: dict[str, JobProgress] = {}
        self._places: dict[str, Place] = {}
        # What is being done for a job beside its own work: its id and the words.
        self._work: tuple[str, str] = ("", "")
        self.drawer = JobsDrawer(theme, board, tasks, now, local)
        self.list, self.rows = self.drawer.list, self.drawer.rows
        self.taking_back = TakingBack(theme, board, account, tasks, self, now, local)
        self._build()
        self._connect()
        self._coalescer = Coalescer(self)
        self._coalescer.due.connect(self._jobs_changed)
        self._retell = QTimer(self)
        self._retell.setInterval(_RETELL_MS)
        self._retell.timeout.connect(self._show_all)
        self._leave = (
            board.changed.connect(self._coalescer.add),
            board.forgotten.connect(self._forgotten),
            board.rows_changed.connect(self.rows.rows_changed),
        )
        self._show_all()

    def _build(self) -> None:
        theme = self._theme
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._strip = QVBoxLayout()
        self._strip.setSpacing(0)
        self._summary = ElidedLabel(theme, tone="muted")
        self._quiet = QWidget()
        self._quiet.setLayout(row(theme, self._summary, margin=(12, 4, 12, 4)))
        self._strip.addWidget(self._quiet)
        self.toggle = tool_button(theme, "Jobs", "chevron-up", name="Show jobs")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._show_list)
        foot = row(theme, self._strip, column(theme, 4, self.toggle, 4, None, gap=0), 4, gap=4)
        foot.setStretch(0, 1)
        self.drawer.hide()
        self.setLayout(column(theme, self.drawer, foot, None, gap=0))
        # No more than it needs: the session above has the rest.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _connect(self) -> None:
        self.drawer.chosen.connect(self._chosen)
        self.drawer.take_back_wanted.connect(self.taking_back.ask)
        self.drawer.folder_wanted.connect(self._open_folder)
        self.drawer.summary_wanted.connect(self._copy_summary)
        self.drawer.again_wanted.connect(self.again_wanted)
        self.rows.save_wanted.connect(self._save_results)
        self.taking_back.said.connect(self._say_work)

    # What the window calls.

    def show_jobs(self) -> None:
        """Open the list."""
        self.toggle.setChecked(True)
        self.list.setFocus()

    def show_rows(self, job_id: str, standing: RowStanding | None = None, *, everybody: bool = False) -> None:
        """Open the list at one job, perhaps with only the rows that stand so, or with all.

        Otherwise a job that is over shows first whom it did not reach.
        """
        self.toggle.setChecked(True)
        if job_id not in self._told:  # so new that the panel has not been told yet
            self._show_all()
        self.drawer.choose(job_id, standing, everybody=everybody)

    def show_options(self) -> None:
        """Ask for what holds for all jobs."""
        self.drawer.open_options()

    def offer_again(self, session: Session | None) -> None:
        """Somebody wants to undo more than was staged: offer to register again who was removed last."""
        for job in self._told.values():
            is_here = session is not None and job.session_id == session.id
            if is_here and job.kind is not JobKind.IMPORT and can_be_undone(job, self._undos):
                ask = partial(self.taking_back.ask, job.id)
                self._messages.info(removed_words(job), actions=[Action("Register again…", ask)], key="undo")
                return

    def release(self) -> None:
        """Follow the board no longer. The owner of the tasks ends what still runs."""
        for leave in self._leave:
            leave()
        self._coalescer.stop()
        self._retell.stop()
        self.drawer.stop()

    # Following the board.

    def _jobs_changed(self, job_ids: frozenset[str]) -> None:
        for job_id in job_ids:
            with contextlib.suppress(KeyError):  # deleted from the history meanwhile
                self._over[job_id] = self._board.job(job_id)
        self._show_all()

    def _show_all(self) -> None:
        """Show every job as it stands now, in the order of the queue and then the newest first."""
        queue = self._board.in_turn()
        over = sorted(
            (job for job in self._over.values() if job.state.is_over),
            key=lambda j: j.ended_at or j.created_at,
        )
        self._places = places_of(queue)
        self._told = {job.id: job for job in (*queue, *reversed(over))}
        self._undos = [job for job in over if job.undoes] + [job for job in queue if job.undoes]
        for job in self._told.values():
            if job.id in self._lines or not (job.state.is_over or job.id in self._put_away):
                line = self._lines.get(job.id) or self._add_line(job.id)
                line.show_job(job, self._now(), self._local, self._beside(job))
        self._fill_drawer()
        self._settle()

    def _fill_drawer(self) -> None:
        """The list costs more than the lines: it is told only while somebody sees it."""
        if self.toggle.isChecked():
            self.drawer.show_all(list(self._told.values()), self._places, self._beside)

    def _beside(self, job: JobProgress) -> Beside:
        place = self._places.get(job.id)
        working, words = self._work
        return Beside(
            pace=pace_words(self._account.pace()) if place is not None else "",
            wait=place.wait if place is not None else "",
            undoable=can_be_undone(job, self._undos),
            work=words if working == job.id else "",
        )

    def _say_work(self, job_id: str, words: str) -> None:
        self._work = (job_id, words)
        self._coalescer.add(job_id)

    def _forgotten(self, job_ids: tuple[str, ...]) -> None:
        for job_id in job_ids:
            self._over.pop(job_id, None)
            if job_id in self._lines:
                self._put_line_away(job_id)
        self._show_all()

    def _add_line(self, job_id: str) -> JobLine:
        line = JobLine(self._theme)
        board = self._board
        line.pause_wanted.connect(lambda: self._steer(line, job_id, board.pause(job_id)))
        line.resume_wanted.connect(lambda: self._steer(line, job_id, board.resume(job_id)))
        line.cancel_wanted.connect(lambda: self._steer(line, job_id, board.cancel(job_id)))
        line.rows_wanted.connect(lambda: self.show_rows(job_id, everybody=True))
        line.take_back_wanted.connect(lambda: self.taking_back.ask(job_id))
        line.folder_wanted.connect(lambda: self._open_folder(job_id))
        line.left_out_wanted.connect(lambda: self.show_rows(job_id, RowStanding.LEFT_OUT))
        line.dismissed.connect(lambda: self._put_line_away(job_id))
        line.ground_changed.connect(self.update)
        line.answered.connect(self._settle)
        self._lines[job_id] = line
        self._strip.addWidget(line)
        return line

    def _put_line_away(self, job_id: str) -> None:
        self._put_away.add(job_id)
        line = self._lines.pop(job_id)
        self._strip.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._settle()

    def _settle(self) -> None:
        """Show what there is room and reason for."""
        count, queued = len(self._told), len(self._places)
        shown = self._lines_in_view()
        for job_id, line in self._lines.items():
            line.setVisible(job_id in shown)
        self._quiet.setVisible(not shown)
        if count and not shown:
            newest = next(iter(self._told.values()))
            told = "" if self.toggle.isChecked() else job_line(newest, self._now(), self._local)
            self._summary.setText(told)
        self.toggle.setText("Jobs" if queued < 2 else f"{number(queued)} in the queue")
        self.setVisible(bool(count))
        if self._lines and not self._retell.isActive():
            self._retell.start()
        elif not self._lines:
            self._retell.stop()

    def _lines_in_view(self) -> set[str]:
        """All lines; below the open list, which tells of the others, only one for its buttons.

        That is the line of the chosen job, or of the one that is worked on while a job of the past is chosen;
        and each that has asked something.
        """
        if not self.toggle.isChecked():
            return set(self._lines)
        asking = {job_id for job_id, line in self._lines.items() if line.is_asking}
        chosen = self.drawer.job
        working = [job_id for job_id, place in self._places.items() if place.turn == "now"]
        for job_id in (*([chosen.id] if chosen is not None else []), *working, *self._places):
            if job_id in self._lines and job_id in self._places:
                return asking | {job_id}
        return asking

    # Steering.

    def _steer(self, line: JobLine, job_id: str, wish: Coroutine[Any, Any, None]) -> None:
        line.set_busy(True)
        self._tasks.start(self._carry_out(line, job_id, wish), "steer a job")

    async def _carry_out(self, line: JobLine, job_id: str, wish: Coroutine[Any, Any, None]) -> None:
        try:
            await wish
        finally:
            if self._lines.get(job_id) is line:
                line.set_busy(False)
        self._coalescer.add(job_id)

    # The list.

    def _show_list(self, shown: bool) -> None:
        self.drawer.setVisible(shown)
        self.toggle.setIcon(self._theme.icon("chevron-down" if shown else "chevron-up"))
        self.toggle.setAccessibleName("Hide jobs" if shown else "Show jobs")
        self.toggle.setToolTip("Hide the list of jobs" if shown else "Show all jobs and their rows")
        if shown:
            self._fill_drawer()
            self.drawer.choose_first()
        self._fit_drawer()
        self._settle()

    def _fit_drawer(self) -> None:
        """The session above keeps the greater part of a small window."""
        most, share = self._theme.space(_DRAWER), round(self.window().height() * _DRAWER_SHARE)
        self.drawer.setFixedHeight(min(most, max(share, self._theme.space(_DRAWER // 2))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        self._fit_drawer()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call: a soft ground over the whole width where the person is asked something."""
        super().paintEvent(event)
        painter = QPainter(self)
        for line in self._lines.values():
            if line.isVisible() and line.asks:
                top = line.mapTo(self, QPoint(0, 0)).y()
                painter.fillRect(0, top, self.width(), line.height(), self._theme.colour("warning_soft"))
        painter.end()

    def _chosen(self, job_id: str) -> None:
        if job_id in self._put_away and not self._told[job_id].state.is_over:
            # A job that was put off is back in the strip, with its buttons, as soon as it is looked at.
            self._put_away.discard(job_id)
            self._show_all()
        else:
            self._settle()

    # Summary and result files.

    def _copy_summary(self, job_id: str) -> None:
        self._tasks.start(self._summarise(job_id), "copy a summary", group="summary")

    async def _summarise(self, job_id: str) -> None:
        rows = await self._board.rows(job_id)
        QGuiApplication.clipboard().setText(summary_text(self._board.job(job_id), rows, self._local))
        self._messages.success("The summary is on the clipboard, ready for a mail.")

    def _open_folder(self, job_id: str) -> None:
        folder = results_folder(self._told[job_id])
        if folder is not None and not _open(folder):
            self._messages.error(f"The folder {folder} cannot be opened.")

    def _save_results(self, job_id: str) -> None:
        self._tasks.start(self._save(job_id), "save result files", group="save")

    async def _save(self, job_id: str) -> None:
        folder = await ask_for_folder(self, WHERE_RESULTS)
        if folder is None:
            return
        paths = await self._board.save_results(job_id, folder)
        actions = [Action("Open folder", lambda: _open(paths[0].parent))] if paths else []
        self._messages.success(saved_sentence(path.name for path in paths), actions=actions)


def _open(folder: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
