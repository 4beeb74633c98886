"""Result files: every row in one of the two, ready to be dropped in again, nothing overwritten."""

import csv
import errno
import os
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.job import Outcome, RowReport, RowState
from webinar_console.domain.neutral import restored_row
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files import results
from webinar_console.files.reader import read_file
from webinar_console.files.results import write_results
from webinar_console.files.vocabulary import RESULT_COLUMNS
from webinar_console.files.wire import Frame, Opened

HEADER = ("First name", "Last name", "E-mail")
AT = datetime(2026, 11, 20, 16, 41, 7, tzinfo=timezone(timedelta(hours=1)))


def report(seq: int, outcome: Outcome | None, *cells: str, words: str = "") -> RowReport:
    return RowReport(
        seq=seq,
        line=seq + 2,
        action=None,
        name="",
        email="",
        state=RowState.ENDED if outcome else RowState.WAITING,
        outcome=outcome,
        words=words,
        registrant_id=f"r{seq}" if outcome is Outcome.DONE else None,
        join_uri=f"https://x.com/{seq}" if outcome is Outcome.DONE else None,
        cells=cells,
    )


ROWS = [
    report(0, Outcome.DONE, "Zoë", "李", "zoe@x.com"),
    report(1, Outcome.REFUSED, "Bob", "", "bob", words="RingCentral said: “no”."),
    report(2, Outcome.ALREADY_THERE, "Cid", "C", "cid@x.com"),
    report(3, None, "Dan", "D", "dan@x.com"),
]


def table(path: Path | None) -> list[list[str]]:
    assert path is not None
    with path.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def test_both_files(tmp_path: Path) -> None:
    files = write_results(ROWS, HEADER, "spring guests.csv", [tmp_path], AT)
    assert [path.name for path in files.paths] == [
        "spring guests.done.20261120-164107.csv",
        "spring guests.not-done.20261120-164107.csv",
    ]
    assert table(files.done) == [
        [*HEADER, "Line", "Outcome", "Reason", "RegistrantId", "JoinLink"],
        ["Zoë", "李", "zoe@x.com", "2", "done", "", "r0", "https://x.com/0"],
        ["Cid", "C", "cid@x.com", "4", "already there", "", "", ""],
    ]
    assert table(files.not_done)[1:] == [
        ["Bob", "", "bob", "3", "refused", "RingCentral said: “no”.", "", ""],
        ["Dan", "D", "dan@x.com", "5", "waiting", "", "", ""],
    ]
    assert files.done is not None
    assert files.done.read_bytes().startswith(b"\xef\xbb\xbf")
    assert sorted(tmp_path.iterdir()) == sorted(files.paths)


def test_a_file_without_rows_is_not_written(tmp_path: Path) -> None:
    files = write_results(ROWS[:1], HEADER, "people.csv", [tmp_path], AT)
    assert (files.not_done, len(list(tmp_path.iterdir()))) == (None, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="a rename never goes over another file there")
def test_a_file_is_whole_when_its_name_appears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    link = Path.hardlink_to

    def linked(path: Path, target: Path) -> None:
        assert list(tmp_path.glob("*.csv")) == []
        named.append(Path(target).read_text(encoding="utf-8-sig"))
        link(path, target)

    monkeypatch.setattr(Path, "hardlink_to", linked)
    (path,) = write_results(ROWS[:1], HEADER, "guests.csv", [tmp_path], AT).paths
    assert named == [path.read_text(encoding="utf-8-sig")]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("links", [True, False])
def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:

        def refused(_path: Path, _target: Path) -> None:
            raise OSError(errno.EPERM, "this disk knows no links")

        monkeypatch.setattr(Path, "hardlink_to", refused)
    first = write_results(ROWS, HEADER, "people.csv", [tmp_path], AT)
    before = [path.read_bytes() for path in first.paths]
    second = write_results(ROWS[:2], HEADER, "people.csv", [tmp_path], AT)
    assert [path.read_bytes() for path in first.paths] == before
    assert [path.name for path in second.paths] == [
        "people.done.20261120-164107-2.csv",
        "people.not-done.20261120-164107-2.csv",
    ]


def test_the_not_done_file_comes_back(tmp_path: Path) -> None:
    """Dropped in again it reads as before, and its results do not pile up."""
    files = write_results(ROWS, HEADER, "people.csv", [tmp_path], AT)
    assert files.not_done is not None
    opened, *frames = read_file(files.not_done, ReadChoices())
    assert isinstance(opened, Opened)
    assert isinstance(frames[0], Frame)
    assert [guess.target for guess in opened.guesses] == [
        Target.FIRST_NAME,
        Target.LAST_NAME,
        Target.EMAIL,
        *[Target.IGNORE] * 5,
    ]
    rows = [report(n, Outcome.REFUSED, *cells) for n, cells in enumerate(frames[0].rows)]
    later = AT + timedelta(hours=1)
    again = write_results(rows, opened.header, files.not_done.name, [tmp_path], later)
    assert again.not_done is not None
    assert again.not_done.name == "people.not-done.20261120-174107.csv"
    assert table(again.not_done)[0] == [*HEADER, *RESULT_COLUMNS]
    assert [row[:3] for row in table(again.not_done)[1:]] == [["Bob", "", "bob"], ["Dan", "D", "dan@x.com"]]


