"""Staged edits outlive their program, however that ends."""

from pathlib import Path

import pytest

from tests.acceptance.editor import pasted
from tests.acceptance.processes import ProgramProcess, told_back
from tests.acceptance.servers import ServerProcess, served

EDITS = 5_000


def _program(server: ServerProcess, tmp_path: Path) -> ProgramProcess:
    return ProgramProcess(server, EDITS, tmp_path / "data", "tests.acceptance.editor")


@pytest.mark.slow
def test_5000_staged_edits_are_all_there_after_a_kill(tmp_path: Path) -> None:
    with served("--registrants", str(EDITS + 50)) as server:
        before = server.session()
        first = _program(server, tmp_path)
        try:
            said = first.until(lambda line: line.get("kept", 0) >= EDITS, 60)
            assert said is not None, first.errors()
        finally:
            first.kill()
        back = told_back(_program(server, tmp_path))
        assert back["staged"] == EDITS
        assert back["shown"] == [pasted(row) for row in range(EDITS)]
        assert server.session() == before, "nothing was applied"
