"""The sheet before applying: what will really happen at RingCentral, and every change in words."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from webinar_console.domain.forecast import EmailForecast, Forecast
from webinar_console.ui.phrases import beside_start, clock, counted, length_of, number, people
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row, typed_number
from webinar_console.ui.widgets.change_list import ChangeList, Told

from .backup_place import BackupPlace
from .ports import ApplyPlan
from .words import changes

CHANGED_MEANWHILE = "The edits changed while this question was open. Please look at them again."


def emails_of(emails: EmailForecast) -> str:
    """How many e-mails leave: those that are certain, and with those that nobody can be sure of."""
    certain, most = emails.total, emails.total + emails.cancellations
    if not most:
        return "no e-mails"
    if not certain:
        return f"up to {counted(most, 'e-mail', 'e-mails')}"
    words = counted(certain, "e-mail", "e-mails")
    return words if most == certain else f"{words}, up to {most:,} with cancellations"


def price_of(forecast: Forecast, now: datetime, starts_at: datetime | None) -> str:
    """Calls, time and e-mails in one line, what comes of it in another; ``now`` is aware."""
    calls = counted(forecast.calls, "call", "calls")
    if forecast.looks:
        calls += f" ({number(forecast.looks)} to read the list again, so that nobody is lost who attends)"
    parts = [calls]
    if forecast.seconds > 0:
        until = clock(forecast.finishes_at, now)
        side = beside_start(forecast.finishes_at, starts_at, now)
        parts.append(f"{length_of(forecast.seconds)}, until {until}" + (f", {side}" if side else ""))
    else:
        parts.append(length_of(forecast.seconds))
    lines = [" · ".join([*parts, emails_of(forecast.emails)]), result_of(forecast)]
    return "\n".join(filter(None, lines))


def result_of(forecast: Forecast) -> str:
    """What there is afterwards: "12 new ids and join links · 9 join links stop working"."""
    made, dead = forecast.new_ids, forecast.dead_links
    parts = (
        ["1 new id and join link" if made == 1 else f"{number(made)} new ids and join links"] if made else []
    )
    if dead:
        parts.append(counted(dead, "join link stops working", "join links stop working"))
    return " · ".join(parts)


def deed_of(count: int, removes: int) -> str:
    """What ``count`` changes do, ``removes`` of them removals: "Remove 2 people and apply 3 changes"."""
    if not removes:
        return f"Apply {changes(count)}"
    rest = count - removes
    return f"Remove {people(removes)}" + (f" and apply {changes(rest)}" if rest else "")


class ApplySheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: do it.

    Without a ``plan`` it only lists the changes (Review). Whoever removes people has to choose it: the
    default is to cancel, and many go only after their number was typed (:func:`typed_number`).
    """

    def __init__(
        self,
        theme: Theme,
        told: Sequence[Told],
        parent: QWidget,
        *,
        session_title: str,
        plan: ApplyPlan | None = None,
        price: str = "",
        backup: Path | None = None,
        is_asked_again: bool = False,
    ) -> None:
        """``backup`` is the folder for the file with the people who are removed; ``None``: there is none.
        ``is_asked_again``: it was accepted before, for changes that are others by now.
        """
        super().__init__(theme, "Apply changes" if plan else "Review changes", parent, 560)
        self._theme = theme
        count = len(plan.job.rows) if plan else 0
        removes = plan.forecast.removes if plan else 0
        deed = deed_of(count, removes)
        if plan is None:
            heading = f"{changes(len(told))} not applied"
        elif not count:
            heading = "Nothing can be applied"
        else:
            preposition = "to" if not removes else "from" if removes == count else "in"
            heading = f"{deed} {preposition} {session_title}?"
        self.heading = Label(theme, heading, size=Size.HEADING, strong=True, wrap=True)
        self.note = Label(theme, CHANGED_MEANWHILE, tone="warning", wrap=True)
        self.note.setVisible(is_asked_again)
        self.price = Label(theme, price, tone="muted", wrap=True, tabular=True)
        self.cancel = push_button(theme, "Cancel" if count else "Close")
        self.cancel.clicked.connect(self.reject)
        self.confirm = push_button(theme, deed, look="danger" if removes else "primary")
        self.confirm.clicked.connect(self.accept)
        self.typed = typed_number(theme, removes, self.confirm)
        self.backup = BackupPlace(theme, backup, removes) if backup is not None and removes else None
        self._lay_out(told, plan, count)
        default = self.confirm if count and not removes else self.cancel
        default.setDefault(True)
        (self.typed or default).setFocus()

    def _lay_out(self, told: Sequence[Told], plan: ApplyPlan | None, count: int) -> None:
        theme = self._theme
        parts: list[QWidget | int] = [self.heading, self.note]
        if plan:
            parts += [Label(theme, sentence, wrap=True) for sentence in plan.sentences]
        if self.backup is not None:
            parts.append(self.backup)
        if count:
            parts.append(self.price)
        parts += [4, ChangeList(theme, told), *self._protected(plan)]
        if self.typed is not None:
            parts += [4, self.typed.asking, self.typed]
        self.price.setVisible(count > 0)
        self.confirm.setVisible(count > 0)
        layout = column(theme, *parts, 4, gap=8, margin=24)
        layout.addLayout(row(theme, None, self.cancel, self.confirm))
        self.setLayout(layout)

    def _protected(self, plan: ApplyPlan | None) -> list[QWidget]:
        if plan is None or not plan.protected:
            return []
        told = [f"{address}: {reason}" for address, reason in plan.protected[:3]]
        more = len(plan.protected) - len(told)
        if more:
            told.append(f"and {more:,} more")
        return [Label(self._theme, "\n".join(told), size=Size.SMALL, tone="warning", wrap=True)]


class DiscardSheet(Sheet):
    """Asks before several changes are taken back."""

    def __init__(self, theme: Theme, count: int, parent: QWidget) -> None:
        super().__init__(theme, "Discard changes", parent, 380)
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
