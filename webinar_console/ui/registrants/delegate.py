"""How a cell is edited, and what its tool tip says."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from webinar_console.domain.cells import LABELS, problem_with
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets.label import plain_tip, set_property

from .columns import Column
from .people_model import Index

IsCut = Callable[[str, int, int], bool]
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PeopleDelegate(QStyledItemDelegate):
    """Editors and tool tips; the cells are painted by :class:`~.painting.CellPainter`.

    ``is_cut(text, column, width)`` says whether a cell shows less than its text. ``stepped`` tells that
    Enter ended an edit and the current cell is to move by so many rows.
    """

    stepped = Signal(int)

    def __init__(
        self, theme: Theme, columns: Callable[[], Sequence[Column[Any]]], is_cut: IsCut, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._is_cut = is_cut
        self._font = theme.font()

    # -- tool tips

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Qt's call: the whole text where it is cut off, and what is to be said about the cell."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        text = str(index.data() or "")
        width = option.rect.width()
        lines = [text] if self._is_cut(text, index.column(), width) else []
        if said := index.data(Qt.ItemDataRole.ToolTipRole):
            lines.append(str(said))
        QToolTip.showText(event.globalPos(), plain_tip("\n".join(lines)), view.viewport())
        return True

    # -- editing

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Qt's call: a line that says at once when its text cannot be sent."""
        column = self._columns()[index.column()]
        editor = QLineEdit(parent)
        editor.setFont(self._font)
        editor.setFrame(False)
        editor.setAccessibleName(column.title)
        if column.field in LABELS:

            def look(text: str) -> None:
                problem = self._problem(column, index, text)
                set_property(editor, "state", "error" if problem else "")
                editor.setToolTip(plain_tip(problem or ""))

            editor.textEdited.connect(look)
        return editor

    def _problem(self, column: Column[Any], index: Index, text: str) -> str | None:
        """Why the text that is typed cannot be sent; where it is a part, the whole field is looked at."""
        if column.part is None:
            return problem_with(column.name, text)
        model: Any = index.model()
        return problem_with(column.field, model.field_with(index, text))

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
