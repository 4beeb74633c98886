"""A people file of 100,000 rows and 8 columns, 1 % of them dirty: read, checked, with line numbers.

Each side is a fresh process, timed from its start until it has its result: loading the interpreter and its
libraries is part of both. ``ours`` reads and checks in one process; ``program`` is the way the program goes,
a worker process that reads and the program that checks (its memory is the sum of both). The reference,
``pandas``, reads the texts and checks nothing. ``addresses`` and ``validator`` check the same e-mails with
our check and with email-validator alone, loading not counted.

``xlsx`` reads and checks the same rows from a workbook, ``openpyxl`` and ``pandas xlsx`` only read them.
"""

import csv
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter

from tests.benchmarks.common import OUT, Goal, Medians, fresh, main
from tests.benchmarks.people import rows as people_rows

VARIANTS = ("ours", "program", "pandas", "xlsx", "openpyxl", "pandas xlsx", "addresses", "validator")
NEEDS = {"pandas": "pandas", "openpyxl": "openpyxl", "pandas xlsx": "pandas"}
ROWS, FEW = 100_000, 2_000
HEADER = (
    *("First name", "Last name", "E-mail", "Source", "External id"),
    *("Registered", "Job title", "Company"),
)
_DIRTY_EVERY = 100

_OURS = """
import gc, json, sys
gc.freeze(); gc.disable()  # as the worker does
from pathlib import Path
from webinar_console.domain.mapping import ColumnMapping
from webinar_console.domain.people import KnownPeople
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files.checking import Checker
from webinar_console.files.reader import read_file
from webinar_console.files.wire import Frame, Opened
people = []
for message in read_file(Path(sys.argv[1]), ReadChoices()):
    if isinstance(message, Opened):
        checker = Checker(ColumnMapping.of(*(guess.target for guess in message.guesses)), KnownPeople({}, {}))
    elif isinstance(message, Frame):
        people += checker.check(message.lines, message.rows)
from tests.benchmarks.common import peak_mb
bad = [person for person in people if not person.verdict.is_sent]
print(json.dumps({"rows": len(people), "bad": len(bad), "peak_mb": peak_mb()}), flush=True)
"""

_PROGRAM = """
import asyncio, json, resource, sys
from pathlib import Path
from webinar_console.domain.people_source import FileSource
from webinar_console.domain.session import Session
from webinar_console.services.imports import Imports

class Nobody:
    async def cached(self, session_id):
        return None
    async def fetch(self, session_id):
        yield []
    async def list(self, session):
        return []

async def work():
    imports = Imports(Nobody(), Nobody())
    draft = await imports.read(FileSource(Path(sys.argv[1])))
    # Not returned: asyncio.run would write its task, result and all, into a message that nobody reads.
    results.append(await imports.check(draft, Session(id="1")))

results = []
asyncio.run(work())
checked = results[0]
from tests.benchmarks.common import peak_mb
worker_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
bad = [person for person in checked.people if not person.verdict.is_sent]
peak = {"own_mb": peak_mb(), "worker_mb": worker_mb, "peak_mb": peak_mb() + worker_mb}
print(json.dumps({"rows": len(checked.people), "bad": len(bad), **peak}), flush=True)
"""

_PANDAS = """
import json, sys
import pandas
table = pandas.read_csv(sys.argv[1], dtype=str, on_bad_lines="skip")
from tests.benchmarks.common import peak_mb
print(json.dumps({"rows": len(table), "bad": 0, "peak_mb": peak_mb()}), flush=True)
"""


_OPENPYXL = """
import json, sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
rows = list(book.active.iter_rows(min_row=2, values_only=True))
from tests.benchmarks.common import peak_mb
print(json.dumps({"rows": len(rows), "bad": 0, "peak_mb": peak_mb()}), flush=True)
"""

_PANDAS_XLSX = _PANDAS.replace(
    'read_csv(sys.argv[1], dtype=str, on_bad_lines="skip")', "read_excel(sys.argv[1], dtype=str)"
)


