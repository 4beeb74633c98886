"""The box over the window in which a person is looked for in every session."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Protocol

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from webinar_console.domain.errors import ConsoleError
from webinar_console.services.whereabouts import Coverage, Sightings
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, SearchField, hairline, push_button, row
from webinar_console.ui.window import Command, Cover

from . import words
from .lines import LINE, LinePainter, Lines, SessionLine, lines_of, missing_lines

KEYS = "Ctrl+Shift+F"
#: How much of the list is seen at once, in lines of a session.
_SEEN = 8


class WhereaboutsPort(Protocol):
    """``services.Whereabouts``."""

    async def coverage(self) -> Coverage: ...
    async def find(self, text: str) -> Sightings: ...


class PersonSearch(Cover):
    """Opened by :data:`KEYS` and by its command. ``go`` is asked to show a session, and the registrant with
    that id in it (``None``: nobody in particular). ``now`` answers aware times.
    """

    steps_wide = 620

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        whereabouts: WhereaboutsPort,
        tasks: TaskOwner,
        go: Callable[[str, str | None], object],
        now: Callable[[], datetime],
        here: tzinfo | None = None,
    ) -> None:
        field = SearchField(theme, "Find a person by name or address, in every session", "Find a person")
        super().__init__(theme, parent, field)
        self._whereabouts, self._tasks, self._go = whereabouts, tasks, go
        self._now, self._here = now, here
        self._coverage = Coverage(0)
        self._shows_missing = False
        self.setAccessibleName("Find a person")
        self.model = Lines()
        self._painter = LinePainter(theme)
        self.list = QListView()
        self.list.setAccessibleName("Where this person is registered")
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._painter)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.entered.connect(self._point_at)
        self.list.clicked.connect(lambda _index: self.take())
        self.note = Label(theme, wrap=True)
        self.covered = Label(theme, size=Size.SMALL, tone="muted", wrap=True)
        self.others = push_button(theme, "", look="link")
        self.others.clicked.connect(self._show_missing)
        self._told = QWidget()
        self._told.setLayout(row(theme, self.note, margin=(16, 10)))
        self._line, foot = hairline(), QWidget()
        words_and_way = row(theme, self.covered, self.others, gap=16, margin=(16, 10, 16, 6))
        words_and_way.setStretch(0, 1)
        foot.setLayout(words_and_way)
        self.put_together(self._told, self.list, self._line, foot)
        field.textChanged.connect(self._look)
        self._shortcut = QShortcut(QKeySequence(KEYS), parent)
        self._shortcut.activated.connect(self.open_search)

    def close_services(self) -> None:
        """The account is going away: take the box and its key out of the window."""
        self._shortcut.setEnabled(False)
        self._shortcut.deleteLater()
        self.hide()
        self.deleteLater()

    def command(self) -> Command:
        """The way in by name."""
        more = "search registrant registered where everywhere all sessions webinars"
        return Command("Find a person in all sessions…", self.open_search, "person-search", KEYS, more)

    def open_search(self) -> None:
        """Show it, with what was looked for last ready to be typed over."""
        self.appear()
        self.field.selectAll()
        self._look(self.field.text())

    def _look(self, text: str) -> None:
        self._shows_missing = False
        self._tasks.start(self._find(text.strip()), "find a person", group="find a person")

    async def _find(self, text: str) -> None:
        try:
            if not text:
                self._show_nothing(await self._whereabouts.coverage())
            else:
                self._show_found(text, await self._whereabouts.find(text))
        except ConsoleError as problem:
            self._say(problem.sentence, self._coverage)

    def _show_nothing(self, coverage: Coverage) -> None:
        self.model.show_lines([])
        self._say("", coverage)

    def _show_found(self, text: str, seen: Sightings) -> None:
        self.model.show_lines(lines_of(seen, self._now(), self._here))
        nobody = not seen.people and bool(seen.coverage.searched)
        self._say(words.nobody(text, seen.coverage) if nobody else words.found(seen), seen.coverage)

    def _show_missing(self) -> None:
        self._shows_missing = True
        self.model.show_lines(missing_lines(self._coverage, self._now(), self._here))
        self._say(words.NOT_SEARCHED, self._coverage)
        self.field.setFocus()

    def _say(self, note: str, coverage: Coverage) -> None:
        self._coverage = coverage
        self.note.setText(note)
        self._told.setVisible(bool(note))
        self.covered.setText(words.covered(coverage))
        others = "" if self._shows_missing else words.others(coverage)
        self.others.setText(others)
        self.others.setVisible(bool(others))
        self.list.setCurrentIndex(self.model.index(self.model.next_session(-1, 1), 0))
        self.fit_box()

    def fit_box(self) -> None:
        """As high as what was found, and no higher than the window."""
        heights = [self._painter.height_of(line) for line in self.model.lines[: _SEEN * 2]]
        room = self.height() - self._theme.space(240)
        most = min(room, self._painter.height_of(SessionLine("", None, "", "")) * _SEEN)
        self.list.setFixedHeight(max(1, min(sum(heights) + self._theme.space(8), most)))
        self.list.setVisible(bool(heights))
        self._line.setVisible(bool(heights) or not self._told.isHidden())
        super().fit_box()

    def _point_at(self, index: QModelIndex) -> None:
        if isinstance(index.data(LINE), SessionLine):
            self.list.setCurrentIndex(index)

    def step(self, by: int) -> None:
        """Go to the next session, up or down."""
        row_now = self.list.currentIndex().row()
        if self.model.lines:
            at = self.model.next_session(row_now if row_now >= 0 else (-1 if by > 0 else 0), by)
            self.list.setCurrentIndex(self.model.index(at, 0))

    def take(self) -> None:
        """Go to the chosen session."""
        line = self.list.currentIndex().data(LINE)
        if isinstance(line, SessionLine):
            self.disappear()
            self._go(line.session_id, line.registrant_id)
