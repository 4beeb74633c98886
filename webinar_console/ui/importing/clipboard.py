"""What was copied, as a source of people."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from webinar_console.domain.people_source import TextSource

NOTHING_COPIED = "There is no text on the clipboard. Copy the rows in your spreadsheet first."
# Above this the text with its tabs does as well: taking over the HTML of so many rows would stop the window.
_MOST_LETTERS = 300_000


def copied() -> TextSource | None:
    """The clipboard's text, and its HTML when there may be a table in it; ``None`` when there is no text."""
    # Nothing, when the clipboard was cleared, whatever the annotation says.
    content: QMimeData | None = QGuiApplication.clipboard().mimeData()
    text = content.text() if content is not None else ""
    if content is None or not text.strip():
        return None
    is_small = len(text) <= _MOST_LETTERS
    return TextSource(text, html=content.html() if is_small and content.hasHtml() else "")
