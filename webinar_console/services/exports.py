"""Lists of people as files: what is written, gathered in turns of the loop, in a process of its own."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from webinar_console.domain.exported import ExportColumn, Finder, Found, distinct
from webinar_console.domain.registrant import Registrant
from webinar_console.files.naming import Naming
from webinar_console.files.writing import Writing, save_whole

from .slices import in_slices

#: File suffixes and the words for them; the first is what is offered first.
FORMATS: tuple[tuple[str, str], ...] = (
    (".xlsx", "Excel workbook"),
    (".csv", "CSV file"),
    (".tsv", "TSV file"),
    (".jsonl", "JSON Lines file"),
)
#: What stands between the cells of a CSV, and the words for it.
SEPARATORS: tuple[tuple[str, str], ...] = ((",", "Comma"), (";", "Semicolon"), ("\t", "Tab"))
#: People of one portion for the process that writes.
_AT_ONCE = 500

#: The rows from a position to another (exclusive).
Rows = Callable[[int, int], Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """Where to, and how. ``sheet`` is the name of a workbook's sheet; ``separator`` is for CSV."""

    path: Path
    suffix: str
    separator: str = ","
    sheet: str = "Registrants"


async def find_columns(people: Sequence[Registrant]) -> Found:
    """The keys, questions and unknown fields that these people have."""
    finder = Finder()

    def look(start: int, end: int) -> None:
        for person in people[start:end]:
            finder.look(person)

    await in_slices(len(people), look)
    return finder.found()


async def write_export(
    file: ExportFile,
    columns: Sequence[ExportColumn],
    people: Sequence[Registrant],
    on_progress: Callable[[int], None],
) -> int:
    """Write the file; its size in bytes. It appears when it is whole: a failure or a cancel leaves what was
    there before (a cancel that comes when the file is there counts as none). ``on_progress`` gets the number
    of people handed over. Raises ``FileProblem``.
    """
    described = distinct(columns)
    texts = [column.text for column in described]

    def rows(start: int, end: int) -> list[tuple[str, ...]]:
        return [tuple([text(person) for text in texts]) for person in people[start:end]]

    titled = [(column.name, column.title, column.width) for column in described]
    return await write_rows(file, titled, len(people), rows, on_progress)


async def write_rows(
    file: ExportFile,
    columns: Sequence[tuple[str, str, int]],
    total: int,
    rows: Rows,
    on_progress: Callable[[int], None],
) -> int:
    """The same for ``total`` rows of any kind. ``columns`` are their names, titles and widths in letters."""
    separator = "\t" if file.suffix == ".tsv" else file.separator
    writing = Writing(file.path, file.suffix, columns, delimiter=separator, sheet=file.sheet)
    try:
        await writing.begin()
        for first in range(0, total, _AT_ONCE):
            end = min(first + _AT_ONCE, total)
            await writing.put(await _gathered(first, end, rows))
            on_progress(end)
        return await writing.finish()
    finally:
        await writing.aclose()


async def save_pages(path: Path, content: bytes) -> None:
    """Write pages that were painted, as :func:`write_export` writes a file. Raises ``FileProblem``."""
    naming = Naming()
    await naming.ended(asyncio.ensure_future(asyncio.to_thread(save_whole, path, content, naming)))


async def _gathered(first: int, last: int, rows: Rows) -> list[tuple[str, ...]]:
    gathered: list[tuple[str, ...]] = []

    def gather(start: int, end: int) -> None:
        gathered.extend(rows(first + start, first + end))

    await in_slices(last - first, gather)
    return gathered
