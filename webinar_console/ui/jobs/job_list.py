"""The list of jobs: the queue in its order, below it what is over, the newest first."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Literal

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from webinar_console.domain.job import JobProgress
from webinar_console.ui.theme import Theme

from .job_row import DIVIDED_ROLE, JOB_ROLE, PLACE_ROLE, Index, JobRow, menu_place
from .queueing import Place
from .words import job_line, origin_words, title_words

Step = Literal["up", "down", "first"]
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
            told = self._told(job)
            return f"{told} {place.spoken}." if place is not None and place.words else told
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\u200b" + self._told(job)
        return None

    def _told(self, job: JobProgress) -> str:
        told = job_line(job, self._now(), self._local)
        if not (job.started_by or job.source_name):
            return told
        return f"{told if told.endswith('.') else f'{told}.'} {origin_words(job, self._now(), self._local)}."

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
            below = queue[row] if row < len(queue) else self._after_the_shown()
            if job_id in queue and below != job_id:
                self.move_wanted.emit(job_id, below)
        return False

    def _after_the_shown(self) -> str | None:
        """The job behind the last one that is shown: a search hides some of the queue."""
        last = self._places[self._queue[-1]].number
        behind = (job_id for job_id, place in self._places.items() if place.number == last + 1)
        return next(behind, None)


class JobList(QListView):
    """The view, named ``Jobs``. Alt with an arrow asks for a step in the queue; so does dragging.

    The dots on a row, a right click and the menu key ask for the menu of a job.
    """

    step_wanted = Signal(str, str)  # job id, "up" or "down"
    menu_wanted = Signal(str, QPoint)  # job id, where on the screen

    def __init__(
        self, theme: Theme, model: JobListModel, now: Callable[[], datetime], local: tzinfo | None
    ) -> None:
        super().__init__()
        self.setAccessibleName("Jobs")
        self.setAccessibleDescription(
            "Alt and an arrow key move a job in the queue; the menu key shows what can be done with it."
        )
        self.setModel(model)
        self._theme = theme
        self._delegate = JobRow(theme, now, local)
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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's call: the dots of a row open its menu and begin no drag."""
        index = self.indexAt(event.position().toPoint())
        dots = menu_place(self._theme, self.visualRect(index)) if index.isValid() else None
        left = event.button() is Qt.MouseButton.LeftButton
        if dots is None or not left or not dots.contains(event.position().toPoint()):
            super().mousePressEvent(event)
            return
        self.setCurrentIndex(index)
        job: JobProgress = index.data(JOB_ROLE)
        self.menu_wanted.emit(job.id, self.viewport().mapToGlobal(dots.bottomLeft()))

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
