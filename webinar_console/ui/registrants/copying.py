"""Selected cells on their way to the clipboard, a step at a time."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from webinar_console.services.grid import html_row, text_row

from . import clipboard
from .columns import Column
from .people_index import PeopleIndex
from .selection import Block, runs_of

R = TypeVar("R")
_STEP = 200


def copying(
    blocks: Sequence[Block],
    columns: Sequence[tuple[int, Column[R]]],
    people: PeopleIndex[R],
    order: Sequence[int],
    on_plain: Callable[[], None],
) -> Iterator[None]:
    """Put the cells of ``blocks`` on the clipboard, as text and as a table.

    ``columns`` are those that have a selected cell and are shown, from left to right, with their places in
    the model; ``order`` are the rows' slots as they were selected. ``on_plain`` is called where it was so
    much that nothing marks the cells as text.
    """
    whole = len({(one.left, one.right) for one in blocks}) < 2
    rows = list(chain.from_iterable(range(top, end) for top, end in runs_of(blocks)))
    picked: set[tuple[int, int]] = set()
    for one in [] if whole else blocks:
        for row in range(one.top, one.bottom + 1):
            picked.update((row, column) for column in range(one.left, one.right + 1))
    lines: list[str] = []
    as_html: list[str] = []
    has_html = len(rows) * len(columns) <= clipboard.MOST_HTML_CELLS
    for number, row in enumerate(rows, 1):
        if not people.is_live(order[row]):
            continue
        record = people.rows[order[row]]
        cells = [column.text(record) if whole or (row, c) in picked else "" for c, column in columns]
        lines.append(text_row(cells, neutral=not has_html))
        if has_html:
            as_html.append(html_row(cells))
        if number % _STEP == 0:
            yield
    if lines and columns:
        clipboard.put(lines, as_html)
        if not has_html:
            on_plain()
