"""The index: filter and sort against the plain way of doing it, with every kind of text and any history."""

import random
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.folding import bare, folded_key, search_terms, search_text
from webinar_console.ui.registrants import people_index
from webinar_console.ui.registrants.columns import Column
from webinar_console.ui.registrants.people_index import Arrangement, PeopleIndex
from webinar_console.ui.registrants.sorting import By, keys_of, sorted_stably

Row = tuple[str, str]
words = st.text(alphabet="abAB éÉ王ßz0129-", max_size=5)
rows = st.lists(st.tuples(words, words), max_size=40)
FIRST, SECOND = By("0"), By("1")


def index_of(people: list[Row]) -> PeopleIndex[Row]:
    texts = (lambda r: r[0], lambda r: r[1])
    columns = [Column(str(n), str(n), text, text, 9, is_natural=not n) for n, text in enumerate(texts)]
    return PeopleIndex(lambda r: r, columns, people)


def settle(index: PeopleIndex[Row], wanted: Arrangement) -> None:
    version = index.version
    steps = index.arrange(wanted)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        index.adopt(wanted, end.value, version=version)


def plain_key(text: str, *, is_natural: bool) -> list[tuple[int, int]]:
    """What a text is sorted by, said letter by letter: a number stands where its first digit would."""
    letters = folded_key(text)
    if not is_natural:
        return [(ord(letter), 0) for letter in letters]
    parts = re.split("([0-9]+)", letters)
    key: list[tuple[int, int]] = []
    for place, part in enumerate(parts):
        key += [(ord("0"), int(part))] if place % 2 else [(ord(letter), 0) for letter in part]
    return key


def plainly(index: PeopleIndex[Row], wanted: Arrangement) -> list[int]:
    """What the order must be, said as simply as possible."""
    rest = [s for s in index.live_slots() if s not in index.pinned]
    for by in reversed(wanted.by):
        column = int(by.column)
        keys = {s: plain_key(index.rows[s][column], is_natural=not column) for s in rest}
        full = [s for s in rest if index.rows[s][column]]
        full.sort(key=keys.__getitem__, reverse=by.descending)
        rest = full + [s for s in rest if not index.rows[s][column]]
    pinned_blank = [s for s in index.pinned if not search_text(index.rows[s])]
    blank = pinned_blank if wanted.is_filtered else []

    def is_found(slot: int) -> bool:
        text = search_text(index.rows[slot])
        fits = all(t in text for t in wanted.terms) and not any(t in text for t in wanted.without)
        return slot not in blank and fits and all(test(index.rows[slot]) for test in wanted.tests)

    return blank + [s for s in [*index.pinned, *rest] if is_found(s)]


def _is_short(row: Row) -> bool:
    return len(row[0]) < 3


def _has_second(row: Row) -> bool:
    return bool(row[1])


@st.composite
def _arrangements(draw: st.DrawFn) -> Arrangement:
    columns = draw(st.lists(st.sampled_from(["0", "1"]), unique=True))
    plain = Arrangement.of(draw(words), *(By(column, draw(st.booleans())) for column in columns))
    without = search_terms(draw(st.one_of(st.just(""), words)))
    tests = draw(st.lists(st.sampled_from([_is_short, _has_second]), unique=True, max_size=2))
    return replace(plain, without=without, tests=tuple(tests))


arrangements = _arrangements()


@given(rows, st.lists(arrangements, min_size=1, max_size=6))
def test_any_series_of_filters_and_sorts_shows_what_the_last_one_says(
    people: list[Row], wanted: list[Arrangement]
) -> None:
    index = index_of(people)
    for arrangement in wanted:
        settle(index, arrangement)
        assert list(index.order) == plainly(index, arrangement)


changes = st.one_of(
    st.tuples(st.just("extend"), rows),
    st.tuples(st.just("replace"), st.tuples(st.integers(0, 60), st.tuples(words, words))),
    st.tuples(st.just("pin"), st.tuples(words, words)),
    st.tuples(st.just("drop"), st.sets(st.integers(0, 60), max_size=5)),
    st.tuples(st.just("arrange"), arrangements),
    st.tuples(st.just("reverse"), st.none()),
)


@given(rows, st.lists(changes, max_size=12), arrangements)
def test_no_change_leaves_something_stale_behind(people: list[Row], story: list, last: Arrangement) -> None:
    index = index_of(people)
    for what, how in story:
        live = list(index.live_slots())
        match what:
            case "extend":
                index.show_more(index.extend(how))
            case "replace" if live:
                index.replace(live[how[0] % len(live)], how[1])
            case "pin":
                index.show_at(0, index.pin(how))
            case "drop":
                gone = {live[i % len(live)] for i in how} if live else set()
                index.drop(gone)
                index.order = [s for s in index.order if s not in gone]
            case "arrange":
                settle(index, how)
                assert list(index.order) == plainly(index, how)
            case "reverse":
                for _ in index.prepare_reverse():
                    pass
    settle(index, last)
    assert list(index.order) == plainly(index, last)
    assert index.total == len(list(index.live_slots()))


def test_many_rows_are_sorted_in_small_steps_and_stably(monkeypatch: object) -> None:
    people = [(f"{i % 97:02d}", str(i)) for i in range(37_000)]
    index = index_of(people)
    for descending in (False, True):
        wanted = Arrangement(by=(By("0", descending),))
        assert sum(1 for _ in index.arrange(wanted)) > 10
        settle(index, wanted)
        assert list(index.order) == sorted(range(37_000), key=lambda i: people[i][0], reverse=descending)


