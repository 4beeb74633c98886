"""A table of many rows that are read, not edited: text cells and status chips over plain Python rows.

The rows stay where they are; the model holds the ascending positions of those that are shown. A filter swaps
the positions with a layout change (one repaint, the selection follows its row; a reset would paint twice).
"""

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from webinar_console.ui.theme import Size, Theme

from .chip import ChipTone, paint_chip
from .column_widths import Width, fitted
from .shaped import ShapedTexts

Index = QModelIndex | QPersistentModelIndex
CHIP_ROLE = Qt.ItemDataRole.UserRole + 1
#: True for cells in the second ink.
MUTED_ROLE = Qt.ItemDataRole.UserRole + 2
#: True for cells that are shortened in the middle, because both ends tell: e-mail addresses.
MIDDLE_ROLE = Qt.ItemDataRole.UserRole + 3
_NOWHERE = QModelIndex()
# As bits: to combine members of an enumeration costs as much as to paint.
_SELECTED, _ACTIVE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_Active.value
# Columns of so many letters may become narrower, down to this share, unless somebody says otherwise.
_WIDE_LETTERS = 16
_LEAST_SHARE = 0.55
# They give way after those of which it was said.
_USUAL_RANK = 9


class ReportModel(QAbstractTableModel):
    """Base of the models: a subclass says what stands in a cell of a source row."""

    def __init__(
        self,
        headers: Sequence[str],
        *,
        figures: Sequence[int] = (),
        muted: Sequence[int] = (),
        middles: Sequence[int] = (),
    ) -> None:
        super().__init__()
        self._headers = tuple(headers)
        self._figures = frozenset(figures)
        self._muted = frozenset(muted)
        self._middles = frozenset(middles)
        self._order: Sequence[int] = range(0)

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._headers

    @abstractmethod
    def text(self, source: int, column: int) -> str:
        """The words of a cell."""

    def chip(self, source: int, column: int) -> ChipTone | None:
        """The tone, when the cell is a chip."""
        del source, column
        return None

    def tip(self, source: int, column: int) -> str:
        """What the tool tip says; the cell's own text by default, because it may be cut off."""
        return self.text(source, column)

    def source_row(self, index: Index) -> int:
        """The position in the source of a shown row."""
        return self._order[index.row()]

    def show_rows(self, order: Sequence[int]) -> None:
        """Show the source rows at these ascending positions."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        new = [self._moved(index, order) for index in old]
        self._order = order
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _moved(self, index: QModelIndex, order: Sequence[int]) -> QModelIndex:
        source = self._order[index.row()]
        place = bisect_left(order, source)
        shown = place < len(order) and order[place] == source
        return self.createIndex(place, index.column()) if shown else QModelIndex()

    def replace_rows(self, order: Sequence[int]) -> None:
        """Other rows altogether: nothing that was selected means anything any more."""
        self.beginResetModel()
        self._order = order
        self.endResetModel()

    def rows_changed(self, sources: Iterable[int]) -> None:
        """Tell the view that these source rows (ascending) changed; neighbours are told together."""
        first = last = -1
        for source in sources:
            place = bisect_left(self._order, source)
            if place >= len(self._order) or self._order[place] != source:
                continue
            if first >= 0 and place == last + 1:
                last = place
                continue
            self._tell(first, last)
            first = last = place
        self._tell(first, last)

    def _tell(self, first: int, last: int) -> None:
        if first >= 0:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._headers) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question."""
        return 0 if parent.isValid() else len(self._headers)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt's question."""
        if orientation is Qt.Orientation.Vertical or not 0 <= section < len(self._headers):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's question."""
        if not index.isValid() or index.row() >= len(self._order):
            return None
        source, column = self._order[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(source, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.text(source, column) or "empty"
        if role == CHIP_ROLE:
            return self.chip(source, column)
        if role == MUTED_ROLE:
            return column in self._muted
        if role == MIDDLE_ROLE:
            return column in self._middles
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = self.tip(source, column)
            # A tool tip guesses whether its text is HTML; a zero-width space in front stops the guess.
            return f"\u200b{tip}" if tip else None
        return None

    def is_figure(self, column: int) -> bool:
        """Whether a column's cells are numbers, which stand at the right."""
        return column in self._figures

    def is_muted(self, column: int) -> bool:
        """Whether a column is in the second ink."""
        return column in self._muted

    def is_middle(self, column: int) -> bool:
        """Whether a column's cells are shortened in the middle."""
        return column in self._middles

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Where a column's cells stand."""
        side = Qt.AlignmentFlag.AlignRight if self.is_figure(column) else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class ReportDelegate(QStyledItemDelegate):
    """Paints a cell: a chip or one line of text, a hairline below, the selection across the row.

    Everything is asked of the model itself: through Qt each question costs as much as the painting.
    """

    def __init__(self, theme: Theme, rows: ReportModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme, self._rows = theme, rows
        self._text = theme.font()
        self._texts, self._figures = ShapedTexts(self._text), ShapedTexts(theme.font(tabular=True))
        self._pad = theme.space(8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's call."""
        self.paint_cell(painter, option.rect, option.state.value, index, index.column())

    def paint_cell(self, painter: QPainter, rect: QRect, state: int, index: Index, column: int) -> None:
        """Paint a cell; ``state`` are the flags of its state as bits."""
        theme, rows, pad = self._theme, self._rows, self._pad
        source = rows.source_row(index)
        if state & _SELECTED:
            painter.fillRect(rect, theme.colour("selection" if state & _ACTIVE else "selection_idle"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.colour("hairline"))
        text = rows.text(source, column)
        if not text:
            return
        inner = rect.adjusted(pad, 0, -pad, -1)
        tone = rows.chip(source, column)
        if tone is not None:
            paint_chip(painter, inner, theme, text, tone)
            return
        painter.setPen(theme.colour("muted" if rows.is_muted(column) else "text"))
        figures = rows.is_figure(column)
        texts = self._figures if figures else self._texts
        texts.draw(painter, inner, text, right=figures, middle=rows.is_middle(column))


class ReportTable(QTableView):
    """The view. ``widths`` are the columns' widths in letters; the last column takes the free room.

    Where the room is too narrow, the wide columns give way before the last one, which tells the most.
    Once the person set a width, all stay.
    """

    def __init__(self, theme: Theme, name: str, model: ReportModel, widths: Sequence[int]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(theme.font())
        self.setModel(model)
        self.setItemDelegate(ReportDelegate(theme, model, self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._size_rows(theme)
        header = self.horizontalHeader()
        header.setFont(theme.font(Size.SMALL))
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setStretchLastSection(True)
        self._letter, self._around = QFontMetrics(theme.font()).averageCharWidth(), 2 * theme.space(8)
        self._wanted = [width * self._letter + self._around for width in widths]
        self._gives_way = [width >= _WIDE_LETTERS for width in widths]
        #: The least width and the rank of the columns of which it was said.
        self._turns: dict[int, tuple[int, int]] = {}
        self._by_hand = self._fitting = False
        header.sectionResized.connect(self._resized)
        self._fit()

    def need(self, column: int, width: int) -> None:
        """A column whose cells are ``width`` pixels wide, whatever happens to the others."""
        self._wanted[column], self._gives_way[column] = width, False
        self._fit()

    def give_way(self, columns: Iterable[int], letters: int, rank: int) -> None:
        """These columns shrink down to so many letters; those of the lowest rank first."""
        for column in columns:
            self._turns[column] = (letters * self._letter + self._around, rank)
        self._fit()

    def want(self, column: int, letters: int) -> None:
        """A column that shows so many letters where there is room, and gives way as before where not."""
        width = letters * self._letter + self._around
        if self._wanted[column] != width:
            self._wanted[column] = width
            self._fit()

    def show_column(self, column: int, shown: bool) -> None:
        """Hide a column that tells nothing now, or show it again."""
        if self.isColumnHidden(column) == shown:
            fitting, self._fitting = self._fitting, True  # to show a column is no width that somebody chose
            self.setColumnHidden(column, not shown)
            self._fitting = fitting
            self._fit()

    def keep_rows(self, rows: int) -> None:
        """Never become lower than so many rows; that is also all that the table asks for."""
        rows_height = rows * self.verticalHeader().defaultSectionSize()
        frame = 2 * self.frameWidth() + self.horizontalScrollBar().sizeHint().height()
        self.setMinimumHeight(self.horizontalHeader().sizeHint().height() + rows_height + frame)

    def sizeHint(self) -> QSize:
        """Qt's question."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumHeight()) if self.minimumHeight() else hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call: a current row that was seen stays so."""
        super().resizeEvent(event)
        self._fit()
        current = self.visualRect(self.currentIndex())
        if current.isValid() and current.top() >= 0 and current.bottom() < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def _fit(self) -> None:
        if self._by_hand:
            return
        *others, last = range(len(self._wanted))
        shown = [column for column in others if not self.isColumnHidden(column)]
        room = self.viewport().width() - self._wanted[last]
        self._fitting = True
        self.horizontalHeader().setMinimumSectionSize(min(self._wanted) // 2)
        for column, width in zip(shown, fitted([self._width(c) for c in shown], room), strict=True):
            self.setColumnWidth(column, width)
        self._fitting = False

    def _width(self, column: int) -> Width:
        wanted = self._wanted[column]
        if column in self._turns:
            least, rank = self._turns[column]
            return Width(wanted, min(wanted, least), rank)
        least = round(wanted * _LEAST_SHARE) if self._gives_way[column] else wanted
        return Width(wanted, least, _USUAL_RANK)

    def _resized(self, column: int, _old: int, _new: int) -> None:
        # The last one stretches by itself.
        shown = not self.isColumnHidden(column)
        if not self._fitting and shown and column < len(self._wanted) - 1:
            self._by_hand = True

    def _size_rows(self, theme: Theme) -> None:
        rows = self.verticalHeader()
        rows.hide()
        # One height for all: a view that asked a hundred thousand rows for theirs would stand still.
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(theme.row_height())
