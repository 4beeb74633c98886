"""A second start brings the first one's window to the front; nobody else can make the program do anything."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("PySide6.QtNetwork", reason="this computer lacks what Qt needs for local sockets")

from tests.app.test_program import is_open, running
from tests.helpers.qt import Gui, gui_test, until
from webinar_console.app import instance
from webinar_console.app.instance import (
    MOST_BYTES,
    Door,
    Place,
    _Answer,
    _Request,
    _understood,
    is_open_already,
    place_of,
)
from webinar_console.app.options import Options

unix = pytest.mark.skipif(sys.platform == "win32", reason="speaks to a socket of Unix")
REQUEST = b'{"webinar_console": 1, "ask": "front"}\n'


class House:
    """A first program that listens, and how often it came to the front."""

    def __init__(self, place: Place) -> None:
        self.place, self.came, self.is_ending = place, 0, False
        self.files: list[Path] = []
        self.door = Door(place, self._come)

    def _come(self, files: Sequence[Path]) -> bool:
        self.came += not self.is_ending
        self.files += files
        return not self.is_ending


@contextlib.asynccontextmanager
async def listening(place: Place) -> AsyncIterator[House]:
    house = House(place)
    work = asyncio.get_running_loop().create_task(house.door.serve(), name="the door")
    try:
        async with asyncio.timeout(20):
            await house.door.is_open.wait()
        yield house
    finally:
        work.cancel()
        await asyncio.wait([work])


_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from webinar_console.app.instance import Place, is_open_already
app = QCoreApplication([])
files = [Path(path) for path in sys.argv[3:]]
sys.exit(10 + is_open_already(Place(sys.argv[1], Path(sys.argv[2])), files, answer_s=60.0))
"""


async def ask(place: Place, files: Sequence[Path] = ()) -> bool:
    """A second start, in a process of its own: Qt keeps the interpreter while it waits for a line."""
    command = [sys.executable, "-c", _SECOND, place.name, str(place.lock), *map(str, files)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, timeout=60, check=False)
    assert done.returncode in (10, 11), done.stderr.decode()
    assert done.stderr == b""
    return done.returncode == 11


