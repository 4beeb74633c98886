"""The program around its accounts: what opens closes again, whatever goes wrong on the way."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest

from tests.acceptance.servers import ServerProcess, served
from tests.helpers.qt import Gui, gui_test, turns, until
from webinar_console.app.awake import Lock
from webinar_console.app.options import Options
from webinar_console.app.practice import Practice
from webinar_console.app.program import Program
from webinar_console.app.session import AccountSession
from webinar_console.domain.errors import StoreError
from webinar_console.domain.staging import StagedChange
from webinar_console.services import workspace
from webinar_console.services.accounts import PRACTICE, Account, Accounts
from webinar_console.store import Store
from webinar_console.ui.jobs.options_sheet import OptionsSheet
from webinar_console.ui.registrants.export_sheet import ExportSheet
from webinar_console.ui.signin import SignInPanel, SignInRequest


@contextlib.asynccontextmanager
async def running(gui: Gui, options: Options, lock: Lock | None = None) -> AsyncIterator[Program]:
    """The program from its start until its window is closed."""
    program = Program(gui.theme, options, asyncio.Event(), lock)
    program.messages.posted.connect(gui.said.append)
    program.show()
    work = asyncio.get_running_loop().create_task(program.run(), name="the program")
    try:
        yield program
    finally:
        program._stop.set()
        await work


def is_open(program: Program) -> bool:
    """Whether the window shows an account."""
    return program.session is not None and program.window.workspace is not None


def asks(program: Program) -> bool:
    """Whether the window shows the sign-in page."""
    return any(panel.isVisible() for panel in program.window.findChildren(SignInPanel))


async def can_be_opened(folder: Path) -> None:
    """Fails while somebody works on the account."""
    async with await Store.open(folder):
        pass


@gui_test
async def test_an_account_that_cannot_be_shown_is_closed_again(
    gui: Gui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its jobs were started by then: nothing of them may stay (the test's loop looks for tasks)."""

    def fail(_session: AccountSession) -> None:
        raise StoreError("The sheet cannot be made.")

    joined_on: list[str] = []
    stop = Practice.stop

    def watched(practice: Practice) -> None:
        joined_on.append(threading.current_thread().name)
        stop(practice)

    monkeypatch.setattr(AccountSession, "_build_sheet", fail)
    monkeypatch.setattr(Practice, "stop", watched)
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: asks(program), what="the sign-in page")
        assert [message.sentence for message in gui.said] == ["The sheet cannot be made."]
        assert program.session is None
        await can_be_opened(program.accounts.folder(PRACTICE))
    assert len(joined_on) == 1
    assert joined_on[0] != threading.main_thread().name


