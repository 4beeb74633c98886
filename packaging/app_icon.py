"""The program's icon in the formats of Windows and macOS, made from ``resources/webinar-console.svg``."""

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources" / "webinar-console.svg"

_ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
#: Apple's names for PNG pictures by their edge in pixels.
_ICNS_KINDS = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def ico() -> bytes:
    """A Windows icon of several sizes (256 pixels at most)."""
    pictures = [_png(edge) for edge in _ICO_SIZES]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    rows = []
    for edge, picture in zip(_ICO_SIZES, pictures, strict=True):
        # A size of 0 stands for 256.
        rows.append(struct.pack("<BBBBHHII", edge % 256, edge % 256, 0, 0, 1, 32, len(picture), offset))
        offset += len(picture)
    return b"".join([head, *rows, *pictures])


def icns() -> bytes:
    """A macOS icon of several sizes."""
    pictures = [(kind, _png(edge)) for kind, edge in _ICNS_KINDS.items()]
    parts = [kind + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in pictures]
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def _png(edge: int) -> bytes:
    """The drawing as a PNG picture, ``edge`` pixels wide and high."""
    image = QImage(edge, edge, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(str(DRAWING))
    if not renderer.isValid():
        raise ValueError(f"{DRAWING.name} is no drawing")
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise ValueError(f"{DRAWING.name} could not be painted")
    return bytes(buffer.data().data())
