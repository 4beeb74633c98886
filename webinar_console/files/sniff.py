"""What the bytes of a file are: a text, a workbook, a page with a table, or no list of people at all."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import BinaryIO

from webinar_console.domain.errors import FileProblem

from .encoding import guess

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
#: So much of the lines that are not ASCII is looked at: what an encoding is known by.
_ODD = 1 << 16

SAVE_AS = "Open it and save it as CSV or Excel workbook (.xlsx), then drop that file."
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "This is a PDF document, not a list of people."),
    (b"{\\rtf", f"This is a rich text document. {SAVE_AS}"),
    (b"\x89PNG", "This is a picture (PNG), not a list of people."),
    (b"\xff\xd8\xff", "This is a picture (JPEG), not a list of people."),
    (b"GIF8", "This is a picture (GIF), not a list of people."),
    (b"RIFF", "This is a picture, sound or film, not a list of people."),
    (b"\x1f\x8b", "This is a compressed file (gzip). Unpack it and drop the list inside."),
    (b"7z\xbc\xaf", "This is a compressed file (7-Zip). Unpack it and drop the list inside."),
    (b"Rar!", "This is a compressed file (RAR). Unpack it and drop the list inside."),
    (b"SQLite format 3", "This is a database, not a list of people."),
    (b"\x7fELF", "This is a program, not a list of people."),
    (b"MZ\x90", "This is a program, not a list of people."),
    (b"MIME-Version:", f"This is a web page saved as one file. {SAVE_AS}"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TEXT = "This is not a text file, so there are no people to read in it."
_WEB_PAGE = re.compile(
    rb"\s*(<!--.{0,500}?-->\s*)?<(!doctype\s+html|html|head|body|table)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_XML_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
# A table that a web page was saved as, under the name of a workbook: many programs "export to Excel" so.
_PAGES_WITH_TABLES = (".xls", ".xlsx", ".htm", ".html")

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL_BYTES = bytes((*range(9), *range(14, 32), 127))


class Kind(Enum):
    """The kinds of files that people can be read from."""

    TEXT = auto()
    XLSX = auto()
    XLS = auto()
    ODS = auto()
    WEB_PAGE = auto()


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over the bytes told. ``bom`` is the length of the mark to skip, ``controls`` says whether
    control characters (NUL among them) can be expected.
    """

    size: int
    sha256: str
    encoding: str
    sure: bool
    bom: int
    controls: bool


def kind_of(stream: BinaryIO, suffix: str = "") -> Kind:
    """What a file is, by its content. ``suffix`` is that of its name, for pages that are named as workbooks.

    Raises ``FileProblem`` for what is no list of people, in a sentence that says what it is.
    """
    stream.seek(0)
    head = stream.read(_SAMPLE)
    bom = next((mark for mark, _ in BOMS if head.startswith(mark)), b"")
    start = head[len(bom) :]
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from .archive import kind_of_zip

        return kind_of_zip(stream)
    if start.startswith(OLE):
        from .compound import refuse_other_documents

        refuse_other_documents(stream)
        return Kind.XLS
    for signature, sentence in _SIGNATURES:
        if start.startswith(signature):
            raise FileProblem(sentence)
    # Web pages may come in UTF-16 too; without the zero bytes they look like others.
    text = start[:4096].replace(b"\0", b"")
    if _XML_SPREADSHEET in text and _XML.match(text):
        raise FileProblem(f"This is an XML spreadsheet of Excel 2003. {SAVE_AS}")
    if _WEB_PAGE.match(text) or (_XML.match(text) and b"<html" in text.lower()):
        if suffix.lower() in _PAGES_WITH_TABLES:
            return Kind.WEB_PAGE
        raise FileProblem("This is a web page, not a list of people. Download the list itself and drop that.")
    if _XML.match(text):
        raise FileProblem(f"This is an XML file, not a list of people. {SAVE_AS}")
    return Kind.TEXT


def size_and_digest(stream: BinaryIO) -> tuple[int, str]:
    """Bytes and SHA-256 of a seekable stream, which stands at its beginning again then."""
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return size, digest.hexdigest()


def survey(stream: BinaryIO, encoding: str | None = None) -> Survey:
    """Read a seekable stream of text once, to its end. ``encoding`` overrules the guess.

    Raises ``FileProblem`` for bytes that are no text.
    """
    stream.seek(0)
    head = stream.read(_SAMPLE)
    bom, marked = next(((mark, name) for mark, name in BOMS if head.startswith(mark)), (b"", None))
    stream.seek(0)
    digest = hashlib.sha256()
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    odd = bytearray()
    size = controls = 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        controls += len(chunk) - len(chunk.translate(None, _CONTROL_BYTES))
        if utf8 is not None and not _accepts(utf8, chunk):
            utf8 = None
        if len(odd) < _ODD and not chunk.isascii():
            odd += _lines_with_high_bytes(chunk, _ODD - len(odd))
    if utf8 is not None and not _accepts(utf8, b"", final=True):
        utf8 = None
    bom_length = len(bom) if encoding is None or marked == encoding else 0
    name, sure = encoding or marked, True
    wide = (name or "").startswith("utf-16")
    if name is None:
        name = _utf16_without_mark(head)
        wide = name is not None
    if name is None:
        # A few control characters are a slip, which is told; many mean that this is no text.
        if controls > max(8, size // 50):
            raise FileProblem(_NOT_TEXT)
        name, sure = ("utf-8", True) if utf8 is not None else _legacy(bytes(odd), stream)
    return Survey(size, digest.hexdigest(), name, sure, bom_length, controls > 0 or wide)


def _lines_with_high_bytes(chunk: bytes, room: int) -> bytes:
    found = bytearray()
    for line in chunk.splitlines(keepends=True):
        if not line.isascii():
            found += line
            if len(found) >= room:
                break
    return bytes(found[:room])


def _accepts(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 of a list with Latin letters in it, addresses at least: every other byte is often zero."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > pairs * 0.3 and even < pairs * 0.03:
        return "utf-16-le"
    if even > pairs * 0.3 and odd < pairs * 0.03:
        return "utf-16-be"
    return None


def _legacy(odd: bytes, stream: BinaryIO) -> tuple[str, bool]:
    """The first of the plausible encodings that the whole stream can be read in, and whether it is sure."""
    names, sure = guess(odd)
    for name in names:
        if _decodes(stream, name):
            return name, sure and name == names[0]
    raise FileProblem(_NOT_TEXT)


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        if not _accepts(decoder, chunk):
            return False
    return _accepts(decoder, b"", final=True)
