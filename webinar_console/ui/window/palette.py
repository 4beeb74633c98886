"""The command palette: type what you want, or where you want to go."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import Label, SearchField

from .commands import Command, found
from .cover import Cover

Index = QModelIndex | QPersistentModelIndex
_COMMAND = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_SHOWN = 9


class _Commands(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self._commands: list[Command] = []

    def show_commands(self, commands: list[Command]) -> None:
        # A reset is right here: another text asks another question, and nothing of the old list lives on.
        self.beginResetModel()
        self._commands = commands
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._commands)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        command = self._commands[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return command.title
        return command if role == _COMMAND else None


class _Line(QStyledItemDelegate):
    """Icon, title, and at the end its shortcut or its date."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._theme.row_height(2.3))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        command: Command = index.data(_COMMAND)
        theme, space, rect = self._theme, self._theme.space, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(QRectF(rect).adjusted(space(6), 1, -space(6), -1), space(6), space(6))
        side = space(16)
        at = QRect(rect.x() + space(16), rect.center().y() - side // 2, side, side)
        paint_icon(painter, at, command.icon, theme.colours.muted)
        hint = command.second_line
        if command.shortcut:
            hint = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        small = theme.font(Size.SMALL, tabular=True)
        words = rect.adjusted(space(44), 0, -space(16), 0)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, hint)
        room = words.width() - QFontMetrics(small).horizontalAdvance(hint) - space(12)
        painter.setFont(theme.font())
        painter.setPen(theme.colour("text"))
        title = QFontMetrics(theme.font()).elidedText(command.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()


class CommandPalette(Cover):
    """``commands`` is asked each time it opens, so that it knows today's sessions."""

    def __init__(self, theme: Theme, parent: QWidget, commands: Callable[[], list[Command]]) -> None:
        super().__init__(theme, parent, SearchField(theme, "Search or command…", "Search or command"))
        self._ask = commands
        self._commands: list[Command] = []
        self.field.textChanged.connect(self._find)
        self._model = _Commands()
        self.list = QListView()
        self.list.setAccessibleName("Commands")
        self.list.setModel(self._model)
        self._line = _Line(theme)
        self.list.setItemDelegate(self._line)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(lambda _index: self._run())
        self._nothing = Label(theme, "Nothing has these words.", tone="muted")
        self._nothing.setContentsMargins(theme.space(16), theme.space(8), theme.space(16), theme.space(16))
        self.put_together(self.list, self._nothing)

    def open_palette(self) -> None:
        """Show it, empty, with everything that can be done."""
        self._commands = self._ask()
        self.appear()
        self.field.clear()
        self._find("")

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        self.disappear()

    def _find(self, text: str) -> None:
        hits = found(self._commands, text)
        self._model.show_commands(hits)
        self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        self._arrange(min(_SHOWN, len(hits)))

    def _arrange(self, lines: int) -> None:
        height = self._theme.row_height(2.3) * lines + self._theme.space(8)
        self.list.setFixedHeight(max(1, height))
        self.fit_box()

    def _run(self) -> None:
        command: Command | None = self.list.currentIndex().data(_COMMAND)
        self.close_palette()
        if command is not None:
            command.run()

    def step(self, by: int) -> None:
        """Go up or down in the list, round its ends."""
        rows = max(1, self._model.rowCount())
        self.list.setCurrentIndex(self._model.index((self.list.currentIndex().row() + by) % rows, 0))

    def take(self) -> None:
        """Do what is chosen."""
        self._run()
