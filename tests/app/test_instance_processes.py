"""A second start beside the first, as real processes that are killed, hang and end."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtNetwork", reason="this computer lacks what Qt needs for local sockets")

from webinar_console.app.instance import Place, place_of
from webinar_console.app.options import Options


class Started:
    """The program as a process; its words are read as they come."""

    def __init__(self, module: str, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, "--demo", "--data", str(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )
        self._words: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._words.put(line.strip())
        self._words.put(None)

    def hear(self, word: str) -> list[str]:
        """Wait for a word; everything that was said before it."""
        heard: list[str] = []
        while (line := self._words.get(timeout=60)) != word:
            assert line is not None, f"the program ended after {heard}"
            heard.append(line)
        return heard

    def rest(self) -> list[str]:
        """Wait for the end; what was said until then."""
        heard = []
        while (line := self._words.get(timeout=60)) is not None:
            heard.append(line)
        return heard

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextlib.contextmanager
def started(data: Path, module: str = "tests.app.instance_driver") -> Iterator[Started]:
    program = Started(module, data)
    try:
        yield program
    finally:
        program.kill()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals and looks for a socket of Unix")
def test_two_programs(place: Place, tmp_path: Path) -> None:
    """Started twice, killed, hanging, ended: each time a person gets the one window, or a new one."""
    data = tmp_path / "data"
    socket_file = Path(place_of(Options(data=data, demo=True)).name)
    with started(data) as first:
        assert first.hear("listens") == ["window"]
        with started(data, "webinar_console") as second:
            assert second.rest() == ["Webinar Console is open already. Its window comes to the front."]
            assert second.process.wait(20) == 0
        first.hear("front")
        assert first.process.poll() is None
    assert socket_file.exists(), "left behind by the kill"

    with started(data) as first:
        assert first.hear("listens") == ["window"]
        os.kill(first.process.pid, signal.SIGSTOP)
        with started(data) as second:
            second.hear("window")
            second.process.send_signal(signal.SIGTERM)
            assert second.rest() == [], "nobody listens in the place of a program that hangs"
            assert second.process.wait(20) == 0
        assert socket_file.exists()
        os.kill(first.process.pid, signal.SIGCONT)
        # The request that was left in the line by the one that gave up is answered late, to nobody.
        first.hear("front")
        with started(data, "webinar_console") as third:
            assert third.process.wait(60) == 0
        first.hear("front")
        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(20) == 0
        assert not socket_file.exists()
