"""Templates: what is saved is what the import reads without a question."""

import io
import zipfile
from pathlib import Path

import pytest

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people import Target
from webinar_console.files.mapping import guess_mapping
from webinar_console.files.templates import COLUMNS, ROLES, write_template
from webinar_console.files.vocabulary import role_of

WANTED = (
    Target.FIRST_NAME,
    Target.LAST_NAME,
    Target.EMAIL,
    Target.ROLE,
    Target.SOURCE,
    Target.EXTERNAL_ID,
    Target.JOB_TITLE,
)


def test_every_column_is_understood_with_certainty() -> None:
    guesses = guess_mapping([column.header for column in COLUMNS], [], has_header=True)
    assert tuple(guess.target for guess in guesses) == WANTED
    assert all(guess.confidence == 1 for guess in guesses)
    assert all(role_of(role) == role for role in ROLES)


def test_the_csv_is_a_header_that_excel_opens(tmp_path: Path) -> None:
    write_template(tmp_path / "people.csv")
    written = (tmp_path / "people.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == "First name,Last name,E-mail,Role,Source,External id,Job title\r\n"


def test_the_workbook_has_an_empty_list_and_notes(tmp_path: Path) -> None:
    write_template(tmp_path / "people.xlsx")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "people.xlsx").read_bytes())) as book:
        sheets = book.read("xl/workbook.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
        people = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheets.index("People") < sheets.index("Notes")
    assert all(column.header in words and column.note in words for column in COLUMNS)
    assert people.count("<row ") == 1, "nobody who could be invited by mistake"
    assert "Attendee,Panelist,CoHost" in people


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"people\.csv could not be saved"):
        write_template(tmp_path / "missing" / "people.csv")
