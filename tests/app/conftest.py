"""Fixtures of the tests of the program as a whole."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.qt import Gui
from webinar_console.app.instance import Place, place_of
from webinar_console.app.options import Options


@pytest.fixture
def gui() -> Gui | None:
    """A name for pytest: ``@gui_test`` puts a fresh :class:`Gui` in its place, made on the window's loop."""
    return None


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Where the programs of a test meet, in a folder with a short name: a socket's path has its limits."""
    with tempfile.TemporaryDirectory(prefix="wc-") as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", folder)
        yield place_of(Options(data=Path(folder) / "data"))
