"""How many are registered and how many of them came, for whoever shows it elsewhere."""

import asyncio

from PySide6.QtCore import QObject, Signal

from .columns import Attendance
from .registrant_model import RegistrantModel

_A_TURN = 10_000


class Headcount(QObject):
    """``told`` carries the session's id, the registered people, and who attended (``None``: not yet)."""

    told = Signal(str, int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._session_id: str | None = None
        self._came: int | None = None
        self._last: tuple[str, int, int | None] | None = None

    def forget(self) -> None:
        """The list is not whole any more, or is another session's: say nothing until it is counted."""
        self._session_id = self._came = None

    async def count(self, session_id: str, model: RegistrantModel, attendance: Attendance) -> None:
        """The list of this session is whole: count who came, in short turns, and tell."""
        came, rows = 0, model.index_of_people
        if attendance is not Attendance.NOT_YET:
            for number, slot in enumerate(rows.live_slots(), 1):
                came += rows.rows[slot].attended
                if number % _A_TURN == 0:
                    await asyncio.sleep(0)
        self._session_id = session_id
        self._came = None if attendance is Attendance.NOT_YET else came
        self.tell(model)

    def tell(self, model: RegistrantModel) -> None:
        """Tell the numbers when they are others than before. People who are only staged do not count."""
        if self._session_id is None:
            return
        now = (self._session_id, model.total - model.draft.counts().added, self._came)
        if now != self._last:
            self._last = now
            self.told.emit(*now)
