"""What other programs write, by hand: strings in place, no references, repeated rows; pages with tables."""

import io
import zipfile
from collections.abc import Callable

from tests.corpus.books import PEOPLE, one
from tests.corpus.shelf import FOLDER, put, table
from tests.corpus.texts import ENGLISH


def repacked(
    content: bytes, change: Callable[[str, bytes], bytes | None], packing: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A ZIP file with its parts changed; ``None`` leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", packing) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, packing)
    return out.getvalue()


_INLINE = '<c t="inlineStr"><is><t>{}</t></is></c>'


def _by_hand() -> None:
    """What other programs write: strings in place, no references, prefixes; repeated rows."""
    rows = "".join(
        "<row>" + "".join(_INLINE.format(cell) for cell in row) + "</row>" for row in (ENGLISH, *PEOPLE)
    )
    plain = (FOLDER / "plain.xlsx").read_bytes()

    def bare(name: str, part: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            head, _, rest = part.partition(b"<sheetData>")
            return (
                head + b"<sheetData>" + rows.encode() + b"</sheetData>" + rest.partition(b"</sheetData>")[2]
            )
        return part

    put("by-hand-without-references.xlsx", repacked(plain, bare), **one())
    space = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    cells = [
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        for row in (ENGLISH, *PEOPLE)
    ]
    body = "<table:table-row>" + "</table:table-row><table:table-row>".join(cells) + "</table:table-row>"
    twice = f'<table:table-row table:number-rows-repeated="2">{cells[1]}</table:table-row>'
    gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    sheet = f'<table:table table:name="People">{body}{gap}{twice}</table:table>'
    content = f"<office:document-content {space}><office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body></office:document-content>"  # noqa: E501
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
    expected = one() | {"lines": [2, 3, 4, 5, 9, 10], "rows": [*PEOPLE, PEOPLE[0], PEOPLE[0]]}
    put("by-hand-repeated.ods", out.getvalue(), **expected)


_PAGE = """<!DOCTYPE html><html><head><meta charset="{}"><style>td {{ color: red }}</style>
<title>A list</title></head><body><h1>Guests</h1><table><tr><td>nothing here</td></tr></table>
<table border=1><caption>The list</caption>
<tr><th colspan=3>Person</th><th rowspan=2>Company
<tr><th>First name<th>Last name<th>E-mail
{}</table></body></html>"""


def _pages() -> None:
    rows = "\n".join(
        f"<tr><td>{first}<script>x()</script></td><td> {last} <span style='display:none'>gone</span></td>"
        f'<td><a href="mailto:{email}">{email}</a></td><td>Example&nbsp;&amp;<br>Works</td></tr>'
        for first, last, email, _ in PEOPLE
    )
    expected = table(
        ["First name", "Last name", "E-mail"],
        [[*row[:3], "Example\xa0&\nWorks"] for row in PEOPLE],
        first=3,
    )
    expected["header"] = ["First name", "Last name", "E-mail", "Column 4"]
    put("web-page.xls", _PAGE.format("utf-8", rows).encode(), **expected)
    western = [row for row in PEOPLE if row[0] in ("Zoë", "D'Arcy") and row[1] != "Ōta"]
    old = rows.split("\n")[3]
    put(
        "web-page-western.xls",
        _PAGE.format("windows-1252", old).encode("cp1252"),
        **expected | {"lines": [3], "rows": [[*row[:3], "Example\xa0&\nWorks"] for row in western]},
    )


def make() -> None:
    """Write them all."""
    _by_hand()
    _pages()
