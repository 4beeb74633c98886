"""A list of 100,000 rows marked with 100,000 registrants: ``python -m tests.benchmarks.marking``.

Ours reads the list in a process of its own, finds out which column is to be compared with what, recognises
each row and writes the list, all under the beat of the GUI thread. The reference is told the column, and
joins by one dictionary in this process: csv of the standard library, with nothing else to do.
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
from webinar_console.app.start import calm_collector
from webinar_console.domain.external_id import value_in
from webinar_console.domain.people_source import FileSource
from webinar_console.domain.registrant import Registrant
from webinar_console.services.drafting import read_draft
from webinar_console.services.exports import ExportFile, write_rows
from webinar_console.services.marking import (
    ADDED,
    By,
    directory_of,
    marked_columns,
    marked_rows,
    marks_of,
    survey_of,
)

ROWS, FEW = 100_000, 2_000
VARIANTS = ("ours", "csv")
EMAIL = 3

Medians = dict[str, dict[str, float]]


def _write_list(path: Path, persons: Sequence[Registrant]) -> None:
    header = ("Row", "First", "Last", "Mail", "Order", "Account", "Stage", "Owner", "Note", "Land", "Day", "")
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(header)
        for number, one in enumerate(persons):
            mail = one.email.upper() if number % 10 else f"stranger.{number}@else.example"
            oid = value_in(one.external_id or "", "oid")
            account = f"Account {number % 500}"
            cells = (f"#{number}", one.first_name, one.last_name, mail, oid, account, "open", "Anna")
            rows.writerow((*cells, f"note {number}", "DE", "2026-01-01", ""))


def _ours(source: Path, target: Path, persons: Sequence[Registrant]) -> dict[str, float]:
    async def work(_gui: Gui) -> dict[str, float]:
        beat = Beat()
        beat.start()
        started = time.perf_counter()
        listed = await read_draft(FileSource(source))
        read = time.perf_counter()
        directory = await directory_of(persons)
        survey = await survey_of(len(listed.header), listed.rows, directory)
        best = survey.best
        assert best is not None
        assert (best.column, best.means.by) == (EMAIL, By.EMAIL)
        compared = time.perf_counter()
        marks = await marks_of(listed.rows, best, directory, is_over=True)
        counted = time.perf_counter()
        await write_rows(
            ExportFile(target, ".csv"),
            marked_columns(listed.header, listed.rows, survey.width),
            marks.rows,
            lambda start, end: marked_rows(listed.rows, marks, survey.width, start, end),
            lambda _done: None,
        )
        figures = {
            "wall_ms": (time.perf_counter() - started) * 1000,
            "compared_ms": (compared - read) * 1000,
            "counted_ms": (counted - compared) * 1000,
            "registered": float(marks.registered),
        }
        return figures | {name: float(value) for name, value in beat.stop().as_dict().items()}

    return run_gui(work, timeout_s=300.0)


def _csv(source: Path, target: Path, persons: Sequence[Registrant]) -> dict[str, float]:
    started = time.perf_counter()
    known = {one.email.casefold(): one for one in persons}
    registered = 0
    with (
        source.open(encoding="utf-8", newline="") as read,
        target.open("w", encoding="utf-8-sig", newline="") as written,
    ):
        rows, out = csv.reader(read), csv.writer(written)
        out.writerow([*next(rows), *(title for title, _ in ADDED)])
        for row in rows:
            one = known.get(row[EMAIL].casefold())
            registered += one is not None
            if one is None:
                out.writerow([*row, "no", "", "", ""])
            else:
                came = "yes" if one.attended else "no"
                out.writerow([*row, "yes", came, one.registration_time, one.join_uri])
    return {"wall_ms": (time.perf_counter() - started) * 1000, "registered": float(registered)}


def child(variant: str, small: bool) -> dict[str, float]:
    """One variant, once."""
    persons = people(FEW if small else ROWS, attended=0.5)
    calm_collector()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "leads.csv"), Path(folder, "marked.csv")
        _write_list(source, persons)
        return (_ours if variant == "ours" else _csv)(source, target, persons)


def goals(medians: Medians) -> list[Goal]:
    """The sheet is there before anybody wonders, and the window moves all the while."""
    ours, reference = medians["ours"], medians["csv"]
    alone = reference["wall_ms"]
    return [
        Goal("rows recognised, against the reference", ours["registered"] / reference["registered"], 1),
        Goal("all of it, against csv and one dictionary", ours["wall_ms"] / alone, 8),
        Goal("what to compare, out of 12 columns, against the same", ours["compared_ms"] / alone, 4),
        Goal("another column counted anew, against the same", ours["counted_ms"] / alone, 0.5),
        Goal("GUI thread meanwhile, p99", ours["p99"], 10, unit="ms"),
        Goal("gaps over 33 ms", ours["over_33"], 0, unit="gaps"),
    ]


if __name__ == "__main__":
    main("tests.benchmarks.marking")
