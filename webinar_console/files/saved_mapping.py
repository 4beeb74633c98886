"""Mappings that are kept: known again by the header they were made for, and shared as a file.

The file is JSON: ``{"format": "webinar-console-mapping", "version": 1, "name": …, "header": […],
"mapping": {…}}``.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.mapping import IGNORED, ColumnMapping, SavedMapping

from .vocabulary import RESULT_COLUMNS, has_result_columns, plain

SUFFIX = ".json"
_FORMAT, _VERSION = "webinar-console-mapping", 1
_MAX_BYTES = 1_000_000

NO_MAPPING = "This file holds no mapping. Choose one that was saved by this program."
NEWER = "This mapping was saved by a newer version of the program. Update the program to use it."

Signature = tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    name: str
    header: tuple[str, ...]
    mapping: ColumnMapping


class _Kind(msgspec.Struct):
    format: str
    version: int


def signature_of(header: Sequence[str]) -> Signature:
    """What a header is known by: its names in order, without case, accents, spaces and punctuation.

    What this program's result files add does not count: a not-done file is known by its list.
    """
    return tuple(plain(name) or name.strip() for name in _own(header))


def is_for(saved: SavedMapping, signature: Signature) -> bool:
    """Whether a mapping was made for a header with this signature; most are told by their number."""
    return len(_own(saved.header)) == len(signature) and signature_of(saved.header) == signature


def fitted(saved: SavedMapping, header: Sequence[str]) -> ColumnMapping | None:
    """The mapping for another header: each column is used as the one of the same name was.

    The order of columns may differ, and there may be others, which are ignored. ``None`` when no used column
    is there.
    """
    uses: dict[str, list[int]] = {}
    for place, name in enumerate(signature_of(saved.header)):
        uses.setdefault(name, []).append(place)
    columns = []
    for name in signature_of(header):
        places = uses.get(name)
        columns.append(saved.mapping.columns[places.pop(0)] if places else IGNORED)
    if all(use == IGNORED for use in columns):
        return None
    columns += [IGNORED] * (len(header) - len(columns))
    return msgspec.structs.replace(saved.mapping, columns=tuple(columns))


def write_mapping(path: Path, saved: SavedMapping) -> None:
    """Write it, in place of what is there. Raises ``FileProblem``."""
    kept = _File(_FORMAT, _VERSION, saved.name, saved.header, saved.mapping)
    text = msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n"
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.write_bytes(text)
        beside.replace(path)
    except OSError as error:
        raise FileProblem(f"The mapping cannot be saved as {path.name}.", str(error)) from error


def read_mapping(path: Path) -> SavedMapping:
    """Read it. Raises ``FileProblem`` for anything that is no mapping of this program."""
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise FileProblem("The file cannot be read.", str(error)) from error
    try:
        kind = msgspec.json.decode(text, type=_Kind)
        if kind.format != _FORMAT or len(text) > _MAX_BYTES:
            raise FileProblem(NO_MAPPING)
        if kind.version > _VERSION:
            raise FileProblem(NEWER)
        found = msgspec.json.decode(text, type=_File)
        return SavedMapping(found.header, found.mapping, found.name.strip() or path.stem)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise FileProblem(NO_MAPPING, str(error)) from error


def _own(header: Sequence[str]) -> Sequence[str]:
    return header[: -len(RESULT_COLUMNS)] if has_result_columns(tuple(header)) else header
