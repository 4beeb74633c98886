"""The tab "Panel": who hosts, co-hosts and speaks in a session."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from webinar_console.domain.errors import ConsoleError
from webinar_console.domain.invitee import HOST, Invitee
from webinar_console.domain.session import Session
from webinar_console.ui.messages import Action, Messages, message_for
from webinar_console.ui.registrants.painting import CellLook
from webinar_console.ui.registrants.people_model import PeopleModel
from webinar_console.ui.registrants.people_view import PeopleView
from webinar_console.ui.registrants.ports import Clock, InviteesPort
from webinar_console.ui.registrants.totals import Totals
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import (
    Banner,
    EmptyState,
    SearchField,
    column,
    hairline,
    icon_button,
    row,
    tool_button,
)

from .columns import INVITEE_COLUMNS, searched_cells, why_fixed

NOBODY = "Import a file in which a column names the role, and co-hosts and panelists are invited in one go."
_HOST_LOOK = CellLook(quiet=True)


class InviteesView(PeopleView[Invitee]):
    """The table ``Invitees``. The host's row is quieter: it belongs to the webinar."""

    def look_of(self, record: Invitee, name: str) -> CellLook:
        """What is special about a cell."""
        return _HOST_LOOK if record.role == HOST else super().look_of(record, name)

    def why_not(self, index: QModelIndex) -> str | None:
        """Why a cell cannot be edited: so far none can."""
        return why_fixed(self.people.record_at(index.row()))


class InviteesPanel(QWidget):
    """Shows the panel of one session at a time. Reading it is one call, made when the tab is first looked at
    (:meth:`show_session`) and on a refresh. ``import_requested`` asks for the import sheet.
    """

    import_requested = Signal()
    counted = Signal(int)

    def __init__(
        self, theme: Theme, invitees: InviteesPort, tasks: TaskOwner, messages: Messages, now: Clock
    ) -> None:
        super().__init__()
        self._invitees = invitees
        self._tasks = tasks
        self._messages = messages
        self._now = now
        self._session: Session | None = None
        self._is_reading = False
        self._problem: ConsoleError | None = None
        self.model: PeopleModel[Invitee] = PeopleModel(INVITEE_COLUMNS, searched_cells, self)
        self.view = InviteesView(theme, self.model, "Invitees")
        self.filter = SearchField(theme, "Filter", "Filter invitees")
        self.bring = tool_button(
            theme, "Import", "import", name="Import panelists", tip="From a file (Ctrl+O)"
        )
        self.totals = Totals(theme, "person on the panel", "people on the panel")
        self.again = icon_button(theme, "refresh", "Refresh invitees", tip="Read the list again (F5)")
        self.trouble = Banner(theme)
        self.empty = EmptyState(theme)
        self._stack = QStackedWidget()
        self._lay_out(theme)
        self._connect()

    def _lay_out(self, theme: Theme) -> None:
        self.filter.setMaximumWidth(theme.space(320))
        tools = row(theme, self.filter, None, self.bring, gap=4, margin=(12, 8))
        tools.setStretch(0, 1)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        foot = row(theme, self.totals, None, self.totals.as_of, self.again, margin=(12, 2, 8, 2))
        self.setLayout(column(theme, tools, self.trouble, hairline(), self._stack, hairline(), foot, gap=0))

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.model.find)
        self.bring.clicked.connect(self.import_requested)
        self.again.clicked.connect(self.refresh)
        self.view.picked.connect(self._show_state)
        self.model.counted.connect(self._show_state)
        self._leave = self._invitees.changed.connect(self._changed)

    async def show_session(self, session: Session) -> None:
        """Read and show the panel of a session. Returns when it is shown, or the reason why not is."""
        if self._session is None or self._session.id != session.id:
            self.filter.clear()
            self._show([])
            self.totals.show_as_of(None, self._now())
        self._session = session
        self.bring.setEnabled(not session.is_read_only)
        task = self._tasks.start(self._read(session), "read invitees", group="invitees")
        if task is not None:
            await asyncio.wait([task])

    def refresh(self) -> None:
        """Read the list again."""
        if self._session is not None:
            self._tasks.start(self._read(self._session), "read invitees", group="invitees")

    def close_services(self) -> None:
        """Listen no more."""
        self._leave()

    async def _read(self, session: Session) -> None:
        self._is_reading, self._problem = True, None
        self._show_state()
        try:
            invitees = await self._invitees.list(session)
            self._is_reading = False
            self.trouble.hide()
            self._show(invitees)
            self.totals.show_as_of(self._now(), self._now())
        except ConsoleError as problem:
            self._problem = problem
            if self.model.total:
                again = [Action("Try again", self.refresh)]
                self.trouble.show_message(message_for(problem, actions=again))
        finally:
            self._is_reading = False
            self._show_state()

    def _show(self, invitees: Sequence[Invitee]) -> None:
        if list(invitees) != self.model.index_of_people.rows:
            self.model.fill(invitees)
        self.counted.emit(len(invitees))

    def _changed(self, session_id: str) -> None:
        if self._session is not None and self._session.id == session_id:
            self.refresh()

    def _show_state(self) -> None:
        total = self.model.total
        self.totals.show_counts(
            registered=total,
            shown=self.model.rowCount() if self.model.wanted.terms else None,
            selected=self.view.selected_count(),
            loading=self._is_reading,
        )
        if self.model.rowCount() or self._is_reading or self._session is None:
            self._stack.setCurrentWidget(self.view)
            return
        if total:
            words = self.filter.text().strip()
            clear = self.filter.clear
            self.empty.show_state("search", f"Nobody matches “{words}”", step="Clear the filter", run=clear)
        elif self._problem is not None:
            sentence = self._problem.sentence
            self.empty.show_state(
                "warning", "The panel could not be read", sentence, step="Try again", run=self.refresh
            )
        else:
            step = "" if self._session.is_read_only else "Import people"
            self.empty.show_state(
                "people", "No one is on the panel yet", NOBODY, step=step, run=self.import_requested.emit
            )
        self._stack.setCurrentWidget(self.empty)
