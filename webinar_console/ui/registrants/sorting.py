"""Sorting any number of rows in small steps: what a column is compared by, stable orders up and down."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from webinar_console.domain.folding import LAST, folded_key
from webinar_console.domain.natural import natural_texts

R = TypeVar("R")

#: Rows that one step works on: about a millisecond.
STEP = 2_000
RUN = 2 * STEP

#: Keys of each sorted run that others are cut at.
_PARTS = 3

Steps = Generator[None, None, Sequence[int]]


@dataclass(frozen=True, slots=True)
class By:
    """One of the columns that rows are sorted by."""

    column: str
    descending: bool = False


def added(by: Sequence[By], column: str) -> list[By]:
    """The columns with one more behind them. One that is there turns round in its place, then is let go."""
    now = next((one for one in by if one.column == column), None)
    if now is None:
        return [*by, By(column)]
    if now.descending:
        return [one for one in by if one is not now]
    return [By(column, descending=True) if one is now else one for one in by]


def keys_of(
    rows: Sequence[R], text: Callable[[R], str | None], *, is_natural: bool
) -> Generator[None, None, list[str]]:
    """What each row is compared by; empty cells come last. Where it is natural, numbers count by value."""
    keys: list[str] = []
    while len(keys) < len(rows):
        # folded_key, with its common case in line: a call for each row would double the time.
        part = [
            (cell.lower() if cell.isascii() else folded_key(cell)) if (cell := text(row)) else LAST
            for row in rows[len(keys) : len(keys) + STEP]
        ]
        keys.extend(natural_texts(part) if is_natural else part)
        yield
    return keys


def sorted_stably(slots: Sequence[int], keys: Sequence[str]) -> Steps:
    """A stable sort in small steps: sorted runs first, then all runs merged, one range of keys at a time."""
    key = keys.__getitem__
    runs: list[list[int]] = []
    for start in range(0, len(slots), STEP):
        runs.append(sorted(slots[start : start + STEP], key=key))
        yield
    if len(runs) < 2:
        return runs[0] if runs else []
    # Ranges of keys, cut at keys out of all runs, so that each is less than a step of work. Each run gives
    # others of its places: runs of one list are much alike, and the same places would be the same keys. A key
    # that is found more than once is that of many rows: they need no sorting, in the order of the runs.
    pivots = Counter(
        key(run[len(run) * (2 * (part * len(runs) + number) + 1) // (2 * _PARTS * len(runs))])
        for number, run in enumerate(runs)
        for part in range(_PARTS)
    )
    begins = [0] * len(runs)
    merged: list[int] = []
    for pivot in sorted(pivots):
        part: list[int] = []
        for number, run in enumerate(runs):
            end = bisect_left(run, pivot, begins[number], key=key)
            part += run[begins[number] : end]
            begins[number] = end
        part.sort(key=key)
        merged += part
        yield
        if pivots[pivot] > 1:
            for number, run in enumerate(runs):
                end = bisect_right(run, pivot, begins[number], key=key)
                merged += run[begins[number] : end]
                begins[number] = end
            yield
    rest = [slot for number, run in enumerate(runs) for slot in run[begins[number] :]]
    rest.sort(key=key)
    merged += rest
    yield
    return merged


def reversed_stably(ascending: Sequence[int], keys: Sequence[str]) -> Steps:
    """The descending order: groups of equal keys from the last to the first, empty cells still at the end."""
    # Where each group begins, as numbers: a hundred thousand little lists would call the collector.
    begins = [0]
    for start in range(1, len(ascending), STEP):
        part = ascending[start - 1 : start + STEP]
        begins += [
            place for place, (before, slot) in enumerate(pairwise(part), start) if keys[before] != keys[slot]
        ]
        yield
    end = len(ascending)
    order: list[int] = []
    empty: Sequence[int] = ()
    if end and keys[ascending[begins[-1]]] == LAST:
        empty = ascending[begins[-1] :]
        end = begins.pop()
    for last in range(len(begins), 0, -STEP):
        for begin in reversed(begins[max(0, last - STEP) : last]):
            order += ascending[begin:end]
            end = begin
        yield
    return [*order, *empty]
