"""What is done to many cells at once: cut, paste, clear, change a column, paste people."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from webinar_console.services.grid import Grid
from webinar_console.services.pasted_people import people_in
from webinar_console.ui.messages import Action, Messages
from webinar_console.ui.theme import Theme

from . import clipboard
from .bulk_sheet import BulkSheet
from .pasting import Pasted, extent, filling, pasting, spread
from .registrant_view import RegistrantView
from .words import FINISHED, counted_cells, people

NOTHING_COPIED = "There are no cells on the clipboard. Copy them in your spreadsheet first."
NOBODY_COPIED = "There is nobody on the clipboard with a name or an address. Copy the rows first."
_KEY = "block edits"


class BlockEdits(QObject):
    """Works on the selection of a view; each deed is one step that can be undone.

    What cannot be changed is passed over, and said with its reason.
    """

    def __init__(
        self, theme: Theme, view: RegistrantView, messages: Messages, may_add: Callable[[], bool]
    ) -> None:
        super().__init__(view)
        self._theme, self._view, self._messages, self._may_add = theme, view, messages, may_add
        self._model = view.registrants
        view.paste_wanted.connect(self.paste)
        view.cut_wanted.connect(self.cut)
        view.clear_wanted.connect(self.clear)
        view.people_wanted.connect(self.paste_people)
        view.change_wanted.connect(self.change)

    def bind(self, panel: QWidget) -> None:
        """Bind the keys of undo and redo for all that is in the panel."""
        keys: dict[QKeySequence.StandardKey | str, Callable[[], object]] = {
            QKeySequence.StandardKey.Undo: self._model.undo,
            "Ctrl+Shift+Z": self._model.redo,
            "Ctrl+Y": self._model.redo,
        }
        for key, run in keys.items():
            shortcut = QShortcut(QKeySequence(key), panel)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    def paste(self) -> None:
        """Put the clipboard's block at the top left of the selection."""
        grid = clipboard.taken()
        blocks = self._view.selected_blocks()
        whole = extent(blocks)
        if not grid:
            self._messages.info(NOTHING_COPIED, key=_KEY)
            return
        if whole is None:
            current = self._view.currentIndex()
            if not current.isValid():
                return
            top, left, height, width = current.row(), current.column(), 1, 1
        else:
            top, height = whole.top, whole.bottom - whole.top + 1
            left = self._view.in_view_order(range(whole.left, whole.right + 1))[0]
            width = len(self._view.in_view_order(range(whole.left, whole.right + 1)))
        found = Pasted()
        if blocks and len(grid) == 1 and len(grid[0]) == 1:
            self._work(filling(self._model, blocks, grid[0][0], found), found, "Paste")
            return
        if len(blocks) == 1:
            grid = spread(grid, height, width)
        shown = self._view.in_view_order(range(self._model.columnCount()))
        columns = shown[shown.index(left) :]
        self._work(pasting(self._model, grid, top, columns, found), found, "Paste")

    def cut(self) -> None:
        """Copy, and clear what can be cleared."""
        self._view.copy()
        self._clear("Cut")

    def clear(self) -> None:
        """Take the text out of the selected cells."""
        self._clear("Clear")

    def _clear(self, verb: str) -> None:
        found = Pasted()
        self._work(filling(self._model, self._view.selected_blocks(), "", found), found, verb)

    def _work(self, steps: Iterator[None], found: Pasted, verb: str) -> None:
        self._model.settle()
        self._model.slices.steady(self._working(steps, found, verb))

    def _working(self, steps: Iterator[None], found: Pasted, verb: str) -> Iterator[None]:
        yield from steps
        if found.cells:
            self._model.set_cells(found.cells, f"{verb} {counted_cells(found.count)}")
        if found.words or found.beyond:
            self._say(found)

    def _say(self, found: Pasted) -> None:
        words = found.words
        actions: tuple[Action, ...] = ()
        if found.beyond and self._may_add():
            rows = "1 row has" if len(found.beyond) == 1 else f"{len(found.beyond):,} rows have"
            words = f"{words} {rows} no place below the last one.".strip()
            beyond = found.beyond
            actions = (Action("Add as new people", lambda: self._add(beyond)),)
        if words:
            self._messages.info(words, key=_KEY, actions=actions)

    # -- people

    def paste_people(self) -> None:
        """Stage the clipboard's rows as new people."""
        if self._may_add():
            self._add(clipboard.taken())
        elif self._model.session_finished:
            self._messages.info(FINISHED, key=_KEY)

    def _add(self, grid: Grid) -> None:
        shown = self._view.in_view_order(range(self._model.columnCount()))
        columns = [self._model.columns[column].name for column in shown]
        found = people_in(grid, columns)
        if not found:
            self._messages.info(NOBODY_COPIED, key=_KEY)
            return
        self._model.add_people(found)
        self._messages.info(f"{people(len(found)).capitalize()} added, not applied yet.", key=_KEY)

    # -- one change for a column

    def change(self) -> None:
        """Ask how the selected cells of a column are to change."""
        columns = [c for c in self._view.selected_columns() if self._model.columns[c].why_fixed is None]
        blocks = self._view.selected_blocks()
        if self._model.session_finished:
            self._messages.info(FINISHED, key=_KEY)
            return
        if not columns or not blocks:
            self._messages.info("Select cells that can be edited first.", key=_KEY)
            return
        sheet = BulkSheet(self._theme, self._model, columns, blocks, self._view.window())
        sheet.chosen.connect(self._change)
        sheet.open()

    def _change(self, name: str, cells: dict[str, str], words: str) -> None:
        self._model.set_cells({key: {name: text} for key, text in cells.items()}, words)
