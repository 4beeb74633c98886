"""What a person can do about the rows of a check: correct (alike, too), leave out, revert, undo, redo."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import Remark
from webinar_console.domain.people_source import Unit
from webinar_console.services.imports import Checked
from webinar_console.services.mending import CellCorrection, Mending, Step
from webinar_console.ui.phrases import counted

from .mend_words import alike_words, change_words, rows_words, suggestion_words


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done about a row, as the words of a button."""

    words: str
    do: Callable[[], object]


class Mender(QObject):
    """``mended`` tells that the rows are to be checked anew, with the step that was made or taken back."""

    mended = Signal(object)  # Step

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.mending = Mending()
        self._checked: Checked | None = None

    def turn_to(self, mending: Mending, checked: Checked | None) -> None:
        """These rows, and what was mended of them."""
        self.mending, self._checked = mending, checked

    def edit(self, position: int, use: ColumnUse, text: str) -> None:
        """Correct one cell; text that stood there anyway takes its correction back."""
        checked = self._checked
        if checked is None:
            return
        as_read = self._as_read(position, use)
        new = None if text == as_read else text
        words = change_words(use, self._unit, checked.people[position].line)
        self._tell(self.mending.correct([CellCorrection(position, use, new)], words))

    def leave_out(self, positions: Sequence[int], *, out: bool = True) -> None:
        """Leave rows out, or take them back in."""
        verb, after = ("Leave out", "") if out else ("Take", "back in")
        words = self._rows_words(verb, positions, after)
        self._tell(self.mending.leave_out(positions, words, out=out))

    def revert(self, positions: Sequence[int]) -> None:
        """Let rows stand as they were read."""
        self._tell(self.mending.revert(positions, self._rows_words("Revert", positions)))

    def undo(self) -> None:
        """Undo the last step."""
        self._tell(self.mending.undo())

    def redo(self) -> None:
        """Do again what was undone."""
        self._tell(self.mending.redo())

    def offers(self, position: int) -> list[Offer]:
        """What is offered for one row, the most useful first."""
        checked = self._checked
        if checked is None:
            return []
        found: list[Offer] = []
        for remark in checked.people[position].remarks:
            if remark.suggestion and not self.mending.is_left_out(position):
                found += self._suggestions(checked, position, remark)
        hidden = [p for p in checked.draft.hidden if not self.mending.is_left_out(p)]
        if position in hidden and len(hidden) > 1:
            found.append(
                Offer(f"Leave out all {len(hidden):,} hidden rows", lambda: self.leave_out(sorted(hidden)))
            )
        alike = self._alike(checked, position)
        if alike is not None:
            use, text, rows = alike
            words = f"Change {counted(len(rows), 'other cell', 'other cells')} alike"
            found.append(Offer(words, lambda: self._correct_alike(use, text, rows)))
        return found

    def row_offers(self, positions: Sequence[int]) -> list[Offer]:
        """What is offered for any rows."""
        inside = [p for p in positions if not self.mending.is_left_out(p)]
        outside = [p for p in positions if self.mending.is_left_out(p)]
        touched = [p for p in positions if self.mending.corrected(p)]
        found = []
        if inside:
            rows = "Leave this row out" if len(inside) == 1 else f"Leave {len(inside):,} rows out"
            found.append(Offer(rows, lambda: self.leave_out(inside)))
        if outside:
            rows = "Take this row back in" if len(outside) == 1 else f"Take {len(outside):,} rows back in"
            found.append(Offer(rows, lambda: self.leave_out(outside, out=False)))
        if touched:
            rows = "Revert this row" if len(touched) == 1 else f"Revert {len(touched):,} rows"
            found.append(Offer(rows, lambda: self.revert(touched)))
        return found

    def _suggestions(self, checked: Checked, position: int, remark: Remark) -> list[Offer]:
        assert remark.field is not None
        use = ColumnUse(remark.field, remark.key)
        words = suggestion_words(remark)
        found = [Offer(words, lambda: self.edit(position, use, remark.suggestion))]
        rows = checked.slips.get(remark.slip, ())
        if len(rows) > 1:
            found.append(Offer(f"{words} for all {len(rows):,}", lambda: self._use_all(remark.slip, use)))
        return found

    def _use_all(self, slip: str, use: ColumnUse) -> None:
        checked = self._checked
        if checked is None:
            return
        rows = checked.slips.get(slip, ())
        corrections = [
            CellCorrection(position, use, remark.suggestion)
            for position in rows
            for remark in checked.people[position].remarks
            if remark.slip == slip
        ]
        self._tell(self.mending.correct(corrections, alike_words(len(corrections))))

    def _alike(self, checked: Checked, position: int) -> tuple[ColumnUse, str, list[int]] | None:
        """The correction of this row that would put others right as well, and those rows."""
        draft = checked.draft
        if self.mending.is_left_out(position):
            return None
        for column, use in enumerate(draft.mapping.columns):
            text = self.mending.correction(position, use)
            if text is None:
                continue
            raw = draft.rows[position][column]
            rows = [
                other
                for other in checked.remarked
                if other != position
                and not self.mending.is_left_out(other)
                and draft.rows[other][column] == raw
                and self.mending.correction(other, use) is None
                and any(remark.field is use.target for remark in checked.people[other].remarks)
            ]
            if rows:
                return use, text, rows
        return None

    def _correct_alike(self, use: ColumnUse, text: str, rows: Sequence[int]) -> None:
        corrections = [CellCorrection(position, use, text) for position in rows]
        self._tell(self.mending.correct(corrections, alike_words(len(corrections))))

    def _as_read(self, position: int, use: ColumnUse) -> str | None:
        assert self._checked is not None
        draft = self._checked.draft
        columns = draft.mapping.columns
        return draft.rows[position][columns.index(use)] if use in columns else None

    def _lines(self, positions: Sequence[int]) -> list[int]:
        return [self._checked.people[p].line for p in positions] if self._checked is not None else []

    def _rows_words(self, verb: str, positions: Sequence[int], after: str = "") -> str:
        return rows_words(verb, self._unit, self._lines(positions), after)

    @property
    def _unit(self) -> Unit:
        return self._checked.draft.unit if self._checked is not None else "line"

    def _tell(self, step: Step | None) -> None:
        if step is not None:
            self.mended.emit(step)
