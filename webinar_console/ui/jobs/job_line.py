"""One job in the strip: what it does, how far it is, when it will be done, and what can be done with it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from webinar_console.domain.job import JobProgress, JobState
from webinar_console.ui.phrases import number
from webinar_console.ui.theme import Size, Theme, Tone
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import ElidedLabel, column, icon_button, push_button, row

from .notes import results_folder, results_words, settings_words, settings_worry
from .outcome_bar import OutcomeBar
from .undo_words import offer
from .words import (
    cancel_consequence,
    cancel_label,
    cancel_question,
    counts_words,
    everybody_label,
    finishes_late,
    interrupted_advice,
    interrupted_sentence,
    job_line,
    left_out_word,
    outlook,
    result_words,
    title_words,
    undone_count,
    went_wrong,
)

# Below this width of the words, counts and outlook stand below each other.
_NARROW = 560


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told of a job beside itself.

    ``pace`` and ``wait`` are words of the outlook; ``undoable`` offers to take it back; ``work`` says what is
    being done for that now.
    """

    pace: str = ""
    wait: str = ""
    undoable: bool = False
    work: str = ""


_ICONS: dict[JobState, tuple[str, Tone]] = {
    JobState.RUNNING: ("play-filled", "accent"),
    JobState.PAUSED: ("pause", "warning"),
    JobState.INTERRUPTED: ("warning", "warning"),
    JobState.CANCELLING: ("stop", "warning"),
    JobState.FINISHED: ("success", "success"),
    JobState.CANCELLED: ("stop", "muted"),
}


