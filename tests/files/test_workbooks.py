"""Workbooks: what cannot be a small file of the corpus."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.corpus.by_hand import repacked
from tests.corpus.shelf import FOLDER
from tests.files.reader import read, refusal
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files import archive, table

PLAIN = FOLDER / "plain.xlsx"


def with_part(name: str, content: bytes) -> bytes:
    """The plain workbook with one part replaced."""
    return repacked(PLAIN.read_bytes(), lambda part, old: content if part == name else old)


def test_another_sheet_can_be_chosen() -> None:
    content = (FOLDER / "sheets.xlsx").read_bytes()
    result = read(content, ReadChoices(sheet="Last year"))
    assert result.opened.sheet == "Last year"
    assert result.rows == [("Old", "Guest", "person1@example.org", "Example Works")]
    assert result.notes == ("This sheet is hidden in the workbook.",)
    assert "“Empty” is empty" in refusal(content, ReadChoices(sheet="Empty")).sentence
    assert read(content, ReadChoices(sheet="no such sheet")).opened.sheet == "Guests"


@pytest.mark.parametrize("name", ["sheets.xlsx", "libreoffice-sheets.ods", "libreoffice-sheets.xls"])
def test_every_kind_has_its_sheets(name: str) -> None:
    result = read((FOLDER / name).read_bytes(), ReadChoices(sheet="Last year"))
    assert result.rows == [("Old", "Guest", "person1@example.org", "Example Works")]


def test_the_header_can_be_said_to_be_none() -> None:
    result = read(PLAIN.read_bytes(), ReadChoices(has_header=False))
    assert result.rows[0] == ("First name", "Last name", "E-mail", "Company")
    assert result.lines[0] == 1


class TestBombs:
    """A few kilobytes that would become gigabytes: refused before anything is built of them."""

    def test_a_part_that_unpacks_to_too_much(self) -> None:
        zeros = b"<worksheet>" + bytes(30_000_000)
        problem = refusal(with_part("xl/worksheets/sheet1.xml", zeros))
        assert problem.sentence == archive.BOMB

    def test_a_part_that_says_it_is_small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The directory lies about the size; what counts is what comes out."""
        content = bytearray(with_part("xl/worksheets/sheet1.xml", bytes(30_000_000)))
        at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
        assert content[at : at + 4] == b"PK\x01\x02"
        content[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
        assert refusal(bytes(content)).sentence in (archive.BOMB, archive.DAMAGED)

    def test_many_parts_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(archive, "MAX_UNPACKED", 10_000)
        assert refusal(PLAIN.read_bytes()).sentence == archive.BOMB

    def test_more_parts_than_a_workbook_has(self) -> None:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as parts:
            for number in range(10_001):
                parts.writestr(f"xl/{number}", "")
        assert refusal(content.getvalue()).sentence == archive.BOMB

    @pytest.mark.parametrize("repeated", ["number-rows-repeated", "number-columns-repeated"])
    def test_a_cell_that_is_repeated_without_end(self, repeated: str) -> None:
        content = repacked(
            (FOLDER / "libreoffice-plain.ods").read_bytes(),
            lambda name, part: (
                part.replace(
                    b"<table:table-row ", b"<table:table-row table:number-rows-repeated='9999999' ", 1
                )
                if "rows" in repeated and name == "content.xml"
                else part.replace(
                    b"<table:table-cell office",
                    b"<table:table-cell table:number-columns-repeated='999999' office",
                    1,
                )
                if name == "content.xml"
                else part
            ),
        )
        assert "far outside" in refusal(content).sentence


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 3)
    assert "3 rows" in refusal(PLAIN.read_bytes()).sentence


def test_a_large_sheet_comes_in_frames(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(2_501):
            sheet.write_row(row, 0, (f"p{row}@example.org", row) if row else ("E-mail", "Number"))
    result = read(path.read_bytes())
    assert [len(frame.rows) for frame in result.frames] == [1_000, 1_000, 500]
    assert result.rows[-1] == ("p2500@example.org", "2500")
    assert result.frames[-1].bytes_read == result.opened.size
