"""Several files as one list."""

from pathlib import Path

import pytest

from tests.gui.import_room import Lookup
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import FilesSource, TableSource
from webinar_console.services.imports import Imports


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
