"""Asks how long copies are kept, and whether everything is to be removed."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from PySide6.QtWidgets import QDialog, QWidget

from webinar_console.domain.keeping import Keeping
from webinar_console.services.local_data import DataKept, Unfinished
from webinar_console.ui.loop import finished
from webinar_console.ui.messages import Messages
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import Theme
from webinar_console.ui.widgets import Sheet
from webinar_console.ui.window import Command

from .sheets import REMOVE, DataSheet, RemoveSheet
from .words import TITLE, chosen

_MORE = "privacy copies keep forget delete remove everything of this account gdpr offline"


class LocalDataPort(Protocol):
    """``services.LocalData``."""

    async def kept(self) -> DataKept: ...
    async def choose(self, keeping: Keeping) -> None: ...
    async def unfinished(self) -> Unfinished: ...


class DataDesk:
    """``save`` puts away what is typed, so that it is counted; ``remove`` removes everything and leaves."""

    def __init__(
        self,
        theme: Theme,
        data: LocalDataPort,
        tasks: TaskOwner,
        messages: Messages,
        window: QWidget,
        save: Callable[[], Awaitable[object]],
        remove: Callable[[], object],
        *,
        is_practice: bool,
    ) -> None:
        self._theme, self._data, self._tasks, self._messages = theme, data, tasks, messages
        self._window, self._save, self._remove = window, save, remove
        self._is_practice = is_practice
        #: What the account is called.
        self.name = "this account"

    def command(self) -> Command:
        """The way in by name."""
        return Command(f"{TITLE}…", self.show, "lock", more=_MORE)

    def show(self) -> None:
        """Ask."""
        self._tasks.start(self._show(), "data on this computer", group="local data")

    async def _show(self) -> None:
        kept = await self._data.kept()
        sheet = DataSheet(self._theme, kept, self._window)
        answer = await self._answer(sheet)
        keeping = sheet.keeping
        if answer == REMOVE:
            await self._ask_to_remove()
        elif answer == QDialog.DialogCode.Accepted and keeping is not kept.keeping:
            await self._data.choose(keeping)
            self._messages.success(chosen(keeping), key="local data")

    async def _ask_to_remove(self) -> None:
        await self._save()
        unfinished = await self._data.unfinished()
        sheet = RemoveSheet(self._theme, self.name, unfinished, self._window, is_practice=self._is_practice)
        if await self._answer(sheet) != QDialog.DialogCode.Accepted:
            return
        # Jobs may have begun, and edits been staged, while the question stood there.
        if await self._data.unfinished() != unfinished:
            await self._ask_to_remove()
        else:
            self._remove()

    @staticmethod
    async def _answer(sheet: Sheet) -> int:
        try:
            return await finished(sheet)
        finally:
            sheet.deleteLater()
