"""Step two: what each column of the file means."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QWidget

from webinar_console.domain.mapping import KEYED, ColumnUse
from webinar_console.domain.people import Target
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, Label, column
from webinar_console.ui.widgets.label import plain_tip

from .words import guess_words

# A file may have 500 columns: their rows are made some at a time, so that the window never stands still.
_ROWS_AT_ONCE = 3
_OFFERED = [target for target in Target if target not in KEYED]


class _TargetChoice(QComboBox):
    """A combo box that the mouse wheel scrolls past instead of changing it unseen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's call."""
        event.ignore()


class ColumnsPart(QWidget):
    """A row per column: its name, some of its values, its meaning, and why. ``remapped`` tells a choice."""

    remapped = Signal(int, object)  # column, ColumnUse

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft: ImportDraft | None = None
        self._by_hand: frozenset[int] = frozenset()
        self._choices: list[_TargetChoice] = []
        self._reasons: list[Label] = []
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._make_rows)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(theme, self._scroll))
        self.setMinimumHeight(theme.space(160))

    @property
    def is_whole(self) -> bool:
        """Whether every column has its row by now."""
        return not self._more.isActive()

    def focus_first(self) -> None:
        """Put the focus on the meaning of the first column."""
        if self._choices:
            self._choices[0].setFocus()

    def show_draft(self, draft: ImportDraft, by_hand: frozenset[int]) -> None:
        """Show the mapping; the rows stay where the columns are the same."""
        old, self._draft, self._by_hand = self._draft, draft, by_hand
        if old is None or old.header != draft.header or old.rows is not draft.rows:
            self._begin_rows()
        for place in range(len(self._choices)):
            self._fill(place)

    def _begin_rows(self) -> None:
        self._choices, self._reasons = [], []
        body = QWidget()
        body.setProperty("ground", "surface")
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, self._theme.space(12), 0)
        self._grid.setHorizontalSpacing(self._theme.space(16))
        self._grid.setVerticalSpacing(self._theme.space(6))
        for place, stretch in enumerate((3, 5, 0, 4)):
            self._grid.setColumnStretch(place, stretch)
        # The reasons have no heading: most columns need none.
        for place, words in enumerate(("Column in the file", "Values", "Means")):
            self._grid.addWidget(Label(self._theme, words, size=Size.SMALL, tone="muted"), 0, place)
        self._scroll.setWidget(body)
        self._make_rows()

    def _make_rows(self) -> None:
        draft = self._draft
        assert draft is not None
        first, last = len(self._choices), min(len(draft.header), len(self._choices) + _ROWS_AT_ONCE)
        for place in range(first, last):
            self._make_row(draft, place)
            self._fill(place)
        if last < len(draft.header):
            self._more.start()
        else:
            self._more.stop()
            self._grid.setRowStretch(last + 1, 1)

    def _make_row(self, draft: ImportDraft, place: int) -> None:
        theme, name = self._theme, draft.header[place]
        choice = _TargetChoice()
        choice.setFont(theme.font())
        choice.setAccessibleName(f"Column {name}")
        choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for target in _OFFERED:
            choice.addItem(target.label, target)
        choice.activated.connect(self._chosen(place, choice))
        values = ElidedLabel(theme, " · ".join(draft.samples(place)) or "empty", tone="muted")
        reason = Label(theme, size=Size.SMALL, tone="muted", wrap=True)
        for column_place, widget in enumerate((ElidedLabel(theme, name), values, choice, reason)):
            self._grid.addWidget(widget, place + 1, column_place)
        self._choices.append(choice)
        self._reasons.append(reason)

    def _fill(self, place: int) -> None:
        assert self._draft is not None
        target = self._draft.mapping.targets[place]
        self._choices[place].setCurrentIndex(_OFFERED.index(target))
        guess, by_hand = self._draft.guesses[place], place in self._by_hand
        words, doubtful = guess_words(guess, target, by_hand)
        # What a sure guess says can be seen beside it; only what wants a look stands there at once.
        plain = target is guess.target and not doubtful and not by_hand
        self._reasons[place].setText("" if plain else words)
        self._choices[place].setToolTip(plain_tip(words))
        self._choices[place].setAccessibleDescription(words)
        self._reasons[place].set_tone("warning" if doubtful else "muted")

    def _chosen(self, place: int, choice: QComboBox) -> Callable[[], None]:
        return lambda: self.remapped.emit(place, ColumnUse(Target(choice.currentData())))
