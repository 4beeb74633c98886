"""Steps of staging: what can be undone, and how a long one is done without holding up the window."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from webinar_console.domain.staging import Staged

from .slices import Slices

if TYPE_CHECKING:
    from .registrant_model import RegistrantModel

#: Steps of more rows are done in turns.
_LONG = 200


class StageCommand(QUndoCommand):
    """One step of staging: what was staged for some rows before it, and what is after it.

    It is made before the step is done and pushed after it, so the first ``redo`` has nothing to do.
    """

    def __init__(self, model: "RegistrantModel", after: Mapping[str, Staged | None], text: str) -> None:
        super().__init__(text)
        self._model = model
        self._before = {key: model.draft.get(key) for key in after}
        self._after = dict(after)
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
        self._slices.steady(self._in_turns(step))

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
