"""The registrants' model: staging, checks and conflicts."""

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex

from tests.gui.model_room import (
    agree,
    begun,
    column,
    done,
    everyone,
    opened,
    refresh,
    show,
    shown,
    tell,
    type_in,
)
from tests.gui.people import people
from webinar_console.domain.natural import natural_key
from webinar_console.domain.staging import EDITABLE, Staged, StagedAddition, StagedChange
from webinar_console.ui.registrants.columns import Attendance, registrant_columns
from webinar_console.ui.registrants.draft import Draft


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
    assert emails == sorted((p.email for p in persons), key=natural_key)


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
    st.tuples(st.just("also"), st.integers(0, 8)),
    st.tuples(st.just("more"), st.lists(st.sampled_from(["key.lid", "key.oid", "answer.q"]), unique=True)),
    st.tuples(st.just("key"), st.tuples(rows, st.sampled_from(["key.lid", "key.oid"]), texts)),
    st.tuples(st.just("reopen"), st.none()),
)


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


def test_attendance_stands_beside_the_people_once_there_is_any() -> None:
    def names(attendance: Attendance) -> list[str]:
        return [c.name for c in registrant_columns(attendance)]

    for attendance in (Attendance.UNDER_WAY, Attendance.OVER):
        assert names(attendance)[2:4] == ["email", "attended"]
        assert names(attendance)[-1] == "join_uri"
    assert names(Attendance.NOT_YET)[-2:] == ["attended", "join_uri"]
    assert set(names(Attendance.NOT_YET)) == set(names(Attendance.OVER))


def test_a_session_with_many_new_people_opens_with_one_insert() -> None:
    staged = [StagedAddition(key=f"new {n}", values={"first_name": f"n{n}"}) for n in range(300)]
    model = opened(people(5))
    inserted: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    show(model, people(5), Draft(staged))
    assert inserted == [(0, 299)]
    assert shown(model)[:300] == [f"n{n}" for n in range(300)]
    assert [model.slot_of(f"new {n}") for n in (0, 299)] == [5, 304]
