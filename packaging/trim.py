"""What goes into the frozen program and what stays out. Rules only: the spec applies them.

The lists are of what is wanted rather than of what was found too much: the machine that builds may have GTK,
printers or databases installed, and PyInstaller takes along whatever a plugin of Qt links to.
"""

import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

#: One file of the bundle, as PyInstaller has it: its place in the bundle, where it comes from, its kind.
Entry = tuple[str, str, str]

#: Modules that something mentions and the program never runs.
EXCLUDED_MODULES = (
    # Parts of Qt: no QML, no PDF, no database of its own. HTTP is httpx's, with Python's ssl.
    *("PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtPdf", "PySide6.QtSql"),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtPrintSupport", "PySide6.QtTest"),
    # The practice server over real HTTP is for developers; inside the program it needs no web framework.
    *("starlette", "uvicorn", "webinar_console.simulator.__main__"),
    # httpx's command line and protocols that it can do without.
    *("click", "rich", "pygments", "h2", "socksio", "brotli", "brotlicffi", "zstandard", "trio", "sniffio"),
    # Whether a mail server exists is never asked.
    "dns",
    # Other kinds of records and files that msgspec knows about.
    *("attr", "attrs", "yaml", "tomli_w"),
    # Tools of developers.
    *("tkinter", "unittest", "pydoc", "doctest", "pdb", "lib2to3", "distutils", "setuptools"),
    *("pkg_resources", "pytest", "hypothesis", "numpy", "pandas", "pydantic"),
)

#: Qt's plugins by folder; the names are those of Linux, macOS and Windows together.
WANTED_PLUGINS: dict[str, frozenset[str]] = {
    "platforms": frozenset({"xcb", "wayland", "offscreen", "cocoa", "windows"}),
    # Dark or light, and file dialogs, as the desktop has them. GTK's would bring 20 MB of GTK.
    "platformthemes": frozenset({"xdgdesktopportal"}),
    "platforminputcontexts": frozenset(
        {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}
    ),
    # PNG is in Qt itself.
    "imageformats": frozenset({"svg"}),
    "iconengines": frozenset({"svgicon"}),
    "styles": frozenset({"macstyle", "modernwindowsstyle"}),
    "xcbglintegrations": frozenset({"xcb-glx-integration", "xcb-egl-integration"}),
    "wayland-shell-integration": frozenset({"xdg-shell"}),
    "wayland-decoration-client": frozenset({"adwaita", "bradient"}),
}

_PLUGIN = re.compile(
    r"PySide6/(?:Qt/)?plugins/(?P<folder>[^/]+)/(?:lib)?q?(?P<name>[^/]+?)\.(?:so|dylib|dll)$"
)
_LIBRARY = re.compile(r"(?:PySide6/Qt/lib/)?lib[^/]+\.so(?:\.[0-9.]+)?$")
#: Qt's texts in other languages, and a software OpenGL of Windows that only Qt Quick needs.
_UNWANTED = re.compile(r"PySide6/(?:Qt/)?translations/|(?:^|/)opengl32sw\.dll$")
#: Loaded by name, not linked to: the bootloader opens it.
_OPENED_BY_NAME = re.compile(r"libpython")


def is_wanted(name: str) -> bool:
    """Whether the file with this place in the bundle belongs there; true for everything that is not Qt's."""
    name = name.replace("\\", "/")
    if _UNWANTED.search(name):
        return False
    plugin = _PLUGIN.search(name)
    return plugin is None or plugin["name"] in WANTED_PLUGINS.get(plugin["folder"], frozenset())


def without_orphans(binaries: Iterable[Entry], needs: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The binaries without the shared libraries that nothing left links to (Linux's names).

    ``needs(source)`` gives the file names that a binary links to. Links to libraries that went go as well.
    """
    kept = list(binaries)
    links = {source: frozenset(needs(source)) for _name, source, kind in kept if kind != "SYMLINK"}
    while True:
        needed = frozenset[str]().union(*(links[entry[1]] for entry in kept if entry[2] != "SYMLINK"))
        left = [entry for entry in kept if not _is_orphan(entry, needed)]
        if len(left) == len(kept):
            break
        kept = left
    return without_dangling(kept, file_names(kept))


def without_dangling(entries: Iterable[Entry], files: set[str]) -> list[Entry]:
    """The entries without the symbolic links whose target is none of these file names."""
    return [entry for entry in entries if entry[2] != "SYMLINK" or PurePosixPath(entry[1]).name in files]


def file_names(entries: Iterable[Entry]) -> set[str]:
    """The names of the files among the entries, without their folders and without symbolic links."""
    return {PurePosixPath(name).name for name, _source, kind in entries if kind != "SYMLINK"}


def linked_libraries(source: str) -> frozenset[str]:
    """The file names of the libraries that an ELF file links to. Raises ``OSError`` without ``readelf``."""
    command = ["readelf", "--dynamic", source]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return frozenset(re.findall(r"\(NEEDED\).*\[(.+?)\]", done.stdout))


def _is_orphan(entry: Entry, needed: frozenset[str]) -> bool:
    name, _source, kind = entry
    if kind != "BINARY" or not _LIBRARY.match(name):
        return False
    file = PurePosixPath(name).name
    return file not in needed and not _OPENED_BY_NAME.match(file)
