"""Step three: every row with its verdict, narrowed by verdict."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from webinar_console.domain.invitee import ATTENDEE
from webinar_console.domain.people import Verdict
from webinar_console.services.imports import Checked
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, chip_width, column, push_button, row
from webinar_console.ui.widgets.filter_chips import Choice, FilterChips
from webinar_console.ui.widgets.report_table import ReportTable

from .people_model import CheckedModel
from .words import VERDICTS, compared_words, next_step


class CheckPart(QWidget):
    """The result of the check. ``refresh_wanted``: compare with the server's people of now."""

    refresh_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.model = CheckedModel()
        self.table = ReportTable(theme, "Rows of the file", self.model, CheckedModel.WIDTHS)
        self.filters = FilterChips(theme, "Filter rows by verdict")
        self.filters.chosen.connect(self._narrow)
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Checking")
        self._progress.setTextVisible(False)
        self._progress.hide()
        self.reason = Label(theme, wrap=True)
        self.reason.hide()
        self.table.selectionModel().currentRowChanged.connect(self._explain)
        self._compared = Label(theme, size=Size.SMALL, tone="muted")
        self._refresh = push_button(theme, "Compare again", look="link")
        self._refresh.setFont(theme.font(Size.SMALL))
        self._refresh.clicked.connect(self.refresh_wanted)
        self.advice = Label(theme, tone="warning", wrap=True)
        self.advice.hide()
        below = row(theme, self._compared, self._refresh, None, gap=8)
        self.setLayout(
            column(theme, self.filters, self._progress, self.advice, self.table, self.reason, below, gap=6)
        )
        self.table.setMinimumHeight(theme.row_height() * 3)
        self.forget()

    def show_progress(self, rows: int, total: int) -> None:
        """The check has come this far. What an earlier check said stays until the new one is there."""
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(rows)
        self._progress.show()

    def show_checked(self, checked: Checked, now: datetime, local: tzinfo | None = None) -> None:
        """Show the verdicts."""
        self._progress.hide()
        self.filters.show_choices(
            [
                Choice(None, "All", len(checked.people)),
                *(Choice(verdict, VERDICTS[verdict], checked.count(verdict)) for verdict in Verdict),
            ]
        )
        self._fit_columns(checked)
        key = self.filters.key
        self.model.show_checked(checked, key if isinstance(key, Verdict) else None)
        advice = next_step({verdict: checked.count(verdict) for verdict in Verdict})
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self._compared.setText(compared_words(checked.as_of, now, local))
        self._refresh.setVisible(checked.as_of is not None)

    def _fit_columns(self, checked: Checked) -> None:
        """What tells nothing in this file takes no room from the reasons."""
        shown = [words for verdict, words in VERDICTS.items() if checked.count(verdict)]
        widest = max((chip_width(self._theme, words) for words in shown), default=0)
        self.table.need(CheckedModel.VERDICT, max(widest, self._theme.space(64)) + 2 * self._theme.space(8))
        roles = any(person.role != ATTENDEE for person in checked.people)
        self.table.show_column(CheckedModel.ROLE, roles)

    def forget(self) -> None:
        """There is no check to show."""
        self._progress.hide()
        self.model.show_checked(None)
        self.filters.show_choices([Choice(None, "All", 0)])
        self.advice.hide()
        self.reason.hide()
        self._compared.setText("")
        self._refresh.hide()

    def _explain(self, current: QModelIndex) -> None:
        """The whole reason of the current row, which its cell may cut off."""
        words = self.model.story(current) if current.isValid() else ""
        self.reason.setText(words)
        self.reason.setVisible(bool(words))

    def _narrow(self, key: object) -> None:
        self.model.narrow(key if isinstance(key, Verdict) else None)
        # All of them have the same verdict then: the chosen filter says it, the reasons get the room.
        self.table.show_column(CheckedModel.VERDICT, key is None)
