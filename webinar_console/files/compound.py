"""Compound files (OLE), the container of Excel's workbooks before 2007: their streams, read within bounds.

The format is Microsoft's [MS-CFB].
"""

import struct
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem

from .archive import PROTECTED
from .sniff import OLE, SAVE_AS

_END = 0xFFFFFFFA  # this and above mark ends and free sectors
_MINI_LIMIT = 4096
_MAX_ENTRIES = 50_000

DAMAGED = "This Excel workbook is damaged, so it cannot be read."
_OTHERS = (
    ("WordDocument", f"This is a Word document, not a list of people. {SAVE_AS}"),
    ("PowerPoint Document", "This is a presentation, not a list of people."),
    ("__properties_version1.0", "This is an e-mail message of Outlook. Save the list attached to it."),
)


class CompoundFile:
    """The named streams of a compound file. Raises ``FileProblem`` when it is damaged."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        stream.seek(0, 2)
        self._size = stream.tell()
        stream.seek(0)
        header = stream.read(512)
        try:
            shift = struct.unpack_from("<H", header, 30)[0]
            if shift not in (9, 12):
                raise FileProblem(DAMAGED, f"sectors of 2 ** {shift} bytes")
            self._sector = 1 << shift
            directory, mini_fat = (
                struct.unpack_from("<I", header, 48)[0],
                struct.unpack_from("<I", header, 60)[0],
            )
            self._fat = self._read_fat(header)
            self._mini_fat = _numbers(self._chain(mini_fat)) if mini_fat < _END else ()
            self._streams = _entries(self._chain(directory))
        except (struct.error, IndexError) as error:
            raise FileProblem(DAMAGED, str(error)) from error
        root = self._streams.get("Root Entry")
        if root is None:
            raise FileProblem(DAMAGED, "there is no root entry")
        self._mini = self._chain(root[0]) if root[0] < _END else b""

    @property
    def names(self) -> frozenset[str]:
        """All streams and storages."""
        return frozenset(self._streams)

    def content(self, name: str) -> bytes:
        """The bytes of a stream."""
        start, size = self._streams[name]
        if size > self._size:
            raise FileProblem(DAMAGED, f"{name} would be larger than the file")
        if size >= _MINI_LIMIT:
            return self._chain(start)[:size]
        parts: list[bytes] = []
        seen, sector = 0, start
        while sector < _END:
            parts.append(self._mini[sector * 64 : sector * 64 + 64])
            seen += 64
            if sector >= len(self._mini_fat) or seen > _MINI_LIMIT:
                break
            sector = self._mini_fat[sector]
        return b"".join(parts)[:size]

    def _at(self, sector: int) -> bytes:
        self._stream.seek((sector + 1) * self._sector)
        return self._stream.read(self._sector)

    def _read_fat(self, header: bytes) -> tuple[int, ...]:
        places = [n for n in struct.unpack_from("<109I", header, 76) if n < _END]
        more, count = struct.unpack_from("<I", header, 68)[0], 0
        while more < _END:
            block = _numbers(self._at(more))
            count += 1
            if not block or count * self._sector > self._size:
                raise FileProblem(DAMAGED, "the table of sectors has no end")
            places += [n for n in block[:-1] if n < _END]
            more = block[-1]
        if len(places) * self._sector > self._size:
            raise FileProblem(DAMAGED, "the table of sectors is larger than the file")
        return _numbers(b"".join(map(self._at, places)))

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        most = self._size // self._sector + 1
        while sector < _END:
            if sector >= len(self._fat) or len(parts) > most:
                raise FileProblem(DAMAGED, "a chain of sectors leads nowhere")
            parts.append(self._at(sector))
            sector = self._fat[sector]
        return b"".join(parts)


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """From a name to the first sector and the size."""
    found: dict[str, tuple[int, int]] = {}
    for at in range(0, min(len(directory), _MAX_ENTRIES * 128) - 127, 128):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if 2 <= length <= 64:
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            found.setdefault(name, struct.unpack_from("<II", directory, at + 116))
    return found


def compound_of(name: str, content: bytes) -> bytes:
    """A compound file with this one stream, which is not empty and has at most 400 MB."""
    size, free, end, fat = 4096, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    content = content.ljust(size, b"\0")  # smaller ones are kept in another way
    count = -(-len(content) // size)
    tables = -(-(count + 3) // (size // 4 - 1))
    # The sectors: the stream, the directory, one for small streams (calamine wants it), the table of all.
    numbers = [*range(1, count), end, end, end, *[fat] * tables]
    table = struct.pack(f"<{len(numbers)}I", *numbers).ljust(tables * size, b"\xff")
    directory = b""
    for title, kind, child, start, length in (
        ("Root Entry", 5, 1, count + 1, size),
        (name, 2, free, 0, len(content)),
    ):
        words = (title + "\0").encode("utf-16-le")
        directory += words.ljust(64, b"\0")
        directory += struct.pack("<HBBIII", len(words), kind, 1, free, free, child)
        directory += bytes(36) + struct.pack("<IQ", start, length)
    header = struct.pack("<8s16xHHHHH6xII", OLE, 0x3E, 4, 0xFFFE, 12, 6, 1, tables)
    header += struct.pack("<IIIIIII", count, 0, 4096, end, 0, end, 0)
    places = range(count + 2, count + 2 + tables)
    header += struct.pack("<109I", *places, *[free] * (109 - tables))
    parts = (header.ljust(size, b"\0"), content.ljust(count * size, b"\0"), directory.ljust(2 * size, b"\0"))
    return b"".join((*parts, table))


def refuse_other_documents(stream: BinaryIO) -> None:
    """Raise ``FileProblem`` when a compound file is no workbook that can be read."""
    names = CompoundFile(stream).names
    if "EncryptedPackage" in names:
        raise FileProblem(PROTECTED)
    for name, sentence in _OTHERS:
        if name in names:
            raise FileProblem(sentence)
    if not names & {"Workbook", "Book"}:
        raise FileProblem(f"This is an old Office file, but no workbook. {SAVE_AS}")
