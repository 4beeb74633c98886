"""See that this computer has the libraries that Qt needs; on Debian and Ubuntu, install the missing ones.

As root or with a sudo that asks for no password, apt-get installs what is missing; elsewhere the missing
packages are named.
"""

import os
import shutil
import subprocess
import sys

#: For the offscreen platform (tests, the tour) and for a real window under X11.
OFFSCREEN = (
    *("libgl1", "libegl1", "libx11-6", "libxkbcommon0", "libfontconfig1", "libfreetype6"),
    *("libdbus-1-3", "libglib2.0-0", "libgssapi-krb5-2", "libbrotli1", "fonts-dejavu-core"),
)
WINDOW = (
    *("libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0"),
    *("libxcb-render-util0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1", "libxcb-xfixes0"),
    *("libxcb-xkb1", "libxkbcommon-x11-0"),
)
#: Names of many scripts are in every list of people: without these fonts they are boxes.
SCRIPTS = ("fonts-noto-core", "fonts-noto-cjk")

_LOAD = "from PySide6.QtWidgets import QApplication; QApplication([]); print('loaded')"


def main() -> int:
    """Exit status 0 when Qt loads (now), 1 when somebody has to do something."""
    if not sys.platform.startswith("linux"):
        return 0
    wanted = [*OFFSCREEN, *WINDOW, *SCRIPTS]
    missing = _missing(wanted)
    if missing and shutil.which("apt-get"):
        print(f"Installing system libraries that Qt needs: {' '.join(missing)}", flush=True)
        if _install(missing):
            missing = []
    if _qt_loads():
        return 0
    names = " ".join(missing or wanted)
    print(
        "Qt does not load on this computer. It needs the libraries of these packages (Debian's names):\n"
        f"  {names}\nOn Debian or Ubuntu:  sudo apt-get install {names}\n"
        "Elsewhere, install what your system calls them.",
        file=sys.stderr,
    )
    return 1


def _missing(packages: list[str]) -> list[str]:
    """Those that dpkg does not know as installed; empty where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return []
    command = ["dpkg-query", "-W", "-f", "${Package} ${Status}\n", *packages]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    have = {line.split()[0] for line in found.splitlines() if line.endswith("install ok installed")}
    # Newer releases renamed some libraries (libglib2.0-0t64): they count as well.
    return [name for name in packages if name not in have and not _renamed(name)]


def _renamed(name: str) -> bool:
    command = ["dpkg-query", "-W", "-f", "${Status}", f"{name}t64"]
    return (
        "install ok installed" in subprocess.run(command, capture_output=True, text=True, check=False).stdout
    )


def _install(packages: list[str]) -> bool:
    prefix: list[str] = []
    if os.geteuid() != 0:
        if not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
            return False
        prefix = ["sudo", "-n"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if _run(install, quiet):
        return True
    # A fresh machine has no package lists yet.
    return _run([*prefix, "apt-get", "update", "-qq"], quiet) and _run(install, quiet)


def _run(command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return done.returncode == 0


def _qt_loads() -> bool:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _LOAD], env=environment, capture_output=True, text=True, check=False
    )
    return "loaded" in done.stdout


if __name__ == "__main__":
    sys.exit(main())
