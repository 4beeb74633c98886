"""The rows of the chosen job: filter by outcome, reasons, result files."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from webinar_console.domain.job import JobProgress, RowReport
from webinar_console.domain.plan import JobKind
from webinar_console.domain.row import JobRow
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Label, chip_width, column, push_button, row, tool_button
from webinar_console.ui.widgets.filter_chips import Choice, FilterChips

from .coalesce import GAP_MS
from .ports import JobBoard
from .rows_model import RowsModel
from .rows_table import RowsTable
from .words import NOT_DONE, RowStanding

#: What the rows are narrowed to: one standing, several, or ``None`` for all.
Filter = RowStanding | tuple[RowStanding, ...] | None

_SAVE, _SAVE_SHORT = "Save result files…", "Save…"
# Changed rows that are shown at once; the rest follows in the next turns.
_AT_ONCE = 1_000


class JobRows(QWidget):
    """``save_wanted``: the person wants the result files of the job that is shown.

    ``row_chosen`` tells the number of the row that is looked at (``None``: of none), also when it changed.
    """

    save_wanted = Signal(str)
    row_chosen = Signal(object)
    details_wanted = Signal(bool)

    def __init__(self, theme: Theme, board: JobBoard, tasks: TaskOwner) -> None:
        super().__init__()
        self._theme, self._board, self._tasks = theme, board, tasks
        self.job_id: str | None = None
        self._loading = False
        # What a person asked for while the rows were on their way.
        self._asked_for: tuple[Filter] | None = None
        self._opens_on: Filter = None
        self._file_column: int | None = None
        self._not_done: tuple[RowStanding, ...] = NOT_DONE
        self._pending: dict[int, JobRow] = {}
        self._chosen: RowReport | None = None
        self.model = RowsModel()
        self.table = RowsTable(theme, self.model)
        self.table.selectionModel().currentRowChanged.connect(self._explain)
        self.filters = FilterChips(theme, "Filter rows by outcome")
        self.filters.chosen.connect(self._narrow)
        self.reason = Label(theme, wrap=True)
        self.reason.hide()
        self.save = push_button(
            theme, _SAVE, icon="export", name=_SAVE, tip="Save a copy of the result files"
        )
        self.save.clicked.connect(self._save)
        self.details = tool_button(theme, "Details", "info", name="Show details of the job")
        self.details.setCheckable(True)
        self.details.clicked.connect(self.details_wanted)
        buttons = row(theme, self.save, self.details, gap=4)
        head = row(theme, self.filters, buttons, gap=4)
        head.setStretch(0, 1)
        head.setAlignment(buttons, Qt.AlignmentFlag.AlignTop)  # beside the first line of filters
        self.setLayout(column(theme, head, self.table, self.reason, gap=6, margin=(12, 8, 12, 8)))
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.timeout.connect(self._show_pending)
        self.show_job(None)

    @property
    def is_loading(self) -> bool:
        """Whether the rows of the chosen job are still on their way."""
        return self._loading

    def show_job(self, job: JobProgress | None) -> None:
        """Show another job's rows; when it is over, those first that did not come to what was wanted."""
        job_id = job.id if job is not None else None
        if job_id == self.job_id and job_id is not None:
            return
        self.job_id = job_id
        self._pending.clear()
        self._asked_for = None
        if job is not None:
            undo = job.kind is JobKind.UNDO  # whom an undo leaves alone is as it should be
            self._not_done = tuple(s for s in NOT_DONE if not (undo and s is RowStanding.LEFT_OUT))
            self._opens_on = self._not_done if job.state.is_over else None
            self._file_column = job.file_column
        self.reason.hide()
        self._chosen = None
        self.model.forget()
        self.table.look_at_words()
        self._count()
        self.save.setEnabled(job_id is not None)
        self._tasks.cancel("rows")
        if job_id is not None:
            self._loading = True
            self._tasks.start(self._load(job_id), "read the rows of a job", group="rows")

    def narrow_to(self, wanted: Filter) -> None:
        """Show only the rows that stand so, or all; as soon as they are read. Nothing, if there are none."""
        if self._loading:
            self._asked_for = (wanted,)
            return
        if isinstance(wanted, tuple):
            present = [standing for standing in wanted if self.model.counts[standing]]
            if not present:
                return
            wanted = NOT_DONE if len(present) > 1 else present[0]
        if wanted is None or isinstance(wanted, tuple) or self.model.counts[wanted]:
            self.filters.choose(wanted)

    def rows_changed(self, job_id: str, rows: Sequence[JobRow]) -> None:
        """Rows of some job changed; shown soon, together with others."""
        if job_id != self.job_id:
            return
        self._pending.update((changed.seq, changed) for changed in rows)
        if not self._loading and not self._flush.isActive():
            self._flush.start(GAP_MS)

    async def _load(self, job_id: str) -> None:
        await self.model.load(await self._board.rows(job_id), self._file_column)
        self._loading = False
        self._show_pending()
        self.table.look_at_words()
        self._count()
        asked_for, self._asked_for = self._asked_for, None
        self.narrow_to(self._opens_on if asked_for is None else asked_for[0])

    def _show_pending(self) -> None:
        now = [self._pending.pop(seq) for seq in list(self._pending)[:_AT_ONCE]]
        if now:
            had_reasons = self.model.has_reasons
            self.model.change(changed.report() for changed in now)
            if self.model.has_reasons is not had_reasons:
                self.table.look_at_words()
            self._count()
            self._explain(self.table.currentIndex())
        if self._pending:
            self._flush.start(0)

    def _count(self) -> None:
        counts = self.model.counts
        present = [standing for standing, count in counts.items() if count]
        widest = max((chip_width(self._theme, standing.value) for standing in present), default=0)
        width = max(widest, self._theme.space(64)) + 2 * self._theme.space(8)
        self.table.need(RowsModel.OUTCOME, width)
        choices = [Choice(None, "All", sum(counts.values()))]
        missed = [counts[standing] for standing in self._not_done if counts[standing]]
        # One kind alone has a filter of its own.
        choices.append(Choice(NOT_DONE, "Not done", sum(missed) if len(missed) > 1 else 0))
        choices += [Choice(standing, standing.value, counts[standing]) for standing in RowStanding]
        self.filters.show_choices(choices)

        self._fit_head()

    def _fit_head(self) -> None:
        """All filters in one line, if a shorter button beside them can make the room."""
        theme = self._theme
        gaps = 2 * theme.space(12) + 3 * theme.space(4)
        self.save.setText(_SAVE)
        room = self.width() - self.save.sizeHint().width() - self.details.sizeHint().width() - gaps
        if self.filters.sizeHint().width() > room:
            self.save.setText(_SAVE_SHORT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        self._fit_head()

    def _narrow(self, key: object) -> None:
        several = key == NOT_DONE
        self.model.narrow(self._not_done if several else key if isinstance(key, RowStanding) else None)
        # All of them ended the same way then: the chosen filter says it, the reasons get the room.
        self.table.show_column(RowsModel.OUTCOME, key is None or several)

    def _explain(self, current: QModelIndex) -> None:
        words = self.model.story(current) if current.isValid() else ""
        self.reason.setText(words)
        # The details tell it, and more, where they are shown.
        self.reason.setVisible(bool(words) and not self.details.isChecked())
        report = self.model.report(current) if current.isValid() else None
        if report != self._chosen:
            self._chosen = report
            self.row_chosen.emit(None if report is None else report.seq)

    def report(self, seq: int) -> RowReport | None:
        """How the row that is looked at stands, if it is this one."""
        return self._chosen if self._chosen is not None and self._chosen.seq == seq else None

    def tell_details(self, *, shown: bool) -> None:
        """Whether the details are in view."""
        self.details.setChecked(shown)
        self.details.setAccessibleName(f"{'Hide' if shown else 'Show'} details of the job")
        self.reason.setVisible(bool(self.reason.text()) and not shown)

    def _save(self) -> None:
        if self.job_id is not None:
            self.save_wanted.emit(self.job_id)
