"""Which columns give way, and in which order."""

from hypothesis import given
from hypothesis import strategies as st

from webinar_console.ui.widgets.column_widths import Width, fitted

WIDTHS = st.builds(
    lambda least, more, rank: Width(least + more, least, rank),
    st.integers(0, 200),
    st.integers(0, 300),
    st.integers(0, 3),
)


@given(st.lists(WIDTHS, max_size=12), st.integers(-50, 3_000))
def test_they_fit_where_they_can_and_give_way_in_order(columns: list[Width], room: int) -> None:
    widths = fitted(columns, room)
    for column, width in zip(columns, widths, strict=True):
        assert column.least <= width <= column.wanted
    if sum(column.wanted for column in columns) <= room:
        assert widths == [column.wanted for column in columns]
    elif sum(column.least for column in columns) > room:
        assert widths == [column.least for column in columns]
    else:
        # A pixel for each column may be lost to rounding.
        assert room - len(columns) <= sum(widths) <= room
    touched = {c.rank for c, width in zip(columns, widths, strict=True) if width < c.wanted}
    for column, width in zip(columns, widths, strict=True):
        if touched and column.rank < max(touched):
            assert width == column.least, "it had its turn before the others"


def test_no_columns_have_no_widths() -> None:
    assert fitted([], 100) == []
