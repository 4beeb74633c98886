"""Going to one registrant: at once where the row is there, else as soon as the session shows it."""

from PySide6.QtCore import QItemSelectionModel

from webinar_console.ui.messages import Messages
from webinar_console.ui.widgets import SearchField

from .key_slots import AT_ONCE
from .registrant_view import RegistrantView

GONE = "This person is not registered here any more."


class Going:
    """``field`` is the filter: it is emptied where it hides the row."""

    def __init__(self, view: RegistrantView, field: SearchField, messages: Messages) -> None:
        self._view, self._model, self._field = view, view.registrants, field
        self._messages = messages
        self._wish: tuple[str, str] | None = None
        # A row (and column) that is shown when the filter has let go.
        self._next: tuple[str, int | None] | None = None
        self._model.settled.connect(self._settled)
        self._model.modelReset.connect(self._learn)
        self._model.rowsInserted.connect(self._learn)

    def _learn(self) -> None:
        """Many rows came: whose they are is learned when there is time, not when somebody is gone to."""
        if self._model.slots.unknown > AT_ONCE:
            self._model.slices.steady(self._model.slots.learning())

    def wish(self, session_id: str, registrant_id: str | None) -> None:
        """Go there when :meth:`fulfil` is told that the session is shown; ``None``: nowhere in particular."""
        self._wish = None if registrant_id is None else (session_id, registrant_id)

    def fulfil(self, session_id: str, *, whole: bool) -> None:
        """A session's rows are there; ``whole``: no others will come."""
        if self._wish is None or self._wish[0] != session_id:
            return
        if self.show(self._wish[1]):
            self._wish = None
        elif whole:
            self._wish = None
            self._messages.info(GONE, key="going")

    def show(self, key: str, column: int | None = None) -> bool:
        """Bring a row into view and select it, or one cell of it; false where there is no such row."""
        slot = self._model.slot_of(key)
        if slot is None:
            return False
        place = self._model.row_of(slot)
        if place is None:
            self._next = key, column
            self._field.clear()
            return True
        self._next = None
        index = self._view.show_row(place, column)
        if index.column() != column:
            self._view.selectRow(place)
            # Qt goes to any cell at the edge.
            self._view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._view.setFocus()
        return True

    def show_problem(self) -> None:
        """Go to the first row that cannot be applied."""
        problems = self._model.problems.of
        key = next(iter(problems), None)
        if key is not None:
            names = [described.name for described in self._model.columns]
            wrong = self._view.in_view_order(names.index(name) for name in problems[key] if name in names)
            self.show(key, next(iter(wrong), None))

    def _settled(self) -> None:
        wanted, self._next = self._next, None
        if wanted is not None:
            self.show(*wanted)
