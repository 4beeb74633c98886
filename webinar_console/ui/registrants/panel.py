"""The registrants of a session: filter, table, totals, and the bar of what is staged."""

import asyncio
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.job import RowReport
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.ui.messages import Action, Kind, Message, Messages, message_for
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import (
    Banner,
    SearchField,
    ToolRow,
    column,
    hairline,
    icon_button,
    row,
    tool_button,
)

from .apply_bar import ApplyBar
from .applying import Applying
from .block_edits import BlockEdits
from .column_layout import ColumnLayout
from .columns import attendance_in
from .elsewhere import AlsoElsewhere
from .exporting import Exporting
from .finder import Finder
from .going import Going
from .headcount import Headcount
from .keeping import KeptDrafts
from .nobody import Nobody
from .ports import Clock, Services
from .refresh import Refresh, in_turns
from .registrant_model import RegistrantModel
from .registrant_view import RegistrantView
from .removing import removing_rows
from .totals import Totals
from .up_to_date import UpToDate
from .views import NamedViews
from .words import READ_ONLY, REFRESH, people

#: A copy that is younger than this is not read again when its session is opened.
FRESH = timedelta(seconds=30)


class RegistrantsPanel(QWidget):
    """Shows one session at a time. ``import_requested`` asks for the import sheet.

    ``counted`` tells a session's id, how many are registered, and how many of them attended (``None`` while
    nobody can have). It is silent as long as the list is not whole.
    """

    import_requested = Signal()
    counted = Signal(str, int, object)

    def __init__(
        self, theme: Theme, services: Services, tasks: TaskOwner, messages: Messages, now: Clock
    ) -> None:
        super().__init__()
        self._services, self._registrants = services, services.registrants
        self._tasks, self._messages, self._now = tasks, messages, now
        self._session: Session | None = None
        # The same, once the table has its people.
        self._shown: Session | None = None
        self._reading: Refresh | None = None
        self._problem: ConsoleError | None = None
        self._reports: list[RowReport] = []
        self._headcount = Headcount(self)
        self.model = RegistrantModel(self)
        self.view = RegistrantView(theme, self.model)
        self._kept = KeptDrafts(services.drafts, tasks, messages, self)
        self._applying = Applying(theme, services, self.model, self, now)
        self.filter = SearchField(theme, "Filter", "Filter registrants")
        self.add = tool_button(theme, "Add", "plus", name="Add person", tip="Add a person by hand")
        self.remove = tool_button(theme, "Remove", "trash", name="Remove people")
        self.bring = tool_button(theme, "Import", "import", name="Import people", tip="From a file (Ctrl+O)")
        self.layout_of_columns = ColumnLayout(theme, self.view, services.settings, tasks)
        columns = self.layout_of_columns
        self.named_views = NamedViews(theme, self.filter, columns, services.settings, tasks, self)
        self._elsewhere = AlsoElsewhere(
            services.whereabouts, self._registrants.changed, tasks, messages, self
        )
        self.finder = Finder(
            theme, self.filter, self.view, columns, self.named_views, self._elsewhere, now, self
        )
        self.going = Going(self.view, self.filter, messages)
        self.edits = BlockEdits(theme, self.view, messages, self.add.isEnabled)
        self.exporting = Exporting(
            theme, self.view, tasks, messages, lambda: self._shown, self._is_partial, lambda: self.totals.age
        )
        self.totals = Totals(theme)
        self.again = icon_button(theme, "refresh", "Refresh registrants", tip=REFRESH)
        self.read_only = Banner(theme, Message(Kind.INFO, READ_ONLY), closable=False)
        self.trouble = Banner(theme)
        self._up_to_date = UpToDate(services, self.totals, self.trouble, now, self.refresh_everything)
        self.empty = Nobody(theme)
        self.bar = ApplyBar(theme)
        self._stack = QStackedWidget()
        self.setLayout(self._laid_out(theme))
        self._connect()
        self._leave = self._registrants.created.connect(self._somebody_came)
        self._show_state()

    def _laid_out(self, theme: Theme) -> QVBoxLayout:
        self.filter.setMaximumWidth(theme.space(400))
        self._tools = ToolRow(theme, (self.add, self.bring, self.exporting.button, self.remove))
        self._beside_tools = theme.space(270)
        tools = row(theme, self.filter, self.finder.views, None, self._tools, gap=4, margin=(12, 8))
        tools.setStretch(0, 8)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        foot = row(theme, self.totals, None, self.totals.as_of, self.again, margin=(12, 2, 8, 2))
        return column(
            theme,
            tools,
            self.read_only,
            self.trouble,
            hairline(),
            self._stack,
            hairline(),
            foot,
            self.exporting.bar,
            self.bar,
            gap=0,
        )

    def _connect(self) -> None:
        self._headcount.told.connect(self.counted)
        self.add.clicked.connect(self.add_person)
        self.remove.clicked.connect(self.remove_selected)
        self.bring.clicked.connect(self.import_requested)
        self.again.clicked.connect(self.refresh)
        self.view.picked.connect(self._show_totals)
        # At once, not a turn later as the totals: whoever selects and presses the button means it.
        self.view.selectionModel().selectionChanged.connect(self._show_removal)
        self.view.removal_wanted.connect(self.remove_selected)
        self.model.counted.connect(self._show_state)
        self.model.settled.connect(self._show_state)
        self._elsewhere.stuck.connect(self._show_state)
        self.model.drafted.connect(self._draft_changed)
        self.model.checked.connect(self._show_bar)
        self.bar.apply_wanted.connect(self.apply)
        self.bar.discard_wanted.connect(self.discard)
        self.bar.review_wanted.connect(self.review)
        self.bar.problem_wanted.connect(self.going.show_problem)
        # Ctrl+F, F5 and Ctrl+S are the window's, which asks focus_filter(), refresh() and apply().
        self.edits.bind(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: the filter keeps its room."""
        super().resizeEvent(event)
        self._tools.fit(event.size().width() - self._beside_tools)

    # -- showing a session

    async def show_session(self, session: Session) -> None:
        """Show a session: the local copy at once, then the server's pages as they come.

        Returns when the list is whole or the reason why not is shown. What is staged for the session that
        was shown before stays staged.
        """
        self.model.settle()
        self._session = session
        self._headcount.forget()
        task = self._tasks.start(
            self._open(session), "open registrants", group="registrants", on_failure=self._say
        )
        if task is not None:
            await asyncio.wait([task])

    @property
    def is_reading(self) -> bool:
        """Whether the server's list is being read now."""
        return self._reading is not None

    def _is_partial(self) -> bool:
        return bool(self._reading or self._problem)

    def refresh(self) -> None:
        """Read the list again from the server, unless its number says that nothing has changed."""
        session = self._session
        if session is not None and not self._tasks.is_busy("registrants"):
            work = self._bring_up_to_date(session, asked=True)
            self._tasks.start(work, "refresh registrants", group="registrants", on_failure=self._say)

    def refresh_everything(self) -> None:
        """Read every row again."""
        if self._session is not None and self._reading is None:
            self._tasks.start(self._read(self._session), "read registrants", group="registrants")

    async def save_all(self) -> None:
        """Save what is staged, now. Raises ``StoreError``."""
        self.model.settle()
        await self._kept.save_all()

    async def aclose(self) -> None:
        """Save what is staged and listen no more. Raises ``StoreError``."""
        self._leave()
        self._elsewhere.close()
        self._applying.close()
        await self.save_all()
        await self.layout_of_columns.aclose()
        await self.named_views.aclose()

    async def _open(self, session: Session) -> None:
        self._reading, self._problem = None, None
        await self.layout_of_columns.load()
        await self.named_views.load()
        draft, stack = await self._kept.get(session.id)
        cached = await self._registrants.cached(session.id)
        self.filter.clear()
        self._elsewhere.turn_to(session.id)
        self.model.open(
            cached.people if cached else (),
            draft,
            stack,
            attendance=attendance_in(session),
            session_finished=session.is_read_only,
        )
        self._up_to_date.turn()
        self._show_session(session)
        self._reports = await self._applying.catch_up(session)
        if cached is not None:
            self.totals.show_as_of(cached.as_of, self._now())
            self._applying.take_back_applied(self._reports)
            self.going.fulfil(session.id, whole=False)
            await self._headcount.count(session.id, self.model, attendance_in(session))
        if cached is None:
            await self._read(session)
        elif self._now() - cached.as_of > FRESH:
            await self._bring_up_to_date(session, asked=False)

    async def _bring_up_to_date(self, session: Session, *, asked: bool) -> None:
        if not await self._up_to_date.stands(session, self.model, asked=asked):
            await self._read(session)
        elif self._problem is not None:
            self._problem = None
            self._show_state()

    def _show_session(self, session: Session) -> None:
        self._shown, fixed = session, session.is_read_only
        self.read_only.setVisible(fixed)
        self.trouble.hide()
        self.totals.show_as_of(None, self._now())
        for button in (self.add, self.bring):
            button.setEnabled(not fixed)
        self._show_state()
        self._show_bar()

    async def _read(self, session: Session) -> None:
        reading = self._reading = Refresh(self.model)
        self._problem = None
        self._show_state()
        self._headcount.forget()
        started = self._now()
        try:
            with self._up_to_date.reading():
                await in_turns(reading.begin())
                async for page in self._registrants.fetch(session.id):
                    reading.take(page)
                    # Pages from a quick server still leave the window a turn between them.
                    await asyncio.sleep(0)
                await in_turns(reading.finish())
            self.going.fulfil(session.id, whole=True)
            self._applying.take_back_applied(self._reports)
            await self._headcount.count(session.id, self.model, attendance_in(session))
            self.totals.show_as_of(started, self._now())
            self.trouble.hide()
        except ConsoleError as problem:
            self._say(problem)
        finally:
            if self._reading is reading:
                self._reading = None
                self._show_state()
                self._show_bar()

    def _say(self, failure: Exception) -> None:
        if not isinstance(failure, ConsoleError):
            self._messages.error(failure)
            return
        self._problem = failure
        self._show_state()
        if self.model.total:
            self.trouble.show_message(message_for(failure, actions=[Action("Try again", self.refresh)]))

    def _somebody_came(self, session_id: str, person: Registrant) -> None:
        if self._reading is not None and self._session is not None and session_id == self._session.id:
            self._reading.came(person.id)

    # -- what can be done

    def add_person(self) -> None:
        """Stage a new person above all others and begin to type."""
        if self.add.isEnabled():
            key = self.model.add_person()
            self._stack.setCurrentWidget(self.view)
            self.view.edit_key(key)

    def remove_selected(self) -> None:
        """Stage the selected people for removal; when all of them are already, take that back."""
        if self.remove.isEnabled():
            slots = self.view.selected_slots()
            self.model.do_step(removing_rows(self.model, slots, self._say_kept), self.view.selected_count())

    def _say_kept(self, kept: int, reason: str) -> None:
        verb = "stays" if kept == 1 else "stay"
        self._messages.info(f"{people(kept).capitalize()} {verb}. {reason}", key="removal")

    def focus_filter(self) -> None:
        """Go to the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def apply(self) -> None:
        """Check, plan and ask; the answer starts the job."""
        self.model.unfinished = None
        self.model.settle()
        self.model.check_now()
        self._show_bar()
        if self.bar.isVisibleTo(self) and self.bar.apply.isEnabled():
            self._applying.apply(self._tasks, partial(self._messages.error, key="apply"))

    def go_to(self, session_id: str, registrant_id: str | None) -> None:
        """Select this registrant now, or when the session is shown that is about to be opened."""
        self.going.wish(session_id, registrant_id)
        if self._session is not None and self._session.id == session_id:
            self.going.fulfil(session_id, whole=not self._tasks.is_busy("registrants"))

    def review(self) -> None:
        """List what is staged."""
        self._tasks.start(self._applying.review(), "review changes", group="apply")

    def discard(self) -> None:
        """Take back everything that is staged, after a question when it is more than one change."""
        self._tasks.start(self._applying.discard(), "discard changes", group="apply")

    # -- what is shown

    def _draft_changed(self) -> None:
        self._kept.changed(self.model.draft)
        self._show_bar()
        self._show_totals()

    def _show_bar(self) -> None:
        loading = "The list is still being read." if self._reading is not None else ""
        self.bar.show_draft(self.model.draft, self.model.problems, blocked=loading)

    def _show_state(self) -> None:
        self._show_totals()
        if self.model.rowCount() or (self._reading is not None and not self.model.wanted.is_filtered):
            self._stack.setCurrentWidget(self.view)
            return
        if self._session is None:
            return
        if self.model.total:
            if not self.finder.explain(self.empty):
                return
        elif self._problem is not None:
            self.empty.not_read(self._problem, self.refresh)
        elif self._session.is_read_only:
            self.empty.nobody_came()
        else:
            self.empty.nobody_yet(self.bring.click)
        self._stack.setCurrentWidget(self.empty)

    def _show_removal(self) -> None:
        fixed = self._session is None or self._session.is_read_only
        some = self.view.selectionModel().hasSelection()
        self.remove.setEnabled(some and not fixed)
        why_not = "" if fixed else "Select the people to remove first"
        self.remove.setToolTip("Stage the selected people for removal" if some else why_not)

    def _show_totals(self) -> None:
        self._show_removal()
        registered = self.model.total - self.model.draft.counts().added
        self._headcount.tell(self.model)
        self.totals.show_counts(
            registered=registered,
            shown=self.model.rowCount() if self.model.wanted.is_filtered else None,
            selected=self.view.selected_count(),
            loading=self._reading is not None,
        )
