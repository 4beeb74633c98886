"""The command palette: type what you want, or where you want to go."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.theme.icons import paint_icon
from webinar_console.ui.widgets import Label, SearchField, column, hairline, row

from .commands import Command, found

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


class CommandPalette(QWidget):
    """Covers the window while it is open; a click beside it, Escape or a choice closes it.

    ``commands`` is asked each time it opens, so that it knows today's sessions.
    """

    def __init__(self, theme: Theme, parent: QWidget, commands: Callable[[], list[Command]]) -> None:
        super().__init__(parent)
        self._theme, self._covered, self._ask = theme, parent, commands
        self._commands: list[Command] = []
        self._focus_before: QWidget | None = None
        self._around_focus: list[QWidget] = []
        self.field = SearchField(theme, "Search or command…", "Search or command")
        self.field.setProperty("look", "bare")
        # Without an edge there is no padding either, and the glass needs its room.
        self.field.setTextMargins(theme.space(36), theme.space(4), theme.space(16), theme.space(4))
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)
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
        self._box = QWidget(self)
        self._box.setObjectName("palette")
        layout = column(theme, row(theme, self.field, margin=(6, 4)), hairline(), gap=0, margin=(0, 0, 0, 6))
        layout.addWidget(self.list)
        layout.addWidget(self._nothing)
        self._box.setLayout(layout)
        self.hide()

    def open_palette(self) -> None:
        """Show it, empty, with everything that can be done."""
        self._focus_before = self.window().focusWidget()
        self._around_focus = _around(self._focus_before)
        self._commands = self._ask()
        self.setGeometry(self._covered.rect())
        self.field.clear()
        self._find("")
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_palette(self) -> None:
        """Hide it and give the focus back."""
        self.hide()
        before, self._focus_before = self._focus_before, None
        # The editor of a cell is gone by now: Qt deletes it when it loses the focus.
        while before is not None and not (isValid(before) and before.isVisible()):
            before = self._around_focus.pop(0) if self._around_focus else None
        if before is not None:
            before.setFocus()

    def _find(self, text: str) -> None:
        hits = found(self._commands, text)
        self._model.show_commands(hits)
        self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        self._arrange(min(_SHOWN, len(hits)))

    def _arrange(self, lines: int) -> None:
        space = self._theme.space
        width = min(space(560), self.width() - space(32))
        height = self._theme.row_height(2.3) * lines + space(8)
        self.list.setFixedHeight(max(1, height))
        self._box.adjustSize()
        self._box.setGeometry((self.width() - width) // 2, space(48), width, self._box.sizeHint().height())
        # The edge is painted around the box: where it was must be painted as well.
        self.update()

    def _run(self) -> None:
        command: Command | None = self.list.currentIndex().data(_COMMAND)
        self.close_palette()
        if command is not None:
            command.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call: arrows and Return in the field belong to the list."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                rows = max(1, self._model.rowCount())
                at = (self.list.currentIndex().row() + step) % rows
                self.list.setCurrentIndex(self._model.index(at, 0))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
            if key == Qt.Key.Key_Escape:
                self.close_palette()
                return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Qt's call: a click beside the box."""
        self.close_palette()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call: a veil over the window, and the box with its edge."""
        painter = QPainter(self)
        veil = self._theme.colour("canvas")
        veil.setAlphaF(0.55)
        painter.fillRect(self.rect(), veil)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._theme.space(10)
        painter.setPen(self._theme.colour("control"))
        painter.setBrush(self._theme.colour("raised"))
        box = QRectF(self._box.geometry()).adjusted(-1.5, -1.5, 1.5, 1.5)
        painter.drawRoundedRect(box, radius, radius)
        painter.end()


def _around(widget: QWidget | None) -> list[QWidget]:
    """The widgets around this one that take the focus, the nearest first: the table of a cell's editor."""
    found: list[QWidget] = []
    outer = widget.parentWidget() if widget is not None else None
    while outer is not None:
        if outer.focusPolicy() != Qt.FocusPolicy.NoFocus:
            found.append(outer)
        outer = outer.parentWidget()
    return found
