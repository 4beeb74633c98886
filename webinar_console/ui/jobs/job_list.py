"""The list of jobs, the newest first: two painted lines each."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from webinar_console.domain.job import JobProgress
from webinar_console.ui.phrases import clock
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import chip_width, paint_chip

from .words import STATE_TONES, counts_words, job_line, result_sentence, state_words, title_words

Index = QModelIndex | QPersistentModelIndex
JOB_ROLE = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()


class JobListModel(QAbstractListModel):
    """Jobs that came and change, but never go."""

    def __init__(self, now: Callable[[], datetime], local: tzinfo | None = None) -> None:
        super().__init__()
        self._now, self._local = now, local
        self._jobs: list[JobProgress] = []

    def show_jobs(self, jobs: Sequence[JobProgress]) -> None:
        """Show all jobs, given the oldest first."""
        self.beginResetModel()
        self._jobs = list(reversed(jobs))
        self.endResetModel()

    def show_job(self, job: JobProgress) -> None:
        """Change one in place, or add it on top."""
        place = self.place_of(job.id)
        if place is None:
            self.beginInsertRows(QModelIndex(), 0, 0)
            self._jobs.insert(0, job)
            self.endInsertRows()
        elif self._jobs[place] != job:
            self._jobs[place] = job
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def place_of(self, job_id: str) -> int | None:
        """The row of a job."""
        return next((place for place, job in enumerate(self._jobs) if job.id == job_id), None)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question."""
        return 0 if parent.isValid() else len(self._jobs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's question."""
        if not index.isValid() or index.row() >= len(self._jobs):
            return None
        job = self._jobs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return title_words(job)
        if role == JOB_ROLE:
            return job
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return job_line(job, self._now(), self._local)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\u200b" + job_line(job, self._now(), self._local)
        return None


class _JobDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, now: Callable[[], datetime], local: tzinfo | None) -> None:
        super().__init__()
        self._theme, self._now, self._local = theme, now, local

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(self._theme.space(120), self._theme.row_height(3.2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        job: JobProgress = index.data(JOB_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            active = bool(state & QStyle.StateFlag.State_Active)
            painter.fillRect(rect, theme.colour("selection" if active else "selection_idle"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        inner = rect.adjusted(theme.space(12), theme.space(6), -theme.space(12), -theme.space(6))
        half = inner.height() // 2
        top, below = inner.adjusted(0, 0, 0, -half), inner.adjusted(0, half, 0, 0)
        self._line(painter, top, title_words(job), Size.BODY, "text")
        word = state_words(job.state)
        width = chip_width(theme, word)
        paint_chip(painter, below.adjusted(0, 1, 0, -1), theme, word, STATE_TONES[job.state])
        story = result_sentence(job) if job.state.is_over else counts_words(job.counts)
        ended = f"{clock(job.ended_at, self._now(), self._local)} · " if job.ended_at else ""
        beside = below.adjusted(width + theme.space(8), 0, 0, 0)
        self._line(painter, beside, ended + story, Size.SMALL, "muted")

    def _line(self, painter: QPainter, rect: QRect, words: str, size: Size, ink: str) -> None:
        font = self._theme.font(size, tabular=True)
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect, flags | int(Qt.TextFlag.TextSingleLine), shown)


class JobList(QListView):
    """The view, named ``Jobs``."""

    def __init__(
        self, theme: Theme, model: JobListModel, now: Callable[[], datetime], local: tzinfo | None
    ) -> None:
        super().__init__()
        self.setAccessibleName("Jobs")
        self.setModel(model)
        self._delegate = _JobDelegate(theme, now, local)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
