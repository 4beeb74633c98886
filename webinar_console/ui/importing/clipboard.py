"""What was copied, as a source of people."""

from webinar_console.domain.people_source import TextSource
from webinar_console.ui.clipboard import text_and_html

NOTHING_COPIED = "There is no text on the clipboard. Copy the rows in your spreadsheet first."


def copied() -> TextSource | None:
    """The clipboard's text, and its HTML when there may be a table in it; ``None`` when there is no text."""
    text, html = text_and_html()
    return TextSource(text, html=html) if text.strip() else None
