"""Exported lists: every field in its column, and what is imported again is what was exported."""

import asyncio
import json
import os
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.reader import read
from tests.gui.people import people
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.exported import (
    MOST_KEYS,
    ExportColumn,
    Finder,
    Found,
    all_columns,
    crm_columns,
    distinct,
    link_columns,
)
from webinar_console.domain.external_id import encode_pairs
from webinar_console.domain.people import NOBODY
from webinar_console.domain.registrant import Answer, Registrant
from webinar_console.files.checking import Checker
from webinar_console.files.mapping import mapping_of
from webinar_console.services.exports import ExportFile, find_columns, save_pages, write_export

ADA = Registrant(
    id="r1",
    first_name="=Ada",
    last_name="’t Hooft",
    email="ada@x.example",
    source="+49 fair",
    external_id="lid=007&oid=%3D4",
    registration_time="2026-05-04T08:00:00.000Z",
    join_uri="https://x.example/join/1",
    cancellation_uri="https://x.example/cancel/1",
    participant_id="p1",
    registered_post_webinar=False,
    icalendar_sequence=0,
    questionnaire=[
        Answer(question_id="17", answer_text="Yes; please"),
        Answer(question_id="q-2", answer_ids=["a1", "a2"]),
    ],
    unknown={"badge": {"colour": "blue"}},
)
BOB = Registrant(id="r2", first_name="Bob", last_name="Stone", email="bob@x.example", external_id="YWJj=")


def local(text: str | None) -> str:
    return f"\u2007local {text}" if text else ""


def came(person: Registrant) -> str:
    return "Attended" if person.attended else ""


def cells(columns: list[ExportColumn], person: Registrant) -> dict[str, str]:
    return {column.title: column.text(person) for column in columns}


async def test_every_field_has_a_column() -> None:
    found = await find_columns([ADA, BOB])
    assert found == Found(("lid", "oid"), ("17",), ("q-2",), ("badge",))
    told = cells(all_columns(found, came, local), ADA)
    assert told["External id.lid"] == "007"
    assert told["External id.oid"] == "=4"
    assert told["Registered"] == "local 2026-05-04T08:00:00.000Z"
    assert told["Registered (UTC)"] == "2026-05-04T08:00:00.000Z"
    assert told["Answer.17"] == "Yes; please"
    assert told["Answer ids.q-2"] == "a1; a2"
    assert told["Registered after the webinar"] == "no"
    assert told["Calendar sequence"] == "0"
    assert told["badge"] == '{"colour":"blue"}'
    empty = cells(all_columns(found, came, local), Registrant(id="r9", email="e@x.example"))
    assert {title: text for title, text in empty.items() if text} == {
        "Registrant id": "r9",
        "E-mail": "e@x.example",
    }


def test_no_field_of_a_registrant_is_forgotten() -> None:
    """Whoever adds a field to the record is told here that exports lack it."""
    names = {column.name.removesuffix("_local") for column in all_columns(Found(), came, local)}
    other = {"id": "registrant_id", "creation_time": "created", "last_modified_time": "changed"}
    other |= {"registration_time": "registered"}
    fields = {other.get(name, name) for name in Registrant.__struct_fields__} - {"unknown", "questionnaire"}
    assert fields <= names


@given(
    st.lists(st.dictionaries(st.text(min_size=1, max_size=3), st.text(max_size=3), max_size=4), max_size=9)
)
def test_keys_have_their_values(ids: list[dict[str, str]]) -> None:
    persons = [Registrant(id=str(n), external_id=encode_pairs(one.items())) for n, one in enumerate(ids)]
    finder = Finder()
    for person in persons:
        finder.look(person)
    found = finder.found()
    filled = {key for one in ids for key, value in one.items() if value}
    assert set(found.keys) == filled
    for one, person in zip(ids, persons, strict=True):
        columns = all_columns(found, came, local)
        told = {column.name: column.text(person) for column in columns}
        assert {key: told[f"external_id.{key}"] for key in filled} == {
            key: one.get(key, "") for key in filled
        }


def test_texts_with_equals_signs_are_no_keys() -> None:
    finder = Finder()
    for number in range(500):
        finder.look(Registrant(id=str(number), external_id=f"k{number}=1&lid={number}"))
    assert finder.found().keys == ("lid",)
    finder = Finder()
    finder.look(Registrant(id="1", external_id="&".join(f"k{n}=1" for n in range(MOST_KEYS + 5))))
    assert len(finder.found().keys) == MOST_KEYS


def test_a_crm_gets_the_keys_under_their_names() -> None:
    told = cells(crm_columns(Found(("lid", "source")), came, local), ADA)
    assert told["lid"] == "007"
    assert "External id.source" in told
    assert told["Source"] == "+49 fair"
    assert list(cells(link_columns(local), ADA))[-1] == "Join link"


