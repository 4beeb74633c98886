"""What the smoke test asks a program about itself, from within: the frozen one, or the one of the checkout.

``entry.py --self-check WHAT [NAME ...]``; every answer is lines on standard output and an exit code.
"""

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

#: Exit codes besides 0 (all is well) and 1 (it is not).
NO_KEYRING = 3

#: What a first paint writes to standard output.
PAINTED = "painted"

_SYSTEM = ("/lib", "/usr/lib")


def main(arguments: list[str]) -> int:
    """Run one check; the exit code."""
    checks: dict[str, Callable[[list[str]], int]] = {
        "keyring": _keyring,
        "paint": _paint,
        "resources": _resources,
        "origins": _origins,
        "child": _child,
    }
    return checks[arguments[0]](arguments[1:])


def _keyring(_names: list[str]) -> int:
    """Store, read and forget the secrets of an account that nobody has."""
    from webinar_console.services.accounts import Account, Accounts, KeyringProblem, Secrets

    account = Account(
        kind="jwt", name="Self-check", server=f"https://{secrets.token_hex(8)}.invalid", client_id="check"
    )
    # As long as RingCentral's, and not only ASCII.
    wanted = Secrets(client_secret="Zoë €", jwt=secrets.token_hex(500))

    async def check(accounts: Accounts) -> bool:
        await accounts.keep_secrets(account, wanted)
        try:
            found = await accounts.secrets(account)
        finally:
            await accounts.forget_secrets(account)
        return found == wanted and await accounts.secrets(account) is None

    try:
        with tempfile.TemporaryDirectory() as folder:
            good = asyncio.run(check(Accounts(Path(folder))))
    except KeyringProblem as problem:
        print(problem.technical)
        return NO_KEYRING
    import keyring

    print(type(keyring.get_keyring()).__module__)
    return 0 if good else 1


def _paint(_names: list[str]) -> int:
    """Show the window as the program does, say when it has painted itself once, and end."""
    from PySide6.QtCore import QEvent, QObject

    from webinar_console.app.options import Options
    from webinar_console.app.program import Program
    from webinar_console.app.start import make_application
    from webinar_console.ui.loop import run
    from webinar_console.ui.theme import SchemeChoice, Theme

    class Watch(QObject):
        painted = asyncio.Event()

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.painted.set()
            return super().eventFilter(watched, event)

    app = make_application()
    theme = Theme(app, SchemeChoice.SYSTEM)

    async def show(stop: asyncio.Event) -> int:
        with tempfile.TemporaryDirectory() as folder:
            program = Program(theme, Options(data=Path(folder)), stop)
            watch = Watch()
            program.window.installEventFilter(watch)
            program.show()
            # The waiting coroutine goes on after the paint event is over.
            await watch.painted.wait()
            print(PAINTED, flush=True)
            program.window.removeEventFilter(watch)
            program.window.hide()
            await program.tasks.aclose()
            program.window.deleteLater()
        return 0

    return run(show, app)


def _resources(names: list[str]) -> int:
    """Whether the program's own resolver finds these files (with slashes, below ``resources/``)."""
    from webinar_console.resources import resource_path

    code = 0
    for name in names:
        try:
            resource_path(*name.split("/")).read_bytes()
        except OSError as error:
            print(f"{name}: {error}")
            code = 1
    print(f"{len(names)} resources")
    return code


def _origins(_names: list[str]) -> int:
    """Whether all modules and libraries of an open account come from the bundle or from the system."""
    # Loaded late: Qt's part for a second start, and what keeps the computer awake.
    import PySide6.QtNetwork  # noqa: F401
    import wakepy  # noqa: F401

    import webinar_console.app.session
    import webinar_console.app.tour
    import webinar_console.services.accounts  # noqa: F401

    bundle = str(getattr(sys, "_MEIPASS", ""))
    files = {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
    # What is not absolute lies in an archive: Shiboken brings one of its own.
    strangers = {file for file in map(str, files) if Path(file).is_absolute() and not file.startswith(bundle)}
    if sys.platform.startswith("linux"):
        strangers |= _strange_libraries(Path(bundle))
    for file in sorted(strangers):
        print(f"not of the bundle: {file}")
    print(f"{len(files)} modules")
    return 1 if strangers or not bundle else 0


def _strange_libraries(bundle: Path) -> set[str]:
    """Loaded libraries of neither the bundle nor the system, and the system's where we bring our own."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    loaded = {line.split(maxsplit=5)[5] for line in lines if line.endswith(".so") or ".so." in line}
    others = {file for file in loaded if not file.startswith(f"{bundle}/")}
    ours = tuple(path.name for path in bundle.rglob("lib*.so*"))
    return {file for file in others if not file.startswith(_SYSTEM) or Path(file).name.startswith(ours)}


def _child(arguments: list[str]) -> int:
    """Another check in a child, started as the worker that reads people files is; prints what it inherits."""
    print(f"LD_LIBRARY_PATH={os.environ.get('LD_LIBRARY_PATH')}", flush=True)
    command = [sys.executable, "--self-check", *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode
