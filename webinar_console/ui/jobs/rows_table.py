"""The table of a job's rows: who comes first, the reason has the rest."""

from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics

from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets.report_table import ReportTable

from .rows_model import RowsModel

# Letters that a line and the name of its file get at most.
_PLACE = 24
# Letters that names and addresses get at most, and what the reason keeps in a narrow room.
_MOST = {RowsModel.NAME: 28, RowsModel.EMAIL: 38}
_REASON = 16
# What is left of a name or an address where there is room for nothing else.
_LEAST_SHARE = 0.6


def shares(room: int, wanted: Sequence[int]) -> list[int]:
    """The widths of columns that want so many pixels, within ``room``: all they want, or less of each."""
    whole = sum(wanted)
    share = min(1.0, max(_LEAST_SHARE, room / whole)) if whole else 1.0
    return [int(width * share) for width in wanted]


class RowsTable(ReportTable):
    """Names and addresses are as wide as their words, so that people can be told apart.

    *What* is shown only where the rows ask for different things. Once the person set a width, all stay.
    """

    # The base fits its columns while it is made.
    _reason_least = 0

    def __init__(self, theme: Theme, model: RowsModel) -> None:
        super().__init__(theme, "Rows of the job", model, RowsModel.WIDTHS)
        self._theme, self._rows = theme, model
        self._line = self._wanted[RowsModel.LINE]
        self.show_column(RowsModel.WHAT, shown=False)

    def look_at_words(self) -> None:
        """Other rows are shown: measure them."""
        wide, small = QFontMetrics(self._theme.font()), QFontMetrics(self._theme.font(Size.SMALL))
        frame, letter = 2 * self._theme.space(8), wide.averageCharWidth()
        self._reason_least = frame + _REASON * letter if self._rows.has_reasons else 0
        for column in (RowsModel.NAME, RowsModel.EMAIL, RowsModel.WHAT):
            title = small.horizontalAdvance(RowsModel.HEADERS[column])
            words = max((wide.horizontalAdvance(text) for text in self._rows.longest(column)), default=0)
            most = _MOST.get(column, 0) * letter or words
            self._wanted[column] = frame + max(title, min(words, most)) + 1
        self._wanted[RowsModel.LINE] = self._line
        if self._rows.file_column is not None:
            places = (wide.horizontalAdvance(text) for text in self._rows.longest(RowsModel.LINE))
            self._wanted[RowsModel.LINE] = frame + min(max(places, default=0), _PLACE * letter) + 1
        self.show_column(RowsModel.WHAT, shown=self._rows.is_mixed)
        self._fit()

    def _fit(self) -> None:
        super()._fit()
        if self._by_hand:
            return
        soft = (RowsModel.NAME, RowsModel.EMAIL)
        hard = sum(
            self._wanted[column]
            for column in (RowsModel.LINE, RowsModel.OUTCOME, RowsModel.WHAT)
            if not self.isColumnHidden(column)
        )
        header = QFontMetrics(self.horizontalHeader().font()).horizontalAdvance(RowsModel.HEADERS[-1])
        reason = max(self._reason_least, 2 * header)
        room = self.viewport().width() - hard - reason
        self._fitting = True
        for column, width in zip(soft, shares(room, [self._wanted[c] for c in soft]), strict=True):
            self.setColumnWidth(column, width)
        self._fitting = False
