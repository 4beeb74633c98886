"""What is exported, asked on one sheet: who, which columns, what kind of file."""

import sys
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from webinar_console.domain.registrant import Registrant
from webinar_console.services.exports import FORMATS, SEPARATORS
from webinar_console.ui.phrases import people
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, combo_box, push_button, row

from .words import changes

LOADING = "The list has not been read to its end: who is not in the table will not be in the file."
OTHER_SESSION = "Another session is shown now, so nothing was exported."
WAS_LOADING = "The list had not been read to its end: who was not in the table is not in the file."


class Scope(Enum):
    """Whose rows."""

    SELECTED = "selected"
    SHOWN = "shown"
    EVERYBODY = "everybody"


_WORDS = {
    Scope.SELECTED: "The selected rows",
    Scope.SHOWN: "What is shown, as it is filtered and sorted",
    Scope.EVERYBODY: "Everybody",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is: people by scope, columns shown, changes that are not applied, whether all are here."""

    selected: int
    shown: int
    everybody: int
    columns: int
    staged: int = 0
    is_loading: bool = False

    def count(self, scope: Scope) -> int:
        """How many people."""
        return {Scope.SELECTED: self.selected, Scope.SHOWN: self.shown, Scope.EVERYBODY: self.everybody}[
            scope
        ]


@dataclass(frozen=True, slots=True)
class Picked:
    """Whom a file is about, and what it lacks: ``staged`` changes, or people who were not here yet."""

    people: list[Registrant]
    staged: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted. ``all_columns`` are all fields, keys and answers, else the columns of the table."""

    scope: Scope = Scope.SHOWN
    all_columns: bool = False
    suffix: str = FORMATS[0][0]
    separator: str = ","


def list_separator() -> str:
    """What Excel on this computer expects between the cells of a CSV."""
    if sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Control Panel\International") as key:
                found = str(winreg.QueryValueEx(key, "sList")[0])
        except OSError:
            found = ""
        if found in {separator for separator, _ in SEPARATORS}:
            return found
    # Elsewhere Excel goes by the decimal point: a comma there leaves the semicolon for lists.
    return ";" if QLocale.system().decimalPoint() == "," else ","


def not_in_it(staged: int) -> str:
    """What the file does not have: it says what RingCentral has, not what is planned."""
    if not staged:
        return ""
    verb = "is" if staged == 1 else "are"
    return f"The file tells what RingCentral has: {changes(staged)} {verb} not applied yet, and not in it."


class ExportSheet(Sheet):
    """Accepted with a :meth:`choice`; what was chosen before is chosen again where it can be."""

    def __init__(self, theme: Theme, offer: Offer, before: Choice, parent: QWidget) -> None:
        super().__init__(theme, "Export", parent, 440)
        self._theme, self._offer = theme, offer
        self.who = QButtonGroup(self)
        self.which = QButtonGroup(self)
        self.kind = combo_box(
            theme, "Kind of file", [(suffix, f"{words} ({suffix})") for suffix, words in FORMATS]
        )
        self.separator = combo_box(theme, "Separator", [(mark, words) for mark, words in SEPARATORS])
        self.separator.setToolTip("What stands between the cells: Excel expects the one of your system")
        self.kind.setCurrentIndex(max(0, self.kind.findData(before.suffix)))
        self.separator.setCurrentIndex(max(0, self.separator.findData(before.separator)))
        self.confirm = push_button(theme, "Export…", look="primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        cancel = push_button(theme, "Cancel")
        cancel.clicked.connect(self.reject)
        note = " ".join(filter(None, (not_in_it(offer.staged), LOADING if offer.is_loading else "")))
        self.note = Label(theme, note, tone="muted", wrap=True)
        self.note.setVisible(bool(note))
        parts = (
            Label(theme, "Export registrants", size=Size.HEADING, strong=True),
            self._people(before.scope),
            self._columns(before.all_columns),
            self._block("File", row(theme, self.kind, self.separator, None, gap=8)),
            self.note,
            4,
            row(theme, None, cancel, self.confirm),
        )
        self.setLayout(column(theme, *parts, gap=16, margin=24))
        self.kind.currentIndexChanged.connect(self._show_separator)
        self.who.idToggled.connect(self._show_count)
        self._show_separator()
        self._show_count()

    def choice(self) -> Choice:
        """What is chosen now."""
        return Choice(
            list(Scope)[self.who.checkedId()],
            bool(self.which.checkedId()),
            self.kind.currentData(),
            self.separator.currentData(),
        )

    def _people(self, before: Scope) -> QVBoxLayout:
        for number, scope in enumerate(Scope):
            count = self._offer.count(scope)
            self._radio(self.who, number, f"{_WORDS[scope]}: {people(count)}").setEnabled(count > 0)
        wanted = before if self._offer.count(before) else Scope.EVERYBODY
        self.who.button(list(Scope).index(wanted)).setChecked(True)
        return self._block("People", *self.who.buttons())

    def _columns(self, everything: bool) -> QVBoxLayout:
        shown = self._offer.columns
        self._radio(self.which, 0, f"As shown in the table: {shown} columns")
        self._radio(self.which, 1, "All: every field, each key of the external id, each answer")
        self.which.button(int(everything)).setChecked(True)
        return self._block("Columns", *self.which.buttons())

    def _block(self, title: str, *parts: object) -> QVBoxLayout:
        heading = Label(self._theme, title, size=Size.SMALL, tone="muted", strong=True)
        return column(self._theme, heading, *parts, gap=4)  # type: ignore[arg-type]

    def _radio(self, group: QButtonGroup, number: int, words: str) -> QRadioButton:
        button = QRadioButton(words)
        button.setFont(self._theme.font())
        group.addButton(button, number)
        return button

    def _show_separator(self) -> None:
        self.separator.setVisible(self.kind.currentData() == ".csv")

    def _show_count(self) -> None:
        scope = list(Scope)[self.who.checkedId()]
        self.confirm.setText(f"Export {people(self._offer.count(scope))}…")


def with_defaults(offer: Offer, before: Choice) -> Choice:
    """What is proposed: several selected rows are meant, a single one is where the cursor happens to be."""
    if offer.selected > 1:
        return replace(before, scope=Scope.SELECTED)
    return replace(before, scope=Scope.SHOWN if offer.shown else Scope.EVERYBODY)
