"""The list of jobs: the queue in its order, below it what is over, the newest first."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from webinar_console.domain.job import JobProgress
from webinar_console.ui.phrases import clock
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import chip_width, paint_chip

from .queueing import Place
from .words import STATE_TONES, counts_words, job_line, result_words, state_words, title_words

Index = QModelIndex | QPersistentModelIndex
Step = Literal["up", "down", "first"]
JOB_ROLE = Qt.ItemDataRole.UserRole + 1
PLACE_ROLE = Qt.ItemDataRole.UserRole + 2
#: Whether the job is the first of those that are over, below a queue.
DIVIDED_ROLE = Qt.ItemDataRole.UserRole + 3
_MIME = "application/x-webinar-console-job"
# With more jobs coming or going than this, the list begins anew.
_FEW = 20
_NOWHERE = QModelIndex()


class JobListModel(QAbstractListModel):
    """Jobs in the order in which they are given. ``move_wanted``: a job was dropped before another one."""

    move_wanted = Signal(str, object)  # job id; the id of the job below it, None at the end of the queue

    def __init__(self, now: Callable[[], datetime], local: tzinfo | None = None) -> None:
        super().__init__()
        self._now, self._local = now, local
        self._jobs: list[JobProgress] = []
        self._places: Mapping[str, Place] = {}
        self._queue: list[str] = []

    def show_jobs(self, jobs: Sequence[JobProgress], places: Mapping[str, Place]) -> None:
        """Show these jobs: the queue first, with the places of those that are in it."""
        before, places_before = {job.id: job for job in self._jobs}, self._places
        self._places, self._queue = places, [job.id for job in jobs if job.id in places]
        self._match(jobs)
        for row, job in enumerate(jobs):
            old = before.get(job.id)
            if (job is not old and job != old) or places.get(job.id) != places_before.get(job.id):
                index = self.index(row)
                self.dataChanged.emit(index, index)

    def _match(self, jobs: Sequence[JobProgress]) -> None:
        """Come to these rows in steps that keep what is chosen and scrolled to."""
        ids, known = {job.id for job in jobs}, {job.id for job in self._jobs}
        if len(ids ^ known) > _FEW:
            self.beginResetModel()
            self._jobs = list(jobs)
            self.endResetModel()
            return
        for row in reversed(range(len(self._jobs))):
            if self._jobs[row].id not in ids:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._jobs[row]
                self.endRemoveRows()
        for row, job in enumerate(jobs):
            if job.id not in known:
                at = min(row, len(self._jobs))
                self.beginInsertRows(QModelIndex(), at, at)
                self._jobs.insert(at, job)
                self.endInsertRows()
        if [job.id for job in jobs] == [job.id for job in self._jobs]:
            self._jobs = list(jobs)
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        rows = {job.id: row for row, job in enumerate(jobs)}
        moved = [self.index(rows[self._jobs[index.row()].id]) for index in kept]
        self._jobs = list(jobs)
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

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
        if role == PLACE_ROLE:
            return self._places.get(job.id)
        if role == DIVIDED_ROLE:
            return index.row() > 0 and index.row() == len(self._queue)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            place = self._places.get(job.id)
            told = job_line(job, self._now(), self._local)
            return f"{told} {place.spoken}." if place is not None and place.words else told
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\u200b" + job_line(job, self._now(), self._local)
        return None

    # Dragging within the queue.

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's question: who waits in the queue can be dragged; it drops between jobs, not onto them."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = super().flags(index) | Qt.ItemFlag.ItemNeverHasChildren
        if self._jobs[index.row()].id in self._places:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        """Qt's question."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Qt's question."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:
        """Qt's question."""
        data = QMimeData()
        data.setData(_MIME, "".join(self._jobs[index.row()].id for index in indexes[:1]).encode())
        return data

    def canDropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        """Qt's question: only between the jobs of the queue, and below its last."""
        return data.hasFormat(_MIME) and not parent.isValid() and 0 <= row <= len(self._queue)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Qt's call. The rows follow when the board has moved the job: never removed by the view."""
        if self.canDropMimeData(data, action, row, column, parent):
            job_id = bytes(data.data(_MIME).data()).decode(errors="replace")
            queue = self._queue
            below = queue[row] if row < len(queue) else None
            if job_id in queue and below != job_id:
                self.move_wanted.emit(job_id, below)
        return False


