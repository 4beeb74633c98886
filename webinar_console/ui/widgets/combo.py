"""A box to choose one of a few things."""

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox

from webinar_console.ui.theme import Theme


def combo_box(theme: Theme, name: str, choices: Iterable[tuple[str, str]] = ()) -> QComboBox:
    """A box of values and the words for them; ``name`` is said by screen readers."""
    combo = QComboBox()
    combo.setFont(theme.font())
    combo.setAccessibleName(name)
    for value, words in choices:
        combo.addItem(words, value)
    return combo
