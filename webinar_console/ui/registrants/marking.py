"""Marking a list from a CRM: it is chosen, read, compared with the registrants, and written again."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import FILE_SUFFIXES, FileSource, ReadChoices, ReadProgress
from webinar_console.domain.session import Session
from webinar_console.services.drafting import read_draft
from webinar_console.services.exports import FORMATS, ExportFile, write_rows
from webinar_console.services.import_draft import ImportDraft
from webinar_console.services.marking import (
    Marks,
    Survey,
    directory_of,
    let_go,
    marked_columns,
    marked_rows,
    marks_of,
    survey_of,
)
from webinar_console.ui.file_dialogs import ask_for_file, ask_where_to_save
from webinar_console.ui.loop import finished
from webinar_console.ui.messages import Action, Messages
from webinar_console.ui.phrases import counted
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme

from .columns import Attendance, attendance_in
from .export_bar import ExportBar
from .export_sheet import OTHER_SESSION, Picked, list_separator
from .mark_sheet import READ_AGAIN, Beside, MarkSheet
from .mark_words import WAS_READ, compared, saved
from .registrant_view import RegistrantView

GIVEN_UP = "The list was not marked. No file was written."
#: The key of the messages, which is that of exports: one of both is under way.
KEY = "export"
_OFFERED = (".xlsx", ".csv")
_KINDS = [kind for kind in FORMATS if kind[0] in _OFFERED]


class Marking:
    """Marks lists with the people whom ``people`` gives: the server's records, as they are here.

    ``as_of`` says how old they are ("as of 10:32"). ``again`` begins anew.
    """

    def __init__(
        self,
        theme: Theme,
        view: RegistrantView,
        tasks: TaskOwner,
        messages: Messages,
        bar: ExportBar,
        people: Callable[[], Coroutine[Any, Any, Picked]],
        as_of: Callable[[], str],
        again: Callable[[], None],
    ) -> None:
        self._theme, self._view, self._tasks, self._messages = theme, view, tasks, messages
        self._bar, self._people, self._as_of, self._again = bar, people, as_of, again
        self._suffix, self._separator = _KINDS[0][0], list_separator()

    async def mark(self, shown: Session) -> None:
        """Ask for a list and where to, and write it. Raises ``FileProblem`` where it cannot be written."""
        before = self._view.registrants.draft
        patterns = " *".join(FILE_SUFFIXES)
        path = await ask_for_file(self._view.window(), "Open the list from your CRM", [(patterns, "Lists")])
        if path is None:
            return
        attendance = attendance_in(shown)
        choices: ReadChoices | None = ReadChoices()
        while choices is not None:
            listed = await self._read(path, choices)
            if listed is None:
                return
            if before is not self._view.registrants.draft:
                self._messages.info(OTHER_SESSION, key=KEY)
                return
            choices = await self._offer(path, listed, attendance)

    async def _read(self, path: Path, choices: ReadChoices) -> ImportDraft | None:
        def tell(progress: ReadProgress) -> None:
            self._bar.show_read(progress.bytes_read, progress.bytes_total, progress.rows)

        try:
            with self._at_work(lambda: self._bar.begin_reading(path.name)):
                return await read_draft(FileSource(path), tell, choices)
        except FileProblem as problem:
            another = Action("Choose another list…", self._again)
            self._messages.error(problem, key=KEY, actions=[another])
            return None

    async def _offer(self, path: Path, listed: ImportDraft, attendance: Attendance) -> ReadChoices | None:
        """Show what comes of it, and write it where that is wanted; how to read it again, if that is."""
        with self._at_work(lambda: self._bar.show_busy(f"Comparing {path.name} with the registrants …")):
            self._view.registrants.settle()
            as_of = self._as_of()
            picked = await self._people()
            directory = await directory_of(picked.people)
            survey = await survey_of(len(listed.header), listed.rows, directory)
        is_over = attendance is Attendance.OVER
        count = partial(marks_of, listed.rows, directory=directory, is_over=is_over)
        note = compared(as_of, picked.staged, picked.is_whole)
        sheet = MarkSheet(
            self._theme,
            Beside(listed, survey, attendance, note),
            lambda match: count(match),
            self._tasks,
            self._view.window(),
            suffix=self._suffix,
            separator=self._separator,
        )
        try:
            code = await finished(sheet)
            if code == READ_AGAIN:
                return sheet.reading
            if not code or sheet.marks is None:
                return None
            marks, self._suffix = sheet.marks, sheet.kind.currentData()
            self._separator = sheet.separator.currentData()
        finally:
            sheet.deleteLater()
        # The marks have what is written.
        await let_go(directory)
        if target := await self._write(path, listed, survey, marks):
            self._say_saved(target, saved(target.name, marks, attendance), is_whole=picked.is_whole)
        return None

    async def _write(self, path: Path, listed: ImportDraft, survey: Survey, marks: Marks) -> Path | None:
        kinds = sorted(_KINDS, key=lambda kind: kind[0] != self._suffix)
        name = f"{path.stem} - attendance"
        target = await ask_where_to_save(
            self._view.window(), "Save the marked list", name, kinds[:1], also=_OFFERED
        )
        if target is None:
            return None
        file = ExportFile(target, target.suffix.casefold(), self._separator, "Attendance")
        columns = marked_columns(listed.header, listed.rows, survey.width)
        rows = partial(marked_rows, listed.rows, marks, survey.width)
        with self._at_work(lambda: self._bar.begin(target.name, marks.rows, _rows)):
            await write_rows(file, columns, marks.rows, rows, self._bar.show_done)
        return target

    @contextlib.contextmanager
    def _at_work(self, begin: Callable[[], None]) -> Iterator[None]:
        """The bar is there meanwhile, and a cancel is told."""
        self._messages.withdraw(KEY)
        begin()
        try:
            yield
        except asyncio.CancelledError:
            self._messages.info(GIVEN_UP, key=KEY)
            raise
        finally:
            self._bar.hide()

    def _say_saved(self, target: Path, said: str, *, is_whole: bool) -> None:
        action = Action("Open folder", lambda: self._open(target.parent))
        if is_whole:
            self._messages.success(said, actions=[action], key=KEY)
        else:
            self._messages.warning(f"{said} {WAS_READ}", actions=[action], key=KEY)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._messages.error(f"{path} cannot be opened here.")


def _rows(count: int) -> str:
    return counted(count, "row", "rows")
