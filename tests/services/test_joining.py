"""Several files as one list."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.shelf import FOLDER
from tests.gui.import_room import Lookup
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.mapping import IGNORED
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import FileSource, FilesSource, TableSource
from webinar_console.services.drafting import draft_of_table
from webinar_console.services.import_draft import ImportDraft
from webinar_console.services.imports import Imports
from webinar_console.services.joining import FILE_COLUMN, joined


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


async def join(*tables: TableSource) -> TableSource:
    """The tables as if they had been read from files."""

    async def read(source: FileSource) -> ImportDraft:
        return draft_of_table(next(one for one in tables if one.name == source.name))

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


_NAMES = st.lists(st.sampled_from(["A", "a", "B", "C", "Ç", "D"]), min_size=1, max_size=4)


@st.composite
def _tables(draw: st.DrawFn) -> TableSource:
    header = draw(_NAMES)
    cells = st.lists(st.text(max_size=2), min_size=len(header), max_size=len(header) + 2)
    rows = draw(st.lists(cells.map(tuple), max_size=3))
    return table(f"{draw(st.uuids())}.csv", tuple(header), rows)


@given(st.lists(_tables(), min_size=1, max_size=4))
def test_every_cell_of_every_file_is_in_the_whole_once(tables: list[TableSource]) -> None:
    whole = asyncio.run(join(*tables))
    assert whole.header[-1] == FILE_COLUMN
    width = len(whole.header)
    given_rows = [(one, line, row) for one in tables for line, row in zip(one.lines, one.rows, strict=True)]
    assert len(whole.rows) == len(given_rows)
    for (one, line, row), found, place in zip(given_rows, whole.rows, whole.lines, strict=True):
        assert (place, found[width - 1]) == (line, one.name)
        assert len(found) == width + len(row) - len(one.header)
        assert found[width:] == row[len(one.header) :]
        own = [cell for cell in found[: width - 1] if cell]
        assert sorted(own) == sorted(cell for cell in row[: len(one.header)] if cell)
        assert whole.mapping is not None
        meanings = draft_of_table(one).mapping.columns
        for name, use, cell in zip(one.header, meanings, row, strict=False):
            of_name = [i for i, other in enumerate(whole.header[:-1]) if other.casefold() == name.casefold()]
            of_use = [i for i, other in enumerate(whole.mapping.columns) if other == use != IGNORED]
            assert name in ("C", "Ç") or cell in [found[i] for i in of_name + of_use]
