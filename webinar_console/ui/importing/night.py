"""Quiet hours beside the price of an import: the rule of all jobs, where it is looked for."""

import msgspec
from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from webinar_console.domain.quiet import QuietHours
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, column, row, under_box

from .ports import JobStarter


def night_words(hours: QuietHours) -> str:
    """What the box promises: "Send no e-mails between 20:00 and 08:00"."""
    return f"Send no e-mails between {hours.begins:%H:%M} and {hours.ends:%H:%M}"


def night_help(hours: QuietHours) -> str:
    """What that means for this import, and for the others."""
    waits = "waits between these times and goes on by itself"
    if hours.ends < hours.begins:
        waits = "waits at night and goes on in the morning"
    return f"The import {waits}, by the session’s clock. Holds for all imports."


class NightRule(QObject):
    """Quiet hours among the rules of all jobs. ``changed``: other ones hold now, whoever chose them.

    ``offered``: none hold, as before, but others would if they were wanted.
    """

    changed = Signal()
    offered = Signal()

    def __init__(self, jobs: JobStarter, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs, self._tasks = jobs, tasks
        self._held = jobs.rules.quiet
        self._hours = self._held or jobs.rules.usual
        jobs.rules_changed.connect(self._look)

    @property
    def hours(self) -> QuietHours:
        """Those that hold, else those that held last."""
        return self._hours

    @property
    def quiet(self) -> QuietHours | None:
        """Those that hold."""
        return self._jobs.rules.quiet

    def choose(self, on: bool) -> None:
        """Follow them from now on, in all jobs, or do not."""
        hours = self._hours
        rules = msgspec.structs.replace(self._jobs.rules, quiet=hours if on else None, usual=hours)
        self._tasks.start(self._jobs.choose_rules(rules), "choose quiet hours", group="quiet hours")

    def _look(self) -> None:
        held, hours = self._held, self._hours
        self._held = self.quiet
        self._hours = self._held or self._jobs.rules.usual
        if self._held != held:
            self.changed.emit()
        elif self._hours != hours:
            self.offered.emit()


class NightBox(QWidget):
    """A box and its help. ``chosen`` tells whether quiet hours are wanted."""

    chosen = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setFont(theme.font())
        self.box.toggled.connect(self.chosen)
        self.help = Label(theme, size=Size.SMALL, tone="muted", wrap=True)
        below = row(theme, self.help, gap=0)
        below.setContentsMargins(under_box(theme), 0, 0, 0)
        self.setLayout(column(theme, row(theme, self.box, None), below, gap=2))
        self.hide()

    def show_help(self, shown: bool) -> None:
        """Whether there is room for the help; without it the tool tip has it."""
        self.help.setVisible(shown)

    def full_height(self) -> int:
        """Its height with the help."""
        return self.box.sizeHint().height() + self.help.sizeHint().height()

    def show_hours(self, hours: QuietHours, *, on: bool) -> None:
        """Offer these hours; ``on``: they hold."""
        self.box.setText(night_words(hours))
        self.box.setAccessibleDescription(night_help(hours))
        self.box.setToolTip(night_help(hours))
        self.help.setText(night_help(hours))
        with QSignalBlocker(self.box):
            self.box.setChecked(on)
