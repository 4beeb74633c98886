"""What goes into the frozen program."""

import ast
import importlib.util
from pathlib import Path

import pytest
import trim
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]

FILES = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll",
        r"PySide6\plugins\platforms\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/plugins/styles/qmodernwindowsstyle.dll",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "libsqlite3.so.0",
        "resources/icons/plus.svg",
    ],
)
def test_wanted(name: str) -> None:
    assert trim.is_wanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        r"PySide6\translations\qtbase_de.qm",
        "PySide6/opengl32sw.dll",
    ],
)
def test_not_wanted(name: str) -> None:
    assert not trim.is_wanted(name)


def test_libraries_that_only_unwanted_libraries_need_go() -> None:
    links = {
        "/w/_ssl.so": ("libssl.so.3",),
        "/l/libssl.so.3": ("libcrypto.so.3",),
        "/l/libgtk-3.so.0": ("libgdk-3.so.0",),
        "/l/libgdk-3.so.0": ("libX11.so.6",),
    }
    entries: list[trim.Entry] = [
        ("python3.11/lib-dynload/_ssl.so", "/w/_ssl.so", "EXTENSION"),
        ("libssl.so.3", "/l/libssl.so.3", "BINARY"),
        ("libcrypto.so.3", "/l/libcrypto.so.3", "BINARY"),
        ("libgtk-3.so.0", "/l/libgtk-3.so.0", "BINARY"),
        ("libgdk-3.so.0", "/l/libgdk-3.so.0", "BINARY"),
        ("libX11.so.6", "/l/libX11.so.6", "BINARY"),
        ("libpython3.11.so.1.0", "/l/libpython3.11.so.1.0", "BINARY"),
    ]
    kept = trim.without_orphans(entries, lambda source: links.get(source, ()))
    names = [name for name, _source, _kind in kept]
    assert names == [
        "python3.11/lib-dynload/_ssl.so",
        "libssl.so.3",
        "libcrypto.so.3",
        "libpython3.11.so.1.0",
    ]


def test_a_link_goes_with_its_target() -> None:
    entries: list[trim.Entry] = [
        ("QtCore.abi3.so", "/w/QtCore.abi3.so", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/w/libQt6Core.so.6", "BINARY"),
        ("PySide6/Qt/lib/libQt6Network.so.6", "/w/libQt6Network.so.6", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", "SYMLINK"),
    ]
    links = {"/w/QtCore.abi3.so": ("libQt6Core.so.6",)}
    kept = trim.without_orphans(entries, lambda source: links.get(source, ()))
    assert [name for name, _source, _kind in kept] == [
        "QtCore.abi3.so",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "libQt6Core.so.6",
    ]


@given(
    st.dictionaries(st.sampled_from(FILES), st.sets(st.sampled_from(FILES))), st.sets(st.sampled_from(FILES))
)
def test_whatever_the_modules_reach_stays(links: dict[str, set[str]], roots: set[str]) -> None:
    entries: list[trim.Entry] = [(f"lib{name}.so", name, "BINARY") for name in FILES]
    entries.append(("module.so", "module", "EXTENSION"))

    def needs(source: str) -> list[str]:
        reached = roots if source == "module" else links.get(source, set())
        return [f"lib{name}.so" for name in reached]

    reach, front = set[str](), set(roots)
    while front:
        reach |= front
        front = set[str]().union(*(links.get(name, set()) for name in front)) - reach
    kept = {source for _name, source, _kind in trim.without_orphans(entries, needs)}
    assert reach | {"module"} <= kept
    # Nothing stays but what is reached, or keeps itself by a circle.
    for name in kept - reach - {"module"}:
        assert any(name in links.get(other, set()) for other in kept)


def test_nothing_that_the_program_imports_is_excluded() -> None:
    # What only the practice server over real HTTP imports is out on purpose.
    allowed = {"starlette", "uvicorn"}
    for path in (ROOT / "webinar_console").rglob("*.py"):
        for module in _imports(ast.parse(path.read_text(encoding="utf-8"))):
            parts = module.split(".")
            beginnings = {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
            stopped = beginnings & set(trim.EXCLUDED_MODULES) - allowed
            assert not stopped, f"{path.relative_to(ROOT)} imports {module}"


def test_the_program_needs_its_database() -> None:
    assert importlib.util.find_spec("sqlite3") is not None
    assert "sqlite3" not in trim.EXCLUDED_MODULES


def _imports(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found
