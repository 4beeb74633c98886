"""Step three: every row with its verdict, narrowed by verdict, and mended on the spot."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QProgressBar, QWidget

from webinar_console.domain.check_choices import AS_USUAL, CheckChoices
from webinar_console.domain.people import Target, Verdict
from webinar_console.services.imports import Checked
from webinar_console.services.mending import Mending, Step
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import (
    ElidedLabel,
    EmptyState,
    Label,
    chip_width,
    column,
    icon_button,
    push_button,
    row,
)
from webinar_console.ui.widgets.filter_chips import Choice, FilterChips

from .check_table import CheckTable
from .checked_model import FIELDS, CheckedModel
from .mender import Mender, Offer
from .reason_bar import ReasonBar
from .rules_menu import RulesLine
from .words import VERDICTS, compared_words, next_step

_REDO = ("Ctrl+Shift+Z", "Ctrl+Y")


class CheckPart(QWidget):
    """The result of the check. ``refresh_wanted``: compare with the server's people of now. ``mended``: check
    anew; ``rules_chosen``: by these choices."""

    refresh_wanted = Signal()
    mended = Signal()
    rules_chosen = Signal(object)  # CheckChoices

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.model = CheckedModel()
        self.table = CheckTable(theme, self.model)
        self.mender = Mender(self)
        self.rules = RulesLine(theme)
        self._undo = icon_button(theme, "undo", "Undo")
        self._redo = icon_button(theme, "redo", "Redo")
        self.filters = FilterChips(theme, "Filter rows by verdict")
        self._progress = QProgressBar()
        self._progress.setAccessibleName("Checking")
        self._progress.setTextVisible(False)
        self._progress.hide()
        self.below = ReasonBar(theme)
        self._advice = ""
        self._compared = ElidedLabel(theme, size=Size.SMALL, tone="muted")
        self._refresh = push_button(theme, "Compare again", look="link")
        self._refresh.setFont(theme.font(Size.SMALL))
        #: Stands in the line of the step.
        self.compared = QWidget()
        self.compared.setLayout(row(theme, self._compared, self._refresh, gap=8))
        self._unchecked = EmptyState(theme)
        self._head = QWidget()
        head = row(theme, self.filters, self.rules, self._undo, self._redo, gap=4)
        head.setStretch(1, 1)
        self._head.setLayout(head)
        parts = (self._head, self._progress, self._unchecked, self.table, self.below)
        self.setLayout(column(theme, *parts, gap=4))
        self._connect()
        self.forget()

    @property
    def reason(self) -> Label:
        """Why the chosen row is as it is."""
        return self.below.reason

    @property
    def advice(self) -> Label:
        """What to do about the rows that need mending; not shown beside a reason."""
        return self.below.advice

    def keep_rows(self, rows: int) -> None:
        """Show so many rows at least."""
        self.table.keep_rows(rows)

    def _connect(self) -> None:
        self.filters.chosen.connect(self._narrow)
        self.table.selectionModel().currentRowChanged.connect(self._explain)
        self.table.menu_wanted.connect(self._show_menu)
        self.table.leave_wanted.connect(self._leave_out_or_back)
        self.model.typed.connect(self.mender.edit)
        self.mender.mended.connect(self._after_step)
        self.below.lead_wanted.connect(self._lead)
        self.rules.chosen.connect(self.rules_chosen)
        self._refresh.clicked.connect(self.refresh_wanted)
        self._undo.clicked.connect(self.mender.undo)
        self._redo.clicked.connect(self.mender.redo)
        QShortcut(QKeySequence("Ctrl+Z"), self, self.mender.undo, context=_HERE)
        for keys in _REDO:
            QShortcut(QKeySequence(keys), self, self.mender.redo, context=_HERE)

    def show_progress(self, rows: int, total: int) -> None:
        """The check has come this far. What an earlier check said stays until the new one is there."""
        self._show_rows(True)
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(rows)
        self._progress.show()

    def show_checked(
        self,
        checked: Checked,
        now: datetime,
        local: tzinfo | None = None,
        *,
        mending: Mending | None = None,
        rules: CheckChoices = AS_USUAL,
    ) -> None:
        """Show the verdicts."""
        self._show_rows(True)
        self._progress.hide()
        mending = mending or Mending()
        self.mender.turn_to(mending, checked)
        self.rules.show_choices(rules)
        self.filters.show_choices(
            [
                Choice(None, "All", len(checked.people)),
                *(Choice(verdict, VERDICTS[verdict], checked.count(verdict)) for verdict in Verdict),
            ]
        )
        self._fit_columns(checked)
        key = self.filters.key
        self.model.show_checked(checked, mending, key if isinstance(key, Verdict) else None)
        self._advice = next_step({verdict: checked.count(verdict) for verdict in Verdict})
        self._compared.setText(compared_words(checked.as_of, now, local))
        self._refresh.setVisible(checked.as_of is not None)
        self._show_undo()
        self._explain(self.table.currentIndex())

    def _fit_columns(self, checked: Checked) -> None:
        """What tells nothing in this file takes no room from the reasons."""
        shown = [words for verdict, words in VERDICTS.items() if checked.count(verdict)]
        widest = max((chip_width(self._theme, words) for words in shown), default=0)
        self.table.need(CheckedModel.VERDICT, max(widest, self._theme.space(64)) + 2 * self._theme.space(8))
        self.table.want(0, _place_letters(checked))
        targets = self.model.shown_targets(checked.draft.mapping)
        for heading, target, most in FIELDS:
            wanted = target in targets
            if wanted and target is not Target.ROLE:
                most = _EMAIL_LETTERS if target is Target.EMAIL else most
                self.table.want(self.model.column_of(target), _letters(checked, heading, target, most))
            if target is Target.ROLE:
                wanted = wanted and checked.has_panel
            self.table.show_column(self.model.column_of(target), wanted)

    def forget(self, why: str = "") -> None:
        """There is no check to show; ``why`` there is none, where one could be expected."""
        self._show_rows(not why)
        self._unchecked.show_state("info", "Not checked", why)
        self._progress.hide()
        self.mender.turn_to(Mending(), None)
        self.model.show_checked(None)
        self.filters.show_choices([Choice(None, "All", 0)])
        self._advice = ""
        self.below.say("")
        self._show_undo()
        self._compared.setText("")
        self._refresh.hide()

    def _show_rows(self, shown: bool) -> None:
        """Without a check there are no counts and no empty table, but the reason in their place."""
        for part in (self._head, self.table, self.below):
            part.setVisible(shown)
        self._unchecked.setVisible(not shown)

    def _show_undo(self) -> None:
        mending = self.mender.mending
        for button, verb, words in (
            (self._undo, "Undo", mending.undo_words),
            (self._redo, "Redo", mending.redo_words),
        ):
            button.setEnabled(bool(words))
            button.setToolTip(f"{verb}: {words}" if words else f"Nothing to {verb.lower()}")
            button.setAccessibleDescription(words)

    def _after_step(self, step: Step) -> None:
        """The table follows at once; the verdicts come with the next check."""
        self._show_undo()
        if len(step.positions) == 1:
            self.table.go_to(next(iter(step.positions)))
        if self.below.has_focus:
            self.table.setFocus()  # the button that did it goes
        self.mended.emit()

    def _explain(self, current: QModelIndex) -> None:
        """The whole reason of the current row, which its cell may cut off, and what can be done about it.

        Where there is none: what to do about the rows that need mending.
        """
        source = self.model.source_row(current) if current.isValid() else None
        story = self.model.story(current) if source is not None else ""
        offers = self._offers(source) if source is not None else []
        if story or offers:
            self.below.show_row(story, offers)
        elif self._advice:
            self.below.show_advice(self._advice, f"Show the {self.filters.count(Verdict.MEND):,}")
        elif source is not None:
            self.below.say(f"{self.model.place_words(source)} is ready.")
        else:
            self.below.say("Choose a row to see why." if self.model.rowCount() else "")

    def _offers(self, position: int) -> list[Offer]:
        """What can be done about a row: what mends it first."""
        offers = self.mender.offers(position)
        is_out = self.mender.mending.is_left_out(position)
        wanting = self.model.person(position).verdict in (Verdict.MEND, Verdict.REMARK)
        if wanting and self.model.fault_column(position) is not None:
            offers.append(Offer("Correct it", self.table.correct_current))
        if wanting or is_out:
            offers += self.mender.row_offers([position])
        return offers

    def _lead(self) -> None:
        """Show the rows that need mending, beginning with the first."""
        self.filters.choose(Verdict.MEND)
        self._narrow(Verdict.MEND)
        self.table.setFocus()

    def _leave_out_or_back(self) -> None:
        positions = self.table.positions()
        out = any(not self.mender.mending.is_left_out(position) for position in positions)
        self.mender.leave_out(positions, out=out)

    def menu(self) -> QMenu | None:
        """What can be done about the selected rows; ``None`` when there are none."""
        positions = self.table.positions()
        if not positions:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edit = menu.addAction("Edit", self.table.edit_current)
        edit.setShortcut(QKeySequence(Qt.Key.Key_F2))
        if len(positions) == 1:
            for offer in self.mender.offers(positions[0]):
                menu.addAction(offer.words, offer.do)
        menu.addSeparator()
        for offer in self.mender.row_offers(positions):
            menu.addAction(offer.words, offer.do)
        return menu

    def _show_menu(self, place: QPoint) -> None:
        menu = self.menu()
        if menu is not None:
            menu.popup(place)

    def _narrow(self, key: object) -> None:
        self.model.narrow(key if isinstance(key, Verdict) else None)
        # All of them have the same verdict then: the chosen filter says it, the reasons get the room.
        self.table.show_column(CheckedModel.VERDICT, key is None)
        if key is Verdict.MEND and not self.table.currentIndex().isValid():
            self.table.go_to_first()
        self.table.show_current()
        self._explain(self.table.currentIndex())


_HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
#: What the columns are fitted to, and the most that an address gets.
_LOOKED_AT, _EMAIL_LETTERS = 500, 44
_FILE_LETTERS = 26


def _letters(checked: Checked, heading: str, target: Target, most: int) -> int:
    """Letters for nine in ten of the first values, no fewer than the heading has."""
    lengths = sorted(len(getattr(person, target.value)) for person in checked.people[:_LOOKED_AT])
    usual = lengths[len(lengths) * 9 // 10] if lengths else 0
    return min(max(usual, len(heading)) + 1, most)


def _place_letters(checked: Checked) -> int:
    """Letters for a line, and for the name of its file where there are several."""
    column = checked.draft.file_column
    if column is None:
        return CheckedModel.WIDTHS[0]
    names = {person.cells[column] for person in checked.people[:_LOOKED_AT]}
    return min(max(map(len, names), default=0) + 8, _FILE_LETTERS)
