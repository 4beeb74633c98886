"""Servers that are down, wrong or strange: a clear sentence, nothing sent twice, nothing lost.

At the sign-in page, at the start with an address on the command line, and in the middle of work.
"""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton

from tests.acceptance.bad_servers import free_port, self_signed, web_server
from tests.acceptance.servers import ServerProcess, served
from tests.acceptance.stage import Stage, opened, play, program_is_open
from tests.helpers.people_files import write_people_csv
from tests.helpers.qt import Gui, turns
from webinar_console.app.options import Options
from webinar_console.domain.job import JobState
from webinar_console.domain.plan import JobKind
from webinar_console.ui.widgets import Banner

GOOD = {
    "Client ID": "practice-client",
    "Client secret": "practice-secret",
    "JWT credential": "practice.jwt.credential",
}


class _Drawer(keyring.backend.KeyringBackend):
    """A password store in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def drawer() -> Iterator[_Drawer]:
    """No test looks into the passwords of this computer."""
    before, inside = keyring.get_keyring(), _Drawer()
    keyring.set_keyring(inside)
    yield inside
    keyring.set_keyring(before)


def _options(server: ServerProcess, data: Path, **changed: str) -> Options:
    return Options(data=data, server=server.url, **(server.credentials() | changed))


@contextlib.asynccontextmanager
async def _signed_in(gui: Gui, server: ServerProcess, data: Path) -> AsyncIterator[Stage]:
    async with opened(gui, _options(server, data)) as stage:
        await stage.until(lambda: program_is_open(stage.program), "the account to open")
        await stage.choose(server.session_id)
        yield stage


# ---------------------------------------------------------------------- the sign-in page


async def _fill(stage: Stage, **fields: str) -> None:
    for name, text in (GOOD | {n.replace("_", " "): t for n, t in fields.items()}).items():
        edit = stage.named(name, QLineEdit)
        edit.clear()
        edit.setFocus()
        QTest.keyClicks(edit, text)
    await stage.press("Sign in to RingCentral")


def test_the_sign_in_page_says_what_is_wrong_and_lets_in_who_is_right(
    tmp_path: Path, drawer: _Drawer
) -> None:
    with (
        served("--registrants", "30") as server,
        web_server() as pages,
        web_server(self_signed(tmp_path)) as tls,
    ):

        async def story(gui: Gui) -> None:
            async with opened(gui, Options(data=tmp_path / "data")) as stage:
                await stage.says("Sign in to RingCentral")
                await _fill(stage, Server_address=f"http://127.0.0.1:{free_port()}")
                await stage.says("Nothing answers at the server address")
                await _fill(stage, Server_address="https://no-such-host.invalid")
                await stage.says("name could not be found")
                await _fill(stage, Server_address="http://ringcentral.example")
                await stage.says("has to begin with https://")
                await _fill(stage, Server_address="ringcentral")
                await stage.says("The server address begins with https://")
                await _fill(stage, Server_address=pages)
                await stage.says("answered, but not like RingCentral")
                await _fill(stage, Server_address=tls)
                await stage.says("A secure connection to the server could not be made")
                await _fill(stage, Server_address=server.url, Client_secret="wrong")
                await stage.says("does not know this client ID with this client secret")
                await _fill(stage, Server_address=server.url, JWT_credential="wrong")
                await stage.says("does not accept the JWT credential")
                assert stage.program.session is None
                assert drawer.kept == {}
                await _fill(stage, Server_address=server.url)
                await stage.until(lambda: program_is_open(stage.program), "the account to open")
                await stage.choose(server.session_id)
                await stage.until(lambda: drawer.kept, "the secrets in the password store")
            kept = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
            assert b"practice-secret" not in kept
            assert b"practice.jwt.credential" not in kept

        play(story)


# ---------------------------------------------------------------------- at the start


@pytest.mark.parametrize("kind", ["down", "pages", "tls"])
def test_a_start_with_a_bad_address_shows_a_sentence_and_a_way_on(tmp_path: Path, kind: str) -> None:
    with contextlib.ExitStack() as undo:
        if kind == "down":
            address, sentence = f"http://127.0.0.1:{free_port()}", "Nothing answers at the server address"
        elif kind == "pages":
            address, sentence = undo.enter_context(web_server()), "not like RingCentral"
        else:
            address = undo.enter_context(web_server(self_signed(tmp_path)))
            sentence = "A secure connection to the server could not be made"

        async def story(gui: Gui) -> None:
            options = Options(
                data=tmp_path / "data", server=address, client_id="a", client_secret="b", jwt="c"
            )
            async with opened(gui, options) as stage:
                await stage.says(sentence)
                await stage.press("Try again")
                await stage.says(sentence)

        play(story)


def test_wrong_credentials_at_the_start_are_told(tmp_path: Path) -> None:
    with served("--registrants", "30") as server:

        async def story(gui: Gui) -> None:
            async with opened(gui, _options(server, tmp_path, jwt="wrong")) as stage:
                await stage.says("does not accept the JWT credential")

        play(story)


# ---------------------------------------------------------------------- in the middle of work


def test_a_refused_token_in_the_middle_is_renewed_without_a_word(tmp_path: Path) -> None:
    write_people_csv(tmp_path / "guests.csv", 40, [])
    with served("--registrants", "30", "--latency", "0.01") as server:

        async def story(gui: Gui) -> None:
            async with _signed_in(gui, server, tmp_path / "data") as stage:
                await stage.drop(tmp_path / "guests.csv")
                await stage.press("Start import")
                board = stage.account.workspace.jobs
                await stage.until(lambda: board.jobs and board.jobs[0].counts.done > 5, "progress")
                server.post("tokens", {"action": "expire"})
                job = await stage.job_over()
                assert job.counts.done == 40
                assert len(server.people()) == 70
                assert server.summary()["requests"]["401"] >= 1

        play(story)


def test_a_sign_in_that_is_refused_in_the_middle_stops_the_job_and_loses_nothing(tmp_path: Path) -> None:
    write_people_csv(tmp_path / "guests.csv", 40, [])
    refused = {"effect": "status", "status": 400, "operation": "getToken"}
    with served("--registrants", "30", "--latency", "0.01") as server:

        async def story(gui: Gui) -> None:
            async with _signed_in(gui, server, tmp_path / "data") as stage:
                await stage.drop(tmp_path / "guests.csv")
                await stage.press("Start import")
                board = stage.account.workspace.jobs
                await stage.until(lambda: board.jobs and board.jobs[0].counts.done > 5, "progress")
                server.script([refused])
                server.post("tokens", {"action": "revoke"})
                await stage.until(lambda: board.jobs[0].state is JobState.PAUSED, "the pause")
                await stage.says("Nothing was lost")
                done = board.jobs[0].counts.done
                assert len(server.people()) == 30 + done
                server.script([])
                await stage.press("Resume job")
                job = await stage.job_over()
                assert job.counts.done == 40
                assert len(server.people()) == 70
                mails = server.emails("confirmation")
                assert len(mails) == len(set(mails)) == 40

        play(story)


@pytest.mark.parametrize("fault", ["html", "down"])
def test_reads_that_fail_in_the_middle_keep_what_is_shown_and_staged(tmp_path: Path, fault: str) -> None:
    with served("--registrants", "30") as server:

        async def story(gui: Gui) -> None:
            async with _signed_in(gui, server, tmp_path / "data") as stage:
                await stage.type_cell(0, "last_name", "Staged")
                if fault == "html":
                    server.script([{"effect": "html", "path": "/webinar/"}])
                    sentence = "not like RingCentral"
                else:
                    server.stop()
                    sentence = "Nothing answers at the server address"
                await stage.press("Refresh registrants")
                await stage.says(sentence)
                model = stage.account.registrants.model
                assert model.total == 30
                await stage.says("1 change not applied")
                await stage.press("Refresh")
                await stage.until(
                    lambda: len(_banners(stage, sentence)) == 2, "the sentence at the tree, too"
                )
                assert stage.account.workspace.catalogue.sessions

        play(story)


def _banners(stage: Stage, sentence: str) -> list[Banner]:
    return [b for b in stage.window.findChildren(Banner) if b.isVisible() and sentence in b.sentence]


def test_saving_preferences_at_a_server_that_is_down_keeps_the_wish(tmp_path: Path) -> None:
    with served("--registrants", "30") as server:

        async def story(gui: Gui) -> None:
            async with _signed_in(gui, server, tmp_path / "data") as stage:
                switch = stage.named("Suppress emails", QAbstractButton)
                QTest.keyClick(switch, Qt.Key.Key_Space)
                await turns(2)
                server.stop()
                await stage.press("Save preferences")
                await stage.says("Nothing answers at the server address", "1 change not saved")
                assert stage.named("Save preferences", QPushButton).isEnabled()

        play(story)


def test_applying_at_a_server_that_is_down_waits_and_loses_nothing(tmp_path: Path) -> None:
    with served("--registrants", "30") as server:

        async def story(gui: Gui) -> None:
            async with _signed_in(gui, server, tmp_path / "data") as stage:
                await stage.type_cell(0, "last_name", "Staged")
                server.stop()
                await stage.press("Apply changes")
                await stage.accept()
                board = stage.account.workspace.jobs
                job: Any = await stage.until(
                    lambda: next((j for j in board.jobs if j.kind is JobKind.APPLY and j.waiting_for), None),
                    "the job to wait",
                )
                await stage.says(job.waiting_for)
                assert job.counts.done == 0
                await stage.press("Pause job")
                await stage.until(lambda: board.jobs[0].state is JobState.PAUSED, "the pause")

        play(story)
