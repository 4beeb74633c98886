"""The page of a file that was read: four steps, each one line that tells the essence, one of them open."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from webinar_console.domain.check_choices import CheckChoices, Registered
from webinar_console.domain.people import Verdict
from webinar_console.services.comparison import Comparison, Group
from webinar_console.services.imports import Checked, PlanChoices
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import column, hairline

from .check_part import CheckPart
from .choices import Kept
from .columns_part import ColumnsPart
from .compare_part import ComparePart
from .compare_words import comparison_summary
from .file_part import FilePart
from .mapping_words import columns_summary, doubtful
from .section import Section
from .words import check_summary, file_summary

# So many rows of a table are seen beside the forecast; in the lowest window fewer, or it could not be read.
_ROWS, _LOW_ROWS = 5, 3
# So many more make a step easy to work in.
_EASY_ROWS = 4


class DraftPage(QScrollArea):
    """File, columns, check, compare. One is open: what needs a look, and the check when nothing does.

    In a window that is too low even for the open step alone the page scrolls: nothing covers anything.
    """

    choices_changed = Signal(object)  # ReadChoices
    other_wanted = Signal()
    refresh_wanted = Signal()
    group_ticked = Signal(object, bool)  # Group
    mended = Signal()
    rules_chosen = Signal(object)  # CheckChoices

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.file = FilePart(theme)
        self.columns = ColumnsPart(theme)
        self.check = CheckPart(theme)
        self.compare = ComparePart(theme)
        self._sections = (
            Section(theme, "1  File", self.file),
            Section(theme, "2  Columns", self.columns),
            Section(theme, "3  Check", self.check, self.check.compared),
            Section(theme, "4  Compare", self.compare),
        )
        self.file_step, self.columns_step, self.check_step, self.compare_step = self._sections
        for section in self._sections:
            section.unfolded.connect(self._unfolded)
        self.file.choices_changed.connect(self.choices_changed)
        self.file.other_wanted.connect(self.other_wanted)
        self.check.refresh_wanted.connect(self.refresh_wanted)
        self.compare.ticked.connect(self.group_ticked)
        first, second, third, fourth = self._sections
        steps = (first, hairline(), second, hairline(), third, hairline(), fourth)
        self.check.mended.connect(self.mended)
        self.check.rules_chosen.connect(self.rules_chosen)
        self._column = column(theme, *steps, gap=0, margin=(16, 2, 16, 2))
        # Takes the room while no step is open; an open one has the greater claim.
        self._column.addStretch(0)
        body = QWidget()
        body.setProperty("ground", "surface")
        body.setLayout(self._column)
        self.setWidget(body)
        self.verticalScrollBar().rangeChanged.connect(self._begin_with_open_step)
        self._rows, self._unit = 0, "line"
        self.be_low(False)
        self._forget_comparison()

    def be_low(self, low: bool) -> None:
        """Whether the window is so low that fewer rows have to do."""
        rows = _LOW_ROWS if low else _ROWS
        if rows != self._rows:
            self._rows = rows
            self.check.keep_rows(rows)

    def least_height(self) -> int:
        """What the steps need at this width so that nothing is cut, a table with the rows it should show."""
        missing = (_ROWS - self._rows) * self._theme.row_height() if self.check_step.is_open else 0
        layout = self._column
        if not layout.hasHeightForWidth():
            return layout.sizeHint().height() + missing
        return layout.heightForWidth(self.viewport().width()) + missing

    def good_height(self) -> int:
        """The height that is easy to work in."""
        rows = 0 if self.compare_step.is_open else _EASY_ROWS
        return self.least_height() + rows * self._theme.row_height()

    def minimumSizeHint(self) -> QSize:
        """Qt's question: as wide as its steps, as low as it must be."""
        return QSize(self._column.minimumSize().width(), self._theme.space(96))

    def open_step(self, step: Section) -> None:
        """Open one step and fold the others."""
        for section in self._sections:
            section.set_open(section is step)
            self._column.setStretchFactor(section, 1 if section is step else 0)

    def focus_open_step(self) -> None:
        """Put the focus where the open step begins; never on the button that sends."""
        if self.columns_step.is_open:
            self.columns.focus_first()
        elif self.file_step.is_open:
            self.file_step.focus_title()
        else:
            self.check.table.setFocus()

    def show_kept(self, kept: Kept, *, new: bool) -> None:
        """Show a draft as the person left it; a ``new`` one opens the step that needs a look."""
        draft = kept.draft
        self._unit = draft.unit
        if new:
            self.file.show_draft(draft, kept.choices)
            self.check.forget()
            self._forget_comparison()
        self.columns.show_kept(kept)
        self.file_step.show_summary(file_summary(draft), tone="muted" if draft.encoding_sure else "warning")
        self.columns_step.show_summary(
            columns_summary(draft),
            problem=draft.problem or "",
            tone="warning" if doubtful(draft) else "muted",
        )
        if draft.problem:
            self.show_unchecked("Waits for the columns.", "The rows are checked when the columns are clear.")
        if draft.problem or (new and doubtful(draft)):
            self.open_step(self.columns_step)
        elif new:
            self.open_step(self.check_step if draft.encoding_sure else self.file_step)

    def show_checking(self, rows: int, total: int) -> None:
        """The check has come this far."""
        self.check_step.show_summary(f"Checking {rows:,} of {total:,} rows")
        self.check.show_progress(rows, total)

    def show_checked(self, checked: Checked, kept: Kept, now: datetime, local: tzinfo | None) -> None:
        """Show the verdicts."""
        self.check_step.show_summary(check_summary({verdict: checked.count(verdict) for verdict in Verdict}))
        self.check.show_checked(checked, now, local, mending=kept.mending, rules=kept.rules)

    def show_comparison(
        self, comparison: Comparison, session: str, choices: PlanChoices, rules: CheckChoices
    ) -> None:
        """Show the list beside the people of the session, and which groups are wanted."""
        wanted = {
            Group.ADD: choices.add,
            Group.DIFFERS: rules.registered is Registered.REPLACE,
            Group.ONLY_THERE: choices.remove,
        }
        chosen = frozenset(group for group, on in wanted.items() if on)
        self.compare.show_comparison(comparison, session, chosen, self._unit)
        self.compare_step.show_summary(comparison_summary(comparison))
        self.compare_step.setEnabled(True)

    def _forget_comparison(self) -> None:
        self.compare_step.show_summary("")
        self.compare_step.setEnabled(False)

    def show_unchecked(self, summary: str, why: str) -> None:
        """There are no verdicts now: the line of the step says so, its inside ``why``."""
        held = self.check.table.hasFocus()
        self._forget_comparison()
        self.check_step.show_summary(summary)
        self.check.forget(why)
        if held:
            self.check_step.focus_title()  # the table is gone

    def _begin_with_open_step(self) -> None:
        """Where not all steps have room, those above the open one go first."""
        for section in self._sections:
            if section.is_open:
                self.verticalScrollBar().setValue(section.y())

    def _unfolded(self) -> None:
        chosen = self.sender()
        self.open_step(next(section for section in self._sections if section is chosen))