def say(place: Place, words: bytes) -> bytes:
    """What a stranger gets to hear until the line is cut. Blocks."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        line.connect(place.name)
        heard = b""
        with contextlib.suppress(ConnectionError):
            line.sendall(words)
            while part := line.recv(4096):
                heard += part
        return heard


# ---------------------------------------------------------------------- where they meet


def test_starts_that_mean_the_same_meet(tmp_path: Path) -> None:
    here = place_of(Options(data=tmp_path / "a"))
    assert place_of(Options(data=tmp_path / "b" / ".." / "a", scheme="dark")) == here
    others = [
        Options(data=tmp_path / "b"),
        Options(data=tmp_path / "a", demo=True),
        Options(data=tmp_path / "a", server="https://rc.example"),
        Options(data=tmp_path / "a", server="https://rc.example", client_id="c", client_secret="s", jwt="j"),
        Options(data=tmp_path / "a", server="https://rc.example", client_id="c", client_secret="s", jwt="k"),
    ]
    names = {place_of(options).name for options in others}
    assert len(names) == len(others)
    assert here.name not in names
    assert not any("secret" in name or "jwt" in name for name in names)


@unix
def test_a_folder_with_a_very_long_name_gives_no_name_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    assert len(os.fsencode(place_of(Options(data=long)).name)) <= 100


# ---------------------------------------------------------------------- what is understood


@given(st.binary(max_size=MOST_BYTES))
def test_noise_is_not_understood(noise: bytes) -> None:
    assert not _understood(noise, _Request)
    assert not _understood(noise + b"\n", _Request)


@pytest.mark.parametrize(
    "words",
    [
        b'{"webinar_console": 1, "ask": "front"}',  # no end
        b'{"webinar_console": 2, "ask": "front"}\n',
        b'{"webinar_console": true, "ask": "front"}\n',
        b'{"webinar_console": 1, "ask": "open"}\n',
        b'{"webinar_console": 1, "answer": "ok"}\n',
        b'["webinar_console", 1]\n',
        b"null\n",
        b"[" * 900 + b"\n",
        b'{"webinar_console": 1, "ask": "front", "more": ' + b"[" * 900 + b"\n",
    ],
)
def test_what_is_not_the_one_request_is_none(words: bytes) -> None:
    assert not _understood(words, _Request)


def test_request_and_answer_are_not_the_same() -> None:
    assert _understood(REQUEST, _Request)
    assert not _understood(REQUEST, _Answer)
    assert _understood(b'{"webinar_console": 1, "answer": "ok"}\n', _Answer)


# ---------------------------------------------------------------------- on one computer


@gui_test
async def test_a_second_start_is_heard(gui: Gui, place: Place) -> None:
    async with listening(place) as house:
        assert await ask(place)
        assert await ask(place)
        assert house.came == 2
        if sys.platform != "win32":
            assert Path(place.name).stat().st_mode & 0o077 == 0
    assert not await ask(place)
    if sys.platform != "win32":
        assert not Path(place.name).exists()


@gui_test
async def test_files_come_with_a_second_start(gui: Gui, place: Place, tmp_path: Path) -> None:
    lists = [tmp_path / "guests.csv", tmp_path / "Gäste „neu“.xlsx"]
    async with listening(place) as house:
        assert await ask(place, [*lists, Path("broken-\udce9.csv")])
        assert house.files == lists, "a name that is no text cannot be handed over"
        assert await ask(place, [tmp_path / f"{n:0200}.csv" for n in range(200)])
        assert house.came == 2
        assert 2 < len(house.files) < 202, "as many as a line holds"


@unix
@gui_test
async def test_only_whole_paths_are_taken(gui: Gui, place: Place) -> None:
    async with listening(place) as house:
        with socket.socket(socket.AF_UNIX) as line:
            await asyncio.to_thread(line.connect, place.name)
            files = b'["guests.csv", "/x\\u0000y", "/tmp/a.csv"]'
            said = b'{"webinar_console": 1, "ask": "front", "files": %b}\n' % files
            await asyncio.to_thread(line.sendall, said)
            assert b"ok" in await asyncio.to_thread(line.recv, 100)
        assert house.files == [Path("/tmp/a.csv")]


@gui_test
async def test_a_program_that_ends_says_no(gui: Gui, place: Place) -> None:
    async with listening(place) as house:
        house.is_ending = True
        assert not await ask(place)


def test_a_first_start_asks_nobody_and_loads_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("a pipe cannot be looked at without asking")
    monkeypatch.setattr(instance, "_network_is_there", lambda: pytest.fail("loaded for nothing"))
    assert not is_open_already(place)


@gui_test
async def test_without_the_libraries_all_is_as_if_there_were_no_door(
    gui: Gui, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(place):
        monkeypatch.setattr(instance, "_NETWORK", "PySide6.NoSuchPart")
        assert not is_open_already(place)
    await Door(place, lambda: True).serve()


@unix
@gui_test
async def test_the_socket_of_a_program_that_was_killed_is_not_in_the_way(gui: Gui, place: Place) -> None:
    with socket.socket(socket.AF_UNIX) as killed:
        killed.bind(place.name)
    assert Path(place.name).exists()
    assert not await ask(place)
    async with listening(place) as house:
        assert await ask(place)
        assert house.came == 1


@gui_test
async def test_who_listens_is_not_pushed_aside(gui: Gui, place: Place) -> None:
    async with listening(place) as house:
        late = House(place)
        await late.door.serve()  # comes back, for the place is taken
        assert await ask(place)
        assert (house.came, late.came) == (1, 0)


@unix
def test_a_program_that_does_not_answer_is_waited_for_only_so_long(place: Place) -> None:
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(place.name)
        hanging.listen()
        before = time.monotonic()
        assert not is_open_already(place, answer_s=0.2)
        assert 0.15 < time.monotonic() - before < 10


@unix
@pytest.mark.parametrize("words", [b"hello\n", b'{"webinar_console": 2}\n', b"x" * 100_000, b""])
async def test_whoever_answers_something_else_is_not_our_program(place: Place, words: bytes) -> None:
    def answer() -> None:
        line, _ = stranger.accept()
        with line, contextlib.suppress(ConnectionError):
            line.sendall(words)

    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(place.name)
        stranger.listen()
        stranger.settimeout(60)
        heard, _ = await asyncio.gather(ask(place), asyncio.to_thread(answer))
        assert not heard


@unix
def test_a_file_in_the_place_of_the_socket_is_left_alone(place: Place) -> None:
    Path(place.name).write_text("not a socket")
    assert not is_open_already(place)
    assert Path(place.name).read_text() == "not a socket"


@unix
@gui_test
async def test_strangers_are_sent_away(gui: Gui, place: Place) -> None:
    """Rubbish, too much, and one after the other: nothing is done, and the next real start is heard."""
    async with listening(place) as house:
        for words in (
            b"hello\n",
            b"\x00\xff\n",
            b"x" * 1_000_000,
            b"[" * 900 + b"\n",
            b"\n",
            b"GET / HTTP/1.1\r\n",
        ):
            async with asyncio.timeout(20):
                assert await asyncio.to_thread(say, place, words) == b""
        assert house.came == 0
        assert (
            await asyncio.to_thread(say, place, REQUEST + b"and more")
            == b'{"webinar_console":1,"answer":"ok"}\n'
        )
        assert await ask(place)
        assert house.came == 2
        await until(lambda: not house.door._callers, what="nobody is left in the door")


@unix
@gui_test
async def test_those_who_stay_and_say_nothing_do_not_block_the_door(
    gui: Gui, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(place) as house:
        with contextlib.ExitStack() as lines:
            for _ in range(8):
                line = lines.enter_context(socket.socket(socket.AF_UNIX))
                line.connect(place.name)
                line.sendall(b"{")
            await until(lambda: len(house.door._callers) == 8, what="all are in")
            with socket.socket(socket.AF_UNIX) as one_too_many:
                one_too_many.settimeout(20)
                one_too_many.connect(place.name)
                assert await asyncio.to_thread(one_too_many.recv, 10) == b""
            assert len(house.door._callers) == 8
        await until(lambda: not house.door._callers, what="those who left are forgotten")
        monkeypatch.setattr(instance, "CALLER_S", 0.05)
        assert await asyncio.to_thread(say, place, b"{") == b""
        assert await ask(place)


@unix
@gui_test
async def test_a_door_that_closes_sends_everybody_away(gui: Gui, place: Place) -> None:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(20)
        async with listening(place) as house:
            line.connect(place.name)
            await until(lambda: house.door._callers, what="somebody is in")
        assert await asyncio.to_thread(line.recv, 10) == b""
    async with listening(place):
        assert await ask(place)


# ---------------------------------------------------------------------- the window


@gui_test
async def test_the_window_comes_back_from_the_task_bar(gui: Gui, tmp_path: Path) -> None:
    async with running(gui, Options(data=tmp_path, demo=True)) as program:
        await until(lambda: is_open(program), timeout_s=20, what="the account")
        window = program.window
        for hide in (window.showMinimized, window.hide, lambda: None):
            hide()
            assert program.to_front()
            await until(lambda: window.isVisible() and not window.isMinimized(), what="the window")
        program._stop.set()
        assert not program.to_front()
