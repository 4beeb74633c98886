"""What is written comes back: any table in any encoding that can carry it, and in workbooks."""

import csv
import io
import itertools
import zipfile
from xml.sax.saxutils import escape

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.reader import read
from webinar_console.domain.people_source import DELIMITERS, ENCODINGS, ReadChoices

CODECS = [name for name, _ in ENCODINGS]
HEADER = ["E-mail", "First name", "Last name", "Note"]
_SLOW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])

# Some of the old encodings write these as other characters.
_LIKE_OTHERS = "\xa5\u203e\u3164"
# XML carries these only escaped, and not every writer escapes them.
_NO_XML = "\ufffe\uffff"
_SHEET_CELLS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=_NO_XML),
        st.sampled_from("\n\t a_x"),
    ),
    max_size=12,
)


def cells_of(codec: str) -> st.SearchStrategy[str]:
    """Texts that come back from this encoding as they went in."""
    letters = st.characters(codec=codec, exclude_categories=["Cs"], exclude_characters="\0" + _LIKE_OTHERS)
    return st.text(letters, max_size=10)


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8)


def whole(table: list[list[str]]) -> list[list[str]]:
    """The table with a header, and an address for each row."""
    return [HEADER, *([f"p{number}@example.com", *cells] for number, cells in enumerate(table))]


@pytest.mark.parametrize("codec", CODECS)
@_SLOW
@given(data=st.data())
def test_text(codec: str, data: st.DataObject) -> None:
    """Every delimiter and line end; each row with the physical line where it starts."""
    rows = whole(data.draw(tables(cells_of(codec))))
    delimiter = data.draw(st.sampled_from([mark for mark, _ in DELIMITERS]))
    end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]))
    texts = []
    for row in rows:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerow(row)
        texts.append(text.getvalue())
    result = read("".join(texts).encode(codec), ReadChoices(encoding=codec))
    assert result.opened.delimiter == delimiter
    assert result.rows == [tuple(row) for row in rows[1:]]
    lines = [text.replace("\r\n", "\n").replace("\r", "\n").count("\n") for text in texts]
    assert result.lines == list(itertools.accumulate(lines, initial=1))[1:-1]


@_SLOW
@given(tables(_SHEET_CELLS))
def test_xlsx_of_xlsxwriter(table: list[list[str]]) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(whole(table)):
            for column, cell in enumerate(row):
                sheet.write_string(place, column, cell)
    comes_back(content.getvalue(), table)


@_SLOW
@given(tables(_SHEET_CELLS))
def test_xlsx_of_openpyxl(table: list[list[str]]) -> None:
    # It does not say that the spaces of a cell of nothing else are to be kept: such a cell is a blank one.
    table = [[cell if cell.strip() else "" for cell in row] for row in table]
    book = openpyxl.Workbook()
    for place, row in enumerate(whole(table), 1):
        for column, cell in enumerate(row, 1):
            target = book.active.cell(place, column, cell)
            # Told to be text, because it may begin with "=".
            target.data_type = "s"
    content = io.BytesIO()
    book.save(content)
    comes_back(content.getvalue(), table)


@_SLOW
@given(tables(_SHEET_CELLS), st.integers(1, 3))
def test_ods(table: list[list[str]], times: int) -> None:
    """By hand; a row may be repeated."""
    written = []
    for place, row in enumerate(whole(table)):
        cells = "".join(
            f'<table:table-cell office:value-type="string">{paragraphs(cell)}</table:table-cell>'
            for cell in row
        )
        repeated = f' table:number-rows-repeated="{times}"' if place == len(table) else ""
        written.append(f"<table:table-row{repeated}>{cells}</table:table-row>")
    space = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="A">{"".join(written)}</table:table>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        body += "</office:spreadsheet></office:body>"
        xml = f"<office:document-content{space}>{body}</office:document-content>"
        archive.writestr("content.xml", xml)
    rows = [tuple(row) for row in whole(table)[1:]]
    rows += rows[-1:] * (times - 1)
    result = read(content.getvalue())
    assert result.rows == rows
    assert result.lines == list(range(2, len(rows) + 2))


def paragraphs(cell: str) -> str:
    """A text as cells have it: lines as paragraphs, spaces and tabs as elements."""
    lines = escape(cell).replace(" ", "<text:s/>").replace("\t", "<text:tab/>").split("\n")
    return "".join(f"<text:p>{line}</text:p>" for line in lines)


def comes_back(content: bytes, table: list[list[str]]) -> None:
    result = read(content)
    assert result.rows == [tuple(row) for row in whole(table)[1:]]
    assert result.lines == list(range(2, len(table) + 2))
