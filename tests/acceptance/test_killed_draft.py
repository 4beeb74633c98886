"""An import that was not started outlives its program, however that ends: what the disk had is back."""

from pathlib import Path

import pytest

from tests.acceptance.preparer import mended_address
from tests.acceptance.processes import ProgramProcess, told_back
from tests.acceptance.servers import ServerProcess, served

PEOPLE, MENDED = 400, 3


def _write(folder: Path, name: str, beginning: str) -> list[str]:
    addresses = [f"{beginning}{n}@example.com" for n in range(PEOPLE)]
    lines = [f"Ada,Number {n},{address}" for n, address in enumerate(addresses)]
    (folder / name).write_text("\n".join(["First name,Last name,E-mail", *lines]) + "\n", encoding="utf-8")
    return addresses


def _program(server: ServerProcess, tmp_path: Path) -> ProgramProcess:
    return ProgramProcess(server, tmp_path / "lists", tmp_path / "data", "tests.acceptance.preparer")


@pytest.mark.slow
@pytest.mark.parametrize("files", [1, 2], ids=["a file", "several files as one list"])
def test_killed_while_somebody_mends_the_corrections_are_back(tmp_path: Path, files: int) -> None:
    lists = tmp_path / "lists"
    lists.mkdir()
    was = [address for n in range(files) for address in _write(lists, f"{n}.csv", "ab"[n])]
    with served("--registrants", "50") as server:
        first = _program(server, tmp_path)
        try:
            said = first.until(lambda line: line.get("kept", 0) >= MENDED, 30)
            assert said is not None, first.errors()
        finally:
            first.kill()
        assert first.until(lambda _line: False, 30) is None, "what it said before it died"
        typed = max(line.get("typed", 0) for line in first.lines)
        back = told_back(_program(server, tmp_path))
        assert back["words"].startswith("Your import of 0.csv"), back["words"]
        mended = [n for n, address in enumerate(back["addresses"]) if address == mended_address(n)]
        # Typed one after the other, so the first ones are back; one more may have been under way.
        assert mended == list(range(len(mended)))
        assert MENDED <= len(mended) <= typed + 1
        assert back["words"].endswith(f" is back, with {len(mended)} corrections.")
        assert back["addresses"][len(mended) :] == was[len(mended) :]
        whole = [(n, line) for n in range(files) for line in range(2, PEOPLE + 2)]
        assert back["lines"] == [f"{line} of {n}.csv" if files > 1 else str(line) for n, line in whole]
        assert server.session()["registrants"] == 50
