"""Fixtures of the acceptance tests."""

from collections.abc import Iterator

import pytest

from tests.acceptance.servers import Wire, recorded


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """What the program sends to its practice account, and what that account counts."""
    with recorded(monkeypatch) as watched:
        yield watched
