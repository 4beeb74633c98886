"""Lists of registrants as files: the menu, the questions, and the work with its progress and its end."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.exported import (
    ExportColumn,
    Found,
    all_columns,
    crm_columns,
    link_columns,
    moments,
    registered_at,
)
from webinar_console.domain.file_names import file_name
from webinar_console.domain.registrant import Registrant
from webinar_console.domain.session import Session
from webinar_console.services.exports import FORMATS, ExportFile, find_columns, save_pages, write_export
from webinar_console.services.slices import exhausted_in_slices, in_slices
from webinar_console.ui.file_dialogs import ask_where_to_save
from webinar_console.ui.loop import finished
from webinar_console.ui.messages import Action, Messages
from webinar_console.ui.phrases import counted, people
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import tool_button
from webinar_console.ui.window.commands import Command

from .columns import NOTHING, Attendance, Look, attendance_in, moment_text
from .export_bar import ExportBar
from .export_sheet import (
    OTHER_SESSION,
    WAS_LOADING,
    Choice,
    ExportSheet,
    Offer,
    Picked,
    Scope,
    list_separator,
    not_in_it,
    with_defaults,
)
from .marking import KEY, Marking
from .people_index import PeopleIndex
from .people_model import places
from .printing import Pages, Paper
from .registrant_model import RegistrantModel
from .registrant_view import RegistrantView
from .selection import runs_of

CANCELLED = "The export was cancelled. No file was written."
UNDER_WAY = "An export is under way. Wait for it, or cancel it first."
MARK = "Mark a list from a CRM…"
PRINT = "What is shown as PDF, to print…"
_KINDS = {**dict(FORMATS), ".pdf": "PDF document"}
#: Rows of pages between two looks at the progress.
_TOLD_EVERY = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """What can be exported: the words of the menu, what does it, and whether another kind of deeds begins."""

    words: str
    run: Callable[[], None]
    is_possible: bool
    begins_group: bool = False
    #: Its name as a command, where that is not the words after "Export".
    name: str = ""


class Exporting(QObject):
    """Exports what a view shows. ``button`` opens the menu; ``bar`` tells how far the work is.

    ``session`` gives the session whose people the table has, ``is_loading`` whether some may be missing,
    ``as_of`` how old they are.
    """

    def __init__(
        self,
        theme: Theme,
        view: RegistrantView,
        tasks: TaskOwner,
        messages: Messages,
        session: Callable[[], Session | None],
        is_loading: Callable[[], bool],
        as_of: Callable[[], str],
    ) -> None:
        super().__init__(view)
        self._theme, self._view, self._tasks, self._messages = theme, view, tasks, messages
        self._session, self._is_loading = session, is_loading
        self._model: RegistrantModel = view.registrants
        self._chosen = Choice(separator=list_separator())
        self._task: asyncio.Task[None] | None = None
        self.button = tool_button(
            theme, "Export", "export", name="Export people", tip="As a workbook, CSV, TSV or JSON Lines"
        )
        self.bar = ExportBar(theme)
        everybody = partial(self._people, Scope.EVERYBODY)
        self._marking = Marking(theme, view, tasks, messages, self.bar, everybody, as_of, self.mark_list)
        self.button.clicked.connect(self._pop_up)
        self.bar.cancel_wanted.connect(self.cancel)

    # -- ways in

    def menu(self, parent: QWidget) -> QMenu:
        """The menu as things are now; the caller shows it."""
        menu = QMenu(parent)
        for deed in self._deeds():
            if deed.begins_group:
                menu.addSeparator()
            action = menu.addAction(deed.words)
            action.setEnabled(deed.is_possible)
            action.triggered.connect(deed.run)
        return menu

    def commands(self) -> list[Command]:
        """The same by name."""
        more = "save list file excel xlsx csv tsv json download print paper"
        return [
            Command(
                deed.name or f"Export {deed.words[0].lower()}{deed.words[1:]}", deed.run, "export", more=more
            )
            for deed in self._deeds()
            if deed.is_possible
        ]

    def _deeds(self) -> Iterator[Deed]:
        shown = self._session()
        attendance = attendance_in(shown) if shown is not None else Attendance.NOT_YET
        can_attend = attendance is not Attendance.NOT_YET
        yield Deed("Registrants…", self.ask, shown is not None)
        missing = "Absent" if attendance is not Attendance.UNDER_WAY else "Not there yet"
        for word, came in (("Attended", True), (missing, False)):
            with_links = partial(self.ask_list, word, came, for_crm=False)
            for_crm = partial(self.ask_list, word, came, for_crm=True)
            yield Deed(f"{word}, with join links…", with_links, can_attend, begins_group=came)
            yield Deed(f"{word}, for a CRM…", for_crm, can_attend)
        yield Deed(MARK, self.mark_list, shown is not None, begins_group=True, name=MARK)
        yield Deed(PRINT, self.print_shown, shown is not None, begins_group=True)

    def print_shown(self) -> None:
        """Ask where to, and make pages of what is shown."""
        self._start(self._print, "print")

    def _pop_up(self) -> None:
        menu = self.menu(self.button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def ask(self) -> None:
        """Ask what is wanted, then where to, and write it."""
        self._start(self._ask, "export")

    def ask_list(self, word: str, came: bool, *, for_crm: bool) -> None:
        """Ask where to, and write who attended or who did not."""
        self._start(partial(self._ask_list, word, came, for_crm), "export a list")

    def mark_list(self) -> None:
        """Ask for a list, and write it again with who registered and who attended."""
        self._start(self._mark, "mark a list")

    def cancel(self) -> None:
        """End the export that is under way; nothing is left of it, unless its file is there by now."""
        if self._task is not None and not self._task.cancelling():
            self._task.cancel()

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        if self._task is not None and not self._task.done():
            self._messages.info(UNDER_WAY, key=KEY)
        elif self._session() is not None:
            failed = partial(self._failed, partial(self._start, work, name))
            self._task = self._tasks.start(work(), name, on_failure=failed)

    # -- what is wanted

    async def _ask(self) -> None:
        shown = self._session()
        if shown is None:
            return
        self._model.settle()
        draft = self._model.draft
        offer = self._offer()
        sheet = ExportSheet(self._theme, offer, with_defaults(offer, self._chosen), self._view.window())
        try:
            if not await finished(sheet):
                return
            self._chosen = choice = sheet.choice()
        finally:
            sheet.deleteLater()
        if draft is not self._model.draft:
            self._messages.info(OTHER_SESSION, key=KEY)
            return
        picked = await self._people(choice.scope)
        columns = self._as_shown() if not choice.all_columns else await self._everything(picked.people)
        words = "registrants" if choice.scope is Scope.EVERYBODY else f"{choice.scope.value} registrants"
        await self._save(choice, shown, words, columns, picked)

    async def _ask_list(self, word: str, came: bool, for_crm: bool) -> None:
        shown = self._session()
        if shown is None:
            return
        self._model.settle()
        everybody = await self._people(Scope.EVERYBODY)
        some = [person for person in everybody.people if person.attended is came]
        picked = replace(everybody, people=some)
        if for_crm:
            columns = crm_columns(await find_columns(some), self._attended(), moment_text)
        else:
            columns = link_columns(moment_text)
        choice = replace(self._chosen, suffix=".csv" if for_crm else FORMATS[0][0])
        await self._save(choice, shown, word.lower(), columns, picked)

    async def _mark(self) -> None:
        shown = self._session()
        if shown is not None:
            await self._marking.mark(shown)

    async def _print(self) -> None:
        shown = self._session()
        if shown is None:
            return
        self._model.settle()
        picked = await self._people(Scope.SHOWN)
        path = await self._path(shown, "registrants", ".pdf")
        if path is None:
            return
        places = self._view.in_view_order(range(self._model.columnCount()))
        columns = [(self._model.columns[c], float(self._view.columnWidth(c))) for c in places]
        facts = (moment_text(shown.scheduled_start_time).strip(), people(len(picked.people)))
        pages = Pages(Paper(shown.name, " · ".join(filter(None, facts)), columns, picked.people))
        with self._writing(path, picked), contextlib.closing(pages.paint()) as painting:
            await exhausted_in_slices(self._told(painting))
            await save_pages(path, pages.content())
        length = counted(pages.count, "page", "pages")
        said = f"{path.name} is saved: {people(len(picked.people))} on {length}. Open it to print it."
        self._say_saved(said, picked, Action("Open", lambda: self._open(path)))

    def _told(self, painting: Iterator[int]) -> Iterator[None]:
        for done in painting:
            if done % _TOLD_EVERY == 0:
                self.bar.show_done(done)
            yield

    def _offer(self) -> Offer:
        index, draft = self._model.index_of_people, self._model.draft
        # Rows that the server does not have: people who were added here, or have left.
        ours = {self._model.slot_of(key) for key in draft if draft.server(key) is None}
        slots = {slot for slot in ours if slot is not None}
        at = places(slots, index.order).values()
        blocks = self._view.selected_blocks()
        return Offer(
            selected=self._view.selected_count()
            - sum(any(one.top <= place <= one.bottom for one in blocks) for place in at),
            shown=len(index.order) - len(at),
            everybody=self._model.total - len(slots),
            columns=len(self._view.in_view_order(range(self._model.columnCount()))),
            staged=draft.counts().total,
            is_loading=self._is_loading(),
        )

    async def _people(self, scope: Scope) -> Picked:
        """The server's records of these people, in the order that is shown, as they are now."""
        draft = self._model.draft
        staged, is_whole = draft.counts().total, not self._is_loading()
        server = {key: draft.server(key) for key in draft}
        index = self._model.index_of_people
        rows = list(index.rows)
        slots = await self._slots(scope, index, len(rows))
        picked: list[Registrant] = []

        def pick(start: int, end: int) -> None:
            for slot in slots[start:end]:
                person = rows[slot]
                known = server.get(person.id, person)
                if known is not None:
                    picked.append(known)

        await in_slices(len(slots), pick)
        return Picked(picked, staged, is_whole)

    async def _slots(self, scope: Scope, index: PeopleIndex[Registrant], count: int) -> Sequence[int]:
        """The slots of these people, of those that have one of the first ``count``."""
        if scope is Scope.SHOWN:
            return index.order
        if scope is Scope.SELECTED:
            return [
                slot for top, end in runs_of(self._view.selected_blocks()) for slot in index.order[top:end]
            ]
        found: list[int] = []

        def sort() -> Iterator[None]:
            unfiltered = replace(index.arrangement, terms=(), without=(), tests=(), only=None)
            everybody = yield from index.arrange(unfiltered)
            # People who came or went while they were sorted: the file is of the moment it was asked for.
            found.extend(slot for slot in everybody if slot < count)

        await exhausted_in_slices(sort())
        return found

    def _attended(self) -> Callable[[Registrant], str]:
        described = next(one for one in self._model.columns if one.name == "attended")
        # A dash says "not known" to the eye; in a file it would be a word.
        return lambda person: text if (text := described.text(person)) != NOTHING else ""

    def _as_shown(self) -> list[ExportColumn]:
        columns: list[ExportColumn] = []
        for place in self._view.in_view_order(range(self._model.columnCount())):
            described = self._model.columns[place]
            if described.name == "registered_at":
                columns += moments("registered", described.title, registered_at, moment_text)
                continue
            text = self._attended() if described.name == "attended" else described.text
            width = max(described.width, 12) if described.look is not Look.ADDRESS else described.width + 14
            columns.append(ExportColumn(described.name, described.title, text, width))
        return columns

    async def _everything(self, picked: Sequence[Registrant]) -> list[ExportColumn]:
        found: Found = await find_columns(picked)
        return all_columns(found, self._attended(), moment_text)

    # -- the file

    async def _save(
        self,
        choice: Choice,
        session: Session,
        words: str,
        columns: Sequence[ExportColumn],
        picked: Picked,
    ) -> None:
        # Whoever types another ending means it.
        path = await self._path(session, words, choice.suffix, [known for known, _ in FORMATS])
        if path is None:
            return
        file = ExportFile(path, path.suffix.casefold(), choice.separator, words.capitalize())
        with self._writing(path, picked):
            await write_export(file, columns, picked.people, self.bar.show_done)
        open_folder = Action("Open folder", lambda: self._open(path.parent))
        self._say_saved(f"{path.name} is saved, with {people(len(picked.people))}.", picked, open_folder)

    @contextlib.contextmanager
    def _writing(self, path: Path, picked: Picked) -> Iterator[None]:
        """The bar is there while a file is written. A cancel is told when nothing can come of it any more."""
        self._messages.withdraw(KEY)
        self.bar.begin(path.name, len(picked.people))
        try:
            yield
        except asyncio.CancelledError:
            self._messages.info(CANCELLED, key=KEY)
            raise
        finally:
            self.bar.hide()

    async def _path(self, session: Session, words: str, suffix: str, also: Sequence[str] = ()) -> Path | None:
        name = f"{file_name(session.name, 'Session')} - {words}"
        kinds = [(suffix, _KINDS[suffix])]
        return await ask_where_to_save(self._view.window(), "Export registrants", name, kinds, also=also)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._messages.error(f"{path} cannot be opened here.")

    def _say_saved(self, said: str, picked: Picked, action: Action) -> None:
        # Not every way here goes through the sheet, which says it, too. Another session may be shown by now.
        note = not_in_it(picked.staged)
        if picked.is_whole:
            self._messages.success(f"{said} {note}".strip(), actions=[action], key=KEY)
        else:
            self._messages.warning(f"{said} {WAS_LOADING} {note}".strip(), actions=[action], key=KEY)

    def _failed(self, again: Callable[[], None], failure: Exception) -> None:
        actions = [Action("Export again…", again)] if isinstance(failure, FileProblem) else []
        self._messages.error(failure, key=KEY, actions=actions)
