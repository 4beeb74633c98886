"""Workbooks of every kind: by XlsxWriter, openpyxl and LibreOffice."""

import datetime as dt
import io
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.corpus.shelf import FOLDER, put, table
from tests.corpus.texts import ENGLISH, people

PEOPLE = people("Zoë Ōta", "Łukasz Żak", "さくら 田中", "D'Arcy O’Neil")


def _by_xlsxwriter(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        # So that the same file comes out each time.
        book.set_properties({"created": dt.datetime(2026, 1, 1)})
        fill(book)
    return content.getvalue()


def _rows(sheet: Any, rows: Any, *, top: int = 0, left: int = 0) -> None:
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(top + place, left + column, cell)


def _plain(book: xlsxwriter.Workbook) -> None:
    _rows(book.add_worksheet("People"), [ENGLISH, *PEOPLE])


NUMBERS_HEADER = ("First name", "Last name", "E-mail", "Customer no.", "Phone", "Long id", "Share", "Seat")
NUMBERS = [
    ["Ada", "Lane", "ada@example.org", "00042", "491711234567", "123456789012345", "0.5", "1"],
    ["Bob", "Stone", "bob@example.org", "01234", "0049 171 1", "12345678901234600000", "0.3", "12"],
    ["Cy", "Waters", "cy@example.org", "99999", "+49 171 1", "00000000000000000007", "-1.25", "1000000"],
]


def _numbers(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("People")
    zeros = book.add_format({"num_format": "00000"})
    percent = book.add_format({"num_format": "0%"})
    _rows(sheet, [NUMBERS_HEADER])
    for row, (customer, phone, long_id, share, seat) in enumerate(
        (
            (42, 491711234567, 123456789012345, 0.5, 1),
            (1234, "0049 171 1", 12345678901234567890, 0.1 + 0.2, 12.0),
            (99999, "+49 171 1", "00000000000000000007", -1.25, 1e6),
        ),
        1,
    ):
        _rows(sheet, [NUMBERS[row - 1][:3]], top=row)
        sheet.write_number(row, 3, customer, zeros)
        for column, value in ((4, phone), (5, long_id), (7, seat)):
            sheet.write_string(row, column, value) if isinstance(value, str) else sheet.write_number(
                row, column, value
            )
        sheet.write_number(row, 6, share, percent)


DATES_HEADER = (*ENGLISH[:3], "Day", "Moment", "Hour", "Agreed", "Length")
DATES = [
    ["Ada", "Lane", "ada@example.org", "2026-05-12", "2026-05-12T18:30:00", "18:30:00", "TRUE", "36:00:00"],
    ["Bob", "Stone", "bob@example.org", "1999-12-31", "2026-01-01T00:00:01", "06:05:04", "FALSE", "01:30:00"],
]


def _dates(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("People")
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    hour = book.add_format({"num_format": "hh:mm"})
    length = book.add_format({"num_format": "[h]:mm"})
    _rows(sheet, [DATES_HEADER, *(row[:3] for row in DATES)])
    values = (
        (dt.date(2026, 5, 12), dt.datetime(2026, 5, 12, 18, 30), dt.time(18, 30), True, 1.5),
        (dt.date(1999, 12, 31), dt.datetime(2026, 1, 1, 0, 0, 1), dt.time(6, 5, 4), False, 0.0625),
    )
    for row, (one, two, three, agreed, hours) in enumerate(values, 1):
        sheet.write_datetime(row, 3, one, day)
        sheet.write_datetime(row, 4, two, moment)
        sheet.write_datetime(row, 5, three, hour)
        sheet.write_boolean(row, 6, agreed)
        sheet.write_number(row, 7, hours, length)


def _hidden(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("People")
    _rows(sheet, [ENGLISH, *PEOPLE])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_row(50, None, None, {"hidden": True})
    sheet.set_column(3, 3, None, None, {"hidden": True})


HIDDEN_NOTE = "2 hidden rows (3, 4) and 1 hidden column of the sheet were read, too."


def _sheets(book: xlsxwriter.Workbook) -> None:
    _rows(book.add_worksheet("Read me"), [("Lists of the spring launch",), ("Second sheet",)])
    _rows(book.add_worksheet("Guests"), [ENGLISH, *PEOPLE])
    old = book.add_worksheet("Last year")
    _rows(old, [ENGLISH, *people("Old Guest")])
    old.hide()
    book.add_worksheet("Empty")


SHEETS = {
    "sheets": ["Read me", "Guests", "Last year", "Empty"],
    "sheet": "Guests",
    "notes": ["A hidden sheet can be chosen, too: “Last year”."],
}


def _title(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("People")
    sheet.merge_range(0, 0, 0, 3, "Guests of the spring launch")
    sheet.merge_range(1, 0, 1, 3, "as of Monday")
    _rows(sheet, [("Wer", "Wohin", "Kontakt", "Haus"), PEOPLE[0], PEOPLE[1][:3], *PEOPLE[2:]], top=3)
    sheet.merge_range(4, 3, 5, 3, PEOPLE[0][3])


TITLE_ROWS = [list(PEOPLE[0]), [*PEOPLE[1][:3], ""], *map(list, PEOPLE[2:])]


def _formulas(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("People")
    _rows(sheet, [(*ENGLISH, "Note")])
    for row, person in enumerate(PEOPLE, 1):
        _rows(sheet, [person[:2]], top=row)
        sheet.write_formula(row, 2, f'="person{row}"&"@example.org"', None, person[2])
    _results(sheet)


def _numbers_of_formulas(book: xlsxwriter.Workbook) -> None:
    """LibreOffice does not keep the texts of formulas when it writes xls."""
    sheet = book.add_worksheet("People")
    _rows(sheet, [(*ENGLISH, "Note"), *(person[:3] for person in PEOPLE)])
    _results(sheet)


def _results(sheet: Any) -> None:
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    sheet.write_formula(2, 3, "=NA()", None, "#N/A")
    sheet.write_formula(3, 3, "=6*7", None, 42)
    sheet.write_formula(4, 3, "=1=1", None, True)


FORMULA_HEADER = [*ENGLISH, "Note"]
FORMULAS = [
    [*PEOPLE[0][:3], "#DIV/0!", ""],
    [*PEOPLE[1][:3], "#N/A", ""],
    [*PEOPLE[2][:3], "42", ""],
    [*PEOPLE[3][:3], "TRUE", ""],
]
FORMULA_NOTE = "Rows 2 and 3 have a formula that failed (#DIV/0!, #N/A)."


def _apart(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("People")
    _rows(sheet, [ENGLISH, PEOPLE[0]], top=4, left=2)
    _rows(sheet, PEOPLE[1:], top=8, left=2)
    # Formatted, but empty: no cell for a reader.
    sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))


APART = {
    "header": ["Column 1", "Column 2", *ENGLISH],
    "header_line": 5,
    "lines": [6, 9, 10, 11],
    "rows": [["", "", *row] for row in PEOPLE],
}


def _rich(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("People")
    bold = book.add_format({"bold": True})
    _rows(sheet, [ENGLISH, *PEOPLE])
    sheet.write_rich_string(1, 1, "Ō", bold, "ta")
    sheet.write_string(2, 3, "Two\nlines _x0041_ & <more>")
    sheet.write_url(3, 2, "mailto:person3@example.org", None, PEOPLE[2][2])
    sheet.write_comment(4, 2, "a comment is no cell")


def _controls(book: xlsxwriter.Workbook) -> None:
    _rows(book.add_worksheet("People"), [ENGLISH, ("A\x01da", *PEOPLE[0][1:]), *PEOPLE[1:]])


def _no_header(book: xlsxwriter.Workbook) -> None:
    _rows(book.add_worksheet("People"), PEOPLE)


def one(**more: Any) -> dict[str, Any]:
    return table(ENGLISH, PEOPLE, sheets=["People"], sheet="People") | more


_BY_XLSXWRITER: tuple[tuple[str, Callable[[xlsxwriter.Workbook], None], dict[str, Any]], ...] = (
    ("plain", _plain, one()),
    ("numbers", _numbers, one() | table(NUMBERS_HEADER, NUMBERS)),
    ("dates", _dates, one() | table(DATES_HEADER, DATES)),
    ("hidden", _hidden, one(notes=[HIDDEN_NOTE])),
    ("sheets", _sheets, one() | SHEETS),
    ("title", _title, one() | table(("Wer", "Wohin", "Kontakt", "Haus"), TITLE_ROWS, first=5)),
    ("formulas", _formulas, one(notes=[FORMULA_NOTE]) | table(FORMULA_HEADER, FORMULAS)),
    ("results", _numbers_of_formulas, one(notes=[FORMULA_NOTE]) | table(FORMULA_HEADER, FORMULAS)),
    ("apart", _apart, one() | APART),
    (
        "rich",
        _rich,
        one(rows=[PEOPLE[0], (*PEOPLE[1][:3], "Two\nlines _x0041_ & <more>"), *PEOPLE[2:]]),
    ),
    (
        "controls",
        _controls,
        one(
            rows=[("A\x01da", *PEOPLE[0][1:]), *PEOPLE[1:]],
            notes=["Row 2 has control characters, which no name contains."],
        ),
    ),
    (
        "no-header",
        _no_header,
        one() | table(["Column 1", "Column 2", "Column 3", "Column 4"], PEOPLE, first=1)
        | {"header_line": None},
    ),
)  # fmt: skip


def _by_openpyxl() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "People"
    for row in (ENGLISH, *PEOPLE):
        sheet.append(row)
    sheet["B2"] = CellRichText("Ō", TextBlock(InlineFont(b=True), "ta"))
    sheet.row_dimensions[3].hidden = True
    _save(book, "openpyxl-hidden.xlsx", one(notes=["1 hidden row (3) of the sheet was read, too."]))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("People")
    for row in (ENGLISH, *PEOPLE):
        sheet.append(row)
    _save(book, "openpyxl-streamed.xlsx", one())
    book = openpyxl.Workbook()
    book.epoch = dt.datetime(1904, 1, 1)
    sheet = book.active
    sheet.title = "People"
    sheet.append([*ENGLISH[:3], "Day"])
    for row in PEOPLE:
        sheet.append([*row[:3], dt.date(2026, 5, 12)])
    rows = [[*row[:3], "2026-05-12"] for row in PEOPLE]
    _save(book, "openpyxl-1904.xlsx", one() | table([*ENGLISH[:3], "Day"], rows))


def _save(book: openpyxl.Workbook, name: str, expected: dict[str, Any]) -> None:
    content = io.BytesIO()
    book.properties.created = book.properties.modified = dt.datetime(2026, 1, 1)
    book.save(content)
    put(name, content.getvalue(), **expected)


# What LibreOffice is given, and how its file differs from the one that it was given.
_BY_LIBREOFFICE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("plain", "ods", {}),
    ("plain", "xls", {}),
    ("plain", "xlsx", {}),
    ("numbers", "ods", {}),
    ("numbers", "xls", {}),
    ("numbers", "xlsx", {}),
    ("dates", "ods", {}),
    ("dates", "xls", {}),
    ("hidden", "ods", {}),
    ("hidden", "xls", {}),
    ("sheets", "ods", {}),
    ("sheets", "xls", {}),
    ("title", "ods", {}),
    ("title", "xls", {}),
    ("formulas", "ods", {}),
    ("results", "xls", {}),
    ("apart", "ods", {}),
    ("rich", "ods", {}),
    ("rich", "xls", {}),
)


def _by_libreoffice() -> None:
    expected = {name: told for name, _, told in _BY_XLSXWRITER}
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, differs in _BY_LIBREOFFICE:
            source = FOLDER / f"{name}.xlsx"
            out = Path(folder) / kind
            subprocess.run(
                ["soffice", "--headless", "--convert-to", kind, "--outdir", str(out), str(source)],
                check=True,
                capture_output=True,
                timeout=120,
            )
            content = (out / f"{name}.{kind}").read_bytes()
            put(f"libreoffice-{name}.{kind}", content, **expected[name] | differs)


def make() -> None:
    """Write them all."""
    for name, fill, expected in _BY_XLSXWRITER:
        put(f"{name}.xlsx", _by_xlsxwriter(fill), **expected)
    _by_openpyxl()
    _by_libreoffice()
