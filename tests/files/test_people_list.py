"""A list of people as a file: harmless in a spreadsheet, and the same when it is read again."""

import csv
import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.neutral import restored_row
from webinar_console.files.people_list import write_list

HEADER = ("First name", "Last name", "E-mail")
CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_it_is_read_as_it_was(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path_factory.mktemp("list") / "people.csv"
    write_list(path, HEADER, iter(rows))
    with path.open(encoding="utf-8-sig", newline="") as text:
        header, *found = csv.reader(text)
    assert tuple(header) == HEADER
    assert [tuple(restored_row(row)) for row in found] == rows
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in found for cell in row)


def test_a_formula_is_no_formula_any_more(tmp_path: Path) -> None:
    write_list(tmp_path / "people.csv", HEADER, [("=1+1", "Lee", "ann@example.org")])
    assert "'=1+1,Lee," in (tmp_path / "people.csv").read_text(encoding="utf-8-sig")
    write_list(tmp_path / "answers.csv", ("=2+2", "Last name"), [])
    assert (tmp_path / "answers.csv").read_text(encoding="utf-8-sig").strip() == "'=2+2,Last name"


def test_where_it_cannot_be_saved_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="could not be written there"):
        write_list(tmp_path, HEADER, [])


def test_a_full_disk_leaves_the_old_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "people.csv"
    write_list(path, HEADER, [("Ann", "Lee", "ann@example.org")])
    before = path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FileProblem, match="disk is full"):
        write_list(path, HEADER, [("Bo", "Ek", "bo@example.org")])
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (before, [path])
