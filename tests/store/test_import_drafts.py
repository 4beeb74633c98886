"""Imports that were not started: kept whole, also when the program is killed, and forgotten on a word."""

import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from webinar_console.domain.check_choices import CheckChoices, LetterCase, Registered, Twins
from webinar_console.domain.import_record import (
    MAX_KEPT_TEXT,
    ImportRecord,
    KeptCell,
    source_fields,
)
from webinar_console.domain.mapping import ColumnMapping, ColumnUse, Constant, NameOrder
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import (
    FileSource,
    PeopleSource,
    ReadChoices,
    TableSource,
    TextSource,
)
from webinar_console.store import Store

SOURCES: tuple[PeopleSource, ...] = (
    FileSource(Path("/home/ann/Gäste.csv")),
    TextSource("First\tLast\n李\tÉmile", html="<table></table>"),
    TableSource("guests.csv", ("A", "B"), (3, 9), (("x", "y"), ("z", "w", "surplus"))),
)


def record(source: PeopleSource) -> ImportRecord:
    """A record in which everything is said."""
    fields = source_fields(source)
    assert fields is not None
    return ImportRecord(
        name=source.name,
        sha256="abc",
        kept_at=datetime(2026, 5, 12, 16, 5, tzinfo=UTC),
        **fields,
        choices=ReadChoices(encoding="cp1252", delimiter=";", has_header=False, sheet="Gäste"),
        mapping=ColumnMapping(
            (ColumnUse(Target.FULL_NAME), ColumnUse(Target.EXTERNAL_KEY, "lid")),
            (Constant(Target.SOURCE, "Spring"),),
            NameOrder.LAST_FIRST,
        ),
        by_hand=(0, 1),
        taken={1: 0},
        is_changed=True,
        settings={"suppress_emails": True, "auto_close_limit": 300},
        trim=True,
        order_column=1,
        order_descending=True,
        add=False,
        remove=True,
        rules=CheckChoices(Twins.LAST, Registered.REPLACE, LetterCase.CAPITALISE, free_mail=True),
        corrections=(
            KeptCell(4, ColumnUse(Target.EMAIL), "ann@x.com"),
            KeptCell(5, ColumnUse(Target.ROLE), ""),
        ),
        left_out=(2, 7),
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: type(source).__name__)
async def test_a_killed_program_has_kept_it_whole(source: PeopleSource, tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "account")
    await store.import_drafts.save("S1", record(source))
    # The disk as it is at this moment: nothing was closed.
    shutil.copytree(tmp_path / "account", tmp_path / "killed", ignore=shutil.ignore_patterns("lock"))
    await store.close()
    async with await Store.open(tmp_path / "killed") as later:
        found = await later.import_drafts.load("S1")
        assert found == record(source)
        assert found.source == source
        assert await later.import_drafts.load("S2") is None
        await later.import_drafts.save("S1", None)
        assert await later.import_drafts.load("S1") is None


async def test_a_record_of_another_version_is_none(tmp_path: Path) -> None:
    async with await Store.open(tmp_path / "account") as store:
        await store.import_drafts.save("S1", record(SOURCES[0]))
    with sqlite3.connect(tmp_path / "account" / "state.sqlite3") as connection:
        connection.execute("UPDATE import_draft SET record = ?", (msgspec.json.encode({"name": 1}),))
    connection.close()
    async with await Store.open(tmp_path / "account") as store:
        assert await store.import_drafts.load("S1") is None


def test_what_is_too_long_is_not_kept() -> None:
    assert source_fields(TextSource("x" * (MAX_KEPT_TEXT + 1))) is None
    assert source_fields(TableSource("t", ("A",), (1,), (("x" * (MAX_KEPT_TEXT + 1),),))) is None
