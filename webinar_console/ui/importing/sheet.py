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
from webinar_console.ui.messages import Action, message_for
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Banner, ElidedLabel, column, hairline, icon_button, row

from .choices import Kept
from .choose import ChooseFile, ask_for_lists, save_template
from .clipboard import NOTHING_COPIED, copied
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
from .shelf import Shelf
from .told import Told
from .trial_desk import TrialDesk


class ImportSheet(QWidget):
    """``closed``: the sheet has nothing more to show now. ``started``: an import runs, with its job's id.

    ``shelf`` has what waits. ``next_call_s`` tells the seconds until RingCentral allows a call,
    ``whose_pace`` is the owner of the pace in the forecast, ``local`` the zone of told times (``None``: this
    computer's).
    """

    closed = Signal()
    started = Signal(str)

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
        self._theme, self._tasks, self._imports, self._jobs = theme, tasks, imports, jobs
        self._session: Session | None = None
        self.shelf = Shelf(self, drafts, now, tasks)
        self._night = NightRule(jobs, tasks, self)
        self._build(next_call_s)
        asked = Asked(imports, preferences, pace, now, whose_pace, local)
        self._reopener = Reopener(
            asked, self.shelf, self._banner, use=self._use_kept, drop=self.drop, former=self._bring_former
        )
        places = Places(self.page, self.foot, self._banner)
        self.flow = CheckFlow(self, asked, places, self._night, self.shelf, tasks)
        self._trial = TrialDesk(self, theme, trials, jobs, tasks, self._banner)
        self._compare = CompareDesk(self, theme, self.page.compare, imports, tasks, self._banner)
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
        self._banner = Banner(theme, closable=False)
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
        self.foot.confirmed.connect(self._confirm)
        self.foot.trial_wanted.connect(lambda: self._trial.begin(self.flow.told, self._session))
        self.foot.passing.chosen.connect(self.flow.choose_settings)
        self.foot.order.chosen.connect(self.flow.choose_order)
        self.foot.night.chosen.connect(self._night.choose)
        self._choose.file_wanted.connect(self.choose_file)
        self._choose.paste_wanted.connect(self.paste)
        self._choose.template_wanted.connect(self.save_template)
        self._reading.stopped.connect(self._stop_reading)
        self._files = SeveralDesk(
            self.several, self.shelf, self._take, show=self._show_question, leave=self._show_waiting_file
        )
        self.page.other_wanted.connect(self.choose_file)
        self.page.choices_changed.connect(self._read_differently)

    # What the window calls.

    async def show_session(self, session: Session) -> None:
        """Turn to a session: its waiting file comes back, compared anew, or a new one can be chosen."""
        if self._session is not None and self._session.id != session.id:
            self._tasks.cancel("read")
            self._tasks.cancel("questions")
            self.page.columns.forget_questions()
            self.flow.stop()
        self._session = session
        self.flow.turn_to(session)
        self._title.setText(f"Import people into {session.name}")
        kept = self.shelf.of(session)
        if kept is not None:
            self._open(kept)
            self._reopener.say(session)
            return
        self._show_empty()
        record = await self.shelf.remembered(session)
        if record is not None and self._session is session and self.shelf.of(session) is None:
            self._tasks.start(self._bring_back(record, session), "bring the import back", group="read")
        elif self._session is session and self.shelf.of(session) is None:
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

    def _bring_former(self) -> None:
        if self._session is not None and not self.flow.holds:
            self.shelf.bring_back(self._session)
            self._show_again(self._session)

    def _show_again(self, session: Session) -> None:
        self._tasks.cancel("read")
        self.flow.stop()
        self._show_empty()
        self._tasks.start(self.show_session(session), "show what waits", group="choose")

    def drop(self) -> None:
        """Forget what waits for the session: nothing was sent."""
        if self._session is not None and not self.flow.holds:
            self.shelf.drop(self._session)
            self._show_again(self._session)

    async def open_paths(self, paths: Sequence[Path]) -> None:
        """Read the one file, or ask about several. Returns when the file was read or refused."""
        if len(paths) > 1 and self._session is not None and not self.flow.holds:
            self._files.given(self._session, paths)
        elif paths:
            await self._begin_reading(FileSource(paths[0]))

    def _show_question(self) -> None:
        self.flow.stop()
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

    def choose_file(self) -> None:
        """Let the person choose a file."""
        self._tasks.start(self._ask_for_file(), "choose a file", group="choose")

    def paste(self) -> None:
        """Read what is on the clipboard."""
        source = copied()
        if source is not None:
            self._take(source)
        else:
            self._refuse(Refused("", NOTHING_COPIED))

    def _take(self, source: GivenSource) -> None:
        self._tasks.start(self._begin_reading(source), "read a source", group="choose")

    def save_template(self) -> None:
        """Let the person save an empty list to fill in."""
        work = save_template(self, self._imports, self._banner.show_message)
        self._tasks.start(work, "save a template", group="choose", on_failure=self._say_problem)

    def go_back(self) -> None:
        """Leave the sheet. The file waits; nothing was sent."""
        if self._pages.currentWidget() is self._reading:
            self._stop_reading()
        self.closed.emit()

    async def _ask_for_file(self) -> None:
        await self.open_paths(await ask_for_lists(self))

    async def _begin_reading(self, source: GivenSource, choices: ReadChoices | None = None) -> None:
        if self._session is None or self.flow.holds:
            return
        self.flow.stop()
        self.flow.forget()
        work = self._read(source, choices, self._session)
        refuse = partial(self._not_read, source, self._session)
        task = self._tasks.start(work, "read people", group="read", on_failure=refuse)
        if task is not None:
            await asyncio.wait([task])

    async def _read(self, source: GivenSource, choices: ReadChoices | None, session: Session) -> None:
        self._banner.hide()
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
            return
        self._show_waiting_file()
        self._say_problem(problem)

    def _refuse(self, refused: Refused) -> None:
        if self.shelf.of(self._session) is not None:
            # The file that waits here stays; the one that was refused gets its sentence above it.
            self._show_waiting_file()
            words = f"{refused.heading}. {refused.sentence}" if refused.heading else refused.sentence
            choose = Action("Choose another file", self.choose_file)
            others = [refused.others] if refused.others is not None else []
            self._banner.show_message(message_for(words, actions=[*others, choose]))
            return
        self._choose.refuse(refused.heading, refused.sentence, refused.others)
        self._pages.setCurrentWidget(self._choose)
        self.foot.say("")

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
        self._banner.hide()
        self.flow.forget()
        if self._session is not None:
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
        if self._session is None or self.flow.holds:
            return
        self.shelf.keep(self._session, kept)
        self._show_kept(kept, new=False)
        self.flow.check()

    def _open(self, kept: Kept) -> None:
        self._show_kept(kept, new=True)
        self.flow.check()

    def _show_kept(self, kept: Kept, *, new: bool) -> None:
        self.flow.forget()
        self.page.show_kept(kept, new=new)
        self._pages.setCurrentWidget(self.page)
        if new:
            self.page.focus_open_step()

    def _confirm(self) -> None:
        if self.flow.told is None or self._session is None or not self.flow.can_confirm:
            return
        self.flow.holds = True
        self.foot.start.setEnabled(False)
        work = self._start(self.flow.told, self._session)
        if self._tasks.start(work, "start the import", on_failure=self._not_started) is None:
            self.flow.holds = False

    async def _start(self, told: Told, session: Session) -> None:
        plan = told.plan
        jobs = await self._compare.jobs_to_start(plan, session.name)
        if not jobs:
            self.flow.let_go()
            return
        # All of them or none: where that fails nothing was sent, whatever is chosen before the next press.
        started = await self._jobs.start_all(jobs)
        remember = self._imports.remember(told.checked.draft)
        self._tasks.start(remember, "remember the mapping")
        self.flow.holds = False
        self.shelf.drop(session)
        self._show_empty()
        self.started.emit(started[0])
        if self._session is not session or not self._files.go_on(session):
            self.closed.emit()

    def _not_started(self, problem: Exception) -> None:
        self.flow.let_go()
        self._say_problem(problem)

    def _say_problem(self, problem: Exception) -> None:
        self._banner.show_message(message_for(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: Escape goes back, Enter presses what has the focus, Ctrl+V brings rows."""
        focus = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.go_back()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
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
