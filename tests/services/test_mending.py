"""Mending: any order of steps equals a plain model, and a mended draft checks like a file written so."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from webinar_console.domain.check_choices import CheckChoices, Twins
from webinar_console.domain.mapping import ColumnMapping, ColumnUse
from webinar_console.domain.people import NOBODY, CheckedPerson, RemarkCode, Target, Verdict
from webinar_console.domain.people_source import TextSource
from webinar_console.files.checking import Checker
from webinar_console.files.full_name import join_name, split_name
from webinar_console.services.checking import checked_in_slices
from webinar_console.services.import_draft import ImportDraft
from webinar_console.services.mending import (
    CellCorrection,
    Mended,
    Mending,
    editable_uses,
    mended_cells,
)

FIRST, LAST, EMAIL = (ColumnUse(t) for t in (Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL))
FULL, ROLE, SOURCE = (ColumnUse(t) for t in (Target.FULL_NAME, Target.ROLE, Target.SOURCE))
HALVES = ColumnMapping((FIRST, LAST, EMAIL, ROLE, ColumnUse(Target.IGNORE)))
WHOLE = ColumnMapping((FULL, EMAIL, ROLE))
NOW = datetime(2026, 5, 9, 14, 20, tzinfo=UTC)


def draft_of(rows: list[tuple[str, ...]], mapping: ColumnMapping = HALVES) -> ImportDraft:
    header = tuple(f"Column {n}" for n in range(len(mapping.columns)))
    fields: dict[str, Any] = {"encoding": "utf-8", "encoding_sure": True, "delimiter": ",", "sha256": ""}
    return ImportDraft(
        source=TextSource(""),
        name="people.csv",
        size=1,
        header_line=1,
        header=header,
        lines=range(2, len(rows) + 2),
        rows=rows,
        guesses=(),
        mapping=mapping,
        **fields,
    )


class Steps(RuleBasedStateMachine):
    """Edits, edits alike, leaving out, reverting, undo and redo, beside a model that copies everything."""

    ROWS = 6

    @initialize()
    def begin(self) -> None:
        self.mending = Mending()
        self.past: list[tuple[dict[tuple[int, ColumnUse], str], set[int]]] = []
        self.now: tuple[dict[tuple[int, ColumnUse], str], set[int]] = ({}, set())
        self.future: list[tuple[dict[tuple[int, ColumnUse], str], set[int]]] = []

    def _become(self, cells: dict[tuple[int, ColumnUse], str], out: set[int], step: object) -> None:
        if (cells, out) == self.now:
            assert step is None
            return
        assert step is not None
        self.past.append(self.now)
        self.now = (cells, out)
        self.future.clear()

    @rule(
        rows=st.sets(st.integers(0, ROWS - 1), min_size=1),
        use=st.sampled_from([FIRST, EMAIL]),
        text=st.sampled_from(["", "Ann", "ann@x.com", None]),
    )
    def correct(self, rows: set[int], use: ColumnUse, text: str | None) -> None:
        cells = dict(self.now[0])
        for position in rows:
            cells.pop((position, use), None)
            if text is not None:
                cells[position, use] = text
        step = self.mending.correct([CellCorrection(p, use, text) for p in rows], "Change cells alike")
        self._become(cells, set(self.now[1]), step)

    @rule(rows=st.sets(st.integers(0, ROWS - 1), min_size=1), out=st.booleans())
    def leave_out(self, rows: set[int], out: bool) -> None:
        after = self.now[1] | rows if out else self.now[1] - rows
        self._become(dict(self.now[0]), after, self.mending.leave_out(rows, "Leave out", out=out))

    @rule(rows=st.sets(st.integers(0, ROWS - 1), min_size=1))
    def revert(self, rows: set[int]) -> None:
        cells = {key: text for key, text in self.now[0].items() if key[0] not in rows}
        self._become(cells, self.now[1] - rows, self.mending.revert(rows, "Revert"))

    @rule()
    def undo(self) -> None:
        assert (self.mending.undo() is not None) == bool(self.past)
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    @rule()
    def redo(self) -> None:
        assert (self.mending.redo() is not None) == bool(self.future)
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()

    @invariant()
    def equal(self) -> None:
        mended = self.mending.mended
        flat = {(p, use): text for p, cells in mended.corrections.items() for use, text in cells.items()}
        assert (flat, set(mended.left_out)) == self.now
        assert bool(self.mending.undo_words) == bool(self.past)
        assert bool(self.mending.redo_words) == bool(self.future)
        assert Mending(mended).mended == mended


TestSteps = Steps.TestCase
TestSteps.settings = settings(max_examples=60, stateful_step_count=20)


_CELLS = st.sampled_from(
    [
        "",
        "Ann",
        "Lee",
        "ann@x.com",
        "ANN@x.com",
        "bob@gmial.com",
        "Pat de la Cruz",
        "Lee, Ann",
        "speaker",
        " x ",
    ]
)


@given(
    st.lists(st.tuples(*[_CELLS] * 5), min_size=1, max_size=8),
    st.dictionaries(
        st.integers(0, 7),
        st.dictionaries(st.sampled_from([FIRST, LAST, EMAIL, ROLE, SOURCE]), _CELLS, min_size=1),
        max_size=6,
    ),
    st.frozensets(st.integers(0, 7)),
    st.sampled_from(Twins),
    st.booleans(),
)
@settings(deadline=None)
def test_mended_is_as_if_written_so(
    rows: list[tuple[str, ...]],
    corrections: dict[int, Mapping[ColumnUse, str]],
    left_out: frozenset[int],
    twins: Twins,
    whole: bool,
) -> None:
    mapping = WHOLE if whole else HALVES
    rows = [row[: len(mapping.columns)] for row in rows]
    mended = Mended(
        {position: cells for position, cells in corrections.items() if position < len(rows)},
        frozenset(position for position in left_out if position < len(rows)),
    )
    written = [mended.cells(position, row, mapping) for position, row in enumerate(rows)]
    choices = CheckChoices(twins=twins)

    async def both() -> None:
        people = await checked_in_slices(Checker(mapping, NOBODY, choices), draft_of(rows, mapping), mended)
        again = Mended(left_out=mended.left_out)
        alone = await checked_in_slices(Checker(mapping, NOBODY, choices), draft_of(written, mapping), again)
        for position, (person, other) in enumerate(zip(people, alone, strict=True)):
            typed = whole and bool({FIRST, LAST} & mended.corrections.get(position, {}).keys())
            assert (_without_split(person) == _without_split(other)) if typed else person == other
        assert [person.cells for person in people] == written, "result files get what was mended"
        for position in mended.left_out:
            person = people[position]
            assert (person.verdict, person.remarks[0].code) == (Verdict.SKIP, RemarkCode.LEFT_OUT)

    asyncio.run(both())


def _without_split(person: CheckedPerson) -> tuple[object, ...]:
    """What is said of a person beside that the name was split."""
    remarks = tuple(remark for remark in person.remarks if remark.code is not RemarkCode.NAME_SPLIT)
    is_needed = person.verdict in (Verdict.SKIP, Verdict.MEND) or bool(remarks)
    return (
        msgspec.structs.replace(person, remarks=(), verdict=Verdict.READY),
        remarks,
        person.verdict if is_needed else Verdict.READY,
    )


async def test_a_name_that_was_typed_was_not_split() -> None:
    rows = [("Cher", "a@x.com", ""), ("Pat de la Cruz", "b@x.com", ""), ("Prince", "c@gmial.com", "")]
    mended = Mended({0: {LAST: "Sark"}, 1: {EMAIL: "d@x.com"}, 2: {FIRST: "The", LAST: "Artist"}})
    cher, pat, prince = await checked_in_slices(Checker(WHOLE, NOBODY), draft_of(rows, WHOLE), mended)
    assert (cher.first_name, cher.last_name, cher.verdict, cher.remarks) == (
        "Cher",
        "Sark",
        Verdict.READY,
        (),
    )
    assert pat.reason == "Split into “Pat” and “de la Cruz”."
    assert (prince.first_name, prince.last_name, prince.verdict) == ("The", "Artist", Verdict.REMARK)
    assert [remark.code for remark in prince.remarks] == [RemarkCode.SUSPICIOUS_EMAIL]


class TestCells:
    def test_into_the_files_own_columns(self) -> None:
        cells = ("Ann", "", "ann@gmial.com", "", "37", "surplus")
        mended = mended_cells(cells, HALVES, {LAST: "Lee", EMAIL: "ann@gmail.com", SOURCE: "Spring"})
        assert mended == ("Ann", "Lee", "ann@gmail.com", "", "37", "surplus")

    @pytest.mark.parametrize(
        ("full", "names", "after"),
        [
            ("Cher", {LAST: "Sarkisian"}, "Sarkisian, Cher"),
            ("Ann Lee", {FIRST: "Anna", LAST: "Leigh"}, "Leigh, Anna"),
            ("Ludwig van Beethoven", {FIRST: "Luis"}, "van Beethoven, Luis"),
            ("", {FIRST: "Ann", LAST: "Lee"}, "Lee, Ann"),
            ("Ann Lee", {LAST: ""}, "Ann"),
            ("Ann Lee", {FIRST: "Jr"}, "Jr Lee"),
        ],
    )
    def test_a_full_name_is_put_together(self, full: str, names: dict[ColumnUse, str], after: str) -> None:
        assert mended_cells((full, "a@x.com", ""), WHOLE, names) == (after, "a@x.com", "")

    @given(st.text("abcÄ李 '-", min_size=1, max_size=9), st.text("abcÄ李 '-", min_size=1, max_size=9))
    def test_names_survive_being_put_together(self, first: str, last: str) -> None:
        first, last = " ".join(first.split()), " ".join(last.split())
        if first and last:
            assert split_name(join_name(first, last))[:2] == (first, last)

    def test_what_can_be_edited(self) -> None:
        assert editable_uses(HALVES) == {FIRST, LAST, EMAIL, ROLE}
        assert editable_uses(WHOLE) == {FIRST, LAST, FULL, EMAIL, ROLE}
