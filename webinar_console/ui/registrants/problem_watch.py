"""Finding out, in the background, what stands against applying the staged edits of a table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from webinar_console.domain.registrant import Registrant

from . import words
from .checks import Problems, build_book, find_problems

if TYPE_CHECKING:
    from .registrant_model import RegistrantModel


class ProblemWatch(QObject):
    """``problems`` speak of a model's draft; ``checked`` tells when they are known anew."""

    checked = Signal()

    def __init__(self, model: "RegistrantModel") -> None:
        super().__init__(model)
        self._model = model
        self.problems = Problems()
        self._book: dict[str, str] | None = None
        self._is_checked = True
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._check)

    @property
    def is_checked(self) -> bool:
        """Whether ``problems`` speak of what is staged now."""
        return self._is_checked

    def forget(self) -> None:
        """Other people and another draft are shown."""
        self._book, self.problems = None, Problems()

    def check_again(self, *, people_changed: bool = False) -> None:
        """Find out soon; ``people_changed``: the server's people are others than at the last time."""
        if people_changed:
            self._book = None
        self._is_checked = False
        self._soon.start(0)

    def check_now(self) -> None:
        """Find out before anything else happens."""
        self._soon.stop()
        for _ in self._checking():
            pass

    def _check(self) -> None:
        self._model.slices.steady(self._checking())

    def _checking(self) -> Iterator[None]:
        model = self._model
        if not len(model.draft):
            self._book, found = None, Problems()
        else:
            book = self._book
            if book is None:
                book = {}
                yield from build_book(self._server_people(), book)
                self._book = book
            over, new = model.session_finished, model.unfinished
            found = yield from find_problems(
                model.draft, book, self._name_of, session_finished=over, unfinished=new
            )
        changed = {k for k in {*found.of, *self.problems.of} if found.of.get(k) != self.problems.of.get(k)}
        self.problems = found
        self._is_checked = not self._soon.isActive()
        model.repaint_slots({slot for key in changed if (slot := model.slots.noted(key)) is not None})
        self.checked.emit()

    def _server_people(self) -> Iterator[Registrant]:
        rows, draft = self._model.index_of_people.rows, self._model.draft
        for slot in self._model.index_of_people.live_slots():
            person: Registrant | None = rows[slot]
            if person is not None and draft.follows(person.id):
                person = draft.server(person.id)
            if person is not None:
                yield person

    def _name_of(self, key: str) -> str:
        record = self._model.server_record(key)
        return "" if record is None else words.name_of(record)
