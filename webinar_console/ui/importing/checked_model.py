"""Every row of the file with its verdict; the cells that come from the file can be edited."""

from collections.abc import Mapping
from heapq import merge

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from webinar_console.domain.invitee import ATTENDEE, CO_HOST, PANELIST
from webinar_console.domain.mapping import ColumnMapping, ColumnUse
from webinar_console.domain.people import CheckedPerson, RemarkCode, Target, Verdict
from webinar_console.services.imports import Checked
from webinar_console.services.mending import Mending, editable_uses
from webinar_console.ui.phrases import number
from webinar_console.ui.widgets.chip import ChipTone
from webinar_console.ui.widgets.report_table import Index, ReportModel

from .words import VERDICTS

#: True for cells that were corrected.
CHANGED_ROLE = Qt.ItemDataRole.UserRole + 4
_TONES: Mapping[Verdict, ChipTone] = {
    Verdict.READY: "success",
    Verdict.REMARK: "accent",
    Verdict.MEND: "error",
    Verdict.SKIP: "muted",
}
_ROLES = {ATTENDEE: "Attendee", PANELIST: "Panelist", CO_HOST: "Co-host"}
_EDIT = Qt.ItemFlag.ItemIsEditable
_ROW = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren

#: The columns between the verdict and the reason: heading, target, letters.
FIELDS = (
    ("First name", Target.FIRST_NAME, 11),
    ("Last name", Target.LAST_NAME, 12),
    ("E-mail", Target.EMAIL, 27),
    ("Role", Target.ROLE, 8),
    ("Source", Target.SOURCE, 9),
    ("External id", Target.EXTERNAL_ID, 14),
    ("Job title", Target.JOB_TITLE, 13),
    ("Join page", Target.JOIN_URI, 18),
    ("Cancellation page", Target.CANCELLATION_URI, 18),
)
_FIRST_FIELD = 2


