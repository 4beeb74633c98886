"""The registrants of one session as a table in which edits are staged, shown as such, and can be undone."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QUndoStack

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import (
    Staged,
    StagedAddition,
    StagedChange,
    StagedRemoval,
)

from . import removing, steps, words
from .checks import Problems
from .columns import Attendance, Column, registrant_columns, searched_cells
from .draft import Draft, edited, sign_of
from .key_slots import KeySlots
from .more_columns import searched_with
from .parts import Parts, why_not_part
from .people_model import Index, PeopleModel
from .problem_watch import ProblemWatch
from .steps import LongSteps

_Role = Qt.ItemDataRole
KeyRole = _Role.UserRole
# Asked for each cell that is painted, so they are not put together each time.
_FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _FIXED | Qt.ItemFlag.ItemIsEditable
_EDIT_ROLES = (_Role.DisplayRole, _Role.EditRole)


class RegistrantModel(PeopleModel[Registrant]):
    """The table's rows are the server's records with the staged cells in their place.

    ``drafted`` is emitted when anything that is staged changed, ``checked`` when it is known what stands
    against applying it.
    """

    drafted = Signal()
    checked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(registrant_columns(Attendance.NOT_YET), searched_cells, parent)
        self.draft = Draft()
        self.stack = QUndoStack(self)
        self.session_finished, self.attendance = False, Attendance.NOT_YET
        #: The new row that is being filled in; what it still lacks is no problem before it is left.
        self.unfinished: str | None = None
        self._names = itertools.count(1)
        self.slots = KeySlots(lambda: self.index_of_people)
        self._watch = ProblemWatch(self)
        self._watch.checked.connect(self.checked)
        self._more: tuple[Column[Registrant], ...] = ()
        self.parts = Parts()
        self._steps = LongSteps(self.slices)

    # -- contents

    def open(
        self,
        people: Sequence[Registrant],
        draft: Draft,
        stack: QUndoStack,
        *,
        attendance: Attendance,
        session_finished: bool,
    ) -> None:
        """Show a session: the people that are known of it, and what is staged for them."""
        self.settle()
        self.draft, self.stack, self.unfinished = draft, stack, None
        self.session_finished = session_finished
        self.slots.clear()
        self._watch.forget()
        self.columns, self.attendance = (*registrant_columns(attendance), *self._more), attendance
        rows = list(people)
        if len(draft):
            for slot, person in enumerate(rows):
                if draft.follows(person.id):
                    draft.see(person.id, person)
                    rows[slot] = draft.shown(person.id)
                    self.slots.place(person.id, slot)
        self.fill(rows)
        new = [staged.key for staged in draft.all() if isinstance(staged, StagedAddition)]
        # All in one go: each insert on its own would make the order of all rows again.
        for key, slot in zip(new, self.insert_pinned_rows([*map(draft.shown, new)]), strict=True):
            self.slots.place(key, slot)
        self.check_again()

    def show_more(self, more: Sequence[Column[Registrant]]) -> None:
        """Show these columns behind those that everybody has, instead of the others that were there. A step
        that is under way speaks of those that were there when it began, so it ends first.
        """
        self.settle()
        is_other = [column.name for column in more] != [column.name for column in self._more]
        self._more, self.parts = tuple(more), Parts(more)
        if is_other:
            self.search_by(searched_with(searched_cells, more))
        self.show_columns((*registrant_columns(self.attendance), *self._more))

    def slot_of(self, key: str) -> int | None:
        """The slot of a row, ``None`` when it has none."""
        return self.slots.of(key)

    def server_record(self, key: str) -> Registrant | None:
        """The server's present record of a row; ``None`` for people who were added or have left."""
        if self.draft.follows(key):
            return self.draft.server(key)
        slot = self.slot_of(key)
        return None if slot is None else self.index_of_people.rows[slot]

    def shown_record(self, key: str) -> Registrant | None:
        """A row as the table shows it, with what is staged; ``None`` when there is none."""
        slot = self.slot_of(key)
        return None if slot is None else self.index_of_people.rows[slot]

    def key_at(self, row: int) -> str:
        """The key of a row that is shown."""
        return self.record_at(row).id

    # -- staging

    def settle(self) -> None:
        """End the long step that is under way, at once: before the draft is read or changed otherwise."""
        self._steps.settle()

    def undo(self) -> None:
        """Take back the last step."""
        self.settle()
        self.stack.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.settle()
        self.stack.redo()

    def stage(self, changes: Mapping[str, Staged | None], text: str) -> None:
        """Stage edits for rows as one step that can be undone. What stays the same is no step."""
        self._steps.do(steps.staging(self, changes, text), len(changes))

    def put(self, changes: Mapping[str, Staged | None]) -> None:
        """Make this what is staged for rows (the undo commands' way in; others use :meth:`stage`)."""
        self._steps.do(steps.putting(self, changes), len(changes))

    def add_person(self, values: Mapping[str, str] | None = None) -> str:
        """Stage a new person above all others. Returns the key of the row."""
        key = self.new_key()
        self.stage({key: StagedAddition(key=key, values=dict(values or {}))}, "Add person")
        return key

    def add_people(self, everybody: Sequence[Mapping[str, str]]) -> None:
        """Stage new people above all others, as one step."""
        self._steps.do(steps.adding(self, everybody), len(everybody))

    def add_person_unstacked(self, values: Mapping[str, str]) -> str:
        """The same for somebody whom a job lost, so that it cannot be undone by a stray Ctrl+Z."""
        key = self.new_key()
        self.put({key: StagedAddition(key=key, values=dict(values))})
        return key

    def new_key(self) -> str:
        """The key of a row for somebody who is not registered yet: no other row has it or had it."""
        return next(k for n in self._names if not self.draft.follows(k := f"new {n}"))

    def set_cells(self, cells: Mapping[str, Mapping[str, str]], text: str) -> None:
        """Stage new text for cells (key to column's name to text) as one step. Rows that must not be edited
        are passed over.
        """
        self._steps.do(steps.setting(self, cells, text), len(cells))

    def do_step(self, step: Iterator[None], rows: int) -> None:
        """Do what a person asked for, with about so many rows, a turn at a time where they are many. It goes
        before all work in the background; whatever else is done with the table ends it first.
        """
        self._steps.do(step, rows)

    def remove_people(self, keys: Collection[str]) -> None:
        """Stage people for removal; people who were only added are taken back."""
        self._steps.do(removing.removing(self, keys), len(keys))

    def why_not_removed(self, key: str) -> str | None:
        """Why a person cannot be staged for removal, as a sentence; ``None`` when it can be done."""
        return self._why_not(key, self.server_record(key), removal_stands=False)

    def take_back(self, keys: Collection[str], names: Collection[str] | None = None) -> None:
        """Take back what is staged for rows, or only for these cells of them."""
        self._steps.do(removing.taking_back(self, keys, names), len(keys))

    def keep_mine(self, keys: Collection[str]) -> None:
        """Settle conflicts: what is staged stands, compared with the server's present record from now on."""
        self.settle()
        changes: dict[str, Staged | None] = {}
        for key in keys:
            staged, now = self.draft.get(key), self.draft.server(key)
            if now is None:
                continue
            if isinstance(staged, StagedChange):
                changes[key] = edited(StagedChange(registrant=now, values=staged.values), now, {})
            elif isinstance(staged, StagedRemoval):
                changes[key] = StagedRemoval(registrant=now)
        self.stage(changes, "Keep my values")

    def discard(self) -> None:
        """Take back everything that is staged and not being applied, as one step."""
        self.settle()
        rest = [key for key in self.draft if key not in self.draft.applying]
        self.stage(dict.fromkeys(rest), f"Discard {words.changes(len(rest))}")

    def field_with(self, index: Index, text: str) -> str:
        """What the field of a cell would say with this text in the cell."""
        column, record = self.columns[index.column()], self.record_at(index.row())
        fields = self.parts.fields({column.name: text}, record, self.server_record(record.id))
        return fields.get(column.field, "")

    # -- what may be edited

    def why_not_row(self, key: str) -> str | None:
        """Why a row cannot be edited, as a sentence; ``None`` when it can."""
        return self._why_not(key, self.server_record(key))

    def why_not_cell(self, row: int, column: int) -> str | None:
        """Why a cell cannot be edited, as a sentence; ``None`` when it can."""
        fixed = self.columns[column].why_fixed
        if fixed is not None:
            return fixed
        record = self.record_at(row)
        return self._why_not(record.id, record) or why_not_part(record, self.columns[column])

    def _why_not(self, key: str, record: Registrant | None, *, removal_stands: bool = True) -> str | None:
        over = self.session_finished
        return words.why_not(self.draft, key, record, session_finished=over, removal_stands=removal_stands)

    # -- checks

    @property
    def problems(self) -> Problems:
        """What stands against applying, as far as it is known."""
        return self._watch.problems

    @property
    def is_checked(self) -> bool:
        """Whether ``problems`` speak of what is staged now."""
        return self._watch.is_checked

    def check_again(self, *, people_changed: bool = False) -> None:
        """Find out in the background what stands against applying."""
        self._watch.check_again(people_changed=people_changed)

    def check_now(self) -> None:
        """Find it out before anything else happens."""
        self._watch.check_now()

    # -- what Qt asks

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Qt's call: text, text to edit, tooltips, and words for screen readers."""
        if not index.isValid():
            return None
        if role in _EDIT_ROLES:
            return super().data(index, _Role.DisplayRole)
        if role == KeyRole:
            return self.key_at(index.row())
        if role in (_Role.ToolTipRole, _Role.AccessibleDescriptionRole):
            return self.words_at(index.row(), index.column()) or None
        return super().data(index, role)

    def words_at(self, row: int, column: int) -> str:
        """Everything that is to be said about a cell beside its text: staged, wrong, changed, fixed."""
        key, described = self.key_at(row), self.columns[column]
        is_changed = self.parts.is_changed(self.draft, key, described.name)
        said = words.about_cell(self.draft, self.problems, key, described, is_changed=is_changed)
        fixed = self.why_not_cell(row, column)
        return "\n".join([*said, fixed] if fixed and fixed not in said else said)

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        """Qt's call: stage a cell's new text."""
        if role != _Role.EditRole or not index.isValid() or self.why_not_cell(index.row(), index.column()):
            return False
        column = self.columns[index.column()]
        self.set_cells({self.key_at(index.row()): {column.name: str(value)}}, f"Edit {column.title.lower()}")
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt's call: which cells can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FIXED if self.why_not_cell(index.row(), index.column()) else _EDITABLE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """Qt's call: in the margin the sign of what is staged, and its words."""
        if orientation is Qt.Orientation.Vertical and 0 <= section < self.rowCount() and len(self.draft):
            key = self.key_at(section)
            staged = self.draft.get(key)
            if role == _Role.DisplayRole:
                return "" if staged is None else sign_of(staged)
            if role in (_Role.ToolTipRole, _Role.AccessibleTextRole) and staged is not None:
                return "\n".join(words.about_row(self.draft, self.problems, key))
        return super().headerData(section, orientation, role)