def test_names_are_distinct() -> None:
    twice = [ExportColumn("a", "A", came), ExportColumn("a", "B", came), ExportColumn("a_2", "C", came)]
    assert [column.name for column in distinct(twice)] == ["a", "a_2", "a_2_2"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".tsv"])
async def test_an_export_is_imported_as_it_was(tmp_path: Path, suffix: str) -> None:
    """All columns: names, keys and answers come back, and nothing that the server assigns is sent."""
    persons = [ADA, *people(40)]
    found = await find_columns(persons)
    file = ExportFile(tmp_path / f"out{suffix}", suffix, ";")
    told: list[int] = []
    await write_export(file, all_columns(found, came, local), persons, told.append)
    assert told == [41]
    back = read(file.path.read_bytes())
    mapping = mapping_of(back.opened.header, back.opened.guesses)
    checker = Checker(mapping, NOBODY)
    checked = list(checker.check(back.lines, back.rows))
    assert [(p.first_name, p.last_name, p.email) for p in checked] == [
        (p.first_name, p.last_name, p.email) for p in persons
    ]
    assert [p.external_id or None for p in checked] == [p.external_id for p in persons]
    assert [p.source or None for p in checked] == [p.source for p in persons]
    assert not any(p.join_uri or p.cancellation_uri for p in checked)
    assert checked[0].answers[0] == Answer(question_id="17", answer_text="Yes; please")


async def test_lines_of_json_are_objects(tmp_path: Path) -> None:
    file = ExportFile(tmp_path / "out.jsonl", ".jsonl")
    await write_export(file, link_columns(local), [ADA, BOB], lambda _done: None)
    first, second = (json.loads(line) for line in file.path.read_text(encoding="utf-8").splitlines())
    assert first["first_name"] == "=Ada"
    assert first["registered"] == "2026-05-04T08:00:00.000Z"
    assert second["join_uri"] is None


async def test_nobody_is_a_file_with_a_header(tmp_path: Path) -> None:
    file = ExportFile(tmp_path / "out.xlsx", ".xlsx", sheet="Absent")
    await write_export(file, link_columns(local), [], lambda _done: None)
    book = openpyxl.load_workbook(file.path)
    assert book.sheetnames == ["Absent"]
    assert book.active is not None
    assert book.active.max_row == 1


async def test_an_export_that_is_cancelled_leaves_the_old_file(tmp_path: Path) -> None:
    file = ExportFile(tmp_path / "out.csv", ".csv")
    file.path.write_text("old")
    begun = asyncio.Event()
    persons = people(1_000) * 40
    work = write_export(file, link_columns(local), persons, lambda _done: begun.set())
    task = asyncio.ensure_future(work)
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert file.path.read_text() == "old"


async def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    file = ExportFile(tmp_path / "gone" / "out.csv", ".csv")
    with pytest.raises(FileProblem):
        await write_export(file, link_columns(local), people(10), lambda _done: None)
    assert list(tmp_path.iterdir()) == []


class Gate:
    """Stands before a call on a thread: tells that it is there, and lets it through when it is opened."""

    def __init__(self, patch: pytest.MonkeyPatch, owner: type | ModuleType, name: str) -> None:
        self.reached, self._may_pass = asyncio.Event(), threading.Event()
        call, loop = getattr(owner, name), asyncio.get_running_loop()

        def gated(*args: Any) -> Any:
            loop.call_soon_threadsafe(self.reached.set)
            assert self._may_pass.wait(30)
            return call(*args)

        patch.setattr(owner, name, gated)

    async def cancel(self, task: "asyncio.Task[Any]") -> None:
        """Cancel when the call is reached, more than once, and let it go on only then."""
        await self.reached.wait()
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0)
        assert not task.done(), "it ended before its thread"
        self._may_pass.set()


async def test_pages_that_are_cancelled_while_they_are_saved_leave_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.pdf"
    path.write_text("old")
    gate = Gate(monkeypatch, os, "fsync")
    task = asyncio.ensure_future(save_pages(path, b"new"))
    await gate.cancel(task)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["list.pdf"]


@pytest.mark.parametrize("kind", ["pages", "table"])
async def test_a_cancel_that_comes_too_late_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("old")
    gate = Gate(monkeypatch, Path, "replace")
    work: Any = save_pages(path, b"new")
    if kind == "table":
        work.close()
        work = write_export(ExportFile(path, ".csv"), link_columns(local), [ADA], lambda _done: None)
    task = asyncio.ensure_future(work)
    await gate.cancel(task)
    await task
    assert not task.cancelling()
    assert path.read_text() != "old"
    assert [found.name for found in tmp_path.iterdir()] == ["list.csv"]
