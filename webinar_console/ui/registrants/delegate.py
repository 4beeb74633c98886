"""How a cell looks and is edited: hairlines, chips, elided addresses, tints and marks of what is staged."""

from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QKeyEvent, QPainter, QPen, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from webinar_console.domain.cells import LABELS, problem_with
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets.chip import paint_chip
from webinar_console.ui.widgets.label import plain_tip, set_property

from .columns import ABSENT, ATTENDED, Look
from .people_model import Index, PeopleModel

R = TypeVar("R")
_SELECTED = QStyle.StateFlag.State_Selected.value
_ACTIVE = QStyle.StateFlag.State_Active.value
_FOCUS = QStyle.StateFlag.State_HasFocus.value
_LINE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COLOURS = (
    *("text", "muted", "faint", "hairline", "hover", "selection", "selection_idle", "accent"),
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


class PeopleDelegate(QStyledItemDelegate, Generic[R]):
    """Paints from the records themselves: Qt's own way asks the model eight times for each cell.

    ``stepped`` tells that Enter ended an edit and the current cell is to move by so many rows.
    """

    stepped = Signal(int)

    def __init__(self, theme: Theme, model: PeopleModel[R], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self.hovered_row = -1
        self._body = theme.font()
        self._figures = theme.font(tabular=True)
        self._struck = theme.font()
        self._struck.setStrikeOut(True)
        self._metrics = QFontMetrics(self._body)
        self._pad = theme.space(8)
        self._colours: dict[str, QColor] = {}
        self._pens: dict[str, QPen] = {}
        self._take_colours()
        theme.changed.connect(self._take_colours)

    def _take_colours(self) -> None:
        self._colours = {name: self._theme.colour(name) for name in _COLOURS}
        self._pens = {name: QPen(colour) for name, colour in self._colours.items()}

    def look_of(self, _record: R, _name: str) -> CellLook:
        """What staging adds to a cell; nothing in a table that cannot be edited."""
        return PLAIN

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's call."""
        row = index.row()
        column = self._model.columns[index.column()]
        record = self._model.record_at(row)
        rect: QRect = option.rect
        state: int = option.state.value
        look = self.look_of(record, column.name)
        if state & _SELECTED:
            ground = "selection" if state & _ACTIVE else "selection_idle"
        else:
            ground = look.ground or ("hover" if row == self.hovered_row else "")
        if ground:
            painter.fillRect(rect, self._colours[ground])
        painter.setPen(self._pens["hairline"])
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        text = column.text(record)
        inner = rect.adjusted(self._pad, 0, -self._pad // 2, 0)
        if column.look is Look.CHIP:
            self._paint_chip(painter, inner, text)
        elif text:
            self._paint_text(painter, inner, text, column.look, look)
        if look is not PLAIN:
            self._paint_marks(painter, rect, look)
        if state & _FOCUS:
            painter.setPen(self._pens["accent"])
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_text(self, painter: QPainter, rect: QRect, text: str, kind: Look, look: CellLook) -> None:
        middle = kind is Look.ADDRESS
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        ink = "text" if kind is Look.TEXT or kind is Look.ADDRESS else "muted"
        painter.setPen(self._pens["muted" if look.struck or look.quiet else ink])
        painter.setFont(self._struck if look.struck else self._figures if kind is Look.MOMENT else self._body)
        painter.drawText(rect, _LINE, self._metrics.elidedText(text, mode, rect.width()))

    def _paint_chip(self, painter: QPainter, rect: QRect, text: str) -> None:
        if text in (ATTENDED, ABSENT):
            paint_chip(
                painter, rect, self._theme, text, "success" if text == ATTENDED else "muted", ground=False
            )
        else:
            painter.setPen(self._pens["faint"])
            painter.setFont(self._body)
            painter.drawText(rect, _LINE, text)

    def _paint_marks(self, painter: QPainter, rect: QRect, look: CellLook) -> None:
        if look.underline:
            height = max(2, self._theme.space(2))
            line = QRect(rect.left(), rect.bottom() - height + 1, rect.width(), height)
            painter.fillRect(line, self._colours[look.underline])
        if look.corner:
            side = self._theme.space(6)
            top = rect.topRight() + QPoint(1, 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colours[look.corner])
            painter.drawPolygon(QPolygon([top, top - QPoint(side, 0), top + QPoint(0, side)]))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    # -- tool tips

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Qt's call: the whole text where it is cut off, and what is to be said about the cell."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        text = str(index.data() or "")
        room = view.visualRect(self._model.index(index.row(), index.column())).width()
        lines = [text] if self._metrics.horizontalAdvance(text) > room - self._pad * 3 // 2 else []
        if said := index.data(Qt.ItemDataRole.ToolTipRole):
            lines.append(str(said))
        QToolTip.showText(event.globalPos(), plain_tip("\n".join(lines)), view.viewport())
        return True

    # -- editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Qt's call: a line that says at once when its text cannot be sent."""
        column = self._model.columns[index.column()]
        editor = QLineEdit(parent)
        editor.setFont(self._body)
        editor.setFrame(False)
        editor.setAccessibleName(column.title)
        if column.name in LABELS:

            def look(text: str) -> None:
                problem = problem_with(column.name, text)
                set_property(editor, "state", "error" if problem else "")
                editor.setToolTip(plain_tip(problem or ""))

            editor.textEdited.connect(look)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Qt's call: what is being typed survives a refresh of its row."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Qt's call: hand the text over, unless nothing was typed."""
        if isinstance(editor, QLineEdit) and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call: Enter ends the edit and moves on, as in a spreadsheet."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            editor: Any = watched
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return super().eventFilter(watched, event)
