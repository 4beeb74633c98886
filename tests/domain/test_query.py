"""What is typed to find people."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.query import completions, parsed, token, with_token
from webinar_console.domain.registrant import Registrant

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ANNA = Registrant(
    id="1",
    first_name="Anna",
    last_name="van der Berg",
    email="anna@mail.firm.example",
    source="search ad",
    external_id="lid=123&oid=4%4056",
    registration_time="2026-11-01T23:30:00.000Z",
    participant_id="p",
)
BOB = Registrant(id="2", first_name="Bob", email="bob@gmail.com", creation_time="2026-11-21T08:00:00.000Z")


def finds(text: str, person: Registrant, offset_h: int = 0) -> bool:
    query = parsed(text, NOW, timezone(timedelta(hours=offset_h)))
    assert not query.words
    assert not query.hints, query.hints
    return all(test(person) for test in query.tests)


@pytest.mark.parametrize(
    ("text", "anna", "bob"),
    [
        ("attended:yes", True, False),
        ("attended:NO", False, True),
        ("-attended:yes", False, True),
        ('source:"search ad"', True, False),
        ('source:"SEARCH AD"', True, False),
        ("source:search", False, False),
        ("source:none", False, True),
        ("-source:none", True, False),
        ("domain:gmail.com", False, True),
        ("domain:@firm.example", True, False),
        ("domain:irm.example", False, False),
        ("-domain:gmail.com", True, False),
        ('last:"van der berg"', True, False),
        ("first:bob", False, True),
        ("email:BOB@gmail.com", False, True),
        ("id:none", False, True),
        ("key.lid:123", True, False),
        ("key.LID:123", True, False),
        ("key.oid:4@56", True, False),
        ("key.oid:none", False, True),
        ("before:2026-11-02", True, False),
        ("before:2026-11-01", False, False),
        ("after:2026-11-01", False, True),
        ("on:2026-11-01", True, False),
        ("on:today", False, True),
        ("on:yesterday", False, False),
        ("attended:yes -source:none before:2026-12-01", True, False),
    ],
)
def test_tokens(text: str, anna: bool, bob: bool) -> None:
    assert (finds(text, ANNA), finds(text, BOB)) == (anna, bob)


@pytest.mark.parametrize("external_id", ["lid=&oid=4", "oid=4", "lid=&oid=4&lid=", "YWJj=", "", None])
def test_a_key_is_nothing_where_it_is_missing_or_has_no_value(external_id: str | None) -> None:
    person = Registrant(id="3", external_id=external_id)
    assert finds("key.lid:none", person)
    assert not finds("-key.lid:none", person)


def test_a_key_with_one_value_among_empty_ones_is_something() -> None:
    person = Registrant(id="3", external_id="lid=&lid=7")
    assert not finds("key.lid:none", person)
    assert finds("key.lid:7", person)


def test_days_are_those_of_the_zone() -> None:
    assert finds("on:2026-11-01", ANNA)
    assert finds("on:2026-11-02", ANNA, offset_h=1)
    assert finds("before:2026-11-02", ANNA, offset_h=0)
    assert not finds("before:2026-11-02", ANNA, offset_h=1)


def test_words_are_what_no_token_is() -> None:
    query = parsed('anna -gmail.com https://x.example "search ad" 12:30 note:x', NOW)
    assert query.words == ("anna", "https://x.example", "search", "ad", "12:30", "note:x")
    assert query.without == ("gmail.com",)
    assert not query.tests
    assert parsed("- a", NOW).words == ("-", "a")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("before:", "“before:” needs a value."),
        ("before:soon", "“before:” needs a date such as 2026-11-01, or today."),
        ("attended:maybe", "“attended:” is yes or no."),
    ],
)
def test_a_token_that_is_not_whole_finds_everybody_and_says_what_it_needs(text: str, hint: str) -> None:
    query = parsed(text, NOW)
    assert (query.words, query.tests, query.hints) == ((), (), (hint,))


@given(st.text(max_size=40))
def test_any_text_can_be_typed(text: str) -> None:
    query = parsed(text, NOW)
    assert all(word.strip() for word in query.words)
    for cursor in range(len(text) + 1):
        for one in completions(text, cursor, {"source": ["mail", "search ad"]}):
            assert 0 <= one.start <= one.end == cursor


@given(st.text(min_size=1, max_size=20).filter(lambda s: s.strip() and s == s.strip()))
def test_a_value_that_is_put_in_finds_what_has_it(value: str) -> None:
    query = parsed(f"anna {token('source', value)} bob", NOW)
    (test,) = query.tests
    assert query.words == ("anna", "bob")
    assert test(Registrant(id="1", source=value))
    assert not test(Registrant(id="2", source=value + "x"))


def test_none_in_quotation_marks_is_a_word() -> None:
    assert token("source", "none") == 'source:"none"'
    assert token("source", '6" pipe') == 'source:"6"" pipe"'
    (test,) = parsed('source:"none"', NOW).tests
    assert test(Registrant(id="1", source="None"))
    assert not test(Registrant(id="2"))


def test_keys_with_a_hyphen_and_capitals() -> None:
    person = Registrant(id="1", external_id="utm-source=fb&LID=7")
    values = {"key.utm-source": ["fb"], "key.LID": ["7"], "key.a b": ["1"]}
    for text, offered in (("key.u", "key.utm-source:"), ("key.l", "key.LID:"), ("key.LID:", "key.LID:7 ")):
        (way,) = completions(text, len(text), values)
        assert way.text == offered
    assert all(
        all(test(person) for test in parsed(text, NOW).tests) for text in ("key.utm-source:fb", "key.LID:7")
    )
    assert parsed("key.utm-source:fb", NOW).tests


def test_completions() -> None:
    values = {"source": ["mail", "search ad"], "key.lid": ["1"]}
    assert [one.text for one in completions("so", 2, values)] == ["source:"]
    assert [one.text for one in completions("anna -do", 8, values)] == ["-domain:"]
    assert [one.text for one in completions("source:", 7, values)] == ["source:mail ", 'source:"search ad" ']
    assert [one.text for one in completions("source:s", 8, values)] == ['source:"search ad" ']
    assert [one.text for one in completions("attended:", 9, values)] == ["attended:yes ", "attended:no "]
    assert [one.text for one in completions("key.", 4, values)] == ["key.lid:"]
    assert completions("", 0, values) == []
    assert completions("a", 1, values) == [], "a name begins so, mostly"
    (one,) = completions('x source:"sea', 13, values)
    assert (one.start, one.end) == (2, 13)


def test_one_more_token_leaves_the_rest_as_it_was_typed() -> None:
    assert with_token('"-minus" x -source:a source:b', "source:c") == '"-minus" x -source:a source:c'
    assert with_token("", "attended:yes") == "attended:yes"


def test_the_ends_of_the_calendar_are_hints() -> None:
    for text in ("on:9999-12-31", "on:0001-01-01", "before:0001-01-01"):
        query = parsed(text, NOW)
        assert query.hints or query.tests


@given(
    st.sets(st.sampled_from("abcd")), st.sampled_from("abcdef"), st.sampled_from(["yes", "no"]), st.booleans()
)
def test_who_is_elsewhere_too(there: set[str], one: str, value: str, negated: bool) -> None:
    elsewhere = frozenset(f"{name}@x.example" for name in there)
    text = f"{'-' if negated else ''}also:{value}"
    query = parsed(text, NOW, elsewhere=elsewhere)
    (test,) = query.tests
    assert query.asks_elsewhere
    expected = ((one in there) == (value == "yes")) is not negated
    assert test(Registrant(id="1", email=f" {one.upper()}@X.example")) is expected


def test_what_is_not_known_yet_tests_nothing() -> None:
    query = parsed("also:yes anna", NOW)
    assert (query.tests, query.words, query.asks_elsewhere) == ((), ("anna",), True)
    assert query.hints == ("“also:” is being looked up.",)
    query = parsed("also:maybe", NOW, elsewhere=frozenset())
    assert (query.hints, query.asks_elsewhere) == (("“also:” is yes or no.",), False)
