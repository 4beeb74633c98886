"""The two sheets: what is kept, and the question before everything goes."""

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from webinar_console.domain.keeping import Keeping
from webinar_console.services.local_data import DataKept, Unfinished
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, hairline, push_button, row, under_box

from . import words

#: The answer that asks for the other sheet.
REMOVE = 2


class DataSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: keep copies as :attr:`keeping` says; :data:`REMOVE`:
    ask whether to remove everything.
    """

    def __init__(self, theme: Theme, kept: DataKept, parent: QWidget) -> None:
        super().__init__(theme, words.TITLE, parent, 480)
        self._group = QButtonGroup(self)
        self.choices: dict[Keeping, QRadioButton] = {}
        parts: list[QWidget | int] = [
            Label(theme, words.TITLE, size=Size.HEADING, strong=True),
            Label(theme, words.WHY, wrap=True),
            4,
        ]
        for keeping, (name, help_text) in words.CHOICES.items():
            choice = self.choices[keeping] = QRadioButton(name)
            choice.setFont(theme.font())
            choice.setChecked(keeping is kept.keeping)
            self._group.addButton(choice)
            told = QWidget()
            line = row(theme, Label(theme, help_text, size=Size.SMALL, tone="muted", wrap=True), gap=0)
            line.setContentsMargins(under_box(theme), 0, 0, theme.space(4))
            told.setLayout(line)
            parts += [choice, told]
        parts.append(Label(theme, words.PROMISES, size=Size.SMALL, tone="muted", wrap=True))
        self.here = Label(theme, words.here(kept), size=Size.SMALL, tone="muted", wrap=True, tabular=True)
        parts += [4, hairline(), 4, self.here]
        self.remove = push_button(
            theme, words.REMOVE, look="danger", name="Remove everything of this account"
        )
        self.remove.clicked.connect(lambda: self.done(REMOVE))
        self.cancel = push_button(theme, "Cancel")
        self.cancel.clicked.connect(self.reject)
        self.save = push_button(theme, "Save", look="primary")
        self.save.clicked.connect(self.accept)
        layout = column(theme, *parts, 8, gap=4, margin=24)
        layout.addLayout(row(theme, self.remove, None, self.cancel, self.save))
        self.setLayout(layout)
        self.save.setDefault(True)
        self.choices[kept.keeping].setFocus()

    @property
    def keeping(self) -> Keeping:
        """What is chosen now."""
        return next(keeping for keeping, choice in self.choices.items() if choice.isChecked())


class RemoveSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: remove everything. Keeping it is the default.

    While jobs are not over it cannot be accepted; where work would be lost, only with a mark.
    """

    def __init__(
        self, theme: Theme, name: str, unfinished: Unfinished, parent: QWidget, *, is_practice: bool
    ) -> None:
        super().__init__(theme, "Remove everything", parent, 460)
        self._can = not unfinished.jobs
        heading = f"Remove everything of {name} from this computer?"
        told = [words.WHAT_GOES, words.PRACTICE_GOES if is_practice else words.WHAT_STAYS]
        parts: list[QWidget | int] = [Label(theme, heading, size=Size.HEADING, strong=True, wrap=True)]
        parts += [Label(theme, sentence, wrap=True) for sentence in told]
        self.trouble = [Label(theme, words.in_the_way(unfinished), tone="error", wrap=True)]
        self.lost = [Label(theme, sentence, tone="warning", wrap=True) for sentence in words.lost(unfinished)]
        self.lose = QCheckBox(words.LOSE)
        self.lose.setFont(theme.font())
        if not self._can:
            parts += [4, *self.trouble]
        elif unfinished.loses_work:
            parts += [4, *self.lost, self.lose]
        else:
            self.lose.setChecked(True)
        self.keep = push_button(theme, "Keep")
        self.keep.clicked.connect(self.reject)
        self.confirm = push_button(theme, "Remove everything", look="danger")
        self.confirm.clicked.connect(self.accept)
        layout = column(theme, *parts, 8, gap=8, margin=24)
        layout.addLayout(row(theme, None, self.keep, self.confirm))
        self.setLayout(layout)
        self.keep.setDefault(True)
        self.keep.setFocus()
        self.lose.toggled.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.confirm.setEnabled(self._can and self.lose.isChecked())
