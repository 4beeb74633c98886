"""Icons: our own SVG line drawings, inked with the theme's colours whenever they are painted."""

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from webinar_console.resources import resource_path

_INK = b"currentColor"


@cache
def _drawing(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace(_INK, colour.encode("ascii"))))


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, colour: str) -> None:
    """Paint the icon ``name`` (a file of ``resources/icons``) into ``rect``, inked with ``#rrggbb``."""
    renderer = _renderer(name, colour)
    size = min(rect.width(), rect.height())
    square = QRectF(
        rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, float(size), float(size)
    )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, square)
    painter.restore()


class InkEngine(QIconEngine):
    """Paints an icon with the ink of the moment: a change of scheme needs nothing but a repaint.

    ``ink`` answers the colour for a mode (disabled icons are fainter).
    """

    def __init__(self, name: str, ink: Callable[[QIcon.Mode], str]) -> None:
        super().__init__()
        self._name = name
        self._ink = ink

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Qt's call: paint into ``rect``."""
        paint_icon(painter, rect, self._name, self._ink(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Qt's call: a pixmap of ``size`` device pixels."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> "InkEngine":
        """Qt's call: the same icon once more."""
        return InkEngine(self._name, self._ink)
