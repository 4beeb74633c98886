"""The registrants' table at 100,000 rows of 12 columns: open from the store, show, key stroke, sort, scroll
from the first row to the last, a paste of 5,000 rows and its undo, memory.

References: ``QStandardItemModel`` (what one writes first) for opening, showing, scrolling and pasting, a
``QSortFilterProxyModel`` with Python's comparison over a Python model for filter and sort. Every time ends
when the view has painted. How long the window stands still meanwhile is measured by ``loop.py people``.
"""

import asyncio
import gc
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.clocked import Table
from tests.benchmarks.common import Goal, Medians, main, resident_mb
from tests.benchmarks.people import COLUMNS, record, rows
from tests.benchmarks.table_references import (
    PASTED_COLUMN,
    items,
    paste_items,
    proxy,
    show_items,
    store_items,
)
from webinar_console.domain.registrant import Registrant

VARIANTS = (
    *("ours-store", "items-store", "ours-show", "items-show", "ours-filter", "proxy-filter"),
    *("ours-sort", "proxy-sort", "ours-scroll", "items-scroll", "ours-paste", "items-paste"),
)
ROWS, FEW = 100_000, 2_000
QUERIES = ("a", "an", "ann", "anna@", "", "zzzz", "")
#: Column and descending; the first two are first sorts, the others repeated ones.
CLICKS = ((1, False), (2, False), (1, True), (2, True))
#: Rows of a paste, and steps of a scroll from the first row to the last.
PASTED, STEPS = 5_000, 200


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


def _warm(table: Table) -> None:
    """Fonts, styles and the painting of cells, on few rows, so that only the rows' cost is timed."""
    model = _ours(table)
    _open(model, [record(cells) for cells in rows(60)])
    table.show()
    model.slices.finish()
    table.view.hide()


def _show_ours(table: Table, count: int) -> dict[str, float]:
    _warm(table)
    model = table.view.model()
    before = resident_mb()
    people = [record(cells) for cells in rows(count)]

    def act() -> None:
        _open(model, people)
        table.view.show()

    shown_ms = table.take(act)
    people.clear()
    prepare = time.perf_counter()
    model.slices.finish()
    figures = {"show_ms": shown_ms, "prepare_ms": (time.perf_counter() - prepare) * 1000}
    figures["memory_mb"] = resident_mb() - before
    pages = [table.take(table.page_down) for _ in range(20)]
    return figures | {"page_ms": statistics.median(pages), "rows": float(model.rowCount())}


def _filled(table: Table, count: int, *, ours: bool) -> Any:
    if ours:
        model = _ours(table)
        _open(model, [record(cells) for cells in rows(count)])
        table.is_busy = lambda: not model.slices.is_idle
    else:
        from PySide6.QtWidgets import QTableView

        model = proxy(rows(count))
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
            people = [record(cells) for cells in rows(count)]
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


def _scroll(table: Table, count: int, *, ours: bool) -> dict[str, float]:
    """From the first row to the last, as with the bar."""
    if ours:
        _filled(table, count, ours=True)
        table.settle()
    else:
        items(table, count)
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
        return paste_items(table, count, block)
    from PySide6.QtWidgets import QWidget

    from webinar_console.ui.messages import Messages
    from webinar_console.ui.registrants.block_edits import BlockEdits

    # Whoever attended cannot be edited.
    model = _ours(table)
    nobody = COLUMNS.index("participant_id")
    _open(model, [record((*cells[:nobody], "", *cells[nobody + 1 :])) for cells in rows(count)])
    table.is_busy = lambda: not model.slices.is_idle
    table.show()
    edits = BlockEdits(table.theme, table.view, Messages(), lambda: True)
    edits.bind(QWidget(table.view))
    first = [column.name for column in model.columns].index(PASTED_COLUMN)
    table.view.setCurrentIndex(model.index(0, first))
    table.settle()
    paste = table.take(edits.paste, until=lambda: len(model.draft) == pasted and model.slices.is_idle)
    assert model.draft.counts().total == pasted
    undo = table.take(model.undo, until=lambda: not len(model.draft) and model.slices.is_idle)
    return {"paste_ms": paste, "undo_ms": undo}


def child(variant: str, small: bool) -> dict[str, float]:
    """One variant, once."""
    count = FEW if small else ROWS
    who, _, what = variant.partition("-")
    table = Table()
    match what:
        case "store":
            return _store_ours(table, count) if who == "ours" else store_items(table, count)
        case "show":
            return _show_ours(table, count) if who == "ours" else show_items(table, count)
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
