"""A selection that stays with its people when the order of the table changes.

Qt keeps a selection through a layout change only while the number of rows stays the same. After a filter it
would select everything between the first and the last of them; and for thousands of scattered rows it takes
a second. So the view takes the selection out before the order changes and puts it back afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex

from .people_model import places

#: Above this many rows, or this many separate blocks of them, a selection is let go.
MOST_ROWS = 20_000
MOST_BLOCKS = 2_000


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of selected cells; all bounds are inclusive."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A selection by slots. ``whole`` is the order that was selected from top to bottom, if it was."""

    slots: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    whole: Sequence[int] | None = None
    columns: tuple[int, int] = (0, 0)


def runs_of(blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    """The rows of a selection from top to bottom, each once: as runs from a row to the one after the last."""
    reached = 0
    for top, bottom in sorted((one.top, one.bottom) for one in blocks):
        if bottom >= reached:
            yield max(top, reached), bottom + 1
            reached = bottom + 1


def bands(blocks: Iterable[Block], shown: Sequence[int]) -> Iterator[tuple[int, int, list[int]]]:
    """A selection from top to bottom, as rows (first and last) that have the same columns selected, of those
    that are ``shown`` and in their order: Qt selects hidden columns along with their neighbours.
    """
    coming = sorted(blocks, key=lambda one: one.top, reverse=True)
    here: list[Block] = []
    top = 0
    while coming or here:
        here = [one for one in here if one.bottom >= top]
        if not here and coming:
            top = coming[-1].top
        while coming and coming[-1].top <= top:
            here.append(coming.pop())
        if not here:
            return
        bottom = min(one.bottom for one in here)
        if coming:
            bottom = min(bottom, coming[-1].top - 1)
        columns = {column for one in here for column in range(one.left, one.right + 1)}
        if seen := [column for column in shown if column in columns]:
            yield top, bottom, seen
        top = bottom + 1


def keep(blocks: Sequence[Block], order: Sequence[int]) -> Kept:
    """The selection as slots, by the columns that are selected in them."""
    if len(blocks) == 1 and blocks[0].top == 0 and blocks[0].bottom == len(order) - 1:
        one = blocks[0]
        slots = {(one.left, one.right): list(order)} if len(order) <= MOST_ROWS else {}
        return Kept(slots, order, (one.left, one.right))
    if sum(block.bottom - block.top + 1 for block in blocks) > MOST_ROWS:
        return Kept()
    by_columns: dict[tuple[int, int], list[int]] = {}
    for block in blocks:
        by_columns.setdefault((block.left, block.right), []).extend(order[block.top : block.bottom + 1])
    return Kept(by_columns)


def blocks_for(kept: Kept, order: Sequence[int]) -> list[Block]:
    """Where the selection is in a new order; empty when it would be in too many pieces."""
    if kept.whole is not None and order and set(kept.whole).issuperset(order):
        return [Block(0, len(order) - 1, *kept.columns)]
    found: list[Block] = []
    for (left, right), slots in kept.slots.items():
        rows = sorted(places(set(slots), order).values())
        start = 0
        for end in range(1, len(rows) + 1):
            if end == len(rows) or rows[end] != rows[end - 1] + 1:
                found.append(Block(rows[start], rows[end - 1], left, right))
                start = end
                if len(found) > MOST_BLOCKS:
                    return []
    return found


def select(selection: QItemSelectionModel, blocks: Sequence[Block]) -> None:
    """Select exactly these cells; the current cell stays."""
    model = selection.model()
    wanted = QItemSelection()
    for block in blocks:
        top_left = model.index(block.top, block.left, QModelIndex())
        bottom_right = model.index(block.bottom, block.right, QModelIndex())
        wanted.append([QItemSelectionRange(top_left, bottom_right)])
    selection.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)
