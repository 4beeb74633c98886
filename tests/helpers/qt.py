"""GUI tests: coroutines on the window's own loop, waits for facts, and nothing left behind.

    @gui_test
    async def test_something(gui: Gui) -> None:
        panel = gui.show(Panel(gui.theme, ...))
        await until(lambda: panel.is_ready)

A warning of Qt, an exception in a slot, a task that is still running at the end: each fails the test.
"""

import asyncio
import functools
import sys
import types
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, TypeVar

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QtMsgType,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import QAccessible, QAccessibleInterface, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from webinar_console.ui.loop import QtLoop
from webinar_console.ui.messages import Message, Messages
from webinar_console.ui.tasks import TaskOwner
from webinar_console.ui.theme import SchemeChoice, Theme

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
_HARMLESS = ("This plugin does not support propagateSizeHints()", "This plugin does not support raise()")


def application() -> QApplication:
    """The one application of the test process."""
    # Tests put content of their own on the clipboard: see there.
    from webinar_console.ui.registrants import clipboard  # noqa: F401

    return QApplication.instance() or QApplication(["tests"])  # type: ignore[return-value]


class Gui:
    """What a GUI test works with: the theme, the voice (``said`` keeps its messages) and task owners."""

    def __init__(self, theme: Theme) -> None:
        self.app = application()
        self.theme = theme
        self.messages = Messages()
        self.said: list[Message] = []
        self.messages.posted.connect(self.said.append)
        self._owners: list[TaskOwner] = []
        self._shown: list[QWidget] = []

    def tasks(self, name: str = "test") -> TaskOwner:
        """A task owner whose failures go to ``said``; it is closed when the test ends."""
        owner = TaskOwner(name, self.messages.error)
        self._owners.append(owner)
        return owner

    def show(self, widget: W, width: int = 900, height: int = 600) -> W:
        """Show a widget as a window, active; it is deleted when the test ends."""
        self._shown.append(widget)
        if not widget.styleSheet():  # the main window dresses itself
            self.theme.dress(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        return widget

    async def aclose(self) -> None:
        """End what the test began."""
        for owner in self._owners:
            await owner.aclose()
        for widget in self._shown:
            widget.hide()
            widget.deleteLater()
        self._shown.clear()


class _Watch:
    """Collects Qt's warnings and the exceptions that slots raise."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def __enter__(self) -> "_Watch":
        self._handler = qInstallMessageHandler(self._qt)
        self._hook = sys.excepthook
        sys.excepthook = self._raised
        return self

    def __exit__(self, *_exc: object) -> None:
        qInstallMessageHandler(self._handler)
        sys.excepthook = self._hook

    def _qt(self, kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and not text.startswith(_HARMLESS):
            self.complaints.append(f"Qt: {text}")

    def _raised(
        self, kind: type[BaseException], error: BaseException, where: types.TracebackType | None
    ) -> None:
        self._hook(kind, error, where)
        self.complaints.append(f"in a slot: {kind.__name__}: {error}")

    def loop_failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler."""
        self.complaints.append(f"in the loop: {context.get('exception') or context.get('message')}")


def run_gui(work: Callable[[Gui], Awaitable[T]], *, timeout_s: float = 20.0) -> T:
    """Run a coroutine on the window's loop. Fails on Qt warnings, slot exceptions and leaked tasks."""
    app = application()
    app.setQuitOnLastWindowClosed(False)
    gui = Gui(_theme(app))
    gui.theme.choose(SchemeChoice.LIGHT)
    leaked: list[str] = []

    async def story(watch: _Watch) -> T:
        asyncio.get_running_loop().set_exception_handler(watch.loop_failed)
        try:
            async with asyncio.timeout(timeout_s):
                return await work(gui)
        finally:
            await gui.aclose()
            await turns(2)
            here = asyncio.current_task()
            leaked.extend(str(t.get_name()) for t in asyncio.all_tasks() if t is not here)

    with _Watch() as watch, asyncio.Runner(loop_factory=lambda: QtLoop(app)) as runner:
        result = runner.run(story(watch))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not leaked, f"tasks were left running: {leaked}"
    assert not watch.complaints, "\n".join(watch.complaints)
    return result


@functools.cache
def _theme(app: QApplication) -> Theme:
    # One for the whole process: the style sheet belongs to the application.
    return Theme(app, SchemeChoice.LIGHT)


def gui_test(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Make a coroutine test a test on the window's loop. Its argument ``gui`` is made fresh for it."""

    @functools.wraps(test)
    def run(*args: object, **kwargs: object) -> None:
        kwargs.pop("gui", None)
        run_gui(lambda gui: test(*args, gui=gui, **kwargs))

    return run


async def turns(count: int = 1) -> None:
    """Let the loop turn: what was started by ``call_soon`` and posted events gets its chance."""
    for _ in range(count):
        await asyncio.sleep(0)


async def until(condition: Callable[[], T], *, timeout_s: float = 30.0, what: str = "") -> T:
    """Wait until ``condition()`` is true and return its value; looked at whenever Qt has nothing left to do.

    Raises ``AssertionError`` naming ``what`` after ``timeout_s`` seconds, and whatever the condition raises.
    """
    if value := condition():
        return value
    loop = asyncio.get_running_loop()
    fact: asyncio.Future[T] = loop.create_future()
    dispatcher = QAbstractEventDispatcher.instance()
    assert dispatcher is not None

    def look() -> None:
        if fact.done():
            return
        try:
            found = condition()
        except Exception as error:  # noqa: BLE001 - handed to the waiting test
            fact.set_exception(error)
        else:
            if not found:
                return
            fact.set_result(found)
        dispatcher.wakeUp()

    dispatcher.aboutToBlock.connect(look)
    try:
        async with asyncio.timeout(timeout_s):
            return await fact
    except TimeoutError:
        raise AssertionError(f"waited {timeout_s:g} s in vain for {what or 'the condition'}") from None
    finally:
        dispatcher.aboutToBlock.disconnect(look)


async def click(widget: QWidget) -> None:
    """Click the middle of a widget and let the loop turn."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())
    await turns(2)


async def press(
    widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key in a widget and let the loop turn."""
    QTest.keyClick(widget, key, held)
    await turns(2)


async def type_text(widget: QWidget, text: str) -> None:
    """Type into a widget and let the loop turn."""
    QTest.keyClicks(widget, text)
    await turns(2)


def named(root: QWidget, name: str) -> QWidget:
    """The widget below ``root`` with this accessible name. Fails when there is none or more than one."""
    found = [w for w in root.findChildren(QWidget) if w.accessibleName() == name]
    assert len(found) == 1, f"{len(found)} widgets are named {name!r}"
    return found[0]


def unnamed(root: QWidget) -> list[str]:
    """Focusable elements, shown now, that a screen reader could not name: their roles and places."""

    def walk(element: QAccessibleInterface | None, path: str) -> Iterable[str]:
        if element is None or not element.isValid() or element.state().invisible:
            return
        here = f"{path}/{element.role().name}"
        if element.state().focusable and not element.text(QAccessible.Text.Name):
            yield here
        for index in range(element.childCount()):
            yield from walk(element.child(index), here)

    return list(walk(QAccessible.queryAccessibleInterface(root), ""))


def drop_files(window: QWidget, point: QPoint, paths: Iterable[object], *, drop: bool = True) -> bool:
    """Drag files over a window to ``point`` and drop them there, as the system does; whether it was accepted.

    With ``drop`` false the files stay in the air. Sent to the native window, so that Qt itself finds the
    widget below.
    """
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    handle = window.window().windowHandle()
    event: QDropEvent | None = None
    for kind in (QDragEnterEvent, QDragMoveEvent, QDropEvent)[: 3 if drop else 2]:
        rest = (mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        try:
            event = kind(QPointF(point), Qt.DropAction.CopyAction, *rest)  # type: ignore[arg-type]
        except TypeError:  # Qt 6.11: entering and moving take a QPoint
            event = kind(point, Qt.DropAction.CopyAction, *rest)  # type: ignore[arg-type]
        QApplication.sendEvent(handle, event)
    assert event is not None
    return event.isAccepted()
