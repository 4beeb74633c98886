"""A plain list of people, as it is shown: for a look in a spreadsheet, or to be dropped in again."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.neutral import neutralised_row


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a list: UTF-8 with a mark, commas, CRLF. Blocks: call it on a thread.

    What people registered with never becomes a formula in a spreadsheet, and is read as it was.

    The caller has asked before an existing file is written over. Raises ``FileProblem``.
    """
    try:
        with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(neutralised_row(header))
            writer.writerows(map(neutralised_row, rows))
    except OSError as error:
        raise FileProblem(
            f"{path.name} could not be saved there. Choose another folder.", str(error)
        ) from error
