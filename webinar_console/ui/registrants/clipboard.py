"""The clipboard: blocks of cells to spreadsheets, and back."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication

from webinar_console.services.grid import Reading, grid_of, html_of, text_of
from webinar_console.ui.clipboard import new_content, text_and_html

#: The HTML of more cells takes longer to hand over than anybody waits for a copy.
MOST_HTML_CELLS = 100_000
#: Marks a text of ours whose cells are neutralised, so that no other text is taken for one.
_NEUTRAL = "application/x-webinar-console-neutral-cells"


@dataclass(frozen=True, slots=True)
class Copied:
    """What is on the clipboard, at one moment."""

    text: str
    html: str
    is_neutral: bool

    @property
    def lines(self) -> int:
        """About as many rows as it has."""
        return max(self.text.count("\n"), self.text.count("\r")) + 1

    def reading(self) -> Reading:
        """The cells, a step at a time; none when there is no text."""
        return grid_of(self.text, self.html, restore=self.is_neutral)


def put(rows: Sequence[str], html_rows: Sequence[str]) -> None:
    """Put rows of :func:`text_row` on the clipboard, and the same of :func:`html_row`.

    Where there are none of these, nothing marks the cells as text, and those of ``rows`` are neutralised.
    """
    content = new_content()
    content.setText(text_of(rows))
    if html_rows:
        content.setHtml(html_of(html_rows))
    else:
        content.setData(_NEUTRAL, b"1")
    QGuiApplication.clipboard().setMimeData(content)


def taken() -> Copied:
    """What is on the clipboard now."""
    text, html = text_and_html()
    content = QGuiApplication.clipboard().mimeData()
    return Copied(text, html, bool(text) and content.hasFormat(_NEUTRAL))
