"""A list beside the registrants: who is recognised, by what, and what is written; nobody is guessed."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_console.domain.email import email_key
from webinar_console.domain.external_id import decode_pairs, encode_pairs
from webinar_console.domain.people_source import FileSource
from webinar_console.domain.registrant import Registrant
from webinar_console.services.drafting import read_draft
from webinar_console.services.exports import ExportFile, write_rows
from webinar_console.services.marking import (
    BLANK,
    NOBODY,
    SEVERAL,
    By,
    Directory,
    Marks,
    Match,
    Means,
    Survey,
    directory_of,
    marked_columns,
    marked_rows,
    marks_of,
    survey_of,
)

EMAIL, WHOLE, ID = Means(By.EMAIL), Means(By.EXTERNAL_ID), Means(By.REGISTRANT_ID)
LID, OID = Means(By.KEY, "lid"), Means(By.KEY, "oid")


def person(number: int, email: str = "", external_id: str = "", *, came: bool = False) -> Registrant:
    return Registrant(
        id=f"r{number}",
        email=email or f"p{number}@x.example",
        external_id=external_id or None,
        participant_id=f"z{number}" if came else None,
        registration_time=f"2026-05-0{1 + number % 9}T08:00:00.000Z",
        join_uri=f"https://x.example/join/{number}",
    )


async def marked(
    rows: Sequence[Sequence[str]], match: Match, people: Sequence[Registrant], *, is_over: bool = True
) -> Marks:
    return await marks_of(rows, match, await directory_of(people), is_over=is_over)


async def surveyed(rows: Sequence[Sequence[str]], people: Sequence[Registrant], columns: int = 0) -> Survey:
    return await survey_of(columns or len(rows[0]), rows, await directory_of(people))


# -- what is offered


async def test_the_column_that_meets_the_most_is_offered() -> None:
    people = [person(n, external_id=f"lid=00{n}&oid={n % 2}") for n in range(6)]
    rows = [("Acme", f"00{n}", f"p{n}@x.example" if n < 3 else "") for n in range(5)]
    survey = await surveyed(rows, people)
    assert survey.best == Match(1, LID)
    assert survey.met == {Match(1, LID): 5, Match(2, EMAIL): 3}
    assert survey.best_of(2) == EMAIL
    assert survey.best_of(0) == EMAIL


async def test_where_several_meet_as_many_the_address_is_meant() -> None:
    people = [person(n, external_id=f"lid={n}") for n in range(3)]
    rows = [(f"r{n}", f"{n}", f"lid={n}", f"P{n}@X.example", f"p{n}@x.example") for n in range(3)]
    survey = await surveyed(rows, people)
    assert survey.best == Match(3, EMAIL)
    assert survey.met[Match(2, WHOLE)] == survey.met[Match(1, LID)] == survey.met[Match(0, ID)] == 3
    assert survey.means == (EMAIL, WHOLE, LID, ID)


async def test_a_value_that_stands_there_often_counts_once() -> None:
    people = [person(1, external_id="lid=9"), person(2, external_id="lid=8")]
    rows = [("9", "p1@x.example")] * 50 + [("", "p2@x.example")]
    assert (await surveyed(rows, people)).best == Match(1, EMAIL)


async def test_a_list_that_meets_nobody_has_no_best() -> None:
    survey = await surveyed([("a", "b@c.example")], [person(1)])
    assert survey.best is None
    assert not survey.met
    assert (await surveyed([("a",)], [])).best is None


async def test_a_column_that_the_header_does_not_name_is_looked_at_too() -> None:
    rows = [("a",), ("b", "", "p1@x.example"), ("c", "d")]
    survey = await surveyed(rows, [person(1)], columns=1)
    assert (survey.best, survey.width) == (Match(2, EMAIL), 3)
    marks = await marked(rows, Match(2, EMAIL), [person(1)])
    assert list(marks.whom) == [BLANK, 0, BLANK]


# -- who is meant


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("ADA@x.Example", 0),
        ("  ada@X.example\t", 0),
        ("bob@x.example", 1),
        ("nobody@x.example", NOBODY),
        ("ada", NOBODY),
        ("", BLANK),
        (" \t", BLANK),
        ("twice@x.example", SEVERAL),
        ("ada@x.example; bob@x.example", SEVERAL),
        ("ada@x.example, ADA@x.example", 0),
        ("nobody@x.example; Bob@x.example", 1),
    ],
)
async def test_addresses(cell: str, found: int) -> None:
    emails = ("Ada@X.example", "bob@x.example", "twice@x.example", "Twice@x.example")
    people = [person(n, email) for n, email in enumerate(emails)]
    assert (await directory_of(people)).find(EMAIL, cell) == found


async def test_keys_are_compared_by_what_they_say_and_letter_by_letter() -> None:
    people = [
        person(0, external_id=encode_pairs([("lid", "a&b=ü 1"), ("oid", "Ab")])),
        person(1, external_id="oid=aB&lid=x&lid=y"),
        person(2, external_id="lid=&oid=Ab"),
        person(3, external_id="YWJj="),
        person(4, external_id="lid=x"),
    ]
    directory = await directory_of(people)
    assert directory.find(LID, "a&b=ü 1") == 0
    assert directory.find(LID, "a%26b") == NOBODY
    assert directory.find(LID, " y ") == 1
    assert directory.find(LID, "x") == SEVERAL
    assert directory.find(OID, "aB") == 1
    assert directory.find(OID, "Ab") == SEVERAL
    assert directory.find(WHOLE, "YWJj=") == 3
    assert directory.find(WHOLE, "lid=&oid=Ab") == 2
    # A text that only looks like pairs has no key.
    assert {means.key for means in directory.by if means.by is By.KEY} == {"lid", "oid"}


_text = st.text(alphabet="aAbB1@ ;=&%ü", max_size=4)
_external = st.one_of(
    st.none(),
    _text,
    st.lists(st.tuples(st.sampled_from(["lid", "oid"]), _text), min_size=1, max_size=3).map(encode_pairs),
)
_email = st.builds("{}@{}".format, st.text(alphabet="aAbß", max_size=2), st.sampled_from("xX"))
_person = st.builds(Registrant, id=_text, email=_email, external_id=_external)
_cell = st.one_of(_text, _email, _external.map(lambda text: text or ""))


def _plainly(means: Means, cell: str, people: Sequence[Registrant]) -> int:
    """The rule as it is said, without any index."""

    def has(one: Registrant) -> set[str]:
        if means.by is By.EMAIL:
            return {email_key(one.email)}
        if means.by is By.EXTERNAL_ID:
            return {(one.external_id or "").strip()}
        if means.by is By.REGISTRANT_ID:
            return {one.id.strip()}
        return {value.strip() for key, value in decode_pairs(one.external_id or "") or () if key == means.key}

    asked = {cell.strip()}
    if means.by is By.EMAIL:
        folded = email_key(cell)
        asked = set(folded.replace(";", " ").split()) if folded.count("@") > 1 else {folded}
    asked.discard("")
    if not asked:
        return BLANK
    # A value that several have means several, whatever else the cell asks for.
    found = [at for at, one in enumerate(people) if has(one) & asked]
    return SEVERAL if len(found) > 1 else found[0] if found else NOBODY


@given(st.lists(_person, max_size=8), st.lists(st.lists(_cell, max_size=3), min_size=1, max_size=8))
async def test_everybody_is_found_by_the_rule_and_nobody_else(
    people: list[Registrant], rows: list[list[str]]
) -> None:
    directory: Directory = await directory_of(people)
    survey = await survey_of(1, rows, directory)
    assert survey.width == max(1, *map(len, rows))
    for means in directory.by:
        for column in range(survey.width):
            cells = [row[column] if column < len(row) else "" for row in rows]
            expected = [_plainly(means, cell, people) for cell in cells]
            marks = await marks_of(rows, Match(column, means), directory, is_over=True)
            assert list(marks.whom) == expected
            assert marks.rows == marks.registered + marks.several + marks.not_found + marks.blank
            values = {value for cell in cells for value in means.values(cell)}
            met = sum(_plainly(means, value, people) not in (NOBODY, BLANK) for value in values)
            assert survey.met.get(Match(column, means), 0) == met
    assert (survey.best is None) == (not survey.met)
    if survey.best is not None:
        assert survey.met[survey.best] == max(survey.met.values())


# -- what is written


async def test_what_a_row_gets() -> None:
    people = [person(0, came=True), person(1), person(2, "same@x.example"), person(3, "same@x.example")]
    rows = [("p0@x.example",), ("p1@x.example",), ("same@x.example",), ("who@x.example",), ("",)]
    over = await marked(rows, Match(0, EMAIL), people)
    first = ("2026-05-01T08:00:00.000Z", "https://x.example/join/0")
    second = ("2026-05-02T08:00:00.000Z", "https://x.example/join/1")
    assert [over.cells(row) for row in range(5)] == [
        ("yes", "yes", *first),
        ("yes", "no", *second),
        ("several", "", "", ""),
        ("no", "", "", ""),
        ("", "", "", ""),
    ]
    assert (over.registered, over.attended, over.several, over.not_found, over.blank) == (2, 1, 1, 1, 1)
    # Who is not there yet can still come.
    under_way = await marked(rows, Match(0, EMAIL), people, is_over=False)
    assert [under_way.cells(row)[1] for row in range(2)] == ["yes", ""]


def test_titles_of_a_list_that_was_marked_before() -> None:
    header = ("Lead Id", "registered", "Attended", "Registered 2")
    columns = marked_columns(header, [("1", "yes", "", "", "x" * 90)], 5)
    assert [title for _, title, _ in columns] == [
        *header,
        "Column 5",
        "Registered 3",
        "Attended 2",
        "Registered at",
        "Join link",
    ]
    assert len({name for name, _, _ in columns}) == 9
    assert [width for _, _, width in columns[:5]] == [8, 10, 8, 12, 40]


AWKWARD = (
    "Lead Id;Company;E-mail\r\n"
    '007;"Stone; Sons\n& Co";ADA@x.example\r\n'
    "0012345678901234567890;=1+1;nobody@x.example;more;cells\r\n"
    "\r\n"
    "3;  spaced  ;\r\n"
    "4;'t Hooft;bob@x.example\r\n"
)
CELLS = [
    ["007", "Stone; Sons\n& Co", "ADA@x.example", "", ""],
    ["0012345678901234567890", "=1+1", "nobody@x.example", "more", "cells"],
    ["3", "  spaced  ", "", "", ""],
    ["4", "'t Hooft", "bob@x.example", "", ""],
]
ANSWERS = [
    ["yes", "yes", "2026-05-02T08:00:00.000Z", "https://x.example/join/1"],
    ["no", "", "", ""],
    ["", "", "", ""],
    ["yes", "no", "2026-05-03T08:00:00.000Z", "https://x.example/join/2"],
]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
async def test_the_list_comes_back_as_it_was_with_what_is_known(tmp_path: Path, suffix: str) -> None:
    source, target = tmp_path / "leads.csv", tmp_path / f"marked{suffix}"
    source.write_text(AWKWARD, encoding="utf-8", newline="")
    people = [person(1, "ada@x.example", came=True), person(2, "bob@x.example")]
    listed = await read_draft(FileSource(source))
    directory = await directory_of(people)
    survey = await survey_of(len(listed.header), listed.rows, directory)
    assert survey.best == Match(2, EMAIL)
    marks = await marks_of(listed.rows, survey.best, directory, is_over=True)
    told: list[int] = []
    await write_rows(
        ExportFile(target, suffix, ";", "Attendance"),
        marked_columns(listed.header, listed.rows, survey.width),
        marks.rows,
        lambda start, end: marked_rows(listed.rows, marks, survey.width, start, end),
        told.append,
    )
    assert told == [4]
    if suffix == ".csv":
        text = target.read_bytes().decode("utf-8-sig")
        header, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        # Harmless in a spreadsheet, and what it was when it is read again.
        assert rows[1][1] == "'=1+1"
        rows[1][1] = "=1+1"
    else:
        sheet = openpyxl.load_workbook(target)["Attendance"]
        header, *rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
        assert sheet["B3"].data_type != "f"
    added = ["Registered", "Attended", "Registered at", "Join link"]
    assert header == ["Lead Id", "Company", "E-mail", "Column 4", "Column 5", *added]
    assert rows == [[*own, *more] for own, more in zip(CELLS, ANSWERS, strict=True)]
    again = await read_draft(FileSource(target))
    assert [list(row[:5]) for row in again.rows] == CELLS
