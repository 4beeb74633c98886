"""The sheet before people are registered again: what comes back, what does not, and which e-mails go out."""

from datetime import datetime, tzinfo

from PySide6.QtWidgets import QWidget

from webinar_console.services.restoring import RestorePlan
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row
from webinar_console.ui.widgets.change_list import ChangeList

from .restore_words import COMES_BACK, DOES_NOT, deed, mails, price, question, staying
from .undo_sheet import People

_MOST = 6


class RestoreSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: register them."""

    def __init__(
        self, theme: Theme, plan: RestorePlan, parent: QWidget, now: datetime, local: tzinfo | None = None
    ) -> None:
        super().__init__(theme, "Register people again", parent, 520)
        goes = bool(plan.job.rows)
        self.heading = Label(theme, question(plan), size=Size.HEADING, strong=True, wrap=True)
        self.people = ChangeList(theme, People(plan.job.rows), _MOST)
        self.people.setAccessibleName("People who are registered again")
        told = [COMES_BACK, DOES_NOT, mails(plan)] if goes else []
        self.sentences = [Label(theme, words, wrap=True) for words in told]
        self.staying = [Label(theme, words, tone="warning", wrap=True) for words in staying(plan)]
        self.price = Label(theme, price(plan, now, local), tone="muted", wrap=True, tabular=True)
        self.cancel = push_button(theme, "Leave as it is" if goes else "Close")
        self.cancel.clicked.connect(self.reject)
        self.confirm = push_button(theme, deed(plan), look="primary")
        self.confirm.clicked.connect(self.accept)
        parts: list[QWidget | int] = [self.heading, *self.sentences, *self.staying]
        for part in (self.people, self.price, self.confirm):
            part.setVisible(goes)
        layout = column(theme, *parts, 4, self.people, self.price, 4, gap=8, margin=24)
        layout.addLayout(row(theme, None, self.cancel, self.confirm))
        self.setLayout(layout)
        default = self.confirm if goes else self.cancel
        default.setDefault(True)
        default.setFocus()