class Drawer(keyring.backend.KeyringBackend):
    """A password store in memory; taking something out waits for ``free``."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.kept: dict[tuple[str, str], str] = {}
        self.asked, self.free = threading.Event(), threading.Event()
        self.free.set()

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.asked.set()
        assert self.free.wait(20)
        del self.kept[service, username]


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """No test looks into the passwords of this computer."""
    before, inside = keyring.get_keyring(), Drawer()
    keyring.set_keyring(inside)
    yield inside
    keyring.set_keyring(before)


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    """A practice server behind real HTTP."""
    with served("--registrants", "5") as process:
        yield process


@contextlib.asynccontextmanager
async def signed_in(gui: Gui, server: ServerProcess, data: Path) -> AsyncIterator[Program]:
    """The program after its owner has signed in on the page and has the webinars."""
    async with running(gui, Options(data=data, server=server.url)) as program:
        await until(lambda: asks(program), what="the sign-in page")
        found = server.credentials()
        request = SignInRequest("jwt", server.url, found["client_id"], found["client_secret"], found["jwt"])
        await program._sign_in(request)
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        session = program.session
        assert session is not None
        catalogue = session.workspace.catalogue
        await until(lambda: catalogue.sessions, timeout_s=20, what="the webinars")
        yield program


def revocations(server: ServerProcess) -> int:
    """How often the server was told that a session is over."""
    count: int = server.summary()["operations"].get("revokeToken", 0)
    return count


@gui_test
async def test_signing_out_forgets_tells_the_server_and_asks(
    gui: Gui, tmp_path: Path, drawer: Drawer, server: ServerProcess
) -> None:
    async with signed_in(gui, server, tmp_path) as program:
        assert drawer.kept
        assert program.accounts.last() is not None
        session = program.session
        assert session is not None
        folder = program.accounts.folder(session.account)
        assert session.navigator.choose(server.session_id)
        table = session.registrants.model
        await until(lambda: table.total == 5, timeout_s=20, what="the registrants")
        names = [column.name for column in table.columns]
        assert table.setData(table.index(0, names.index("last_name")), "Staged")
        program.sign_out()
        program.sign_out()
        await until(lambda: asks(program), what="the sign-in page")
        assert revocations(server) == 1
        assert drawer.kept == {}
        assert program.accounts.last() is None
        assert program.session is None
        assert gui.said == []
        async with await Store.open(folder) as store:
            (staged,) = await store.drafts.load(server.session_id)
        assert isinstance(staged, StagedChange)
        assert staged.values == {"last_name": "Staged"}


@gui_test
async def test_signing_out_without_a_server_forgets_all_the_same(
    gui: Gui, tmp_path: Path, drawer: Drawer, server: ServerProcess
) -> None:
    async with signed_in(gui, server, tmp_path) as program:
        server.stop()
        program.sign_out()
        await until(lambda: asks(program), what="the sign-in page")
        assert drawer.kept == {}
        assert program.accounts.last() is None
        assert ["could not be told" in message.sentence for message in gui.said] == [True]


@gui_test
async def test_nobody_waits_long_for_a_server_that_does_not_answer_the_sign_out(
    gui: Gui, tmp_path: Path, drawer: Drawer, server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "SIGN_OUT_S", 0.1)
    async with signed_in(gui, server, tmp_path) as program:
        server.script([{"effect": "latency", "operation": "revokeToken", "latency_s": 60}])
        program.sign_out()
        await until(lambda: asks(program), what="the sign-in page")
        assert ["could not be told" in message.sentence for message in gui.said] == [True]
        assert "no answer" in gui.said[0].details


@gui_test
async def test_a_window_closed_meanwhile_does_not_end_the_sign_out(
    gui: Gui, tmp_path: Path, drawer: Drawer, server: ServerProcess
) -> None:
    async with signed_in(gui, server, tmp_path) as program:
        drawer.free.clear()
        program.sign_out()
        await asyncio.to_thread(drawer.asked.wait, 20)
        program.window.close()
        await turns(5)
        assert drawer.kept
        drawer.free.set()
    assert drawer.kept == {}
    assert program.accounts.last() is None
    assert revocations(server) == 1


@gui_test
async def test_a_folder_that_cannot_be_written_stops_neither_way(
    gui: Gui, tmp_path: Path, drawer: Drawer, server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_accounts: Accounts, _account: Account | None) -> None:
        raise PermissionError("read-only")

    monkeypatch.setattr(Accounts, "remember", refuse)
    async with signed_in(gui, server, tmp_path) as program:
        assert ["may not know" in message.sentence for message in gui.said] == [True]
        program.sign_out()
        await until(lambda: asks(program), what="the sign-in page")
        assert ["may not know" in message.sentence for message in gui.said] == [True, True]
        assert drawer.kept == {}
        assert revocations(server) == 1


@gui_test
async def test_a_practice_account_leaves_the_remembered_one_alone(gui: Gui, tmp_path: Path) -> None:
    mine = Account(kind="jwt", name="RingCentral", server="https://rc.example", client_id="a", owner="b")
    Accounts(tmp_path).remember(mine)
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        program.sign_out()
        await until(lambda: asks(program), what="the sign-in page")
        assert program.accounts.last() == mine


@gui_test
async def test_closing_takes_every_step(gui: Gui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        session = program.session
        assert session is not None
        close = session.registrants.aclose

        async def fail() -> None:
            await close()
            raise OSError("a step that fails")

        monkeypatch.setattr(session.registrants, "aclose", fail)
        with pytest.raises(OSError, match="a step that fails"):
            await session.aclose()
        program.session = None
        await can_be_opened(program.accounts.folder(PRACTICE))


@gui_test
async def test_an_account_that_closes_badly_does_not_keep_the_next_one_out(
    gui: Gui, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        assert program.session is not None
        client = program.session.workspace.client
        close = client.aclose

        async def fail() -> None:
            await close()
            raise StoreError("The disk is full.")

        monkeypatch.setattr(client, "aclose", fail)
        await program._close_session()
        assert [message.sentence for message in gui.said] == ["The disk is full."]
        await can_be_opened(program.accounts.folder(PRACTICE))


@gui_test
async def test_damaged_records_are_started_over_only_when_a_person_says_so(gui: Gui, tmp_path: Path) -> None:
    folder = Accounts(tmp_path).folder(PRACTICE)
    folder.mkdir(parents=True)
    state = folder / "state.sqlite3"
    state.write_bytes(b"rubbish" * 4000)
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: bool(gui.said), what="the damage is said")
        await until(lambda: asks(program), what="the sign-in page")
        (message,) = gui.said
        assert "damaged" in message.sentence
        assert [action.label for action in message.actions] == ["Try again", "Start with empty records"]
        message.actions[0].run()
        await until(lambda: len(gui.said) == 2, what="it is still damaged")
        await until(lambda: asks(program), what="the sign-in page again")
        assert state.read_bytes() == b"rubbish" * 4000
        gui.said[-1].actions[1].run()
        await until(lambda: is_open(program), what="the webinars")
        assert any("begins with empty records" in said.sentence for said in gui.said)
        (copy,) = folder.glob("state.damaged-*.sqlite3")
        assert copy.read_bytes() == b"rubbish" * 4000


@gui_test
async def test_lists_can_be_exported_by_name(gui: Gui, tmp_path: Path) -> None:
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: is_open(program), what="the account")
        assert program.session is not None
        titles = [command.title for command in program.window.commands()]
        assert not [title for title in titles if title.startswith("Export")]
        catalogue = program.session.workspace.catalogue
        past = await until(lambda: next((s for s in catalogue.sessions if s.is_read_only), None))
        await until(lambda: program.session.navigator.choose(past.id), what="the session")
        found = lambda: [c for c in program.window.commands() if c.title.startswith("Export")]  # noqa: E731
        await until(lambda: len(found()) == 6, what="the ways to export")
        found()[0].run()
        sheets = program.window.findChildren
        await until(lambda: any(s.isVisible() for s in sheets(ExportSheet)), what="the sheet")
        (sheet,) = sheets(ExportSheet)
        sheet.reject()
        await until(lambda: not sheets(ExportSheet), what="the sheet is gone")


@gui_test
async def test_job_options_can_be_chosen_before_the_first_job(gui: Gui, tmp_path: Path) -> None:
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: is_open(program), what="the account")
        assert program.session is not None
        assert program.session.workspace.jobs.jobs == ()
        (options,) = [c for c in program.window.commands() if c.title == "Job options…"]
        options.run()
        await until(lambda: program.window.findChildren(OptionsSheet) != [], what="the sheet")
        (sheet,) = program.window.findChildren(OptionsSheet)
        await until(sheet.isVisible, what="the sheet is shown")
        sheet.quiet.setChecked(True)
        sheet.save.click()
        await until(lambda: program.session.workspace.jobs.rules.quiet is not None, what="the rules are kept")
