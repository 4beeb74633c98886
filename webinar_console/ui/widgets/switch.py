"""A switch: a check box that looks like what it does."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from webinar_console.ui.theme import Theme


class Switch(QCheckBox):
    """On or off, at once. Space toggles it; a screen reader finds a check box with this name."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Track and room for the focus ring."""
        return QSize(self._theme.space(32) + 6, self._theme.space(18) + 6)

    def minimumSizeHint(self) -> QSize:
        """It does not shrink."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Qt's question: the whole of it can be clicked."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call."""
        colours = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        radius = track.height() / 2
        on, enabled = self.isChecked(), self.isEnabled()
        if on:
            ink = "accent" if enabled else "faint"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("accent_hover" if enabled and self.underMouse() else ink))
        else:
            painter.setPen(QPen(colours.colour("control" if enabled else "faint"), 1.4))
            painter.setBrush(colours.colour("hover" if self.underMouse() and enabled else "field"))
        painter.drawRoundedRect(track if on else track.adjusted(0.7, 0.7, -0.7, -0.7), radius, radius)
        knob = radius - (2.5 if on else 4)
        centre = QPointF(track.right() - radius if on else track.left() + radius, track.center().y())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.colour("on_accent" if on else ("control" if enabled else "faint")))
        painter.drawEllipse(centre, knob, knob)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.colour("accent"), 1.5))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8), radius + 2, radius + 2
            )
        painter.end()
