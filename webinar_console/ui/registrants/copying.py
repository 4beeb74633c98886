"""Selected cells on their way to the clipboard, a step at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from webinar_console.services.grid import html_row, text_row

from . import clipboard
from .columns import Column
from .people_index import PeopleIndex
from .selection import Block, bands

R = TypeVar("R")
_STEP = 200


def _nothing(_record: object) -> str:
    return ""


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
    found = list(bands(blocks, [place for place, _ in columns]))
    lines: list[str] = []
    as_html: list[str] = []
    height = sum(bottom - top + 1 for top, bottom, _ in found)
    has_html = height * len(columns) <= clipboard.MOST_HTML_CELLS
    number = 0
    for top, bottom, places in found:
        texts = [column.text if place in places else _nothing for place, column in columns]
        for slot in order[top : bottom + 1]:
            number += 1
            if number % _STEP == 0:
                yield
            if not people.is_live(slot):
                continue
            record = people.rows[slot]
            cells = [text(record) for text in texts]
            lines.append(text_row(cells, neutral=not has_html))
            if has_html:
                as_html.append(html_row(cells))
    if lines and columns:
        clipboard.put(lines, as_html)
        if not has_html:
            on_plain()