def write_workbook(path: Path, count: int) -> None:
    """The rows of :func:`write_file` in the first sheet of a workbook."""
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "people.csv"
        write_file(text, count)
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("People")
            with text.open(encoding="utf-8", newline="") as file:
                for place, row in enumerate(csv.reader(file)):
                    for column, cell in enumerate(row):
                        sheet.write_string(place, column, cell)


def write_file(path: Path, count: int) -> None:
    """The same file every time: blank and broken addresses, people who come twice, a cell too many."""
    chance = random.Random(2)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, cells in enumerate(people_rows(count)):
            row = [*cells[:6], "Analyst, senior", "Example & Sons"]
            if number % _DIRTY_EVERY == _DIRTY_EVERY - 1:
                _spoil(row, chance.randrange(4))
            writer.writerow(row)


def _spoil(row: list[str], how: int) -> None:
    match how:
        case 0:
            row[2] = ""
        case 1:
            row[2] = row[2].replace("@", "(at)")
        case 2:
            row[1] = ""
        case _:
            row.append("one cell more")


def _of_file(code: str, count: int, kind: str = "csv") -> dict[str, float]:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUT) as folder:
        path = Path(folder) / f"people.{kind}"
        (write_file if kind == "csv" else write_workbook)(path, count)
        path.read_bytes()  # both find it in the system's cache
        taken, figures = fresh(code, str(path))
    return {"wall_ms": taken, **figures}


def _of_addresses(count: int, *, ours: bool) -> dict[str, float]:
    # As in a file: one in a hundred is no address.
    emails = [cells[2] for cells in people_rows(count)]
    emails[99::100] = [email.replace("@", " at ") for email in emails[99::100]]
    check = _our_check() if ours else _validator()
    start = time.perf_counter()
    valid = sum(map(check, emails))
    return {"check_ms": (time.perf_counter() - start) * 1000, "valid": float(valid)}


def _our_check() -> Callable[[str], bool]:
    from webinar_console.files.email_check import is_address, load_validator

    load_validator()
    return is_address


def _validator() -> Callable[[str], bool]:
    from email_validator import EmailNotValidError, validate_email

    def check(email: str) -> bool:
        try:
            validate_email(email, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            return False
        return True

    return check


def child(variant: str, small: bool) -> dict[str, float]:
    """One variant, once."""
    count = FEW if small else ROWS
    match variant:
        case "addresses" | "validator":
            return _of_addresses(count, ours=variant == "addresses")
        case "xlsx" | "openpyxl" | "pandas xlsx":
            code = {"xlsx": _OURS, "openpyxl": _OPENPYXL, "pandas xlsx": _PANDAS_XLSX}[variant]
            return _of_file(code, count, "xlsx")
        case _:
            return _of_file({"ours": _OURS, "program": _PROGRAM, "pandas": _PANDAS}[variant], count)


def goals(medians: Medians) -> list[Goal]:
    """The CSV's rows of "Figures to reach"."""

    def ratio(one: str, figure: str, other: str) -> float:
        return medians[one][figure] / medians[other][figure]

    return [
        Goal("CSV read and checked: time, against pandas unchecked", ratio("ours", "wall_ms", "pandas"), 0.6),
        Goal("CSV read and checked: peak memory", ratio("ours", "peak_mb", "pandas"), 0.42),
        Goal("XLSX read and checked: time, against openpyxl", ratio("xlsx", "wall_ms", "openpyxl"), 1 / 8),
        Goal("XLSX read and checked: time, against pandas", ratio("xlsx", "wall_ms", "pandas xlsx"), 1 / 11),
        Goal("XLSX read and checked: memory, against pandas", ratio("xlsx", "peak_mb", "pandas xlsx")),
        Goal("the same through the worker: time", ratio("program", "wall_ms", "pandas")),
        Goal("the same through the worker: memory of both", ratio("program", "peak_mb", "pandas")),
        Goal(
            "e-mail check, against email-validator alone", ratio("addresses", "check_ms", "validator"), 1 / 25
        ),
    ]


if __name__ == "__main__":
    main("tests.benchmarks.importing")
