"""Tables that are written are read back: by other libraries, and by our own reading."""

import csv
import errno
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.reader import read
from tests.files.test_neutral import TEXTS
from webinar_console.domain.errors import FileProblem
from webinar_console.files import exporting
from webinar_console.files.book_writing import LONGEST_CELL, MOST_ROWS
from webinar_console.files.exporting import (
    DISK_FULL,
    FOLDER_GONE,
    IN_USE,
    NOT_ALLOWED,
    sentence_for,
    write_table,
)
from webinar_console.files.wire import Order

HEADER = ("E-mail", "First name", "Last name", "Note")
NAMES = ("email", "first_name", "last_name", "note")
#: What people really have in their fields, and what somebody would like to have run.
NASTY = [
    *(
        "=1+1",
        "=cmd|'/c calc'!A1",
        '=HYPERLINK("http://x.example","a")',
        "+49 170 1",
        "-1",
        "@SUM(A1)",
        "\t=1",
    ),
    *(
        "'=1+1",
        "''-a",
        "'t Hooft",
        "a;=1+1",
        'a";=1+1',
        "<r><t>x</t></r>",
        "<r></t><f>1+1</f></r>",
        "]]>",
        "&amp;",
    ),
    *(
        "_x000D_",
        "_x0041_",
        "007",
        "12345678901234567890",
        " outer ",
        "two\nlines",
        "Zoë 東京 🎉",
        "﻿mark",
        "a|b,c",
    ),
]
_CELLS = st.one_of(
    st.sampled_from(NASTY),
    # XML carries the other control characters as codes, which not every reader takes back.
    TEXTS.map(lambda text: "".join(c for c in text if c.isprintable() or c in "\t\n")),
)
_SLOW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


def order(suffix: str, delimiter: str = ",") -> Order:
    return Order("", suffix, delimiter, "People", NAMES, HEADER, (30, 12, 12, 20))


def written(folder: Path, suffix: str, rows: Iterable[Sequence[str]], delimiter: str = ",") -> Path:
    path = folder / f"people{suffix}"
    path.unlink(missing_ok=True)
    write_table(path, order(suffix, delimiter), [list(rows)])
    return path


def people(cells: Iterable[str]) -> list[tuple[str, ...]]:
    return [(f"p{at}@x.example", "Ann", "Lee", cell) for at, cell in enumerate(cells)]


@_SLOW
@given(cells=st.lists(_CELLS, min_size=1, max_size=8), delimiter=st.sampled_from(",;\t"))
def test_text_comes_back(cells: list[str], delimiter: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    suffix = ".tsv" if delimiter == "\t" else ".csv"
    path = written(tmp_path_factory.mktemp("out"), suffix, people(cells), delimiter)
    found = read(path.read_bytes())
    assert found.opened.header == HEADER
    assert found.opened.delimiter == delimiter
    assert found.rows == people(cells)


@_SLOW
@given(cells=st.lists(_CELLS, min_size=1, max_size=8))
def test_a_workbook_comes_back(cells: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = written(tmp_path_factory.mktemp("out"), ".xlsx", people(cells))
    found = read(path.read_bytes())
    assert found.opened.header == HEADER
    assert found.rows == people(cells)


@_SLOW
@given(cells=st.lists(TEXTS, min_size=1, max_size=8))
def test_lines_of_json_come_back(cells: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = written(tmp_path_factory.mktemp("out"), ".jsonl", people(cells))
    objects = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    assert objects == [dict(zip(NAMES, [cell or None for cell in row], strict=True)) for row in people(cells)]


def test_other_libraries_read_the_texts(tmp_path: Path) -> None:
    """What a spreadsheet shows: texts; in CSV those that look like formulas have an apostrophe in front."""
    rows = people(NASTY)
    sheet = openpyxl.load_workbook(written(tmp_path, ".xlsx", rows)).active
    assert sheet is not None
    assert next(tuple(cell.value for cell in row) for row in sheet.iter_rows()) == HEADER
    cells = [row[3] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}
    plain = [text for text in NASTY if "_x" not in text and not text.startswith("'")]
    shown = [cell.value for cell in cells]
    assert [shown[NASTY.index(text)] for text in plain] == plain
    assert sheet.freeze_panes == "A2"
    raw = written(tmp_path, ".csv", rows, ";").read_bytes()
    assert raw.startswith("﻿E-mail;First name".encode())
    told = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    notes = [row[3] for row in told[1:]]
    assert notes[0] == "'=1+1"
    assert not [note for note in notes if note[:1] in tuple("=+-@\t\r")]


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    path = written(tmp_path, ".xlsx", people(NASTY))
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<r>" not in sheet
    assert sheet.count("<row ") == len(NASTY) + 1


def test_a_name_of_a_sheet_is_one_that_excel_takes(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    named = Order("", ".xlsx", ",", "'Q&A: [what] / why? " + "x" * 40, NAMES, HEADER, (9, 9, 9, 9))
    write_table(path, named, [people(["x"])])
    (name,) = openpyxl.load_workbook(path).sheetnames
    assert name.startswith("Q&A")
    assert len(name) <= 31
    assert not set(name) & set("[]:*?/\\")


# -- nothing is left behind


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".tsv", ".jsonl"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("a disk that is always full exists on Linux only")
    rows = people(["x" * 200] * 3_000)
    real = exporting.os.open

    def on_full(path: Path, flags: int, mode: int = 0o777) -> int:
        real(path, flags, mode)
        return real(full, exporting.os.O_WRONLY)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting.os, "open", on_full)
        with pytest.raises(FileProblem) as caught:
            write_table(tmp_path / f"a{suffix}", order(suffix), [rows])
    assert caught.value.sentence == DISK_FULL
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl"])
def test_rows_that_end_early_leave_nothing(tmp_path: Path, suffix: str) -> None:
    def portions() -> Iterator[list[tuple[str, ...]]]:
        yield people(["a"])
        raise EOFError

    with pytest.raises(EOFError):
        write_table(tmp_path / f"a{suffix}", order(suffix), portions())
    assert list(tmp_path.iterdir()) == []


def test_what_a_sheet_cannot_hold_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="Choose CSV instead"):
        write_table(tmp_path / "a.xlsx", order(".xlsx"), [people(["x" * (LONGEST_CELL + 1)])])
    one = ("", "", "", "x")
    with pytest.raises(FileProblem, match="1,048,575 people"):
        write_table(tmp_path / "a.xlsx", order(".xlsx"), [[one] * MOST_ROWS])
    assert list(tmp_path.iterdir()) == []
    write_table(tmp_path / "a.csv", order(".csv"), [people(["x" * (LONGEST_CELL + 1)])])


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as caught:
        write_table(tmp_path / "gone" / "a.csv", order(".csv"), [])
    assert caught.value.sentence == FOLDER_GONE


def test_each_trouble_has_its_sentence() -> None:
    busy = OSError(errno.EACCES, "sharing violation")
    busy.winerror = 32  # type: ignore[attr-defined]
    assert sentence_for(busy) == IN_USE
    assert sentence_for(PermissionError(errno.EACCES, "denied")) == NOT_ALLOWED
    assert sentence_for(OSError(errno.EROFS, "read-only")) == NOT_ALLOWED
    assert sentence_for(OSError(errno.ENOSPC, "full")) == DISK_FULL
    assert sentence_for(OSError(errno.EIO, "broken")) == exporting.NOT_WRITTEN
