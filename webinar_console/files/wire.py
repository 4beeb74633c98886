"""What the worker process and the program say to each other: length-prefixed msgpack, no pickle.

A message is four bytes of length (big endian) and one msgpack array whose first element is its kind.
"""

import struct
from typing import IO

import msgspec

from webinar_console.domain.people import ColumnGuess

#: Rows of one frame: about a millisecond of decoding on the other side.
FRAME_ROWS = 1_000
#: A frame ends earlier when it took more than this of the source (cells can be long).
FRAME_BYTES = 400_000


class Request(msgspec.Struct, frozen=True, array_like=True, tag="read"):
    """What to read: a path, or the ``text_bytes`` and ``html_bytes`` of UTF-8 that follow, two forms of what
    was copied. The rest is as in ``ReadChoices``.
    """

    path: str | None = None
    text_bytes: int = 0
    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    sheet: str | None = None
    html_bytes: int = 0


class Order(msgspec.Struct, frozen=True, array_like=True, tag="write"):
    """What to write: a table of kind ``suffix`` (".xlsx", ".csv", ".tsv", ".jsonl") into a new file at
    ``path``.

    :class:`Cells` follow, and :class:`Whole` when there are no more. ``names`` are the columns' keys,
    ``header`` their titles, ``widths`` in letters, ``sheet`` is the name of a workbook's sheet.
    """

    path: str
    suffix: str
    delimiter: str
    sheet: str
    names: tuple[str, ...]
    header: tuple[str, ...]
    widths: tuple[int, ...]


class Cells(msgspec.Struct, frozen=True, array_like=True, tag="cells"):
    """Rows to write."""

    rows: list[tuple[str, ...]]


class Whole(msgspec.Struct, frozen=True, array_like=True, tag="whole"):
    """All rows were sent."""


class Written(msgspec.Struct, frozen=True, array_like=True, tag="written"):
    """The file is on the disk; its size in bytes."""

    size: int


class Opened(msgspec.Struct, frozen=True, array_like=True, tag="opened"):
    """What the source turned out to be; sent before the first frame. ``size`` in bytes.

    ``encoding`` and ``delimiter`` are empty for a table that is no text; ``sheets`` are the names of all
    sheets of a workbook, ``sheet`` the one that is read.
    """

    size: int
    sha256: str
    encoding: str
    encoding_sure: bool
    delimiter: str
    header_line: int | None
    header: tuple[str, ...]
    guesses: tuple[ColumnGuess, ...]
    sheets: tuple[str, ...] = ()
    sheet: str = ""


class Frame(msgspec.Struct, frozen=True, array_like=True, tag="frame"):
    """Up to :data:`FRAME_ROWS` rows, the lines where they start (of a sheet: their numbers), and the bytes
    read so far.
    """

    lines: list[int]
    rows: list[tuple[str, ...]]
    bytes_read: int


class Finished(msgspec.Struct, frozen=True, array_like=True, tag="finished"):
    """The source was read to its end. ``notes`` are sentences about what was noticed beside the rows,
    ``hidden`` the lines of rows that the sheet hides.
    """

    blank_rows: int
    notes: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()


class Refused(msgspec.Struct, frozen=True, array_like=True, tag="refused"):
    """The source cannot be used: the fields of ``FileProblem``."""

    sentence: str
    technical: str = ""
    line: int | None = None


Message = Opened | Frame | Finished | Refused
#: What the program says to a worker.
Said = Request | Order | Cells | Whole

_LENGTH = struct.Struct(">I")
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)
_end_decoder: msgspec.msgpack.Decoder[Written | Refused] = msgspec.msgpack.Decoder(Written | Refused)
_said_decoder: msgspec.msgpack.Decoder[Said] = msgspec.msgpack.Decoder(Said)
_encode = msgspec.msgpack.Encoder().encode


def packed(message: Message | Written | Said) -> bytes:
    """The bytes of one message, its length in front."""
    body = _encode(message)
    return _LENGTH.pack(len(body)) + body


def read_packed(stream: IO[bytes]) -> bytes | None:
    """The body of the next message, or ``None`` when the other side has ended (within a message too)."""
    head = _read_exactly(stream, _LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length: int = _LENGTH.unpack(head)[0]
    body = _read_exactly(stream, length)
    return body if len(body) == length else None


def message_from(body: bytes) -> Message:
    """One message of a worker that reads. Raises ``msgspec.DecodeError`` for anything else."""
    return _decoder.decode(body)


def end_from(body: bytes) -> Written | Refused:
    """What a worker that writes says at its end. Raises ``msgspec.DecodeError`` for anything else."""
    return _end_decoder.decode(body)


def said_from(body: bytes) -> Said:
    """What the program says. Raises ``msgspec.DecodeError`` for anything else."""
    return _said_decoder.decode(body)


def _read_exactly(stream: IO[bytes], count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)