class _JobDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, now: Callable[[], datetime], local: tzinfo | None) -> None:
        super().__init__()
        self._theme, self._now, self._local = theme, now, local

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(self._theme.space(120), self._theme.row_height(3.2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        job: JobProgress = index.data(JOB_ROLE)
        place: Place | None = index.data(PLACE_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            active = bool(state & QStyle.StateFlag.State_Active)
            painter.fillRect(rect, theme.colour("selection" if active else "selection_idle"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        if index.data(DIVIDED_ROLE):
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), theme.colour("hairline"))
        inner = rect.adjusted(theme.space(12), theme.space(6), -theme.space(12), -theme.space(6))
        half = inner.height() // 2
        top, below = inner.adjusted(0, 0, 0, -half), inner.adjusted(0, half, 0, 0)
        if place is not None and place.words:
            taken = self._line(painter, top, place.words, Size.SMALL, "muted", Qt.AlignmentFlag.AlignRight)
            top = top.adjusted(0, 0, -taken - theme.space(8), 0)
        self._line(painter, top, title_words(job), Size.BODY, "text")
        word, tone = state_words(job.state), STATE_TONES[job.state]
        if place is not None and place.is_queued:
            word, tone = "Queued", "muted"
        width = chip_width(theme, word)
        paint_chip(painter, below.adjusted(0, 1, 0, -1), theme, word, tone)
        story = result_words(job) if job.state.is_over else counts_words(job.counts)
        ended = f"{clock(job.ended_at, self._now(), self._local)} · " if job.ended_at else ""
        beside = below.adjusted(width + theme.space(8), 0, 0, 0)
        self._line(painter, beside, ended + story, Size.SMALL, "muted")

    def _line(
        self,
        painter: QPainter,
        rect: QRect,
        words: str,
        size: Size,
        ink: str,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> int:
        """Paint a line of words; how wide it is."""
        font = self._theme.font(size, tabular=True)
        painter.setFont(font)
        painter.setPen(self._theme.colour(ink))
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect, flags | int(Qt.TextFlag.TextSingleLine), shown)
        return metrics.horizontalAdvance(shown)


class JobList(QListView):
    """The view, named ``Jobs``. Alt with an arrow asks for a step in the queue; so does dragging."""

    step_wanted = Signal(str, str)  # job id, "up" or "down"
    menu_wanted = Signal(str, QPoint)  # job id, where on the screen

    def __init__(
        self, theme: Theme, model: JobListModel, now: Callable[[], datetime], local: tzinfo | None
    ) -> None:
        super().__init__()
        self.setAccessibleName("Jobs")
        self.setAccessibleDescription("Alt and an arrow key move a job in the queue.")
        self.setModel(model)
        self._delegate = _JobDelegate(theme, now, local)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call."""
        steps: dict[int, Step] = {Qt.Key.Key_Up: "up", Qt.Key.Key_Down: "down"}
        step = steps.get(event.key())
        job: JobProgress | None = self.currentIndex().data(JOB_ROLE)
        if step is not None and job is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step_wanted.emit(job.id, step)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's call: at the pointer, or below the chosen job when a key asked."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        job: JobProgress | None = index.data(JOB_ROLE)
        if job is None:
            return
        rect = self.visualRect(index)
        place = QPoint(rect.left(), rect.bottom())
        where = self.viewport().mapToGlobal(place) if by_key else event.globalPos()
        self.menu_wanted.emit(job.id, where)
