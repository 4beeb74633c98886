"""The program as a process that does one import, and can be killed in the middle of it."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.acceptance.servers import ServerProcess

_GOOD_END = "over"


class ProgramProcess:
    """``tests.acceptance.driver``, or another one, as a process. Its lines are read as they come.

    ``what`` it works with: a file, or what its driver says.
    """

    def __init__(
        self, server: ServerProcess, what: Path | int, data: Path, driver: str = "tests.acceptance.driver"
    ) -> None:
        command = [sys.executable, "-m", driver, str(what), server.session_id]
        self._process = subprocess.Popen(
            [*command, *server.arguments(data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        )
        self.lines: list[dict[str, Any]] = []
        self._new: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._errors: list[str] = []
        self._readers = [threading.Thread(target=read) for read in (self._read, self._read_errors)]
        for reader in self._readers:
            reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                self._new.put(json.loads(line))
        self._new.put(None)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        self._errors.append(self._process.stderr.read())

    def until(self, fact: Callable[[dict[str, Any]], bool], timeout_s: float) -> dict[str, Any] | None:
        """The first new line of which ``fact`` is true; ``None`` when the process ended before it."""
        end = time.monotonic() + timeout_s
        while True:
            try:
                line = self._new.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"the program does not go on: {self.lines[-3:]}") from None
            if line is None:
                return None
            self.lines.append(line)
            if fact(line):
                return line

    def over(self, timeout_s: float) -> dict[str, Any]:
        """Wait for the end of the import and of the program; what it said at last."""
        line = self.until(lambda line: line["what"] in (_GOOD_END, "stopped"), timeout_s)
        assert line is not None, f"the program ended by itself: {self.errors()}"
        assert line["what"] == _GOOD_END, f"{line} {self.errors()}"
        assert self._process.wait(20) == 0, self.errors()
        return line

    def kill(self) -> None:
        """``kill -9``: nothing of the program runs any more after this."""
        self._process.kill()
        self._process.wait()
        self._join()

    def close(self) -> None:
        """End it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._join()

    def errors(self) -> str:
        """How it ended, the last that it said, and what it wrote to standard error. Ends it."""
        self.close()
        return f"exit code {self._process.returncode}, {self.lines[-3:]}, {''.join(self._errors)}"

    def _join(self) -> None:
        for reader in self._readers:
            reader.join()
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What the server counts against what the file asked for. All zero, or the program is not exact."""

    lost: int
    duplicates: int
    mails_doubled: int
    mails_missing: int

    @property
    def is_clean(self) -> bool:
        """Everybody once, and one e-mail each."""
        return self == Reckoning(0, 0, 0, 0)


def reckon(server: ServerProcess, wanted: list[str], panel: int = 0) -> Reckoning:
    """Count at the server. ``wanted`` are the addresses of the file's good rows, in lower case; the last
    ``panel`` of them are invited, the others registered.
    """
    registered = Counter(person["email"].casefold() for person in server.people())
    attendees = wanted[: len(wanted) - panel]
    mails = Counter(server.emails("confirmation")) + Counter(server.emails("invitation"))
    invited = len(wanted) - len(attendees)
    missing_panel = max(0, invited - len(set(wanted[len(attendees) :]) & set(server.emails("invitation"))))
    return Reckoning(
        lost=sum(registered[mail] == 0 for mail in attendees) + missing_panel,
        duplicates=sum(registered[mail] - 1 for mail in attendees if registered[mail] > 1),
        mails_doubled=sum(mails[mail] - 1 for mail in wanted if mails[mail] > 1),
        mails_missing=sum(mails[mail] == 0 for mail in wanted),
    )


def told_back(program: ProgramProcess, timeout_s: float = 60) -> dict[str, Any]:
    """What a program that was started again says is back; it is ended."""
    try:
        back = program.until(lambda line: line["what"] in ("back", "stopped"), timeout_s)
        assert back is not None, program.errors()
        assert back["what"] == "back", back
        return back
    finally:
        program.close()
