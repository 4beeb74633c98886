"""Corrections go along with their people when a list is read again, and with nobody else."""

import asyncio
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.services.test_mending import EMAIL, FIRST, LAST, draft_of
from webinar_console.domain.import_record import KeptRow
from webinar_console.domain.people_source import TableSource, TextSource
from webinar_console.services.carrying import alike, alike_in_slices, carried, found_again, rows_of
from webinar_console.services.import_draft import ImportDraft
from webinar_console.services.mending import AS_READ, Mended

Row = tuple[str, ...]
ANN, BO, CY = (("Ann", "Lee", "a@x", "", ""), ("Bo", "Li", "b@x", "", ""), ("Cy", "Ng", "c@x", "", ""))
MENDED = Mended({0: {EMAIL: "ann@x.com", FIRST: "Anne"}}, frozenset({1}))


def read(rows: list[Row], sha256: str, **fields: str) -> ImportDraft:
    return replace(draft_of(rows), sha256=sha256, **fields)  # type: ignore[arg-type]


def test_an_inserted_row_shifts_nothing() -> None:
    new = read([CY, ANN, BO], "2")
    found = carried(MENDED, read([ANN, BO], "1"), new)
    assert found == (Mended({1: {EMAIL: "ann@x.com", FIRST: "Anne"}}, frozenset({2})), 0)


def test_rows_that_are_gone_are_counted() -> None:
    assert carried(MENDED, read([ANN, BO], "1"), read([CY], "2")) == (AS_READ, 3)


def test_another_sheet_has_other_people_on_the_same_lines() -> None:
    old, new = read([ANN, BO], "1", sheet="Guests"), read([CY, BO], "1", sheet="Last year")
    assert carried(MENDED, old, new) == (Mended(left_out=frozenset({1})), 2)


def test_lines_that_repeat_say_nothing() -> None:
    old = replace(read([ANN, BO], "1"), lines=[2, 2])
    new = replace(read([BO, ANN], "1"), lines=[2, 2])
    assert carried(Mended(left_out=frozenset({1})), old, new) == (Mended(left_out=frozenset({0})), 0)


def test_the_same_bytes_read_in_another_way_keep_their_lines() -> None:
    old = replace(read([ANN, BO, CY], "1"), lines=[1, 2, 3])
    new = replace(read([("Bo\u00e9", "Li", "b@x", "", ""), CY], "1"), lines=[2, 3])
    mended = Mended({0: {FIRST: "Ann"}, 2: {LAST: "Lee"}}, frozenset({1}))
    assert carried(mended, old, new) == (Mended({1: {LAST: "Lee"}}, frozenset({0})), 1)
    assert carried(mended, old, replace(new, source=TextSource("other"))).lost == 2


_ROWS = st.lists(st.tuples(st.sampled_from(["", "1:", "Ann"]), st.sampled_from(["", "a@x"])), max_size=12)


@given(_ROWS, _ROWS, _ROWS, st.sets(st.integers(0, 11)))
def test_rows_are_found_by_their_cells_alone(
    above: list[Row], rows: list[Row], below: list[Row], out: set[int]
) -> None:
    mended = Mended(left_out=frozenset(place for place in out if place < len(rows)))
    kept, new = rows_of(mended, rows), [*above, *rows, *below]
    places = found_again(kept, new)
    assert set(places) == mended.left_out
    assert len(set(places.values())) == len(places), "no two become one"
    assert all(new[now] == rows[was] for was, now in places.items())
    assert all(now == was for was, now in found_again(kept, rows).items())


@given(_ROWS, st.lists(st.sets(st.integers(0, 11)), max_size=3))
def test_rows_found_one_after_the_other_are_those_found_at_once(
    rows: list[Row], steps: list[set[int]]
) -> None:
    known: dict[int, KeptRow] = {}
    for out in steps:
        mended = Mended(left_out=frozenset(out))
        assert rows_of(mended, rows, known) == rows_of(mended, rows)
    assert set(known) == {place for out in steps for place in out if place < len(rows)}


def test_few_rows_and_many_are_found_alike() -> None:
    rows = [ANN, BO, ANN, CY, ANN, BO, ANN] * 700
    places = (0, 4_100, 4_101, 4_102, 4_103, 4_899)
    many = rows_of(Mended(left_out=frozenset(places)), rows)
    assert many == tuple(rows_of(Mended(left_out=frozenset({place})), rows)[0] for place in places)
    assert many[1].before == rows[:4_100].count(rows[4_100])


_TABLES = st.builds(
    lambda rows, times, name, first: TableSource(
        name, ("A", "B"), tuple(range(first, first + len(rows) * times)), tuple(rows) * times
    ),
    _ROWS,
    st.sampled_from([1, 900]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([2, 3]),
)


@given(_TABLES, _TABLES)
def test_lists_are_alike_where_all_of_them_is(old: TableSource, new: TableSource) -> None:
    same = replace(old, rows=tuple(tuple(row) for row in old.rows))
    assert alike(old, same)
    assert alike(old, new) == (old == new) == asyncio.run(alike_in_slices(old, new))
    if old.rows:
        other = replace(old, rows=(*old.rows[:-1], ("other", "cells")))
        assert not alike(old, other)
        assert not asyncio.run(alike_in_slices(old, other))


async def test_the_loop_turns_while_long_lists_are_compared() -> None:
    def rows() -> tuple[Row, ...]:
        return tuple((f"guest{n}@example.org", *map(str, range(n, n + 7))) for n in range(100_000))

    table = TableSource("t", tuple("abcdefgh"), tuple(range(100_000)), rows())
    comparing, turns = asyncio.create_task(alike_in_slices(table, replace(table, rows=rows()))), 0
    while not comparing.done():
        await asyncio.sleep(0)
        turns += 1
    assert await comparing
    # One, where all is compared at once.
    assert turns > 1
