"""The registrants' table at 100,000 rows of 12 columns: open from the store, show, key stroke, sort, scroll
from the first row to the last, a paste of 5,000 rows and its undo, memory.

References: ``QStandardItemModel`` (what one writes first) for opening, showing, scrolling and pasting, a
``QSortFilterProxyModel`` with Python's comparison over a Python model for filter and sort. Every time ends
when the view has painted. How long the window stands still meanwhile is measured by ``loop.py people``.
"""

import asyncio
import gc
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.common import Goal, Medians, main, resident_mb
from webinar_console.domain.registrant import Registrant

VARIANTS = (
    *("ours-store", "items-store", "ours-show", "items-show", "ours-filter", "proxy-filter"),
    *("ours-sort", "proxy-sort", "ours-scroll", "items-scroll", "ours-paste", "items-paste"),
)
ROWS, FEW = 100_000, 2_000
QUERIES = ("a", "an", "ann", "anna@", "", "zzzz", "")
#: Column and descending; the first two are first sorts, the others repeated ones.
CLICKS = ((1, False), (2, False), (1, True), (2, True))
SEARCHED = (0, 1, 2, 3, 4)
#: Rows of a paste, its columns, and steps of a scroll from the first row to the last.
PASTED, PASTED_COLUMNS, STEPS = 5_000, ("source", "external_id"), 200
COLUMNS = (
    *("first_name", "last_name", "email", "source", "external_id", "registration_time", "participant_id"),
    *("join_uri", "cancellation_uri", "ip_address", "id", "visitor_id"),
)
_FIRST = (
    *(
        "Anna",
        "Ann",
        "Joanna",
        "Hannah",
        "Brian",
        "Daniel",
        "Maria",
        "José",
        "Łukasz",
        "Zoë",
        "Søren",
        "Chloë",
    ),
    *("Peter", "Olga", "Ivan", "Mei", "Yuki", "Omar", "Fatima", "Liam", "Noah", "Emma", "Olivia", "Lucas"),
    *("Mia", "Ethan", "Sofia", "Grace", "Leo", "Ruby", "Hugo", "Iris", "Max", "Eve", "Tom", "Kim", "Björn"),
    *("Élise", "小明", "Дмитрий"),
)
_LAST = (
    *("Smith", "Jones", "Hansen", "Müller", "García", "Nowak", "Kowalski", "Ivanov", "Tanaka", "Chen", "Li"),
    *("Okafor", "Silva", "Costa", "Rossi", "Weber", "Fischer", "Dubois", "Moreau", "Petrov", "Novak"),
    *("Horvat", "Olsen", "Berg", "Lund", "Kelly", "Murphy", "Byrne", "Hoover", "Stone", "Brown", "White"),
    *("Green", "Díaz", "王"),
)


def rows(count: int) -> list[tuple[str, ...]]:
    """The same made-up people every time, one text for each of ``COLUMNS``."""
    chance = random.Random(1)
    made = []
    for number in range(count):
        first, last = chance.choice(_FIRST), chance.choice(_LAST)
        plain = f"{first}.{last}".encode("ascii", "ignore").decode().lower().strip(".")
        token = f"{chance.getrandbits(128):032x}"
        time_of = f"2026-0{1 + number % 9}-{1 + number % 28:02d}T{number % 24:02d}:{number % 60:02d}:00Z"
        made.append(
            (
                first,
                last,
                f"{plain}{number}@{chance.choice(('example.com', 'corp.example.org', 'events.example.io'))}",
                chance.choice(("Api", "Import", "Landing", "Invite")),
                f"EXT-{number:07d}",
                time_of,
                token[:24],
                f"https://webinar.example.com/j/{token}?pid={number}",
                f"https://webinar.example.com/c/{token}/cancel",
                f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
                f"r-{token[8:]}",
                f"visitor-{number}",
            )
        )
    return made


def _record(cells: tuple[str, ...]) -> Registrant:
    return Registrant(**dict(zip(COLUMNS, cells, strict=True)))


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


def _ours(table: Table) -> Any:
    """The product's model, view and delegate, with the four columns more that make them twelve."""
    from webinar_console.ui.registrants import registrant_model
    from webinar_console.ui.registrants.columns import Column, registrant_columns
    from webinar_console.ui.registrants.registrant_view import RegistrantView

    def more(name: str) -> Column[Registrant]:
        return Column(name, name, lambda p: getattr(p, name) or "", lambda p: getattr(p, name) or "", 12)

    extra = tuple(more(name) for name in ("cancellation_uri", "ip_address", "id", "visitor_id"))
    registrant_model.registrant_columns = lambda *a: (*registrant_columns(*a), *extra)  # type: ignore[assignment]
    model = registrant_model.RegistrantModel()
    view = RegistrantView(table.theme, model)
    table.watch(view)
    return model


