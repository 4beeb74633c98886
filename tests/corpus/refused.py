"""Files that are no lists, or lists that must not or cannot be opened: each gets its sentence."""

import io
import struct
import zipfile

from tests.corpus.by_hand import repacked
from tests.corpus.shelf import FOLDER, put

_SECTOR = 512


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE) with these streams, each in sectors of its own. Up to three streams."""
    fat: list[int] = []
    body = b""
    entries = []

    def chain(content: bytes) -> int:
        nonlocal body
        start, count = len(fat), max(1, -(-len(content) // _SECTOR))
        fat.extend(start + n + 1 for n in range(count - 1))
        fat.append(0xFFFFFFFE)
        body += content.ljust(count * _SECTOR, b"\0")
        return start

    # Small streams would need sectors of their own kind: so none is small.
    for name, content in streams.items():
        entries.append((name, 2, chain(content.ljust(4096, b"\0")), max(len(content), 4096)))
    directory = b""
    for number, (name, kind, start, size) in enumerate((("Root Entry", 5, 0xFFFFFFFE, 0), *entries)):
        raw = (name + "\0").encode("utf-16-le")
        child = 1 if number == 0 and entries else 0xFFFFFFFF
        right = number + 1 if 0 < number < len(entries) else 0xFFFFFFFF
        directory += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, right, child
        )
        directory += bytes(36) + struct.pack("<IQ", start, size)
    directory_at = chain(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    fat_at = len(fat)
    fat.append(0xFFFFFFFD)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, directory_at, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", fat_at, *[0xFFFFFFFF] * 108)
    return header + body + table


def zipped(**parts: str) -> bytes:
    """A ZIP file; ``__`` in a name is a slash, ``_0`` a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name.replace("__", "/").replace("_0", "."), (2026, 1, 1, 0, 0, 0))
            archive.writestr(info, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_BOF = struct.pack("<HHHHHHII", 0x809, 16, 0x600, 5, 0, 0, 0, 0)
_FILE_PASS = struct.pack("<HH", 0x2F, 54) + bytes(54)
_PAGE = (
    b"<!DOCTYPE html>\n<html><body><table><tr><td>Ada</td><td>ada@example.org</td></tr></table></body></html>"
)
_XML_2003 = (
    b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
)
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def make() -> None:
    """Write them all."""
    plain = (FOLDER / "plain.xlsx").read_bytes()
    calc = (FOLDER / "libreoffice-plain.ods").read_bytes()
    old = (FOLDER / "libreoffice-plain.xls").read_bytes()

    def broken(name: str, part: bytes) -> bytes:
        return part[: len(part) // 2] if name.endswith(("sheet1.xml", "content.xml")) else part

    def missing(name: str, part: bytes) -> bytes | None:
        return None if name.endswith("sheet1.xml") else part

    def far(name: str, part: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return part.replace(b"</sheetData>", cell) if name.endswith("sheet1.xml") else part

    def typed(name: str, part: bytes) -> bytes:
        if not name.endswith("content.xml"):
            return part
        return part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>', 1)

    for name, content, words in (
        ("page.csv", _PAGE, "web page"),
        ("page-without-a-table.xls", b"<html><body>Please sign in</body></html>", "without a table"),
        ("document.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        ("excel-2003.xml", _XML_2003, "XML spreadsheet"),
        ("excel-2003.xls", _XML_2003, "XML spreadsheet"),
        ("one-file-page.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "web page"),
        ("password.xlsx", compound({"EncryptionInfo": b"x", "EncryptedPackage": b"y" * 5000}), "password"),
        ("password.xls", compound({"Workbook": _BOF + _FILE_PASS}), "password"),
        ("letter.doc", compound({"WordDocument": b"x"}), "Word"),
        (
            "password.ods",
            zipped(
                mimetype=_ODS, content_0xml="x", **{"META-INF__manifest_0xml": "<manifest:encryption-data/>"}
            ),
            "password",
        ),
        (
            "drawing.odg",
            zipped(mimetype="application/vnd.oasis.opendocument.graphics", content_0xml=""),
            "no spread",
        ),
        ("macros.xlsm", zipped(xl__workbook_0xml="", xl__vbaProject_0bin=""), "macros"),
        ("binary.xlsb", zipped(xl__workbook_0bin=""), "xlsb"),
        ("letter.docx", zipped(word__document_0xml=""), "Office document"),
        ("apple.numbers", zipped(Index__Document_0iwa=""), "Numbers"),
        ("archive.zip", zipped(people_0csv="a@example.org"), "ZIP archive"),
        ("cut.xlsx", plain[: len(plain) // 2], "damaged"),
        ("cut.xls", old[: len(old) // 2], "damaged"),
        ("cut.ods", calc[: len(calc) // 2], "damaged"),
        ("broken-sheet.xlsx", repacked(plain, broken), "damaged"),
        ("missing-sheet.xlsx", repacked(plain, missing), "damaged"),
        ("broken-content.ods", repacked(calc, broken), "damaged"),
        ("document-type.ods", repacked(calc, typed), "damaged"),
        ("far-away.xlsx", repacked(plain, far), "far outside"),
        ("empty.csv", b"", "empty"),
        ("only-a-header.csv", b"First name,Last name,E-mail\r\n", "no people"),
        ("open-quotation-mark.csv", b'E-mail,Name\r\nada@example.org,"Ada\r\n', "quotation mark"),
        ("noise.txt", bytes(range(256)) * 4, "not a text file"),
    ):
        put(name, content, refused=words)
