"""Chips: a status as a dot and a word. The same painting serves widgets and table delegates."""

from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from webinar_console.ui.theme import Size, Theme

ChipTone = Literal["success", "accent", "warning", "error", "muted"]
_SOFT = {
    "success": "success_soft",
    "accent": "accent_soft",
    "warning": "warning_soft",
    "error": "error_soft",
    "muted": "hover",
}


def chip_width(theme: Theme, text: str) -> int:
    """How wide a chip with this word is, in pixels."""
    return QFontMetrics(theme.font(Size.SMALL)).horizontalAdvance(text) + theme.space(8) * 2 + theme.space(10)


def chip_height(theme: Theme) -> int:
    """How high every chip is."""
    return QFontMetrics(theme.font(Size.SMALL)).height() + theme.space(4)


def paint_chip(
    painter: QPainter, rect: QRect, theme: Theme, text: str, tone: ChipTone, *, ground: bool = True
) -> None:
    """Paint a chip at the left of ``rect``, centred in its height. Without ``ground``: only dot and word."""
    width = min(chip_width(theme, text), rect.width())
    height = min(chip_height(theme), rect.height())
    box = QRectF(rect.x(), rect.y() + (rect.height() - height) / 2, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    inset = float(theme.space(8))
    if ground:
        painter.setBrush(theme.colour(_SOFT[tone]))
        painter.drawRoundedRect(box, height / 2, height / 2)
    else:
        inset = 0.0
    painter.setBrush(theme.colour(tone))
    radius = theme.space(6) / 2
    painter.drawEllipse(QPointF(box.x() + inset + radius, box.center().y()), radius, radius)
    painter.setPen(theme.colour(tone if ground else "text"))
    painter.setFont(theme.font(Size.SMALL))
    words = box.adjusted(inset + theme.space(10), 0, -inset / 2, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


class StatusChip(QWidget):
    """A chip as a widget of its own."""

    def __init__(self, theme: Theme, text: str = "", tone: ChipTone = "muted") -> None:
        super().__init__()
        self._theme = theme
        self._text = text
        self._tone: ChipTone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_status(self, text: str, tone: ChipTone) -> None:
        """Change word and colour."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for dot and word."""
        return QSize(chip_width(self._theme, self._text), chip_height(self._theme))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call."""
        painter = QPainter(self)
        paint_chip(painter, self.rect(), self._theme, self._text, self._tone)
        painter.end()