def test_several_columns_are_sorted_in_small_steps_each_keeping_the_order_of_the_next() -> None:
    people = [(f"g{i % 12}", f"{i * 7919 % 500}") for i in range(37_000)]
    index = index_of(people)
    wanted = Arrangement(by=(By("0", descending=True), SECOND))
    assert sum(1 for _ in index.arrange(wanted)) > 20
    settle(index, wanted)
    # The second column of this index is sorted letter by letter.
    plain = sorted(range(37_000), key=lambda i: people[i][1])
    assert list(index.order) == sorted(plain, key=lambda i: i % 12, reverse=True)


class Counted(str):
    """A text that counts how often texts are compared."""

    __slots__ = ()
    times = 0

    def __lt__(self, other: str) -> bool:
        Counted.times += 1
        return str.__lt__(self, other)


def most_compared(keys: list[str]) -> int:
    """How often the longest step of a sort compares."""
    most = Counted.times = 0
    for _ in sorted_stably(range(len(keys)), [Counted(key) for key in keys]):
        most, Counted.times = max(most, Counted.times), 0
    return most


def test_no_step_is_long_whatever_is_sorted() -> None:
    chance = random.Random(3)
    shuffled = [f"{n:06d}" for n in range(60_000)]
    chance.shuffle(shuffled)
    few = [chance.choice("abcdef") for _ in range(60_000)]
    half = [key if chance.random() < 0.5 else "x" for key in shuffled]
    for keys in (shuffled, sorted(shuffled), sorted(shuffled, reverse=True), few, half, ["x"] * 60_000):
        assert most_compared(keys) < 25_000, "as many as sorting 2,000 rows takes"
    for texts in (few, half):
        index = index_of(list(zip(texts, shuffled, strict=True)))
        wanted = Arrangement(by=(By("0", descending=True), SECOND))
        settle(index, wanted)
        assert list(index.order) == plainly(index, wanted)


def test_only_some_orders_are_kept() -> None:
    texts = [(lambda r, n=n: r[n]) for n in range(20)]
    columns = [Column(str(n), str(n), text, text, 9) for n, text in enumerate(texts)]
    index = PeopleIndex(lambda r: r, columns, [tuple(str(n * i % 7) for n in range(20)) for i in range(50)])
    for n in range(19):
        settle(index, Arrangement(by=(By(str(n)), By(str(n + 1), descending=True))))
    assert len(index._permutations) <= 12


def test_the_opposite_order_is_ready_before_it_is_asked_for() -> None:
    index = index_of([(str(i % 7), "") for i in range(5_000)])
    settle(index, Arrangement(by=(FIRST,)))
    for _ in index.prepare_reverse():
        pass
    assert list(index.arrange(Arrangement(by=(By("0", descending=True),)))) == []


def test_a_longer_word_looks_only_at_what_is_shown() -> None:
    index = index_of([("anna", ""), ("ann", ""), ("bob", "")])
    settle(index, Arrangement.of("ann"))
    index._base = None  # type: ignore[assignment,method-assign]  # a full search would fail
    settle(index, Arrangement.of("anna"))
    assert list(index.order) == [0]


def test_a_server_order_of_its_own_is_kept() -> None:
    index = index_of([("a", ""), ("b", ""), ("c", "")])
    index.set_natural([2, 0, 1])
    settle(index, Arrangement())
    assert list(index.order) == [2, 0, 1]
    index.drop([0])
    index.extend([("d", "")])
    settle(index, Arrangement())
    assert list(index.order) == [2, 1, 3]


def test_only_shows_nobody_else() -> None:
    index = index_of([("a", ""), ("b", ""), ("c", "")])
    settle(index, Arrangement(only=frozenset({0, 2}), by=(By("0", descending=True),)))
    assert list(index.order) == [2, 0]
    assert index.extend([("d", "")]) == []


def sort_keys(*texts: str) -> list[str]:
    """The texts in the order of their keys."""
    steps = keys_of(texts, lambda text: text, is_natural=True)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        keys = dict(zip(texts, end.value, strict=True))
        return sorted(texts, key=keys.__getitem__)


def test_accents_and_case_do_not_stand_in_the_way() -> None:
    text = search_text(["Élodie", "Straße", None, ""])
    for query in ("elodie", "ÉLODIE", "e\u0301lodie", "strasse", "STRASSE elo"):
        assert all(term in text for term in search_terms(query)), query
    assert not all(term in text for term in search_terms("élodiestr"))
    assert sort_keys("Ångström", "Baker", "Élodie", "王", "") == ["Ångström", "Baker", "Élodie", "王", ""]
    assert sort_keys("A10", "a9", "ä010b", "a1") == ["a1", "a9", "A10", "ä010b"]
    assert sort_keys("x\0a10", "x\0a9", "x") == ["x", "x\0a9", "x\0a10"]


@given(st.text())
def test_folding_takes_any_text(text: str) -> None:
    assert bare(bare(text)) == bare(bare(bare(text)))
    assert all(term in search_text([text]) for term in search_terms(text) if "\x1f" not in text)


def test_people_index_steps_are_small_enough() -> None:
    assert people_index.STEP <= 4_000
