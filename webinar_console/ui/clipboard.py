"""The clipboard as the window reads and fills it."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QStandardItemModel

# Above this the text with its tabs does as well: taking over the HTML of so many rows would stop the window.
_MOST_LETTERS = 300_000


def text_and_html() -> tuple[str, str]:
    """What was copied as text, and as HTML where that may tell more; both are empty when there is none."""
    # Nothing, when the clipboard was cleared, whatever the annotation says.
    content: QMimeData | None = QGuiApplication.clipboard().mimeData()
    if content is None:
        return "", ""
    text = content.text()
    return text, content.html() if content.hasHtml() and len(text) <= _MOST_LETTERS else ""


def new_content() -> QMimeData:
    """Content to be filled and put on the clipboard.

    Qt makes it: what Python makes is deleted by Qt after the interpreter has ended, and that deletion needs
    the interpreter (PySide 6.11: a crash at the very end of the program).
    """
    items = QStandardItemModel(1, 1)
    content: QMimeData = items.mimeData([items.index(0, 0)])
    content.clear()
    return content
