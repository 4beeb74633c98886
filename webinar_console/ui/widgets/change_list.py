"""The list of changes in a sheet: a sign in its colour and the change in words, one line each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem

from webinar_console.ui.theme import Size, Theme

from .label import plain_tip

Index = QModelIndex | QPersistentModelIndex
#: A sign (``+``, ``~`` or ``−``) and the change in words.
Told = tuple[str, str]
MOST_SHOWN = 8
#: The colour of each sign.
SIGN_INK = {"+": "success", "~": "warning", "−": "error"}
_SIGN = Qt.ItemDataRole.UserRole
_NOWHERE = QModelIndex()
_PAD, _SIGN_ROOM, _AIR = 12, 20, 4


class _Changes(QAbstractListModel):
    def __init__(self, told: Sequence[Told], parent: QListView) -> None:
        super().__init__(parent)
        self._told = told

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._told)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        sign, words = self._told[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{sign} {words}".strip()
        return sign if role == _SIGN else None


class _Line(QStyledItemDelegate):
    """Paints a sign and its words, cut to the room there is."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fonts = theme.font(strong=True), theme.font(Size.SMALL)
        self._metrics = QFontMetrics(self._fonts[1])

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, self._theme.row_height(1.5))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, sign = self._theme, index.data(_SIGN)
        area: QRect = option.rect.adjusted(theme.space(_PAD), 0, -theme.space(_PAD), 0)
        painter.save()
        painter.setFont(self._fonts[0])
        painter.setPen(theme.colour(SIGN_INK.get(sign, "muted")))
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, sign)
        area.setLeft(area.left() + theme.space(_SIGN_ROOM))
        painter.setFont(self._fonts[1])
        painter.setPen(theme.colour("text"))
        words = self._metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class ChangeList(QListView):
    """As high as its lines, ``most`` of them at most; then it scrolls. A sign without words is a heading."""

    def __init__(self, theme: Theme, told: Sequence[Told], most: int = MOST_SHOWN) -> None:
        super().__init__()
        self.setAccessibleName("Changes")
        self.setProperty("look", "framed")
        self.setModel(_Changes(told, self))
        self.setItemDelegate(_Line(theme, self))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        air = theme.space(_AIR)
        self.setViewportMargins(0, air, 0, air)
        shown = min(max(len(told), 1), most)
        self.setFixedHeight(theme.row_height(1.5) * shown + 2 * air + 2)
