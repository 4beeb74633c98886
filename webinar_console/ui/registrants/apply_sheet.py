"""The sheet before applying: what will really happen at RingCentral, and every change in words."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListView, QWidget

from webinar_console.domain.forecast import Forecast
from webinar_console.ui.phrases import beside_start, clock, counted, length_of
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, push_button, row

from .ports import ApplyPlan
from .words import changes


def price_of(forecast: Forecast, now: datetime, starts_at: datetime | None) -> str:
    """Calls, time and e-mails in one line; ``now`` is aware."""
    parts = [counted(forecast.calls, "call", "calls")]
    if forecast.seconds > 0:
        until = clock(forecast.finishes_at, now)
        side = beside_start(forecast.finishes_at, starts_at, now)
        parts.append(f"{length_of(forecast.seconds)}, until {until}" + (f", {side}" if side else ""))
    else:
        parts.append(length_of(forecast.seconds))
    emails = forecast.emails.total
    parts.append(counted(emails, "e-mail", "e-mails") if emails else "no e-mails")
    return " · ".join(parts)


class ApplySheet(QDialog):
    """Open it with ``finished(sheet)``; accepted means: do it.

    Without a ``plan`` it only lists the changes (Review).
    """

    def __init__(
        self,
        theme: Theme,
        stories: Sequence[str],
        parent: QWidget,
        *,
        session_title: str,
        plan: ApplyPlan | None = None,
        price: str = "",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Apply changes" if plan else "Review changes")
        count = len(plan.job.rows) if plan else len(stories)
        if plan and not count:
            heading = "Nothing can be applied"
        elif plan:
            heading = f"Apply {changes(count)} to {session_title}?"
        else:
            heading = f"{changes(count)} not applied"
        self.heading = Label(theme, heading, size=Size.HEADING, strong=True, wrap=True)
        parts: list[QWidget | int] = [self.heading]
        if plan:
            parts += [Label(theme, sentence, wrap=True) for sentence in plan.sentences]
        if plan and count:
            parts += [4, Label(theme, price, tone="muted", wrap=True, tabular=True)]
        parts += [4, self._list(stories), *self._protected(plan), 4]
        cancel = push_button(theme, "Close" if plan is None or not count else "Cancel")
        cancel.clicked.connect(self.reject)
        self.confirm = push_button(theme, f"Apply {changes(count)}", look="primary")
        self.confirm.clicked.connect(self.accept)
        self.confirm.setVisible(plan is not None and count > 0)
        layout = column(theme, *parts, gap=8, margin=24)
        layout.addLayout(row(theme, None, cancel, self.confirm))
        self.setLayout(layout)
        self.setMinimumWidth(theme.space(520))
        (self.confirm if plan and count else cancel).setDefault(True)
        (self.confirm if plan and count else cancel).setFocus()

    def _list(self, stories: Sequence[str]) -> QListView:
        listing = QListView()
        listing.setAccessibleName("Changes")
        listing.setFont(self._theme.font(Size.SMALL))
        listing.setModel(QStringListModel(list(stories), listing))
        listing.setUniformItemSizes(True)
        listing.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        listing.setTextElideMode(Qt.TextElideMode.ElideRight)
        shown = min(max(len(stories), 2), 8)
        listing.setFixedHeight(self._theme.space(22) * shown)
        return listing

    def _protected(self, plan: ApplyPlan | None) -> list[QWidget]:
        if plan is None or not plan.protected:
            return []
        told = [f"{address}: {reason}" for address, reason in plan.protected[:3]]
        more = len(plan.protected) - len(told)
        if more:
            told.append(f"and {more:,} more")
        return [Label(self._theme, "\n".join(told), size=Size.SMALL, tone="warning", wrap=True)]


class DiscardSheet(QDialog):
    """Asks before several changes are taken back."""

    def __init__(self, theme: Theme, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle("Discard changes")
        heading = Label(theme, f"Discard {changes(count)}?", size=Size.HEADING, strong=True, wrap=True)
        words = Label(
            theme, "Nothing of this was sent. Ctrl+Z brings it back while the program runs.", wrap=True
        )
        keep = push_button(theme, "Keep them")
        keep.clicked.connect(self.reject)
        keep.setDefault(True)
        self.confirm = push_button(theme, f"Discard {changes(count)}", look="danger")
        self.confirm.clicked.connect(self.accept)
        self.setLayout(column(theme, heading, words, 8, row(theme, None, keep, self.confirm), margin=24))
        self.setMinimumWidth(theme.space(380))
