"""Step two: what each column of the file means, what is the same for all rows, and how names are split."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QScrollArea, QWidget

from webinar_console.domain.mapping import KEYED, ColumnUse, Constant, NameOrder
from webinar_console.domain.people import Target
from webinar_console.services.columns import suggested_key
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import ElidedLabel, Label, column, row
from webinar_console.ui.widgets.label import plain_tip, set_property

from .choices import Kept
from .constants_part import ConstantsPart
from .mapping_menu import MappingMenu
from .mapping_words import guess_words, is_evident, key_hint, question_words
from .names_part import NamesPart

# A file may have 500 columns: their rows are made some at a time, so that the window never stands still.
_ROWS_AT_ONCE = 3
_TARGETS = list(Target)
_KEY_PLACE = 3
# Below this width the reasons stand under their rows.
_NARROW = 640


def _line_of(place: int) -> int:
    """The line of the grid with a column's row; the next one has room for its reason."""
    return 2 * place + 1


class TargetChoice(QComboBox):
    """A combo box that the mouse wheel scrolls past instead of changing it unseen."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's call."""
        event.ignore()


class ColumnsPart(QWidget):
    """Above: what concerns all rows. Below: a row per column with its name, values, meaning, and why.

    ``remapped`` tells a choice for a column, ``mapping_changed`` another mapping as a whole.
    """

    remapped = Signal(int, object)  # column, ColumnUse
    mapping_changed = Signal(object)  # ColumnMapping
    questions_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.menu = MappingMenu(theme)
        self.constants = ConstantsPart(theme)
        self.names = NamesPart(theme)
        self.rows = ColumnRows(theme)
        self._kept: Kept | None = None
        self._asked = False
        self.rows.remapped.connect(self.remapped)
        self.constants.changed.connect(self._change_constants)
        self.names.chosen.connect(self._change_order)
        self.constants.added.connect(self._show_lines)
        self.rows.whole.connect(lambda: QWidget.setTabOrder(self.rows.last, self.names.box))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        body.setProperty("ground", "surface")
        parts = column(theme, self.constants, self.rows, self.names, None, gap=12, margin=(0, 0, 12, 0))
        body.setLayout(parts)
        self._scroll.setWidget(body)
        head = row(theme, self.constants.add, None, self.menu)
        self.setLayout(column(theme, head, self._scroll, gap=4))
        self.setMinimumHeight(theme.space(160))

    @property
    def is_whole(self) -> bool:
        """Whether every column has its row by now."""
        return self.rows.is_whole

    def focus_first(self) -> None:
        """Put the focus on the meaning of the first column."""
        self.rows.focus_first()

    def show_kept(self, kept: Kept) -> None:
        """Show the mapping; the rows stay where the columns are the same."""
        self._kept = kept
        self.rows.show_kept(kept)
        self.menu.show_kept(kept)
        self.constants.show_mapping(kept.draft.mapping)
        self.names.show_draft(kept.draft)
        if not self._asked and {Target.ANSWER, Target.CHOICES} & set(kept.draft.mapping.targets):
            self._asked = True
            self.questions_wanted.emit()

    def offer_questions(self, questions: tuple[str, ...]) -> None:
        """These questions were answered in the session."""
        self.rows.offer_questions(questions)

    def forget_questions(self) -> None:
        """Another session is shown: it has other questions."""
        self._asked = False
        self.rows.offer_questions(())

    def _show_lines(self) -> None:
        """The lines for all rows stand first; the tab key comes to them from the menu."""
        self._scroll.verticalScrollBar().setValue(0)
        self.constants.chain(self.menu)

    def _change_constants(self, constants: tuple[Constant, ...]) -> None:
        if self._kept is not None:
            self.mapping_changed.emit(self._kept.draft.mapping.with_constants(constants))

    def _change_order(self, order: NameOrder) -> None:
        if self._kept is not None:
            self.mapping_changed.emit(self._kept.draft.mapping.with_order(order))


