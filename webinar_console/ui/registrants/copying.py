"""Selected cells on their way to the clipboard, a step at a time."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from webinar_console.services.grid import Grid, html_row

from . import clipboard
from .columns import Column
from .people_index import PeopleIndex
from .selection import Block

R = TypeVar("R")
_STEP = 200


def copying(
    blocks: Sequence[Block],
    columns: Sequence[tuple[int, Column[R]]],
    people: PeopleIndex[R],
    order: Sequence[int],
) -> Iterator[None]:
    """Put the cells of ``blocks`` on the clipboard, as text and as a table.

    ``columns`` are those that have a selected cell and are shown, from left to right, with their places in
    the model; ``order`` are the rows' slots as they were selected.
    """
    whole = len({(one.left, one.right) for one in blocks}) < 2
    rows: set[int] = set()
    picked: set[tuple[int, int]] = set()
    for one in blocks:
        rows.update(range(one.top, one.bottom + 1))
        if not whole:
            for row in range(one.top, one.bottom + 1):
                picked.update((row, column) for column in range(one.left, one.right + 1))
    grid: Grid = []
    as_html: list[str] = []
    has_html = len(rows) * len(columns) <= clipboard.MOST_HTML_CELLS
    for number, row in enumerate(sorted(rows), 1):
        if not people.is_live(order[row]):
            continue
        record = people.rows[order[row]]
        cells = [column.text(record) if whole or (row, c) in picked else "" for c, column in columns]
        grid.append(cells)
        if has_html:
            as_html.append(html_row(cells))
        if number % _STEP == 0:
            yield
    if grid and columns:
        clipboard.put(grid, as_html)
