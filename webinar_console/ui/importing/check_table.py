"""The table of the check, edited in place.

F2, Enter or typing begins, Tab goes on, Enter goes down, Escape leaves.
"""

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from webinar_console.domain.people import Target
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets.report_table import Index, ReportDelegate, ReportTable

from .checked_model import FIELDS, CheckedModel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIGN = "~"
_SELECTED, _HAS_FOCUS = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_HasFocus.value
# The least that is shown of a cell, and of an address.
_FEW_LETTERS, _ADDRESS_LETTERS = 6, 10


class CheckDelegate(ReportDelegate):
    """Editors, the sign of what was changed, and a frame around the cell that would be edited.

    ``stepped`` tells that Enter ended an edit and the current cell is to move by so many rows.
    """

    stepped = Signal(int)

    def __init__(self, theme: Theme, rows: CheckedModel, parent: QTableView) -> None:
        super().__init__(theme, rows, parent)
        self._checked = rows

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's call."""
        theme, rows, column = self._theme, self._checked, index.column()
        rect: QRect = option.rect
        state: int = option.state.value
        changed = rows.before(rows.source_row(index), column) is not None
        if changed and not state & _SELECTED:
            painter.fillRect(rect, theme.colour("warning_soft"))
        self.paint_cell(painter, rect, state, index, column)
        if changed:
            painter.setPen(theme.colour("warning"))
            sign = rect.adjusted(theme.space(1), 0, 0, 0)
            painter.drawText(sign, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), _SIGN)
        if state & _HAS_FOCUS and rows.use_of(column) is not None:
            painter.setPen(theme.colour("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Qt's call."""
        editor = QLineEdit(parent)
        editor.setFont(self._text)
        editor.setFrame(False)
        heading = index.model().headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(str(heading))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Qt's call: what is being typed survives a new check of its row."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Qt's call: hand the text over, unless nothing was typed."""
        if isinstance(editor, QLineEdit) and editor.text() != index.data(Qt.ItemDataRole.EditRole):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call: Enter ends the edit and goes down, as in a spreadsheet."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            editor: Any = watched
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        return super().eventFilter(watched, event)


class CheckTable(ReportTable):
    """``menu_wanted``: a context menu, at a place of the screen. ``leave_wanted``: Delete was pressed."""

    menu_wanted = Signal(QPoint)
    leave_wanted = Signal()

    def __init__(self, theme: Theme, model: CheckedModel) -> None:
        super().__init__(theme, "Rows of the file", model, CheckedModel.WIDTHS)
        self._rows = model
        # Whom it is about and why is read first: the rest can be looked up.
        people = (Target.FIRST_NAME, Target.LAST_NAME, Target.ROLE)
        rest = [model.column_of(t) for _, t, _ in FIELDS if t not in people and t is not Target.EMAIL]
        self.give_way(rest, _FEW_LETTERS, 0)
        self.give_way([model.column_of(Target.EMAIL)], _ADDRESS_LETTERS, 1)
        self.give_way([model.column_of(target) for target in people], _FEW_LETTERS, 2)
        delegate = CheckDelegate(theme, model, self)
        delegate.stepped.connect(self._step)
        self.setItemDelegate(delegate)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked)

    def positions(self) -> list[int]:
        """The selected rows, as positions in the file."""
        return sorted(self._rows.source_row(index) for index in self.selectionModel().selectedRows())

    def edit_current(self) -> None:
        """Begin to edit the current cell; where it cannot be, the one of its row that wants mending."""
        if self._go_to_editable():
            self.edit(self.currentIndex())

    def correct_current(self) -> None:
        """Edit the cell of the current row that wants mending."""
        index = self.currentIndex()
        column = self._rows.fault_column(self._rows.source_row(index)) if index.isValid() else None
        if column is not None:
            self.setCurrentIndex(index.siblingAtColumn(column))
            self.scrollTo(self.currentIndex())
            self.edit(self.currentIndex())

    def go_to_first(self) -> None:
        """Make the first row the current one, where it wants mending if it does."""
        if self._rows.rowCount():
            column = self._rows.fault_column(self._rows.source_row(self._rows.index(0, 0)))
            self.setCurrentIndex(self._rows.index(0, column or 0))

    def show_current(self) -> None:
        """Scroll to the current row; the columns stay."""
        across = self.horizontalScrollBar().value()
        self.scrollTo(self.currentIndex())
        self.horizontalScrollBar().setValue(across)

    def go_to(self, position: int) -> None:
        """Select the row of a position and show it, if the filter does."""
        place = self._rows.place_of(position)
        if place is not None:
            column = max(self.currentIndex().column(), 0)
            self.setCurrentIndex(self._rows.index(place, column))
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: Enter edits, Delete leaves rows out, a letter replaces the cell."""
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if event.key() in (*_ENTER, Qt.Key.Key_F2) and plain:
            self.edit_current()
        elif event.key() == Qt.Key.Key_Delete and plain:
            self.leave_wanted.emit()
        else:
            if plain and event.text().isprintable() and event.text().strip():
                self._go_to_editable()
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's call, for the mouse and for Shift+F10."""
        place = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_wanted.emit(place)

    def _go_to_editable(self) -> bool:
        index = self.currentIndex()
        if not index.isValid():
            return False
        if not index.flags() & Qt.ItemFlag.ItemIsEditable:
            column = self._rows.fault_column(self._rows.source_row(index))
            if column is None:
                return False
            self.setCurrentIndex(index.siblingAtColumn(column))
        return True

    def _step(self, rows: int) -> None:
        index = self.currentIndex()
        to = index.siblingAtRow(index.row() + rows) if index.isValid() else index
        if to.isValid():
            self.setCurrentIndex(to)
