"""A private Secret Service for the time of a check: a session bus, gnome-keyring, a folder that goes."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
_PATIENCE_S = 20.0
_LOOK_S = 0.02


class NoSecretService(Exception):
    """This computer cannot run one, or it did not start; the text says why."""


@contextmanager
def private_secret_service() -> Iterator[dict[str, str]]:
    """Run a Secret Service that is unlocked; yields the environment variables that lead to it.

    Windows and macOS have a store of their own, which needs no variables. Raises :class:`NoSecretService`.
    """
    if not sys.platform.startswith("linux"):
        yield {}
        return
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        raise NoSecretService(f"not installed: {', '.join(missing)}")
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        variables = _variables(folder)
        command = [PROGRAMS[0], "--session", "--nofork", "--nopidfile", "--print-address=1"]
        bus = _started(ends, command, variables)
        assert bus.stdout is not None
        address = bus.stdout.readline().decode().strip()
        if not address:
            raise NoSecretService("the session bus did not start")
        variables["DBUS_SESSION_BUS_ADDRESS"] = address
        # The password on standard input makes and unlocks the keyring; in the foreground it ends with us.
        command = [PROGRAMS[1], "--unlock", "--foreground", "--components=secrets"]
        daemon = _started(ends, command, variables)
        assert daemon.stdin is not None
        daemon.stdin.write(b"for this check only\n")
        daemon.stdin.close()
        _wait_for_name(address, daemon)
        yield variables


def _variables(folder: Path) -> dict[str, str]:
    variables = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    for name in ("RUNTIME_DIR", "DATA_HOME", "CACHE_HOME", "CONFIG_HOME"):
        path = folder / name.lower()
        path.mkdir(mode=0o700)
        variables[f"XDG_{name}"] = str(path)
    return variables


def _started(ends: ExitStack, command: list[str], variables: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a process that ends when ``ends`` does."""
    process = subprocess.Popen(
        command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )

    def end() -> None:
        process.terminate()
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    ends.enter_context(process)
    ends.callback(end)
    return process


def _wait_for_name(address: str, daemon: "subprocess.Popen[bytes]") -> None:
    """Wait until the service can be reached. Asking for the name's owner starts nothing by itself."""
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

    end = time.monotonic() + _PATIENCE_S
    with open_dbus_connection(address) as connection:
        bus = Proxy(message_bus, connection)
        while not bus.NameHasOwner("org.freedesktop.secrets")[0]:
            if daemon.poll() is not None:
                raise NoSecretService(f"gnome-keyring-daemon ended with code {daemon.returncode}")
            if time.monotonic() > end:
                raise NoSecretService("gnome-keyring-daemon did not answer")
            time.sleep(_LOOK_S)
