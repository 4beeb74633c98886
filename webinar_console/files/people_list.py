"""A plain list of people, as it is shown: for a look in a spreadsheet, or to be dropped in again."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from webinar_console.domain.neutral import neutralised_row

from .writing import save_whole


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a list: UTF-8 with a mark, commas, CRLF; whole or not at all. Blocks: call it on a thread.

    What people registered with never becomes a formula in a spreadsheet, and is read as it was.

    The caller has asked before an existing file is written over. Raises ``FileProblem``.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(neutralised_row(header))
    writer.writerows(map(neutralised_row, rows))
    save_whole(path, codecs.BOM_UTF8 + text.getvalue().encode(errors="replace"))
