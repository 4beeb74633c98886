"""The Qt side of a start: application, theme, window, loop."""

import asyncio
import contextlib
import gc
import logging
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from webinar_console import __version__
from webinar_console.resources import resource_path
from webinar_console.ui.loop import run
from webinar_console.ui.theme import SchemeChoice, Theme

from .awake import system_lock
from .instance import Door, is_open_already, place_of
from .options import Options
from .program import Program
from .waiting_files import OpenedFiles

_SWITCH_S = 0.0005


def start(options: Options) -> int:
    """Show the window and work until it is closed; the exit code."""
    with contextlib.ExitStack() as stack:
        if options.tour and options.data is None:
            passing = stack.enter_context(tempfile.TemporaryDirectory(prefix="webinar-console-tour-"))
            options = replace(options, data=Path(passing))
        return _start(options)


def _start(options: Options) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app = make_application()
    # A tour has a folder of its own, or is told to do the job whatever else is open.
    place = None if options.tour else place_of(options)
    if place is not None and is_open_already(place, options.files):
        print("Webinar Console is open already. Its window comes to the front.")
        return 0
    theme = Theme(app, SchemeChoice(options.scheme) if options.scheme else SchemeChoice.SYSTEM)

    async def main(stop: asyncio.Event) -> int:
        # A tour is over before any computer falls asleep, and nobody is there to be told.
        program = Program(theme, options, stop, None if options.tour else system_lock)
        program.show()
        OpenedFiles(app, program.files.take)
        calm_collector()
        if place is not None:
            program.tasks.start(Door(place, program.to_front).serve(), "listen for a second start")
        if options.tour:
            from .tour import take_tour

            return await program.run(lambda: take_tour(program, options.tour_folder))
        return await program.run()

    return run(main, app)


def calm_collector() -> None:
    """Let the garbage collector look less often, and not at what stays for the whole run.

    Records hold no cycles, but a list of a hundred thousand of them is walked through at each look while it
    is young: tens of milliseconds in which the window stands still. What does make cycles, tasks and
    exceptions mostly, are a few kilobytes.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def _share_the_interpreter() -> None:
    """Let a thread that wants the interpreter wait half a millisecond for it, not five.

    Qt gives it up in most calls. With five, a picture of thirty calls that competes with one busy thread
    (pages being decoded, the store, the practice server) stands still for a tenth of a second.
    """
    sys.setswitchinterval(_SWITCH_S)


def make_application() -> QApplication:
    """The one application object, with the names that systems show."""
    QCoreApplication.setApplicationName("Webinar Console")
    QCoreApplication.setApplicationVersion(__version__)
    QCoreApplication.setOrganizationName("Webinar Console")
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    qInstallMessageHandler(_qt_speaks)
    app = QApplication(sys.argv[:1])
    _share_the_interpreter()
    QApplication.setDesktopFileName("webinar-console")
    app.setWindowIcon(QIcon(str(resource_path("webinar-console.svg"))))
    return app


#: What the offscreen platform says of each window: nothing that anybody could mend.
_OFFSCREEN_NOISE = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _qt_speaks(kind: QtMsgType, _where: QMessageLogContext, words: str | None) -> None:
    """Qt's messages go where the program's own go."""
    if words and words not in _OFFSCREEN_NOISE:
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), words)
