"""Mending: corrections of cells and rows left out, with undo and redo, beside a file that stays as it is.

A correction belongs to a row and to what its column is used for, so it outlives another choice of columns. It
overrules the cell before anything is cleaned: the check of a mended file is the check of a file that was
written so, but that a name which was typed is not called split.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from webinar_console.domain.mapping import ColumnMapping, ColumnUse
from webinar_console.domain.people import Target
from webinar_console.files.cleaning import clean_text
from webinar_console.files.full_name import join_name, split_name

Cells = tuple[str, ...]
_NAMES = (ColumnUse(Target.FIRST_NAME), ColumnUse(Target.LAST_NAME))
_FULL = ColumnUse(Target.FULL_NAME)


class CellCorrection(NamedTuple):
    """New text for a cell; ``None`` takes the correction back."""

    position: int
    use: ColumnUse
    text: str | None


@dataclass(frozen=True, slots=True)
class Mended:
    """What was mended at one moment. Positions count the rows of the draft from 0."""

    corrections: Mapping[int, Mapping[ColumnUse, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.corrections or self.left_out)

    def cells(self, position: int, cells: Cells, mapping: ColumnMapping) -> Cells:
        """The row as it would stand in a file that was mended."""
        corrections = self.corrections.get(position)
        return mended_cells(cells, mapping, corrections) if corrections else cells


AS_READ = Mended()


def mended_cells(cells: Cells, mapping: ColumnMapping, corrections: Mapping[ColumnUse, str]) -> Cells:
    """The cells with the corrections in the file's own columns.

    A first or last name without a column of its own goes into the one with the full name, as "Last, First".
    What has no column at all changes nothing.
    """
    new = list(cells)
    places = {use: place for place, use in enumerate(mapping.columns)}
    names: dict[ColumnUse, str] = {}
    for use, text in corrections.items():
        if use in places:
            new[places[use]] = text
        elif use in _NAMES and _FULL in places:
            names[use] = text
    if names:
        full = new[places[_FULL]]
        split = split_name(clean_text(full), mapping.name_order)
        first, last = (
            clean_text(names.get(use, was))
            for use, was in zip(_NAMES, (split.first, split.last), strict=True)
        )
        new[places[_FULL]] = join_name(first, last, mapping.name_order)
    return tuple(new)


def editable_uses(mapping: ColumnMapping) -> frozenset[ColumnUse]:
    """What can be corrected in the file's own columns; constants and ignored columns cannot."""
    uses = {use for use in mapping.columns if use.target is not Target.IGNORE}
    return frozenset(uses | set(_NAMES) if _FULL in uses else uses)


class _CellChange(NamedTuple):
    position: int
    use: ColumnUse
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step that can be undone, in words: "Change e-mail on line 14"."""

    words: str
    cells: tuple[_CellChange, ...] = ()
    left_out: tuple[int, ...] = ()
    taken_back: tuple[int, ...] = ()

    @property
    def positions(self) -> frozenset[int]:
        """The rows that it concerns."""
        return frozenset({change.position for change in self.cells} | {*self.left_out, *self.taken_back})


class Mending:
    """The corrections of one draft. Steps can be undone and redone without end; a new one forgets what was
    undone."""

    def __init__(self, mended: Mended = AS_READ) -> None:
        self._cells: dict[int, dict[ColumnUse, str]] = {p: dict(c) for p, c in mended.corrections.items()}
        self._left_out = set(mended.left_out)
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def mended(self) -> Mended:
        """What holds now; later steps do not change it."""
        return Mended(
            {position: dict(cells) for position, cells in self._cells.items()}, frozenset(self._left_out)
        )

    @property
    def undo_words(self) -> str:
        """What can be undone; empty when nothing can."""
        return self._done[-1].words if self._done else ""

    @property
    def redo_words(self) -> str:
        """What can be done again; empty when nothing can."""
        return self._undone[-1].words if self._undone else ""

    def correction(self, position: int, use: ColumnUse) -> str | None:
        """The text that overrules a cell; ``None``: its own stands."""
        return self._cells.get(position, {}).get(use)

    def corrected(self, position: int) -> bool:
        """Whether any cell of the row was corrected."""
        return position in self._cells

    def is_left_out(self, position: int) -> bool:
        """Whether somebody does not want the row to be sent."""
        return position in self._left_out

    def correct(self, corrections: Iterable[CellCorrection], words: str) -> Step | None:
        """Correct cells in one step; ``None`` when nothing changes by it."""
        changes = []
        for position, use, text in corrections:
            before = self.correction(position, use)
            if before != text:
                changes.append(_CellChange(position, use, before, text))
        return self._do(Step(words, cells=tuple(changes))) if changes else None

    def leave_out(self, positions: Iterable[int], words: str, *, out: bool = True) -> Step | None:
        """Leave rows out, or take them back in; ``None`` when nothing changes by it."""
        rows = tuple(sorted({p for p in positions if (p in self._left_out) is not out}))
        if not rows:
            return None
        return self._do(Step(words, left_out=rows) if out else Step(words, taken_back=rows))

    def revert(self, positions: Iterable[int], words: str) -> Step | None:
        """Let the rows stand as they were read: no correction, not left out."""
        rows = sorted(set(positions))
        changes = tuple(
            _CellChange(position, use, before, None)
            for position in rows
            for use, before in self._cells.get(position, {}).items()
        )
        back = tuple(position for position in rows if position in self._left_out)
        return self._do(Step(words, cells=changes, taken_back=back)) if changes or back else None

    def undo(self) -> Step | None:
        """Undo the last step; ``None`` when there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self._apply(step, back=True)
        return step

    def redo(self) -> Step | None:
        """Do again what was undone last; ``None`` when there is nothing."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._apply(step)
        return step

    def _do(self, step: Step) -> Step:
        self._done.append(step)
        self._undone.clear()
        self._apply(step)
        return step

    def _apply(self, step: Step, *, back: bool = False) -> None:
        for position, use, before, after in step.cells:
            text = before if back else after
            cells = self._cells.setdefault(position, {})
            if text is None:
                cells.pop(use, None)
            else:
                cells[use] = text
            if not cells:
                del self._cells[position]
        out, in_again = step.left_out, step.taken_back
        if back:
            out, in_again = in_again, out
        self._left_out.update(out)
        self._left_out.difference_update(in_again)
