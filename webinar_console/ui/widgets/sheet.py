"""The plain sheet that asks a question, and the number that is typed before many people are removed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from webinar_console.ui.theme import Theme

from .label import Label

#: Whoever removes more people than this types their number first.
TYPED_ABOVE = 100
# What people put between the thousands.
_BETWEEN_FIGURES = dict.fromkeys(map(ord, " ,.'’\u00a0\u2009\u202f"))
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Sheet(QDialog):
    """A question over the window, as high as its words need at its width."""

    def __init__(self, theme: Theme, title: str, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.space(width))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's call: its own size counts wrapped lines for a narrower sheet and leaves gaps."""
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """As high as its parts need, after some were shown or hidden."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))


def is_number(text: str, number: int) -> bool:
    """Whether somebody typed this number, with or without signs between the thousands."""
    return text.translate(_BETWEEN_FIGURES) == str(number)


class TypedNumber(QLineEdit):
    """The number of people to remove, to be typed: ``confirm`` is enabled while it stands there.

    Put ``asking``, the words that ask for it, above it.
    """

    def __init__(self, theme: Theme, count: int, confirm: QPushButton) -> None:
        super().__init__()
        self._count, self._confirm = count, confirm
        self.asking = Label(theme, f"Type {count:,} to remove these people.", wrap=True)
        self.setFont(theme.font(tabular=True))
        self.setAccessibleName("Number of people to remove")
        self.setMaximumWidth(theme.space(160))
        self.textChanged.connect(self._show_typed)
        confirm.setEnabled(False)

    def _show_typed(self, text: str) -> None:
        self._confirm.setEnabled(is_number(text, self._count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: Enter presses ``confirm`` when the number is right, and never the default button."""
        if event.key() in _ENTER:
            self._confirm.click()
        else:
            super().keyPressEvent(event)


def typed_number(theme: Theme, count: int, confirm: QPushButton) -> TypedNumber | None:
    """What a sheet that removes ``count`` people asks for; ``None`` up to :data:`TYPED_ABOVE`."""
    return TypedNumber(theme, count, confirm) if count > TYPED_ABOVE else None
