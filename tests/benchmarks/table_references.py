"""The references of ``table.py``: items in a ``QStandardItemModel``, and a proxy over a Python model."""

import gc
import sqlite3
import statistics
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.clocked import Table
from tests.benchmarks.common import resident_mb
from tests.benchmarks.people import COLUMNS, rows

#: Columns that a proxy's filter looks at, and the first column of a paste.
SEARCHED, PASTED_COLUMN = (0, 1, 2, 3, 4), "source"


def _plain_model(source: list[tuple[str, ...]]) -> Any:
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

    class Plain(QAbstractTableModel):
        def rowCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: B008
            return len(source)

        def columnCount(self, _parent: Any = QModelIndex()) -> int:  # noqa: B008
            return len(COLUMNS)

        def data(self, index: Any, role: int = 0) -> Any:
            return source[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    return Plain()


def proxy(source: list[tuple[str, ...]]) -> Any:
    from PySide6.QtCore import QSortFilterProxyModel

    class Proxy(QSortFilterProxyModel):
        query = ""

        def filterAcceptsRow(self, row: int, _parent: Any) -> bool:
            query = self.query
            return not query or any(query in source[row][column].casefold() for column in SEARCHED)

        def lessThan(self, left: Any, right: Any) -> bool:
            one = source[left.row()][left.column()].casefold()
            return one < source[right.row()][right.column()].casefold()

    proxy = Proxy()
    proxy.plain = _plain_model(source)
    proxy.setSourceModel(proxy.plain)
    return proxy


def show_items(table: Table, count: int) -> dict[str, float]:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    view = QTableView()
    table.watch(view)
    view.setModel(QStandardItemModel(60, len(COLUMNS), view))
    table.show()
    before = resident_mb()
    source = rows(count)
    model = QStandardItemModel(0, len(COLUMNS))

    def act() -> None:
        for cells in source:
            model.appendRow([QStandardItem(cell) for cell in cells])
        view.setModel(model)

    shown_ms = table.take(act)
    source.clear()
    memory = resident_mb() - before
    pages = [table.take(table.page_down) for _ in range(20)]
    return {"show_ms": shown_ms, "memory_mb": memory, "page_ms": statistics.median(pages)}


def store_items(table: Table, count: int) -> dict[str, float]:
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    view = QTableView()
    table.watch(view)
    view.setModel(QStandardItemModel(60, len(COLUMNS), view))
    table.show()
    marks = ", ".join("?" * len(COLUMNS))
    with tempfile.TemporaryDirectory() as name:
        with sqlite3.connect(Path(name) / "people.sqlite3") as connection:
            connection.execute(f"CREATE TABLE people ({', '.join(COLUMNS)})")
            connection.executemany(f"INSERT INTO people VALUES ({marks})", rows(count))
        model = QStandardItemModel(0, len(COLUMNS))

        def act() -> None:
            for cells in connection.execute("SELECT * FROM people"):
                model.appendRow([QStandardItem(cell) for cell in cells])
            view.setModel(model)

        figures = {"open_ms": table.take(act), "rows": float(model.rowCount())}
        connection.close()
    return figures


def items(table: Table, count: int) -> Any:
    """A shown model of items, all rows in it."""
    from PySide6.QtGui import QStandardItem, QStandardItemModel
    from PySide6.QtWidgets import QTableView

    model = QStandardItemModel(0, len(COLUMNS))
    for cells in rows(count):
        model.appendRow([QStandardItem(cell) for cell in cells])
    view = QTableView()
    view.setModel(model)
    table.watch(view)
    table.show()
    gc.collect()
    gc.freeze()
    return model


def paste_items(table: Table, count: int, block: list[list[str]]) -> dict[str, float]:
    from PySide6.QtGui import QUndoCommand, QUndoStack

    model = items(table, count)
    stack, first = QUndoStack(), COLUMNS.index(PASTED_COLUMN)

    class Paste(QUndoCommand):
        def redo(self) -> None:
            self.before = self.put(block)

        def undo(self) -> None:
            self.put(self.before)

        def put(self, texts: list[list[str]]) -> list[list[str]]:
            before = []
            for row, cells in enumerate(texts):
                before.append([model.item(row, first + n).text() for n in range(len(cells))])
                for n, text in enumerate(cells):
                    model.item(row, first + n).setText(text)
            return before

    command = Paste()
    return {
        "paste_ms": table.take(lambda: stack.push(command)),
        "undo_ms": table.take(stack.undo),
    }
