"""A list of 100,000 people and 12 columns as a file: ``python -m tests.benchmarks.exporting``.

Ours gathers the rows on the window's loop, under the beat of the GUI thread, and writes in a process of its
own; the references write the same cells in this process, with nothing else to do: csv of the standard
library, and openpyxl in the mode that is made for much.
"""

import csv
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.common import Goal, main
from tests.gui.people import people
from tests.helpers.beat import Beat
from tests.helpers.qt import Gui, run_gui
from webinar_console.domain.exported import ExportColumn, Found, all_columns
from webinar_console.domain.registrant import Registrant
from webinar_console.services.exports import ExportFile, write_export
from webinar_console.ui.registrants.columns import moment_text

ROWS, FEW = 100_000, 2_000
COLUMNS = 12
VARIANTS = ("ours-csv", "csv", "ours-xlsx", "openpyxl")
NEEDS = {"openpyxl": "openpyxl"}

Medians = dict[str, dict[str, float]]


def _columns() -> list[ExportColumn]:
    def attended(person: Registrant) -> str:
        return "Attended" if person.attended else "Absent"

    return all_columns(Found(keys=("lid", "oid")), attended, moment_text)[:COLUMNS]


def _cells(persons: Sequence[Registrant], columns: Sequence[ExportColumn]) -> list[list[str]]:
    texts = [column.text for column in columns]
    return [[column.title for column in columns], *([text(person) for text in texts] for person in persons)]


def _ours(path: Path, persons: Sequence[Registrant]) -> dict[str, float]:
    async def work(_gui: Gui) -> dict[str, float]:
        beat = Beat()
        beat.start()
        started = time.perf_counter()
        size = await write_export(ExportFile(path, path.suffix), _columns(), persons, lambda _done: None)
        figures = {"wall_ms": (time.perf_counter() - started) * 1000, "size_mb": size / 1e6}
        return figures | {name: float(value) for name, value in beat.stop().as_dict().items()}

    return run_gui(work, timeout_s=300.0)


def _csv(path: Path, persons: Sequence[Registrant]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows(_cells(persons, _columns()))


def _openpyxl(path: Path, persons: Sequence[Registrant]) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _cells(persons, _columns()):
        sheet.append(row)
    book.save(path)


def child(variant: str, small: bool) -> dict[str, float]:
    """One variant, once."""
    persons = people(FEW if small else ROWS, attended=0.5)
    with tempfile.TemporaryDirectory() as folder:
        if variant.startswith("ours-"):
            return _ours(Path(folder, f"people.{variant[5:]}"), persons)
        path = Path(folder, "people.csv" if variant == "csv" else "people.xlsx")
        started = time.perf_counter()
        (_csv if variant == "csv" else _openpyxl)(path, persons)
        return {"wall_ms": (time.perf_counter() - started) * 1000, "size_mb": path.stat().st_size / 1e6}


def goals(medians: Medians) -> list[Goal]:
    """Quick enough to be waited for, and the window moves all the while."""
    found = []
    for kind, reference, most in (("csv", "csv", 1.4), ("xlsx", "openpyxl", 1 / 4)):
        ours = medians[f"ours-{kind}"]
        ratio = ours["wall_ms"] / medians[reference]["wall_ms"]
        found += [
            Goal(f"{kind.upper()} of 100,000: time, against {reference} alone", ratio, most),
            Goal(f"{kind.upper()}: GUI thread meanwhile, p99", ours["p99"], 10, unit="ms"),
            Goal(f"{kind.upper()}: what an event waits, 99th percentile", ours["wait99"], 12, unit="ms"),
            Goal(f"{kind.upper()}: gaps over 33 ms", ours["over_33"], 0, unit="gaps"),
        ]
    return found


if __name__ == "__main__":
    main("tests.benchmarks.exporting")