def _open(model: Any, people: list[Registrant]) -> None:
    from PySide6.QtGui import QUndoStack

    from webinar_console.ui.registrants.columns import Attendance
    from webinar_console.ui.registrants.draft import Draft

    model.open(people, Draft(), QUndoStack(model), attendance=Attendance.OVER, session_finished=False)


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


def _proxy(source: list[tuple[str, ...]]) -> Any:
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


def _warm(table: Table) -> None:
    """Fonts, styles and the painting of cells, on few rows, so that only the rows' cost is timed."""
    model = _ours(table)
    _open(model, [_record(cells) for cells in rows(60)])
    table.show()
    model.slices.finish()
    table.view.hide()


def _show_ours(table: Table, count: int) -> dict[str, float]:
    _warm(table)
    model = table.view.model()
    before = resident_mb()
    people = [_record(cells) for cells in rows(count)]

    def act() -> None:
        _open(model, people)
        table.view.show()

    shown_ms = table.take(act)
    people.clear()
    prepare = time.perf_counter()
    model.slices.finish()
    figures = {"show_ms": shown_ms, "prepare_ms": (time.perf_counter() - prepare) * 1000}
    figures["memory_mb"] = resident_mb() - before
    pages = [table.take(lambda: _page_down(table)) for _ in range(20)]
    return figures | {"page_ms": statistics.median(pages), "rows": float(model.rowCount())}


def _page_down(table: Table) -> None:
    bar = table.view.verticalScrollBar()
    bar.setValue(bar.value() + bar.pageStep())


def _show_items(table: Table, count: int) -> dict[str, float]:
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
    pages = [table.take(lambda: _page_down(table)) for _ in range(20)]
    return {"show_ms": shown_ms, "memory_mb": memory, "page_ms": statistics.median(pages)}


def _filled(table: Table, count: int, *, ours: bool) -> Any:
    if ours:
        model = _ours(table)
        _open(model, [_record(cells) for cells in rows(count)])
        table.is_busy = lambda: not model.slices.is_idle
    else:
        from PySide6.QtWidgets import QTableView

        model = _proxy(rows(count))
        view = QTableView()
        view.setModel(model)
        table.watch(view)
    table.show()
    gc.collect()
    gc.freeze()
    return model


def _filter(table: Table, count: int, *, ours: bool) -> dict[str, float]:
    model = _filled(table, count, ours=ours)
    times = []
    for query in QUERIES:
        table.settle()
        if ours:
            taken = table.take(lambda q=query: model.find(q), until=lambda: not model.slices.is_urgent)
        else:
            model.query = query
            taken = table.take(model.invalidateFilter)
        if query:
            times.append(taken)
            hits = model.rowCount()
    return {"median_ms": statistics.median(times), "worst_ms": max(times), "last_hits": float(hits)}


def _sort(table: Table, count: int, *, ours: bool) -> dict[str, float]:
    from PySide6.QtCore import Qt

    model = _filled(table, count, ours=ours)
    times = []
    for column, descending in CLICKS:
        # Nobody clicks twice within a few milliseconds: what is prepared in between may be ready.
        table.settle()
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        is_done = (lambda: not model.slices.is_urgent) if ours else (lambda: True)
        times.append(table.take(lambda c=column, o=order: model.sort(c, o), until=is_done))
    figures = {"first_ms": max(times[:2]), "repeated_ms": max(times[2:])}
    if ours:
        table.settle()
        header = [described.name for described in model.columns]
        one_more = header.index("first_name")
        figures["also_ms"] = table.take(lambda: model.sort_also(one_more), until=is_done)
    return figures


def _store_ours(table: Table, count: int) -> dict[str, float]:
    """A session that was seen opens from the store."""
    from webinar_console.store import Store

    _warm(table)
    model = table.view.model()

    async def keep(folder: Path) -> None:
        async with await Store.open(folder) as store:
            people = [_record(cells) for cells in rows(count)]
            await store.cache.keep_registrants("1", people, datetime.now(UTC))

    async def read(folder: Path) -> list[Registrant]:
        async with await Store.open(folder) as store:
            people: list[Registrant] = []
            while len(people) < count:
                people += await store.cache.registrants("1", len(people))
            return people

    with tempfile.TemporaryDirectory() as name:
        asyncio.run(keep(Path(name)))

        def act() -> None:
            _open(model, asyncio.run(read(Path(name))))
            table.view.show()

        return {"open_ms": table.take(act), "rows": float(model.rowCount())}


def _store_items(table: Table, count: int) -> dict[str, float]:
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


