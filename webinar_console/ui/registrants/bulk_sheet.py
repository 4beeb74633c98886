"""How the selected cells of a column are to change: asked once, with the number of cells before."""

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import islice
from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from webinar_console.services.bulk import Case, Change, changed, changing_case, replacing, setting
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.widgets import Label, Sheet, column, combo_box, push_button, row

from .parts import why_not_part
from .pasting import refused_words
from .registrant_model import RegistrantModel
from .selection import Block, runs_of
from .slices import Slices
from .words import counted_cells


class Deed(Enum):
    """What is done to the cells."""

    SET = "set"
    REPLACE = "replace"
    CASE = "case"
    CLEAR = "clear"


_DEEDS = (
    (Deed.SET, "Set to"),
    (Deed.REPLACE, "Replace"),
    (Deed.CASE, "Letter case"),
    (Deed.CLEAR, "Clear"),
)
_CASES = (
    (Case.CAPITALISED, "Names in capitals: ANNA as Anna"),
    (Case.UPPER, "All in upper case"),
    (Case.LOWER, "All in lower case"),
)
_AT_ONCE = 500


class BulkSheet(Sheet):
    """``chosen`` tells the column, the keys of the rows, the change, and what the step is called."""

    chosen = Signal(str, object, object, str)  # name of the column, list[str], Change, words

    def __init__(
        self,
        theme: Theme,
        model: RegistrantModel,
        columns: Sequence[int],
        blocks: Sequence[Block],
        parent: QWidget,
    ) -> None:
        super().__init__(theme, "Change cells", parent, 460)
        # The rows as they are shown now: whatever is sorted or filtered meanwhile, these are meant.
        self._model, self._blocks, self._order = model, blocks, model.index_of_people.order
        self._slices = Slices(self)
        self._found: dict[str, str] = {}
        self.column = combo_box(
            theme, "Column", [(model.columns[c].name, model.columns[c].title) for c in columns]
        )
        self.deed = combo_box(theme, "Change", [(deed.value, words) for deed, words in _DEEDS])
        self.text = _field(theme, "New text")
        self.old = _field(theme, "Text to replace")
        self.new = _field(theme, "New text in its place")
        self.match_case = QCheckBox("Match upper and lower case")
        self.match_case.setFont(theme.font())
        self.case = combo_box(theme, "Letter case", [(case.value, words) for case, words in _CASES])
        self.preview = Label(theme, tone="muted", wrap=True)
        self.confirm = push_button(theme, "Change", look="primary")
        cancel = push_button(theme, "Cancel")
        cancel.clicked.connect(self.reject)
        self.confirm.clicked.connect(self._confirm)
        with_label = Label(theme, "with", tone="muted")
        self._replace = QWidget()
        self._replace.setLayout(
            column(theme, row(theme, self.old, with_label, self.new), self.match_case, gap=8)
        )
        heading = Label(theme, "Change the selected cells", size=Size.HEADING, strong=True, wrap=True)
        choice = row(theme, self.column, self.deed, gap=8)
        buttons = row(theme, None, cancel, self.confirm)
        parts = (heading, choice, self.text, self._replace, self.case, self.preview, 4, buttons)
        self.setLayout(column(theme, *parts, gap=12, margin=24))
        self.column.currentIndexChanged.connect(self._look)
        self.deed.currentIndexChanged.connect(self._turn)
        self.case.currentIndexChanged.connect(self._look)
        self.match_case.toggled.connect(self._look)
        for field in (self.text, self.old, self.new):
            field.textChanged.connect(self._look)
        self.confirm.setDefault(True)
        self.finished.connect(self._slices.drop)
        self.finished.connect(self.deleteLater)
        self._turn()
        self.text.setFocus()

    def _turn(self) -> None:
        """Another deed asks for other things."""
        deed = self._deed()
        self.text.setVisible(deed is Deed.SET)
        self._replace.setVisible(deed is Deed.REPLACE)
        self.case.setVisible(deed is Deed.CASE)
        for one, field in ((Deed.SET, self.text), (Deed.REPLACE, self.old), (Deed.CASE, self.case)):
            if deed is one:
                field.setFocus()
        if self.isVisible():
            self.fit()
        self._look()

    def _deed(self) -> Deed:
        return Deed(self.deed.currentData())

    def _change(self) -> Change | None:
        """What is to be done; ``None`` while something is still to be typed."""
        match self._deed():
            case Deed.SET:
                return setting(self.text.text().strip()) if self.text.text().strip() else None
            case Deed.REPLACE:
                if not self.old.text():
                    return None
                return replacing(self.old.text(), self.new.text(), match_case=self.match_case.isChecked())
            case Deed.CASE:
                family = self.column.currentData() == "last_name"
                return changing_case(Case(self.case.currentData()), family=family)
            case Deed.CLEAR:
                return setting("")
            case other:
                assert_never(other)

    def _look(self) -> None:
        """Count what would change, in turns: a selection may be a hundred thousand cells."""
        self._found = {}
        self.confirm.setEnabled(False)
        self._slices.urgent(self._looking(self._change(), self.column.currentData()))

    def _looking(self, change: Change | None, name: str) -> Iterator[None]:
        found: dict[str, str] = {}
        refused: Counter[str] = Counter()
        example = ""
        people, slots, parts = self._model.index_of_people, self._slots(name), self._model.parts
        column = parts.get(name)
        while change is not None and (part := list(islice(slots, _AT_ONCE))):
            cells = {}
            for slot in part:
                if people.is_live(slot):
                    record = people.rows[slot]
                    self._model.slots.place(record.id, slot)
                    reason = self._model.why_not_row(record.id)
                    if reason is None and column is not None:
                        reason = why_not_part(record, column)
                    if reason is None:
                        cells[record.id] = parts.text_of(record, name)
                    else:
                        refused[reason] += 1
            new = changed(cells, change)
            if new and not example:
                example = _example(*next((cells[key], text) for key, text in new.items()))
            found |= new
            yield
        self._show(found, refused, example, is_asked=change is not None)

    def _slots(self, name: str) -> Iterator[int]:
        """The slots of the rows in which the cell of this column is selected, each once."""
        column = [described.name for described in self._model.columns].index(name)
        for top, end in runs_of(one for one in self._blocks if one.left <= column <= one.right):
            yield from self._order[top:end]

    def _show(self, found: dict[str, str], refused: Counter[str], example: str, *, is_asked: bool) -> None:
        self._found = found
        verb = "changes" if len(found) == 1 else "change"
        told = f"{counted_cells(len(found))} {verb}.{example}" if found else "No cell changes."
        self.preview.setText(" ".join([told, *refused_words(refused)]) if is_asked else " ")
        self.confirm.setText(f"Change {counted_cells(len(found))}" if found else "Change")
        self.confirm.setEnabled(bool(found))
        self.fit()

    def _confirm(self) -> None:
        if self._found:
            words = f"Change {counted_cells(len(self._found))}"
            self.chosen.emit(self.column.currentData(), list(self._found), self._change(), words)
            self.accept()


def _example(old: str, new: str) -> str:
    return f" For example “{old}” as “{new}”." if old and new else ""


def _field(theme: Theme, name: str) -> QLineEdit:
    field = QLineEdit()
    field.setFont(theme.font())
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    return field
