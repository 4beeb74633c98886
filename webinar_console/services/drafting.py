"""Drafts of what was read, and of rows that were known already."""

from dataclasses import replace

from webinar_console.domain.people_source import PeopleSource, TableSource
from webinar_console.files.mapping import guess_mapping, mapping_of
from webinar_console.files.table import SAMPLE_ROWS
from webinar_console.files.wire import Finished, Opened

from .import_draft import ITS_IMPORT, ImportDraft, positions_of


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
