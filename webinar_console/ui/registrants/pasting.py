"""Where pasted cells belong, and which of them cannot be put there. No Qt widgets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from webinar_console.domain.registrant import Registrant
from webinar_console.services.grid import Grid

from .columns import Column
from .registrant_model import RegistrantModel
from .selection import Block, bands
from .words import counted_cells

_AT_ONCE = 200


@dataclass(slots=True)
class Pasted:
    """What a paste will do: new texts by key and column name.

    ``refused`` counts cells by the reason why they cannot be edited; ``beyond`` are the rows of the block
    that have no row below the last one of the table, their cells in these ``columns`` of it, by name;
    ``to_the_right`` counts columns that have none.
    """

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    beyond: Grid = field(default_factory=list)
    columns: Sequence[str] = ()
    to_the_right: int = 0

    @property
    def count(self) -> int:
        """Cells that get text."""
        return sum(map(len, self.cells.values()))

    @property
    def words(self) -> str:
        """What became of the cells that were not put in; empty when there are none."""
        told = refused_words(self.refused, was=True)
        if self.to_the_right:
            columns = "column has" if self.to_the_right == 1 else "columns have"
            told.append(f"{self.to_the_right:,} {columns} no place to the right of the last one.")
        return " ".join(told)


def refused_words(refused: Counter[str], *, was: bool = False) -> list[str]:
    """What cannot be changed and why, the most frequent reasons; ``was``: it was tried."""
    told = []
    for reason, count in refused.most_common(2):
        verb = ("was" if count == 1 else "were") + " not changed" if was else "cannot be changed"
        told.append(f"{counted_cells(count)} {verb}. {reason}")
    return told


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle as it is seen: rows ``top`` to ``bottom`` and the ``columns`` from left to right."""

    top: int
    bottom: int
    columns: Sequence[int]


def area_of(blocks: Sequence[Block], shown: Sequence[int]) -> Area | None:
    """The rectangle that a selection is, ``shown`` being the columns from left to right; ``None`` when it is
    none, or of nothing that is shown.
    """
    found = list(bands(blocks, shown))
    if not found:
        return None
    columns = found[0][2]
    first = shown.index(columns[0])
    is_whole = list(shown[first : first + len(columns)]) == columns
    follow = all(one[1] + 1 == other[0] for one, other in pairwise(found))
    if not is_whole or not follow or any(band[2] != columns for band in found):
        return None
    return Area(found[0][0], found[-1][1], columns)


def spread(grid: Grid, height: int, width: int) -> Grid:
    """The block as often as it fits into a selection of ``height`` by ``width``, else once."""
    rows, columns = len(grid), max(map(len, grid), default=0)
    if not rows or not columns or height % rows or width % columns:
        return grid
    square = [[*row, *[""] * (columns - len(row))] for row in grid]
    return [row * (width // columns) for row in square] * (height // rows)


def pasting(
    model: RegistrantModel, grid: Grid, slots: Sequence[int], columns: Sequence[int], into: Pasted
) -> Iterator[None]:
    """Work out a paste into the rows of ``slots`` and ``columns`` from left to right.

    A step at a time; the result is in ``into``.
    """
    into.beyond = grid[len(slots) :]
    described = [model.columns[column] for column in columns]
    into.columns = [column.name for column in described]
    into.to_the_right = max(0, max(map(len, grid), default=0) - len(columns))
    texts = ([*zip(described, row, strict=False)] for row in grid)
    yield from _placing(model, zip(slots, texts, strict=False), into)


def filling(
    model: RegistrantModel,
    order: Sequence[int],
    blocks: Sequence[Block],
    shown: Sequence[int],
    text: str,
    into: Pasted,
) -> Iterator[None]:
    """The same for one text in every cell that is seen of a selection: its rows are shown in this ``order``,
    and of its columns those that are ``shown``.
    """
    described = model.columns
    for top, bottom, columns in bands(blocks, shown):
        texts = [(described[column], text) for column in columns]
        rows = ((slot, texts) for slot in order[top : bottom + 1])
        yield from _placing(model, rows, into)


def _placing(
    model: RegistrantModel,
    wanted: Iterable[tuple[int, Sequence[tuple[Column[Registrant], str]]]],
    into: Pasted,
) -> Iterator[None]:
    """Texts by slot and column: those that can be put there, and how many cannot, and why."""
    people = model.index_of_people
    for count, (slot, texts) in enumerate(wanted, 1):
        if count % _AT_ONCE == 0:
            yield
        if not people.is_live(slot):
            continue  # the person left while it was worked out
        record = people.rows[slot]
        key = record.id
        model.slots.place(key, slot)
        row_fixed = model.why_not_row(key)
        cells: dict[str, str] = {}
        for column, text in texts:
            reason = column.why_fixed or row_fixed
            if reason is None:
                cells[column.name] = text
            else:
                into.refused[reason] += 1
        # Parts that their field has no place for, once the row's other cells are put in.
        for name, reason in model.parts.refused(cells, record, model.server_record(key)).items():
            del cells[name]
            into.refused[reason] += 1
        if cells:
            into.cells.setdefault(key, {}).update(cells)
    yield
