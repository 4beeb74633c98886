"""A setting of the account that is written soon after it has changed, and when the program ends."""

from typing import Any

from PySide6.QtCore import QObject, QTimer

from webinar_console.ui.tasks import TaskOwner

from .ports import KeptSettings

_SAVE_AFTER_MS = 400


class KeptSetting(QObject):
    """One named JSON value. Before it was read, nothing is written over it."""

    def __init__(self, settings: KeptSettings, name: str, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._name, self._tasks = settings, name, tasks
        self._value: Any = None
        self._is_loaded = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SAVE_AFTER_MS)
        self._soon.timeout.connect(self._save)

    async def load(self) -> Any:
        """What was kept, ``None`` where nothing was. Raises ``StoreError``."""
        if not self._is_loaded:
            self._value = await self._settings.get(self._name)
            self._is_loaded = True
        return self._value

    def keep(self, value: Any) -> None:
        """Keep this from now on."""
        if self._is_loaded:
            self._value = value
            self._soon.start()

    async def aclose(self) -> None:
        """Write what is not written yet. Raises ``StoreError``."""
        if self._soon.isActive():
            self._soon.stop()
            await self._write()

    def _save(self) -> None:
        self._tasks.start(self._write(), f"save {self._name}")

    async def _write(self) -> None:
        await self._settings.set(self._name, self._value)
