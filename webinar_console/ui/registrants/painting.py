"""Paints the cells of a table of people, all visible ones in one go.

Qt asks a model and a delegate about twenty times for each cell, and each question crosses from C++ to Python.
Here the records are read directly, and shaped text is kept: a page of 200 cells costs a third.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygon

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets.shaped import ShapedTexts

from .columns import ABSENT, ATTENDED, Look
from .people_model import PeopleModel

R = TypeVar("R")
_COLOURS = (
    *("text", "muted", "hairline", "hover", "selection", "selection_idle", "accent", "control"),
    *("success", "warning", "error", "success_soft", "warning_soft", "error_soft"),
)


class CellLook:
    """What is special about a cell: names of colours for its ground and marks, quiet or struck text."""

    __slots__ = ("corner", "ground", "quiet", "struck", "underline")

    def __init__(
        self,
        ground: str = "",
        corner: str = "",
        underline: str = "",
        *,
        struck: bool = False,
        quiet: bool = False,
    ) -> None:
        self.ground, self.corner, self.underline = ground, corner, underline
        self.struck, self.quiet = struck, quiet


PLAIN = CellLook()


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a column is in the viewport, in pixels."""

    column: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be painted: rows ``first`` to ``last`` from ``top`` on, and the state of the view."""

    slots: Sequence[Slot]
    first: int
    last: int
    top: int
    height: int
    selected: Collection[tuple[int, int]]
    current: tuple[int, int] | None
    hovered: int
    is_active: bool


class CellPainter(QObject, Generic[R]):
    """One for a view. ``look_of(record, column name)`` says what is special about a cell."""

    def __init__(
        self, theme: Theme, model: PeopleModel[R], look_of: Callable[[R, str], CellLook], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._look_of = look_of
        self._fonts: dict[Look, QFont] = dict.fromkeys(Look, theme.font())
        self._fonts |= {Look.MOMENT: theme.font(tabular=True), Look.CHIP: theme.font(Size.SMALL)}
        self._texts = {look: ShapedTexts(font) for look, font in self._fonts.items()}
        self._pad, self._dot = theme.space(8), theme.space(6)
        self._colours: dict[str, QColor] = {}
        self._pens: dict[str, QPen] = {}
        self._take_colours()
        theme.changed.connect(self._take_colours)

    def _take_colours(self) -> None:
        self._colours = {name: self._theme.colour(name) for name in _COLOURS}
        self._pens = {name: QPen(colour) for name, colour in self._colours.items()}

    def is_cut(self, text: str, column: int, width: int) -> bool:
        """Whether a cell of this width shows less than the whole of its text."""
        metrics = self._texts[self._model.columns[column].look].metrics
        return metrics.horizontalAdvance(text) > width - self._pad - self._pad // 2

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint the cells of a scene, and a hairline below each row."""
        people = self._model.index_of_people
        selection = self._colours["selection" if scene.is_active else "selection_idle"]
        right = max((slot.left + slot.width for slot in scene.slots), default=0)
        columns = [(slot, self._model.columns[slot.column]) for slot in scene.slots]
        top = scene.top
        for row in range(scene.first, scene.last + 1):
            record = people.rows[people.order[row]]
            if row == scene.hovered:
                left = columns[0][0].left if columns else 0
                painter.fillRect(left, top, right - left, scene.height, self._colours["hover"])
            for slot, column in columns:
                look = self._look_of(record, column.name)
                if (row, slot.column) in scene.selected:
                    painter.fillRect(slot.left, top, slot.width, scene.height, selection)
                elif look.ground:
                    painter.fillRect(slot.left, top, slot.width, scene.height, self._colours[look.ground])
                text = column.text(record)
                if text:
                    self._paint_text(painter, slot, top, scene.height, text, column.look, look)
                if look is not PLAIN:
                    self._paint_marks(painter, slot, top, scene.height, look)
            top += scene.height
            painter.setPen(self._pens["hairline"])
            painter.drawLine(0, top - 1, right, top - 1)
        self._paint_current(painter, scene)

    def _paint_text(
        self, painter: QPainter, slot: Slot, top: int, height: int, text: str, kind: Look, look: CellLook
    ) -> None:
        left = slot.left + self._pad
        ink = "text"
        if kind is Look.MOMENT:
            ink = "muted"
        elif kind is Look.CHIP:
            left += self._paint_dot(painter, left, top, height, text)
            ink = "text" if text == ATTENDED else "muted"
        painter.setPen(self._pens["muted" if look.struck or look.quiet else ink])
        room = slot.left + slot.width - left - self._pad // 2
        texts = self._texts[kind]
        texts.draw(painter, QRect(left, top, room, height), text, middle=kind is Look.ADDRESS)
        if look.struck:
            long = min(texts.metrics.horizontalAdvance(text), room)
            painter.drawLine(left, top + height // 2, left + long, top + height // 2)

    def _paint_dot(self, painter: QPainter, left: int, top: int, height: int, text: str) -> int:
        """The dot of a status; returns the room that it takes."""
        if text not in (ATTENDED, ABSENT):
            return 0
        size = self._dot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colours["success" if text == ATTENDED else "control"])
        painter.drawEllipse(left, top + (height - size) // 2, size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return size + self._pad // 2

    def _paint_marks(self, painter: QPainter, slot: Slot, top: int, height: int, look: CellLook) -> None:
        if look.underline:
            thick = max(2, self._theme.space(2))
            painter.fillRect(
                slot.left, top + height - thick - 1, slot.width, thick, self._colours[look.underline]
            )
        if look.corner:
            side = self._theme.space(6)
            corner = QPoint(slot.left + slot.width, top)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colours[look.corner])
            painter.drawPolygon(QPolygon([corner, corner - QPoint(side, 0), corner + QPoint(0, side)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_current(self, painter: QPainter, scene: Scene) -> None:
        if scene.current is None:
            return
        row, column = scene.current
        for slot in scene.slots:
            if slot.column == column and scene.first <= row <= scene.last:
                top = scene.top + (row - scene.first) * scene.height
                painter.setPen(self._pens["accent"])
                painter.drawRect(QRect(slot.left, top, slot.width - 1, scene.height - 2))
