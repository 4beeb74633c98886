"""A row of filters with counts, of which one is chosen: "All 304 · Ready 288 · Needs mending 12"."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from webinar_console.ui.theme import Theme

from .boxes import row
from .button import push_button


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter: ``key`` is what it stands for (``None``: everything)."""

    key: Hashable
    label: str
    count: int


class FilterChips(QWidget):
    """Shows the choices that have rows, and everything. ``chosen`` tells the key."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._theme = theme
        self._row = row(theme, None, gap=4)
        self.setLayout(self._row)
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
        for place, choice in enumerate(choices):
            button = self._buttons.get(choice.key) or self._add(choice.key, place)
            button.setText(f"{choice.label}  {choice.count:,}")
            button.setVisible(choice.key is None or choice.count > 0)
        counts = {choice.key: choice.count for choice in choices}
        for key in [key for key in self._buttons if key not in counts]:
            self._group.removeButton(self._buttons[key])
            self._buttons.pop(key).deleteLater()
        if self._key is not None and not counts.get(self._key):
            self.choose(None)
        elif self._key in self._buttons:
            self._buttons[self._key].setChecked(True)

    def choose(self, key: Hashable) -> None:
        """Choose a filter that is shown."""
        self._buttons[key].setChecked(True)
        if key != self._key:
            self._key = key
            self.chosen.emit(key)

    def _add(self, key: Hashable, place: int) -> QPushButton:
        button = push_button(self._theme, "", look="quiet")
        button.setCheckable(True)
        button.clicked.connect(self._choosing(key))
        self._group.addButton(button)
        self._row.insertWidget(place, button)
        self._buttons[key] = button
        return button

    def _choosing(self, key: Hashable) -> Callable[[], None]:
        return lambda: self.choose(key)
