"""Clearing the history: which jobs go, the question before it, and what is lost with them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from PySide6.QtWidgets import QDialog, QWidget

from webinar_console.domain.job import JobProgress
from webinar_console.domain.plan import JobKind
from webinar_console.ui.loop import finished
from webinar_console.ui.phrases import counted
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row

#: Jobs that ended longer ago than this are old.
OLD = timedelta(days=30)

_KEPT = "Nothing changes at RingCentral, and result files stay where they are."


def clearable(
    jobs: Iterable[JobProgress], now: datetime, older_than: timedelta | None = None
) -> list[JobProgress]:
    """The jobs that are over, or only those that ended longer ago. ``now`` is aware."""
    over = [job for job in jobs if job.state.is_over]
    if older_than is None:
        return over
    return [job for job in over if now - (job.ended_at or job.created_at) > older_than]


def what_is_lost(jobs: Iterable[JobProgress]) -> str:
    """What cannot be done any more without the records of these jobs."""
    imports = sum(job.kind is JobKind.IMPORT and job.counts.done > 0 for job in jobs)
    if not imports:
        return _KEPT
    told = "The import" if imports == 1 else f"The {imports:,} imports"
    return f"{told} among them can no longer be taken back. {_KEPT}"


class ClearSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: clear them. Keeping them is the default."""

    def __init__(self, theme: Theme, jobs: list[JobProgress], parent: QWidget) -> None:
        super().__init__(theme, "Clear history", parent, 420)
        what = counted(len(jobs), "job", "jobs")
        self.heading = Label(
            theme, f"Clear {what} from the history?", size=Size.HEADING, strong=True, wrap=True
        )
        words = "Who was in it, how each row ended and its story are deleted from this computer."
        self.sentences = [Label(theme, told, wrap=True) for told in (words, what_is_lost(jobs))]
        self.keep = push_button(theme, "Keep")
        self.keep.clicked.connect(self.reject)
        self.confirm = push_button(theme, f"Clear {what}", look="danger")
        self.confirm.clicked.connect(self.accept)
        layout = column(theme, self.heading, *self.sentences, 4, gap=8, margin=24)
        layout.addLayout(row(theme, None, self.keep, self.confirm))
        self.setLayout(layout)
        self.keep.setDefault(True)
        self.keep.setFocus()


async def may_clear(theme: Theme, jobs: list[JobProgress], parent: QWidget) -> bool:
    """Ask."""
    sheet = ClearSheet(theme, jobs, parent)
    try:
        return await finished(sheet) == QDialog.DialogCode.Accepted
    finally:
        sheet.deleteLater()
