"""One setting as a sentence with its control, a line of help, and what is open about it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from webinar_console.domain.preferences import AUTO_CLOSE_LIMIT_MAX, CLOSED, FIELDS, OPEN
from webinar_console.domain.temporary import HeldSetting
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Switch, column, push_button, row

from .draft import PreferencesDraft
from .words import WORDS, api_tip, sentence_of, value_words


class _LimitField(QSpinBox):
    """A number that a passing wheel does not change."""

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, AUTO_CLOSE_LIMIT_MAX)
        self.setSpecialValueText("No limit")
        self.setGroupSeparatorShown(True)
        self.setSingleStep(50)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's call."""
        event.ignore()


class _ChoiceField(QComboBox):
    """A choice that a passing wheel does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's call."""
        event.ignore()


class FieldRow(QWidget):
    """A row of the form. ``edited`` carries the new value; ``decided`` carries True for "mine"."""

    edited = Signal(object)
    decided = Signal(bool)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.name = name
        self.field = FIELDS[name]
        words = WORDS[name]
        self._unsaved = False
        self._sentence = Label(theme, words.sentence, wrap=True)
        self._help = Label(theme, words.help, size=Size.SMALL, tone="muted", wrap=True)
        self._note = Label(theme, size=Size.SMALL, tone="warning", wrap=True)
        self._note.hide()
        self._mine = push_button(theme, "Keep mine")
        self._theirs = push_button(theme, "Take theirs")
        self._mine.clicked.connect(lambda: self.decided.emit(True))
        self._theirs.clicked.connect(lambda: self.decided.emit(False))
        self._choice = QWidget()
        self._choice.setLayout(row(theme, self._mine, self._theirs, None, gap=4, margin=(0, 4)))
        self._choice.hide()
        self.control = self._make_control(theme)
        self.control.setAccessibleName(words.name)
        self.control.setAccessibleDescription(words.help)
        self.setToolTip(api_tip(name))
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        if self.field.kind == "flag" or self.name == "registration_status":
            top = row(theme, self._sentence, self.control, gap=8)
            top.setStretch(0, 1)
            top.setAlignment(self.control, Qt.AlignmentFlag.AlignTop)
            head = top
        else:
            head = row(theme, self._sentence, self.control, gap=8)
            head.setStretch(0, 1)
        self.setLayout(
            column(theme, head, self._help, self._note, self._choice, gap=2, margin=(16, 8, 16, 8))
        )

    def _make_control(self, theme: Theme) -> QWidget:
        if self.field.kind == "flag":
            switch = Switch(theme, WORDS[self.name].name)
            switch.toggled.connect(lambda on: self.edited.emit(on))
            return switch
        if self.name == "registration_status":
            switch = Switch(theme, WORDS[self.name].name)
            switch.toggled.connect(lambda on: self.edited.emit(OPEN if on else CLOSED))
            return switch
        if self.field.kind == "number":
            limit = _LimitField()
            limit.setFont(theme.font(tabular=True))
            # The padding of a style sheet does not reach the line inside a spin box.
            limit.lineEdit().setTextMargins(theme.space(6), 0, 0, 0)
            limit.setFixedWidth(theme.space(128))
            limit.valueChanged.connect(lambda value: self.edited.emit(value))
            return limit
        choice = _ChoiceField()
        choice.setFont(theme.font())
        choice.setFixedWidth(theme.space(128))
        for value in self.field.choices:
            choice.addItem(value_words(self.name, value).capitalize(), value)
        choice.activated.connect(lambda at: self.edited.emit(choice.itemData(at)))
        return choice

    def show_draft(self, draft: PreferencesDraft, held: HeldSetting | None = None) -> None:
        """Show the value, whether it is saved, and what is open about it; ``held``: a job has set it."""
        value = draft.value(self.name)
        with QSignalBlocker(self.control):
            self._set(value)
        self._sentence.setText(sentence_of(self.name, value))
        crossed = self.name in draft.crossed and draft.theirs is not None
        self._unsaved = self.name in draft.wanted
        self._choice.setVisible(crossed)
        if crossed and draft.theirs is not None:
            theirs = value_words(self.name, draft.theirs.value(self.name))
            self._note.setText(f"Now {theirs} in RingCentral; you want {value_words(self.name, value)}.")
            self._mine.setAccessibleName(f"Keep mine: {WORDS[self.name].name}")
            self._theirs.setAccessibleName(f"Take theirs: {WORDS[self.name].name}")
        elif self._unsaved:
            self._note.setText(f"Not saved · was {value_words(self.name, draft.seen.value(self.name))}")
        elif held is not None:
            before = value_words(self.name, held.before)
            self._note.setText(f"Only while an import runs; then {before} again")
        self._note.setVisible(crossed or self._unsaved or held is not None)
        self.update()

    def _set(self, value: Any) -> None:
        setters: dict[type, Callable[[Any], None]] = {
            Switch: lambda v: self._switch(v),
            _LimitField: lambda v: self._limit(v),
            _ChoiceField: lambda v: self._choose(v),
        }
        setters[type(self.control)](value)

    def _switch(self, value: Any) -> None:
        assert isinstance(self.control, Switch)
        self.control.setChecked(value == OPEN if self.name == "registration_status" else bool(value))
        self.control.update()

    def _limit(self, value: Any) -> None:
        assert isinstance(self.control, _LimitField)
        # While the person types, the same number must not be rewritten under the cursor.
        if self.control.value() != value:
            self.control.setValue(value)

    def _choose(self, value: Any) -> None:
        assert isinstance(self.control, _ChoiceField)
        at = self.control.findData(value)
        if at < 0:  # a value that the contract did not know: shown as it is, never lost
            self.control.addItem(value_words(self.name, value), value)
            at = self.control.count() - 1
        self.control.setCurrentIndex(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call: a bar in the margin marks what is not saved."""
        super().paintEvent(event)
        if self._unsaved:
            painter = QPainter(self)
            bar = self.rect().adjusted(0, self._theme.space(8), 0, -self._theme.space(8))
            bar.setWidth(self._theme.space(3))
            painter.fillRect(bar, self._theme.colour("warning"))
            painter.end()
