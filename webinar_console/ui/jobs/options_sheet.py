"""What holds for all jobs: quiet hours, sleep, and where result files go."""

from pathlib import Path

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QDialog, QRadioButton, QTimeEdit, QWidget

from webinar_console.domain.job import JobRules
from webinar_console.domain.quiet import EVENING, MORNING, QuietHours
from webinar_console.ui.file_dialogs import ask_for_folder
from webinar_console.ui.loop import finished
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, Label, Sheet, column, push_button, row, under_box

from .words import WHERE_RESULTS

_QUIET = (
    "Between these times nothing is sent that could cause an e-mail. Jobs go on by themselves. "
    "The times are local to the session."
)
# A time field is as wide as a time and its arrows.
_TIME_WIDTH = 84


class OptionsSheet(Sheet):
    """Open it with ``finished(sheet)``; accepted means: :attr:`rules` are to be followed."""

    def __init__(self, theme: Theme, rules: JobRules, tasks: TaskOwner, parent: QWidget) -> None:
        super().__init__(theme, "Job options", parent, 480)
        self._theme, self._tasks = theme, tasks
        self._folder = rules.results_folder
        self.quiet = QCheckBox("Send no e-mails at night")
        self.quiet.setChecked(rules.quiet is not None)
        self._usual = hours = rules.quiet or rules.usual
        self.begins = self._time("Quiet hours begin", hours.begins.hour, hours.begins.minute)
        self.ends = self._time("Quiet hours end", hours.ends.hour, hours.ends.minute)
        self.awake = QCheckBox("Keep the computer awake while jobs run")
        self.awake.setChecked(rules.keep_awake)
        self.trouble = Label(theme, tone="error", wrap=True, size=Size.SMALL)
        self.beside = QRadioButton("In the folder of the imported file")
        self.elsewhere = QRadioButton("In this folder:")
        self.folder = ElidedLabel(theme)
        self.choose = push_button(theme, "Choose…", name="Choose the folder of result files")
        self.cancel = push_button(theme, "Cancel")
        self.save = push_button(theme, "Save", look="primary")
        self._lay_out()
        self._connect()
        (self.elsewhere if self._folder else self.beside).setChecked(True)
        self._follow()

    def _time(self, name: str, hour: int, minute: int) -> QTimeEdit:
        field = QTimeEdit(QTime(hour, minute))
        field.setDisplayFormat("HH:mm")
        field.setAccessibleName(name)
        field.setFont(self._theme.font(tabular=True))
        field.setFixedWidth(self._theme.space(_TIME_WIDTH))
        # The style sheet's padding does not reach the text of a field with arrows.
        field.lineEdit().setTextMargins(self._theme.space(8), 0, 0, 0)
        return field

    def _lay_out(self) -> None:
        theme = self._theme
        for control in (self.quiet, self.awake, self.beside, self.elsewhere):
            control.setFont(theme.font())
        self._places = QButtonGroup(self)
        for choice in (self.beside, self.elsewhere):
            self._places.addButton(choice)
        hours = row(theme, Label(theme, "From"), self.begins, Label(theme, "to"), self.ends, None)
        told = row(theme, Label(theme, _QUIET, size=Size.SMALL, tone="muted", wrap=True), gap=0)
        told.setStretch(0, 1)
        for below in (hours, told):
            below.setContentsMargins(under_box(theme), 0, 0, 0)
        folder = row(theme, self.elsewhere, self.folder, self.choose)
        folder.setStretch(1, 1)
        layout = column(
            theme,
            Label(theme, "Job options", size=Size.HEADING, strong=True),
            4,
            self.quiet,
            hours,
            told,
            8,
            self.awake,
            8,
            Label(theme, "Result files of imports", strong=True),
            self.beside,
            folder,
            self.trouble,
            8,
            gap=8,
            margin=24,
        )
        layout.addLayout(row(theme, None, self.cancel, self.save))
        self.setLayout(layout)
        self.save.setDefault(True)

    def _connect(self) -> None:
        self.quiet.toggled.connect(self._follow)
        for field in (self.begins, self.ends):
            field.timeChanged.connect(self._follow)
        self.elsewhere.toggled.connect(self._elsewhere)
        self.choose.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self.accept)

    @property
    def rules(self) -> JobRules:
        """The rules as they are chosen now. Raises ``ValueError`` for quiet hours that leave no day."""
        on = self.quiet.isChecked()
        try:
            hours = self._hours()
        except ValueError:
            if on:
                raise
            hours = self._usual
        return JobRules(
            quiet=hours if on else None,
            usual=hours,
            results_folder=self._folder if self.elsewhere.isChecked() else None,
            keep_awake=self.awake.isChecked(),
        )

    def _hours(self) -> QuietHours:
        begins, ends = self.begins.time(), self.ends.time()
        return QuietHours(
            EVENING.replace(hour=begins.hour(), minute=begins.minute()),
            MORNING.replace(hour=ends.hour(), minute=ends.minute()),
        )

    def _follow(self) -> None:
        for field in (self.begins, self.ends):
            field.setEnabled(self.quiet.isChecked())
        self.choose.setEnabled(self.elsewhere.isChecked())
        self.folder.setText(self._folder or "not chosen yet")
        self.folder.set_tone("text" if self._folder and self.elsewhere.isChecked() else "muted")
        words = ""
        try:
            wanted = self.rules
        except ValueError:
            words = "Quiet hours must begin and end at different times and leave half an hour of the day."
        else:
            if self.elsewhere.isChecked() and wanted.results_folder is None:
                words = "Choose a folder for the result files."
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.save.setEnabled(not words)

    def _elsewhere(self, chosen: bool) -> None:
        self._follow()
        if chosen and self._folder is None:
            self._choose()

    def _choose(self) -> None:
        self._tasks.start(self._choose_folder(), "choose a folder", group="choose a folder")

    async def _choose_folder(self) -> None:
        folder = await ask_for_folder(self, WHERE_RESULTS, self._folder or str(Path.home()))
        if folder is not None:
            self._folder = str(folder)
        elif self._folder is None:
            self.beside.setChecked(True)
        self._follow()


async def ask_rules(theme: Theme, rules: JobRules, tasks: TaskOwner, parent: QWidget) -> JobRules | None:
    """The rules that a person chose; ``None`` when nothing is to change."""
    sheet = OptionsSheet(theme, rules, tasks, parent)
    try:
        if await finished(sheet) != QDialog.DialogCode.Accepted or sheet.rules == rules:
            return None
        return sheet.rules
    finally:
        sheet.deleteLater()
