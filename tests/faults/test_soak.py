"""A short soak: 75 minutes of virtual time, with every kind of event once. ``make soak`` is a whole day."""

from collections.abc import Callable
from pathlib import Path

from tests.faults.soak import Rules, soak


def test_an_hour_of_work_leaves_nothing_behind(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    result = soak(Rules(rows=600, hours=1.25), tmp_path / "account")
    record_property("figures", result.told())
    print(result.told())
    assert result.missed() == []
