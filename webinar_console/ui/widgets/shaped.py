"""Texts of cells, cut to their room and kept shaped: shaping is most of what a cell costs."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QStaticText

_MOST_TEXTS = 5_000
# The end of Latin Extended-A, beside the sign of what is cut: one font has all of these.
_LAST_PLAIN = "\u017f"
_RIGHT, _MIDDLE = Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle
_SIDES = {
    False: int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine),
    True: int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine),
}


class ShapedTexts:
    """Draws one line of text into a cell, in one font: most cells are painted more than once.

    Scripts beyond Latin stay text: QStaticText spoils glyphs of fallback fonts (seen in Qt 6.11).
    """

    def __init__(self, font: QFont) -> None:
        self._font = font
        self.metrics = QFontMetrics(font)
        self._height = self.metrics.height()
        self._texts: dict[tuple[str, int, bool], QStaticText | str] = {}

    def draw(
        self, painter: QPainter, room: QRect, text: str, *, right: bool = False, middle: bool = False
    ) -> None:
        """Draw with the painter's pen, at the left or the ``right`` of ``room`` and in the middle of its
        height; what is too long is cut at its end or in its ``middle``."""
        painter.setFont(self._font)
        width = room.width()
        shaped = self._texts.get((text, width, middle))
        if shaped is None:
            shaped = self._shape(text, width, middle=middle)
        if isinstance(shaped, str):
            painter.drawText(room, _SIDES[right], shaped)
            return
        left = room.x()
        if right:
            left += width - int(shaped.size().width())
        painter.drawStaticText(left, room.y() + (room.height() - self._height) // 2, shaped)

    def _shape(self, text: str, width: int, *, middle: bool) -> QStaticText | str:
        if len(self._texts) >= _MOST_TEXTS:
            self._texts.clear()
        # Line breaks and tabs of a file or a server are shown as spaces: a cell has one line.
        one_line = text if text.isprintable() else " ".join(text.replace("\t", " ").splitlines())
        cut = self.metrics.elidedText(one_line, _MIDDLE if middle else _RIGHT, width)
        shaped: QStaticText | str = cut
        if max(cut.replace("…", ""), default="") <= _LAST_PLAIN:
            shaped = QStaticText(cut)
            shaped.setTextFormat(Qt.TextFormat.PlainText)
            shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            shaped.prepare(font=self._font)
        self._texts[text, width, middle] = shaped
        return shaped
