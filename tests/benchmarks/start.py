"""Start: until the first paint, and until the window is of use on the practice account.

Times run from the start of a fresh process; the reference is a window of Qt alone with a table, a menu, a
tool bar and a status bar. ``first`` starts with an empty data folder, as on a new computer: the practice
account makes its world then. ``again`` has a store from last time, ``people`` a store with 10,000
registrants. Of use means: the webinars are in the tree, painted, and can be chosen (``first`` has to ask the
server for them).
"""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.calls import listed, run_program
from tests.benchmarks.common import OUT, Goal, Medians, fresh, main
from tests.benchmarks.people import COLUMNS, rows

VARIANTS = ("qt", "first", "again", "people")
PEOPLE, FEW = 10_000, 500

_QT = """
import json, time
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        return 1000
    def columnCount(self, parent=QModelIndex()):
        return 12
    def data(self, index, role=0):
        return "cell" if role == 0 else None

class Paint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, app.quit)  # after the paint that begins here
        return False

app = QApplication([])
window, table, model = QMainWindow(), QTableView(), Model()
table.setModel(model)
window.setCentralWidget(table)
window.resize(1280, 800)
window.menuBar().addMenu("File").addAction("Open")
window.addToolBar("Tools").addAction("Add")
window.statusBar().showMessage("Ready")
paint = Paint()
window.installEventFilter(paint)
window.show()
app.exec()
print(json.dumps({}), flush=True)
import os
os._exit(0)
"""

# The program as ``main`` starts it; only watched, and ended by force when it has been measured.
_PROGRAM = """
import json, os, sys, time
began = time.perf_counter()
from webinar_console import app
from webinar_console.app import start as starting
from PySide6.QtCore import QEvent, QObject, QTimer

told = {}

def tell(what):
    told[what] = (time.perf_counter() - began) * 1000
    if "usable" in told or sys.argv[2] == "paint":
        print(json.dumps(told), flush=True)
        os._exit(0)

class Paint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: tell(self.what))
        return False

class Watched(starting.Program):
    def show(self):
        self.first = Paint()
        self.first.what = "paint"
        self.window.installEventFilter(self.first)
        super().show()

    async def _show(self, session):
        await super()._show(session)
        told["account"] = (time.perf_counter() - began) * 1000
        session.navigator.tree.model().rowsInserted.connect(self.look)
        session.navigator.tree.model().modelReset.connect(self.look)
        self.look()

    def look(self):
        tree = self.session.navigator.tree
        if tree.model().rowCount() and not hasattr(self, "last"):
            self.last = Paint()
            self.last.what = "usable"
            tree.viewport().installEventFilter(self.last)
            tree.viewport().update()

starting.Program = Watched
sys.exit(app.main(["--demo", "--data", sys.argv[1]]))
"""


def _make_store(folder: Path, people: int) -> None:
    begun = datetime.now(UTC)
    run_program(folder, lambda program: listed(program, begun), lambda _program: None)
    if people:
        asyncio.run(_keep(folder, people))


async def _keep(folder: Path, count: int) -> None:
    from webinar_console.domain.registrant import Registrant
    from webinar_console.services.accounts import PRACTICE, Accounts
    from webinar_console.store import Store

    people = [Registrant(**dict(zip(COLUMNS, cells, strict=True))) for cells in rows(count)]
    async with await Store.open(Accounts(folder).folder(PRACTICE)) as store:
        sessions, _as_of = await store.cache.sessions()
        await store.cache.keep_registrants(sessions[0].id, people, datetime.now(UTC))


def child(variant: str, small: bool) -> dict[str, float]:
    """One start to the first paint, one until the window is of use."""
    if variant == "qt":
        return {"paint_ms": fresh(_QT)[0]}
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as name:
        folder = Path(name)
        if variant != "first":
            _make_store(folder, (FEW if small else PEOPLE) if variant == "people" else 0)
        painted_ms, _ = fresh(_PROGRAM, name, "paint")
        usable_ms, told = fresh(_PROGRAM, name, "usable")
    return {
        "paint_ms": painted_ms,
        "usable_ms": usable_ms,
        "account_ms": usable_ms - told["usable"] + told["account"],
    }


def goals(medians: Medians) -> list[Goal]:
    """The starts of "Figures to reach"."""
    window = medians["qt"]["paint_ms"]
    return [
        Goal("first paint, against a window of Qt alone", medians["again"]["paint_ms"] / window, 1.1),
        Goal("of use, with a store", medians["again"]["usable_ms"] / window, 1.8),
        Goal("of use, with 10,000 registrants in the store", medians["people"]["usable_ms"] / window, 1.8),
        Goal("of use, the first time on this computer", medians["first"]["usable_ms"] / window, 1.8),
        Goal("of use, with a store", medians["again"]["usable_ms"], unit="ms"),
    ]


if __name__ == "__main__":
    main("tests.benchmarks.start")
