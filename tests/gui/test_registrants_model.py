"""The table's model: Qt's own tester watches every change; staged values stay with their person."""

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from tests.gui.model_room import Down, column, done, opened, shown, type_in
from tests.gui.people import people
from webinar_console.domain.staging import EDITABLE, StagedChange, StagedRemoval
from webinar_console.ui.registrants.columns import Attendance, moment_order, moment_text, registrant_columns
from webinar_console.ui.registrants.removing import removing


def test_the_editable_columns_are_those_that_the_api_can_set() -> None:
    assert {c.name for c in registrant_columns(Attendance.OVER) if c.why_fixed is None} == set(EDITABLE)


def test_everything_about_a_person_is_shown() -> None:
    (person,) = people(1, attended=1.0)
    model = opened([person])
    row = [model.index(0, c).data() for c in range(model.columnCount())]
    assert row[:3] == [person.first_name, person.last_name, person.email]
    assert (row[3], row[-1]) == ("Attended", person.join_uri)
    assert row[6] == moment_text(person.registration_time)


def test_times_are_shown_in_local_time_and_sorted_by_moment() -> None:
    from datetime import timedelta, timezone

    zone = timezone(timedelta(hours=2))
    assert moment_text("2026-05-12T16:04:00Z", zone) == "12 May 2026, 18:04"
    assert moment_text("2026-05-01T23:30:00.000Z", zone) == "\u20072 May 2026, 01:30"
    assert moment_text("soon") == moment_text(None) == ""
    moments = ["2026-05-12T16:04:00+02:00", "2026-05-12T15:00:00.000Z", "2026-05-12T15:00:00.250Z"]
    assert sorted(moments, key=moment_order) == moments


def test_selection_follows_the_person_through_sort_and_filter() -> None:
    model = opened(people(200))
    held = QPersistentModelIndex(model.index(17, 0))
    email = model.record_at(17).email
    model.sort(column("email"), Down)
    model.slices.finish()
    assert model.record_at(held.row()).email == email
    model.find(email)
    model.slices.finish()
    assert [model.record_at(r).email for r in range(model.rowCount())] == [email]
    model.find("nobody at all")
    model.slices.finish()
    assert not held.isValid()
    assert model.rowCount() == 0


def test_a_newer_key_stroke_takes_the_place_of_the_older_one() -> None:
    model = opened(people(20_000))
    model.slices._turn_s = 0.0
    for text in ("a", "an", "ann", "anna", "", "smith"):
        model.find(text)
    assert model.slices.is_urgent
    model.slices.finish()
    assert 0 < model.rowCount() < 20_000
    assert all(
        "smith" in f"{p.last_name} {p.email}".lower() for p in map(model.record_at, range(model.rowCount()))
    )


def test_an_edit_is_staged_shown_and_undone() -> None:
    model = opened(people(5))
    before = model.record_at(2)
    assert type_in(model, 2, "first_name", "  Grace\n ")
    done(model)
    assert shown(model)[2] == "Grace"
    assert model.draft.all() == [StagedChange(registrant=before, values={"first_name": "Grace"})]
    assert model.headerData(2, Qt.Orientation.Vertical) == "~"
    tip = model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert before.first_name in tip
    assert "not applied" in tip
    model.stack.undo()
    assert (shown(model)[2], model.draft.all()) == (before.first_name, [])
    model.stack.redo()
    assert shown(model)[2] == "Grace"
    assert type_in(model, 2, "first_name", before.first_name or "")
    assert not len(model.draft)


def test_cells_that_cannot_be_set_say_why() -> None:
    model = opened(people(1))
    index = model.index(0, column("join_uri"))
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "RingCentral assigns the join link."
    assert not model.setData(index, "https://example.com")


@pytest.mark.parametrize(
    ("attended", "finished", "word"), [(1.0, False, "attended"), (0.0, True, "finished")]
)
def test_protected_rows_refuse_with_the_reason(attended: float, finished: bool, word: str) -> None:
    model = opened(people(1, attended=attended), finished=finished)
    assert not type_in(model, 0, "first_name", "Grace")
    assert word in model.words_at(0, 0)
    told: list[tuple[int, str]] = []
    model.do_step(removing(model, [model.key_at(0)], lambda *kept: told.append(kept)), 1)
    assert [(count, word in reason) for count, reason in told] == [(1, True)]
    assert not len(model.draft)


def test_wrong_cells_are_marked_with_the_reason() -> None:
    persons = people(4)
    model = opened(persons)
    key = model.key_at(1)
    for name, text, word in [
        ("email", "no address", "not an e-mail"),
        ("email", persons[3].email.upper(), "already"),
        ("first_name", "x" * 65, "1 characters too long"),
        ("last_name", "   ", "missing"),
        ("first_name", "bell\x07", "cannot be shown"),
    ]:
        type_in(model, 1, name, text)
        done(model)
        assert word in (model.problems.get(key, name) or ""), name
        model.stack.undo()
    done(model)
    assert model.problems.rows == 0


def test_the_same_address_on_two_staged_rows_is_wrong_on_both() -> None:
    model = opened(people(3))
    for row in (0, 2):
        type_in(model, row, "email", "same@example.com")
    done(model)
    assert model.problems.rows == 2
    type_in(model, 2, "email", "other@example.com")
    done(model)
    assert model.problems.rows == 0


def test_added_people_stand_above_and_survive_any_filter_while_empty() -> None:
    model = opened(people(50))
    key = model.add_person()
    assert model.key_at(0) == key
    model.find("nobody like this")
    model.slices.finish()
    assert [model.key_at(r) for r in range(model.rowCount())] == [key]
    model.set_cells({key: {"first_name": "Grace", "last_name": "Hopper", "email": "g@example.com"}}, "Edit")
    done(model)
    assert model.problems.rows == 0
    model.find("")
    model.sort(0, Down)
    model.slices.finish()
    assert model.key_at(0) == key
    second = model.add_person()
    assert [model.key_at(0), model.key_at(1)] == [key, second]
    model.stack.undo()
    model.remove_people([key])
    assert model.rowCount() == 50
    assert not len(model.draft)


def test_removal_is_staged_and_the_row_rests() -> None:
    model = opened(people(3))
    keys = [model.key_at(r) for r in (0, 2)]
    model.remove_people(keys)
    assert [type(s) for s in model.draft.all()] == [StagedRemoval, StagedRemoval]
    assert not type_in(model, 0, "first_name", "Grace")
    assert model.headerData(0, Qt.Orientation.Vertical) == "−"
    model.take_back(keys)
    assert not len(model.draft)
