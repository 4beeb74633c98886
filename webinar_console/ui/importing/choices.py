"""What a person changed in a mapping. A meaning that was taken from a column goes back when it is not kept.

Arrow keys and typing walk through the meanings of a combo box: without the way back, passing "e-mail" on the
way to "external id" would take the e-mail column away from the one that holds the addresses.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from webinar_console.domain.check_choices import AS_USUAL, CheckChoices
from webinar_console.domain.mapping import IGNORED, ColumnMapping, ColumnUse
from webinar_console.domain.people_source import ReadChoices, TableSource
from webinar_console.services.carrying import carried
from webinar_console.services.imports import ImportDraft, PlanChoices, remap
from webinar_console.services.mending import AS_READ, CellCorrection, Mended, Mending
from webinar_console.ui.phrases import counted


@dataclass(frozen=True, slots=True)
class Kept:
    """A session's file as the person left it.

    ``by_hand`` are the columns whose meaning the person chose; ``taken`` leads from a column to the one that
    it took its present meaning from. ``wanted`` are the choices beside the rows, ``rules`` those of the
    check, ``mending`` is what was corrected and left out. ``aside`` is the same of an earlier state of the
    source: it may belong to other rows by now, and waits for a word. ``is_changed``: something was chosen
    since the mapping was guessed or recalled.
    """

    draft: ImportDraft
    choices: ReadChoices = field(default_factory=ReadChoices)
    by_hand: frozenset[int] = frozenset()
    taken: Mapping[int, int] = field(default_factory=dict)
    wanted: PlanChoices = field(default_factory=PlanChoices)
    is_changed: bool = False
    rules: CheckChoices = AS_USUAL
    mending: Mending = field(default_factory=Mending)
    aside: Mended = AS_READ

    @classmethod
    def begun(cls, draft: ImportDraft, choices: ReadChoices) -> "Kept":
        """A draft that nobody has decided anything about yet, but for rows that were left out before."""
        return cls(draft, choices, mending=Mending(_before(draft)))

    @property
    def is_decided(self) -> bool:
        """Whether a person chose or mended anything that would have to be done again."""
        beside = self.wanted != PlanChoices() or self.rules != AS_USUAL
        mended = self.mending.mended != _before(self.draft)
        return bool(beside or self.by_hand or self.is_changed or mended or self.aside)

    def read_again(self, draft: ImportDraft, choices: ReadChoices) -> "ReadAgain":
        """The same source read once more: what was decided stays with its people and its columns.

        Looks at each row: not for the loop's thread.
        """
        mended, lost = carried(self.mending.mended, self.draft, draft)
        if self._has_its_columns(draft):
            draft = replace(draft, mapping=self.draft.mapping, recalled=self.draft.recalled)
            kept = replace(self, draft=draft, choices=choices, mending=Mending(mended))
            return ReadAgain(kept, lost)
        # What is the same for all rows does not depend on the columns.
        constants = (*draft.mapping.constants, *self.draft.mapping.constants)
        own = {constant.use.slot: constant for constant in constants}
        draft = replace(draft, mapping=draft.mapping.with_constants(own.values()))
        wanted = replace(self.wanted, order=None)
        kept = Kept(
            draft, choices, wanted=wanted, rules=self.rules, mending=Mending(mended), aside=self.aside
        )
        forgot = bool(self.by_hand or self.is_changed or self.wanted.order)
        return ReadAgain(kept, lost, other_columns=forgot)

    def _has_its_columns(self, draft: ImportDraft) -> bool:
        old = self.draft
        same_sheet = old.sheet == draft.sheet
        if old.header == draft.header and (same_sheet or draft.header_line is not None):
            return True
        # Of the same bytes only the names of the columns differ: by the encoding, or the choice of a header.
        alike = (old.sha256, old.delimiter, len(old.header)) == (
            draft.sha256,
            draft.delimiter,
            len(draft.header),
        )
        return bool(old.sha256) and same_sheet and alike and bool(self.by_hand or self.is_changed)

    def without_aside(self, *, use: bool) -> "Kept":
        """What was left aside is decided about: ``use`` takes it for these rows, in steps that can be undone.

        What was corrected since then stays.
        """
        mending = deepcopy(self.mending)
        if use:
            rows = range(len(self.draft.rows))
            corrections = [
                CellCorrection(position, column, text)
                for position, cells in self.aside.corrections.items()
                for column, text in cells.items()
                if position in rows and mending.correction(position, column) is None
            ]
            words = counted(len(corrections), "earlier correction", "earlier corrections")
            mending.correct(corrections, f"Use {words}")
            left_out = [position for position in self.aside.left_out if position in rows]
            mending.leave_out(left_out, f"Leave out {counted(len(left_out), 'row', 'rows')} as before")
        return replace(self, mending=mending, aside=AS_READ)

    def choose(self, place: int, use: ColumnUse) -> "Kept":
        """The column at ``place`` is used so from now on, and no other column is."""
        draft, old, taken = self.draft, self.draft.mapping.columns[place], dict(self.taken)
        giver = taken.pop(place, None)
        if giver is not None and draft.mapping.columns[giver] == IGNORED and giver not in self.by_hand:
            draft = remap(remap(draft, place, IGNORED), giver, old)
        holder = draft.mapping.holder(use)
        if holder is not None and holder != place:
            taken[place] = holder
        draft = remap(draft, place, use)
        by_hand = (self.by_hand | {place}) - ({taken[place]} if place in taken else set())
        return replace(self, draft=draft, by_hand=by_hand, taken=taken, is_changed=True)

    def with_mapping(self, mapping: ColumnMapping) -> "Kept":
        """The same columns, but other constants or another order of names."""
        return replace(self, draft=replace(self.draft, mapping=mapping), is_changed=True)

    def with_draft(self, draft: ImportDraft) -> "Kept":
        """The same file with another mapping as a whole: nothing of it was chosen by hand."""
        return replace(self, draft=draft, by_hand=frozenset(), taken={}, is_changed=False)


def _before(draft: ImportDraft) -> Mended:
    """What was decided about the rows before they came here."""
    source = draft.source
    return Mended(left_out=source.left_out) if isinstance(source, TableSource) else AS_READ


class ReadAgain(NamedTuple):
    """What waits now; ``lost`` corrections have no row any more. ``other_columns``: those that the person
    chose are not there any more."""

    kept: Kept
    lost: int = 0
    other_columns: bool = False
