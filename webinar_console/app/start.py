"""The Qt side of a start: application, theme, window, loop."""

import asyncio
import gc
import logging
import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from webinar_console import __version__
from webinar_console.ui.loop import run
from webinar_console.ui.theme import SchemeChoice, Theme

from .options import Options
from .program import Program


def start(options: Options) -> int:
    """Show the window and work until it is closed; the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    app = make_application()
    theme = Theme(app, SchemeChoice(options.scheme) if options.scheme else SchemeChoice.SYSTEM)

    async def main(stop: asyncio.Event) -> int:
        program = Program(theme, options, stop)
        program.show()
        # What was made until now stays for the whole run: the collector need not look at it again.
        gc.freeze()
        if options.tour:
            from .tour import take_tour

            return await program.run(lambda: take_tour(program, options.tour_folder))
        return await program.run()

    return run(main, app)


def make_application() -> QApplication:
    """The one application object, with the names that systems show."""
    QCoreApplication.setApplicationName("Webinar Console")
    QCoreApplication.setApplicationVersion(__version__)
    QCoreApplication.setOrganizationName("Webinar Console")
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    QApplication.setDesktopFileName("webinar-console")
    return app
