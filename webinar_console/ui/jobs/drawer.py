"""The open list of jobs: search and menu, the jobs, the rows of the chosen one, and what is known of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from webinar_console.domain.job import JobProgress
from webinar_console.domain.plan import JobKind
from webinar_console.ui.phrases import counted
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import EmptyState, SearchField, column, hairline, icon_button, row

from .clearing import OLD, clearable, may_clear
from .details import JobDetails
from .job_line import Beside
from .job_list import JobList, JobListModel
from .job_row import JOB_ROLE
from .options_sheet import ask_rules
from .ports import JobBoard
from .queueing import Place, before_whom
from .rows_part import JobRows
from .undo_words import offer
from .words import RowStanding, undone_count

# After the last key, so long until the search begins.
_SEARCH_MS = 250
_SEARCHED = "Finds jobs by their session, their file or its checksum, a person in them, or who started them."
_UNBOUNDED = 16_777_215  # Qt's QWIDGETSIZE_MAX
# Least and greatest width of the list and of the details, and their shares of the room.
_LIST, _LIST_SHARE = (295, 325), 0.26
_DETAILS, _DETAILS_SHARE = (250, 300), 0.23
# With less room than this, the rows keep it for themselves and the details wait for a click.
_WIDE = 1_080


class JobsDrawer(QWidget):
    """Shows what the panel tells it (:meth:`show_all`); search, order, history and options it does itself."""

    take_back_wanted = Signal(str)
    folder_wanted = Signal(str)
    summary_wanted = Signal(str)
    again_wanted = Signal(str)
    chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        board: JobBoard,
        tasks: TaskOwner,
        now: Callable[[], datetime],
        local: tzinfo | None,
    ) -> None:
        super().__init__()
        self._theme, self._board, self._tasks = theme, board, tasks
        self._now, self._local = now, local
        self._jobs: Sequence[JobProgress] = ()
        self._places: Mapping[str, Place] = {}
        self._found: frozenset[str] | None = None
        self._besides: Callable[[JobProgress], Beside] = lambda _job: Beside()
        self._story_seq: int | None = None
        self._wants_details: bool | None = None
        self.model = JobListModel(now, local)
        self.list = JobList(theme, self.model, now, local)
        self.rows = JobRows(theme, board, tasks)
        self.details = JobDetails(theme)
        self.search = SearchField(theme, "Session, file, person, who started it", "Search jobs")
        self.search.setToolTip(_SEARCHED)
        self.search.setAccessibleDescription(_SEARCHED)
        self.more = icon_button(theme, "more", "More about jobs")
        self._nothing = EmptyState(theme)
        self._searching = QTimer(self)
        self._searching.setSingleShot(True)
        self._searching.setInterval(_SEARCH_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        theme = self._theme
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._nothing)
        search = row(theme, self.search, self.more, gap=4, margin=(12, 8, 8, 6))
        search.setStretch(0, 1)
        self._head, self._left = QWidget(), QWidget()
        self._head.setLayout(search)
        self._left.setLayout(column(theme, row(theme, self._head, None, gap=0), self._pages, gap=0))
        self._chosen = QWidget()
        self._line = hairline("vertical")
        chosen = row(theme, hairline("vertical"), self.rows, self._line, self.details, gap=0)
        chosen.setStretch(1, 1)
        self._chosen.setLayout(chosen)
        inside = row(theme, self._left, self._chosen, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(column(theme, inside, hairline(), gap=0))
        self._show_nothing(nothing=False)
        self._show_details(wanted=None)

    def _connect(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(self._choose)
        self.list.step_wanted.connect(self.step)
        self.list.menu_wanted.connect(self._open_menu)
        self.model.move_wanted.connect(self._move)
        self.rows.row_chosen.connect(self._tell_story)
        self.rows.details_wanted.connect(lambda shown: self._show_details(wanted=shown))
        self.search.textChanged.connect(lambda _text: self._searching.start())
        self._searching.timeout.connect(self._search)
        self.more.clicked.connect(self._open_more)
        self.details.take_back_wanted.connect(self._take_back)
        self.details.folder_wanted.connect(self._open_folder)
        self.details.do_first_wanted.connect(self._do_first)
        self.details.menu_wanted.connect(self._open_own_menu)

    # What the panel calls.

    @property
    def job(self) -> JobProgress | None:
        """The job that is chosen."""
        job: JobProgress | None = self.list.currentIndex().data(JOB_ROLE)
        return job

    def show_all(
        self,
        jobs: Sequence[JobProgress],
        places: Mapping[str, Place],
        besides: Callable[[JobProgress], Beside],
    ) -> None:
        """Show the jobs, those of the queue first, and the details of the chosen one."""
        self._jobs, self._places, self._besides = jobs, places, besides
        self._fill()

    def choose(self, job_id: str, standing: RowStanding | None = None, *, everybody: bool = False) -> None:
        """Choose a job, perhaps with only the rows that stand so, or all. A search that hides it ends."""
        if self.model.place_of(job_id) is None and self.search.text():
            self.search.clear()
            self._search()
        place = self.model.place_of(job_id)
        if place is not None:
            self.list.setCurrentIndex(self.model.index(place))
            if standing is not None or everybody:
                self.rows.narrow_to(standing)

    def choose_first(self) -> None:
        """Choose the job on top while none is chosen."""
        if self.job is None and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))

    def stop(self) -> None:
        """Begin nothing any more."""
        self._searching.stop()

    # Showing.

    def _fill(self) -> None:
        found, chosen = self._found, self.job
        shown = [job for job in self._jobs if found is None or job.id in found]
        self.model.show_jobs(shown, self._places)
        if self.job is None and chosen is not None:  # the order changed, or the search left it out
            place = self.model.place_of(chosen.id)
            if place is not None:
                self.list.setCurrentIndex(self.model.index(place))
            else:
                self.choose_first()
        elif self._pages.currentWidget() is self._nothing:  # a search that found nothing is over
            self.choose_first()
        if not shown:
            self.rows.show_job(None)
        self._show_nothing(nothing=not shown and found is not None)
        self._tell_details()

    def _show_nothing(self, *, nothing: bool) -> None:
        """Where a search finds nothing, only that is said: there are no rows and no details to speak of."""
        if nothing:
            told = f"No job, file or person matches “{self.search.text().strip()}”."
            self._nothing.show_state(
                "search", "No job found", told, step="Clear search", run=self._clear_search
            )
        self._pages.setCurrentWidget(self._nothing if nothing else self.list)
        self._chosen.setVisible(not nothing)
        self._fit()

    def _tell_details(self) -> None:
        job = self.job
        if job is None:
            self.details.show_job(None, self._now())
            return
        undone = next((other.title for other in self._jobs if other.id == job.undoes), "")
        place, beside = self._places.get(job.id), self._besides(job)
        self.details.show_job(job, self._now(), self._local, place=place, beside=beside, taken_back=undone)

    def _choose(self, current: QModelIndex) -> None:
        job: JobProgress | None = current.data(JOB_ROLE) if current.isValid() else None
        if job is None or job.id != self.rows.job_id:
            self._forget_story()
        self.rows.show_job(job)
        self._tell_details()
        if job is not None:
            self.chosen.emit(job.id)

    def _take_back(self) -> None:
        if self.job is not None:
            self.take_back_wanted.emit(self.job.id)

    def _open_folder(self) -> None:
        if self.job is not None:
            self.folder_wanted.emit(self.job.id)

    def _fit(self) -> None:
        """The list and the details take their shares; nothing found takes all."""
        nothing = self._pages.currentWidget() is self._nothing
        width = self._share(_LIST, _LIST_SHARE)
        self._head.setFixedWidth(width)
        self._left.setMinimumWidth(width)
        self._left.setMaximumWidth(_UNBOUNDED if nothing else width)
        self.details.setFixedWidth(self._share(_DETAILS, _DETAILS_SHARE))

    def _share(self, bounds: tuple[int, int], share: float) -> int:
        least, most = (self._theme.space(step) for step in bounds)
        return min(most, max(least, round(self.width() * share)))

    # The details, where there is room for them.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        self._fit()
        self._show_details(wanted=self._wants_details)

    def _show_details(self, *, wanted: bool | None) -> None:
        """``None``: when there is room."""
        self._wants_details = wanted
        shown = self.width() >= self._theme.space(_WIDE) if wanted is None else wanted
        self.details.setVisible(shown)
        self._line.setVisible(shown)
        self.rows.tell_details(shown=shown)

    # A row's story.

    def _tell_story(self, seq: int | None) -> None:
        job = self.job
        if seq is None or job is None:
            self._forget_story()
            return
        self._story_seq = seq
        self._tasks.start(self._read_story(job, seq), "read the story of a row", group="story")

    async def _read_story(self, job: JobProgress, seq: int) -> None:
        events = await self._board.story(job.id, seq)
        report = self.rows.report(seq)
        if self._story_seq == seq and self.rows.job_id == job.id:
            self.details.show_story(report, job, events, self._now(), self._local)

    def _forget_story(self) -> None:
        self._story_seq = None
        self._tasks.cancel("story")
        self.details.show_story(None)

    # Search.

    def _search(self) -> None:
        self._searching.stop()
        text = self.search.text().strip()
        if not text:
            self._tasks.cancel("find jobs")
            self._found = None
            self._fill()
            return
        self._tasks.start(self._find(text), "find jobs", group="find jobs")

    def _clear_search(self) -> None:
        self.search.clear()
        self._search()
        self.search.setFocus()

    async def _find(self, text: str) -> None:
        self._found = await self._board.find(text)
        self._fill()

    # Order.

    def step(self, job_id: str, step: str) -> None:
        """Move a job of the queue: ``up``, ``down``, or ``first``. Nothing happens where there is no way."""
        queue = list(self._board.queue())
        if job_id not in queue or step not in ("up", "down", "first"):
            return
        try:
            before = before_whom(queue, job_id, step)  # type: ignore[arg-type]  # just looked at
        except ValueError:
            return
        self._move(job_id, before)

    def _do_first(self) -> None:
        if self.job is not None:
            self.step(self.job.id, "first")
            self.details.more.setFocus()  # the button goes: the focus stays beside its place

    def _move(self, job_id: str, before: str | None) -> None:
        self._tasks.start(self._board.move(job_id, before), "move a job in the queue", group="move")

    # Menus.

    def _open_menu(self, job_id: str, where: QPoint) -> None:
        menu = self.menu_of(job_id)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def _open_own_menu(self) -> None:
        if self.job is not None:
            button = self.details.more
            self._open_menu(self.job.id, button.mapToGlobal(button.rect().bottomLeft()))

    def menu_of(self, job_id: str) -> QMenu:
        """What can be done with one job of the list; the caller shows it."""
        menu = QMenu(self)
        job = self._board.job(job_id)
        queue = self._board.queue()
        if job_id in queue:
            at, last = queue.index(job_id), len(queue) - 1
            for words, step, can, key in (
                ("Do first", "first", at > 0, ""),
                ("Move up", "up", at > 0, "Alt+Up"),
                ("Move down", "down", at < last, "Alt+Down"),
            ):
                action = menu.addAction(words, partial(self.step, job_id, step))
                action.setEnabled(can)
                # Shown, not bound: the list handles these keys itself.
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            return menu
        beside = self._besides(job)
        take_back = menu.addAction(offer(job.kind), lambda: self.take_back_wanted.emit(job_id))
        take_back.setEnabled(beside.undoable and not beside.work)
        rest = undone_count(job)
        if job.kind is JobKind.IMPORT:
            words = f"Mend the {counted(rest, 'row', 'rows')} that {'was' if rest == 1 else 'were'} not done…"
            again = menu.addAction(
                words if rest else "Everything was done", partial(self.again_wanted.emit, job_id)
            )
            again.setEnabled(bool(rest))
        menu.addAction("Copy a summary", partial(self.summary_wanted.emit, job_id))
        menu.addSeparator()
        menu.addAction("Clear from the history…", lambda: self._clear([job]))
        return menu

    def _open_more(self) -> None:
        menu = self.more_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def more_menu(self) -> QMenu:
        """What can be done with all jobs; the caller shows it."""
        menu = QMenu(self)
        menu.addAction("Job options…", self.open_options)
        menu.addSeparator()
        old, over = clearable(self._jobs, self._now(), OLD), clearable(self._jobs, self._now())
        for words, jobs in (
            (f"Clear jobs older than {OLD.days} days…", old),
            ("Clear all that is over…", over),
        ):
            menu.addAction(words, partial(self._clear, jobs)).setEnabled(bool(jobs))
        return menu

    def open_options(self) -> None:
        """Ask for quiet hours and the folder of result files."""
        self._tasks.start(self._choose_rules(), "choose job options", group="options")

    async def _choose_rules(self) -> None:
        wanted = await ask_rules(self._theme, self._board.rules, self._tasks, self)
        if wanted is not None:
            await self._board.choose_rules(wanted)

    def _clear(self, jobs: list[JobProgress]) -> None:
        self._tasks.start(self._clear_when_sure(jobs), "clear the history", group="clear")

    async def _clear_when_sure(self, jobs: list[JobProgress]) -> None:
        if await may_clear(self._theme, jobs, self):
            await self._board.forget([job.id for job in jobs])
