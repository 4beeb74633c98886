"""The registrants' table: staged rows and cells look staged, and the menu acts on the selection."""

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QMenu, QWidget

from webinar_console.domain.registrant import Registrant
from webinar_console.domain.staging import StagedAddition, StagedChange, StagedRemoval
from webinar_console.ui.theme import Theme

from .checks import ROW
from .painting import PLAIN, CellLook
from .people_model import Index
from .people_view import PeopleView
from .registrant_model import RegistrantModel
from .words import crossed, people

_ADDED = CellLook("success_soft")
_CHANGED = CellLook("warning_soft", "warning")
_REMOVED = CellLook("error_soft", struck=True)
_WRONG = CellLook("error_soft", underline="error")
_CROSSED = CellLook("warning_soft", "error")


_CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class RegistrantView(PeopleView[Registrant]):
    """The table ``Registrants``. The signals ask for what is done to the selection: staging people for
    removal, pasting a block, cutting, clearing, pasting people, and changing a column's cells in one way.
    """

    removal_wanted = Signal()
    paste_wanted = Signal()
    cut_wanted = Signal()
    clear_wanted = Signal()
    people_wanted = Signal()
    change_wanted = Signal()

    def __init__(self, theme: Theme, model: RegistrantModel) -> None:
        self.registrants = model
        super().__init__(theme, model, "Registrants")
        self._icon = theme.icon

    def look_of(self, record: Registrant, name: str) -> CellLook:
        """What staging adds to a cell; the sign is in the margin and the words are in the tool tip."""
        draft = self.registrants.draft
        staged = draft.get(record.id) if len(draft) else None
        if staged is None:
            return PLAIN
        column = self.registrants.parts.get(name)
        field = name if column is None else column.field
        is_changed = self.registrants.parts.is_changed(draft, record.id, name)
        problems = self.registrants.problems
        rests = isinstance(staged, StagedChange) and not is_changed
        if problems.get(record.id, field) and not (rests and column is not None):
            return _WRONG
        if problems.get(record.id, ROW) and not rests:
            return _WRONG
        if isinstance(staged, StagedAddition):
            return _ADDED
        if isinstance(staged, StagedRemoval):
            return _REMOVED
        if field in draft.conflicts(record.id) and (column is None or crossed(draft, record.id, column)):
            return _CROSSED
        return _CHANGED if is_changed else PLAIN

    def why_not(self, index: QModelIndex) -> str | None:
        """Why a cell cannot be edited."""
        return self.registrants.why_not_cell(index.row(), index.column())

    def selected_keys(self) -> list[str]:
        """The keys of the rows with a selected cell."""
        return [self.registrants.key_at(row) for row in self.selected_rows()]

    def copy(self) -> None:
        """Put the selected cells on the clipboard, before anything else is done with the table."""
        self.registrants.do_step(self.copying(), self.selected_count())

    def edit_key(self, key: str) -> None:
        """Bring a row into view and begin to edit the first of its cells from the left that can be edited."""
        slot = self.registrants.slot_of(key)
        row = None if slot is None else self.registrants.row_of(slot)
        if row is not None:
            self.registrants.unfinished = key
            shown = self.in_view_order(range(self.registrants.columnCount()))
            can_edit = (column for column in shown if self.registrants.why_not_cell(row, column) is None)
            first = next(can_edit, None)
            index = self.show_row(row, first)
            if first is not None:
                self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's call: cut, paste, clear; the rest as in any table of people."""
        asked = None
        if event.matches(QKeySequence.StandardKey.Paste):
            asked = self.paste_wanted
        elif event.matches(QKeySequence.StandardKey.Cut):
            asked = self.cut_wanted
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            asked = self.clear_wanted
        elif event.key() == Qt.Key.Key_V and event.modifiers() == _CTRL_SHIFT:
            asked = self.people_wanted
        if asked is None:
            super().keyPressEvent(event)
        else:
            asked.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Qt's call: whoever leaves a new row has finished it."""
        super().currentChanged(current, previous)
        new = self.registrants.unfinished
        if new is not None and current.isValid() and self.registrants.key_at(current.row()) != new:
            self.registrants.unfinished = None
            self.registrants.check_again()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Qt's call: Escape in a new row that is still empty takes the row back."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.RevertModelCache and self.currentIndex().isValid():
            key = self.registrants.key_at(self.currentIndex().row())
            staged = self.registrants.draft.get(key)
            if isinstance(staged, StagedAddition) and not any(staged.values.values()):
                self.registrants.take_back([key])

    # -- the menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's call: right click, Shift+F10 or the menu key."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            rect = self.visualRect(self.currentIndex())
            place = self.viewport().mapToGlobal(QPoint(rect.left(), rect.bottom()))
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def menu(self) -> QMenu:
        """The menu for the present selection; the caller shows it."""
        menu = QMenu(self)
        count = self.selected_count()
        current = self.currentIndex()
        draft = self.registrants.draft
        can_edit = current.isValid() and self.why_not(current) is None
        may = not self.registrants.session_finished
        self._act(menu, "Edit cell", lambda: self.edit(current), "F2", enabled=can_edit)
        copy, cut, paste = (getattr(QKeySequence.StandardKey, name) for name in ("Copy", "Cut", "Paste"))
        self._act(menu, "Cut", self.cut_wanted.emit, cut, enabled=may and bool(count))
        self._act(menu, "Copy", self.copy, copy, enabled=bool(count))
        self._act(menu, "Paste", self.paste_wanted.emit, paste, enabled=may and current.isValid())
        self._act(menu, "Paste as new people", self.people_wanted.emit, "Ctrl+Shift+V", enabled=may)
        self._act(menu, "Clear cells", self.clear_wanted.emit, "Del", enabled=may and bool(count))
        self._act(menu, "Change cells…", self.change_wanted.emit, enabled=may and bool(count))
        self._act(menu, "Select all", self.selectAll, QKeySequence.StandardKey.SelectAll)
        menu.addSeparator()
        staged = self._staged_keys()
        names = {self.registrants.columns[c].name for c in self.selected_columns()}
        one = draft.get(staged[0]) if len(staged) == 1 else None
        parts = self.registrants.parts
        if isinstance(one, StagedChange) and any(parts.is_changed(draft, staged[0], n) for n in names):
            self._act(menu, "Revert cell", lambda: self.registrants.take_back(staged, names))
        rows = "Revert row" if len(staged) < 2 else f"Revert {len(staged):,} rows"
        self._act(menu, rows, lambda: self.registrants.take_back(staged), enabled=bool(staged))
        crossed = [key for key in staged if draft.conflicts(key)]
        if crossed:
            self._act(menu, "Keep my values", lambda: self.registrants.keep_mine(crossed))
        menu.addSeparator()
        remove = f"Remove {people(count)}" if count else "Remove people"
        action = self._act(menu, remove, self.removal_wanted.emit, enabled=may and bool(count))
        action.setIcon(self._icon("trash", "error"))
        return menu

    def _staged_keys(self) -> list[str]:
        """Those of the selected rows for which something is staged; the others are not looked at."""
        model = self.registrants
        slots = {slot for key in model.draft if (slot := model.slot_of(key)) is not None}
        rows = model.index_of_people.rows
        return [rows[slot].id for slot in self.selected_slots() if slot in slots] if slots else []

    def _act(
        self,
        menu: QMenu,
        text: str,
        run: object,
        key: str | QKeySequence.StandardKey | None = None,
        *,
        enabled: bool = True,
    ) -> QAction:
        action = menu.addAction(text)
        action.setEnabled(enabled)
        if key is not None:
            # Shown, not bound: the table handles these keys itself.
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(run)
        return action
