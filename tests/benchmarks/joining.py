"""What joining several files costs the GUI thread: ``python -m tests.benchmarks.joining [ROWS]``.

Two files, together of 100,000 rows and 8 columns in another order, are read and become one list.
"""

import csv
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.importing import HEADER
from tests.benchmarks.people import rows as people_rows
from tests.gui.import_room import Lookup
from tests.helpers.beat import Beat
from tests.helpers.qt import Gui, run_gui
from webinar_console.domain.people_source import FileSource, FilesSource, ReadProgress
from webinar_console.services.imports import Imports

_RUNS = 3


def main() -> None:
    """Print the figures."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        source = FilesSource(tuple(_written(Path(folder), rows)))
        run_gui(lambda _gui: _measure(_gui, source), timeout_s=300.0)


def _written(folder: Path, count: int) -> list[Path]:
    people = [(*row[:6], "Analyst, senior", "Example & Sons") for row in people_rows(count)]
    paths = [folder / "spring.csv", folder / "autumn.csv"]
    for path, step, start in zip(paths, (1, -1), (0, count // 2), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER[::step])
            writer.writerows(row[::step] for row in people[start : start + count // 2])
    return paths


async def _measure(_gui: Gui, source: FilesSource) -> None:
    lookup = Lookup()
    imports = Imports(lookup, lookup)  # type: ignore[arg-type]
    for given in (*[source] * _RUNS, FileSource(source.paths[0])):
        beat, started = Beat(trace="--trace" in sys.argv), time.perf_counter()
        told: list[ReadProgress] = []
        beat.start()
        draft = await imports.read(given, told.append)
        took = time.perf_counter() - started
        print(f"{given.name}: {len(draft.rows):,} rows in {took:.2f} s; GUI thread: {beat.stop()}")
        for late, stack in beat.stalls:
            print(f"{late:.0f} ms\n{stack}")


if __name__ == "__main__":
    main()
