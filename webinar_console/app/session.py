"""An open account: client, store, services, and the panels that show them."""

import asyncio
import contextlib
import gc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from webinar_console.api.clock import SystemClock
from webinar_console.domain.closing import close_all
from webinar_console.domain.errors import ConsoleError, StoreError
from webinar_console.domain.job import JobState
from webinar_console.domain.session import Session
from webinar_console.domain.temporary import held_words
from webinar_console.jobs.server import ClientServer
from webinar_console.services.accounts import PRACTICE, Account, Secrets
from webinar_console.services.workspace import Workspace
from webinar_console.store import Store
from webinar_console.ui.importing import ImportSheet
from webinar_console.ui.invitees.panel import InviteesPanel
from webinar_console.ui.jobs import JobsPanel
from webinar_console.ui.main_window import MainWindow
from webinar_console.ui.main_window import Workspace as WindowWorkspace
from webinar_console.ui.messages import Messages
from webinar_console.ui.navigator import NavigatorPanel
from webinar_console.ui.preferences import PreferencesPanel, Wishes
from webinar_console.ui.registrants.panel import RegistrantsPanel
from webinar_console.ui.session import SessionArea, Tab
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.theme.scripts import warm_up
from webinar_console.ui.window import AccountShown, Command

from .account_tools import AccountTools
from .awake import KeepAwake
from .awake_choice import AccountAwake
from .connecting import account_shown, client_for
from .practice import Practice