class JobLine(QWidget):
    """Says what the person wants: the panel does it. Cancelling asks first, in the line itself."""

    pause_wanted = Signal()
    resume_wanted = Signal()
    cancel_wanted = Signal()
    rows_wanted = Signal()
    left_out_wanted = Signal()
    take_back_wanted = Signal()
    folder_wanted = Signal()
    dismissed = Signal()
    ground_changed = Signal()
    answered = Signal()  # the question before a cancellation is closed again

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._job: JobProgress | None = None
        self._told_at: tuple[datetime, tzinfo | None, Beside] | None = None
        self._asking = False
        self.title = ElidedLabel(theme, strong=True)
        self.bar = OutcomeBar(theme)
        self.counts = ElidedLabel(theme, size=Size.SMALL, tone="muted", tabular=True)
        self.outlook = ElidedLabel(theme, size=Size.SMALL, tone="muted", tabular=True)
        self.note = ElidedLabel(theme, size=Size.SMALL, tone="muted")
        self.take_back = push_button(theme, "Take back…", look="quiet", icon="undo")
        self.folder = push_button(theme, "Open folder", look="link", name="Open the result folder")
        self.pause = icon_button(theme, "pause", "Pause job")
        self.resume = push_button(theme, "Resume", icon="play", name="Resume job")
        self.later = push_button(theme, "Later", look="quiet")
        self.cancel = push_button(theme, "Cancel…", look="quiet", name="Cancel job")
        self.rows = push_button(theme, "Show all people", look="quiet")
        self.left_out = push_button(theme, "", look="quiet")
        self.dismiss = icon_button(theme, "close", "Hide", tip="Hide this line. The job stays in the list.")
        self.keep = push_button(theme, "Keep going")
        self.confirm = push_button(theme, "", look="danger")
        self._place()
        self._connect()

    def _place(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        first = (self.take_back, self.left_out, self.rows, self.resume, self.later)
        buttons = (*first, self.pause, self.cancel, self.dismiss)
        theme = self._theme
        self._facts = row(theme, self.counts, self.outlook, gap=12)
        self._facts.setStretch(1, 1)
        self._below = QWidget()
        below = row(theme, self.bar, self._facts, gap=12)
        below.setStretch(1, 1)
        self._below.setLayout(below)
        self._aside = QWidget()
        aside = row(theme, self.note, self.folder, None, gap=8)
        self._aside.setLayout(aside)
        words = column(theme, None, self.title, self._below, self._aside, None, gap=2)
        layout = row(theme, 20, words, row(theme, *buttons, self.keep, self.confirm, gap=4), gap=12)
        layout.setContentsMargins(theme.space(12), theme.space(4), theme.space(4), theme.space(4))
        layout.setStretchFactor(words, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.pause.clicked.connect(self.pause_wanted)
        self.resume.clicked.connect(self.resume_wanted)
        self.rows.clicked.connect(self.rows_wanted)
        self.left_out.clicked.connect(self.left_out_wanted)
        self.take_back.clicked.connect(self.take_back_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.later.clicked.connect(self.dismissed)
        self.dismiss.clicked.connect(self.dismissed)
        self.cancel.clicked.connect(self._ask)
        self.keep.clicked.connect(self._keep)
        self.confirm.clicked.connect(self._confirm)

    def show_job(
        self, job: JobProgress, now: datetime, local: tzinfo | None = None, beside: Beside | None = None
    ) -> None:
        """Show the job as it is now."""
        beside = beside or Beside()
        if job.state.is_over or job.state is JobState.CANCELLING:
            self._asking = False
        self._job, self._told_at = job, (now, local, beside)
        self.setAccessibleName(job_line(job, now, local))
        self.bar.show_counts(job.counts)
        self._say(job, now, local, beside)
        self._offer(job, beside)
        self._add_note(job)
        self.ground_changed.emit()
        self.update()

    @property
    def asks(self) -> bool:
        """Whether it waits for a word of the person, so that it stands on a ground of its own."""
        return self._asking or (self._job is not None and self._job.state is JobState.INTERRUPTED)

    @property
    def is_asking(self) -> bool:
        """Whether the question before a cancellation is open."""
        return self._asking

    @property
    def sign(self) -> tuple[str, Tone]:
        """The icon of the state and its ink; the line's accessible name says the same in words."""
        job = self._job
        if job is None:
            return "", "muted"
        if job.state is JobState.RUNNING and self._told_at is not None and self._told_at[2].wait:
            return "clock", "muted"
        if job.state is JobState.FINISHED and undone_count(job):
            return ("warning" if went_wrong(job.counts) else "success"), "warning"
        return _ICONS[job.state]

    def set_busy(self, busy: bool) -> None:
        """A wish is being carried out: the buttons wait."""
        for button in (self.pause, self.resume, self.cancel, self.confirm):
            button.setEnabled(not busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: where the line is too short, its facts stand below each other."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self._below.width() < self._theme.space(_NARROW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._facts.setDirection(down if narrow else right)
        self._facts.setSpacing(self._theme.space(1 if narrow else 12))

    def _add_note(self, job: JobProgress) -> None:
        """Below the rest: settings that are in force or were not put back, and the result files."""
        settings, results = settings_words(job), results_words(job) if job.state.is_over else ""
        self.note.setText(" ".join(filter(None, (settings, results))))
        self.note.set_tone("warning" if settings_worry(job) else "muted")
        self.note.setAccessibleName(self.note.text())
        self._aside.setVisible(bool(settings or results))
        self.folder.setVisible(results_folder(job) is not None and job.state.is_over)

    def _say(self, job: JobProgress, now: datetime, local: tzinfo | None, beside: Beside) -> None:
        if self._asking:
            self.title.setText(cancel_question(job))
            self.confirm.setText(cancel_label(job))
            self.outlook.setText(cancel_consequence(job))
            self.outlook.set_tone("muted")
            return
        if job.state is JobState.INTERRUPTED:
            self.title.setText(interrupted_sentence(job))
            self.outlook.setText(interrupted_advice(job))
            self.outlook.set_tone("muted")
            return
        self.title.setText(title_words(job))
        self.rows.setText(everybody_label(job.kind))
        self.left_out.setText(f"Show the {number(job.counts.left_out)} {left_out_word(job.kind)}")
        self.counts.setText(result_words(job) if job.state.is_over else counts_words(job.counts))
        told = outlook(job, now, local, wait=beside.wait, pace=beside.pace)
        self.outlook.setText(beside.work or told)
        urgent = finishes_late(job) or bool(job.waiting_for or job.trouble)
        self.outlook.set_tone("warning" if urgent and not job.state.is_over else "muted")

    def _offer(self, job: JobProgress, beside: Beside) -> None:
        state, asking = job.state, self._asking
        waits = state in (JobState.PAUSED, JobState.INTERRUPTED)
        interrupted = state is JobState.INTERRUPTED
        self.left_out.setVisible(state.is_over and job.counts.left_out > 0)
        self.bar.setVisible(not asking and not interrupted and not state.is_over and not beside.wait)
        self.counts.setVisible(not asking and not interrupted)
        self.rows.setVisible(state.is_over)
        self.take_back.setText(offer(job.kind))
        self.take_back.setVisible(state.is_over and beside.undoable)
        self.take_back.setEnabled(not beside.work)
        self.dismiss.setVisible(state.is_over)
        self.pause.setVisible(not asking and state is JobState.RUNNING)
        self.resume.setVisible(not asking and waits)
        self.later.setVisible(not asking and interrupted)
        self.cancel.setVisible(not asking and (waits or state is JobState.RUNNING))
        self.keep.setVisible(asking)
        self.keep.setText("Keep going" if state is JobState.RUNNING else "Keep it")
        self.confirm.setVisible(asking)

    def _ask(self) -> None:
        self._asking = True
        self._again()
        self.keep.setFocus()

    def _keep(self) -> None:
        self._asking = False
        self._again()
        self.cancel.setFocus()
        self.answered.emit()

    def _confirm(self) -> None:
        self._asking = False
        self._again()
        self.cancel_wanted.emit()

    def _again(self) -> None:
        if self._job is not None and self._told_at is not None:
            self.show_job(self._job, *self._told_at)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call: the icon of the state. The panel paints the ground, over its whole width."""
        painter, job = QPainter(self), self._job
        if job is not None:
            name, tone = self.sign
            side = self._theme.space(16)
            middle = self.title.geometry().center().y()  # the sign belongs to the title
            place = QRect(self._theme.space(12), middle - side // 2, side, side)
            paint_icon(painter, place, name, getattr(self._theme.colours, tone))
        painter.end()
