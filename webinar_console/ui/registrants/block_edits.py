"""What is done to many cells at once: cut, paste, clear, change a column, paste people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from webinar_console.domain.errors import FileProblem
from webinar_console.services.bulk import Change
from webinar_console.services.grid import Grid, Reading
from webinar_console.services.pasted_people import WHO, Finding, people_in, people_of
from webinar_console.ui.messages import Action, Messages
from webinar_console.ui.phrases import listed
from webinar_console.ui.theme import Theme

from . import clipboard
from .bulk_sheet import BulkSheet
from .draft import Draft
from .pasting import Pasted, area_of, filling, pasting, spread
from .registrant_view import RegistrantView
from .selection import Block
from .steps import adding, setting
from .words import FINISHED, counted_cells, people

NOTHING_COPIED = "There are no cells on the clipboard. Copy them in your spreadsheet first."
NOBODY_COPIED = "There is nobody on the clipboard with a name or an address. Copy the rows first."
NOBODY_BEYOND = "Nobody in these rows has a name or an address, so nobody was added."
NO_RECTANGLE = "A block of cells needs one rectangle to go to: select its cell at the top left."
COPIED_PLAIN = (
    "So much is copied as plain text: a spreadsheet may take 007 for 7, and what begins like a formula has "
    "an apostrophe before it. Export the list to have every cell as it is."
)
OTHER_SESSION = "Another session is shown now, so nobody was added."
NO_STEPS = (
    "There is no step left to undo. What is staged here was staged before the last Apply or start of the "
    "program: Revert takes back rows of it, Discard all of it."
)
BEING_APPLIED = "What was staged is being applied, so it cannot be undone any more."
_KEY = "block edits"
_AT_ONCE = 200


def _height(blocks: Sequence[Block]) -> int:
    return sum(block.bottom - block.top + 1 for block in blocks)


class BlockEdits(QObject):
    """Works on the selection of a view; each deed is one step that can be undone.

    What cannot be changed is passed over, and said with its reason. ``undo_beyond``: undo was asked for, and
    nothing that is staged is left to take back.
    """

    undo_beyond = Signal()

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
        view.copied_plain.connect(lambda: messages.info(COPIED_PLAIN, key=_KEY))

    def bind(self, panel: QWidget) -> None:
        """Bind the keys of undo and redo for all that is in the panel."""
        keys: dict[QKeySequence.StandardKey | str, Callable[[], object]] = {
            QKeySequence.StandardKey.Undo: self.undo,
            "Ctrl+Shift+Z": self._model.redo,
            "Ctrl+Y": self._model.redo,
        }
        for key, run in keys.items():
            shortcut = QShortcut(QKeySequence(key), panel)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    def undo(self) -> None:
        """Take back the last step."""
        self._model.settle()
        draft = self._model.draft
        if self._model.stack.canUndo():
            self._model.undo()
        elif len(draft):
            self._messages.info(NO_STEPS if len(draft) > len(draft.applying) else BEING_APPLIED, key=_KEY)
        else:
            self.undo_beyond.emit()

    def paste(self) -> None:
        """Put the clipboard's block at the top left of the selection."""
        # What is being copied or cut by now is meant.
        self._model.settle()
        copied, blocks = clipboard.taken(), self._view.selected_blocks()
        current = self._view.currentIndex()
        if not blocks and current.isValid():
            blocks = [Block(current.row(), current.row(), current.column(), current.column())]
        # The rows as they stand at this key stroke, whatever is sorted, filtered or read meanwhile.
        steps = self._pasting(copied.reading(), blocks, self._model.index_of_people.order, self._shown())
        self._model.do_step(steps, max(copied.lines, _height(blocks)))

    def _pasting(
        self, reading: Reading, blocks: Sequence[Block], order: Sequence[int], shown: Sequence[int]
    ) -> Iterator[None]:
        grid = yield from reading
        if not grid:
            self._messages.info(NOTHING_COPIED, key=_KEY)
            return
        found = Pasted()
        if len(grid) == 1 and len(grid[0]) == 1:
            steps = filling(self._model, order, blocks, shown, grid[0][0], found)
            yield from self._working(steps, found, "Paste")
            return
        area = area_of(blocks, shown)
        if area is None:
            if blocks:
                self._messages.info(NO_RECTANGLE, key=_KEY)
            return
        grid = spread(grid, area.bottom - area.top + 1, len(area.columns))
        columns = shown[shown.index(area.columns[0]) :]
        slots = order[area.top : area.top + len(grid)]
        yield from self._working(pasting(self._model, grid, slots, columns, found), found, "Paste")

    def cut(self) -> None:
        """Copy, and clear what can be cleared."""
        self._clear("Cut", self._view.copying())

    def clear(self) -> None:
        """Take the text out of the selected cells."""
        self._clear("Clear")

    def _clear(self, verb: str, before: Iterable[None] = ()) -> None:
        found, blocks = Pasted(), self._view.selected_blocks()
        order = self._model.index_of_people.order
        steps = chain(before, filling(self._model, order, blocks, self._shown(), "", found))
        self._model.do_step(self._working(steps, found, verb), _height(blocks))

    def _shown(self) -> list[int]:
        """The columns that are shown, from left to right."""
        return self._view.in_view_order(range(self._model.columnCount()))

    def _working(self, steps: Iterator[None], found: Pasted, verb: str) -> Iterator[None]:
        yield from steps
        if found.cells:
            yield from setting(self._model, found.cells, f"{verb} {counted_cells(found.count)}")
        if found.words or found.beyond:
            self._say(found)

    def _say(self, found: Pasted) -> None:
        words = found.words
        actions: tuple[Action, ...] = ()
        if found.beyond and self._may_add():
            rows = "1 row has" if len(found.beyond) == 1 else f"{len(found.beyond):,} rows have"
            words = f"{words} {rows} no place below the last one.".strip()
            if set(WHO).intersection(found.columns):
                add = partial(self._add_beyond, found, self._model.draft)
                actions = (Action("Add as new people", add),)
        if words:
            self._messages.info(words, key=_KEY, actions=actions)

    # -- people

    def paste_people(self) -> None:
        """Stage the clipboard's rows as new people."""
        if not self._may_add():
            if self._model.session_finished:
                self._messages.info(FINISHED, key=_KEY)
            return
        self._model.settle()
        copied = clipboard.taken()
        names = [self._model.columns[column].name for column in self._shown()]
        self._model.do_step(
            self._adding(self._found_in(copied.reading(), names), NOBODY_COPIED), copied.lines
        )

    def _found_in(self, reading: Reading, names: Sequence[str]) -> Finding:
        grid = yield from reading
        return (yield from people_in(grid, names))

    def _add_beyond(self, pasted: Pasted, draft: Draft) -> None:
        if draft is not self._model.draft or not self._may_add():
            self._messages.info(OTHER_SESSION, key=_KEY)
            return
        finding = self._found_of(pasted.beyond, pasted.columns)
        self._model.do_step(self._adding(finding, NOBODY_BEYOND), len(pasted.beyond))

    def _found_of(self, grid: Grid, names: Sequence[str]) -> Finding:
        found = yield from people_of(grid, names)
        titles = {described.name: described.title for described in self._model.columns}
        return replace(found, unused=tuple(titles.get(name, name) for name in found.unused))

    def _adding(self, finding: Finding, nobody: str) -> Iterator[None]:
        try:
            found = yield from finding
        except FileProblem as problem:
            self._messages.error(problem, key=_KEY)
            return
        if not found.people:
            self._messages.info(nobody, key=_KEY)
            return
        yield from adding(self._model, found.people)
        words = f"{people(len(found.people)).capitalize()} added as attendees, not applied yet."
        if found.left_out:
            rows = "1 row was" if found.left_out == 1 else f"{found.left_out:,} rows were"
            words = f"{words} {rows} left out: without a name and without an address."
        if found.unused:
            words = f"{words} Not taken: {listed(list(found.unused))}. An import takes more."
        self._messages.info(words, key=_KEY)

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

    def _change(self, name: str, keys: Sequence[str], change: Change, words: str) -> None:
        self._model.do_step(self._changing(name, keys, change, words), len(keys))

    def _changing(self, name: str, keys: Sequence[str], change: Change, words: str) -> Iterator[None]:
        """The cells are those of now: the list may have been read anew while the sheet was open."""
        cells: dict[str, dict[str, str]] = {}
        for count, key in enumerate(keys, 1):
            record = self._model.shown_record(key)
            if record is not None:
                cells[key] = {name: change(self._model.parts.text_of(record, name))}
            if count % _AT_ONCE == 0:
                yield
        yield from setting(self._model, cells, words)
