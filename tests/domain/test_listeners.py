"""Listeners: everybody is told, whatever the others do with it."""

import logging

import pytest

from webinar_console.domain.listeners import Listeners


def test_a_listener_that_fails_is_logged_and_the_others_are_told(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []
    changed: Listeners[[str]] = Listeners()

    def fail(_name: str) -> None:
        raise KeyError("a row that is gone")

    changed.connect(told.append)
    changed.connect(fail)
    changed.connect(told.append)
    with caplog.at_level(logging.ERROR):
        changed.notify("a")
    assert told == ["a", "a"]
    (record,) = caplog.records
    assert record.name == "webinar_console.domain.listeners"
    assert "a row that is gone" in caplog.text
    caplog.clear()


def test_a_listener_may_leave_while_it_is_told() -> None:
    told: list[str] = []
    changed: Listeners[[str]] = Listeners()

    def once(name: str) -> None:
        told.append(f"once {name}")
        leave()
        leave_other()

    leave = changed.connect(once)
    leave_other = changed.connect(lambda name: told.append(f"other {name}"))
    changed.notify("a")
    changed.notify("b")
    assert told == ["once a"]