class CheckedModel(ReportModel):
    """Line, verdict, the mapped fields, and why. ``typed`` tells an edit: position, use, text.

    The text is shown at once; the verdict follows with the next check. A row that was mended stays where it
    is until another filter is chosen.
    """

    HEADERS = ("Line", "Verdict", *(heading for heading, _, _ in FIELDS), "Reason")
    WIDTHS = (5, 22, *(letters for _, _, letters in FIELDS), 24)
    VERDICT, REASON = 1, len(FIELDS) + _FIRST_FIELD
    ROLE = _FIRST_FIELD + 3

    typed = Signal(int, object, str)

    def __init__(self) -> None:
        super().__init__(self.HEADERS, figures=(0,), muted=(0,), middles=(0, self.column_of(Target.EMAIL)))
        self._checked: Checked | None = None
        self._mending = Mending()
        self._verdict: Verdict | None = None
        #: What can be edited in each column.
        self._uses: tuple[ColumnUse | None, ...] = ()
        self._fresh: dict[tuple[int, int], str] = {}

    @staticmethod
    def column_of(target: Target) -> int:
        """The column that shows a target."""
        return _FIRST_FIELD + next(place for place, field in enumerate(FIELDS) if field[1] is target)

    @staticmethod
    def shown_targets(mapping: ColumnMapping) -> frozenset[Target]:
        """The targets that have something to show in this file."""
        given = mapping.given
        more: set[Target] = set()
        if Target.FULL_NAME in given:
            more |= {Target.FIRST_NAME, Target.LAST_NAME}
        if Target.EXTERNAL_KEY in given:
            more.add(Target.EXTERNAL_ID)
        return given | more

    def use_of(self, column: int) -> ColumnUse | None:
        """What can be edited in a column; ``None`` where nothing can."""
        return self._uses[column] if column < len(self._uses) else None

    def person(self, source: int) -> CheckedPerson:
        """The row at a position of the file."""
        assert self._checked is not None
        return self._checked.people[source]

    def place_of(self, source: int) -> int | None:
        """Where a position of the file is shown; ``None``: the filter hides it."""
        try:
            return self._order.index(source)
        except ValueError:
            return None

    def show_checked(
        self, checked: Checked | None, mending: Mending | None = None, verdict: Verdict | None = None
    ) -> None:
        """Show the result of a check, narrowed to one verdict. One of the same rows takes the place of the
        last one cell by cell; the rows stay."""
        old, self._checked = self._checked, checked
        self._mending = mending or Mending()
        editable = editable_uses(checked.draft.mapping) if checked is not None else frozenset()
        uses = [use if (use := ColumnUse(target)) in editable else None for _, target, _ in FIELDS]
        self._uses = (None, None, *uses)
        self._fresh.clear()
        self._call_lines(checked)
        same = old is not None and checked is not None and old.draft.rows is checked.draft.rows
        if not same:
            self._verdict = verdict
            self.replace_rows(self._positions(verdict))
            return
        if verdict is not self._verdict:
            self.narrow(verdict)
        elif verdict is not None:
            self._let_more_in(verdict)
        if self.rowCount():
            last = self.index(self.rowCount() - 1, self.REASON)
            self.dataChanged.emit(self.index(0, 0), last)

    def _let_more_in(self, verdict: Verdict) -> None:
        shown = set(self._order)
        new = [position for position in self._positions(verdict) if position not in shown]
        if new:
            self.show_rows(list(merge(self._order, new)))

    def narrow(self, verdict: Verdict | None) -> None:
        """Show only the rows of one verdict, or all."""
        self._verdict = verdict
        self.show_rows(self._positions(verdict))

    def narrow_anew(self) -> None:
        """The same filter over the verdicts of now: rows that have another one go."""
        self.narrow(self._verdict)

    def _positions(self, verdict: Verdict | None) -> "list[int] | range":
        if self._checked is None:
            return range(0)
        return range(len(self._checked.people)) if verdict is None else list(self._checked.of[verdict])

    def _place_of(self, person: CheckedPerson) -> str:
        """The line, and of several files which."""
        column = self._checked.draft.file_column if self._checked is not None else None
        line = number(person.line)
        return line if column is None else f"{line} of {person.cells[column]}"

    def _call_lines(self, checked: Checked | None) -> None:
        """A text has lines, a sheet has rows."""
        name = checked.draft.unit.capitalize() if checked is not None else self.HEADERS[0]
        if name != self._headers[0]:
            self._headers = (name, *self.HEADERS[1:])
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)

    def text(self, source: int, column: int) -> str:
        """The words of a cell."""
        person = self.person(source)
        if column == 0:
            return self._place_of(person)
        if column == self.VERDICT:
            return VERDICTS[person.verdict]
        if column == self.REASON:
            return person.reason
        fresh = self._fresh.get((source, column))
        if fresh is not None:
            return fresh
        target = FIELDS[column - _FIRST_FIELD][1]
        value: str = getattr(person, target.value)
        return _ROLES.get(value, value) if target is Target.ROLE else value

    def story(self, index: Index) -> str:
        """Line and reason of a row in one sentence; empty where there is nothing to say."""
        source = self.source_row(index)
        person = self.person(source)
        return f"{self.place_words(source)}: {person.reason}" if person.remarks else ""

    def place_words(self, source: int) -> str:
        """Where in the file a row is: "Line 14", in a sheet "Row 14"."""
        return f"{self._headers[0]} {self._place_of(self.person(source))}"

    def chip(self, source: int, column: int) -> ChipTone | None:
        """The verdict is a chip."""
        return _TONES[self.person(source).verdict] if column == self.VERDICT else None

    def tip(self, source: int, column: int) -> str:
        """The whole text, and what stood there before."""
        text, before = self.text(source, column), self.before(source, column)
        if before is None:
            return text
        return f"{text}\nIn the file: “{before}”" if before else f"{text}\nIn the file: nothing"

    def before(self, source: int, column: int) -> str | None:
        """What stands in the file where a cell was corrected; ``None`` where it was not."""
        use = self.use_of(column)
        if use is None or self._mending.correction(source, use) is None or self._checked is None:
            return None
        draft = self._checked.draft
        columns = draft.mapping.columns
        place = use if use in columns else ColumnUse(Target.FULL_NAME)
        return draft.rows[source][columns.index(place)]

    def fault_column(self, source: int) -> int | None:
        """The column where a row is to be mended: that of its first remark, else the first that can be."""
        editable = [column for column in range(_FIRST_FIELD, self.REASON) if self.use_of(column)]
        for remark in self.person(source).remarks:
            field = Target.FIRST_NAME if remark.field is Target.FULL_NAME else remark.field
            if remark.code is RemarkCode.NO_LAST_NAME:
                field = Target.LAST_NAME
            if field is not None and any(field is target for _, target, _ in FIELDS):
                column = self.column_of(field)
                if column in editable:
                    return column
        return editable[0] if editable else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Qt's question."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _ROW | _EDIT if self.use_of(index.column()) is not None else _ROW

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's question."""
        if role == Qt.ItemDataRole.EditRole:
            role = Qt.ItemDataRole.DisplayRole
        if role == CHANGED_ROLE and index.isValid():
            return self.before(self._order[index.row()], index.column()) is not None
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and index.isValid():
            before = self.before(self._order[index.row()], index.column())
            return None if before is None else f"changed, in the file: {before or 'nothing'}"
        return super().data(index, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Qt's call: somebody typed."""
        use = self.use_of(index.column()) if index.isValid() else None
        if use is None or role != Qt.ItemDataRole.EditRole:
            return False
        source, text = self._order[index.row()], str(value)
        self._fresh[source, index.column()] = text
        self.dataChanged.emit(index, index)
        self.typed.emit(source, use, text)
        return True
