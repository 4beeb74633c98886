"""One question to the copies of all sessions: found as the table's filter finds, after every change."""

import asyncio
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.gui.people import people
from webinar_console.domain.email import email_key
from webinar_console.domain.folding import search_terms, search_text
from webinar_console.domain.registrant import Registrant
from webinar_console.store import Store
from webinar_console.store.cache import CopyKept, found_by_of
from webinar_console.store.schema import CACHE_MIGRATIONS

NOW = datetime(2026, 5, 12, 16, 0, tzinfo=UTC)
words = st.text(alphabet="abAB éÉ王ßz@.İ", max_size=6)
person = st.tuples(words, words, words)


def found_by_hand(
    sessions: dict[str, list[Registrant]], wanted: Sequence[str], terms: Sequence[str]
) -> set[tuple[str, str]]:
    """The same by looking at everybody."""
    return {
        (session_id, one.id)
        for session_id in wanted
        for one in sessions.get(session_id, [])
        if all(term in search_text((one.first_name, one.last_name, one.email)) for term in terms)
    }


@given(st.lists(st.lists(person, max_size=6), min_size=1, max_size=4), words, st.booleans())
def test_a_search_finds_what_the_filter_of_each_table_would(
    tables: list[list[tuple[str, str, str]]], query: str, drop_one: bool
) -> None:
    sessions = {
        f"s{n}": [
            Registrant(id=str(at), first_name=a, last_name=b, email=c) for at, (a, b, c) in enumerate(table)
        ]
        for n, table in enumerate(tables)
    }

    async def main() -> None:
        async with await Store.open(None) as store:
            for session_id, everybody in sessions.items():
                await store.cache.keep_registrants(session_id, everybody, NOW)
            wanted = [*sessions][drop_one:]
            terms = search_terms(query)
            found, count = await store.cache.find_people(terms, wanted, 1000)
            by_hand = found_by_hand(sessions, wanted, terms) if terms else set()
            assert {(session_id, one.id) for session_id, one in found} == by_hand
            assert count == len(found)
            some, same = await store.cache.find_people(terms, wanted, 2)
            assert (some, same) == (found[:2], count)

    asyncio.run(main())


@given(st.lists(st.lists(words, max_size=6), min_size=2, max_size=4))
def test_who_is_in_other_sessions_is_who_has_an_address_there(tables: list[list[str]]) -> None:
    async def main() -> None:
        async with await Store.open(None) as store:
            for n, addresses in enumerate(tables):
                here = [Registrant(id=str(at), email=address) for at, address in enumerate(addresses)]
                await store.cache.keep_registrants(f"s{n}", here, NOW)
            keys = [{email_key(address) for address in table} - {""} for table in tables]
            others = [f"s{n}" for n in range(1, len(tables))]
            assert await store.cache.emails_elsewhere("s0", others) == keys[0] & set().union(*keys[1:])
            assert await store.cache.emails_elsewhere("s0", ["s1"]) == keys[0] & keys[1]
            assert await store.cache.emails_elsewhere("s0", []) == frozenset()

    asyncio.run(main())


async def ids(store: Store, text: str, sessions: Sequence[str] = ("s1", "s2")) -> list[tuple[str, str]]:
    found, _count = await store.cache.find_people(search_terms(text), sessions, 100)
    return [(session_id, one.id) for session_id, one in found]


async def test_every_change_of_a_copy_is_found() -> None:
    async with await Store.open(None) as store:
        anna = Registrant(id="1", first_name="Élodie", last_name="Müller", email="Elodie@Example.com")
        await store.cache.keep_registrants("s1", [anna], NOW)
        await store.cache.keep_registrants("s2", [anna, Registrant(id="2", email="x@y.example")], NOW)
        assert await ids(store, "elodie MULLER") == [("s1", "1"), ("s2", "1")]
        assert await ids(store, "example.c") == [("s1", "1"), ("s2", "1")]
        await store.cache.add_registrant("s1", Registrant(id="7", first_name="Grace", email="g@y.example"))
        assert await ids(store, "grace") == [("s1", "7")]
        await store.cache.add_registrant("s1", Registrant(id="7", first_name="Ada", email="g@y.example"))
        assert await ids(store, "grace") == []
        assert await ids(store, "ada") == [("s1", "7")]
        await store.cache.remove_registrant("s1", "7")
        assert await ids(store, "ada") == []
        await store.cache.keep_registrants("s2", [], NOW)
        assert await ids(store, "elodie") == [("s1", "1")]
        assert await store.cache.copies() == {"s1": NOW, "s2": NOW}


