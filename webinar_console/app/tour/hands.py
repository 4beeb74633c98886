"""What a person's hands and eyes do, for the script: find by accessible name, press, drop, wait, look."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

W = TypeVar("W", bound=QWidget)

#: Longer than anything here takes on a slow machine; a tour that hangs must end.
PATIENCE_S = 60.0
_LOOK_S = 0.01


class TourStopped(Exception):
    """Something that the tour waits for did not happen, or a thing was not where it should be."""


async def until(fact: Callable[[], object], what: str) -> None:
    """Wait until ``fact`` is true. Raises :class:`TourStopped` with ``what`` when it never is."""
    end = time.monotonic() + PATIENCE_S
    while not fact():
        if time.monotonic() > end:
            raise TourStopped(f"waited in vain for: {what}")
        await asyncio.sleep(_LOOK_S)


def named(window: QWidget, name: str, kind: type[W]) -> W:
    """The widget with this accessible name that can be seen. Raises :class:`TourStopped`."""
    found = [w for w in _all(window, kind) if w.accessibleName() == name and w.isVisible()]
    if not found:
        raise TourStopped(f"nothing called {name!r} can be seen")
    return found[0]


def is_shown(window: QWidget, name: str) -> bool:
    """Whether something with this accessible name can be seen."""
    return any(w.accessibleName() == name and w.isVisible() for w in _all(window, QWidget))


def _all(window: QWidget, kind: type[W]) -> list[W]:
    # A dialog is a window of its own and still the program's.
    tops = [window, *(w for w in QApplication.topLevelWidgets() if w is not window)]
    return [w for top in tops for w in top.findChildren(kind)]


async def press(window: QWidget, name: str) -> None:
    """Press a button once it can be pressed."""
    await until(lambda: is_shown(window, name), f"the button {name!r}")
    button = named(window, name, QAbstractButton)
    await until(button.isEnabled, f"the button {name!r} to be of use")
    button.click()


def drop_file(window: QWidget, path: Path) -> None:
    """Drop a file in the middle of the window, as a file manager does. Raises :class:`TourStopped`."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    at = QPoint(window.width() // 2, window.height() // 2)
    # To the native window: Qt then finds what lies below the pointer, as for a real drop.
    handle = window.windowHandle()
    rest = Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(handle, QDragEnterEvent(at, *rest))
    QApplication.sendEvent(handle, QDragMoveEvent(at, *rest))
    drop = QDropEvent(at.toPointF(), *rest)
    QApplication.sendEvent(handle, drop)
    if not drop.isAccepted():
        raise TourStopped("the window did not take the dropped file")


class Camera:
    """Saves a picture of the window for each step."""

    def __init__(self, window: QWidget, folder: Path) -> None:
        self._window, self._folder = window, folder
        self._number = 0
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    async def take(self, name: str, dialog: QDialog | None = None) -> Path:
        """Let the window come to rest, then save ``NN-name.png``, with the dialog that is before it.

        Raises :class:`TourStopped`.
        """
        # Coalesced updates (at most ten a second) are on the screen after this.
        await asyncio.sleep(0.25)
        self._number += 1
        path = self._folder / f"{self._number:02d}-{name}.png"
        picture = self._window.grab()
        if dialog is not None:
            front = dialog.grab()
            painter = QPainter(picture)
            painter.fillRect(self._window.rect(), QColor(0, 0, 0, 90))
            room = self._window.rect().center() - dialog.rect().center()
            painter.drawPixmap(room, front)
            painter.end()
        # Packing a picture takes longer than the window may stand still.
        if not await asyncio.to_thread(picture.toImage().save, str(path)):
            raise TourStopped(f"the picture {path} could not be saved")
        return path
