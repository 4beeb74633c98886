"""Many changes, few repaints."""

from PySide6.QtCore import QObject, QTimer, Signal

#: At most ten repaints a second.
GAP_MS = 100


class Coalescer(QObject):
    """Collects keys and tells them together: the first in the next turn, later ones every ``gap_ms`` at most.

    Not at once: whoever tells of a change has work of its own in this turn, and what the window shows after
    it should be painted in between.
    """

    due = Signal(object)  # frozenset of keys

    def __init__(self, parent: QObject, gap_ms: int = GAP_MS) -> None:
        super().__init__(parent)
        self._keys: set[str] = set()
        self._gap = QTimer(self)
        self._gap.setSingleShot(True)
        self._gap_ms = gap_ms
        self._gap.timeout.connect(self._tell)

    def add(self, key: str) -> None:
        """Something about ``key`` changed."""
        self._keys.add(key)
        if not self._gap.isActive():
            self._gap.start(0)

    def stop(self) -> None:
        """Tell nothing any more."""
        self._gap.stop()
        self._keys.clear()

    def _tell(self) -> None:
        if not self._keys:
            return
        keys, self._keys = frozenset(self._keys), set()
        self._gap.start(self._gap_ms)
        self.due.emit(keys)
