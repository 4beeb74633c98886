"""How wide the columns of a table are where there is not room for all of them. A pure function."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Width:
    """What a column would take, the least that it needs, in pixels, and when its turn is to give way: those
    of the lowest rank first."""

    wanted: int
    least: int
    rank: int = 0


def fitted(columns: Sequence[Width], room: int) -> list[int]:
    """The widths within ``room`` pixels; where even the least of all is wider, that."""
    widths = [max(column.wanted, column.least) for column in columns]
    for rank in sorted({column.rank for column in columns}):
        over = sum(widths) - room
        if over <= 0:
            break
        turn = [place for place, column in enumerate(columns) if column.rank == rank]
        spare = {place: widths[place] - columns[place].least for place in turn}
        share = min(1.0, over / total) if (total := sum(spare.values())) else 0.0
        for place in turn:
            widths[place] -= min(spare[place], ceil(share * spare[place]))
    return widths
