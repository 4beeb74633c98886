"""Tables of web pages and of the clipboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.files.reader import Result, refusal
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files import web_table
from webinar_console.files.reader import read_clipboard

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>td {x:y}</style></head><body>
<table border=0><col width=64><tr height=20><td height=20>E-mail</td><td>Name</td></tr>
<tr><td>ada@example.org</td><td>Lane,<br>
  Ada</td></tr><tr><td>bob@example.org</td><td>00042</td></tr></table></body></html>"""
SHEETS = (
    '<google-sheets-html-origin><style><!--td {x: y}--></style><table dir="ltr"><colgroup>'
    "<col width='100'></colgroup><tbody><tr><td>E-mail</td><td>Name</td></tr><tr>"
    '<td data-sheets-value="{}">ada@example.org</td><td style="x:y">007</td></tr></tbody></table>'
)


def pasted(text: str, html: str) -> Result:
    return Result(list(read_clipboard(text, html, ReadChoices(encoding="utf-8"))))


def rows_of(html: str) -> list[tuple[str, ...]]:
    table = web_table.table_in(html)
    assert table is not None
    return [tuple(cells) for _, cells in table.rows]


def test_what_excel_copies() -> None:
    text = 'E-mail\tName\nada@example.org\t"Lane,\nAda"\nbob@example.org\t00042\n'
    result = pasted(text, EXCEL)
    assert result.opened.header == ("E-mail", "Name")
    assert result.rows == [("ada@example.org", "Lane,\nAda"), ("bob@example.org", "00042")]
    assert result.lines == [2, 3]
    assert (result.opened.encoding, result.opened.delimiter) == ("", "")


def test_what_google_sheets_copies() -> None:
    assert pasted("E-mail\tName\nada@example.org\t007\n", SHEETS).rows == [("ada@example.org", "007")]


def test_a_table_that_tells_less_than_the_text_is_not_taken() -> None:
    html = "<table><tr><td>ada@example.org</td></tr></table>"
    result = pasted("E-mail\tName\nada@example.org\tAda\n", html)
    assert result.rows == [("ada@example.org", "Ada")]
    assert result.opened.delimiter == "\t"


def test_html_without_a_table_leaves_the_text() -> None:
    assert pasted("ada@example.org", "<p>ada@example.org</p>").rows == [("ada@example.org",)]


def test_the_table_with_addresses_is_taken() -> None:
    html = (
        "<table><tr><td><table><tr><td>a@example.org<td>Ann</table></td><td>menu</td><td>menu</td></tr></table>"
        "<table><tr><td>1<td>2<td>3<tr><td>4<td>5<td>6</table>"
    )
    assert rows_of(html) == [("a@example.org", "Ann")]


def test_spans_keep_the_columns() -> None:
    html = "<table><tr><td rowspan=2>A<td colspan=2>B<td>C<tr><td>d<td>e<td>f<tr><td>1<td>2<td>3<td>4</table>"
    assert rows_of(html) == [("A", "B", "", "C"), ("", "d", "e", "f"), ("1", "2", "3", "4")]


def test_what_is_not_shown_is_not_read() -> None:
    html = (
        "<table><tr><td>a<span hidden>x</span><script>y</script><b style='DISPLAY: none'>z<b>zz</b></b>b</td>"
        "<td style='display:none'>gone</td><td>c<br><p>d</p><p>e</p></td></tr></table>"
    )
    assert rows_of(html) == [("ab", "", "c\n\nd\ne")]


def test_hidden_rows_are_read_and_said() -> None:
    html = EXCEL.replace("<tr><td>bob", "<tr style='display:none'><td>bob")
    result = pasted("", html)
    assert len(result.rows) == 2
    assert result.notes == ("1 hidden row (3) of the sheet was read, too.",)


def test_entities_and_spaces() -> None:
    html = "<table><tr><td>  O&#39;Neil\n  &amp; &eacute;&nbsp;x </td><td>&lt;b&gt;</td></table>"
    assert rows_of(html) == [("O'Neil & é\xa0x", "<b>")]


def test_spans_without_end_are_bounded() -> None:
    html = "<table>" + "<tr><td colspan=99999 rowspan=99999>x" * 3 + "</table>"
    assert max(map(len, rows_of(html))) <= 3_000


def test_a_page_is_no_csv() -> None:
    assert "web page" in refusal(EXCEL).sentence


@given(st.lists(st.sampled_from(["a", " ", "&amp;", "<b>", "</b>", "é", "<!-- < -->", "\n"]), max_size=12))
def test_a_page_is_read_alike_in_steps_of_any_length(cells: list[str]) -> None:
    page = "<table><tr><td>" + "</td><td>".join(cells) + "</td></tr></table>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web_table, "_AT_ONCE", 1)
        steps = sum(1 for _ in web_table.looking_in(page))
        in_steps = web_table.table_in(page)
    assert steps >= len(cells)
    assert in_steps == web_table.table_in(page)


def test_a_long_page_is_read_a_step_at_a_time() -> None:
    page = "<table>" + "<tr><td>Ann</td><td>ann@x.example</td></tr>" * 5_000 + "</table>"
    assert sum(1 for _ in web_table.looking_on_clipboard(page, "Ann ann@x.example")) > 20
    table = web_table.table_of_clipboard(page, "Ann ann@x.example")
    assert table is not None
    assert len(table.rows) == 5_000
