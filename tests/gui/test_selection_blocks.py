"""Selections as rectangles: each row once, and nothing that is not seen."""

from hypothesis import given
from hypothesis import strategies as st

from webinar_console.ui.registrants.pasting import area_of
from webinar_console.ui.registrants.selection import Block, runs_of

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
