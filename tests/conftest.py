"""Shared set-up: an offscreen screen, private folders, and no test that leaves something behind."""

import asyncio
import inspect
import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

# Speed is measured by benchmarks beside a reference: a busy machine is no failure.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

CONTRACT_VARIABLE = "WEBINAR_CONSOLE_CONTRACT"


def pytest_configure(config: pytest.Config) -> None:
    required = os.environ.get(CONTRACT_VARIABLE + "_REQUIRED")
    path = os.environ.get(CONTRACT_VARIABLE)
    if required and not (path and Path(path).is_file()):
        raise pytest.UsageError(f"{CONTRACT_VARIABLE} must name the contract document; it is {path!r}")


@pytest.fixture
def contract_path() -> Path:
    """The published OpenAPI document; contract tests are skipped where it is not at hand."""
    path = os.environ.get(CONTRACT_VARIABLE)
    if not path or not Path(path).is_file():
        pytest.skip(f"set {CONTRACT_VARIABLE} to the OpenAPI document to run the contract tests")
    return Path(path)


@pytest.fixture(autouse=True)
def _private_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a test lands in the real user's folders."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)


@pytest.fixture(autouse=True)
def _no_stray_log_lines(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or error in the log that the test did not ask for fails it (``caplog.clear()`` takes it)."""
    yield
    stray = [r for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    if stray:
        pytest.fail("stray log lines:\n" + "\n".join(f"  {r.name}: {r.getMessage()}" for r in stray))


@pytest.fixture
async def no_leaked_tasks() -> AsyncIterator[None]:
    """An async test that leaves a task running fails."""
    yield
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    if left:
        pytest.fail("tasks left running: " + ", ".join(task.get_name() for task in left))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # GUI tests bring a loop of their own and look after its tasks themselves (tests/gui/conftest.py).
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.fixturenames.insert(0, "no_leaked_tasks")
