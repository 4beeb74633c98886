"""A table view whose paintings are timed."""

import time
from collections.abc import Callable
from typing import Any


class Table:
    """A table with a clock: ``take`` says how long something takes until the view has painted."""

    def __init__(self) -> None:
        from PySide6.QtWidgets import QApplication

        from webinar_console.ui.theme import Theme

        self.app = QApplication.instance() or QApplication(["bench"])
        self.theme = Theme(self.app)  # type: ignore[arg-type]
        self.painted_at = 0.0
        self.is_busy: Callable[[], bool] = lambda: False
        self.view: Any = None

    def watch(self, view: Any) -> None:
        """Note when this view has painted."""
        from PySide6.QtCore import QEvent, QObject

        table = self

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    # Painted for good when the handler that follows this filter has returned.
                    view.viewport().removeEventFilter(self)
                    table.app.sendEvent(watched, event)
                    view.viewport().installEventFilter(self)
                    table.painted_at = time.perf_counter()
                    return True
                return False

        self._watch = Watch()
        view.viewport().installEventFilter(self._watch)
        self.view = view

    def show(self) -> None:
        """Show the view and paint it."""
        self.view.resize(1400, 800)
        self.view.show()
        self.settle()

    def settle(self) -> None:
        """Do everything that is waiting."""
        for _ in range(3):
            self.app.processEvents()
        while self.is_busy():
            self.app.processEvents()

    def take(self, act: Callable[[], object], *, until: Callable[[], bool] = lambda: True) -> float:
        """Milliseconds from ``act`` to the paint that follows ``until``."""
        start = time.perf_counter()
        act()
        while not until():
            self.app.processEvents()
        done = time.perf_counter()
        self.view.viewport().update()
        while self.painted_at < done:
            self.app.processEvents()
        return (self.painted_at - start) * 1000

    def page_down(self) -> None:
        """As with the key."""
        bar = self.view.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep())
