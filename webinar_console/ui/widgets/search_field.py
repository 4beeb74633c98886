"""A field to search or filter in: glass in front, a cross to empty it, Escape empties it too."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from webinar_console.ui.theme import Theme
from webinar_console.ui.theme.icons import paint_icon

from .button import icon_button


class SearchField(QLineEdit):
    """``placeholder`` says what is searched; ``name`` is the accessible name.

    The icon is painted and the cross is a child button: the actions of a line edit ignore the padding of a
    style sheet and sit four pixels too low.
    """

    def __init__(self, theme: Theme, placeholder: str, name: str, *, icon: str = "search") -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self.setFont(theme.font())
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setTextMargins(theme.space(20), 0, theme.space(16), 0)
        self._clear: QToolButton = icon_button(theme, "close", "Clear the search")
        self._clear.setParent(self)
        self._clear.setProperty("look", "inline")
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.hide()
        self._clear.clicked.connect(self.clear)
        self.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: the cross stays at the end."""
        super().resizeEvent(event)
        side = self._theme.space(20)
        self._clear.setGeometry(self.width() - side - 3, (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call: the field, then the glass."""
        super().paintEvent(event)
        side = self._theme.space(15)
        painter = QPainter(self)
        at = QRect(self._theme.space(8), (self.height() - side) // 2, side, side)
        paint_icon(painter, at, self._icon, self._theme.colours.muted)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: Escape empties the field first, and only an empty field passes it on."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
