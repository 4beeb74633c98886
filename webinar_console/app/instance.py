"""One program for one person and one folder: a second start brings the first one's window to the front.

The first listens on a local socket (Unix) or a named pipe (Windows), open to its own user only. The second
one says one line of JSON and waits for one: ``{"webinar_console": 1, "ask": "front", "files": []}``, answered
by ``{"webinar_console": 1, "answer": "ok"}``. ``files`` are absolute paths of lists that the person opened:
they are shown in the import sheet as if they had been dropped, and nothing is sent without the person.
Nothing else is understood, and nothing else is ever carried out.
"""

import asyncio
import hashlib
import importlib
import logging
import os
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from webinar_console.domain.errors import StoreError

from .options import Options, default_data

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

logger = logging.getLogger(__name__)

#: A second start waits so long for the first program's answer, connecting included.
ANSWER_S = 2.0
#: A caller who says nothing is sent away after so long.
CALLER_S = 5.0
#: A line is no longer than this, its end included.
MOST_BYTES = 16_384
_MOST_CALLERS = 8
# Shorter than what any Unix takes as the name of a socket (104 bytes on macOS).
_LONGEST_NAME = 100
# Qt's part for local sockets, loaded when it is needed: 15 ms, and libraries that a small Linux may not have.
_NETWORK = "PySide6.QtNetwork"


class _Request(msgspec.Struct):
    webinar_console: Literal[1]
    ask: Literal["front"]
    files: tuple[str, ...] = ()


class _Answer(msgspec.Struct):
    webinar_console: Literal[1]
    answer: Literal["ok"]


M = TypeVar("M", _Request, _Answer)
#: Shows the window and takes the files; false when the program is ending.
ToFront = Callable[[Sequence[Path]], bool]


@dataclass(frozen=True, slots=True)
class Place:
    """Where programs of the same person and the same records meet.

    ``name`` is the path of the socket, or the name of the pipe; whoever holds the file ``lock`` listens.
    """

    name: str
    lock: Path


def place_of(options: Options) -> Place:
    """The meeting place of all starts with such options: the same user, folder, and account asked for."""
    data = os.path.normcase((options.data or default_data()).resolve())
    account = "practice" if options.demo else _account(options)
    digest = hashlib.sha256("\0".join((_user(), data, account)).encode(errors="replace")).hexdigest()[:20]
    name = f"webinar-console-{digest}"
    if sys.platform != "win32":
        name = _socket_path(name)
    return Place(name, Path(data) / f"window-{digest}.lock")


def _account(options: Options) -> str:
    """Options that name an account are about that one: an open window with another one is no answer."""
    if options.server is None:
        return ""
    secret = hashlib.sha256((options.jwt or "").encode()).hexdigest()
    return "\0".join((options.server, options.client_id or "", secret))


def _user() -> str:
    return os.environ.get("USERNAME", "") if sys.platform == "win32" else str(os.getuid())


def _socket_path(name: str) -> str:
    """In the user's own folder for such things, where the system has one and its name is not too long."""
    for folder in (os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir()):
        path = str(Path(folder) / name)
        if Path(folder).is_absolute() and Path(folder).is_dir() and len(os.fsencode(path)) <= _LONGEST_NAME:
            return path
    return str(Path("/tmp") / name)


def _may_listen(place: Place) -> bool:
    """Whether somebody of this user may listen there: without asking, so that a first start costs nothing."""
    if sys.platform == "win32":
        return True
    try:
        found = Path(place.name).lstat()
    except OSError:
        return False
    return stat.S_ISSOCK(found.st_mode) and found.st_uid == os.getuid()


def _network_is_there() -> bool:
    try:
        importlib.import_module(_NETWORK)
    except ImportError as problem:
        logger.info("a second start cannot be seen: %s", problem)
        return False
    return True


# ---------------------------------------------------------------------- the second program


def is_open_already(place: Place, files: Sequence[Path] = (), *, answer_s: float = ANSWER_S) -> bool:
    """Ask the program that is open there to come to the front, with files to import; whether it does.

    Blocks for ``answer_s`` seconds at most, before there is any window. Raises nothing.
    """
    if not _may_listen(place) or not _network_is_there():
        return False
    from PySide6.QtNetwork import QLocalSocket

    ends = time.monotonic() + answer_s

    def left_ms() -> int:
        return max(1, round((ends - time.monotonic()) * 1000))

    line = QLocalSocket()
    try:
        line.connectToServer(place.name)
        if not line.waitForConnected(left_ms()):
            return False
        _let_come_forward()
        line.write(_asking(files))
        said = b""
        while b"\n" not in said and len(said) < MOST_BYTES and time.monotonic() < ends:
            if not line.waitForReadyRead(left_ms()):
                break
            said += line.read(MOST_BYTES - len(said)).data()
        return _understood(said, _Answer) is not None
    finally:
        line.abort()


