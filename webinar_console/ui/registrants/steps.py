"""Steps of staging: what can be undone, and how a long one is done without holding up the window."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import Staged, StagedAddition

from .draft import edited, tidy
from .slices import Slices
from .words import people

if TYPE_CHECKING:
    from .registrant_model import RegistrantModel

#: Steps of more rows are done in turns.
_LONG = 200
#: Rows of a long step between two looks at the clock.
_AT_ONCE = 100
# The same where next to nothing is done with each.
_MANY = 2_000
Changes = Mapping[str, Staged | None]


class StageCommand(QUndoCommand):
    """One step of staging: what was staged for some rows before it, and what is after it.

    It is pushed when the step is done, so the first ``redo`` has nothing to do.
    """

    def __init__(self, model: "RegistrantModel", before: Changes, after: Changes, text: str) -> None:
        super().__init__(text)
        self._model, self._before, self._after = model, before, after
        self._is_done = True

    def redo(self) -> None:
        """Qt's call: do it again, and nothing the first time."""
        if self._is_done:
            self._is_done = False
        else:
            self._model.put(self._after)

    def undo(self) -> None:
        """Qt's call."""
        self._model.put(self._before)


class LongSteps:
    """Does one step at a time: a short one at once, a long one in turns of ``slices``."""

    def __init__(self, slices: Slices) -> None:
        self._slices = slices
        self._under_way: Iterator[None] | None = None
        self._is_inside = False

    def do(self, step: Iterator[None], rows: int) -> None:
        """Do a step that concerns so many rows; one that is under way ends first.

        What a step does in the course of its own work is part of it, and is done at once.
        """
        self.settle()
        if rows <= _LONG or self._is_inside:
            self._finish(step)
            return
        self._under_way = step
        self._slices.first(self._in_turns(step))

    def settle(self) -> None:
        """End the step that is under way, now."""
        if self._is_inside:
            return
        step, self._under_way = self._under_way, None
        if step is not None:
            self._finish(step)

    def _finish(self, step: Iterator[None]) -> None:
        while self._go_on(step):
            pass

    def _go_on(self, step: Iterator[None]) -> bool:
        """One more turn of a step; whether there are others."""
        was_inside, self._is_inside = self._is_inside, True
        try:
            next(step)
        except StopIteration:
            return False
        finally:
            self._is_inside = was_inside
        return True

    def _in_turns(self, step: Iterator[None]) -> Iterator[None]:
        while self._under_way is step:
            if not self._go_on(step):
                if self._under_way is step:
                    self._under_way = None
                return
            yield


def staging(model: "RegistrantModel", changes: Changes, text: str) -> Iterator[None]:
    """Stage edits as one step that can be undone. What stays the same is no step."""
    draft = model.draft
    before: dict[str, Staged | None] = {}
    after: dict[str, Staged | None] = {}
    for count, (key, staged) in enumerate(changes.items(), 1):
        was = draft.get(key)
        if staged != was:
            before[key], after[key] = was, staged
        if count % _AT_ONCE == 0:
            yield
    if not after:
        return
    yield
    yield from model.slots.finding(
        key for key, staged in after.items() if not isinstance(staged, StagedAddition)
    )
    for count, (key, staged) in enumerate(after.items(), 1):
        if not draft.follows(key) and not isinstance(staged, StagedAddition):
            slot = model.slot_of(key)
            if slot is not None:
                draft.see(key, model.index_of_people.rows[slot])
                model.slots.place(key, slot)
        if count % _AT_ONCE == 0:
            yield
    yield from putting(model, after)
    # The stack does a step that it is given; this one is done.
    model.stack.push(StageCommand(model, before, after, text))


def putting(model: "RegistrantModel", changes: Changes) -> Iterator[None]:
    """Make this what is staged for rows."""
    index, draft = model.index_of_people, model.draft
    touched: set[int] = set()
    gone: set[int] = set()
    new: dict[str, Registrant] = {}
    for count, (key, staged) in enumerate(changes.items(), 1):
        if key in draft.applying:
            continue  # a job has it by now
        slot = model.slot_of(key)
        draft.put(key, staged)
        if staged is None and draft.server(key) is None:
            # An addition that was taken back, or a person who has left: nothing is left to show.
            gone.update(() if slot is None else (slot,))
        elif slot is None:
            new[key] = draft.shown(key)
        else:
            index.replace(slot, draft.shown(key))
            touched.add(slot)
        if count % _AT_ONCE == 0:
            yield
    slots = model.insert_pinned_rows([*new.values()])
    for count, (key, slot) in enumerate(zip(new, slots, strict=True), 1):
        model.slots.place(key, slot)
        if count % _MANY == 0:
            yield
    model.drop_slots(gone)
    model.repaint_slots(touched)
    model.check_again()
    model.drafted.emit()


def setting(model: "RegistrantModel", cells: Mapping[str, Mapping[str, str]], text: str) -> Iterator[None]:
    """Stage new text for cells: key to column's name to text. Who must not be edited is passed over."""
    changes: dict[str, Staged | None] = {}
    yield from model.slots.finding(cells)
    for count, (key, values) in enumerate(cells.items(), 1):
        if model.why_not_row(key) is None:
            server = model.server_record(key)
            fields = model.parts.fields(values, model.shown_record(key), server)
            changes[key] = edited(model.draft.get(key), server, fields)
        if count % _AT_ONCE == 0:
            yield
    yield from staging(model, changes, text)


def adding(model: "RegistrantModel", everybody: Sequence[Mapping[str, str]]) -> Iterator[None]:
    """Stage new people above all others."""
    new: dict[str, Staged | None] = {}
    for count, values in enumerate(everybody, 1):
        key = model.new_key()
        new[key] = StagedAddition(key=key, values={name: tidy(text) for name, text in values.items()})
        if count % _AT_ONCE == 0:
            yield
    yield from staging(model, new, f"Add {people(len(new))}")
