"""Lists without a file of their own: written once, beside the record that each correction writes anew."""

import asyncio
import sqlite3
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.store.test_import_drafts import record
from webinar_console.domain.import_record import ImportRecord, KeptCell, KeptFiles
from webinar_console.domain.mapping import ColumnMapping, ColumnUse, Constant
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import FileSource, PeopleSource, TableSource, TextSource
from webinar_console.store import Store

EMAIL = ColumnUse(Target.EMAIL)
MAPPING = ColumnMapping((EMAIL, ColumnUse(Target.SOURCE)), (Constant(Target.ROLE, "panelist"),))
ROWS = 5_000
TABLE = TableSource(
    "a.csv and 1 more file",
    ("E-mail", "File"),
    tuple(range(2, ROWS + 2)),
    tuple((f"guest{n}@example.org", "a.csv") for n in range(ROWS)),
    files=2,
    left_out=frozenset({7}),
    mapping=MAPPING,
)
LONG = TextSource("Ann\tann@example.org\n" * 30_000, "Pasted text", "<td>é</td>" * 30_000)


async def watch(store: Store) -> None:
    """Note from now on what is written and removed of the sources."""

    def begin(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE noted (what TEXT)")
        for what in ("INSERT", "DELETE", "UPDATE"):
            connection.execute(
                f"CREATE TRIGGER note_{what} AFTER {what} ON import_source "
                f"BEGIN INSERT INTO noted VALUES ('{what}'); END"
            )

    await store._state.write(begin)


async def noted(store: Store) -> list[str]:
    """What was done to the parts of the sources since the last look."""

    def look(connection: sqlite3.Connection) -> list[str]:
        found = [what for (what,) in connection.execute("SELECT what FROM noted")]
        connection.execute("DELETE FROM noted")
        return found

    return await store._state.write(look)


async def size_of_record(store: Store) -> int:
    """The bytes that each correction writes."""
    found = await store._state.read(
        lambda connection: connection.execute("SELECT sum(length(record)) FROM import_draft").fetchone()
    )
    return int(found[0])


def mended(kept: ImportRecord, *texts: str) -> ImportRecord:
    return replace(kept, corrections=tuple(KeptCell(row, EMAIL, text) for row, text in enumerate(texts)))


async def test_a_correction_does_not_write_the_list_again(tmp_path: Path) -> None:
    for number, source in enumerate((TABLE, LONG)):
        folder = tmp_path / str(number)
        async with await Store.open(folder) as store:
            await watch(store)
            kept = record(source)
            await store.import_drafts.save("S1", kept)
            first = await noted(store)
            assert set(first) == {"INSERT"}
            assert len(first) > 2, "in parts"
            for texts in (("a@x.com",), ("a@x.com", "b@x.com"), ()):
                await store.import_drafts.save("S1", mended(kept, *texts))
                assert await noted(store) == []
                assert await size_of_record(store) < 2_000
        async with await Store.open(folder) as store:
            found = await store.import_drafts.load("S1")
            assert found == mended(kept)
            assert found.source == source
            await store.import_drafts.save("S1", mended(found, "c@x.com"))
            assert await noted(store) == [], "not after a restart either"


async def test_another_list_takes_the_place_of_the_one_that_waited(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        await watch(store)
        drafts, table, text = store.import_drafts, record(TABLE), record(LONG)
        await drafts.save("S2", record(TABLE))
        await drafts.save("S1", table)
        await noted(store)
        await drafts.save("S1", replace(text, formers=(table,)))
        assert set(await noted(store)) == {"INSERT"}
        # It is brought back: the two change places, and nothing of them is written.
        await drafts.save("S1", replace(table, formers=(text,)))
        assert await noted(store) == []
        assert await drafts.load("S1") == replace(table, formers=(text,))
        await drafts.save("S1", table)
        assert set(await noted(store)) == {"DELETE"}
        await drafts.save("S1", None)
        assert set(await noted(store)) == {"DELETE"}
        assert await drafts.load("S1") is None
        found = await drafts.load("S2")
        assert found is not None
        assert found.table == TABLE, "another session's list stays"


async def test_a_record_that_holds_its_list_itself_is_read(tmp_path: Path) -> None:
    """As versions before wrote it."""
    kept = record(TABLE)
    async with await Store.open(tmp_path) as store:
        await store._state.write(
            lambda connection: connection.execute(
                "INSERT INTO import_draft VALUES ('S1', ?)", (msgspec.json.encode(kept),)
            )
        )
        found = await store.import_drafts.load("S1")
        assert found == kept
        await store.import_drafts.save("S1", found)
        assert await size_of_record(store) < 4_000
        assert await store.import_drafts.load("S1") == kept


async def test_files_wait_beside_a_record_and_without_one(tmp_path: Path) -> None:
    asked, after = KeptFiles(asked=("/a.csv", "/b.csv")), KeptFiles(after=("/b.csv",))
    async with await Store.open(tmp_path) as store:
        await store.import_drafts.save("S1", None, asked)
        await store.import_drafts.save("S2", record(TABLE), after)
    async with await Store.open(tmp_path) as store:
        drafts = store.import_drafts
        assert (await drafts.load("S1"), await drafts.load_files("S1")) == (None, asked)
        assert (await drafts.load("S2"), await drafts.load_files("S2")) == (record(TABLE), after)
        assert await drafts.load_files("S3") == KeptFiles()
        await drafts.save("S2", None, after)
        assert (await drafts.load("S2"), await drafts.load_files("S2")) == (None, after)
        await drafts.save("S2", None)
        assert await drafts.load_files("S2") == KeptFiles()


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
_WIDE = st.lists(st.tuples(_TEXT, _TEXT) | st.tuples(_TEXT, _TEXT, _TEXT), max_size=5)


@st.composite
def _tables(draw: st.DrawFn) -> TableSource:
    rows = tuple(draw(_WIDE)) * draw(st.sampled_from([1, 1_500]))
    left_out = frozenset(draw(st.sets(st.integers(0, 9))))
    mapping = draw(st.none() | st.just(MAPPING))
    return TableSource("t", ("A", "B"), tuple(range(len(rows))), rows, 0, left_out, mapping)


_SOURCES: st.SearchStrategy[PeopleSource] = st.one_of(
    _tables(), st.builds(TextSource, _TEXT, html=_TEXT), st.just(FileSource(Path("/guests.csv")))
)
_RECORDS = st.builds(record, _SOURCES)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.none() | st.tuples(st.integers(0, 3), st.lists(st.integers(0, 3), max_size=3)), max_size=8),
    st.data(),
)
def test_whatever_waits_comes_back_whole(
    steps: list[tuple[int, list[int]] | None], data: st.DataObject
) -> None:
    records = data.draw(st.lists(_RECORDS, min_size=4, max_size=4))

    async def story() -> None:
        async with await Store.open(None) as store:
            drafts = store.import_drafts
            for step in steps:
                kept = None
                if step is not None:
                    own, beside = step
                    kept = replace(records[own], formers=tuple(records[each] for each in beside))
                await drafts.save("S1", kept)
                assert await drafts.load("S1") == kept

    asyncio.run(story())


async def test_a_line_of_the_version_that_knew_one_former_import_is_read(tmp_path: Path) -> None:
    async with await Store.open(tmp_path) as store:
        await store.import_drafts.save("S1", replace(record(TABLE), formers=(record(LONG),)))

        def older(connection: sqlite3.Connection) -> None:
            (found,) = connection.execute("SELECT record FROM import_draft").fetchone()
            line = msgspec.json.decode(found)
            (former,) = line.pop("formers")
            line |= {"former": former["record"], "former_source": former["source"]}
            connection.execute("UPDATE import_draft SET record = ?", (msgspec.json.encode(line),))

        await store._state.write(older)
    async with await Store.open(tmp_path) as store:
        found = await store.import_drafts.load("S1")
        assert found == replace(record(TABLE), formers=(record(LONG),))
