"""The command line, and what a computer without a screen does."""

from pathlib import Path

import pytest

from webinar_console import __version__, app
from webinar_console.app.options import Options, default_data, parse


def test_nothing_asked_for_means_the_account_of_last_time() -> None:
    assert parse([]) == Options()
    assert default_data().is_absolute()


def test_everything_can_be_asked_for() -> None:
    found = parse(
        [
            "--server",
            "http://127.0.0.1:1",
            "--client-id",
            "a",
            "--client-secret",
            "b",
            "--jwt",
            "c",
            "--data",
            "somewhere",
            "--scheme",
            "dark",
        ]
    )
    assert (found.server, found.client_id, found.client_secret, found.jwt) == (
        "http://127.0.0.1:1",
        "a",
        "b",
        "c",
    )
    assert (found.data, found.scheme) == (Path("somewhere"), "dark")
    assert parse(["--server", "http://127.0.0.1:1"]).jwt is None


@pytest.mark.parametrize("wrong", [["--scheme", "pink"], ["--server", "http://x", "--jwt", "c"], ["--what"]])
def test_what_makes_no_sense_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(wrong)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--version"])
    assert __version__ in capsys.readouterr().out


def test_a_screen_is_a_display_or_a_named_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not app.has_screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert app.has_screen()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setattr(app.sys, "platform", "darwin")
    assert app.has_screen()


def test_the_demo_is_a_tour_where_nobody_can_see_it() -> None:
    assert parse(["--demo"]).as_tour() == Options(demo=True, tour=True)


def test_without_a_screen_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app, "has_screen", lambda: False)
    assert app.main(["--data", "nowhere"]) == 1
    assert "no screen" in capsys.readouterr().out
