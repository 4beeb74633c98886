"""The program around its accounts: what opens closes again, whatever goes wrong on the way."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.helpers.qt import Gui, gui_test, until
from webinar_console.app.options import Options
from webinar_console.app.practice import Practice
from webinar_console.app.program import Program
from webinar_console.app.session import AccountSession
from webinar_console.domain.errors import StoreError
from webinar_console.services.accounts import PRACTICE
from webinar_console.store import Store
from webinar_console.ui.signin import SignInPanel


@contextlib.asynccontextmanager
async def running(gui: Gui, options: Options) -> AsyncIterator[Program]:
    """The program from its start until its window is closed."""
    program = Program(gui.theme, options, asyncio.Event())
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
