"""The tables of the import sheet: the first rows of the file as read, and every row with its verdict."""

from collections.abc import Mapping

from webinar_console.domain.invitee import ATTENDEE, CO_HOST, PANELIST
from webinar_console.domain.people import Verdict
from webinar_console.services.imports import Checked, ImportDraft
from webinar_console.ui.phrases import number
from webinar_console.ui.widgets.chip import ChipTone
from webinar_console.ui.widgets.report_table import Index, ReportModel

from .words import VERDICTS

_TONES: Mapping[Verdict, ChipTone] = {
    Verdict.READY: "success",
    Verdict.REMARK: "accent",
    Verdict.MEND: "error",
    Verdict.SKIP: "muted",
}
_ROLES = {ATTENDEE: "Attendee", PANELIST: "Panelist", CO_HOST: "Co-host"}
PREVIEW_ROWS = 30


class PreviewModel(ReportModel):
    """The first rows of a file, as its cells stand there. Only made, never changed."""

    def __init__(self, draft: ImportDraft) -> None:
        super().__init__(("Line", *draft.header), figures=(0,), muted=(0,))
        self._lines = list(draft.lines[:PREVIEW_ROWS])
        self._rows = list(draft.rows[:PREVIEW_ROWS])
        self._order = range(len(self._rows))

    def widths(self) -> tuple[int, ...]:
        """Letters that each column needs for what stands in it, within reason."""
        longest = [len(name) for name in self._headers[1:]]
        for row in self._rows:
            longest = [max(most, len(cell)) for most, cell in zip(longest, row, strict=False)]
        return (6, *(min(32, max(8, letters + 4)) for letters in longest))

    def text(self, source: int, column: int) -> str:
        """The line number, or a cell."""
        if column == 0:
            return number(self._lines[source])
        cells = self._rows[source]
        return cells[column - 1] if column <= len(cells) else ""


class CheckedModel(ReportModel):
    """Every row of the file: line, verdict, person, role, and why."""

    HEADERS = ("Line", "Verdict", "Name", "E-mail", "Role", "Reason")
    WIDTHS = (5, 22, 20, 27, 11, 48)
    VERDICT, ROLE = 1, 4

    def __init__(self) -> None:
        super().__init__(self.HEADERS, figures=(0,), muted=(0, 4), middles=(3,))
        self._checked: Checked | None = None

    def show_checked(self, checked: Checked | None, verdict: Verdict | None = None) -> None:
        """Show the result of a check, narrowed to one verdict."""
        self._checked = checked
        self.replace_rows(self._positions(verdict))

    def narrow(self, verdict: Verdict | None) -> None:
        """Show only the rows of one verdict, or all."""
        self.show_rows(self._positions(verdict))

    def _positions(self, verdict: Verdict | None) -> "list[int] | range":
        if self._checked is None:
            return range(0)
        return range(len(self._checked.people)) if verdict is None else list(self._checked.of[verdict])

    def text(self, source: int, column: int) -> str:
        """The words of a cell."""
        assert self._checked is not None
        person = self._checked.people[source]
        match column:
            case 0:
                return number(person.line)
            case 1:
                return VERDICTS[person.verdict]
            case 2:
                return person.name
            case 3:
                return person.email
            case 4:
                return _ROLES.get(person.role, person.role)
            case _:
                return person.reason

    def story(self, index: Index) -> str:
        """Line and reason of a row in one sentence; empty where there is nothing to say."""
        assert self._checked is not None
        person = self._checked.people[self.source_row(index)]
        return f"Line {number(person.line)}: {person.reason}" if person.remarks else ""

    def chip(self, source: int, column: int) -> ChipTone | None:
        """The verdict is a chip."""
        if column != self.VERDICT or self._checked is None:
            return None
        return _TONES[self._checked.people[source].verdict]
