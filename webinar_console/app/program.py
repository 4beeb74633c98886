"""The program: one window, at most one account at a time, and an orderly end."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from webinar_console.domain.closing import close_all
from webinar_console.domain.errors import ConsoleError, StoreDamaged
from webinar_console.services.accounts import (
    PRACTICE,
    PRODUCTION,
    Account,
    Accounts,
    KeyringProblem,
    Secrets,
    owner_of,
)
from webinar_console.ui.main_window import MainWindow
from webinar_console.ui.messages import Action, Kind, Message, Messages
from webinar_console.ui.signin import SignInPanel, SignInRequest
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import EmptyState

from .awake import KeepAwake, Lock
from .awake_choice import AwakeVoice
from .options import Options, default_data
from .waiting_files import WaitingFiles

if TYPE_CHECKING:
    from .session import AccountSession

#: What an account needs and the first paint does not: loaded on a thread while the window shows already.
_LATE = ("webinar_console.app.session",)


class Program:
    """Owns the window and what belongs to no account. ``stop`` ends it.

    ``lock`` keeps the computer awake while a job works; without it the system is never asked.
    """

    def __init__(self, theme: Theme, options: Options, stop: asyncio.Event, lock: Lock | None = None) -> None:
        self.theme, self.options = theme, options
        self.messages = Messages()
        self.tasks = TaskOwner("program", self.messages.error)
        self.awake = KeepAwake(lock)
        self._voice = AwakeVoice(self.awake, self.messages)
        self.accounts = Accounts(options.data or default_data())
        self.session: AccountSession | None = None
        self.files = WaitingFiles(self.messages)
        self.files.take(options.files)
        self.window = MainWindow(theme, self.messages, self.tasks, on_close=stop.set)
        self._stop = stop
        self._settled = asyncio.Event()
        #: A sign-out that was begun is finished, even when the window is closed meanwhile.
        self._leaving: asyncio.Task[None] | None = None

    def show(self) -> None:
        """The window, before anything is loaded."""
        self.window.show_page(self._word("Opening …"))
        self.window.show()

    def to_front(self, files: Sequence[Path] = ()) -> bool:
        """Show the window before all others, if the system lets it; false when the program is ending.

        ``files`` came with the start that asks for it.
        """
        if self._stop.is_set():
            return False
        self.files.take(files)
        window = self.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        return True

    async def run(self, script: Callable[[], Awaitable[int]] | None = None) -> int:
        """Open the account of last time or ask for one; return when the window is closed.

        ``script`` works on the opened program and ends it; its result is the exit code.
        """
        self.tasks.start(self._begin(), "begin", group="account", on_failure=self._not_opened)
        result: list[int] = []
        if script is not None:
            self.tasks.start(self._follow(script, result), "script", on_failure=self._script_failed)
        await self._stop.wait()
        self.window.hide()
        try:
            await close_all(self._finish_leaving, self.tasks.aclose, self._close_session, self.awake.aclose)
        finally:
            self.window.deleteLater()
        return result[0] if result else (1 if script else 0)

    async def _follow(self, script: Callable[[], Awaitable[int]], result: list[int]) -> None:
        await self._settled.wait()
        result.append(await script())
        self._stop.set()

    def _script_failed(self, failure: Exception) -> None:
        import traceback

        traceback.print_exception(failure)
        self._stop.set()

    # ------------------------------------------------------------------ accounts

    async def _begin(self) -> None:
        options = self.options
        if options.demo or options.tour:
            await self.open(PRACTICE, Secrets())
        elif options.server and options.jwt:
            account = _jwt_account(options.server, options.client_id or "", options.jwt)
            secrets = Secrets(client_secret=options.client_secret or "", jwt=options.jwt)
            await self.open(account, secrets)
        else:
            await self._open_last()

    async def _open_last(self) -> None:
        account = self.accounts.last()
        if account is None or self.options.server:
            self.ask_for_account()
            return
        secrets: Secrets | None = Secrets()
        if account.kind != PRACTICE.kind:
            try:
                secrets = await self.accounts.secrets(account)
            except KeyringProblem as problem:
                self.ask_for_account()
                self.messages.warning(problem.sentence)
                return
        if secrets is None:
            self.ask_for_account()
            return
        await self.open(account, secrets)

    def ask_for_account(self) -> None:
        """Show the sign-in page."""
        server = self.options.server or PRODUCTION
        self.window.show_page(SignInPanel(self.theme, self.tasks, self._sign_in, server=server))

    async def _sign_in(self, request: SignInRequest) -> None:
        """What the sign-in page asks for. Raises what goes wrong, to be shown there."""
        if request.kind == "practice":
            await self.open(PRACTICE, Secrets())
            return
        account = _jwt_account(request.server, request.client_id, request.jwt)
        secrets = Secrets(client_secret=request.client_secret, jwt=request.jwt)
        await self.open(account, secrets, verify=True)
        try:
            await self.accounts.keep_secrets(account, secrets)
        except KeyringProblem as problem:
            self.messages.warning(problem.sentence)

    async def open(self, account: Account, secrets: Secrets, *, verify: bool = False) -> None:
        """Open an account; ``verify`` signs in before the window turns to it.

        Raises the errors of the family; nothing of the account stays open then.
        """
        for name in _LATE:
            await asyncio.to_thread(importlib.import_module, name)
        from .session import AccountSession, Surroundings

        await self._close_session()
        try:
            session = await AccountSession.open(
                Surroundings(
                    self.theme, self.messages, self.window, self.sign_out, self.awake, self.remove_everything
                ),
                self.accounts.folder(account),
                account,
                secrets,
                verify=verify,
            )
        except StoreDamaged as damage:
            self._say_damaged(damage, account)
            raise
        self.session = session
        self._remember(account)
        # A task of its own: the page that asked for this account ends its work before it goes.
        self.tasks.start(self._show(session), "show the account", group="show")

    async def _show(self, session: "AccountSession") -> None:
        await session.show()
        self.files.follow(
            session.navigator.session_chosen, lambda: session.shown is not None, session.open_files
        )
        self._settled.set()

    def _remember(self, account: Account | None) -> None:
        """Open this account at the next start. A kindness: without it the program asks."""
        if self.options.demo or self.options.tour:
            return
        try:
            self.accounts.remember(account)
        except OSError as problem:
            self.messages.warning(
                "Webinar Console cannot write to its folder, so the next start may not know which account "
                "you used last.",
                details=f"{type(problem).__name__}: {problem}",
            )

    def sign_out(self) -> None:
        """End the session of the account and ask for another one. Jobs wait in their journal."""
        self._leave()

    def remove_everything(self) -> None:
        """The same, and delete all that this computer has of the account. Nothing is asked here."""
        self._leave(self._remove_files)

    def _leave(self, then: Callable[["AccountSession"], Awaitable[None]] | None = None) -> None:
        if self._leaving is not None and not self._leaving.done():
            return
        for group in ("account", "show"):
            self.tasks.cancel(group)
        # Not a task of the owner: that one cancels what it has when the window is closed.
        self._leaving = asyncio.get_running_loop().create_task(self._sign_out(then), name="program: sign out")
        self._leaving.add_done_callback(self._left)

    async def _sign_out(self, then: Callable[["AccountSession"], Awaitable[None]] | None) -> None:
        """First forget, so that the next start asks whatever happens now; then tell the server, and close."""
        session = self.session
        account = session.account if session else None
        self._remember(None)
        try:
            await close_all(
                # While the panels live: the next page takes their place, and what was typed goes with them.
                *([session.put_away] if session else []),
                self._say_signing_out,
                lambda: self._forget_secrets(account),
                lambda: self._close_session(sign_out=True),
                *([partial(then, session)] if then and session else []),
            )
        finally:
            self.ask_for_account()

    async def _remove_files(self, session: "AccountSession") -> None:
        from webinar_console.store import Store
        from webinar_console.ui.local_data.words import removed

        await asyncio.to_thread(Store.remove, self.accounts.folder(session.account))
        self.messages.success(removed(session.tools.data.name))

    async def _say_signing_out(self) -> None:
        self.window.show_page(self._word("Signing out …"))

    async def _forget_secrets(self, account: Account | None) -> None:
        if account is None or account.kind == PRACTICE.kind:
            return
        try:
            await self.accounts.forget_secrets(account)
        except KeyringProblem as problem:
            self.messages.warning(
                "The system's password store cannot be used, so your credentials may still be in it.",
                details=problem.technical,
            )

    def _left(self, leaving: "asyncio.Task[None]") -> None:
        if not leaving.cancelled() and (failure := leaving.exception()) is not None:
            self.messages.error(failure)

    async def _finish_leaving(self) -> None:
        if self._leaving is not None:
            await asyncio.wait([self._leaving])

    async def _close_session(self, *, sign_out: bool = False) -> None:
        session, self.session = self.session, None
        if session is None:
            return
        self.files.leave()
        try:
            await session.aclose(sign_out=sign_out)
        except ConsoleError as problem:
            # All of it is closed that can be closed: the next account need not wait for it.
            self.messages.error(problem)

    def _not_opened(self, failure: Exception) -> None:
        self.ask_for_account()
        actions = [Action("Try again", self._begin_again)] if isinstance(failure, ConsoleError) else []
        if not isinstance(failure, StoreDamaged):  # that one has been told, with its own way out
            self.messages.error(failure, actions=actions)
        self._settled.set()

    def _say_damaged(self, damage: StoreDamaged, account: Account) -> None:
        """Nothing is started over unless a person says so."""

        def start_over() -> None:
            folder = self.accounts.folder(account)
            self.tasks.start(self._put_aside(folder), "put damaged records aside", group="aside")

        again = Action("Try again", self._begin_again)
        actions = [again, Action("Start with empty records", start_over)]
        self.messages.error(damage, actions=actions, key="damaged")

    async def _put_aside(self, folder: Path) -> None:
        from webinar_console.store import Store

        copy = await asyncio.to_thread(Store.start_over, folder)
        self._begin_again()
        self.messages.withdraw("damaged")
        if copy is not None:
            words = (
                "This account begins with empty records. Jobs that were under way are not known here any "
                "more: look at the registrants before you import the same people again."
            )
            self.messages.post(Message(Kind.WARNING, words, details=f"The damaged records: {copy}"))

    def _begin_again(self) -> None:
        self.window.show_page(self._word("Opening …"))
        self.tasks.start(self._begin(), "begin", group="account", on_failure=self._not_opened)

    def _word(self, word: str) -> QWidget:
        page = EmptyState(self.theme)
        page.show_state("calendar", word, "")
        return page


def _jwt_account(server: str, client_id: str, jwt: str) -> Account:
    return Account(kind="jwt", name="RingCentral", server=server, client_id=client_id, owner=owner_of(jwt))
