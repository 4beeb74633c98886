"""An import that was prepared and not started, as it is kept on disk.

Where its people come from, and everything that was decided about them.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from .check_choices import AS_USUAL, CheckChoices
from .mapping import ColumnMapping, ColumnUse
from .people_source import FileSource, PeopleSource, ReadChoices, TableSource, TextSource

#: Pasted text and rows beyond this are not kept.
MAX_KEPT_TEXT = 20_000_000


class KeptCell(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A correction. ``position`` counts the rows from 0."""

    position: int
    use: ColumnUse
    text: str


class KeptRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How to know a mended row again where the source changed: ``fingerprint`` is that of its cells, and
    ``before`` so many rows with the same cells stood above it."""

    position: int
    before: int
    fingerprint: str


class KeptFiles(msgspec.Struct, frozen=True, omit_defaults=True):
    """Paths of several files that were given at once and are not imported yet.

    ``asked``: nobody has said how. ``after``: one import each, the first of them is in its turn, which ends
    when its import is started.
    """

    asked: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.asked or self.after)

    def without(self, path: str) -> "KeptFiles":
        """A file's turn is over. Where one only is left to be asked about, there is nothing to ask."""
        asked = tuple(other for other in self.asked if other != path)
        after = tuple(other for other in self.after if other != path)
        return KeptFiles(asked, after) if len(asked) > 1 else KeptFiles((), (*asked, *after))


NO_FILES = KeptFiles()


class ImportRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``kept_at`` is aware, in UTC; ``sha256`` tells whether the source is the same still.

    ``path`` is that of a file; what came from somewhere else is kept whole. ``left_out`` are positions.
    ``header`` are the columns that ``mapping`` was made for, ``rows`` tell whom the corrections belong to;
    both are empty in records of earlier versions. ``aside`` are corrections, and ``out_aside`` positions of
    rows left out, of an earlier state of the source: nobody knows to which rows they belong now. ``formers``
    are the imports that gave way to this one, the last first.
    """

    name: str
    sha256: str
    kept_at: datetime
    path: str | None = None
    text: str = ""
    html: str = ""
    table: TableSource | None = None
    choices: ReadChoices = ReadChoices()
    mapping: ColumnMapping
    by_hand: tuple[int, ...] = ()
    taken: dict[int, int] = {}
    is_changed: bool = False
    recalled: str = ""
    settings: dict[str, Any] = {}
    trim: bool = False
    order_column: int | None = None
    order_descending: bool = False
    add: bool = True
    remove: bool = False
    rules: CheckChoices = AS_USUAL
    corrections: tuple[KeptCell, ...] = ()
    left_out: tuple[int, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[KeptRow, ...] = ()
    aside: tuple[KeptCell, ...] = ()
    out_aside: tuple[int, ...] = ()
    formers: tuple["ImportRecord", ...] = ()

    @property
    def is_decided(self) -> bool:
        """Whether a person chose or mended anything that would have to be done again."""
        before = self.table.left_out if self.table is not None else frozenset()
        mended = (self.corrections, frozenset(self.left_out) != before, self.aside, self.out_aside)
        chosen = (self.by_hand, self.is_changed, self.settings, self.trim)
        beside = (self.order_column is not None, not self.add, self.remove, self.rules != AS_USUAL)
        return any(mended) or any(chosen) or any(beside)

    @property
    def source(self) -> PeopleSource:
        """Where the people come from."""
        if self.path is not None:
            return FileSource(Path(self.path))
        return self.table or TextSource(self.text, self.name, self.html)


def source_fields(source: PeopleSource) -> dict[str, Any] | None:
    """The fields of a record that hold a source; ``None`` for one that is too long to be kept."""
    match source:
        case FileSource(path):
            return {"path": str(path)}
        case TextSource(text, _, html):
            short = len(text) + len(html) <= MAX_KEPT_TEXT
            return {"text": text, "html": html} if short else None
        case TableSource():
            short = sum(sum(map(len, row)) for row in source.rows) <= MAX_KEPT_TEXT
            return {"table": source} if short else None
