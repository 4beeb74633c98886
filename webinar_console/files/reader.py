"""Reading a people file, whatever its kind. Runs in the worker process."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import MAX_BYTES, NOT_A_FILE, ReadChoices

from .delimited import read_text
from .sniff import Kind, kind_of
from .wire import Finished, Frame, Opened

CHANGED = "The file was changed while it was read. Drop it again."

Messages = Iterator[Opened | Frame | Finished]


def read_file(path: Path, choices: ReadChoices) -> Messages:
    """Read a file from its path. Raises ``FileProblem`` for every file that cannot be used."""
    try:
        if path.is_dir():
            raise FileProblem(NOT_A_FILE)
        if not path.is_file() and path.exists():
            raise FileProblem("This is no ordinary file, so it cannot be read.")
        with path.open("rb", buffering=0) as raw:
            before = path.stat()
            if before.st_size > MAX_BYTES:
                raise FileProblem(
                    f"The file has {before.st_size / 1e6:,.0f} MB; more than {MAX_BYTES // 1_000_000} MB "
                    "cannot be read. Is it the right one?"
                )
            yield from read_stream(raw, choices, path.suffix)
            after = path.stat()
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise FileProblem(CHANGED)
    except FileNotFoundError as error:
        raise FileProblem("The file is not there any more.", str(error)) from error
    except PermissionError as error:
        raise FileProblem("You are not allowed to read this file.", str(error)) from error
    except OSError as error:
        raise FileProblem("The file cannot be read.", str(error)) from error


def read_stream(stream: BinaryIO, choices: ReadChoices, suffix: str = "") -> Messages:
    """Read a seekable stream of bytes, known by its content; ``suffix`` is the name's, dot included.

    Raises ``FileProblem``, and ``OSError`` as the stream does.
    """
    kind = kind_of(stream, suffix)
    stream.seek(0)
    # Late: a list in text needs none of the others.
    match kind:
        case Kind.TEXT:
            return read_text(stream, choices)
        case Kind.XLSX | Kind.XLS:
            from .workbook import read_workbook

            return read_workbook(stream, choices, kind)
        case Kind.ODS:
            from .opendocument import read_ods

            return read_ods(stream, choices)
        case Kind.WEB_PAGE:
            from .web_table import read_web_page

            return read_web_page(stream, choices)


def read_clipboard(text: str, html: str, choices: ReadChoices) -> Messages:
    """Read what was copied: the table of ``html`` when it tells at least as much as the ``text``."""
    content = text.encode("utf-8", errors="replace")
    if html:
        from .web_table import read_table_of, table_of_clipboard

        table = table_of_clipboard(html, text)
        if table is not None:
            return read_table_of(table, len(content), hashlib.sha256(content).hexdigest(), choices)
    return read_text(io.BytesIO(content), choices)
