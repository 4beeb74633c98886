"""What the filter offers below itself while somebody types: ways to go on, and what a token still needs."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from webinar_console.domain.query import Completion
from webinar_console.ui.theme import Theme

_MOST = 8
_ROLE = Qt.ItemDataRole.UserRole


class Suggestions(QFrame):
    """A list below a field, part of the same window; the field keeps the keyboard.

    Up and Down choose, Tab or Enter takes what is chosen (Tab the first, when nothing is), Escape hides.
    """

    taken = Signal(object)  # Completion

    def __init__(self, theme: Theme, field: QLineEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._field, self._over = theme, field, parent
        self.setObjectName("suggestions")
        self.setAccessibleName("Ways to go on with the filter")
        self.list = QListWidget()
        self.list.setFont(theme.font())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSpacing(theme.space(2))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName("Ways to go on with the filter")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(4)] * 4)
        layout.addWidget(self.list)
        field.installEventFilter(self)
        self.hide()

    def offer(self, ways: Sequence[Completion], hints: Sequence[str]) -> None:
        """Show these, or hide where there is nothing to show."""
        self.list.clear()
        for way in ways[:_MOST]:
            words = way.text.strip()
            item = QListWidgetItem(f"{words}   {way.hint}" if way.hint else words)
            item.setData(_ROLE, way)
            self.list.addItem(item)
        for hint in () if ways else hints:
            item = QListWidgetItem(hint)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        if not self.list.count() or not self._field.hasFocus():
            self.hide()
            return
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        parent = self._over
        below = self._field.mapTo(parent, QPoint(0, self._field.height() + self._theme.space(2)))
        width = max(self._field.width(), self._theme.space(420))
        line = self.list.sizeHintForRow(0) + 2 * self.list.spacing()
        height = line * self.list.count() + self._theme.space(12)
        self.setGeometry(below.x(), below.y(), min(width, parent.width() - below.x()), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call: the field's keys, while there is something to choose."""
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if event.type() == QEvent.Type.KeyPress and self.isVisible() and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, chosen = event.key(), self.list.currentItem()
        if key == Qt.Key.Key_Escape:
            self.hide()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and chosen is not None:
            self._take(chosen)
        elif key == Qt.Key.Key_Tab and self._ways():
            self._take(self.list.item(max(self.list.currentRow(), 0)))
        else:
            return False
        return True

    def _ways(self) -> int:
        items = (self.list.item(row) for row in range(self.list.count()))
        return sum(item.data(_ROLE) is not None for item in items)

    def _move(self, by: int) -> None:
        count = self._ways()
        if count:
            now = self.list.currentRow()
            self.list.setCurrentRow((now + by) % count if now >= 0 else (0 if by > 0 else count - 1))

    def _take(self, item: QListWidgetItem) -> None:
        way = item.data(_ROLE)
        if way is not None:
            self.hide()
            self.taken.emit(way)
