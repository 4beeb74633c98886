"""Build the program for this computer under ``dist/``, say how large it is, and run its smoke test.

``python packaging/build.py`` with the packages of the ``package`` extra installed; see README.md beside it.
"""

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import smoke
from sizes import describe_size

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "build" / "package"
DIST = ROOT / "dist"


def main() -> int:
    """Exit status 0 when the program was built and passes its smoke test."""
    parser = argparse.ArgumentParser(description="Build the program for this computer under dist/.")
    parser.add_argument("--no-smoke", action="store_true", help="build only")
    parser.add_argument("--require-keyring", action="store_true", help="fail where no keyring can be tried")
    found = parser.parse_args()
    missing = _missing()
    if missing:
        print(f"Needed for building: {', '.join(missing)}. See packaging/README.md.", file=sys.stderr)
        return 1
    begin = time.perf_counter()
    _write_icons()
    if not _freeze():
        print("PyInstaller failed; its messages are above.", file=sys.stderr)
        return 1
    bundle = smoke.BUNDLE
    print(f"Built {bundle.relative_to(ROOT)} in {time.perf_counter() - begin:.0f} s: {describe_size(bundle)}")
    if found.no_smoke:
        return 0
    print("Smoke test, without Python and in an empty home:", flush=True)
    try:
        smoke.smoke(smoke.program_in(bundle), require_keyring=found.require_keyring)
    except smoke.SmokeFailed as failure:
        print(f"The smoke test failed: {failure}", file=sys.stderr)
        return 1
    return 0


def _missing() -> list[str]:
    """What building needs and this computer has not."""
    missing = [name for name in ("PyInstaller", "PySide6") if importlib.util.find_spec(name) is None]
    if sys.platform.startswith("linux"):
        # PyInstaller reads libraries with objdump, the trimming with readelf; strip makes them small.
        missing += [name for name in ("objdump", "readelf", "strip") if shutil.which(name) is None]
    return missing


def _write_icons() -> None:
    """The icons that PyInstaller puts into programs of Windows and macOS."""
    import app_icon

    WORK.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        (WORK / "webinar-console.ico").write_bytes(app_icon.ico())
    elif sys.platform == "darwin":
        (WORK / "webinar-console.icns").write_bytes(app_icon.icns())


def _freeze() -> bool:
    """Run PyInstaller; whether it succeeded."""
    command = [
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR"),
        *("--distpath", str(DIST), "--workpath", str(WORK), str(HERE / "webinar-console.spec")),
    ]
    environment = {**os.environ, "PYINSTALLER_CONFIG_DIR": str(WORK / "cache")}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
