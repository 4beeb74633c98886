"""The rows of one job, changed in place while it runs."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nlargest

from webinar_console.domain.job import RowReport
from webinar_console.domain.plan import Action
from webinar_console.ui.widgets.chip import ChipTone
from webinar_console.ui.widgets.report_table import Index, ReportModel

from .words import STANDING_TONES, RowStanding, action_words, line_words, standing_of

# Rows that are looked at before the loop gets its turn; a few milliseconds.
_SLICE = 4_000
# Rows whose words are looked at for the widths of the columns, and how many of these are measured.
_MEASURED, _WIDEST = 2_000, 8
# One thing that is asked, and nothing of the rows that were left out.
_ONE_ACTION = 2
# Above this many changed rows one signal for all of them is cheaper than one for each.
_FEW = 500


class RowsModel(ReportModel):
    """Line, outcome, person, what was asked, and why it ended so."""

    HEADERS = ("Line", "Outcome", "Name", "E-mail", "What", "Reason")
    WIDTHS = (5, 18, 20, 27, 15, 34)
    LINE, OUTCOME, NAME, EMAIL, WHAT, REASON = range(6)

    def __init__(self) -> None:
        super().__init__(self.HEADERS, figures=(0,), muted=(0, 4), middles=(3,))
        self._reports: list[RowReport] = []
        self._standings: list[RowStanding] = []
        self._places: dict[int, int] = {}
        self._wanted: frozenset[RowStanding] | None = None
        self.file_column: int | None = None
        #: Whether a row says why it ended so, and whether the rows ask for different things.
        self.has_reasons = self.is_mixed = False
        self.counts: Counter[RowStanding] = Counter()

    async def load(self, reports: Sequence[RowReport], file_column: int | None = None) -> None:
        """Show the rows of a job, in their order. Lets the loop turn between slices.

        ``file_column`` is where their cells name their file, if there are several.
        """
        standings: list[RowStanding] = []
        places: dict[int, int] = {}
        actions: set[Action | None] = {None}
        has_reasons = False
        for start in range(0, len(reports), _SLICE):
            part = reports[start : start + _SLICE]
            standings += map(standing_of, part)
            actions.update(report.action for report in part)
            has_reasons = has_reasons or any(report.words for report in part)
            places.update((report.seq, start + offset) for offset, report in enumerate(part))
            await asyncio.sleep(0)
        self._reports, self._standings, self._places = list(reports), standings, places
        self.file_column = file_column
        self.counts = Counter(standings)
        self.has_reasons, self.is_mixed = has_reasons, len(actions) > _ONE_ACTION
        self.replace_rows(self._shown())

    def forget(self) -> None:
        """Show nothing."""
        self._reports, self._standings, self._places = [], [], {}
        self.file_column = None
        self.has_reasons = self.is_mixed = False
        self.counts = Counter()
        self.replace_rows(range(0))

    def narrow(self, wanted: RowStanding | Iterable[RowStanding] | None) -> None:
        """Show only the rows that stand so, or in one of these ways, or all."""
        if wanted is not None:
            wanted = frozenset((wanted,) if isinstance(wanted, RowStanding) else wanted)
        self._wanted = wanted
        self.show_rows(self._shown())

    def change(self, reports: Iterable[RowReport]) -> None:
        """Some rows stand differently now. Rows that are not of this job's list are passed over."""
        changed: list[int] = []
        moved = False
        for report in reports:
            place = self._places.get(report.seq)
            if place is None:
                continue
            standing, before = standing_of(report), self._standings[place]
            self._reports[place] = report
            self.has_reasons = self.has_reasons or bool(report.words)
            if standing is not before:
                self._standings[place] = standing
                self.counts[before] -= 1
                self.counts[standing] += 1
                moved = True
            changed.append(place)
        if moved and self._wanted is not None:
            self.show_rows(self._shown())
        if len(changed) > _FEW:
            self._tell(0, self.rowCount() - 1) if self.rowCount() else None
        else:
            self.rows_changed(sorted(changed))

    def report(self, index: Index) -> RowReport:
        """The row at an index."""
        return self._reports[self.source_row(index)]

    def longest(self, column: int) -> list[str]:
        """The longest words of a column, by letters; of a long list, of its first rows."""
        sources = range(min(len(self._reports), _MEASURED))
        return nlargest(_WIDEST, {self.text(source, column) for source in sources}, key=len)

    def story(self, index: Index) -> str:
        """Line and reason of a row in one sentence; empty where there is nothing to say."""
        report = self.report(index)
        where = f"Line {line_words(report, self.file_column)}: " if report.line is not None else ""
        return f"{where}{report.words}" if report.words else ""

    def _shown(self) -> "range | list[int]":
        wanted = self._wanted
        if wanted is None:
            return range(len(self._reports))
        return [place for place, standing in enumerate(self._standings) if standing in wanted]

    def text(self, source: int, column: int) -> str:
        """The words of a cell."""
        report = self._reports[source]
        match column:
            case 0:
                return line_words(report, self.file_column)
            case 1:
                return self._standings[source].value
            case 2:
                return report.name
            case 3:
                return report.email
            case 4:
                return action_words(report.action)
            case _:
                return report.words

    def chip(self, source: int, column: int) -> ChipTone | None:
        """The outcome is a chip."""
        return STANDING_TONES[self._standings[source]] if column == self.OUTCOME else None
