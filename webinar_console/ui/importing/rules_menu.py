"""The rules of the check in one quiet line, and the menu that changes them."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from webinar_console.domain.check_choices import AS_USUAL, CheckChoices, LetterCase, Registered, Twins
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, row, tool_button

_GROUPS: tuple[tuple[str, str, tuple[tuple[StrEnum, str], ...]], ...] = (
    (
        "twins",
        "The same person twice in the file",
        (
            (Twins.FIRST, "The first one is sent"),
            (Twins.LAST, "The last one is sent"),
            (Twins.MOST_COMPLETE, "The most complete one is sent"),
        ),
    ),
    (
        "registered",
        "Already registered",
        (
            (Registered.SKIP, "Skip them"),
            (Registered.REPLACE, "Replace where something differs (new join link)"),
            (Registered.REPORT, "Skip them and say what differs"),
        ),
    ),
    (
        "letter_case",
        "Letter case of names",
        (
            (LetterCase.LEAVE, "As it stands"),
            (LetterCase.CAPITALISE, "Capitals for names that are all in one case"),
        ),
    ),
)
_SHORT = {
    Twins.FIRST: "the first one is sent",
    Twins.LAST: "the last one is sent",
    Twins.MOST_COMPLETE: "the most complete one is sent",
    Registered.SKIP: "skipped",
    Registered.REPLACE: "replaced where something differs",
    Registered.REPORT: "skipped, with what differs",
}

# Narrower than this the words are not shown.
_LEAST = 180


def rules_words(choices: CheckChoices) -> str:
    """The rules in one line: "Twice in the file: the first one is sent · Already registered: skipped"."""
    parts = [
        f"Twice in the file: {_SHORT[choices.twins]}",
        f"Already registered: {_SHORT[choices.registered]}",
    ]
    if choices.letter_case is LetterCase.CAPITALISE:
        parts.append("Names in one case get capitals")
    if choices.free_mail:
        parts.append("Free-mail addresses are sent")
    return " · ".join(parts)


class RulesLine(QWidget):
    """``chosen`` carries the new :class:`CheckChoices`."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._choices = theme, AS_USUAL
        self._words = ElidedLabel(theme, size=Size.SMALL, tone="muted")
        # It gives way to what stands beside it; the whole of it is in the tool tip, and in the menu.
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.button = tool_button(theme, "Rules", "settings", name="Rules of the check")
        self.button.setFont(theme.font(Size.SMALL))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.button)
        self.actions_by_value: dict[object, QAction] = {}
        for name, title, values in _GROUPS:
            # A section's own title is not painted by every style.
            self.menu.addAction(title).setEnabled(False)
            group = QActionGroup(self.menu)
            for value, words in values:
                action = self.menu.addAction(words)
                action.setCheckable(True)
                group.addAction(action)
                action.triggered.connect(self._choosing(name, value))
                self.actions_by_value[value] = action
            self.menu.addSeparator()
        self.free_mail = self.menu.addAction("Send free-mail addresses although work e-mail is asked for")
        self.free_mail.setCheckable(True)
        self.free_mail.triggered.connect(lambda on: self._choose("free_mail", bool(on)))
        self.button.setMenu(self.menu)
        line = row(theme, self._words, self.button, gap=8)
        line.setStretch(0, 1)
        line.setAlignment(self.button, Qt.AlignmentFlag.AlignRight)
        self.setLayout(line)
        self.show_choices(AS_USUAL)

    def show_choices(self, choices: CheckChoices) -> None:
        """These hold now."""
        self._choices = choices
        for name, _, _ in _GROUPS:
            self.actions_by_value[getattr(choices, name)].setChecked(True)
        self.free_mail.setChecked(choices.free_mail)
        self._words.setText(rules_words(choices))
        self.button.setAccessibleDescription(rules_words(choices))
        self.button.setToolTip(rules_words(choices))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: a few letters of the words would tell nothing."""
        super().resizeEvent(event)
        self._words.setVisible(event.size().width() - self.button.width() > self._theme.space(_LEAST))

    def ask_for_work(self, asked: bool) -> None:
        """Whether the session asks for work e-mail, so that free-mail addresses are a question at all."""
        self.free_mail.setVisible(asked or self._choices.free_mail)

    def _choosing(self, name: str, value: StrEnum) -> Callable[[], None]:
        return lambda: self._choose(name, value)

    def _choose(self, name: str, value: Any) -> None:
        choices = msgspec.structs.replace(self._choices, **{name: value})
        if choices != self._choices:
            self.show_choices(choices)
            self.chosen.emit(choices)