async def test_copies_of_an_earlier_version_are_found_too(tmp_path: Path) -> None:
    """The search text came later: records that were kept before it are given theirs, and nothing is lost."""
    everybody = people(300)
    connection = sqlite3.connect(tmp_path / "cache.sqlite3")
    connection.executescript(f"{CACHE_MIGRATIONS[0]}; PRAGMA user_version=1;")
    rows = [("s1", p.id, at, email_key(p.email), msgspec.json.encode(p)) for at, p in enumerate(everybody)]
    connection.executemany("INSERT INTO registrant VALUES (?, ?, ?, ?, ?)", rows)
    connection.execute("INSERT INTO registrant VALUES ('s1', 'torn', 999, 'torn', ?)", (b"{",))
    connection.execute("INSERT INTO read_at VALUES ('registrants s1', '2026-05-12T16:00:00Z')")
    connection.commit()
    connection.close()
    async with await Store.open(tmp_path) as store:
        wanted = {p.id for p in everybody if "mü" in f"{p.first_name} {p.last_name}".casefold()}
        assert wanted
        assert {one for _s, one in await ids(store, "mü", ["s1"])} == wanted
        assert await store.cache.copies() == {"s1": NOW}


def test_a_record_that_cannot_be_read_is_found_by_nothing() -> None:
    assert found_by_of(b"{") == ""
    assert found_by_of(b'{"firstName": 3}') == ""


async def test_a_copy_knows_how_many_it_has_and_how_many_of_them_came_late() -> None:
    async with await Store.open(None) as store:
        assert await store.cache.copy_of("s1") is None
        trap = Registrant(id="3", first_name='"registeredPostWebinar":true', registered_post_webinar=False)
        late = Registrant(id="2", registered_post_webinar=True)
        await store.cache.keep_registrants("s1", [Registrant(id="1"), late, trap], NOW)
        assert await store.cache.copy_of("s1") == CopyKept(NOW, 3, 1)
        await store.cache.remove_registrant("s1", "2")
        assert await store.cache.copy_of("s1") == CopyKept(NOW, 2, 0)
        await store.cache.add_registrant("s2", late)
        assert await store.cache.copy_of("s2") is None, "it was never read whole"


lists = st.lists(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["Ann", "Bo", "Élodie"])), max_size=8),
    min_size=1,
    max_size=5,
)


@given(lists)
def test_a_list_that_is_read_again_is_as_it_is_now(
    readings: list[list[tuple[str, str]]],
) -> None:
    """People come, leave, change and change places; what stood there before makes no difference."""

    async def main() -> None:
        async with await Store.open(None) as store:
            other = [Registrant(id="a", first_name="Ann")]
            await store.cache.keep_registrants("other", other, NOW)
            for reading in readings:
                wanted = {key: Registrant(id=key, first_name=name) for key, name in reading}
                await store.cache.keep_registrants("s1", wanted.values(), NOW)
                assert await store.cache.registrants("s1") == [*wanted.values()]
                assert await store.cache.registrants("s1", start=1, limit=2) == [*wanted.values()][1:3]
                found = {one for _session, one in await ids(store, "elodie")}
                assert found == {key for key, one in wanted.items() if one.first_name == "Élodie"}
            assert await store.cache.registrants("other") == other

    asyncio.run(main())


async def test_whoever_stands_is_not_written_again() -> None:
    everybody = people(2000)
    async with await Store.open(None) as store:
        await store.cache.keep_registrants("s1", everybody, NOW)
        before = await store.cache._database.read(lambda c: c.total_changes)
        # The first leaves, one is another, one comes.
        changed = msgspec.structs.replace(everybody[7], source="other")
        now = [*everybody[1:7], changed, *everybody[8:], Registrant(id="new")]
        await store.cache.keep_registrants("s1", now, NOW)
        assert await store.cache.registrants("s1", limit=3000) == now
        after = await store.cache._database.read(lambda c: c.total_changes)
        assert after - before < 10