_ABOUT = "quiet hours night e-mails result files folder sleep awake"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an account finds in the program: the window to fill, the voice, and the way out."""

    theme: Theme
    messages: Messages
    window: MainWindow
    sign_out: Callable[[], None]
    awake: KeepAwake
    remove_everything: Callable[[], None]


class AccountSession:
    """Everything of one account, from opening it to closing it."""

    def __init__(
        self, around: Surroundings, account: Account, workspace: Workspace, practice: Practice | None
    ) -> None:
        self.account, self.workspace, self.practice = account, workspace, practice
        self._around = around
        self._owners: list[TaskOwner] = []
        self._is_put_away = False
        workspace.jobs.person = account.name

    @classmethod
    async def open(
        cls, around: Surroundings, folder: Path, account: Account, secrets: Secrets, *, verify: bool
    ) -> "AccountSession":
        """Open store and client. ``folder`` is the account's own.

        Raises ``StoreError`` (the account is open elsewhere, the disk is full), and
        with ``verify`` the errors of signing in; whatever was opened is closed again then.
        """
        async with contextlib.AsyncExitStack() as undo:
            store = await undo.enter_async_context(await Store.open(folder))
            practice = None
            if account.kind == PRACTICE.kind:
                practice = await asyncio.to_thread(Practice, folder)
                # Joins a thread, so not on this one.
                undo.push_async_callback(asyncio.to_thread, practice.stop)
            client = client_for(account, secrets, store, practice)
            undo.push_async_callback(client.aclose)
            if verify:
                await client.sign_in()
            workspace = Workspace(account, client, ClientServer(client), store, SystemClock())
            # Its jobs work as soon as it is started; closing what is closed already does nothing.
            undo.push_async_callback(workspace.aclose)
            await workspace.start()
            session = cls(around, account, workspace, practice)
            undo.push_async_callback(session._end_tasks)
            await session._build()
            undo.pop_all()
        return session

    def _owner(self, name: str) -> TaskOwner:
        owner = TaskOwner(name, self._around.messages.error)
        self._owners.append(owner)
        return owner

    async def _build(self) -> None:
        """Make the panels. Between any two steps the window gets its turn: all at once stops it visibly."""
        for build in (self._build_sides, self._build_tables, self._build_area, self._build_sheet):
            await asyncio.sleep(0)
            build()
        self._connect()

    def _build_sides(self) -> None:
        theme, services = self._around.theme, self.workspace
        self._tasks = self._owner("account")
        self._wishes = Wishes(services.settings)
        self.preferences = PreferencesPanel(
            theme, services.preferences, self._owner("preferences"), self._wishes, services.jobs.held
        )
        self.navigator = NavigatorPanel(theme, services.catalogue, self._owner("navigator"), now=services.now)

    def _build_tables(self) -> None:
        theme, messages = self._around.theme, self._around.messages
        services, now = self.workspace, self.workspace.now
        self.registrants = RegistrantsPanel(theme, services, self._owner("registrants"), messages, now)
        self.invitees = InviteesPanel(theme, services.invitees, self._owner("invitees"), messages, now)

    def _build_area(self) -> None:
        theme, now = self._around.theme, self.workspace.now
        self.area = SessionArea(
            theme,
            (
                Tab("Registrants", self.registrants, self.registrants.show_session),
                Tab("Panel", self.invitees, self.invitees.show_session),
            ),
            self._owner("session"),
            now=now,
        )
        owner = self._owner("jobs")
        services = self.workspace
        self.jobs = JobsPanel(theme, services.jobs, services, now, owner, self._around.messages)

    def _build_sheet(self) -> None:
        services = self.workspace
        self.sheet = ImportSheet(
            self._around.theme,
            services.imports,
            services.preferences,
            services.jobs,
            services.pace,
            services.now,
            self._owner("import"),
            trials=services.trials,
            mappings=services.mappings,
            drafts=services.import_drafts,
            next_call_s=lambda: services.budget().next_s,
            whose_pace="the practice account’s" if self.practice else "RingCentral’s",
        )

    def _connect(self) -> None:
        jobs, services = self.workspace.jobs, self.workspace
        is_practice = self.practice is not None
        self.tools = AccountTools(
            self._around, services, self._owner, self._go_to, self._save_all, is_practice=is_practice
        )
        self.navigator.person_wanted.connect(self.tools.search.open_search)
        self.registrants.import_requested.connect(self._import_people)
        self.invitees.import_requested.connect(self._import_people)
        self.invitees.counted.connect(self.area.header.show_panel_count)
        self.registrants.counted.connect(self.area.header.show_registered)
        self.sheet.closed.connect(self.area.uncover)
        self.sheet.started.connect(self._import_started)
        self.preferences.preferences_known.connect(self.sheet.use_preferences)
        self.jobs.again_wanted.connect(self._mend)
        self.registrants.edits.undo_beyond.connect(lambda: self.jobs.offer_again(self.shown))
        self._leave = jobs.changed.connect(self._job_changed)
        self._counted: set[str] = {job.id for job in jobs.jobs if job.state.is_over}
        self._awake = AccountAwake(self._around.awake, jobs, self._around.messages, self._tasks)

    async def show(self) -> None:
        """Put the panels into the window and bring them up to date."""
        window, services = self._around.window, self.workspace
        await self._wishes.load()
        # One after the other: dressing and laying out all of them at once is a stall that one can see.
        self.preferences.hide()
        window.show_workspace(
            WindowWorkspace(
                account=self._shown(self.account.name),
                budget=services.budget,
                navigator=self.navigator,
                session_area=self.area,
                preferences=self.preferences,
                import_people=self._import_people,
                open_files=self.open_files,
                apply=self.registrants.apply,
                find=self.registrants.focus_filter,
                refresh=self._refresh,
                refresh_everything=self._refresh_everything,
                sign_out=self._around.sign_out,
                choose_real_pace=self._choose_pace,
                more_commands=self._commands,
            )
        )
        await asyncio.sleep(0)
        window.settle_settings()
        await asyncio.sleep(0)
        window.set_jobs_panel(self.jobs)
        await window.restore(services.settings)
        self._awake.begin()
        # What was made until now stays as long as the account: the collector need not look at it again.
        gc.freeze()
        self.navigator.refresh()
        self._tasks.start(warm_up(self._around.theme), "fonts")
        self._tasks.start(self.area.prepare(self.sheet), "style of the sheet")
        self._tasks.start(self._learn_name(), "name", on_failure=_nameless)

    def _commands(self) -> list[Command]:
        """Lists as files, and what can be chosen for all jobs, before the first one, too."""
        options = Command("Job options…", self.jobs.show_options, "settings", more=_ABOUT)
        exports = [*self.registrants.exporting.commands(), *self.registrants.finder.commands()]
        everything = Command("Refresh everything", self._refresh_everything, "refresh", "Shift+F5", "reload")
        return [everything, *self.tools.commands(), *exports, options, *self._awake.commands()]

    def _shown(self, name: str) -> AccountShown:
        self.tools.data.name = name
        return account_shown(self.account, self.practice, name, self.tools.data.command())

    async def _learn_name(self) -> None:
        if self.practice is None:
            extension = await self.workspace.client.account.extension()
            if extension.display_name:
                self.workspace.jobs.person = extension.display_name
                self._around.window.show_account(self._shown(extension.display_name))

    # ------------------------------------------------------------------ what the window asks for

    @property
    def shown(self) -> Session | None:
        """The chosen session."""
        return self.area.session

    def _go_to(self, session_id: str, registrant_id: str | None) -> None:
        """Show a session, and this registrant in it."""
        self.registrants.go_to(session_id, registrant_id)
        if self.navigator.choose(session_id):
            self.area.uncover()
            self.area.show_tab(0)
        else:
            self._around.messages.warning("This session is not in the list any more.")

    def _import_people(self) -> None:
        self._tasks.start(self._turn_to_sheet(), "import", group="sheet")

    def open_files(self, paths: list[Path]) -> None:
        """Import these into the chosen session."""
        self._tasks.start(self._turn_to_sheet(paths), "open a file", group="sheet")

    async def _turn_to_sheet(self, paths: list[Path] | None = None) -> None:
        session = self.shown
        if session is None:
            return
        self.area.cover(self.sheet)
        await asyncio.sleep(0)  # the sheet's first showing is a turn's worth of work
        if not self._is_shown(session):
            return
        await self.sheet.show_session(session)
        if paths is not None:
            await asyncio.sleep(0)
            if self._is_shown(session):
                await self.sheet.open_paths(paths)

    def _is_shown(self, session: Session) -> bool:
        """After a wait: whether the person has not gone on to another session meanwhile."""
        return self.shown is not None and self.shown.id == session.id

    def _mend(self, job_id: str) -> None:
        self._tasks.start(self._open_rest(job_id), "mend what was not done", group="sheet")

    async def _open_rest(self, job_id: str) -> None:
        """The rows that an import did not do, in the sheet of its session."""
        job = self.workspace.jobs.job(job_id)
        chosen = self.navigator.choose(job.session_id)
        session = self.shown
        if not chosen or session is None or session.id != job.session_id:
            self._around.messages.warning(f"{job.session_title} is not in the list any more.")
            return
        rest = await self.workspace.jobs.remaining(job_id)
        # Who went on meanwhile has another session in view: the people of this one are never put into that.
        if not self._is_shown(session):
            return
        self.jobs.toggle.setChecked(False)
        self.area.cover(self.sheet)
        await self.sheet.show_session(session)
        if self._is_shown(session):
            await self.sheet.open_rows(rest)

    def _import_started(self, _job_id: str, session_id: str) -> None:
        # Who went on to another session stays there; the next file of this one takes its place in the sheet.
        if self.shown is None or self.shown.id != session_id or self.sheet.shelf.files_of(self.shown):
            return
        self.area.uncover()
        self.area.show_tab(0)

    def _refresh(self, *, everything: bool = False) -> None:
        self.navigator.refresh()
        if self.shown is not None:
            (self.registrants.refresh_everything if everything else self.registrants.refresh)()
            self.preferences.reload()

    def _refresh_everything(self) -> None:
        self._refresh(everything=True)

    def _choose_pace(self, real: bool) -> None:
        if self.practice is not None:
            self.practice.set_real_pace(real)
            self._around.window.show_account(self._shown(self.account.name))

    def _job_changed(self, job_id: str) -> None:
        """When a job of the shown session is over, its counts are asked for anew: one call."""
        self.preferences.show_held()
        if job_id in self._counted:
            return
        job = self.workspace.jobs.job(job_id)
        if job.state not in (JobState.FINISHED, JobState.CANCELLED):
            return
        self._counted.add(job_id)
        if self.shown is not None and self.shown.id == job.session_id:
            self.preferences.reload()
            self.workspace.invitees.changed.notify(job.session_id)

    # ------------------------------------------------------------------ the end

    async def aclose(self, *, sign_out: bool = False) -> None:
        """Keep what was typed, stop what runs, close what is open. Nothing is asked.

        With ``sign_out`` RingCentral is told that the session is over, as far as it can be reached.
        Each step is taken whatever becomes of the others: an account that stayed open would be locked until
        the program ends. Raises what went wrong first, when all is over.
        """
        await close_all(
            self.put_away,
            *([self._tell_server] if sign_out else []),
            self.workspace.aclose,
            self._stop_practice,
        )

    async def put_away(self) -> None:
        """The panels' share of closing; after it the window may show something else and delete them."""
        if not self._is_put_away:
            self._is_put_away = True
            await close_all(self._listen_no_more, self._keep_layout, self._keep_drafts, self._end_tasks)

    async def _listen_no_more(self) -> None:
        self._leave()
        self._awake.close()
        self.jobs.release()
        self.tools.search.close_services()
        self.invitees.close_services()

    async def _keep_layout(self) -> None:
        with contextlib.suppress(StoreError):
            await self._around.window.remember(self.workspace.settings)

    async def _keep_drafts(self) -> None:
        try:
            await close_all(self.registrants.aclose, self.sheet.shelf.save_all)
        except StoreError as problem:
            self._around.messages.error(problem)

    async def _save_all(self) -> None:
        await close_all(self.registrants.save_all, self.sheet.shelf.save_all)

    async def _end_tasks(self) -> None:
        await close_all(*(owner.aclose for owner in self._owners))

    async def _tell_server(self) -> None:
        if self.practice is not None:
            return
        try:
            await self.workspace.sign_out()
        except ConsoleError as problem:
            self._around.messages.warning(
                "You are signed out on this computer. RingCentral could not be told, so the session there "
                "ends by itself.",
                details=problem.technical,
            )
        self._say_what_is_owed()

    def _say_what_is_owed(self) -> None:
        for job in self.workspace.jobs.owing():
            told = held_words(job.settings, job.session_title, "when you sign in again", still=True)
            self._around.messages.warning(f"RingCentral could not be reached. {told}")

    async def _stop_practice(self) -> None:
        if self.practice is not None:
            await asyncio.to_thread(self.practice.stop)


def _nameless(failure: Exception) -> None:
    """The name is a kindness: without the ReadAccounts permission the account keeps its plain one."""
    if not isinstance(failure, ConsoleError):
        raise failure
