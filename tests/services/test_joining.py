"""Several files as one list."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.shelf import FOLDER
from tests.gui.import_room import Lookup
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.mapping import IGNORED, ColumnMapping, ColumnUse, Constant, NameOrder
from webinar_console.domain.people import NOBODY, RemarkCode, Target
from webinar_console.domain.people_source import FILE_COLUMN, FileSource, FilesSource, TableSource
from webinar_console.files.checking import Checker
from webinar_console.files.full_name import Doubt, split_name
from webinar_console.services.drafting import draft_of_table
from webinar_console.services.import_draft import ImportDraft
from webinar_console.services.imports import Imports
from webinar_console.services.joining import joined


def imports() -> Imports:
    lookup = Lookup()
    return Imports(lookup, lookup)  # type: ignore[arg-type]


def files(folder: Path, **contents: str) -> FilesSource:
    paths = []
    for name, content in contents.items():
        path = folder / f"{name}.csv"
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    return FilesSource(tuple(paths))


async def test_columns_are_united_by_their_names(tmp_path: Path) -> None:
    source = files(
        tmp_path,
        one="First name,Last name,E-mail\nAda,Lane,ada@example.org\n",
        two="Guests\nE-MAIL;City;first-name;Last Name\nbob@example.org;Bern;Bob;Stone\n",
    )
    draft = await imports().read(source)
    assert draft.name == "one.csv and 1 more file"
    assert draft.header == ("First name", "Last name", "E-mail", "City", "File")
    assert draft.rows == [
        ("Ada", "Lane", "ada@example.org", "", "one.csv"),
        ("Bob", "Stone", "bob@example.org", "Bern", "two.csv"),
    ]
    # Each row has the line of its own file.
    assert list(draft.lines) == [2, 3]
    assert isinstance(draft.source, TableSource)
    assert draft.source.files == 2
    assert [use.target for use in draft.mapping.columns[:3]] == [
        Target.FIRST_NAME,
        Target.LAST_NAME,
        Target.EMAIL,
    ]


async def test_columns_are_united_by_what_they_mean(tmp_path: Path) -> None:
    """Two country offices: each calls the columns its own way, and one has a column that means nothing."""
    source = files(
        tmp_path,
        london="First name,Last name,E-mail,City\nAda,Lane,ada@example.org,Bath\n",
        berlin="Ort;Nachname;Vorname;E-Mail-Adresse\nUlm;Groß;Jürgen;j.gross@beispiel.de\n",
        paris="Prénom;Nom de famille;Courriel;City\nZoë;Roux;zoe@exemple.fr;Lyon\n",
    )
    draft = await imports().read(source)
    assert draft.header == ("First name", "Last name", "E-mail", "City", "Ort", "File")
    assert draft.rows == [
        ("Ada", "Lane", "ada@example.org", "Bath", "", "london.csv"),
        ("Jürgen", "Groß", "j.gross@beispiel.de", "", "Ulm", "berlin.csv"),
        ("Zoë", "Roux", "zoe@exemple.fr", "Lyon", "", "paris.csv"),
    ]
    assert draft.mapping.targets[:3] == (Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL)
    assert draft.problem is None
    assert draft.recalled == ""


async def test_a_file_whose_letters_are_in_doubt_is_not_joined_by_a_guess(tmp_path: Path) -> None:
    doubtful = FOLDER / "ambiguous-two-regions.csv"
    source = files(tmp_path, one="First name,Last name,E-mail\nAda,Lane,ada@example.org\n")
    with pytest.raises(FileProblem, match=r"ambiguous-two-regions\.csv: Its letters could be read"):
        await imports().read(FilesSource((*source.paths, doubtful)))


async def test_what_is_noticed_in_each_file_is_told_with_its_name(tmp_path: Path) -> None:
    draft = await imports().read(FilesSource((FOLDER / "hidden.xlsx", FOLDER / "plain.xlsx")))
    assert draft.notes == (
        "hidden.xlsx: 2 hidden rows (3, 4) and 1 hidden column of the sheet were read, too.",
    )
    assert {draft.lines[place] for place in draft.hidden} == {3, 4}
    assert isinstance(draft.source, TableSource)
    assert draft.source.folder == str(FOLDER)


async def test_the_same_name_with_another_meaning_is_another_column(tmp_path: Path) -> None:
    source = files(
        tmp_path,
        one="Name,E-mail\nAda Lane,ada@example.org\nBob Stone,bob@example.org\n",
        two="Vorname,Name,E-mail\nJürgen,Groß,j.gross@beispiel.de\n",
    )
    draft = await imports().read(source)
    assert draft.header == ("Name", "E-mail", "Vorname", "Name", "File")
    assert draft.mapping.targets == (
        *(Target.FULL_NAME, Target.EMAIL, Target.FIRST_NAME, Target.LAST_NAME),
        Target.IGNORE,
    )
    assert draft.problem is None


async def test_first_and_last_name_are_those_of_the_file_that_is_read_alone(tmp_path: Path) -> None:
    """What is noticed about the split of a name stays as well."""
    source = files(
        tmp_path,
        one="Full name,E-mail\nAnna Kern,anna@example.org\n",
        two="Nachname Vorname;E-Mail\nStone Bob;b@example.org\nLane Ada Eve;c@example.org\n"
        "Cher;d@example.org\n Roux  Zoë ;f@example.org\nGroß, Jürgen;g@example.org\n",
    )
    whole = await imports().read(source)
    assert whole.header == ("Full name", "E-mail", "File")
    assert [row[0] for row in whole.rows] == [
        *("Anna Kern", "Bob Stone", "Ada Eve Lane", "Cher", "Zoë Roux", "Groß, Jürgen")
    ]
    alone = [person for path in source.paths for person in checked(await imports().read(FileSource(path)))]
    assert [told for told, _ in checked(whole)] == [told for told, _ in alone]
    codes = [{code for code in of if code is not RemarkCode.CLEANED} for _, of in alone]
    assert [set(of) for _, of in checked(whole)] == codes
    # The other way round, too, and where both files are of one order nothing is written anew.
    turned = await imports().read(FilesSource(source.paths[::-1]))
    assert [told for told, _ in checked(turned)] == [told for told, _ in alone[1:] + alone[:1]]
    same = await imports().read(FilesSource((source.paths[1], source.paths[1])))
    assert [row[0] for row in same.rows[:2]] == ["Stone Bob", "Lane Ada Eve"]
    assert checked(same)[0][0][:2] == ("Bob", "Stone")


async def test_a_formula_is_not_turned_into_a_name(tmp_path: Path) -> None:
    two = "Nachname Vorname;E-Mail\n=A1 B1;b@example.org\nStone Bob;c@example.org\n"
    whole = await imports().read(files(tmp_path, one="Full name,E-mail\nA B,a@example.org\n", two=two))
    assert [row[0] for row in whole.rows] == ["A B", "=A1 B1", "Bob Stone"]
    assert RemarkCode.FORMULA in checked(whole)[1][1]


def checked(draft: ImportDraft) -> list[tuple[tuple[str, str, str, str], list[RemarkCode]]]:
    """First and last name, e-mail and role of each row, and what is remarked."""
    people = Checker(draft.mapping, NOBODY).check(draft.lines, draft.rows)
    return [
        ((one.first_name, one.last_name, one.email, one.role), [remark.code for remark in one.remarks])
        for one in people
    ]


_NAMED = st.lists(
    st.sampled_from(["Anna", "Kern", "van", "Jr.", "y", "王小明", "王", "小", "김철수", "Kern,"]), max_size=4
).map(" ".join)


@given(st.lists(st.tuples(st.sampled_from(NameOrder), st.lists(_NAMED)), min_size=1, max_size=3))
def test_names_are_split_as_in_their_own_file(lists: list[tuple[NameOrder, list[str]]]) -> None:
    header = ("Name", "E-mail")
    tables = [table(f"{n}.csv", header, [(name, "") for name in names]) for n, (_, names) in enumerate(lists)]
    mappings = [ColumnMapping.of(Target.FULL_NAME, Target.EMAIL).with_order(order) for order, _ in lists]
    whole = asyncio.run(join(*tables, mappings=mappings))
    assert whole.mapping is not None
    splits = [split_name(row[0], whole.mapping.name_order) for row in whole.rows]
    alone = [split_name(name, order) for order, names in lists for name in names]
    for split, wanted in zip(splits, alone, strict=True):
        # A comma in the wrong place may go, and what stays as it is keeps its doubt.
        assert [part.replace(",", "") for part in split[:2]] == [part.replace(",", "") for part in wanted[:2]]
        assert (split.last == "") == (wanted.last == "")
        assert split.doubt is wanted.doubt or (split.last and split.doubt is Doubt.RULE)


async def test_two_columns_of_one_name_stay_two(tmp_path: Path) -> None:
    source = files(
        tmp_path, one="E-mail,Note,Note\na@example.org,1,2\n", two="Note,E-mail\n3,b@example.org\n"
    )
    draft = await imports().read(source)
    assert draft.header == ("E-mail", "Note", "Note", "File")
    assert draft.rows[1] == ("b@example.org", "3", "", "two.csv")


async def test_surplus_cells_stay_behind(tmp_path: Path) -> None:
    source = files(
        tmp_path,
        one="E-mail,Name\na@example.org,Ann A,more\n" + "c@example.org,C D\n" * 2,
        two="E-mail\nb@example.org\n",
    )
    assert (await imports().read(source)).rows[0] == ("a@example.org", "Ann A", "one.csv", "more")


async def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    source = files(tmp_path, one="E-mail\na@example.org\n", two="")
    with pytest.raises(FileProblem, match=r"two\.csv: The file is empty"):
        await imports().read(source)


def table(name: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> TableSource:
    return TableSource(name, header, tuple(range(2, len(rows) + 2)), tuple(rows))


async def join(*tables: TableSource, mappings: Sequence[ColumnMapping] = ()) -> TableSource:
    """The tables as if they had been read from files, with what their columns mean or a guess."""
    given_ones = dict(zip((one.name for one in tables), mappings, strict=False))

    async def read(source: FileSource) -> ImportDraft:
        draft = draft_of_table(next(one for one in tables if one.name == source.name))
        return replace(draft, mapping=given_ones.get(source.name, draft.mapping))

    return await joined(FilesSource(tuple(Path(one.name) for one in tables)), read)


async def test_the_loop_turns_while_long_lists_are_joined() -> None:
    rows = [("Ada", f"ada{n}@example.org") for n in range(30_000)]
    turned = [row[::-1] for row in rows]
    tables = (table("a.csv", ("Name", "E-mail"), rows), table("b.csv", ("E-mail", "Name"), turned))
    joining, turns = asyncio.create_task(join(*tables)), 0
    while not joining.done():
        await asyncio.sleep(0)
        turns += 1
    whole = await joining
    assert (whole.rows[29_999], whole.rows[30_000]) == ((*rows[-1], "a.csv"), (*rows[0], "b.csv"))
    assert len(whole.lines) == len(whole.rows) == 60_000
    # Three milliseconds each.
    assert turns > 5


async def test_what_is_the_same_for_all_rows_of_a_file_is_a_column_of_the_whole() -> None:
    header = ("First name", "Last name", "E-mail")
    people = ColumnMapping.of(Target.FIRST_NAME, Target.LAST_NAME, Target.EMAIL)
    one, two, three = (
        table("a.csv", header, [("Ada", "Lane", "ada@example.org"), ("Eve", "Hall", "e@example.org")]),
        table("b.csv", (*header, "Role"), [("Bob", "Stone", "bob@example.org", "CoHost", "more")]),
        table("c.csv", header, [("Cyd", "Reed", "cyd@example.org")]),
    )
    mappings = [
        people.with_constants(
            [
                *(Constant(Target.SOURCE, "LinkedIn"), Constant(Target.ROLE, "Panelist")),
                *(Constant(Target.EXTERNAL_KEY, "77", "crm"), Constant(Target.ANSWER, "yes", "q17")),
            ]
        ),
        # A constant does not count where a column is.
        ColumnMapping.of(*people.columns, Target.ROLE).with_constants([Constant(Target.ROLE, "Panelist")]),
        people.with_constants([Constant(Target.SOURCE, "Fair")]),
    ]
    whole = await join(one, two, three, mappings=mappings)
    assert whole.header == (*header, "Role", "Source", "external_id.crm", "Answer: q17", "File")
    assert whole.rows == (
        ("Ada", "Lane", "ada@example.org", "Panelist", "LinkedIn", "77", "yes", "a.csv"),
        ("Eve", "Hall", "e@example.org", "Panelist", "LinkedIn", "77", "yes", "a.csv"),
        ("Bob", "Stone", "bob@example.org", "CoHost", "", "", "", "b.csv", "more"),
        ("Cyd", "Reed", "cyd@example.org", "", "Fair", "", "", "c.csv"),
    )
    draft = draft_of_table(whole)
    assert draft.problem is None
    assert [told[3] for told, _ in checked(draft)] == ["Panelist", "Panelist", "CoHost", "Attendee"]
    # A file with these headers means the same.
    assert draft_of_table(replace(whole, mapping=None)).mapping.columns == draft.mapping.columns


@pytest.mark.parametrize(
    ("name", "target", "turned"),
    [
        ("Position", Target.JOB_TITLE, False),
        ("Position", Target.JOB_TITLE, True),
        # Not surely a source: united by its name.
        ("Sources", Target.SOURCE, False),
    ],
)
async def test_a_constant_stands_beside_an_ignored_column_of_that_name(
    name: str, target: Target, turned: bool
) -> None:
    one = table("a.csv", ("E-mail", name), [("a@example.org", "CEO")])
    two = table("b.csv", ("E-mail", name), [("b@example.org", "12")])
    people = ColumnMapping.of(Target.EMAIL, Target.IGNORE)
    mappings = {
        one.name: ColumnMapping.of(Target.EMAIL, target),
        two.name: people.with_constants([Constant(target, "Guest")]),
    }
    tables = (two, one) if turned else (one, two)
    whole = await join(*tables, mappings=[mappings[of.name] for of in tables])
    assert whole.mapping is not None
    place = whole.mapping.columns.index(ColumnUse(target))
    cells = {row[-1]: (row[place], sorted(filter(None, row))) for row in whole.rows}
    assert cells["b.csv"] == ("Guest", ["12", "Guest", "b.csv", "b@example.org"])
    assert cells["a.csv"] == ("CEO", ["CEO", "a.csv", "a@example.org"])


async def test_rows_that_were_passed_over_are_counted_together(tmp_path: Path) -> None:
    source = files(
        tmp_path,
        one="E-mail,Name\na@example.org,A B\n,\n\nc@example.org,C D\n",
        two="E-mail\n\nb@example.org\n",
    )
    alone = [(await imports().read(FileSource(path))).blank_rows for path in source.paths]
    assert (await imports().read(source)).blank_rows == sum(alone) > 1


_NAMES = st.lists(st.sampled_from(["A", "a", "B", "C", "Ç", "D", "Role", "Position"]), min_size=1, max_size=4)


@st.composite
def _tables(draw: st.DrawFn) -> TableSource:
    header = draw(_NAMES)
    cells = st.lists(st.text(max_size=2), min_size=len(header), max_size=len(header) + 2)
    rows = draw(st.lists(cells.map(tuple), max_size=3))
    return table(f"{draw(st.uuids())}.csv", tuple(header), rows)


_CONSTANTS = st.lists(
    st.builds(Constant, st.sampled_from([Target.ROLE, Target.SOURCE, Target.JOB_TITLE]), st.just("always")),
    max_size=3,
    unique_by=lambda constant: constant.target,
)


@given(st.lists(st.tuples(_tables(), _CONSTANTS), min_size=1, max_size=4))
def test_every_cell_and_constant_of_every_file_is_in_the_whole_once(
    files: list[tuple[TableSource, list[Constant]]],
) -> None:
    tables = [one for one, _ in files]
    mappings = [draft_of_table(one).mapping.with_constants(constants) for one, constants in files]
    live = {one.name: m.live_constants for one, m in zip(tables, mappings, strict=True)}
    whole = asyncio.run(join(*tables, mappings=mappings))
    assert whole.header[-1] == FILE_COLUMN
    width = len(whole.header)
    given_rows = [(one, line, row) for one in tables for line, row in zip(one.lines, one.rows, strict=True)]
    assert len(whole.rows) == len(given_rows)
    for (one, line, row), found, place in zip(given_rows, whole.rows, whole.lines, strict=True):
        assert (place, found[width - 1]) == (line, one.name)
        assert len(found) == width + len(row) - len(one.header)
        assert found[width:] == row[len(one.header) :]
        own = [cell for cell in found[: width - 1] if cell]
        assert whole.mapping is not None
        for constant in live[one.name]:
            assert found[whole.mapping.columns.index(constant.use)] == constant.value
            own.remove(constant.value)
        assert sorted(own) == sorted(cell for cell in row[: len(one.header)] if cell)
        meanings = draft_of_table(one).mapping.columns
        for name, use, cell in zip(one.header, meanings, row, strict=False):
            of_name = [i for i, other in enumerate(whole.header[:-1]) if other.casefold() == name.casefold()]
            of_use = [i for i, other in enumerate(whole.mapping.columns) if other == use != IGNORED]
            assert name in ("C", "Ç") or cell in [found[i] for i in of_name + of_use]
