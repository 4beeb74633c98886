"""The drop overlay: while a file hangs over the window, says what dropping it does."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from webinar_console.domain.session import Session
from webinar_console.ui.theme import Size, Theme
from webinar_console.ui.theme.icons import paint_icon


def files_in(mime: QMimeData) -> list[Path]:
    """The local files that are dragged; empty for anything else (text, pictures, links of a browser)."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


class SessionList(Protocol):
    """Sessions that files can be dropped on (the navigator)."""

    def session_at(self, point: QPoint) -> Session | None:
        """The session that is shown at a point of the screen."""

    def choose(self, session_id: str) -> bool:
        """Choose a session as if it had been clicked."""

    def mapTo(self, parent: QWidget, pos: QPoint, /) -> QPoint:
        """Qt's call."""

    def width(self) -> int:
        """Qt's call."""


class DropOverlay(QWidget):
    """Catches files for the whole window and shows where they go. ``dropped`` carries the list of paths.

    Files that are dropped on one of the ``sessions`` go there: it is chosen first. It listens to the native
    window, because a field below the pointer would take the file's name as text.
    """

    dropped = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, session_title: Callable[[], str | None]) -> None:
        """``session_title`` answers where a drop would go; ``None``: nowhere, ``refusal`` says why."""
        super().__init__(parent)
        self._theme, self._covered, self._session_title = theme, parent, session_title
        self.refusal = ""
        self.sessions: SessionList | None = None
        self.words = ""
        self._welcome = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's call, for the native window."""
        # Entering and moving come as subclasses of dropping in Qt's classes.
        if isinstance(event, QDropEvent) and files_in(event.mimeData()):
            return self._take(event)
        if isinstance(event, QDragLeaveEvent) and self.isVisible():
            self.hide()
        return super().eventFilter(watched, event)

    def _take(self, event: QDropEvent) -> bool:
        below = self._session_below(event)
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            self._show(below.name if below is not None else self._session_title())
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return True
        self.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if below is not None and self.sessions is not None:
            self.sessions.choose(below.id)
        self.dropped.emit(files_in(event.mimeData()))
        return True

    def _session_below(self, event: QDropEvent) -> Session | None:
        if self.sessions is None:
            return None
        return self.sessions.session_at(self._covered.window().mapToGlobal(event.position().toPoint()))

    def _show(self, title: str | None) -> None:
        words = self.refusal if title is None else f"Drop to import into {title}"
        if self.isVisible() and words == self.words:
            return
        self._welcome, self.words = title is not None, words
        area = self._covered.rect()
        if self.sessions is not None:
            # They stay in sight, to be aimed at.
            area.setLeft(self.sessions.mapTo(self._covered, QPoint(self.sessions.width(), 0)).x())
        self.setGeometry(area)
        self.update()
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's call."""
        theme, space = self._theme, self._theme.space
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = theme.colour("canvas")
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        ink = "accent" if self._welcome else "warning"
        painter.setPen(QPen(theme.colour(ink), 2, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour(f"{ink}_soft"))
        area = QRectF(self.rect()).adjusted(space(24), space(24), -space(24), -space(24))
        painter.drawRoundedRect(area, space(16), space(16))
        side = space(40)
        middle = self.rect().center()
        icon = QRect(middle.x() - side // 2, middle.y() - side - space(8), side, side)
        paint_icon(painter, icon, "import" if self._welcome else "warning", getattr(theme.colours, ink))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(Size.HEADING, strong=True))
        words = QRect(self.rect().x() + space(48), middle.y() + space(8), self.width() - space(96), space(72))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(words, int(flags), self.words)
        painter.end()
