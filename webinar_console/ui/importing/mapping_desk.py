"""What is chosen in step two, and what the menu of mappings does: names, files, the guesses again."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit, QWidget

from webinar_console.domain.mapping import ColumnMapping, ColumnUse, SavedMapping
from webinar_console.services.columns import as_guessed, as_saved
from webinar_console.services.import_draft import UNNAMED
from webinar_console.services.imports import ImportDraft
from webinar_console.ui.file_dialogs import ask_for_file, ask_where_to_save
from webinar_console.ui.loop import finished
from webinar_console.ui.messages import Message, message_for
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Label, Sheet, column, push_button, row

from .choices import Kept
from .columns_part import ColumnsPart
from .ports import MappingBook

NOTHING_FITS = "No column of this file has a name that “{}” knows, so nothing was changed."
_KINDS = ((".json", "Mappings"),)


class MappingDesk(QObject):
    """Listens to step two. ``current`` is what waits now, ``use`` takes another, ``say`` tells a message;
    ``questions`` are those that people of the session answered."""

    def __init__(
        self,
        sheet: QWidget,
        theme: Theme,
        part: ColumnsPart,
        mappings: MappingBook | None,
        tasks: TaskOwner,
        *,
        current: Callable[[], Kept | None],
        use: Callable[[Kept], None],
        say: Callable[[Message], None],
        questions: Callable[[], Coroutine[Any, Any, tuple[str, ...]]],
    ) -> None:
        super().__init__(sheet)
        menu = part.menu
        self._sheet, self._theme, self._part, self._mappings = sheet, theme, part, mappings
        self._questions = questions
        part.remapped.connect(self._remap)
        part.mapping_changed.connect(self._change)
        part.questions_wanted.connect(
            lambda: tasks.start(self._offer_questions(), "look for questions", group="questions")
        )
        self._tasks, self._current, self._use, self._say = tasks, current, use, say
        menu.guess_wanted.connect(lambda: self._take(as_guessed))
        menu.chosen.connect(self._choose)
        menu.save_wanted.connect(lambda: self._start(self._save(), "save a mapping"))
        menu.write_wanted.connect(lambda: self._start(self._write(), "save a mapping as a file"))
        menu.read_wanted.connect(lambda: self._start(self._read(), "load a mapping"))
        menu.forget_wanted.connect(self._forget)
        if mappings is not None:
            leave = mappings.changed.connect(self._show_named)
            self.destroyed.connect(lambda _gone: leave())
            self._show_named()

    def _show_named(self) -> None:
        if self._mappings is not None:
            self._part.menu.show_named(self._mappings.named)

    def _remap(self, place: int, use: ColumnUse) -> None:
        kept = self._current()
        if kept is not None and kept.draft.mapping.columns[place] != use:
            self._use(kept.choose(place, use))

    def _change(self, mapping: ColumnMapping) -> None:
        kept = self._current()
        if kept is not None and kept.draft.mapping != mapping:
            self._use(kept.with_mapping(mapping))

    async def _offer_questions(self) -> None:
        self._part.offer_questions(await self._questions())

    def _take(self, change: Callable[[ImportDraft], ImportDraft]) -> None:
        kept = self._current()
        if kept is not None:
            self._use(kept.with_draft(change(kept.draft)))

    def _choose(self, saved: SavedMapping) -> bool:
        kept = self._current()
        draft = as_saved(kept.draft, saved) if kept is not None else None
        if kept is None or draft is None:
            self._say(message_for(NOTHING_FITS.format(saved.name)))
            return False
        self._use(kept.with_draft(draft))
        return True

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.start(work, name, group="mapping", on_failure=lambda fault: self._say(message_for(fault)))

    def _forget(self, name: str) -> None:
        if self._mappings is not None:
            self._start(self._mappings.forget(name), "forget a mapping")

    async def _save(self) -> None:
        kept, book = self._current(), self._mappings
        if kept is None or book is None:
            return
        name = await ask_for_name(self._sheet, self._theme, _name_of(kept), {s.name for s in book.named})
        now = self._current()
        if name and now is not None and now.draft.header == kept.draft.header:
            await book.save(SavedMapping(now.draft.header, now.draft.mapping, name))
            self._take(lambda draft: replace(draft, recalled=name))

    async def _write(self) -> None:
        kept, book = self._current(), self._mappings
        if kept is None or book is None:
            return
        name = _name_of(kept)
        path = await ask_where_to_save(self._sheet, "Save the mapping", name, _KINDS)
        if path is not None:
            await book.write_file(SavedMapping(kept.draft.header, kept.draft.mapping, name), path)

    async def _read(self) -> None:
        book = self._mappings
        path = await ask_for_file(self._sheet, "Load a mapping", _KINDS) if book is not None else None
        if book is None or path is None:
            return
        saved = await book.read_file(path)
        saved = replaced_name(saved, {other.name: other for other in book.named})
        await book.save(saved)
        self._choose(saved)


def replaced_name(saved: SavedMapping, named: dict[str, SavedMapping]) -> SavedMapping:
    """The mapping under a name that no other mapping has: what somebody sends replaces nothing."""
    taken = {name.casefold(): other for name, other in named.items()}
    name, number = saved.name, 2
    while (other := taken.get(name.casefold())) is not None:
        if (other.header, other.mapping) == (saved.header, saved.mapping):
            break
        name, number = f"{saved.name} ({number})", number + 1
    return SavedMapping(saved.header, saved.mapping, name)


def _name_of(kept: Kept) -> str:
    recalled = kept.draft.recalled
    return recalled if recalled and recalled not in UNNAMED else Path(kept.draft.name).stem


class NameSheet(Sheet):
    """Asks for the name of a mapping."""

    def __init__(self, theme: Theme, name: str, taken: set[str], parent: QWidget) -> None:
        super().__init__(theme, "Save the mapping", parent, 400)
        self._taken = {other.casefold() for other in taken}
        words = (
            "The next file with these columns is read so by itself. Under a name it can be chosen as well."
        )
        self.name = QLineEdit(name)
        self.name.setFont(theme.font())
        self.name.setAccessibleName("Name of the mapping")
        self.name.setMaxLength(80)
        self.save = push_button(theme, "Save", look="primary")
        self.save.clicked.connect(self.accept)
        cancel = push_button(theme, "Cancel")
        cancel.clicked.connect(self.reject)
        asked = Label(theme, words, tone="muted", wrap=True)
        self.setLayout(
            column(theme, asked, self.name, row(theme, None, cancel, self.save), gap=12, margin=24)
        )
        self.save.setDefault(True)
        self.name.textChanged.connect(self._typed)
        self.name.selectAll()
        self.name.setFocus()
        self._typed(name)

    def _typed(self, name: str) -> None:
        self.save.setEnabled(bool(name.strip()))
        self.save.setText("Replace" if name.strip().casefold() in self._taken else "Save")


async def ask_for_name(parent: QWidget, theme: Theme, name: str, taken: set[str]) -> str:
    """The name that the person gives; empty when none."""
    sheet = NameSheet(theme, name, taken, parent)
    try:
        return sheet.name.text().strip() if await finished(sheet) else ""
    finally:
        sheet.deleteLater()
