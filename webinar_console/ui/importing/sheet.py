"""The import sheet: covers the session's area from the drop of a file until the import is confirmed.

Nothing is sent before the button with the verb and the number is pressed. Going back keeps the file, its
mapping and its choices for each session until they were used.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.import_record import ImportRecord
from webinar_console.domain.people_source import FileSource, GivenSource, ReadChoices, TextSource
from webinar_console.domain.preferences import Preferences
from webinar_console.domain.session import Session
from webinar_console.ui.messages import Action, Kind, Message, message_for
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, column, hairline, icon_button, row

from .choices import Kept
from .choose import ChooseFile
from .compare_desk import CompareDesk
from .draft_page import DraftPage
from .flow import Asked, CheckFlow, Places
from .forecast_bar import ForecastBar
from .mapping_desk import MappingDesk
from .night import NightRule
from .ports import (
    Clock,
    ImportDraftStore,
    ImportService,
    JobStarter,
    MappingBook,
    PaceNow,
    PreferencesLookup,
    TrialService,
)
from .reading import ReadingPage
from .reopening import Reopener
from .several import Refused, SeveralDesk, SeveralFiles
from .sheet_room import SheetRoom
from .shelf import Shelf, Waiting
from .standing import StandingBanner
from .starting import StartDesk
from .trial_desk import TrialDesk
from .ways_in import WaysIn


class ImportSheet(QWidget):
    """``closed``: the sheet has nothing more to show now. ``started``: an import runs, with the ids of its
    job and of its session.

    ``shelf`` has what waits. ``next_call_s`` tells the seconds until RingCentral allows a call,
    ``whose_pace`` is the owner of the pace in the forecast, ``local`` the zone of told times (``None``: this
    computer's).
    """

    closed = Signal()
    started = Signal(str, str)

    def __init__(
        self,
        theme: Theme,
        imports: ImportService,
        preferences: PreferencesLookup,
        jobs: JobStarter,
        pace: PaceNow,
        now: Clock,
        tasks: TaskOwner,
        *,
        trials: TrialService | None = None,
        mappings: MappingBook | None = None,
        drafts: ImportDraftStore | None = None,
        next_call_s: Callable[[], float] = lambda: 0.0,
        whose_pace: str = "RingCentral’s",
        local: tzinfo | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._tasks, self._imports = theme, tasks, imports
        self._session: Session | None = None
        self.shelf = Shelf(self, drafts, now, tasks)
        self._night = NightRule(jobs, tasks, self)
        self._build(next_call_s)
        asked = Asked(imports, preferences, pace, now, whose_pace, local)
        self._reopener = Reopener(
            asked,
            self.shelf,
            self._banner,
            use=self._use_kept,
            check=self._use,
            drop=self.drop,
            former=self._bring_former,
        )
        places = Places(self.page, self.foot, self._banner)
        self.flow = CheckFlow(self, asked, places, self._night, self.shelf, tasks)
        self._trial = TrialDesk(self, theme, trials, jobs, tasks, self._banner)
        compare = CompareDesk(self, theme, self.page.compare, imports, tasks, self._banner)
        self._starter = StartDesk(
            self.flow,
            self.shelf,
            imports,
            jobs,
            compare,
            tasks,
            started=self._after_start,
            say=self._banner.show_message,
        )
        self._connect()
        self._desk = MappingDesk(
            self,
            theme,
            self.page.columns,
            mappings,
            tasks,
            current=lambda: self.shelf.of(self._session),
            use=self._use,
            say=self._banner.show_message,
            questions=self._questions,
        )

    def _build(self, next_call_s: Callable[[], float]) -> None:
        theme = self._theme
        self._title = ElidedLabel(theme, size=Size.HEADING, strong=True)
        self._close = icon_button(theme, "close", "Close the import", tip="Esc. The file waits here.")
        self._banner = StandingBanner(theme)
        self._choose, self._reading, self.page = ChooseFile(theme), ReadingPage(theme), DraftPage(theme)
        self._pages, self.several = QStackedWidget(), SeveralFiles(theme)
        for page in (self._choose, self._reading, self.page, self.several):
            self._pages.addWidget(page)
        self.foot = ForecastBar(theme, next_call_s)
        head = row(theme, self._title, None, self._close, margin=(16, 4, 8, 4))
        layout = column(theme, head, hairline(), self._banner, self._pages, hairline(), self.foot, gap=0)
        layout.setStretch(layout.indexOf(self._pages), 1)
        self.setLayout(layout)
        SheetRoom(self, layout, self._pages, self.foot)

    def _connect(self) -> None:
        self._close.clicked.connect(self.go_back)
        self.foot.back.connect(self.go_back)
        self.foot.confirmed.connect(lambda: self._starter.begin(self._session))
        self.foot.trial_wanted.connect(lambda: self._trial.begin(self.flow.told, self._session))
        self.foot.passing.chosen.connect(self.flow.choose_settings)
        self.foot.order.chosen.connect(self.flow.choose_order)
        self.foot.night.chosen.connect(self._night.choose)
        self._reading.stopped.connect(self._stop_reading)
        self._files = SeveralDesk(
            self.several, self.shelf, self._take, show=self._show_question, leave=self._show_waiting_file
        )
        self._ways_in = WaysIn(
            self,
            self._choose,
            self._imports,
            self._tasks,
            take_paths=self.open_paths,
            take=self._take,
            refuse=self._refuse,
            say=self._banner.show_message,
        )
        self.page.other_wanted.connect(self._ways_in.choose_file)
        self.page.choices_changed.connect(self._read_differently)

    # What the window calls.

    async def show_session(self, session: Session) -> None:
        """Turn to a session: its waiting file comes back, compared anew, or a new one can be chosen."""
        if self.flow.shows(session) and self._tasks.is_busy("read"):
            return  # that goes on
        if self._session is not None and self._session.id != session.id:
            self._tasks.cancel("read")
            self._tasks.cancel("questions")
            self.page.columns.forget_questions()
        self._session = session
        self.flow.turn_to(session)
        self._reopener.look_anew()
        self._title.setText(f"Import people into {session.name}")
        kept = self.shelf.of(session)
        if kept is not None:
            self._open(kept)
            return
        self._show_empty()
        record = await self.shelf.remembered(session)
        if not self.flow.shows(session) or self.shelf.of(session) is not None or self._tasks.is_busy("read"):
            return  # the person went on meanwhile
        if record is not None:
            work = self._bring_back(record, session)
            self._tasks.start(work, "bring the import back", group="read", on_failure=self._say_above)
        else:
            self._files.go_on(session)

    async def _bring_back(self, record: ImportRecord, session: Session) -> None:
        """What was prepared before the program was closed."""
        self._show_reading(record.name)
        await self._reopener.bring_back(record, session, self._reading.show_progress)

    def _use_kept(self, session: Session, kept: Kept | None) -> None:
        if kept is None:
            self._show_empty()
            return
        self.shelf.keep(session, kept)
        self._open(kept)

    def _bring_former(self, former: Waiting) -> None:
        if self._session is not None and self._is_free(self._session):
            self.shelf.bring_back(self._session, former)
            self._show_again(self._session)

    def _show_again(self, session: Session) -> None:
        self._tasks.cancel("read")
        self._reopener.look_anew()
        self._show_empty()
        self._tasks.start(self.show_session(session), "show what waits", group="choose")

    def drop(self) -> None:
        """Forget what waits for the session: nothing was sent."""
        if self._session is not None and self._is_free(self._session):
            self.shelf.drop(self._session)
            self._show_again(self._session)

    def _is_free(self, session: Session) -> bool:
        """Whether something else can be done with the session; says why it cannot."""
        if self.flow.holds:
            words = f"The import into {session.name} is being started. Do this again in a moment."
            self._banner.show_message(Message(Kind.INFO, words))
        return not self.flow.holds

    async def open_paths(self, paths: Sequence[Path]) -> None:
        """Read the one file, or ask about several. Returns when the file was read or refused."""
        session, files = self._session, tuple(dict.fromkeys(paths))
        if session is None or not files or not self._is_free(session):
            return
        if len(files) == 1:
            await self._begin_reading(FileSource(files[0]))
            return
        await self.shelf.remembered(session)
        if self.flow.shows(session):
            self._files.given(session, files)

    def _show_question(self) -> None:
        self.flow.forget()
        self._pages.setCurrentWidget(self.several)
        self.foot.say("")

    async def open_text(self, text: str) -> None:
        """Read pasted rows. Returns when they were read or refused."""
        await self._begin_reading(TextSource(text))

    async def open_rows(self, rows: GivenSource) -> None:
        """Take rows that were read before, to mend them."""
        await self._begin_reading(rows)

    def use_preferences(self, preferences: Preferences) -> None:
        """The session's settings became known anew, perhaps changed beside the sheet: the price changes."""
        self.flow.use_preferences(preferences)

    def _take(self, source: GivenSource) -> None:
        self._tasks.start(self._begin_reading(source), "read a source", group="choose")

    def go_back(self) -> None:
        """Leave the sheet. The file waits; nothing was sent."""
        if self._pages.currentWidget() is self._reading:
            self._stop_reading()
        self.closed.emit()

    async def _begin_reading(self, source: GivenSource, choices: ReadChoices | None = None) -> None:
        if self._session is None or not self._is_free(self._session):
            return
        self.flow.forget()
        work = self._read(source, choices, self._session)
        refuse = partial(self._not_read, source, self._session)
        task = self._tasks.start(work, "read people", group="read", on_failure=refuse)
        if task is not None:
            await asyncio.wait([task])

    async def _read(self, source: GivenSource, choices: ReadChoices | None, session: Session) -> None:
        self._banner.say_nothing()
        self._show_reading(source.name)
        self.foot.say("Nothing is sent while the file is read.")
        await self._reopener.read(source, choices, session, self._reading.show_progress)
        self._files.joined(session, source)

    def _show_reading(self, name: str) -> None:
        self._reading.begin(name)
        self._pages.setCurrentWidget(self._reading)

    def _not_read(self, source: GivenSource, session: Session, problem: Exception) -> None:
        if isinstance(problem, FileProblem):
            self._refuse(self._files.refused(session, source, problem))
        else:
            self._say_above(problem)

    def _say_above(self, problem: Exception) -> None:
        """Above what waits, which stays: on the shelf or on the disk."""
        self._show_waiting_file()
        self._banner.show_message(message_for(problem))

    def _refuse(self, refused: Refused) -> None:
        if self.shelf.of(self._session) is not None:
            # The file that waits here stays; the one that was refused gets its sentence above it.
            self._show_waiting_file()
            choose = Action("Choose another file", self._ways_in.choose_file)
            self._banner.show_message(refused.message(choose))
            return
        self._show_empty()
        self._choose.refuse(refused.heading, refused.sentence, refused.others)

    def _stop_reading(self) -> None:
        self._tasks.cancel("read")
        self._show_waiting_file()

    def _show_waiting_file(self) -> None:
        kept, session = self.shelf.of(self._session), self._session
        if kept is None:
            if session is None or not self._files.ask(session):
                self._show_empty()
        elif self._pages.currentWidget() is not self.page:
            self._open(kept)

    def _show_empty(self) -> None:
        self.flow.forget()
        self._banner.settle()
        if self._session is not None:
            self._reopener.tell(self._session)
            self._choose.invite(self._session.name)
        self._pages.setCurrentWidget(self._choose)
        self.foot.say("")
        self._choose.button.setFocus()

    # Columns.

    def _read_differently(self, choices: ReadChoices) -> None:
        kept = self.shelf.of(self._session)
        if kept is not None:
            self._tasks.start(self._begin_reading(kept.draft.source, choices), "read again", group="choose")

    async def _questions(self) -> tuple[str, ...]:
        return await self._imports.questions(self._session) if self._session is not None else ()

    def _use(self, kept: Kept) -> None:
        """What waits has another mapping now."""
        if self._session is None or not self._is_free(self._session):
            return
        self.shelf.keep(self._session, kept)
        self._banner.settle()
        self._show_kept(kept, new=False)
        self.flow.check_again()

    def _open(self, kept: Kept) -> None:
        if self._session is not None:
            self._reopener.tell(self._session)
        self._show_kept(kept, new=True)
        self.flow.check()

    def _show_kept(self, kept: Kept, *, new: bool) -> None:
        self.flow.forget()
        self.page.show_kept(kept, new=new)
        self._pages.setCurrentWidget(self.page)
        if new:
            self.page.focus_open_step()

    def _after_start(self, session: Session, job_id: str) -> None:
        """The list is a job now. Who looks at another session meanwhile goes on there."""
        is_shown = self.flow.shows(session)
        if is_shown:
            self._reopener.look_anew()
            self._show_empty()
        self.started.emit(job_id, session.id)
        if is_shown and not self._files.go_on(session):
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: Escape goes back, Enter presses what has the focus, Ctrl+V brings rows."""
        focus = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._ways_in.paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus, QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's call: the time of finishing is told from now on."""
        super().showEvent(event)
        self.flow.set_shown(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's call."""
        super().hideEvent(event)
        self.flow.set_shown(False)
