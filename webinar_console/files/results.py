"""Result files: what became of each row, beside the original cells, ready to be dropped in again.

``<name>.done.<time>.csv`` has the rows that are in the session now, ``<name>.not-done.<time>.csv`` all the
others: every row of the source is in one of the two. UTF-8 with a mark, commas, CRLF: Excel opens it.
"""

import csv
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.file_names import cut_to
from webinar_console.domain.job import Outcome, RowReport
from webinar_console.domain.neutral import neutralised_row

from .naming import name_anew
from .vocabulary import RESULT_COLUMNS, has_result_columns

#: Bytes of a source's name in the name of a result file: with its ending a disk takes 255.
_LONGEST_STEM = 200

#: Outcomes of rows whose people are in the session now.
IN_THE_SESSION = (Outcome.DONE, Outcome.ALREADY_THERE)


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """The files that were written; ``None`` for one that would have had no rows. Both are in ``folder``."""

    folder: Path
    done: Path | None
    not_done: Path | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Those that exist."""
        return tuple(path for path in (self.done, self.not_done) if path is not None)


def write_results(
    rows: Sequence[RowReport], header: Sequence[str], name: str, folders: Sequence[Path], at: datetime
) -> ResultFiles:
    """Write both files into the first of the folders that takes them. Blocks: call it on a thread.

    ``name`` is the source's name, with or without its suffix; ``at`` the time for the names, in the zone that
    they should show. Nothing is ever overwritten, a file appears only when it is complete, and a folder that
    is gone stays gone: a drive may be away for a while. Raises ``FileProblem`` when no folder takes them.
    """
    done = [row for row in rows if row.outcome in IN_THE_SESSION]
    others = [row for row in rows if row.outcome not in IN_THE_SESSION]
    stem, time = _stem(name), f"{at:%Y%m%d-%H%M%S}"
    trouble = "no folder was given"
    for folder in folders:
        written: list[Path] = []
        try:
            for part, kind in ((done, "done"), (others, "not-done")):
                if part:
                    table = _table(part, header)
                    written.append(_write(table, folder, f"{stem}.{kind}.{time}"))
        except OSError as error:
            trouble = str(error)
            for path in written:
                path.unlink(missing_ok=True)
            continue
        paths = iter(written)
        return ResultFiles(folder, next(paths) if done else None, next(paths) if others else None)
    raise FileProblem(
        "The result files could not be saved: no folder took them. Choose another one.", trouble
    )


def _stem(name: str) -> str:
    """The name without a suffix, what an earlier result file added to it, and what is too long for a disk."""
    stem = Path(name).stem or "people"
    for kind in (".done.", ".not-done."):
        stem = stem.partition(kind)[0] or stem
    stem = "".join(c if c.isprintable() and c not in '\\/:*?"<>|' else "_" for c in stem)
    return cut_to(_LONGEST_STEM, stem)


def _table(rows: Iterable[RowReport], header: Sequence[str]) -> list[list[str]]:
    rows = list(rows)
    # A not-done file that was dropped in again: its added columns are written anew.
    again = has_result_columns(tuple(header))
    kept = len(header) - (len(RESULT_COLUMNS) if again else 0)
    cells = [[*(row.cells or ())[:kept], *(row.cells or ())[len(header) :]] for row in rows]
    width = max(kept, max(map(len, cells), default=0))
    names = [*header[:kept], *[""] * (width - kept)]
    table = [[*names, *RESULT_COLUMNS]]
    for row, original in zip(rows, cells, strict=True):
        outcome = row.outcome.value if row.outcome else row.state.value
        line = "" if row.line is None else str(row.line)
        added = (line, outcome, row.words, row.registrant_id or "", row.join_uri or "")
        table.append([*original, *[""] * (width - len(original)), *added])
    return table


def _write(table: list[list[str]], folder: Path, stem: str) -> Path:
    handle, temporary = tempfile.mkstemp(prefix=".webinar-console-", suffix=".part", dir=folder)
    try:
        with open(handle, "w", encoding="utf-8-sig", errors="replace", newline="") as text:  # noqa: PTH123
            csv.writer(text).writerows(map(neutralised_row, table))
            _settle(text)
        return name_anew(Path(temporary), folder, stem)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _settle(text: TextIO) -> None:
    """Onto the disk before the name appears; a full disk shows here at the latest."""
    text.flush()
    os.fsync(text.fileno())
