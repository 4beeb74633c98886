"""The first rows of a file as they were read."""

from webinar_console.services.imports import ImportDraft
from webinar_console.ui.phrases import number
from webinar_console.ui.widgets.report_table import ReportModel

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
