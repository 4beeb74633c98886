"""Fonts of many scripts, loaded before they are needed.

The first text of a script makes Qt look for a font and load it: some milliseconds each, and a table with
names from all over the world would take them all in its first paint.
"""

import asyncio

from PySide6.QtGui import QImage, QPainter

from .theme import Theme

_SAMPLES = (
    *("Ольга", "Νίκος", "דוד", "ليلى", "美咲", "カナ", "한국어"),
    *("सेन", "বাংলা", "ไทย", "Անի", "ქართ", "ሀገር", "😀"),
)


async def warm_up(theme: Theme) -> None:
    """Draw a word of each script where nobody sees it, one a turn of the loop."""
    image = QImage(200, 40, QImage.Format.Format_ARGB32_Premultiplied)
    for sample in _SAMPLES:
        painter = QPainter(image)
        painter.setFont(theme.font())
        painter.drawText(4, 28, sample)
        painter.end()
        await asyncio.sleep(0)
