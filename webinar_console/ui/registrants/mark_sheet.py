"""How a list is compared with the registrants, and what comes of it, on one sheet before it is written."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from webinar_console.domain.people_source import ReadChoices
from webinar_console.services.exports import FORMATS, SEPARATORS
from webinar_console.services.import_draft import ImportDraft
from webinar_console.services.marking import Marks, Match, Survey
from webinar_console.services.readings import readings_of
from webinar_console.ui.phrases import counted
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, combo_box, push_button, row

from .columns import Attendance
from .mark_words import about_the_list, means_words, outcome

#: The result code of a sheet that wants the list to be read in another way (:attr:`MarkSheet.reading`).
READ_AGAIN = 2
COUNTING = "Counting …"
_GROUP = "count marks"
_LONGEST = 40

CountMarks = Callable[[Match], Coroutine[Any, Any, Marks]]


@dataclass(frozen=True, slots=True)
class Beside:
    """A list that was read, what fits it, and what is said about the registrants that it is compared with."""

    draft: ImportDraft
    survey: Survey
    attendance: Attendance
    note: str


class MarkSheet(Sheet):
    """Accepted with ``marks``, a ``suffix`` and a ``separator``. Done with :data:`READ_AGAIN`: ``reading``
    says how.
    """

    def __init__(
        self,
        theme: Theme,
        beside: Beside,
        count: CountMarks,
        tasks: TaskOwner,
        parent: QWidget,
        *,
        suffix: str,
        separator: str,
    ) -> None:
        super().__init__(theme, "Mark a list", parent, 480)
        self._theme, self._beside, self._count, self._tasks = theme, beside, count, tasks
        self.marks: Marks | None = None
        self.reading: ReadChoices | None = None
        draft, survey = beside.draft, beside.survey
        names = [*draft.header, *(f"Column {n}" for n in range(len(draft.header) + 1, survey.width + 1))]
        self.column = combo_box(theme, "Column of the list", [(name, _brief(name)) for name in names])
        self.means = combo_box(theme, "Compared with")
        self.sheets = combo_box(theme, "Sheet", [(name, name) for name in draft.sheets])
        found = readings_of(draft)
        self.letters = combo_box(theme, "Words", [(one.encoding, _brief(one.words)) for one in found])
        kinds = [one for one in FORMATS if one[0] in (".xlsx", ".csv")]
        self.kind = combo_box(theme, "Kind of file", [(kind, f"{words} ({kind})") for kind, words in kinds])
        self.separator = combo_box(theme, "Separator", SEPARATORS)
        self.separator.setToolTip("What stands between the cells: Excel expects the one of your system")
        self.said = Label(theme, COUNTING, wrap=True)
        self.confirm = push_button(theme, "Save…", look="primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        cancel = push_button(theme, "Cancel")
        cancel.clicked.connect(self.reject)
        noticed = about_the_list(
            has_header=draft.header_line is not None, blank_rows=draft.blank_rows, notes=draft.notes
        )
        self.note = Label(theme, " ".join(filter(None, (beside.note, noticed))), tone="muted", wrap=True)
        rows = counted(len(draft.rows), "row", "rows")
        several, doubtful = len(draft.sheets) > 1, len(found) > 1
        heading = Label(theme, "Mark who registered and attended", size=Size.HEADING, strong=True)
        parts = (
            column(theme, heading, Label(theme, f"{draft.name}, {rows}", tone="muted", wrap=True), gap=4),
            *((self._block("Sheet of the workbook", self.sheets),) if several else ()),
            *((self._block("Which words are right?", self.letters),) if doubtful else ()),
            self._block("Column of the list", self.column),
            self._block("Compared with", self.means),
            self.said,
            self._block("File", row(theme, self.kind, self.separator, None, gap=8)),
            self.note,
            4,
            row(theme, None, cancel, self.confirm),
        )
        self.setLayout(column(theme, *parts, gap=16, margin=24))
        self._choose(suffix, separator)
        self._connect()
        self._show_means()

    def _choose(self, suffix: str, separator: str) -> None:
        _select(self.kind, suffix)
        _select(self.separator, separator)
        _select(self.sheets, self._beside.draft.sheet)
        best = self._beside.survey.best
        self.column.setCurrentIndex(best.column if best is not None else 0)

    def _connect(self) -> None:
        self.column.currentIndexChanged.connect(self._show_means)
        self.means.currentIndexChanged.connect(self._recount)
        self.kind.currentIndexChanged.connect(self._show_separator)
        self.sheets.activated.connect(self._read_again)
        self.letters.activated.connect(self._read_again)
        self.finished.connect(lambda _code: self._tasks.cancel(_GROUP))
        self._show_separator()

    def _show_means(self) -> None:
        survey, at = self._beside.survey, self.column.currentIndex()
        best = survey.best_of(at)
        self.means.blockSignals(True)
        self.means.clear()
        for means in survey.means:
            self.means.addItem(means_words(means, survey.met.get(Match(at, means), 0)))
        self.means.setCurrentIndex(survey.means.index(best))
        self.means.blockSignals(False)
        self._recount()

    def _recount(self) -> None:
        match = Match(self.column.currentIndex(), self._beside.survey.means[self.means.currentIndex()])
        self.marks = None
        self.confirm.setEnabled(False)
        self._tasks.start(self._show_outcome(match), "count marks", group=_GROUP)

    async def _show_outcome(self, match: Match) -> None:
        self.marks = await self._count(match)
        self.said.setText(outcome(self.marks, self._beside.attendance))
        self.confirm.setEnabled(True)
        self.fit()

    def _show_separator(self) -> None:
        self.separator.setVisible(self.kind.currentData() == ".csv")

    def _read_again(self) -> None:
        draft = self._beside.draft
        sheet, encoding = self.sheets.currentData(), self.letters.currentData()
        if (sheet or "") == draft.sheet and (encoding or draft.encoding) == draft.encoding:
            return
        self.reading = ReadChoices(sheet=sheet, encoding=encoding)
        self.done(READ_AGAIN)

    def _block(self, title: str, part: object) -> QVBoxLayout:
        heading = Label(self._theme, title, size=Size.SMALL, tone="muted", strong=True)
        return column(self._theme, heading, part, gap=4)  # type: ignore[arg-type]


def _select(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))


def _brief(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
