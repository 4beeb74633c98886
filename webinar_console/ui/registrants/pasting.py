"""Where pasted cells belong, and which of them cannot be put there. No Qt widgets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from webinar_console.services.grid import Grid

from .registrant_model import RegistrantModel
from .selection import Block
from .words import counted_cells

_AT_ONCE = 200


@dataclass(slots=True)
class Pasted:
    """What a paste will do: new texts by key and column name.

    ``refused`` counts cells by the reason why they cannot be edited; ``beyond`` are the rows of the block
    that have no row below the last one of the table, ``to_the_right`` columns that have none.
    """

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    beyond: Grid = field(default_factory=list)
    to_the_right: int = 0

    @property
    def count(self) -> int:
        """Cells that get text."""
        return sum(map(len, self.cells.values()))

    @property
    def words(self) -> str:
        """What became of the cells that were not put in; empty when there are none."""
        told = [
            f"{counted_cells(count)} {'was' if count == 1 else 'were'} not changed. {reason}"
            for reason, count in self.refused.most_common(2)
        ]
        if self.to_the_right:
            columns = "column has" if self.to_the_right == 1 else "columns have"
            told.append(f"{self.to_the_right:,} {columns} no place to the right of the last one.")
        return " ".join(told)


def extent(blocks: Sequence[Block]) -> Block | None:
    """The smallest block that holds all; ``None`` of none."""
    if not blocks:
        return None
    return Block(
        min(one.top for one in blocks),
        max(one.bottom for one in blocks),
        min(one.left for one in blocks),
        max(one.right for one in blocks),
    )


def spread(grid: Grid, height: int, width: int) -> Grid:
    """The block as often as it fits into a selection of ``height`` by ``width``, else once."""
    rows, columns = len(grid), max(map(len, grid), default=0)
    if not rows or not columns or height % rows or width % columns:
        return grid
    square = [[*row, *[""] * (columns - len(row))] for row in grid]
    return [row * (width // columns) for row in square] * (height // rows)


def pasting(
    model: RegistrantModel, grid: Grid, top: int, columns: Sequence[int], into: Pasted
) -> Iterator[None]:
    """Work out a paste at row ``top`` of what is shown, into ``columns`` from left to right.

    A step at a time; the result is in ``into``.
    """
    keys = [model.key_at(row) for row in range(top, min(top + len(grid), model.rowCount()))]
    into.beyond = grid[len(keys) :]
    into.to_the_right = max(0, max(map(len, grid), default=0) - len(columns))
    texts = ([*zip(columns, row, strict=False)] for row in grid)
    yield from placing(model, [*zip(keys, texts, strict=False)], into)


def filling(model: RegistrantModel, blocks: Sequence[Block], text: str, into: Pasted) -> Iterator[None]:
    """The same for one text in every cell of a selection."""
    columns: dict[int, set[int]] = {}
    for block in blocks:
        for row in range(block.top, block.bottom + 1):
            columns.setdefault(row, set()).update(range(block.left, block.right + 1))
    wanted = [(model.key_at(row), [(c, text) for c in sorted(columns[row])]) for row in sorted(columns)]
    yield from placing(model, wanted, into)


def placing(
    model: RegistrantModel, wanted: Sequence[tuple[str, Sequence[tuple[int, str]]]], into: Pasted
) -> Iterator[None]:
    """Texts by row's key and column: those that can be put there, and how many cannot, and why."""
    yield from model.slots.finding([key for key, _ in wanted])
    for count, (key, texts) in enumerate(wanted, 1):
        row_fixed = model.why_not_row(key)
        for place, text in texts:
            column = model.columns[place]
            reason = column.why_fixed or row_fixed
            if reason is None:
                into.cells.setdefault(key, {})[column.name] = text
            else:
                into.refused[reason] += 1
        if count % _AT_ONCE == 0:
            yield
