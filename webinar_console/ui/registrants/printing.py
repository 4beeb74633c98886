"""The shown list as pages to print: a PDF that the system's own viewer shows, and prints with its own dialog.

Qt's print dialog is none of ours: on Windows it is the system's and runs in an event loop of its own, which
would hold up every task of the window; and its module brings the libraries of the print server along.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QLocale, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from webinar_console.domain.registrant import Registrant
from webinar_console.ui.theme.colours import LIGHT

from .columns import Column, Look

_RESOLUTION = 300
_POINTS = 8.0
_MARGIN_MM = 12.0
#: Rows are so much higher than their letters; cells so many letters apart.
_ROW, _GAP = 1.7, 1.0
# Paper is light, whatever the window is.
_INK, _MUTED, _LINE = (QColor(ink) for ink in (LIGHT.text, LIGHT.muted, LIGHT.hairline))
_ELIDE = {Look.ADDRESS: Qt.TextElideMode.ElideMiddle}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: a title, a line below it, the columns with their share of the width, the people."""

    title: str
    below: str
    columns: Sequence[tuple[Column[Registrant], float]]
    people: Sequence[Registrant]


class Pages:
    """Paints ``count`` pages into memory: go through :meth:`paint`, then take :meth:`content`."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = self._writer = QPdfWriter(self._buffer)
        writer.setTitle(paper.title)
        writer.setCreator("Webinar Console")
        writer.setResolution(_RESOLUTION)
        imperial = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        size = QPageSize(QPageSize.PageSizeId.Letter if imperial else QPageSize.PageSizeId.A4)
        margin = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        wide = QPageLayout.Orientation.Landscape
        writer.setPageLayout(QPageLayout(size, wide, margin, QPageLayout.Unit.Millimeter))
        self._font = QFont()
        self._font.setPointSizeF(_POINTS)
        self._bold = QFont(self._font)
        self._bold.setBold(True)
        self._metrics = QFontMetricsF(self._font, writer)
        self._row = self._metrics.height() * _ROW
        self._area = QRectF(0, 0, writer.width(), writer.height())
        # Above the rows stand the title and the names of the columns, below them the page's number.
        self._rows = max(1, int((self._area.height() - 4 * self._row) / self._row))
        self.count = max(1, -(-len(paper.people) // self._rows))

    def paint(self) -> Generator[int, None, None]:
        """Paint all; gives the number of people after each row."""
        painter = QPainter(self._writer)
        try:
            for page in range(self.count):
                if page:
                    self._writer.newPage()
                self._frame(painter, page)
                first = page * self._rows
                for at, person in enumerate(self._paper.people[first : first + self._rows]):
                    self._person(painter, person, 3 * self._row + at * self._row)
                    yield first + at + 1
        finally:
            # A painter that is collected later would paint on what is gone.
            painter.end()

    def content(self) -> bytes:
        """The PDF."""
        return bytes(self._buffer.data().data())

    def _frame(self, painter: QPainter, page: int) -> None:
        paper, width, row = self._paper, self._area.width(), self._row
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._bold)
        painter.setPen(_INK)
        title = self._metrics.elidedText(paper.title, Qt.TextElideMode.ElideRight, width * 0.55)
        painter.drawText(QRectF(0, 0, width * 0.6, row), middle, title)
        painter.setFont(self._font)
        painter.setPen(_MUTED)
        right = middle | Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(width * 0.6, 0, width * 0.4, row), right, paper.below)
        foot = QRectF(0, self._area.height() - row, width, row)
        painter.drawText(foot, right, f"Page {page + 1:,} of {self.count:,}")
        painter.setFont(self._bold)
        for (described, _share), place in zip(paper.columns, self._places(2 * row), strict=True):
            painter.drawText(place, middle, self._fitted(described.title, place, described.look))
        painter.setFont(self._font)
        self._rule(painter, 3 * row)

    def _person(self, painter: QPainter, person: Registrant, top: float) -> None:
        painter.setPen(_INK)
        for (described, _share), place in zip(self._paper.columns, self._places(top), strict=True):
            text = described.text(person)
            if text:
                fitted = self._fitted(text, place, described.look)
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, fitted)
        self._rule(painter, top + self._row)

    def _fitted(self, text: str, place: QRectF, look: Look) -> str:
        line = " ".join(text.splitlines())
        return self._metrics.elidedText(line, _ELIDE.get(look, Qt.TextElideMode.ElideRight), place.width())

    def _rule(self, painter: QPainter, top: float) -> None:
        painter.setPen(QPen(_LINE, 2))
        painter.drawLine(0, round(top), round(self._area.width()), round(top))

    def _places(self, top: float) -> list[QRectF]:
        whole = sum(share for _, share in self._paper.columns) or 1.0
        gap = self._metrics.averageCharWidth() * _GAP
        places, left = [], 0.0
        for _, share in self._paper.columns:
            width = self._area.width() * share / whole
            places.append(QRectF(left, top, max(1.0, width - gap), self._row))
            left += width
        return places
