"""The smoke test of a frozen program fails when it should, on programs that are not ours."""

import subprocess
import sys
from pathlib import Path

import pytest
import secret_service
import self_check
import smoke

ENTRY = Path(smoke.__file__).with_name("entry.py")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs here are shell scripts")


def program(folder: Path, script: str) -> Path:
    """An executable file with this shell script, in a folder of its own."""
    path = folder / "bundle" / "webinar-console"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def tried(tmp_path: Path, script: str, **more: bool) -> smoke.Smoke:
    home = tmp_path / "home"
    home.mkdir()
    return smoke.Smoke(program(tmp_path, script), home, "1.2.3", **more)


def test_the_right_version_passes(tmp_path: Path) -> None:
    assert tried(tmp_path, "echo 'Webinar Console 1.2.3'").says_its_version().startswith("1.2.3")


@pytest.mark.parametrize("script", ["echo 'Webinar Console 1.2.4'", "echo 'Webinar Console 1.2.3'; exit 1"])
def test_another_version_or_a_failure_does_not(tmp_path: Path, script: str) -> None:
    with pytest.raises(smoke.SmokeFailed):
        tried(tmp_path, script).says_its_version()


def test_a_program_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(smoke.SmokeFailed, match="does not start"):
        smoke.Smoke(tmp_path / "nothing", tmp_path, "1.2.3").says_its_version()


def test_what_the_program_says_is_part_of_the_failure(tmp_path: Path) -> None:
    with pytest.raises(smoke.SmokeFailed, match=r"code 7\n.*no such colour"):
        tried(tmp_path, "echo 'no such colour' >&2; exit 7").does_the_job()


def test_a_tour_without_pictures(tmp_path: Path) -> None:
    with pytest.raises(smoke.SmokeFailed, match="0 pictures"):
        tried(tmp_path, "exit 0").does_the_job()


def test_the_environment_is_bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    environment = tried(tmp_path, "exit 0").environment()
    assert environment["PATH"] == "/nonexistent"
    assert environment["HOME"] == str(tmp_path / "home")
    assert not any(name.startswith("PYTHON") for name in environment)


def test_a_program_that_writes_into_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = tried(tmp_path, 'echo "Webinar Console 1.2.3"; echo more > "$(/usr/bin/dirname "$0")/log"')
    for name in ("finds_resources", "needs_nothing_else", "paints_soon", "keeps_secrets", "does_the_job"):
        monkeypatch.setattr(smoke.Smoke, name, lambda _self: "not looked at")
    with pytest.raises(smoke.SmokeFailed, match="its own folder"):
        found.run()


def test_no_secret_service_is_a_skip_or_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_service, "PROGRAMS", ("no-such-bus", "no-such-daemon"))
    monkeypatch.setattr(sys, "platform", "linux")
    found = tried(tmp_path, "exit 0")
    assert "SKIPPED" in found.keeps_secrets()
    assert "no-such-daemon" in found.keeps_secrets()
    strict = smoke.Smoke(found.program, found.home, "1.2.3", require_keyring=True)
    with pytest.raises(smoke.SmokeFailed, match="no-such-daemon"):
        strict.keeps_secrets()


# ---------------------------------------------------------------------- what the program says about itself


def asked(home: Path, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """The answer of the program of this checkout."""
    environment = {"PATH": "/nonexistent", "HOME": str(home), "QT_QPA_PLATFORM": "offscreen", **variables}
    return subprocess.run(
        [sys.executable, str(ENTRY), "--self-check", *arguments],
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_program_paints(tmp_path: Path) -> None:
    done = asked(tmp_path, "paint")
    assert (done.returncode, done.stdout) == (0, f"{self_check.PAINTED}\n"), done.stderr


def test_resources_that_are_there_and_one_that_is_not(tmp_path: Path) -> None:
    assert asked(tmp_path, "resources", "styles/window.qss").returncode == 0
    done = asked(tmp_path, "resources", "styles/window.qss", "styles/none.qss")
    assert done.returncode == 1
    assert "none.qss" in done.stdout


def test_a_program_that_is_not_frozen_has_no_bundle(tmp_path: Path) -> None:
    done = asked(tmp_path, "origins")
    assert done.returncode == 1
    assert "not of the bundle" in done.stdout


@pytest.mark.keyring
def test_a_secret_is_stored_and_read(tmp_path: Path) -> None:
    try:
        with secret_service.private_secret_service() as variables:
            done = asked(tmp_path, "keyring", **{**variables, "PATH": "/nonexistent"})
    except secret_service.NoSecretService as reason:
        pytest.skip(str(reason))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SecretService" in done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a store")
def test_no_keyring_has_a_code_of_its_own(tmp_path: Path) -> None:
    done = asked(tmp_path, "keyring", DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus")
    assert done.returncode == self_check.NO_KEYRING, done.stdout + done.stderr
