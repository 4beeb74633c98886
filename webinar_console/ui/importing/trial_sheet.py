"""A trial before the whole list: who gets the one row, and what that costs."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from webinar_console.services.imports import SETTINGS_CALLS
from webinar_console.services.trials import Trialist, first_ready, why_not
from webinar_console.ui.loop import finished
from webinar_console.ui.phrases import counted, number
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row

from .told import Told

_AFTER = "You are registered then like any guest. Take the trial back in the list of jobs, or leave it."


class TrialSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: :attr:`who` wants the trial.

    ``what`` says which row is sent, ``cost`` what it costs; ``why_not`` gives a sentence for somebody who
    cannot have it.
    """

    def __init__(
        self,
        theme: Theme,
        last: Trialist,
        what: str,
        cost: str,
        why_not: Callable[[Trialist], str],
        parent: QWidget,
    ) -> None:
        super().__init__(theme, "Try with yourself", parent, 460)
        self._why_not = why_not
        self.first_name = self._field(theme, "First name", last.first_name)
        self.last_name = self._field(theme, "Last name", last.last_name)
        self.email = self._field(theme, "E-mail", last.email)
        self.trouble = Label(theme, tone="error", wrap=True)
        self.trouble.hide()
        self.cancel = push_button(theme, "Cancel")
        self.cancel.clicked.connect(self.reject)
        self.send = push_button(theme, "Send the trial", look="primary")
        self.send.setDefault(True)
        self.send.clicked.connect(self._send)
        names = row(
            theme,
            column(theme, Label(theme, "First name", tone="muted"), self.first_name, gap=4),
            column(theme, Label(theme, "Last name", tone="muted"), self.last_name, gap=4),
            gap=12,
        )
        parts = (
            Label(theme, "Try with yourself", size=Size.HEADING, strong=True),
            Label(theme, what, wrap=True),
            4,
            names,
            column(theme, Label(theme, "E-mail", tone="muted"), self.email, gap=4),
            self.trouble,
            4,
            Label(theme, f"{cost} {_AFTER}", size=Size.SMALL, tone="muted", wrap=True),
            8,
        )
        layout = column(theme, *parts, gap=8, margin=24)
        layout.addLayout(row(theme, None, self.cancel, self.send))
        self.setLayout(layout)
        (self.first_name if not last.email else self.send).setFocus()

    def _field(self, theme: Theme, name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setFont(theme.font())
        field.setAccessibleName(f"Your {name[0].lower()}{name[1:]}")
        field.textEdited.connect(self._hide_trouble)
        return field

    @property
    def who(self) -> Trialist:
        """The person as typed, without spaces around."""
        return Trialist(*(field.text().strip() for field in (self.first_name, self.last_name, self.email)))

    def _send(self) -> None:
        why = self._why_not(self.who)
        if not why:
            self.accept()
            return
        fields = (self.first_name, self.last_name, self.email)
        faulty = [field for field in fields if not field.text().strip()] or [self.email]
        for field in fields:
            _mark(field, field in faulty)
        faulty[0].setFocus()
        self.trouble.setText(why)
        self.trouble.show()
        self.fit()

    def _hide_trouble(self) -> None:
        if not self.trouble.isHidden():
            for field in (self.first_name, self.last_name, self.email):
                _mark(field, False)
            self.trouble.hide()
            self.fit()


def _mark(field: QLineEdit, is_faulty: bool) -> None:
    field.setProperty("state", "error" if is_faulty else "")
    field.style().unpolish(field)
    field.style().polish(field)


async def ask_for_trial(theme: Theme, told: Told, last: Trialist, parent: QWidget) -> Trialist | None:
    """Ask who gets the one row; ``None`` when the person thought better of it."""
    sheet = TrialSheet(
        theme, last, what_words(told), cost_words(told), partial(why_not, told.checked), parent
    )
    try:
        return sheet.who if await finished(sheet) else None
    finally:
        sheet.deleteLater()


def what_words(told: Told) -> str:
    """Which row is sent, and as what."""
    sent = first_ready(told.checked)
    which = f"{told.checked.draft.unit.capitalize()} {number(sent.line)}" if sent is not None else "One row"
    whose = f" ({sent.name})" if sent is not None and sent.name else ""
    return (
        f"{which} of the list{whose} is sent with your name and address instead, and with everything else "
        "that the guests get: source, external id, answers. Look at what arrives before you invite the "
        "others."
    )


def cost_words(told: Told) -> str:
    """What a trial costs: "1 call, 1 confirmation by e-mail." """
    calls = 1 + (SETTINGS_CALLS if told.settings else 0)
    mail = (
        "no e-mail, because they are suppressed"
        if told.plan.forecast.emails.suppressed
        else "1 confirmation by e-mail"
    )
    return f"{counted(calls, 'call', 'calls')}, {mail}."
