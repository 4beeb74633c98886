"""Finding a person's row by id: right after every change, and not by looking through all of them."""

import time
from itertools import pairwise

import msgspec
import pytest
from PySide6.QtGui import QUndoStack

from tests.gui.people import people
from tests.helpers.qt import application
from webinar_console.ui.registrants.columns import Attendance
from webinar_console.ui.registrants.draft import Draft
from webinar_console.ui.registrants.registrant_model import RegistrantModel


@pytest.fixture(autouse=True)
def _app() -> None:
    application()


def opened(count: int) -> RegistrantModel:
    model = RegistrantModel()
    show(model, count)
    return model


def show(model: RegistrantModel, count: int) -> None:
    model.open(
        people(count), Draft([]), QUndoStack(model), attendance=Attendance.OVER, session_finished=False
    )
    model.slices.finish()


def test_each_row_is_found_after_every_change() -> None:
    model = opened(20)
    everybody = people(30)
    assert [model.slot_of(person.id) for person in everybody[:20]] == list(range(20))
    assert model.slot_of(everybody[25].id) is None
    model.append(everybody[20:30])
    model.show_now()
    assert model.slot_of(everybody[25].id) == 25
    model.drop_slots({3})
    assert model.slot_of(everybody[3].id) is None
    # Somebody's row becomes another record's, as after a replacement.
    born = msgspec.structs.replace(everybody[5], id="born")
    model.replace_rows([(5, born)])
    model.slots.place("born", 5)
    assert (model.slot_of("born"), model.slot_of(everybody[5].id)) == (5, None)
    # The person who was dropped comes again.
    model.append([everybody[3]])
    model.show_now()
    assert model.slot_of(everybody[3].id) == 30
    show(model, 2)
    assert model.slot_of(everybody[1].id) == 1
    assert model.slot_of(everybody[2].id) is None


def test_people_who_were_added_come_again_without_a_search_each() -> None:
    """Redo, in a session of 50,000: the rows that they had have gone."""
    model = opened(50_000)
    model.add_people([{"first_name": f"New {number}"} for number in range(1_000)])
    model.settle()
    model.undo()
    model.settle()
    start = time.perf_counter()
    model.redo()
    model.settle()
    assert time.perf_counter() - start < 0.5
    assert [model.record_at(row).first_name for row in (0, 999)] == ["New 0", "New 999"]
    slot = model.slot_of("new 7")
    assert slot is not None
    assert model.index_of_people.rows[slot].first_name == "New 6"


def test_a_question_learns_some_rows_and_finds_all() -> None:
    model = opened(20_000)
    everybody = people(20_000)
    model.drop_slots({15_000, 16_000, 17_000})
    model.append([everybody[15_000]])
    model.show_now()
    # The first question, in a list of which nothing is known: the row that was let go does not count.
    assert model.slot_of(everybody[15_000].id) == 20_000
    unknown = [model.slots.unknown]
    assert unknown[0] > 15_000
    for slot in [*range(0, 20_000, 1_500), 19_999]:
        assert model.slot_of(everybody[slot].id) == (20_000 if slot == 15_000 else slot)
        unknown.append(model.slots.unknown)
    assert max(before - after for before, after in pairwise(unknown)) < 5_000
    assert unknown[-1] == 0
    assert model.slot_of(everybody[16_000].id) is None
    assert model.slot_of(everybody[15_000].id) == 20_000
    model.append([everybody[16_000]])
    model.show_now()
    assert model.slot_of(everybody[16_000].id) == 20_001


def test_people_who_come_one_by_one_cost_no_search_each() -> None:
    """A job into a session of 50,000: each new person is looked for, in vain."""
    model = opened(50_000)
    model.slot_of("nobody")
    start = time.perf_counter()
    for number in range(400):
        assert model.slot_of(f"new {number}") is None
    assert time.perf_counter() - start < 0.25
