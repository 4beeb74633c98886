"""What keeping an import costs while a person mends it: ``python -m tests.benchmarks.drafts [ROWS]``.

A table of 100,000 rows and 8 columns (several files as one list, or the rest of an import) waits for a
session. It is kept once, then after each of 20 corrections. Told are the beats of the GUI thread meanwhile,
how long it takes until it is on disk, and what was written.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.importing import HEADER
from tests.benchmarks.people import rows as people_rows
from tests.gui.import_room import NOW, SPRING
from tests.helpers.beat import Beat, Figures
from tests.helpers.qt import Gui, run_gui
from webinar_console.domain.mapping import ColumnUse
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import ReadChoices, TableSource
from webinar_console.services.drafting import draft_of_table
from webinar_console.services.mending import CellCorrection
from webinar_console.store import Store
from webinar_console.ui.importing.choices import Kept
from webinar_console.ui.importing.shelf import Shelf

_TIMES = 20


def main() -> None:
    """Print the figures."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        run_gui(lambda gui: _measure(gui, Path(folder), rows), timeout_s=300.0)


async def _measure(gui: Gui, folder: Path, rows: int) -> None:
    cells = tuple((*row[:6], "Analyst, senior", "Example & Sons") for row in people_rows(rows))
    source = TableSource("guests.csv", HEADER, tuple(range(2, rows + 2)), cells)
    kept = Kept.begun(draft_of_table(source), ReadChoices())
    async with await Store.open(folder) as store:
        shelf = Shelf(gui.app, store.import_drafts, lambda: NOW, gui.tasks("drafts"))
        shelf.keep(SPRING, kept)
        _tell("kept for the first time", [await _saved(shelf)])
        found = []
        for number in range(_TIMES):
            correction = CellCorrection(number * rows // _TIMES, ColumnUse(Target.EMAIL), "ann@example.org")
            kept.mending.correct([correction], "Change e-mail")
            shelf.keep(SPRING, kept)
            found.append(await _saved(shelf))
        _tell(f"after each of {_TIMES} corrections (medians)", found)


async def _saved(shelf: Shelf) -> tuple[float, Figures]:
    beat, started = Beat(), time.perf_counter()
    beat.start()
    await shelf.save_all()
    took = (time.perf_counter() - started) * 1000
    return took, beat.stop()


def _tell(what: str, found: list[tuple[float, Figures]]) -> None:
    took = statistics.median(took for took, _ in found)
    worst = statistics.median(figures.worst for _, figures in found)
    waits = statistics.median(figures.wait99 for _, figures in found)
    print(f"{what}: on disk in {took:.0f} ms; GUI thread: worst {worst:.1f} ms, wait99 {waits:.1f} ms")


if __name__ == "__main__":
    main()
