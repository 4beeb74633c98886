"""Cells that look like formulas: harmless in a spreadsheet, unharmed when they come back."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.files.reader import read
from webinar_console.domain.neutral import neutralised, neutralised_row, restored, restored_row, told_apart

_SIGNS = "=+-@\t\r\n\0＝＋－＠"
#: Texts with many signs and apostrophes among the letters.
TEXTS = st.text(st.one_of(st.sampled_from(_SIGNS + "''ab,; \"\x1f"), st.characters()), max_size=12)


@given(TEXTS)
def test_any_text_comes_back(text: str) -> None:
    assert restored(neutralised(text)) == text
    assert restored(told_apart(text)) == text


@given(TEXTS)
def test_nothing_that_is_written_runs(text: str) -> None:
    assert neutralised(text)[:1] not in tuple(_SIGNS)


@given(st.lists(TEXTS, min_size=1), st.sampled_from(",;\t"), st.sampled_from(",;\t"))
def test_nothing_runs_where_the_line_is_parted_elsewhere(cells: list[str], ours: str, theirs: str) -> None:
    """A spreadsheet whose list separator is another one than that of the file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=ours).writerow(neutralised_row(cells))
    assume("\0" not in text.getvalue())
    if ours == theirs:
        parted = list(csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=theirs))
    else:  # as badly as it can be done: quotation marks hold nothing together
        lines = text.getvalue().splitlines()
        parted = [
            [first, *(c.lstrip('"') for c in rest)] for first, *rest in (s.split(theirs) for s in lines)
        ]
    assert not [cell for cells in parted for cell in cells if cell[:1] in tuple("=+-@＝＋－＠")]


@given(TEXTS)
def test_as_little_as_possible_is_changed(text: str) -> None:
    assert neutralised(text).replace("'", "") == text.replace("'", "")
    if not set(text[:-1]) & set(",;\t\r\n"):
        assert neutralised(text) in (text, f"'{text}")
    assert told_apart(text) == text or "'" in text


@pytest.mark.parametrize(
    "text",
    [
        "'t Hooft",
        "O'Neil",
        "'",
        "''",
        "'quoted'",
        "rock 'n' roll",
        "",
        " =1",
        "a=1",
        "1-1",
        "Zoë",
        "a, -1",
        "R&D;x",
    ],
)
def test_other_texts_stay_in_files_and_out_of_files(text: str) -> None:
    assert neutralised(text) == told_apart(text) == restored(text) == text


@given(st.lists(TEXTS))
def test_rows_are_their_cells(cells: list[str]) -> None:
    assert list(neutralised_row(cells)) == [neutralised(cell) for cell in cells]
    assert list(restored_row(cells)) == [restored(cell) for cell in cells]


def test_reading_takes_the_apostrophe_away_once() -> None:
    rows = [["E-mail", "'=Note"], ["a@x.example", "'=1+1"], ["b@x.example", "''=1+1"], ["c@x.example", "'t"]]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    found = read(text.getvalue())
    assert found.opened.header == ("E-mail", "=Note")
    assert [cells[1] for cells in found.rows] == ["=1+1", "'=1+1", "'t"]