class ColumnRows(QWidget):
    """A row per column: its name, some of its values, its meaning with its key, and why."""

    remapped = Signal(int, object)  # column, ColumnUse
    whole = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kept: Kept | None = None
        self._choices: list[TargetChoice] = []
        self._keys: dict[int, QLineEdit] = {}
        self._headings: list[ElidedLabel] = []
        self._reasons: list[Label] = []
        self._narrow = False
        self._shown: list[tuple[object, ...]] = []
        self._next = 0
        self._questions: tuple[str, ...] = ()
        self._grid: QGridLayout | None = None
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._go_on)
        self.setLayout(column(theme, gap=0))

    @property
    def is_whole(self) -> bool:
        """Whether every column has its row by now."""
        return not self._more.isActive()

    def focus_first(self) -> None:
        """Put the focus on the meaning of the first column."""
        if self._choices:
            self._choices[0].setFocus()

    def show_kept(self, kept: Kept) -> None:
        """Show the mapping; the rows stay where the columns are the same."""
        old, self._kept = self._kept, kept
        if old is None or old.draft.header != kept.draft.header or old.draft.rows is not kept.draft.rows:
            self._begin_rows()
        self._next = 0
        self._go_on()

    def offer_questions(self, questions: tuple[str, ...]) -> None:
        """Tell these ids where a question's id is to be typed."""
        self._questions = questions
        if self._kept is not None:
            self.show_kept(self._kept)

    def _begin_rows(self) -> None:
        layout = self.layout()
        assert layout is not None
        while (old := layout.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._choices, self._reasons, self._shown, self._keys = [], [], [], {}
        self._headings = []
        body = QWidget()
        self._grid = grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self._theme.space(16))
        grid.setVerticalSpacing(self._theme.space(6))
        self._stretch()
        # The reasons have no heading: they are sentences.
        for place, words in enumerate(("Column in the file", "Values", "Means")):
            grid.addWidget(Label(self._theme, words, size=Size.SMALL, tone="muted"), 0, place)
        layout.addWidget(body)

    def _go_on(self) -> None:
        """Make or change the next rows; what is as it was costs next to nothing."""
        assert self._kept is not None
        draft, left = self._kept.draft, _ROWS_AT_ONCE
        while self._next < len(draft.header) and left:
            if self._next == len(self._choices):
                self._make_row(draft, self._next)
            left -= self._fill(self._next)
            self._next += 1
        if self._next < len(draft.header):
            self._more.start()
        else:
            self._more.stop()
            self.whole.emit()

    @property
    def last(self) -> QWidget:
        """The last field of the last row."""
        place = len(self._choices) - 1
        return self._keys.get(place, self._choices[place])

    def _make_row(self, draft: ImportDraft, place: int) -> None:
        assert self._grid is not None
        theme, name = self._theme, draft.header[place]
        choice = TargetChoice()
        # Said before anything is painted: a look that changes later costs more than the whole row.
        used = draft.mapping.columns[place].target is not Target.IGNORE
        choice.setProperty("look", "" if used else "idle")
        choice.setFont(theme.font())
        choice.setAccessibleName(f"Column {name}")
        choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for target in _TARGETS:
            choice.addItem(target.label, target)
        choice.activated.connect(self._chosen(place, choice))
        values = ElidedLabel(theme, " · ".join(draft.samples(place)) or "empty", tone="muted")
        reason = Label(theme, size=Size.SMALL, tone="muted", wrap=True, parent=self._grid.parentWidget())
        reason.hide()
        heading = ElidedLabel(theme, name, tone="text" if used else "muted")
        for column_place, widget in enumerate((heading, values, choice)):
            self._grid.addWidget(widget, _line_of(place), column_place)
        self._headings.append(heading)
        self._choices.append(choice)
        self._reasons.append(reason)
        self._shown.append(())

    def _put_reason(self, place: int, reason: Label) -> None:
        """At the end of the row, or where that is too narrow below it."""
        assert self._grid is not None
        if self._narrow:
            self._grid.addWidget(reason, _line_of(place) + 1, 1, 1, 4)
        else:
            self._grid.addWidget(reason, _line_of(place), 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's call."""
        super().resizeEvent(event)
        narrow = event.size().width() < self._theme.space(_NARROW)
        if narrow is not self._narrow:
            self._narrow = narrow
            self._stretch()
            for place, reason in enumerate(self._reasons):
                if reason.text():
                    self._put_reason(place, reason)

    def _stretch(self) -> None:
        if self._grid is not None:
            for place, stretch in enumerate((3, 4, 0, 0, 0 if self._narrow else 5)):
                self._grid.setColumnStretch(place, stretch)

    def _weigh(self, place: int, *, used: bool) -> None:
        """What is ignored steps back."""
        self._headings[place].set_tone("text" if used else "muted")
        set_property(self._choices[place], "look", "" if used else "idle")

    def _fill(self, place: int) -> bool:
        """Show what the column means now; whether that was another thing before."""
        assert self._kept is not None
        draft, by_hand = self._kept.draft, place in self._kept.by_hand
        use, guess = draft.mapping.columns[place], draft.guesses[place]
        helps = question_words(use, self._questions)
        state = (use, guess, by_hand, draft.recalled, helps)
        if self._shown[place] == state:
            return False
        self._shown[place] = state
        choice, reason = self._choices[place], self._reasons[place]
        choice.setCurrentIndex(_TARGETS.index(use.target))
        words, doubtful = guess_words(guess, use, by_hand=by_hand, recalled=draft.recalled)
        unknown = bool(helps and use.key)
        words = helps if unknown else f"{words} {helps}".strip()
        evident = is_evident(guess, use, by_hand=by_hand, recalled=draft.recalled)
        reason.setText(helps if evident else words)
        if reason.text():
            self._put_reason(place, reason)
        reason.setVisible(bool(reason.text()))
        self._weigh(place, used=use.target is not Target.IGNORE)
        choice.setToolTip(plain_tip(words))
        choice.setAccessibleDescription(words)
        reason.set_tone("warning" if doubtful or unknown else "muted")
        self._fill_key(place, use)
        return True

    def _fill_key(self, place: int, use: ColumnUse) -> None:
        field = self._keys.get(place)
        if field is None and use.target in KEYED:
            assert self._grid is not None
            field = self._keys[place] = QLineEdit()
            field.setFont(self._theme.font())
            field.setMinimumWidth(self._theme.space(96))
            field.editingFinished.connect(partial(self._typed, place))
            self._grid.addWidget(field, _line_of(place), _KEY_PLACE)
            QWidget.setTabOrder(self._choices[place], field)
        if field is None:
            return
        field.setVisible(use.target in KEYED)
        if use.target in KEYED:
            assert self._kept is not None
            hint = key_hint(use.target)
            field.setPlaceholderText(hint)
            field.setAccessibleName(f"{hint.capitalize()} of column {self._kept.draft.header[place]}")
            if field.text().strip() != use.key:
                field.setText(use.key)

    def _typed(self, place: int) -> None:
        if self._kept is None or place not in self._keys:
            return
        use = self._kept.draft.mapping.columns[place]
        key = self._keys[place].text().strip()
        if use.target in KEYED and key != use.key:
            self.remapped.emit(place, ColumnUse(use.target, key))

    def _chosen(self, place: int, choice: TargetChoice) -> Callable[[], None]:
        def emit() -> None:
            assert self._kept is not None
            target = Target(choice.currentData())
            if target is self._kept.draft.mapping.columns[place].target:
                return  # its key stays
            key = suggested_key(self._kept.draft, place, target) if target in KEYED else ""
            self.remapped.emit(place, ColumnUse(target, key))

        return emit
