"""Fixtures of the tests of the program as a whole."""

import pytest

from tests.helpers.qt import Gui


@pytest.fixture
def gui() -> Gui | None:
    """A name for pytest: ``@gui_test`` puts a fresh :class:`Gui` in its place, made on the window's loop."""
    return None
