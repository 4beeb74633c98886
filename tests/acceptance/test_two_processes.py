"""Program and server as two processes over real HTTP; the program is killed and started again."""

from pathlib import Path

import pytest

from tests.acceptance.processes import ProgramProcess, Reckoning, reckon
from tests.acceptance.servers import served
from tests.faults.kill_real import Rules, kill_and_count
from tests.helpers.people_files import BAD_ROWS, write_people_csv

GOOD, PANEL = 288, 4


def _good_addresses(rows: list[tuple[str, ...]]) -> list[str]:
    bad = {kind.row for kind in BAD_ROWS}
    return [row[2].casefold() for row in rows if row not in bad]


@pytest.mark.slow
def test_killed_in_the_middle_and_started_again_everybody_is_invited_once(tmp_path: Path) -> None:
    rows = write_people_csv(tmp_path / "guests.csv", GOOD, panelists=3, co_hosts=1)
    wanted = _good_addresses(rows)
    with served("--registrants", "300") as server:
        before = server.session()
        first = ProgramProcess(server, tmp_path / "guests.csv", tmp_path / "data")
        try:
            assert first.until(lambda line: line.get("done", 0) >= 100, 60)
        finally:
            first.kill()
        halfway = server.session()
        new = sum(halfway[what] - before[what] for what in ("registrants", "invitees"))
        assert 100 <= new < GOOD
        second = ProgramProcess(server, tmp_path / "guests.csv", tmp_path / "data")
        try:
            end = second.over(60)
        finally:
            second.close()
        assert second.lines[0]["what"] == "interrupted"
        assert second.lines[0]["done"] >= 100
        assert (end["done"], end["left_out"], end["jobs"]) == (GOOD, len(BAD_ROWS), 1), end
        assert reckon(server, wanted, PANEL) == Reckoning(0, 0, 0, 0)
        after = server.session()
        assert after["registrants"] - before["registrants"] == GOOD - PANEL
        assert after["invitees"] - before["invitees"] == PANEL
        assert server.summary()["rateLimited"] == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_again_and_again_while_calls_fail(tmp_path: Path) -> None:
    """The quick version of ``make kill-real``."""
    result = kill_and_count(Rules(kills=25, rows=100, seed=11, faults=0.05), tmp_path)
    print(result.told())
    assert result.reckoning.is_clean, result.told()
    assert result.kills == 25
    assert result.mid_job > 12