def test_no_cell_is_run_by_a_spreadsheet_and_all_come_back(tmp_path: Path) -> None:
    rows = [report(0, None, "=1+1", "'-x", "ann@x.com", words="@no")]
    files = write_results(rows, HEADER, "people.csv", [tmp_path], AT)
    (row,) = table(files.not_done)[1:]
    assert row[:3] == ["'=1+1", "''-x", "ann@x.com"]
    assert row[-3] == "'@no"
    assert files.not_done is not None
    _opened, frame, _finished = read_file(files.not_done, ReadChoices())
    assert isinstance(frame, Frame)
    assert frame.rows[0][:3] == ("=1+1", "'-x", "ann@x.com")


def test_surplus_cells_are_kept(tmp_path: Path) -> None:
    rows = [report(0, Outcome.DONE, "A", "B", "a@x.com", "surplus"), ROWS[2]]
    files = write_results(rows, HEADER, "people.csv", [tmp_path], AT)
    assert [row[:5] for row in table(files.done)] == [
        [*HEADER, "", "Line"],
        ["A", "B", "a@x.com", "surplus", "2"],
        ["Cid", "C", "cid@x.com", "", "4"],
    ]


def test_the_next_folder_is_taken_when_the_first_refuses(tmp_path: Path) -> None:
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    gone, there = tmp_path / "gone" / "deep", tmp_path / "there"
    there.mkdir()
    files = write_results(ROWS, HEADER, "people.csv", [blocked, gone, there], AT)
    assert files.folder == there
    assert len(files.paths) == 2
    assert not gone.parent.exists(), "a folder that somebody removed, or took away, is nobody's to make"


def test_no_folder_at_all(tmp_path: Path) -> None:
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    with pytest.raises(FileProblem, match="could not be saved"):
        write_results(ROWS, HEADER, "people.csv", [blocked], AT)


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second file does not fit any more: the first goes too, and the other folder gets both."""
    full, other = tmp_path / "full", tmp_path / "other"
    full.mkdir()
    other.mkdir()
    calls = 0

    def settle(text: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr(results, "_settle", settle)
    files = write_results(ROWS, HEADER, "people.csv", [full, other], AT)
    assert files.folder == other
    assert list(full.iterdir()) == []
    assert len(list(other.iterdir())) == 2


@pytest.mark.parametrize(
    ("name", "stem"), [("Pasted text", "Pasted text"), ("a:b/c?.csv", "c_"), ("", "people"), (".csv", ".csv")]
)
def test_names_that_every_disk_takes(tmp_path: Path, name: str, stem: str) -> None:
    files = write_results(ROWS[:1], HEADER, name, [tmp_path], AT)
    assert files.done is not None
    assert files.done.name == f"{stem}.done.20261120-164107.csv"


@pytest.mark.parametrize("letter", ["a", "é", "参", "🎈"])
@pytest.mark.parametrize("length", [199, 200, 201, 230])
def test_a_name_as_long_as_a_disk_takes(tmp_path: Path, letter: str, length: int) -> None:
    """The longest part of it that still fits, whole letters only; twice in the same second."""
    name = letter * (length // len(letter.encode())) + ".csv"
    (tmp_path / name).write_text("")
    files = [write_results(ROWS, HEADER, name, [tmp_path], AT) for _time in range(2)]
    assert all(len(each.paths) == 2 for each in files)
    for path in (*files[0].paths, *files[1].paths):
        stem = path.name.partition(".")[0]
        assert set(stem) == {letter}
        assert len(stem) == min(length, 200) // len(letter.encode())


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=8)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*Outcome, None]), CELL, CELL), min_size=1, max_size=15))
def test_every_row_is_in_one_of_the_two(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple[Outcome | None, str, str]]
) -> None:
    rows = [
        report(n, outcome, first, last, f"p{n}@example.com")
        for n, (outcome, first, last) in enumerate(people)
    ]
    files = write_results(rows, HEADER, "people.csv", [tmp_path_factory.mktemp("out")], AT.astimezone(UTC))
    written = [list(restored_row(row[:3])) for path in files.paths for row in table(path)[1:]]
    assert sorted(written) == sorted(list(row.cells or ()) for row in rows)
