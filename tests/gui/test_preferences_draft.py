"""The draft of preferences: wishes, conflicts, and what a save leaves."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.gui.samples import PREFERENCES
from webinar_console.domain.preferences import FIELDS, Preferences, changed_fields, with_values
from webinar_console.ui.preferences.draft import PreferencesDraft

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "flag": st.booleans(),
    "number": st.integers(0, 3),
}


def _values(name: str) -> st.SearchStrategy[Any]:
    field = FIELDS[name]
    return st.sampled_from(field.choices) if field.kind == "choice" else _VALUES[field.kind]


_ALL = st.fixed_dictionaries({}, optional={name: _values(name) for name in FIELDS})


def test_setting_it_back_is_no_wish() -> None:
    draft = PreferencesDraft(PREFERENCES)
    draft.want("suppress_emails", True)
    assert draft.is_dirty
    draft.want("suppress_emails", False)
    assert not draft.is_dirty


def test_the_server_may_tell_while_there_are_wishes() -> None:
    draft = PreferencesDraft(PREFERENCES)
    draft.want("auto_close_limit", 10)
    news = with_values(PREFERENCES, {"auto_close_limit": 6000, "view_recording": False})
    draft.server_has(news)
    assert draft.value("auto_close_limit") == 10
    assert (
        draft.seen.value("auto_close_limit") == 5000
    )  # what was on the screen, so that a save sees the conflict
    assert draft.value("view_recording") is False


def _crossed(mine: dict[str, Any]) -> tuple[PreferencesDraft, Preferences]:
    draft = PreferencesDraft(PREFERENCES)
    for name, value in mine.items():
        draft.want(name, value)
    theirs = with_values(PREFERENCES, {"auto_close_limit": 4000, "registration_status": "Closed"})
    draft.conflict(theirs, ("auto_close_limit", "registration_status"))
    return draft, theirs


def test_a_conflict_is_settled_field_by_field() -> None:
    draft, theirs = _crossed(
        {"auto_close_limit": 100, "registration_status": "Paused", "suppress_emails": True}
    )
    draft.decide("registration_status", mine=False)
    assert draft.crossed == ("auto_close_limit",)
    assert draft.value("registration_status") == "Closed"
    draft.decide("auto_close_limit", mine=True)
    assert not draft.crossed
    assert draft.seen == theirs
    assert draft.wanted == {"auto_close_limit": 100, "suppress_emails": True}


def test_reverting_a_conflict_means_theirs() -> None:
    draft, theirs = _crossed({"auto_close_limit": 100})
    draft.revert()
    assert draft.seen == theirs
    assert not draft.is_dirty


def test_what_was_typed_while_saving_stays() -> None:
    draft = PreferencesDraft(PREFERENCES)
    draft.want("auto_close_limit", 10)
    sent = dict(draft.wanted)
    draft.want("auto_close_limit", 20)
    draft.want("view_recording", False)
    draft.saved(with_values(PREFERENCES, {"auto_close_limit": 10}), sent)
    assert draft.wanted == {"auto_close_limit": 20, "view_recording": False}


@given(mine=_ALL, theirs=_ALL, choices=st.lists(st.booleans(), min_size=9, max_size=9))
def test_a_settled_conflict_sends_only_my_wishes_that_differ_from_theirs(
    mine: dict[str, Any], theirs: dict[str, Any], choices: list[bool]
) -> None:
    draft = PreferencesDraft(PREFERENCES)
    for name, value in mine.items():
        draft.want(name, value)
    wished = dict(draft.wanted)
    server = with_values(PREFERENCES, theirs)
    crossed = tuple(
        n for n, v in wished.items() if server.value(n) != PREFERENCES.value(n) and server.value(n) != v
    )
    if not crossed:
        return
    draft.conflict(server, crossed)
    kept = {}
    for name, is_mine in zip(crossed, choices, strict=False):
        draft.decide(name, mine=is_mine)
        kept[name] = is_mine
    expected = {n: v for n, v in wished.items() if kept.get(n, True) and server.value(n) != v}
    assert draft.wanted == expected
    assert changed_fields(draft.seen, draft.wanted) == expected
    assert draft.seen == server
