"""ZIP files: which document one is, and its parts, unpacked within bounds whatever its directory says.

The workbook reader proper unpacks without a bound. So every part that it will read is unpacked here first,
and thrown away: a bomb ends after :data:`MAX_UNPACKED` bytes.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem

from .sniff import SAVE_AS, Kind

#: A million rows of eight columns are about 500 MB of XML.
MAX_UNPACKED = 800_000_000
#: XML of real workbooks shrinks to a tenth, of very even ones to a hundredth.
_MAX_RATIO = 250
_RATIO_FROM = 20_000_000
_MAX_PARTS = 10_000
_CHUNK = 1 << 18

DAMAGED = "This is a damaged ZIP archive or workbook, so it cannot be read."
PROTECTED = (
    "This workbook is protected by a password. Open it, save a copy without the password, and drop that."
)
BOMB = "This workbook would unpack to far more than a list of people can be, so it is not opened."
_MACROS = "This workbook contains macros. Save it as an ordinary Excel workbook (.xlsx) and drop that file."


class Archive:
    """The parts of a ZIP file. Raises ``FileProblem`` for everything that it cannot deliver."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        try:
            stream.seek(0)
            with zipfile.ZipFile(stream) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, IndexError, struct.error) as error:
            raise FileProblem(DAMAGED, str(error)) from error
        if len(infos) > _MAX_PARTS:
            raise FileProblem(BOMB)
        if any(info.flag_bits & 1 for info in infos):
            raise FileProblem("This archive is protected by a password, so it cannot be read.")
        self._infos = {info.filename: info for info in infos}
        self._unpacked = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The parts, in the directory's order."""
        return tuple(self._infos)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, in pieces; all pieces of all parts together have a bound."""
        info = self._infos.get(name)
        if info is None:
            raise FileProblem(DAMAGED, f"there is no part {name}")
        self._refuse_bomb(info.compress_size, info.file_size)
        before, size = self._unpacked, 0
        for piece in self._inflate(info):
            size += len(piece)
            self._unpacked = before + size
            self._refuse_bomb(info.compress_size, size)
            yield piece
        if size != info.file_size:
            raise FileProblem(DAMAGED, f"{name} has {size} bytes instead of {info.file_size}")

    def whole(self, name: str, most: int = 20_000_000) -> bytes:
        """A small part as a whole."""
        found = bytearray()
        for piece in self.chunks(name):
            found += piece
            if len(found) > most:
                raise FileProblem(BOMB)
        return bytes(found)

    def _refuse_bomb(self, packed: int, unpacked: int) -> None:
        if self._unpacked > MAX_UNPACKED or unpacked > MAX_UNPACKED:
            raise FileProblem(BOMB)
        if unpacked > _RATIO_FROM and unpacked > packed * _MAX_RATIO:
            raise FileProblem(BOMB)

    def _inflate(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        stream = self._stream
        if info.header_offset < 0:
            raise FileProblem(DAMAGED, f"{info.filename} begins before the file")
        stream.seek(info.header_offset)
        header = stream.read(30)
        if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
            raise FileProblem(DAMAGED, f"{info.filename} has no header")
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        stream.seek(info.header_offset + 30 + name_length + extra_length)
        left = info.compress_size
        if info.compress_type == zipfile.ZIP_STORED:
            while left and (piece := stream.read(min(_CHUNK, left))):
                left -= len(piece)
                yield piece
            return
        if info.compress_type != zipfile.ZIP_DEFLATED:
            raise FileProblem(DAMAGED, f"{info.filename} is compressed by method {info.compress_type}")
        unpack = zlib.decompressobj(-15)
        try:
            while not unpack.eof:
                packed = unpack.unconsumed_tail
                if not packed:
                    packed = stream.read(min(_CHUNK, left))
                    left -= len(packed)
                    if not packed:
                        raise FileProblem(DAMAGED, f"{info.filename} ends too soon")
                if piece := unpack.decompress(packed, 4 * _CHUNK):
                    yield piece
        except zlib.error as error:
            raise FileProblem(DAMAGED, str(error)) from error


def kind_of_zip(stream: BinaryIO) -> Kind:
    """Which workbook a ZIP file is. Raises ``FileProblem`` for everything else that is one."""
    archive = Archive(stream)
    names = set(archive.names)
    if "mimetype" in names and "content.xml" in names:
        kind = archive.whole("mimetype", 1_000).decode("ascii", "replace").strip()
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.whole("META-INF/manifest.xml"):
            raise FileProblem(PROTECTED)
        if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            return Kind.ODS
        raise FileProblem(f"This is an OpenDocument file, but no spreadsheet. {SAVE_AS}")
    if any(name.startswith("xl/") for name in names):
        if "xl/workbook.bin" in names:
            raise FileProblem(f"This is a binary Excel workbook (.xlsb). {SAVE_AS}")
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise FileProblem(_MACROS)
        return Kind.XLSX
    if any(name.startswith(("word/", "ppt/", "visio/")) for name in names):
        raise FileProblem(f"This is an Office document, but no workbook. {SAVE_AS}")
    if any(name.startswith("Index/") or name.endswith(".iwa") for name in names):
        raise FileProblem("This is an Apple document. In Numbers choose File, Export To, CSV or Excel.")
    raise FileProblem("This is a ZIP archive. Unpack it and drop the list inside.")
