"""The clipboard: blocks of cells to spreadsheets, and back."""

import atexit
from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from webinar_console.services.grid import Grid, grid_of, html_of, text_of

# Above this the text with its tabs does as well: taking over the HTML of so many rows would stop the window.
_MOST_LETTERS = 300_000
#: The HTML of more cells takes longer to hand over than anybody waits for a copy.
MOST_HTML_CELLS = 100_000


def let_go() -> None:
    """Leave the clipboard a text of Qt's own: content that was made here is deleted after the interpreter has
    ended, and that deletion needs it (PySide 6.11: a crash at the very end of the program).
    """
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    # What another program put there since is left alone. (The offscreen platform owns nothing.)
    if clipboard.ownsClipboard() or QGuiApplication.platformName() == "offscreen":
        clipboard.setText(clipboard.text())


# The interpreter still works then, and so does Qt.
atexit.register(let_go)


def put(rows: Sequence[Sequence[str]], html_rows: Sequence[str]) -> None:
    """Put a block on the clipboard, as text and, where ``html_rows`` are given, as a table."""
    content = QMimeData()
    content.setText(text_of(rows))
    if html_rows:
        content.setHtml(html_of(html_rows))
    QGuiApplication.clipboard().setMimeData(content)


def taken() -> Grid:
    """The block that is on the clipboard; empty when there is no text."""
    # Nothing, when the clipboard was cleared, whatever the annotation says.
    content: QMimeData | None = QGuiApplication.clipboard().mimeData()
    if content is None:
        return []
    text = content.text()
    use_html = content.hasHtml() and len(text) <= _MOST_LETTERS
    return grid_of(text, content.html() if use_html else "")
