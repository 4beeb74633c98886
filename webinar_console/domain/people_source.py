"""Where people come from: a file or pasted text, and how to read it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .mapping import ColumnMapping

#: What a row's number counts: physical lines of a text, rows of a sheet.
Unit = Literal["line", "row"]

#: Files above these are refused; both are far beyond what a webinar can hold.
MAX_BYTES = 200_000_000
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500

#: What a person may choose when the guess was wrong: codec name and the words for it.
ENCODINGS: tuple[tuple[str, str], ...] = (
    ("utf-8", "UTF-8"),
    ("utf-16-le", "UTF-16 (little endian)"),
    ("utf-16-be", "UTF-16 (big endian)"),
    ("cp1252", "Western European (Windows-1252)"),
    ("cp1250", "Central European (Windows-1250)"),
    ("cp1251", "Cyrillic (Windows-1251)"),
    ("latin-1", "Western European (Latin-1)"),
    ("mac_roman", "Western European (Mac)"),
    ("shift_jis", "Japanese (Shift-JIS)"),
    ("euc_jp", "Japanese (EUC-JP)"),
    ("gb18030", "Chinese, simplified (GB18030)"),
    ("big5", "Chinese, traditional (Big5)"),
    ("euc_kr", "Korean (EUC-KR)"),
)
DELIMITERS: tuple[tuple[str, str], ...] = (
    (",", "Comma"),
    (";", "Semicolon"),
    ("\t", "Tab"),
    ("|", "Pipe"),
)
#: The last column of a list of several files: it says where a row is from, in the result files, too.
FILE_COLUMN = "File"
FILE_SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")

# What the window says about a drop that never reaches a reader.
NOT_A_FILE = "This is a folder. Open it and drop the file with the people."


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file on this computer."""

    path: Path

    @property
    def name(self) -> str:
        """What to call it."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class TextSource:
    """What was copied: its text, and the same as ``html`` where the clipboard has that, too."""

    text: str
    name: str = "Pasted text"
    html: str = ""


@dataclass(frozen=True, slots=True)
class TableSource:
    """Rows that are known already: those of a job that were not done, or those of several files.

    ``lines[i]`` is the line of the source where ``rows[i]`` stood; rows are as wide as the header or wider.
    ``files`` says of how many files this is the whole; 0: of none. The rows at the positions ``left_out``
    were left out by a person's choice, and stay so until the person takes them back. ``mapping`` is what the
    columns were used for when the rows were imported; ``None``: not known. ``hidden`` are the positions of
    rows that the sheet of their file hides. ``folder`` is where the result files belong; empty: nowhere.
    ``notes`` are sentences about what reading the files noticed, ``blank_rows`` were passed over there.
    """

    name: str
    header: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    files: int = 0
    left_out: frozenset[int] = frozenset()
    mapping: ColumnMapping | None = None
    hidden: frozenset[int] = frozenset()
    folder: str = ""
    notes: tuple[str, ...] = ()
    blank_rows: int = 0


@dataclass(frozen=True, slots=True)
class FilesSource:
    """Several files that are to be one list. Reading them gives a :class:`TableSource`."""

    paths: tuple[Path, ...]

    @property
    def name(self) -> str:
        """What to call it: "guests.csv and 2 more files"."""
        more = len(self.paths) - 1
        return f"{self.paths[0].name} and {more:,} more file{'s' if more > 1 else ''}"

    def without(self, path: Path) -> tuple[Path, ...]:
        """The other files."""
        return tuple(other for other in self.paths if other != path)


_SEVERAL = re.compile(r".* and [\d,]+ more files?", re.DOTALL)


def file_column(header: Sequence[str], name: str | None) -> int | None:
    """Where the rows of a list tell their file, by the list's columns and name; ``None``: all are of one."""
    is_whole = bool(header) and header[-1] == FILE_COLUMN and bool(_SEVERAL.fullmatch(name or ""))
    return len(header) - 1 if is_whole else None


#: Bytes that have to be read, and how to, and rows that need no reading.
ReadSource = FileSource | TextSource
PeopleSource = ReadSource | TableSource
#: What a person gives; several files become one table when they are read.
GivenSource = PeopleSource | FilesSource


@dataclass(frozen=True, slots=True)
class ReadChoices:
    """What the person decided instead of the guess; ``None`` leaves it to the reader.

    ``encoding`` is a codec name of :data:`ENCODINGS`, ``delimiter`` one character, ``has_header`` says
    whether the first row that is not blank names the columns, ``sheet`` is the name of a workbook's sheet.
    """

    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """How far reading has come, in bytes of the source; ``rows`` are people so far, without the header."""

    bytes_read: int
    bytes_total: int
    rows: int
