"""Drafts of what was read, and of rows that were known already."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

from webinar_console.domain.people_source import (
    PeopleSource,
    ReadChoices,
    ReadProgress,
    ReadSource,
    TableSource,
)
from webinar_console.files.mapping import guess_mapping, mapping_of
from webinar_console.files.reading import read_people
from webinar_console.files.table import SAMPLE_ROWS
from webinar_console.files.wire import Finished, Frame, Opened

from .import_draft import ITS_IMPORT, ImportDraft, positions_of


async def read_draft(
    source: ReadSource,
    on_progress: Callable[[ReadProgress], None] | None = None,
    choices: ReadChoices | None = None,
) -> ImportDraft:
    """Read a source in a worker process; what its columns mean is guessed.

    ``on_progress`` is called on the loop, at most once for each 1,000 rows. Cancelling ends the worker.
    Raises ``FileProblem``.
    """
    lines: list[int] = []
    rows: list[tuple[str, ...]] = []
    opened: Opened | None = None
    finished = Finished(0)
    async with contextlib.aclosing(read_people(source, choices or ReadChoices())) as messages:
        async for message in messages:
            if isinstance(message, Opened):
                opened = message
            elif isinstance(message, Frame):
                lines += message.lines
                rows += message.rows
                if on_progress is not None and opened is not None:
                    on_progress(ReadProgress(message.bytes_read, opened.size, len(rows)))
            else:
                finished = message
    assert opened is not None
    return draft_of(source, opened, lines, rows, finished)


def draft_of(
    source: PeopleSource, opened: Opened, lines: list[int], rows: list[tuple[str, ...]], finished: Finished
) -> ImportDraft:
    """The draft of a source from the messages of its reading."""
    return ImportDraft(
        source=source,
        name=source.name,
        size=opened.size,
        sha256=opened.sha256,
        encoding=opened.encoding,
        encoding_sure=opened.encoding_sure,
        delimiter=opened.delimiter,
        header_line=opened.header_line,
        header=opened.header,
        lines=lines,
        rows=rows,
        guesses=opened.guesses,
        mapping=mapping_of(opened.header, opened.guesses),
        blank_rows=finished.blank_rows,
        sheets=opened.sheets,
        sheet=opened.sheet,
        notes=finished.notes,
        hidden=positions_of(lines, finished.hidden),
    )


def draft_of_table(source: TableSource) -> ImportDraft:
    """A draft of rows that are known already. Nothing is read.

    Columns mean what they meant in the import that the rows are from, else that is guessed.
    """
    names = tuple(f"Column {number}" for number in range(1, len(source.header) + 1))
    has_header = source.header != names
    guesses = guess_mapping(source.header, source.rows[:SAMPLE_ROWS], has_header=has_header)
    opened = Opened(0, "", "", True, "", 1 if has_header else None, source.header, guesses)
    draft = draft_of(source, opened, list(source.lines), list(source.rows), Finished(source.blank_rows))
    draft = replace(draft, hidden=source.hidden, notes=source.notes)
    if source.mapping is None or len(source.mapping.columns) != len(source.header):
        return draft
    return replace(draft, mapping=source.mapping, recalled="" if source.files else ITS_IMPORT)