def _asking(files: Sequence[Path]) -> bytes:
    """The line that asks, with as many files as it holds; a name that is no text cannot be handed over."""
    paths = tuple(path for path in map(str, files) if path == path.encode(errors="ignore").decode())
    while len(said := _line(_Request(1, "front", paths))) > MOST_BYTES:
        paths = paths[:-1]
    return said


def _line(message: _Request | _Answer) -> bytes:
    return msgspec.json.encode(message) + b"\n"


def _understood(said: bytes, wanted: type[M]) -> M | None:
    """The message in the first line. Anything else of whatever kind is none."""
    line, end, _rest = said.partition(b"\n")
    if not end:
        return None
    try:
        return msgspec.json.decode(line, type=wanted)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _let_come_forward() -> None:
    """Windows lets only the program that a person has just used bring a window to the front; hand that on."""
    if sys.platform == "win32":  # pragma: no cover - Windows only
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)


# ---------------------------------------------------------------------- the first program


def _is_path(text: str) -> bool:
    """Whether the text is the absolute path of something: not relative to a folder that nobody chose."""
    return "\0" not in text and Path(text).is_absolute()


class Door:
    """Listens for later starts. ``to_front`` shows the window and takes the files that came with the start;
    false when the program is ending."""

    def __init__(self, place: Place, to_front: ToFront) -> None:
        self._place, self._to_front = place, to_front
        self._callers: set[_Caller] = set()
        #: Set while it listens.
        self.is_open = asyncio.Event()

    async def serve(self) -> None:
        """Listen until cancelled. Where that cannot be, or somebody else does, it returns at once."""
        from webinar_console.store.lock import AccountLock

        if not await asyncio.to_thread(_network_is_there):
            return
        # Qt would take the place of a program that listens; who has this lock is the only one who may.
        lock = AccountLock(self._place.lock)
        try:
            await asyncio.to_thread(lock.acquire)
        except StoreError as problem:
            logger.info("not listening for a second start: %s", problem.technical)
            return
        try:
            await self._listen()
        finally:
            self.is_open.clear()
            lock.release()

    async def _listen(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(_MOST_CALLERS)
        # Left by a program that was killed: with the lock in hand nobody else can be listening.
        QLocalServer.removeServer(self._place.name)
        if not server.listen(self._place.name):
            logger.info("not listening for a second start: %s", server.errorString())
            return
        server.newConnection.connect(lambda: self._called(server))
        try:
            self.is_open.set()
            await asyncio.Event().wait()
        finally:
            server.close()
            for caller in tuple(self._callers):
                caller.hang_up()
            server.deleteLater()

    def _called(self, server: "QLocalServer") -> None:
        while server.hasPendingConnections():
            socket = server.nextPendingConnection()
            if len(self._callers) < _MOST_CALLERS:
                caller = _Caller(socket, self._to_front, self._callers.discard)
                self._callers.add(caller)
                caller.hear()
            else:
                socket.abort()
                socket.deleteLater()


class _Caller:
    """One who rang: says one line, gets one or none, and is sent away."""

    def __init__(
        self, socket: "QLocalSocket", to_front: ToFront, on_gone: Callable[["_Caller"], None]
    ) -> None:
        self._socket, self._to_front, self._on_gone = socket, to_front, on_gone
        self._said = b""
        self._is_over = False
        self._patience = asyncio.get_running_loop().call_later(CALLER_S, self.hang_up)
        socket.setReadBufferSize(MOST_BYTES)
        socket.readyRead.connect(self.hear)
        socket.disconnected.connect(self._gone)

    def hear(self) -> None:
        """Take what was said until now."""
        if self._is_over:
            return
        self._said += self._socket.read(MOST_BYTES - len(self._said)).data()
        if b"\n" not in self._said:
            if len(self._said) >= MOST_BYTES:
                self.hang_up()
            return
        self._is_over = True
        asked = _understood(self._said, _Request)
        if asked is not None and self._to_front([Path(path) for path in asked.files if _is_path(path)]):
            self._socket.write(_line(_Answer(1, "ok")))
            # Sends what was written first.
            self._socket.disconnectFromServer()
        else:
            self.hang_up()

    def hang_up(self) -> None:
        """End it now, whatever was under way. Twice is harmless."""
        self._is_over = True
        self._socket.abort()
        self._gone()

    def _gone(self) -> None:
        self._is_over = True
        self._patience.cancel()
        self._socket.deleteLater()
        self._on_gone(self)
