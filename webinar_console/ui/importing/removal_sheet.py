"""The question before people are removed who are not in the list."""

from PySide6.QtWidgets import QDialog, QWidget

from webinar_console.services.imports import ImportPlan
from webinar_console.ui.loop import finished
from webinar_console.ui.phrases import counted, people
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row
from webinar_console.ui.widgets.sheet import typed_number

_LINKS = "Their registrations end, and their join links stop working. Whoever attends meanwhile stays."


class RemovalSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: do it. Keeping them is the default."""

    def __init__(self, theme: Theme, plan: ImportPlan, session: str, parent: QWidget) -> None:
        super().__init__(theme, "Remove people", parent, 440)
        count = plan.forecast.removes
        self.keep = push_button(theme, "Keep them")
        self.keep.clicked.connect(self.reject)
        self.confirm = push_button(theme, f"Remove {people(count)}", look="danger")
        self.confirm.clicked.connect(self.accept)
        self.typed = typed_number(theme, count, self.confirm)
        told = [_LINKS]
        if plan.forecast.emails.cancellations:
            many = counted(plan.forecast.emails.cancellations, "cancellation e-mail", "cancellation e-mails")
            told.append(f"RingCentral may send {many}; e-mails cannot be called back.")
        if plan.job.rows:
            told.append("They are removed when the list has been sent, as a job of its own.")
        heading = f"Remove {people(count)} from {session} who are not in {plan.job.source_name}?"
        parts: list[QWidget | int] = [Label(theme, heading, size=Size.HEADING, strong=True, wrap=True)]
        parts += [Label(theme, sentence, wrap=True) for sentence in told]
        if self.typed is not None:
            parts += [4, self.typed.asking, self.typed]
        layout = column(theme, *parts, 4, gap=8, margin=24)
        layout.addLayout(row(theme, None, self.keep, self.confirm))
        self.setLayout(layout)
        self.keep.setDefault(True)
        (self.typed or self.keep).setFocus()


async def may_remove(theme: Theme, plan: ImportPlan, session: str, parent: QWidget) -> bool:
    """Ask; without a removal there is nothing to ask."""
    if plan.removal is None:
        return True
    sheet = RemovalSheet(theme, plan, session, parent)
    try:
        return await finished(sheet) == QDialog.DialogCode.Accepted
    finally:
        sheet.deleteLater()
