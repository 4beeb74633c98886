"""What the bytes of a file are: one of the files that are no lists of people, or text in some encoding."""

import codecs
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem

_CHUNK = 1 << 20
_SAMPLE = 1 << 16

_SAVE_AS = "Open it and save it as CSV, then drop that file."
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel or Office file. {_SAVE_AS}"),
    (b"%PDF", "This is a PDF document, not a list of people in a CSV file."),
    (b"{\\rtf", f"This is a rich text document. {_SAVE_AS}"),
    (b"\x89PNG", "This is a picture (PNG), not a list of people."),
    (b"\xff\xd8\xff", "This is a picture (JPEG), not a list of people."),
    (b"GIF8", "This is a picture (GIF), not a list of people."),
    (b"RIFF", "This is a picture, sound or film, not a list of people."),
    (b"\x1f\x8b", "This is a compressed file (gzip). Unpack it and drop the list inside."),
    (b"7z\xbc\xaf", "This is a compressed file (7-Zip). Unpack it and drop the list inside."),
    (b"Rar!", "This is a compressed file (RAR). Unpack it and drop the list inside."),
    (b"SQLite format 3", "This is a database, not a list of people in a CSV file."),
    (b"\x7fELF", "This is a program, not a list of people."),
    (b"MZ\x90", "This is a program, not a list of people."),
)
_NOT_TEXT = "This is not a text file, so there are no people to read in it."
_WEB_PAGE = re.compile(rb"\s*<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What charset-normalizer may choose from; each is a reading that people's files really need.
_CANDIDATES = [
    "cp1252", "cp1250", "cp1251", "mac_roman", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"
]  # fmt: skip
# Bytes of Windows-1252 that Western European text is made of beside ASCII: letters, quotes, dashes, euro.
_WESTERN = frozenset((*range(0xC0, 0x100), *b"\x80\x85\x91\x92\x93\x94\x96\x97\xa0\xa7\xab\xb4\xb0\xbb"))


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes told. ``bom`` is the length of the mark to skip."""

    size: int
    sha256: str
    encoding: str
    sure: bool
    bom: int


def survey(stream: BinaryIO, encoding: str | None = None) -> Survey:
    """Read a seekable stream once, to its end. ``encoding`` overrules the guess.

    Raises ``FileProblem`` for a file that is no text.
    """
    head = stream.read(_SAMPLE)
    bom, marked = next(((mark, name) for mark, name in _BOMS if head.startswith(mark)), (b"", None))
    refuse_other_files(stream, head[len(bom) :])
    stream.seek(0)
    digest = hashlib.sha256()
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    odd = b""  # from the first byte that is not ASCII: what an encoding is known by
    size = 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if not odd and not chunk.isascii():
            odd = _from_first_high_byte(chunk)
        if utf8 is not None and not _accepts(utf8, chunk):
            utf8 = None
    if utf8 is not None and not _accepts(utf8, b"", final=True):
        utf8 = None
    bom_length = len(bom) if encoding is None or marked == encoding else 0
    name, sure = (
        (encoding, True) if encoding else (marked, True) if marked else _guess(head, odd, utf8, stream)
    )
    return Survey(size, digest.hexdigest(), name, sure, bom_length)


def refuse_other_files(stream: BinaryIO, head: bytes) -> None:
    """Raise ``FileProblem`` when the bytes are a workbook, a picture, a web page or the like."""
    if head.startswith(b"PK\x03\x04"):
        raise FileProblem(_words_for_zip(stream))
    for signature, sentence in _SIGNATURES:
        if head.startswith(signature):
            raise FileProblem(sentence)
    # Web pages may come in UTF-16 too; without the zero bytes they look like others.
    text = head[:1024].replace(b"\0", b"")
    if _WEB_PAGE.match(text):
        raise FileProblem("This is a web page, not a CSV file. Download the list itself and drop that.")
    if _XML.match(text):
        raise FileProblem(f"This is an XML file, not a CSV file. {_SAVE_AS}")


def _words_for_zip(stream: BinaryIO) -> str:
    try:
        stream.seek(0)
        with zipfile.ZipFile(io.BytesIO(stream.read())) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return "This is a damaged ZIP archive or workbook, so it cannot be read."
    if any(name.startswith("xl/") for name in names):
        return "This is an Excel workbook. In Excel choose File, Save As, CSV UTF-8, and drop that file."
    if "mimetype" in names and "content.xml" in names:
        return f"This is an OpenDocument file. {_SAVE_AS}"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return f"This is an Office document. {_SAVE_AS}"
    return "This is a ZIP archive. Unpack it and drop the list inside."


def _from_first_high_byte(chunk: bytes) -> bytes:
    start = next(i for i, byte in enumerate(chunk) if byte >= 0x80)
    line = chunk.rfind(b"\n", 0, start) + 1
    return chunk[max(line, start - 1_000) : start + _SAMPLE]


def _accepts(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _guess(
    head: bytes, odd: bytes, utf8: codecs.IncrementalDecoder | None, stream: BinaryIO
) -> tuple[str, bool]:
    """The encoding of bytes without a mark, and whether it is beyond doubt."""
    wide = _utf16_without_mark(head)
    if wide is not None:
        return wide, True
    if head.count(0) > len(head) // 200 or _share_of_controls(head) > 0.02:
        raise FileProblem(_NOT_TEXT)
    if utf8 is not None:
        return "utf-8", True
    for name in _legacy_candidates(odd):
        if _decodes(stream, name):
            return name, False
    raise FileProblem(_NOT_TEXT)


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 of mostly Latin text: every other byte is zero."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


def _share_of_controls(head: bytes) -> float:
    controls = sum(head.count(byte) for byte in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return controls / max(1, len(head))


def _legacy_candidates(odd: bytes) -> list[str]:
    high = [byte for byte in odd if byte >= 0x80]
    western = sum(byte in _WESTERN for byte in high) / max(1, len(high))
    # Accents are rare in Western languages; other scripts are made of high bytes.
    if western > 0.95 and len(high) < 0.2 * len(odd):
        return ["cp1252", "latin-1"]
    # Late: only for files that are neither UTF-8 nor Western European.
    from charset_normalizer import from_bytes

    best = from_bytes(odd, cp_isolation=_CANDIDATES).best()
    return [*([best.encoding] if best else []), "cp1252", "latin-1"]


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        if not _accepts(decoder, chunk):
            return False
    return _accepts(decoder, b"", final=True)
