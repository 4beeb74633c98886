"""The details beside the rows: the chosen row's story, and what is known of the job."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from webinar_console.domain.job import JobProgress, RowReport
from webinar_console.ui.theme import Size, Theme, Tone
from webinar_console.ui.widgets import Label, clear, column, hairline, icon_button, push_button, row

from .job_line import Beside
from .notes import results_folder, results_name, results_words, settings_words, settings_worry
from .ports import RowEvent
from .queueing import Place
from .story import (
    event_time,
    person_words,
    planned_words,
    rows_words,
    short_checksum,
    shortened,
    started_words,
    state_line,
    story_words,
)
from .undo_words import offer
from .words import title_words

_NAMES = ("Started", "Place", "Session", "File", "Checksum", "Rows", "Settings", "Results", "Takes back")


class JobDetails(QWidget):
    """What is told scrolls; what can be done stays in view below it.

    ``take_back_wanted``, ``folder_wanted``, ``do_first_wanted``, ``menu_wanted``: a button of the job that is
    shown was pressed.
    """

    take_back_wanted = Signal()
    folder_wanted = Signal()
    do_first_wanted = Signal()
    menu_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sha256 = ""
        self.told = QScrollArea()
        self.told.setAccessibleName("Details of the job")
        self.told.setFrameShape(QFrame.Shape.NoFrame)
        self.told.setWidgetResizable(True)
        self.told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.state = Label(theme, wrap=True, tabular=True)
        self.title = Label(theme, strong=True, wrap=True)
        self.take_back = push_button(theme, "Take back…", icon="undo")
        self.take_back.clicked.connect(self.take_back_wanted)
        self.folder = push_button(theme, "Open folder", icon="open", name="Open the result folder")
        self.folder.clicked.connect(self.folder_wanted)
        self.first = push_button(theme, "Do first", icon="chevron-up", name="Do this job first")
        self.first.clicked.connect(self.do_first_wanted)
        self.more = icon_button(theme, "more", "More about this job")
        self.more.clicked.connect(self.menu_wanted)
        self.copy = icon_button(theme, "copy", "Copy the checksum")
        self.copy.clicked.connect(self._copy)
        self.facts = {name: Label(theme, size=Size.SMALL, wrap=True, tabular=True) for name in _NAMES}
        self._names = {name: Label(theme, name, size=Size.SMALL, tone="muted") for name in _NAMES}
        self.person = Label(theme, strong=True, wrap=True)
        self._inside, self._story, self._foot = QWidget(), QWidget(), QWidget()
        self._events = QGridLayout()
        self._lay_out()
        self.show_story(None)

    def _lay_out(self) -> None:
        theme = self._theme
        grid = _grid(theme)
        for line, name in enumerate(_NAMES):
            grid.addWidget(self._names[name], line, 0, Qt.AlignmentFlag.AlignTop)
            if name == "Checksum":
                cell = row(theme, self.facts[name], self.copy, None, gap=4)
                grid.addLayout(cell, line, 1)
            else:
                grid.addWidget(self.facts[name], line, 1)
        self._events = _grid(theme)
        self._story.setLayout(column(theme, self.person, self._events, gap=6, margin=(0, 0, 0, 12)))
        inside = self._inside
        inside.setProperty("ground", "surface")
        parts = (self._story, self.title, self.state, grid, None)
        inside.setLayout(column(theme, *parts, gap=6, margin=(12, 8, 12, 8)))
        self.told.setWidget(inside)
        buttons = row(theme, self.first, self.take_back, self.folder, None, self.more, gap=4)
        buttons.setContentsMargins(theme.space(12), theme.space(6), theme.space(8), theme.space(6))
        self._foot.setLayout(column(theme, hairline(), buttons, gap=0))
        self.setLayout(column(theme, self.told, self._foot, gap=0))

    def show_job(
        self,
        job: JobProgress | None,
        now: datetime,
        local: tzinfo | None = None,
        *,
        place: Place | None = None,
        beside: Beside | None = None,
        taken_back: str = "",
    ) -> None:
        """Show what is known of a job. ``taken_back`` names the import that it takes back."""
        for part in (self._inside, self._foot):
            part.setVisible(job is not None)
        if job is None:
            return
        beside = beside or Beside()
        self._sha256 = job.source_sha256 or ""
        self.title.setText(title_words(job))
        self.state.setText(beside.work or state_line(job, now, local, wait=beside.wait, pace=beside.pace))
        settings = settings_words(job)
        self._tell("Started", started_words(job, now, local))
        self._tell("Place", place.spoken if place is not None else "")
        self._tell("Session", job.session_title)
        self._tell("File", job.source_name or "")
        self._tell("Checksum", short_checksum(self._sha256))
        self._tell("Rows", rows_words(job))
        self._tell("Settings", settings, "warning" if settings_worry(job) else "text")
        self._tell("Results", results_words(job).removeprefix(f"{results_name(job)}: "))
        self._tell("Takes back", taken_back)
        self.facts["Checksum"].setToolTip(self._sha256)
        self.copy.setVisible(bool(self._sha256))
        self.first.setVisible(place is not None and place.number > 1)
        self.folder.setVisible(results_folder(job) is not None)
        self.take_back.setText(offer(job.kind))
        self.take_back.setVisible(beside.undoable)
        self.take_back.setEnabled(not beside.work)

    def _tell(self, name: str, words: str, tone: Tone = "text") -> None:
        fact = self.facts[name]
        fact.setText(words)
        fact.set_tone(tone)
        for label in (fact, self._names[name]):
            label.setVisible(bool(words))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._sha256)

    # The story of a row.

    @property
    def story(self) -> list[str]:
        """What is told of the chosen row now, a line each."""
        items = (self._events.itemAtPosition(line, 1) for line in range(self._events.rowCount()))
        labels = (item.widget() for item in items if item is not None)
        return [label.text() for label in labels if isinstance(label, Label)]

    def show_story(
        self,
        report: RowReport | None,
        job: JobProgress | None = None,
        events: Sequence[RowEvent] = (),
        now: datetime | None = None,
        local: tzinfo | None = None,
    ) -> None:
        """Tell what a row has been through; ``None``: no row is chosen. ``now`` is aware."""
        clear(self._events)
        self._story.setVisible(report is not None)
        if report is None or job is None or now is None:
            return
        self.person.setText(person_words(report))
        told: list[tuple[str, str]] = []
        if report.action is None:
            told.append((event_time(job.created_at, now, local), f"Left out. {report.words}".strip()))
        else:
            told.append((event_time(job.created_at, now, local), planned_words(report, job)))
            times = (event_time(event.at, now, local) for event in events)
            told += zip(times, story_words(events), strict=True)
        for line, (time, words) in enumerate(shortened(told)):
            clock = Label(self._theme, time, size=Size.SMALL, tone="muted", tabular=True)
            self._events.addWidget(clock, line, 0, Qt.AlignmentFlag.AlignTop)
            self._events.addWidget(Label(self._theme, words, size=Size.SMALL, wrap=True), line, 1)
        self.told.verticalScrollBar().setValue(0)


def _grid(theme: Theme) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.space(12))
    grid.setVerticalSpacing(theme.space(4))
    grid.setColumnStretch(1, 1)
    return grid
