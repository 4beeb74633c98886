"""The table's model: Qt's own tester watches every change; staged values stay with their person."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtTest import QAbstractItemModelTester

from tests.gui.people import people
from tests.helpers.qt import application
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import EDITABLE, Staged, StagedAddition, StagedChange, StagedRemoval
from webinar_console.ui.registrants.columns import Attendance, moment_order, moment_text, registrant_columns
from webinar_console.ui.registrants.draft import Draft
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
    assert model.remove_people([model.key_at(0)]) == 1
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
    assert model.remove_people([key]) == 0
    assert model.rowCount() == 50
    assert not len(model.draft)


def test_removal_is_staged_and_the_row_rests() -> None:
    model = opened(people(3))
    keys = [model.key_at(r) for r in (0, 2)]
    assert model.remove_people(keys) == 0
    assert [type(s) for s in model.draft.all()] == [StagedRemoval, StagedRemoval]
    assert not type_in(model, 0, "first_name", "Grace")
    assert model.headerData(0, Qt.Orientation.Vertical) == "−"
    model.take_back(keys)
    assert not len(model.draft)


def test_a_cell_is_taken_back_alone_and_all_is_discarded_in_one_step() -> None:
    model = opened(people(3))
    type_in(model, 0, "first_name", "Grace")
    type_in(model, 0, "source", "partner-day")
    type_in(model, 1, "first_name", "Ada")
    model.take_back([model.key_at(0)], ["first_name"])
    assert isinstance(change := model.draft.get(model.key_at(0)), StagedChange)
    assert set(change.values) == {"source"}
    model.discard()
    assert not len(model.draft)
    model.stack.undo()
    assert len(model.draft) == 2


def test_a_refresh_updates_in_place_adds_and_lets_go() -> None:
    persons = people(10)
    model = opened(persons)
    held = QPersistentModelIndex(model.index(5, 1))
    changed = msgspec.structs.replace(persons[5], last_name="Married")
    refresh(model, [*persons[:2], *persons[3:5], changed, *persons[6:], *people(12)[10:]])
    assert held.data() == "Married"
    assert model.rowCount() == model.total == 11
    assert shown(model, "email")[2] == persons[3].email


def test_a_refresh_takes_over_the_servers_order() -> None:
    persons = people(6)
    model = opened(persons[:3])
    refresh(model, [persons[4], persons[2], persons[0], persons[5], persons[1]])
    assert shown(model, "email") == [persons[i].email for i in (4, 2, 0, 5, 1)]


def test_an_overlapping_page_shows_nobody_twice() -> None:
    persons = people(6)
    model = opened([])
    reading = begun(model)
    reading.take(persons[:4])
    reading.take(persons[2:])
    list(reading.finish())
    assert shown(model, "email") == [p.email for p in persons]


def test_a_row_that_changed_at_the_server_under_an_edit_says_so() -> None:
    persons = people(3)
    model = opened(persons)
    type_in(model, 1, "first_name", "Grace")
    theirs = msgspec.structs.replace(persons[1], first_name="Gracia", source="elsewhere")
    refresh(model, [persons[0], theirs, persons[2]])
    key = persons[1].id
    assert shown(model)[1] == "Grace"
    assert model.draft.conflicts(key) == {"first_name": "Gracia", "source": "elsewhere"}
    assert "Gracia" in model.words_at(1, 0)
    model.keep_mine([key])
    assert model.draft.conflicts(key) == {}
    assert shown(model)[1] == "Grace"
    model.take_back([key])
    assert shown(model)[1] == "Gracia"


def test_a_person_who_left_keeps_the_edit_and_the_row_says_so() -> None:
    persons = people(4)
    model = opened(persons)
    type_in(model, 1, "first_name", "Grace")
    refresh(model, [persons[0], persons[2], persons[3]])
    assert shown(model)[1] == "Grace"
    assert "not registered any more" in model.words_at(1, 0)
    assert model.problems.rows == 1
    model.take_back([persons[1].id])
    assert model.rowCount() == 3
    model.stack.undo()
    assert "Grace" in shown(model)


def test_drafts_of_people_who_left_meanwhile_get_their_row_back() -> None:
    persons = people(3)
    staged: list[Staged] = [
        StagedChange(registrant=persons[1], values={"first_name": "Grace"}),
        StagedAddition(key="new 1", values={"first_name": "Ada"}),
    ]
    model = opened([], staged)
    assert shown(model) == ["Ada"]
    refresh(model, [persons[0], persons[2]])
    assert sorted(shown(model)) == sorted(["Ada", "Grace", persons[0].first_name, persons[2].first_name])
    assert model.add_person() != "new 1"


def test_a_refresh_during_a_sort_keeps_the_sort() -> None:
    persons = people(300)
    model = opened(persons[:100])
    model.sort(column("email"))
    reading = begun(model)
    reading.take(persons[:150])
    reading.take(persons[150:])
    list(reading.finish())
    done(model)
    emails = shown(model, "email")
    assert emails == sorted(p.email for p in persons)


# -- any story


names = st.sampled_from(EDITABLE)
texts = st.sampled_from(["", "Ada", "ada@example.com", "x", "Ω", "r@example.com"])
rows = st.integers(0, 5)
edits = st.tuples(st.just("edit"), st.tuples(rows, names, texts))
refreshes = st.tuples(st.just("refresh"), st.tuples(st.sets(rows, max_size=2), st.integers(0, 2)))
# Edits and refreshes are what can go wrong together, so they come more often.
steps = st.one_of(
    edits,
    edits,
    edits,
    refreshes,
    refreshes,
    st.tuples(st.just("remove"), rows),
    st.tuples(st.just("add"), texts),
    st.tuples(st.just("back"), rows),
    st.tuples(st.just("mine"), rows),
    st.tuples(st.just("discard"), st.none()),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("redo"), st.none()),
    st.tuples(st.just("sort"), st.tuples(st.integers(-1, 7), st.booleans())),
    st.tuples(st.just("find"), st.sampled_from(["", "a", "ada", "@example", "zz"])),
    st.tuples(st.just("reopen"), st.none()),
)


def everyone(model: RegistrantModel) -> dict[str, Registrant]:
    """What each row says, filtered out or not."""
    index = model.index_of_people
    return {index.rows[slot].id: index.rows[slot] for slot in index.live_slots()}


@given(st.lists(steps, min_size=3, max_size=16))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_staged_values_stay_with_their_person_through_any_story(story: list) -> None:
    server = {p.id: p for p in people(4)}
    model = opened(list(server.values()))
    for number, (what, how) in enumerate(story):
        tell(model, server, what, how, number)
        done(model)
        agree(model, server)
    model.find("")
    model.show_only(None)
    done(model)
    assert model.rowCount() == model.total == len(everyone(model))


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


def test_attendance_stands_beside_the_people_once_there_is_any() -> None:
    def names(attendance: Attendance) -> list[str]:
        return [c.name for c in registrant_columns(attendance)]

    for attendance in (Attendance.UNDER_WAY, Attendance.OVER):
        assert names(attendance)[2:4] == ["email", "attended"]
        assert names(attendance)[-1] == "join_uri"
    assert names(Attendance.NOT_YET)[-2:] == ["attended", "join_uri"]
    assert set(names(Attendance.NOT_YET)) == set(names(Attendance.OVER))
