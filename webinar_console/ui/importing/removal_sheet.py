"""The question before people are removed who are not in the list."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QDialog, QWidget

from webinar_console.domain.forecast import Forecast
from webinar_console.domain.plan import JobPlan
from webinar_console.domain.registrant import Registrant
from webinar_console.services.imports import ImportPlan
from webinar_console.ui.loop import finished
from webinar_console.ui.phrases import counted, listed, number, people
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row
from webinar_console.ui.widgets.sheet import typed_number

from .words import confirm_label

#: The answer to send the list and remove nobody.
ONLY_SEND = 2

_LINKS = "Their registrations end, and their join links stop working. Whoever attends meanwhile stays."
_BACKUP = "They are written into a backup file first. The job can register them again, with new join links."
# So many are named; all of them are shown in step four.
_NAMED = 5


class RemovalSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: do it all, :data:`ONLY_SEND`: keep them and send the
    list. Going back is the default, and starts nothing."""

    def __init__(self, theme: Theme, plan: ImportPlan, session: str, parent: QWidget) -> None:
        super().__init__(theme, "Remove people", parent, 440)
        count = plan.forecast.removes
        self.back = push_button(theme, "Back")
        self.back.setToolTip("Esc. Nothing is sent, and nobody is removed.")
        self.back.clicked.connect(self.reject)
        self.only = push_button(theme, only_label(plan.forecast))
        self.only.setToolTip("Nobody is removed.")
        self.only.clicked.connect(lambda: self.done(ONLY_SEND))
        self.confirm = push_button(theme, f"Remove {people(count)}", look="danger")
        self.confirm.clicked.connect(self.accept)
        self.typed = typed_number(theme, count, self.confirm)
        told = [_LINKS, _BACKUP]
        if not plan.forecast.emails.suppressed:
            many = counted(count, "cancellation e-mail", "cancellation e-mails")
            told.append(f"RingCentral may send {many}; e-mails cannot be called back.")
        if plan.job.rows:
            told.append("They are removed when the list has been sent, as a job of its own.")
        if plan.forecast.stops:
            told.append("The import stops where the seats end. Until you let it go on, nobody is removed.")
        heading = f"Remove {people(count)} from {session} who are not in {plan.job.source_name}?"
        parts: list[QWidget | int] = [Label(theme, heading, size=Size.HEADING, strong=True, wrap=True)]
        if plan.removal is not None:
            parts.append(Label(theme, named([row.old for row in plan.removal.rows if row.old]), wrap=True))
        parts += [Label(theme, sentence, wrap=True) for sentence in told]
        if self.typed is not None:
            parts += [4, self.typed.asking, self.typed]
        layout = column(theme, *parts, 4, gap=8, margin=24)
        buttons = [self.back, self.only, self.confirm] if plan.job.rows else [self.back, self.confirm]
        layout.addLayout(row(theme, None, *buttons, gap=8))
        self.setLayout(layout)
        self.back.setDefault(True)
        (self.typed or self.back).setFocus()


def named(registrants: Sequence[Registrant]) -> str:
    """The first of them by name: "Ann Lee, Bo Li, cy@example.org and 135 more."."""
    names = [person.name or person.email for person in registrants[:_NAMED]]
    more = len(registrants) - len(names)
    return f"{', '.join(names)} and {number(more)} more." if more else f"{listed(names)}."


def only_label(forecast: Forecast) -> str:
    """What is done when nobody is removed: "Invite 30 people only"."""
    deed = confirm_label(replace(forecast, removes=0))
    return f"{deed} only" if ", " not in deed else "Send the list only"


async def jobs_to_start(theme: Theme, plan: ImportPlan, session: str, parent: QWidget) -> list[JobPlan]:
    """The jobs of a plan, in their order: asks before anybody is removed. None of them: the person went back.

    ``session`` is its name.
    """
    jobs = [plan.job] if plan.job.rows else []
    if plan.removal is None:
        return jobs
    sheet = RemovalSheet(theme, plan, session, parent)
    try:
        answer = await finished(sheet)
    finally:
        sheet.deleteLater()
    if answer == QDialog.DialogCode.Accepted:
        return [*jobs, plan.removal]
    return jobs if answer == ONLY_SEND else []
