"""Selections as rectangles: each row once, and nothing that is not seen."""

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gui.people import people
from webinar_console.ui.registrants import clipboard
from webinar_console.ui.registrants.columns import Attendance, registrant_columns, searched_cells
from webinar_console.ui.registrants.copying import copying
from webinar_console.ui.registrants.pasting import area_of
from webinar_console.ui.registrants.people_index import PeopleIndex
from webinar_console.ui.registrants.selection import Block, bands, runs_of

_SPAN = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
_BLOCKS = st.lists(st.builds(lambda rows, columns: Block(*rows, *columns), _SPAN, _SPAN), max_size=5)


@given(_BLOCKS)
def test_each_selected_row_comes_once_and_in_order(blocks: list[Block]) -> None:
    rows = [row for top, end in runs_of(blocks) for row in range(top, end)]
    assert rows == sorted({row for one in blocks for row in range(one.top, one.bottom + 1)})


@given(_BLOCKS, st.permutations(range(10)), st.integers(0, 10))
def test_an_area_is_of_columns_that_are_seen(blocks: list[Block], columns: list[int], count: int) -> None:
    shown = columns[:count]
    cells = {
        (row, column)
        for one in blocks
        for row in range(one.top, one.bottom + 1)
        for column in range(one.left, one.right + 1)
        if column in shown
    }
    area = area_of(blocks, shown)
    if area is None:
        # No rectangle: some cell between the outer ones is missing.
        rows = [row for row, _ in cells]
        places = [shown.index(column) for _, column in cells]
        around = (max(rows) - min(rows) + 1) * (max(places) - min(places) + 1) if cells else 1
        assert around != len(cells)
    else:
        assert cells == {(row, c) for row in range(area.top, area.bottom + 1) for c in area.columns}
        assert list(area.columns) == [column for column in shown if column in set(area.columns)]


@given(_BLOCKS, st.permutations(range(10)), st.integers(0, 10))
def test_bands_have_each_selected_cell_that_is_seen_once(
    blocks: list[Block], columns: list[int], count: int
) -> None:
    shown = columns[:count]
    found = list(bands(blocks, shown))
    rows = [row for top, bottom, _ in found for row in range(top, bottom + 1)]
    assert rows == sorted(set(rows))
    assert {(row, c) for top, bottom, places in found for row in range(top, bottom + 1) for c in places} == {
        (row, column)
        for one in blocks
        for row in range(one.top, one.bottom + 1)
        for column in range(one.left, one.right + 1)
        if column in shown
    }


def test_columns_that_were_moved_are_copied_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A selection over moved columns is a block for each of them."""
    columns = [*enumerate(registrant_columns(Attendance.NOT_YET))]
    index = PeopleIndex(searched_cells, [column for _, column in columns], people(2_000))
    blocks = [Block(0, 1_999, place, place) for place in range(len(columns) - 1)]
    put: list[str] = []
    monkeypatch.setattr(clipboard, "put", lambda lines, _html: put.extend(lines))
    of_a_step: list[int] = [0]

    def count(frame: FrameType, _event: str, _argument: object) -> Any:
        of_a_step[-1] += frame.f_code.co_filename == copying.__code__.co_filename
        return count

    was = sys.gettrace()
    try:
        sys.settrace(count)
        of_a_step.extend(0 for _ in copying(blocks, columns, index, range(2_000), lambda: None))
    finally:
        sys.settrace(was)
    assert len(put) == 2_000
    assert put[7].endswith("\t"), "the last column is not selected"
    assert max(of_a_step) < 10_000
