"""Blocks of cells on the clipboard, as spreadsheets put them there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.steps import ended
from webinar_console.services.grid import _closely, grid_of, html_of, html_row, text_of, text_row

_CELL = st.text(alphabet=st.sampled_from('ab "\t\n\r=é漢\u00a0'), max_size=6)
_GRID = st.lists(st.lists(_CELL, min_size=1, max_size=4), min_size=1, max_size=4)

# As Excel, LibreOffice and Google Sheets copy two columns of three rows; the second cell has a line end.
EXCEL = 'Ann\tann@x.example\r\n"Bob\nLee"\tbob@x.example\r\n"He said ""hi"""\t=1+1\r\n'
SHEETS = 'Ann\tann@x.example\n"Bob\nLee"\tbob@x.example\n"He said ""hi"""\t=1+1'


@pytest.mark.parametrize("text", [EXCEL, SHEETS])
def test_what_spreadsheets_copy(text: str) -> None:
    assert ended(grid_of(text)) == [
        ["Ann", "ann@x.example"],
        ["Bob\nLee", "bob@x.example"],
        ['He said "hi"', "=1+1"],
    ]


@pytest.mark.parametrize(
    ("text", "grid"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\n", [["a"]]),
        ("a\t", [["a", ""]]),
        ("\ta", [["", "a"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ('"Bob', [['"Bob']]),
        ('"a"b\tc', [['"a"b', "c"]]),
        ('5" nails\tb', [['5" nails', "b"]]),
    ],
)
def test_plain_text(text: str, grid: list[list[str]]) -> None:
    assert ended(grid_of(text)) == grid


@given(_GRID)
def test_a_block_comes_back_as_it_went(grid: list[list[str]]) -> None:
    # A last row with one empty cell cannot be told from the line end that spreadsheets add.
    if grid[-1] == [""]:
        grid = [*grid[:-1], ["x"]]
    assert ended(grid_of(text_of(map(text_row, grid)))) == grid


def test_the_table_of_a_web_page_is_taken_where_the_text_has_no_columns() -> None:
    page = "<table><tr><td>Ann</td><td>ann@x.example</td></tr></table>"
    assert ended(grid_of("Ann ann@x.example", page)) == [["Ann", "ann@x.example"]]
    assert ended(grid_of("Ann\tann@x.example", page)) == [["Ann", "ann@x.example"]]


def test_cells_arrive_in_a_spreadsheet_as_text() -> None:
    told = html_of([html_row(["=1+1", "007", "<b>"])])
    assert told.count("mso-number-format:'\\@'") == 3
    assert "&lt;b&gt;" in told
    assert ended(grid_of("=1+1 007 <b>", told)) == [["=1+1", "007", "<b>"]]


@given(_GRID)
def test_the_quick_way_and_the_close_one_read_alike(grid: list[list[str]]) -> None:
    text = text_of(map(text_row, grid))
    assert text == "" or ended(grid_of(text)) == ended(_closely(text))


@given(_GRID)
def test_a_neutral_block_runs_nowhere_and_comes_back_as_it_went(grid: list[list[str]]) -> None:
    if grid[-1] == [""]:
        grid = [*grid[:-1], ["x"]]
    text = text_of(text_row(row, neutral=True) for row in grid)
    assert not any(cell.startswith(("=", "\t", "\r")) for row in ended(grid_of(text)) for cell in row)
    assert ended(grid_of(text, restore=True)) == grid


def test_only_what_was_made_neutral_is_restored() -> None:
    assert ended(grid_of("'=1\tb")) == [["'=1", "b"]]
    assert ended(grid_of("'=1\tb", restore=True)) == [["=1", "b"]]


@pytest.mark.parametrize("first", ["a", '"a"b'])
def test_much_is_read_a_step_at_a_time(first: str) -> None:
    """The second kind has a quotation mark as a letter, and is read the close way."""
    text = "\n".join([first, *["a\tb"] * 20_000])
    assert sum(1 for _ in grid_of(text)) > 20
    assert len(ended(grid_of(text))) == 20_001