def _items(table: Table, count: int) -> Any:
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


def _scroll(table: Table, count: int, *, ours: bool) -> dict[str, float]:
    """From the first row to the last, as with the bar."""
    if ours:
        _filled(table, count, ours=True)
        table.settle()
    else:
        _items(table, count)
    bar = table.view.verticalScrollBar()
    steps = [
        table.take(lambda step=step: bar.setValue(bar.maximum() * step // STEPS))
        for step in range(1, STEPS + 1)
    ]
    assert table.view.rowAt(table.view.viewport().height() - 2) == count - 1
    return {"scroll_ms": sum(steps), "worst_ms": max(steps)}


def _paste(table: Table, count: int, *, ours: bool) -> dict[str, float]:
    """A block of two columns over rows that can be edited; then it is undone."""
    from PySide6.QtGui import QGuiApplication

    pasted = min(PASTED, count // 4)
    block = [[f"list {n}", f"crm-{n}"] for n in range(pasted)]
    QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in block))
    if not ours:
        return _paste_items(table, count, block)
    from PySide6.QtWidgets import QWidget

    from webinar_console.ui.messages import Messages
    from webinar_console.ui.registrants.block_edits import BlockEdits

    # Whoever attended cannot be edited.
    model = _ours(table)
    nobody = COLUMNS.index("participant_id")
    _open(model, [_record((*cells[:nobody], "", *cells[nobody + 1 :])) for cells in rows(count)])
    table.is_busy = lambda: not model.slices.is_idle
    table.show()
    edits = BlockEdits(table.theme, table.view, Messages(), lambda: True)
    edits.bind(QWidget(table.view))
    first = [column.name for column in model.columns].index(PASTED_COLUMNS[0])
    table.view.setCurrentIndex(model.index(0, first))
    table.settle()
    paste = table.take(edits.paste, until=lambda: len(model.draft) == pasted and model.slices.is_idle)
    assert model.draft.counts().total == pasted
    undo = table.take(model.undo, until=lambda: not len(model.draft) and model.slices.is_idle)
    return {"paste_ms": paste, "undo_ms": undo}


def _paste_items(table: Table, count: int, block: list[list[str]]) -> dict[str, float]:
    from PySide6.QtGui import QUndoCommand, QUndoStack

    model = _items(table, count)
    stack, first = QUndoStack(), COLUMNS.index(PASTED_COLUMNS[0])

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


def child(variant: str, small: bool) -> dict[str, float]:
    """One variant, once."""
    count = FEW if small else ROWS
    who, _, what = variant.partition("-")
    table = Table()
    match what:
        case "store":
            return _store_ours(table, count) if who == "ours" else _store_items(table, count)
        case "show":
            return _show_ours(table, count) if who == "ours" else _show_items(table, count)
        case "filter":
            return _filter(table, count, ours=who == "ours")
        case "scroll":
            return _scroll(table, count, ours=who == "ours")
        case "paste":
            return _paste(table, count, ours=who == "ours")
        case _:
            return _sort(table, count, ours=who == "ours")


def goals(medians: Medians) -> list[Goal]:
    """The table's rows of "Figures to reach"."""

    def ratio(what: str, figure: str, reference: str) -> float:
        return medians[f"ours-{what}"][figure] / medians[f"{reference}-{what}"][figure]

    return [
        Goal(
            "show 100,000 rows: time, against QStandardItemModel", ratio("show", "show_ms", "items"), 1 / 150
        ),
        Goal("show 100,000 rows: memory", ratio("show", "memory_mb", "items"), 1 / 7),
        Goal(
            "key stroke to paint: median, against a Python proxy",
            ratio("filter", "median_ms", "proxy"),
            1 / 10,
        ),
        Goal("key stroke to paint: worst", ratio("filter", "worst_ms", "proxy"), 1 / 20),
        Goal(
            "sort click to paint: first, against a Python proxy", ratio("sort", "first_ms", "proxy"), 1 / 60
        ),
        Goal("sort click to paint: repeated", ratio("sort", "repeated_ms", "proxy"), 1 / 300),
        Goal("one more column to sort by, to paint", medians["ours-sort"]["also_ms"], unit="ms"),
        Goal("a page down, painted", medians["ours-show"]["page_ms"], unit="ms"),
        Goal("open from the store, painted, against items", ratio("store", "open_ms", "items")),
        Goal("scroll from the first row to the last, against items", ratio("scroll", "scroll_ms", "items")),
        Goal("paste 5,000 rows of two columns, against items", ratio("paste", "paste_ms", "items")),
        Goal("undo of it", ratio("paste", "undo_ms", "items")),
    ]


if __name__ == "__main__":
    main("tests.benchmarks.table")
