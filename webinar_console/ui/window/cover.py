"""A box over the window with a field on top: the palette, the search for a person."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import SearchField, column, hairline, row

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Cover(QWidget):
    """Covers ``parent`` while it is open; a click beside the box, Escape or a choice closes it.

    The field has the keyboard: arrows and Return go to :meth:`step` and :meth:`take`.
    """

    #: How wide the box is, in steps of the theme's space.
    steps_wide = 560

    def __init__(self, theme: Theme, parent: QWidget, field: SearchField) -> None:
        super().__init__(parent)
        self._theme, self._covered, self.field = theme, parent, field
        self._focus_before: QWidget | None = None
        self._around_focus: list[QWidget] = []
        field.setProperty("look", "bare")
        # Without an edge there is no padding either, and the glass needs its room.
        field.setTextMargins(theme.space(36), theme.space(4), theme.space(16), theme.space(4))
        field.installEventFilter(self)
        parent.installEventFilter(self)
        self._box = QWidget(self)
        self._box.setObjectName("palette")
        self.hide()

    def put_together(self, *parts: QWidget) -> None:
        """The field, a line, and these below it."""
        head = row(self._theme, self.field, margin=(6, 4))
        layout = column(self._theme, head, hairline(), gap=0, margin=(0, 0, 0, 6))
        for part in parts:
            layout.addWidget(part)
        self._box.setLayout(layout)

    def appear(self) -> None:
        """Show it, with the keyboard in the field."""
        if not self.isVisible():
            self._focus_before = self.window().focusWidget()
            self._around_focus = _around(self._focus_before)
        self.setGeometry(self._covered.rect())
        self.show()
        self.raise_()
        self.field.setFocus()

    def disappear(self) -> None:
        """Hide it and give the focus back."""
        self.hide()
        before, self._focus_before = self._focus_before, None
        # The editor of a cell is gone by now: Qt deletes it when it loses the focus.
        while before is not None and not (isValid(before) and before.isVisible()):
            before = self._around_focus.pop(0) if self._around_focus else None
        if before is not None:
            before.setFocus()

    def fit_box(self) -> None:
        """The box as high as its parts are, in the middle, as wide as it likes to be where there is room."""
        space = self._theme.space
        across = min(space(self.steps_wide), self.width() - space(32))
        layout = self._box.layout()
        if layout is None:
            return
        layout.activate()
        high = (
            layout.totalHeightForWidth(across) if layout.hasHeightForWidth() else layout.sizeHint().height()
        )
        self._box.setGeometry((self.width() - across) // 2, space(48), across, high)
        # The edge is painted around the box: where it was must be painted as well.
        self.update()

    def step(self, by: int) -> None:
        """An arrow was pressed: go down by one, or up by minus one."""
        raise NotImplementedError

    def take(self) -> None:
        """Return was pressed: do what is chosen."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call: arrows and Return in the field are the list's; the cover is as large as the window."""
        if watched is self._covered and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._covered.rect())
            self.fit_box()
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.step(1 if key == Qt.Key.Key_Down else -1)
            elif key in _ENTER:
                self.take()
            elif key == Qt.Key.Key_Escape:
                self.disappear()
            else:
                return super().eventFilter(watched, event)
            return True
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Qt's call: a click beside the box."""
        self.disappear()

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
