"""Corrections that go along to a list that was read again: to the same people, or to nobody.

Line numbers say who a row is only while bytes and sheet are the same. Else a row is found by its cells; among
equal rows the first stays the first.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from webinar_console.domain.import_record import KeptRow
from webinar_console.domain.people_source import TableSource

from .import_draft import ImportDraft
from .mending import Cells, Mended
from .slices import exhausted_in_slices

#: So many rows are looked for one by one: that is quicker than a look at the cells of all.
_FEW = 4
# Rows that are compared in one go, for a thread beside the loop's.
_PART = 2_000


class Carried(NamedTuple):
    """What could be kept, and how many corrections and rows left out could not."""

    mended: Mended
    lost: int


def carried(mended: Mended, old: ImportDraft, new: ImportDraft) -> Carried:
    """What was mended in ``old``, for ``new``. Looks at each row: not for the loop's thread."""
    if not mended:
        return Carried(mended, 0)
    if _same_bytes(old, new) and old.source == new.source and _tells_lines(old) and _tells_lines(new):
        found = {line: position for position, line in enumerate(new.lines)}
        rows = {*mended.corrections, *mended.left_out}
        places = {row: found[old.lines[row]] for row in rows if old.lines[row] in found}
    else:
        places = found_again(rows_of(mended, old.rows), new.rows)
    return moved(mended, places)


def moved(mended: Mended, places: Mapping[int, int]) -> Carried:
    """The same for rows that stand in other places now; those that ``places`` does not name are gone."""
    corrections = {places[row]: cells for row, cells in mended.corrections.items() if row in places}
    left_out = frozenset(places[row] for row in mended.left_out if row in places)
    lost = sum(len(cells) for row, cells in mended.corrections.items() if row not in places)
    return Carried(Mended(corrections, left_out), lost + len(mended.left_out) - len(left_out))


def rows_of(
    mended: Mended, rows: Sequence[Cells], known: dict[int, KeptRow] | None = None
) -> tuple[KeptRow, ...]:
    """How to know again the rows that were mended.

    ``known`` is what was found out about these rows before, by position: only others are looked for, and put
    there.
    """
    known = {} if known is None else known
    places = {place for place in {*mended.corrections, *mended.left_out} if place < len(rows)}
    new = places - known.keys()
    if len(new) <= _FEW:
        for place in new:
            known[place] = KeptRow(place, _before(rows, place), _print_of(rows[place]))
    else:
        _look_for(new, rows, known)
    return tuple(known[place] for place in sorted(places))


def _before(rows: Sequence[Cells], place: int) -> int:
    """How many rows above this one have the same cells."""
    starts = range(0, place, _PART)
    return sum(rows[start : min(place, start + _PART)].count(rows[place]) for start in starts)


def _look_for(places: AbstractSet[int], rows: Sequence[Cells], known: dict[int, KeptRow]) -> None:
    wanted = {rows[place] for place in places}
    seen: Counter[Cells] = Counter()
    for place, cells in enumerate(rows):
        if cells in wanted:
            if place in places:
                known[place] = KeptRow(place, seen[cells], _print_of(cells))
            seen[cells] += 1


def found_again(kept: Sequence[KeptRow], rows: Sequence[Cells]) -> dict[int, int]:
    """Where the rows stand now, by where they stood; rows that are gone are not in it."""
    wanted = {(row.fingerprint, row.before): row.position for row in kept}
    prints = {row.fingerprint for row in kept}
    seen: Counter[str] = Counter()
    places = {}
    for place, cells in enumerate(rows if wanted else ()):
        fingerprint = _print_of(cells)
        if fingerprint in prints:
            was = wanted.get((fingerprint, seen[fingerprint]))
            if was is not None:
                places[was] = place
            seen[fingerprint] += 1
    return places


def _print_of(cells: Cells) -> str:
    text = "".join(f"{len(cell)}:{cell}" for cell in cells)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def alike(old: TableSource, new: TableSource) -> bool:
    """Whether two lists are the same. Looks at each row: not for the loop's thread."""
    return all(_alike_in_parts(old, new))


async def alike_in_slices(old: TableSource, new: TableSource) -> bool:
    """The same on the loop's thread, in turns of some milliseconds."""
    found = True

    def look() -> Iterator[None]:
        nonlocal found
        for found in _alike_in_parts(old, new):
            if not found:
                return
            yield

    await exhausted_in_slices(look())
    return found


def _alike_in_parts(old: TableSource, new: TableSource) -> Iterator[bool]:
    """All of a hundred thousand rows at once hold the interpreter for 25 ms, whatever thread asks."""
    yield replace(old, lines=(), rows=()) == replace(new, lines=(), rows=())
    yield len(old.rows) == len(new.rows) and len(old.lines) == len(new.lines)
    for start in range(0, len(old.rows), _PART):
        part = slice(start, start + _PART)
        yield old.lines[part] == new.lines[part] and old.rows[part] == new.rows[part]


def _tells_lines(draft: ImportDraft) -> bool:
    return len(set(draft.lines)) == len(draft.lines)


def _same_bytes(old: ImportDraft, new: ImportDraft) -> bool:
    return bool(old.sha256) and (old.sha256, old.sheet) == (new.sha256, new.sheet)
