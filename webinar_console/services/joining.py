"""Several files as one list: columns united by their names, each row with the name of its file."""

from collections.abc import Awaitable, Callable
from operator import itemgetter

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import MAX_COLUMNS, MAX_ROWS, FileSource, FilesSource, TableSource
from webinar_console.files.vocabulary import plain

from .import_draft import ImportDraft
from .slices import in_slices

#: The column that says where a row is from; it goes along into the job and its result files.
FILE_COLUMN = "File"


async def joined(
    source: FilesSource, read_one: Callable[[FileSource], Awaitable[ImportDraft]]
) -> TableSource:
    """Read the files one after the other and put them together.

    Columns of one name (without case, accents and spaces) are one; of files that name none, the first goes
    with the first. A row keeps the line of its own file. Raises ``FileProblem`` with the file's name.
    """
    header: list[str] = []
    places: dict[tuple[str, int], int] = {}
    parts: list[tuple[ImportDraft, list[int]]] = []
    for path in source.paths:
        try:
            draft = await read_one(FileSource(path))
        except FileProblem as problem:
            sentence = f"{path.name}: {problem.sentence}"
            raise FileProblem(sentence, problem.technical, line=problem.line) from problem
        parts.append((draft, _placed(draft.header, header, places)))
    width = len(header)
    if width >= MAX_COLUMNS:
        raise FileProblem(f"The files have {width:,} different columns. Are they the right ones?")
    if sum(len(draft.rows) for draft, _ in parts) > MAX_ROWS:
        raise FileProblem(f"The files have more than {MAX_ROWS:,} rows, more than any webinar holds.")
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    while parts:
        # The rows of a file go when they are united: those of all at once are a stall.
        draft, columns = parts.pop(0)
        lines += draft.lines
        await _unite(draft, columns, width, rows)
    return TableSource(
        source.name, (*header, FILE_COLUMN), tuple(lines), tuple(rows), files=len(source.paths)
    )


def _placed(names: tuple[str, ...], header: list[str], places: dict[tuple[str, int], int]) -> list[int]:
    """Where the columns of one file are in the whole; new ones are added there."""
    found = []
    seen: dict[str, int] = {}
    for name in names:
        word = plain(name) or name
        seen[word] = seen.get(word, 0) + 1
        key = (word, seen[word])
        if key not in places:
            places[key] = len(header)
            header.append(name)
        found.append(places[key])
    return found


async def _unite(draft: ImportDraft, columns: list[int], width: int, rows: list[tuple[str, ...]]) -> None:
    """Add the rows of one file: cells where they belong, the file's name, then what had no column there.

    In turns of some milliseconds each.
    """
    count = len(columns)
    blank_and_name = ("", draft.name)
    sources = [count] * width + [count + 1]
    for column, place in enumerate(columns):
        sources[place] = column
    placed = itemgetter(*sources)

    def unite(start: int, end: int) -> None:
        rows.extend(placed(row[:count] + blank_and_name) + row[count:] for row in draft.rows[start:end])

    await in_slices(len(draft.rows), unite)
