"""Tool buttons beside each other, which give up their words where there is no room for them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from webinar_console.ui.theme import Theme

from .boxes import row

_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_ICONS = Qt.ToolButtonStyle.ToolButtonIconOnly
_OTHER_WIDTHS = (
    QEvent.Type.StyleChange,
    QEvent.Type.FontChange,
    QEvent.Type.PolishRequest,
    QEvent.Type.Polish,
)


class ToolRow(QWidget):
    """All buttons have words, or none has: tool tips and accessible names say it then.

    ``fit`` decides, called by whoever knows how much room there is.
    """

    def __init__(self, theme: Theme, buttons: Sequence[QToolButton], *, gap: int = 4) -> None:
        super().__init__()
        self._buttons = tuple(buttons)
        self._gaps = theme.space(gap) * (len(self._buttons) - 1)
        self._widths: dict[Qt.ToolButtonStyle, int] = {}
        self.setLayout(row(theme, *self._buttons, gap=gap))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _width(self, style: Qt.ToolButtonStyle) -> int:
        if style not in self._widths:
            shown = self._buttons[0].toolButtonStyle()
            for one in self._buttons:
                # The style sheet, and so the padding, comes with the polish.
                one.ensurePolished()
                one.setToolButtonStyle(style)
            self._widths[style] = sum(one.sizeHint().width() for one in self._buttons) + self._gaps
            for one in self._buttons:
                one.setToolButtonStyle(shown)
        return self._widths[style]

    def event(self, event: QEvent) -> bool:
        """Qt's call: the style sheet of its window, or another font, makes other widths."""
        if event.type() in _OTHER_WIDTHS and self._widths:
            self._widths.clear()
            self.updateGeometry()
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Qt's call: room for what is shown."""
        return QSize(self._width(self._buttons[0].toolButtonStyle()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Qt's call: room for the icons."""
        return QSize(self._width(_ICONS), super().minimumSizeHint().height())

    def fit(self, room: int) -> None:
        """Show words where ``room`` pixels hold them, else icons."""
        wanted = _WORDS if room >= self._width(_WORDS) else _ICONS
        if self._buttons[0].toolButtonStyle() != wanted:
            for one in self._buttons:
                one.setToolButtonStyle(wanted)
            self.updateGeometry()
