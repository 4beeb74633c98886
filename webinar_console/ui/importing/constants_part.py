"""What is the same for all rows: lines "Same for all rows: [source] = [spring-mailing]"."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from webinar_console.domain.mapping import CONSTANTS, KEYED, ColumnMapping, ColumnUse, Constant
from webinar_console.domain.people import Target
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, icon_button, push_button, row

from .mapping_words import EXAMPLES, key_hint

COLUMN_WINS = "A column gives this, so the line does not count."
STANDS_ABOVE = "This stands in a line above."


class ConstantLine(QWidget):
    """One line. ``changed`` tells that it says something else, ``removed`` that it is not wanted."""

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, target: Target) -> None:
        super().__init__()
        self.target = QComboBox()
        self.target.setFont(theme.font())
        self.target.setAccessibleName("What is the same for all rows")
        for offered in CONSTANTS:
            self.target.addItem(offered.label, offered)
        self.target.setCurrentIndex(CONSTANTS.index(target))
        self.key, self.value = QLineEdit(), QLineEdit()
        for field in (self.key, self.value):
            field.setFont(theme.font())
            field.editingFinished.connect(self.changed)
        self.key.setMaximumWidth(theme.space(128))
        self._note = Label(theme, size=Size.SMALL, tone="warning")
        remove = icon_button(theme, "close", "Remove the line")
        remove.clicked.connect(self.removed)
        self.target.activated.connect(self._retarget)
        equals = Label(theme, "=", tone="muted")
        words = Label(theme, "Same for all rows:", tone="muted")
        line = row(theme, words, self.target, self.key, equals, self.value, remove, self._note, None)
        line.setStretch(4, 1)
        self.setLayout(line)
        self.value.setMinimumWidth(theme.space(160))
        self.fields = (self.target, self.key, self.value, remove)
        self._dress()

    @property
    def constant(self) -> Constant | None:
        """What the line says; ``None`` while it is not complete."""
        target = Target(self.target.currentData())
        key = self.key.text().strip() if target in KEYED else ""
        value = self.value.text().strip()
        return Constant(target, value, key) if value and (key or target not in KEYED) else None

    def say(self, constant: Constant) -> None:
        """Show this."""
        self.target.setCurrentIndex(CONSTANTS.index(constant.target))
        self.key.setText(constant.key)
        self.value.setText(constant.value)
        self._dress()

    def note(self, words: str) -> None:
        """Say why the line does not count; empty when it does."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def _retarget(self) -> None:
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        target = Target(self.target.currentData())
        hint = key_hint(target)
        self.key.setVisible(target in KEYED)
        self.key.setPlaceholderText(hint)
        self.key.setAccessibleName(f"{hint.capitalize()} for all rows")
        self.value.setPlaceholderText(EXAMPLES.get(target, "text"))
        self.value.setAccessibleName(f"{target.label.capitalize()} for all rows")


class ConstantsPart(QWidget):
    """The lines; ``add`` is the button for another, to be put where it is always in view.

    ``changed`` carries a tuple of constants, ``added`` a new line.
    """

    changed = Signal(object)
    added = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lines: list[ConstantLine] = []
        self._mapping: ColumnMapping | None = None
        self._place = QVBoxLayout()
        self._place.setSpacing(theme.space(6))
        self.add = push_button(theme, "Add a value for all rows", look="link", icon="plus")
        self.add.setToolTip("For example the source, or the role, when no column of the file has it")
        self.add.clicked.connect(self._add)
        self.setLayout(column(theme, self._place))

    def show_mapping(self, mapping: ColumnMapping) -> None:
        """Show the constants of a mapping. Lines that are not complete yet stay as they are."""
        self._mapping = mapping
        if self._said() != mapping.constants:
            while self.lines:
                self._drop(self.lines[0])
            for constant in mapping.constants:
                self._new_line(constant.target).say(constant)
        self._note()

    def _said(self) -> tuple[Constant, ...]:
        said: dict[object, Constant] = {}
        for line in self.lines:
            constant = line.constant
            if constant is not None:
                said.setdefault(constant.use.slot, constant)
        return tuple(said.values())

    def _new_line(self, target: Target) -> ConstantLine:
        line = ConstantLine(self._theme, target)
        line.changed.connect(self._tell)
        line.removed.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._place.addWidget(line)
        return line

    def chain(self, before: QWidget) -> None:
        """The tab key comes from ``before`` and goes down the lines."""
        for line in self.lines:
            for field in line.fields:
                QWidget.setTabOrder(before, field)
                before = field

    def _add(self) -> None:
        used = {Target(line.target.currentData()) for line in self.lines} - KEYED
        given = self._mapping.given if self._mapping is not None else frozenset()
        wanted = (Target.SOURCE, *CONSTANTS)
        target = next((t for t in wanted if t not in used and t not in given), Target.EXTERNAL_KEY)
        line = self._new_line(target)
        self._note()
        self.added.emit()
        line.target.setFocus(Qt.FocusReason.TabFocusReason)

    def _remove(self, line: ConstantLine) -> None:
        self._drop(line)
        self.add.setFocus(Qt.FocusReason.TabFocusReason)
        self._tell()

    def _drop(self, line: ConstantLine) -> None:
        self.lines.remove(line)
        self._place.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _tell(self) -> None:
        self._note()
        said = self._said()
        if self._mapping is not None and said != self._mapping.constants:
            self.changed.emit(said)

    def _note(self) -> None:
        filled = {use.slot for use in self._mapping.columns} if self._mapping is not None else set()
        above: set[object] = set()
        for line in self.lines:
            target, key = Target(line.target.currentData()), line.key.text().strip()
            slot = ColumnUse(target, key if target in KEYED else "").slot
            named = bool(slot[1]) or target not in KEYED
            words = STANDS_ABOVE if slot in above else COLUMN_WINS if slot in filled else ""
            line.note(words if named else "")
            above.add(slot)
