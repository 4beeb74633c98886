"""What these tests share: set-up and small steps."""

import msgspec
import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QAbstractItemModelTester

from tests.gui.people import people
from tests.helpers.qt import application
from webinar_console.domain.external_id import decode_pairs
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import EDITABLE, Staged, StagedChange, StagedRemoval
from webinar_console.ui.registrants.columns import Attendance, registrant_columns
from webinar_console.ui.registrants.draft import Draft, tidy
from webinar_console.ui.registrants.more_columns import more_columns
from webinar_console.ui.registrants.refresh import Refresh
from webinar_console.ui.registrants.registrant_model import RegistrantModel

Down = Qt.SortOrder.DescendingOrder


@pytest.fixture(autouse=True)
def _app() -> None:
    application()


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def opened(
    persons: list[Registrant], staged: list[Staged] | None = None, *, finished: bool = False
) -> RegistrantModel:
    model = RegistrantModel()
    model.tester = watched(model)  # type: ignore[attr-defined]
    show(model, persons, Draft(staged or []), finished=finished)
    return model


def show(model: RegistrantModel, persons: list[Registrant], draft: Draft, *, finished: bool = False) -> None:
    stack = QUndoStack(model)
    model.open(persons, draft, stack, attendance=Attendance.OVER, session_finished=finished)
    done(model)


def done(model: RegistrantModel) -> None:
    model.slices.finish()
    model.check_now()


def column(name: str) -> int:
    return [c.name for c in registrant_columns(Attendance.OVER)].index(name)


def shown(model: RegistrantModel, name: str = "first_name") -> list[str]:
    c = column(name)
    return [str(model.index(row, c).data()) for row in range(model.rowCount())]


def type_in(model: RegistrantModel, row: int, name: str, text: str) -> bool:
    return model.setData(model.index(row, column(name)), text)


def begun(model: RegistrantModel) -> Refresh:
    reading = Refresh(model)
    list(reading.begin())
    return reading


def refresh(model: RegistrantModel, persons: list[Registrant], page: int = 3) -> None:
    reading = begun(model)
    for start in range(0, len(persons), page):
        reading.take(persons[start : start + page])
    list(reading.finish())
    done(model)


def everyone(model: RegistrantModel) -> dict[str, Registrant]:
    """What each row says, filtered out or not."""
    index = model.index_of_people
    return {index.rows[slot].id: index.rows[slot] for slot in index.live_slots()}


def type_key(model: RegistrantModel, row: int, name: str, text: str) -> None:
    """Type into a cell of a key, if it is a column: exactly this value is another one then."""
    names = [described.name for described in model.columns]
    if name not in names:
        return
    place = names.index(name)
    before = decode_pairs(model.record_at(row).external_id or "") or ()
    key = model.key_at(row)
    if model.setData(model.index(row, place), text):
        said = model.shown_record(key)
        assert said is not None
        assert model.columns[place].text(said) == tidy(text)
        others = [pair for pair in decode_pairs(said.external_id or "") or () if f"key.{pair[0]}" != name]
        # What says the same as the server's text is the server's text: it may have a key without a value.
        assert [pair for pair in others if pair[1]] == [
            pair for pair in before if pair[1] and f"key.{pair[0]}" != name
        ]


def tell(model: RegistrantModel, server: dict[str, Registrant], what: str, how: object, number: int) -> None:
    match what, how:
        case "edit", (row, name, text) if row < model.rowCount():
            type_in(model, row, name, text)
        case "remove", row if row < model.rowCount():
            model.remove_people([model.key_at(row)])
        case "add", text:
            model.add_person({"first_name": text})
        case "back", row if row < model.rowCount():
            model.take_back([model.key_at(row)])
        case "mine", row if row < model.rowCount():
            model.keep_mine([model.key_at(row)])
        case "discard", _:
            model.discard()
        case "undo", _:
            model.stack.undo()
        case "redo", _:
            model.stack.redo()
        case "sort", (by, down):
            model.sort(by, Down if down else Qt.SortOrder.AscendingOrder)
        case "also", by if by < model.columnCount():
            model.sort_also(by)
        case "more", chosen:
            model.show_more(more_columns(chosen, {}))
        case "key", (row, name, text) if row < model.rowCount():
            type_key(model, row, name, text)
        case "find", text:
            model.find(text)
        case "refresh", (gone, fresh):
            for row in gone:
                server.pop(f"r{row:08d}", None)
            for p in people(fresh, seed=number):
                server[f"{p.id}.{number}"] = msgspec.structs.replace(p, id=f"{p.id}.{number}")
            for key in list(server)[:2]:
                server[key] = msgspec.structs.replace(server[key], source=f"changed {number}")
            refresh(model, list(server.values()))
        case "reopen", _:
            show(model, list(server.values()), Draft(model.draft.all()))
            refresh(model, list(server.values()))


def agree(model: RegistrantModel, server: dict[str, Registrant]) -> None:
    """The table says exactly: the server's people, with what is staged for each in its place."""
    said = everyone(model)
    for key, staged in ((k, model.draft.get(k)) for k in model.draft):
        values = {} if isinstance(staged, StagedRemoval) or staged is None else staged.values
        for name, text in values.items():
            assert (getattr(said[key], name) or "") == text
    for key, person in server.items():
        staged = model.draft.get(key)
        changed = set(staged.values) if isinstance(staged, StagedChange) else set()
        for name in {*EDITABLE, "join_uri", "registration_time"} - changed:
            assert getattr(said[key], name) == getattr(person, name), (key, name)
    assert set(said) == set(server) | set(model.draft)
