"""A row of filters with counts, of which one is chosen: "All 304 · Ready 288 · Needs mending 12"."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from webinar_console.ui.theme import Theme

from .button import push_button


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: ``key`` is what it stands for (``None``: everything)."""

    key: Hashable
    label: str
    count: int


class FilterChips(QWidget):
    """Shows the choices that have rows, and everything. ``chosen`` tells the key.

    Where one line is too short for all of them, they go on in the next.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._order: list[Hashable] = []
        self._counts: dict[Hashable, int] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[Hashable, QPushButton] = {}
        self._key: Hashable = None

    @property
    def key(self) -> Hashable:
        """What is chosen now."""
        return self._key

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show these counts. The choice stays while it has rows; else everything is shown again."""
        for choice in choices:
            button = self._buttons.get(choice.key) or self._add(choice.key)
            button.setText(f"{choice.label}  {choice.count:,}")
            button.setVisible(choice.key is None or choice.count > 0)
        counts = self._counts = {choice.key: choice.count for choice in choices}
        for key in [key for key in self._buttons if key not in counts]:
            self._group.removeButton(self._buttons[key])
            button = self._buttons.pop(key)
            button.hide()
            button.deleteLater()
        self._order = [choice.key for choice in choices]
        self._arrange()
        if self._key is not None and not counts.get(self._key):
            self.choose(None)
        elif self._key in self._buttons:
            self._buttons[self._key].setChecked(True)

    def count(self, key: Hashable) -> int:
        """How many rows a choice has."""
        return self._counts.get(key, 0)

    def choose(self, key: Hashable) -> None:
        """Choose a filter that is shown."""
        self._buttons[key].setChecked(True)
        if key != self._key:
            self._key = key
            self.chosen.emit(key)

    def sizeHint(self) -> QSize:
        """Qt's question: everything in one line."""
        shown = self._shown()
        width = sum(button.sizeHint().width() for button in shown)
        return QSize(width + self._theme.space(4) * max(0, len(shown) - 1), self._place(10**6, move=False))

    def minimumSizeHint(self) -> QSize:
        """Qt's question: the widest of them."""
        widest = max((button.sizeHint().width() for button in self._shown()), default=0)
        return QSize(widest, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's call: another style or font has other sizes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._arrange()

    def _shown(self) -> list[QPushButton]:
        buttons = (self._buttons[key] for key in self._order)
        return [button for button in buttons if not button.isHidden()]

    def _arrange(self) -> None:
        self.setFixedHeight(self._place(self.width(), move=True))
        self.updateGeometry()

    def _place(self, width: int, *, move: bool) -> int:
        """The height of all of them within ``width``; ``move`` puts them there."""
        gap, x, y, line = self._theme.space(4), 0, 0, 0
        for button in self._shown():
            size = button.sizeHint()
            if x and x + size.width() > width:
                x, y, line = 0, y + line + gap, 0
            if move:
                button.setGeometry(x, y, size.width(), size.height())
            x, line = x + size.width() + gap, max(line, size.height())
        return y + line

    def _add(self, key: Hashable) -> QPushButton:
        button = push_button(self._theme, "", look="quiet")
        button.setParent(self)
        button.setCheckable(True)
        button.clicked.connect(self._choosing(key))
        self._group.addButton(button)
        self._buttons[key] = button
        return button

    def _choosing(self, key: Hashable) -> Callable[[], None]:
        return lambda: self.choose(key)
