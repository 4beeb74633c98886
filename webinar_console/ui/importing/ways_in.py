"""The ways into an import: files that are chosen, rows that are pasted, and an empty list to fill in."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from webinar_console.domain.people_source import FILE_SUFFIXES, TextSource
from webinar_console.services.imports import TEMPLATES
from webinar_console.ui.file_dialogs import ask_for_files, ask_where_to_save
from webinar_console.ui.messages import Kind, Message, message_for
from webinar_console.ui.tasks import TaskOwner

from .choose import ChooseFile
from .clipboard import NOTHING_COPIED, copied
from .ports import ImportService
from .several import Refused


class WaysIn:
    """``take_paths`` and ``take`` get what was chosen, ``refuse`` tells that there is nothing, ``say`` a
    message."""

    def __init__(
        self,
        sheet: QWidget,
        page: ChooseFile,
        imports: ImportService,
        tasks: TaskOwner,
        *,
        take_paths: Callable[[list[Path]], Coroutine[Any, Any, None]],
        take: Callable[[TextSource], None],
        refuse: Callable[[Refused], None],
        say: Callable[[Message], None],
    ) -> None:
        self._sheet, self._imports, self._tasks = sheet, imports, tasks
        self._take_paths, self._take, self._refuse, self._say = take_paths, take, refuse, say
        page.file_wanted.connect(self.choose_file)
        page.paste_wanted.connect(self.paste)
        page.template_wanted.connect(self._save_template)

    def choose_file(self) -> None:
        """Let the person choose a file."""
        self._tasks.start(self._ask_for_file(), "choose a file", group="choose")

    def paste(self) -> None:
        """Read what is on the clipboard."""
        source = copied()
        if source is not None:
            self._take(source)
        else:
            self._refuse(Refused("", NOTHING_COPIED))

    async def _ask_for_file(self) -> None:
        title = "Choose a list of people, or several"
        await self._take_paths(await ask_for_files(self._sheet, title, "Lists of people", FILE_SUFFIXES))

    def _save_template(self) -> None:
        self._tasks.start(self._write(), "save a template", group="choose", on_failure=self._not_written)

    async def _write(self) -> None:
        path = await ask_where_to_save(self._sheet, "Save a template", "People to invite", TEMPLATES)
        if path is not None:
            await self._imports.save_template(path)
            self._say(Message(Kind.SUCCESS, f"{path.name} is saved. Fill it in and drop it here."))

    def _not_written(self, problem: Exception) -> None:
        self._say(message_for(problem))
