"""A plain list of people, as it is shown: for a look in a spreadsheet, or to be dropped in again."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from webinar_console.domain.errors import FileProblem


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a list: UTF-8 with a mark, commas, CRLF. Blocks: call it on a thread.

    The caller has asked before an existing file is written over. Raises ``FileProblem``.
    """
    try:
        with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(header)
            writer.writerows(rows)
    except OSError as error:
        raise FileProblem(
            f"{path.name} could not be saved there. Choose another folder.", str(error)
        ) from error
