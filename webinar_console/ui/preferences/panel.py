"""The preferences panel: load, edit, save what changed, and settle what somebody else changed meanwhile."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from webinar_console.domain.preferences import FIELDS, Preferences
from webinar_console.domain.session import Session
from webinar_console.domain.temporary import HeldSetting
from webinar_console.services.preferences import Conflict, Saved
from webinar_console.ui.messages import Action, Kind, Message, message_for
from webinar_console.ui.moments import count
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Banner, EmptyState, Label, column, hairline, push_button, row

from .draft import PreferencesDraft
from .facts import Facts
from .field_row import FieldRow
from .wishes import Wishes
from .words import conflict_sentence, kept_sentence


class PreferencesChanges(Protocol):
    """Tells the new preferences of a session."""

    def connect(self, callback: Callable[[Preferences], None]) -> Callable[[], None]:
        """Tell ``callback`` from now on; call the answer to stop that."""


class PreferencesPort(Protocol):
    """What the panel asks of ``services.preferences.PreferencesService``."""

    @property
    def changed(self) -> PreferencesChanges:
        """Tells whatever was read or saved, by anybody."""

    async def load(self, session_id: str) -> Preferences:
        """As the server has them."""

    async def save(self, session_id: str, seen: Preferences, wanted: Mapping[str, Any]) -> Saved | Conflict:
        """Send what changed, unless somebody else changed the same."""


class PreferencesPanel(QWidget):
    """Settings of the chosen session. ``preferences_known`` carries what the server has, for the header.

    What was typed and not saved is kept for each session until it is saved or reverted, also when the
    program is closed.
    """

    preferences_known = Signal(object)

    def __init__(
        self,
        theme: Theme,
        service: PreferencesPort,
        tasks: TaskOwner,
        wishes: Wishes | None = None,
        held: Callable[[str], Iterable[HeldSetting]] = lambda _session_id: (),
    ) -> None:
        """``wishes`` keeps what is not saved beyond the program's end; without it: until then.

        ``held`` tells the settings of a session that a job has set for as long as it sends.
        """
        super().__init__()
        self._held = held
        self._held_shown: tuple[HeldSetting, ...] = ()
        self._service, self._tasks = service, tasks
        self._wishes = wishes or Wishes()
        self._drafts: dict[str, PreferencesDraft] = {}
        self._saving: set[str] = set()
        self._session: Session | None = None
        self.setProperty("ground", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.banner = Banner(theme)
        self.rows = {name: FieldRow(theme, name) for name in FIELDS}
        for name, field_row in self.rows.items():
            field_row.edited.connect(lambda value, name=name: self._edit(name, value))
            field_row.decided.connect(lambda mine, name=name: self._decide(name, mine))
        self._facts = Facts(theme)
        self.save_button = push_button(theme, "Save", look="primary", name="Save preferences")
        self.revert_button = push_button(theme, "Revert", name="Revert preferences")
        self.save_button.clicked.connect(self.save)
        self.revert_button.clicked.connect(self._revert)
        self._state = Label(theme, size=Size.SMALL, tone="muted")
        self._empty = EmptyState(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._form(theme))
        self._pages.addWidget(self._empty)
        layout = column(theme, gap=0)
        title = Label(theme, "Registration", size=Size.HEADING, strong=True)
        layout.addLayout(row(theme, title, None, margin=(16, 16, 16, 8)))
        layout.addWidget(self.banner)
        layout.addWidget(self._pages, 1)
        self.setLayout(layout)
        self._leave = service.changed.connect(self._server_told)
        self.show_session(None)

    def _form(self, theme: Theme) -> QWidget:
        inside = QWidget()
        inside.setProperty("ground", "canvas")
        inside.setLayout(column(theme, *self.rows.values(), self._facts, None, gap=0))
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        footer = row(theme, self._state, None, self.revert_button, self.save_button, margin=(16, 10))
        page = QWidget()
        layout = column(theme, gap=0)
        layout.addWidget(scroll, 1)
        layout.addWidget(hairline())
        layout.addLayout(footer)
        page.setLayout(layout)
        return page

    def close_panel(self) -> None:
        """Listen no more: the account is going away."""
        self._leave()

    @property
    def draft(self) -> PreferencesDraft | None:
        """The draft of the chosen session, once its preferences are known."""
        return self._drafts.get(self._session.id) if self._session else None

    @property
    def holds_focus(self) -> bool:
        """Whether the person is working in this panel."""
        controls = (field_row.control for field_row in self.rows.values())
        return any(part.hasFocus() for part in (*controls, self.save_button, self.revert_button))

    def show_session(self, session: Session | None) -> None:
        """Show the preferences of this session and read them afresh."""
        self._session = session
        self.banner.hide()
        self._tasks.cancel("load preferences")
        if session is None:
            self._pages.setCurrentWidget(self._empty)
            self._empty.show_state("settings", "", "Choose a session to see how people register for it.")
            return
        self._show_draft()
        self.reload()

    def reload(self) -> None:
        """Read the preferences again; what is typed stays."""
        session = self._session
        if session is None:
            return
        self._tasks.start(
            self._load(session.id),
            "load preferences",
            group="load preferences",
            on_failure=lambda error: self._load_failed(session.id, error),
        )
        if self.draft is None:
            self._pages.setCurrentWidget(self._empty)
            self._empty.show_state("", "", "Reading the preferences…")

    async def _load(self, session_id: str) -> None:
        # Whoever listens to the service is told, this panel too.
        await self._service.load(session_id)

    def _load_failed(self, session_id: str, error: Exception) -> None:
        if self._session is None or self._session.id != session_id:
            return
        if self.draft is not None:
            self.banner.show_message(message_for(error, actions=[Action("Try again", self.reload)]))
            return
        said = message_for(error)
        self._empty.show_state(
            "error", "The preferences could not be read", said.sentence, step="Try again", run=self.reload
        )

    def show_held(self) -> None:
        """A job may have set or put back settings of the shown session."""
        held = tuple(self._held(self._session.id)) if self._session is not None else ()
        if held != self._held_shown:
            self._held_shown = held
            self._show_draft()

    def _server_told(self, preferences: Preferences) -> None:
        self._take(preferences.id, preferences)

    def _take(self, session_id: str, preferences: Preferences) -> None:
        draft = self._drafts.get(session_id)
        shown = self._session is not None and self._session.id == session_id
        if draft is not None:
            draft.server_has(preferences)
        elif shown:
            self._drafts[session_id] = draft = PreferencesDraft(preferences)
            for name, value in self._wishes.of(session_id).items():
                draft.want(name, value)
        if shown:
            self._show_draft()
            self.preferences_known.emit(preferences)

    def _show_draft(self) -> None:
        draft, session = self.draft, self._session
        if draft is None or session is None:
            return
        self._keep_wishes(session.id, draft)
        # The form is filled while it is hidden and shown in the next turn: both at once take some 40 ms.
        QTimer.singleShot(0, self, self._turn_to_form)
        busy = session.id in self._saving
        held = {setting.name: setting for setting in self._held(session.id)}
        for field_row in self.rows.values():
            field_row.show_draft(draft, held.get(field_row.name))
            field_row.setEnabled(not busy)
        self._facts.show_facts(draft.theirs or draft.seen)
        self.save_button.setEnabled(draft.is_dirty and not draft.crossed and not busy)
        self.save_button.setText("Saving…" if busy else "Save")
        self.revert_button.setEnabled(draft.is_dirty and not busy)
        waiting = len(draft.wanted)
        self._state.setText(f"{count(waiting, 'change')} not saved" if waiting else "")

    def _turn_to_form(self) -> None:
        if self.draft is not None:
            self._pages.setCurrentIndex(0)

    def _keep_wishes(self, session_id: str, draft: PreferencesDraft) -> None:
        if self._wishes.set(session_id, draft.wanted):
            self._tasks.start(self._wishes.keep(), "keep unsaved preferences")

    def _edit(self, name: str, value: Any) -> None:
        if self.draft is not None:
            self.draft.want(name, value)
            self._show_draft()

    def _decide(self, name: str, mine: bool) -> None:
        draft = self.draft
        if draft is None:
            return
        draft.decide(name, mine=mine)
        if not draft.crossed:
            self.banner.hide()
        self._show_draft()

    def _decide_all(self, *, mine: bool) -> None:
        for name in self.draft.crossed if self.draft else ():
            self._decide(name, mine)

    def _revert(self) -> None:
        if self.draft is not None:
            self.draft.revert()
            self.banner.hide()
            self._show_draft()

    def save(self) -> None:
        """Save what changed. Switching to another session meanwhile does not stop it."""
        draft, session = self.draft, self._session
        if draft is None or session is None or not self.save_button.isEnabled():
            return
        self.banner.hide()
        self._saving.add(session.id)
        self._show_draft()
        self._tasks.start(
            self._save(session, draft),
            "save preferences",
            on_failure=lambda error: self._tell(session, message_for(error)),
        )

    async def _save(self, session: Session, draft: PreferencesDraft) -> None:
        sent = dict(draft.wanted)
        try:
            result = await self._service.save(session.id, draft.seen, sent)
        finally:
            self._saving.discard(session.id)
            self._show_draft()
        if isinstance(result, Conflict):
            draft.conflict(result.theirs, result.fields)
            self._scroll.ensureWidgetVisible(self.rows[result.fields[0]])
            actions: tuple[Action, ...] = ()
            if len(result.fields) > 1:
                actions = (
                    Action("Keep all mine", lambda: self._decide_all(mine=True)),
                    Action("Take all theirs", lambda: self._decide_all(mine=False)),
                )
            self._tell(session, Message(Kind.WARNING, conflict_sentence(result.fields), actions=actions))
        else:
            draft.saved(result.preferences, sent)
            self._keep_wishes(session.id, draft)
            if result.kept:
                self._tell(session, Message(Kind.WARNING, kept_sentence(result.kept)))
        self._show_draft()

    def _tell(self, session: Session, message: Message) -> None:
        if self._session is not None and self._session.id == session.id:
            self.banner.show_message(message)
        self._show_draft()
