"""Reading: dialects, encodings, line numbers, and files that are no lists of people."""

import codecs
import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from tests.files.reader import Result, read, refusal
from tests.helpers.people_files import GERMAN_HEADER, write_people_csv
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people import Target
from webinar_console.domain.people_source import ENCODINGS, MAX_BYTES, ReadChoices
from webinar_console.files import encoding, sniff, table
from webinar_console.files.reader import read_file
from webinar_console.files.wire import FRAME_ROWS

HEAD = "First name,Last name,E-mail\n"


class TestLines:
    def test_each_row_knows_the_line_where_it_starts(self) -> None:
        result = read(HEAD + 'Anna,"Line\none",a@x.com\n\n\nBob,B,b@x.com\n')
        assert result.rows == [("Anna", "Line\none", "a@x.com"), ("Bob", "B", "b@x.com")]
        assert result.lines == [2, 6]
        assert result.blank == 2
        assert result.opened.header_line == 1

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_all_line_ends(self, end: str) -> None:
        result = read(end.join(["Email,Name", "a@x.com,Ann A", "b@x.com,Bob B"]).encode())
        assert result.lines == [2, 3]
        assert result.rows == [("a@x.com", "Ann A"), ("b@x.com", "Bob B")]

    def test_sep_line_is_no_row_but_a_line(self) -> None:
        result = read("sep=;\r\nE-mail;Name\r\na@x.com;Ann, A\r\n")
        assert result.opened.delimiter == ";"
        assert (result.opened.header_line, result.lines) == (2, [3])
        assert result.rows == [("a@x.com", "Ann, A")]

    def test_sep_line_names_any_character(self) -> None:
        result = read("SEP=^\na@x.com^Ann^A\n")
        assert result.rows == [("a@x.com", "Ann", "A")]

    def test_blank_rows_of_a_sheet_are_no_people(self) -> None:
        result = read(HEAD + "Anna,A,a@x.com\n,,\n  ,\t,\nBob,B,b@x.com\n")
        assert result.lines == [2, 5]
        assert result.blank == 2

    def test_short_rows_are_filled_long_ones_kept(self) -> None:
        result = read(HEAD + "Anna,A\nBob,B,b@x.com,surplus\n")
        assert result.rows == [("Anna", "A", ""), ("Bob", "B", "b@x.com", "surplus")]

    def test_last_line_without_an_end(self) -> None:
        assert read(HEAD + "Anna,A,a@x.com").rows == [("Anna", "A", "a@x.com")]

    def test_frames_are_small_and_whole(self) -> None:
        rows = "".join(f"P,{n},p{n}@x.com\n" for n in range(2_500))
        result = read(HEAD + rows)
        assert [len(frame.rows) for frame in result.frames] == [FRAME_ROWS, FRAME_ROWS, 500]
        assert result.lines == list(range(2, 2_502))
        assert result.frames[-1].bytes_read == result.opened.size

    def test_frames_of_long_cells_are_shorter(self) -> None:
        rows = "".join(f"P,{'x' * 9_000},p{n}@x.com\n" for n in range(1_000))
        result = read(HEAD + rows)
        assert max(len(frame.rows) for frame in result.frames) <= 100
        assert len(result.rows) == 1_000


class TestDialect:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters(self, delimiter: str) -> None:
        text = "\n".join(
            delimiter.join(row) for row in (("E-mail", "Name"), ("a@x.com", "Ann"), ("b@x.com", "Bo"))
        )
        assert read(text).opened.delimiter == delimiter
        assert read(text).rows == [("a@x.com", "Ann"), ("b@x.com", "Bo")]

    def test_commas_in_a_semicolon_file(self) -> None:
        result = read("Name;E-mail\nSmith, Ann;a@x.com\nBrown, Bob;b@x.com\n")
        assert result.opened.delimiter == ";"
        assert result.rows[0] == ("Smith, Ann", "a@x.com")

    def test_one_column_of_addresses(self) -> None:
        result = read("a@x.com\nb@x.com\n")
        assert result.opened.header_line is None
        assert result.rows == [("a@x.com",), ("b@x.com",)]
        assert result.opened.header == ("Column 1",)
        assert result.opened.guesses[0].target is Target.EMAIL

    def test_space_behind_the_delimiters(self) -> None:
        result = read('"E-mail", "Name"\n"a@x.com", "Smith, Ann"\n')
        assert result.rows == [("a@x.com", "Smith, Ann")]

    def test_choices_overrule(self) -> None:
        text = "a@x.com;1,5\nb@x.com;2,5\n"
        assert read(text).opened.delimiter == ";"
        chosen = read(text, ReadChoices(delimiter=",", has_header=True))
        assert chosen.opened.header == ("a@x.com;1", "5")
        assert chosen.rows == [("b@x.com;2", "5")]

    def test_header_below_a_title(self) -> None:
        result = read("Guests of the spring launch,,\nexported on Monday,,\n" + HEAD + "Anna,A,a@x.com\n")
        assert result.opened.header == ("First name", "Last name", "E-mail")
        assert (result.opened.header_line, result.lines) == (3, [4])

    def test_no_header(self) -> None:
        result = read("Anna,Adams,a@x.com\nBob,Brown,b@x.com\n")
        assert result.opened.header == ("Column 1", "Column 2", "Column 3")
        assert [guess.target for guess in result.opened.guesses] == [
            Target.FIRST_NAME,
            Target.LAST_NAME,
            Target.EMAIL,
        ]

    def test_columns_without_a_name_are_numbered(self) -> None:
        result = read("E-mail,,\na@x.com,1,2,3\nb@x.com,1,2,3\n")
        assert result.opened.header == ("E-mail", "Column 2", "Column 3", "Column 4")


class TestEncodings:
    @pytest.mark.parametrize(
        ("encoding", "mark", "told"),
        [
            ("utf-8", b"", "utf-8"),
            ("utf-8", codecs.BOM_UTF8, "utf-8"),
            ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
            ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
            ("utf-16-le", b"", "utf-16-le"),
            ("utf-16-be", b"", "utf-16-be"),
        ],
    )
    def test_unicode(self, encoding: str, mark: bytes, told: str) -> None:
        result = read(mark + (HEAD + "Zoë,李,zoe@x.com\n").encode(encoding))
        assert result.opened.encoding == told
        assert result.opened.encoding_sure
        assert result.opened.header[0] == "First name"
        assert result.rows == [("Zoë", "李", "zoe@x.com")]

    def test_german_excel(self, tmp_path: Path) -> None:
        """Semicolons and Windows-1252: what Excel writes in Germany; not one question asked."""
        path = tmp_path / "Gäste.csv"
        rows = write_people_csv(
            path, 1_000, (), encoding="cp1252", delimiter=";", header=GERMAN_HEADER, western=True
        )
        result = Result(list(read_file(path, ReadChoices())))
        assert (result.opened.encoding, result.opened.delimiter) == ("cp1252", ";")
        assert result.rows == rows
        assert [guess.target for guess in result.opened.guesses] == [
            Target.FIRST_NAME,
            Target.LAST_NAME,
            Target.EMAIL,
            Target.ROLE,
            Target.SOURCE,
            Target.EXTERNAL_ID,
        ]

    @pytest.mark.parametrize(
        ("encoding", "names"),
        [
            ("cp1251", ["Анастасия Кузнецова", "Дмитрий Соколов", "Екатерина Попова", "Михаил Лебедев"]),
            ("shift_jis", ["田中 さくら", "鈴木 太郎", "高橋 はなこ", "渡辺 ケンジ"]),
            ("gb18030", ["王小明的朋友", "李建国先生", "张伟和他的同事", "刘洋女士"]),
        ],
    )
    def test_other_scripts(self, encoding: str, names: list[str]) -> None:
        people = [(name, f"p{n}@x.com") for n, name in enumerate(names * 5)]
        text = "".join(f"{name},{email}\n" for name, email in people)
        result = read(("Name,E-mail\n" + text).encode(encoding))
        assert result.rows == people
        assert (result.opened.encoding, result.opened.encoding_sure) == (encoding, True)

    def test_chosen_encoding(self) -> None:
        content = "E-mail,Name\na@x.com,Žižka\n".encode("cp1250")
        assert read(content, ReadChoices(encoding="cp1250")).rows == [("a@x.com", "Žižka")]

    def test_chosen_encoding_that_does_not_fit(self) -> None:
        problem = refusal("E-mail,Name\na@x.com,Zoë\n".encode("cp1252"), ReadChoices(encoding="utf-8"))
        assert "UTF-8" in problem.sentence

    def test_a_mark_that_lies(self) -> None:
        good = "a@x.com,Zoë\n" * 50_000
        problem = refusal(codecs.BOM_UTF8 + b"E-mail,Name\n" + good.encode() + b"b@x.com,Zo\xeb\n")
        assert "Choose another encoding" in problem.sentence

    def test_a_late_byte_that_is_not_utf8(self) -> None:
        """ASCII for megabytes, then one umlaut."""
        content = b"E-mail,Name\n" + b"a@x.com,Ann Smith\n" * 100_000 + "b@x.com,Jörg Maß\n".encode("cp1252")
        result = read(content)
        assert result.opened.encoding == "cp1252"
        assert result.rows[-1] == ("b@x.com", "Jörg Maß")


def test_every_guess_is_one_that_can_be_chosen() -> None:
    """The window shows the encoding that was found in the list of those that can be chosen."""
    offered = {name for name, _ in ENCODINGS}
    assert {name for _, name in sniff.BOMS} | set(encoding.CANDIDATES) | {"latin-1"} <= offered


class TestRefusals:
    @pytest.mark.parametrize("content", [b"", codecs.BOM_UTF8, b"\n\n", b" \n\t\n", b",,,\n,,,\n"])
    def test_empty(self, content: bytes) -> None:
        assert refusal(content).sentence == table.EMPTY

    @pytest.mark.parametrize("content", [HEAD, "E-mail", "E-mail;Name\r\n\r\n;;\r\n"])
    def test_only_a_header(self, content: str) -> None:
        assert refusal(content).sentence == table.ONLY_A_HEADER

    @pytest.mark.parametrize(
        ("content", "word"),
        [
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
            (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
            (b"<!DOCTYPE html>\n<html><body>a@x.com</body></html>", "web page"),
            (b"\r\n <HTML><table><tr><td>a@x.com", "web page"),
            (codecs.BOM_UTF16_LE + "<html><p>".encode("utf-16-le"), "web page"),
            (b"<?xml version='1.0'?><people/>", "XML"),
            (gzip.compress(b"a@x.com"), "gzip"),
            (b"PK\x03\x04broken", "damaged"),
            (bytes(range(256)) * 8, "not a text"),
            (b"\0" * 4_096, "not a text"),
        ],
    )
    def test_other_files(self, content: bytes, word: str) -> None:
        assert word in refusal(content).sentence

    @pytest.mark.parametrize(
        ("member", "word"),
        [
            ("xl/workbook.xml", "damaged"),
            ("xl/workbook.bin", "xlsb"),
            ("xl/vbaProject.bin", "macros"),
            ("Index/Document.iwa", "Apple"),
            ("word/document.xml", "Office"),
            ("people.csv", "ZIP archive"),
        ],
    )
    def test_zips(self, member: str, word: str) -> None:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(member, "a@x.com")
        assert word in refusal(content.getvalue()).sentence

    @pytest.mark.parametrize("tail", ["", "\n", "\nBob,B,b@x.com\n" * 3, "\nB,b,b@x.com" * 20_000])
    def test_a_quotation_mark_that_is_never_closed(self, tail: str) -> None:
        problem = refusal(HEAD + "Anna,A,a@x.com\n" + 'Cid,"C,c@x.com' + tail)
        assert problem.line == 3
        assert "line 3" in problem.sentence

    def test_a_closed_cell_that_ends_with_a_break_is_fine(self) -> None:
        assert read(HEAD + 'Anna,A,"a@x.com\n"\n').rows == [("Anna", "A", "a@x.com\n")]

    def test_too_many_rows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(table, "MAX_ROWS", 1_500)
        assert len(read(HEAD + "A,B,a@x.com\n" * 1_500).rows) == 1_500
        assert "1,500 rows" in refusal(HEAD + "A,B,a@x.com\n" * 1_501).sentence

    def test_too_many_columns(self) -> None:
        assert (
            "columns" in refusal(",".join(f"c{n}" for n in range(600)) + "\n" + "1," * 599 + "1\n").sentence
        )
        assert "cells" in refusal(HEAD + "A,B,a@x.com\n" * 500 + "1," * 600 + "\n").sentence

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem, match="folder"):
            list(read_file(tmp_path, ReadChoices()))

    def test_a_file_that_is_gone(self, tmp_path: Path) -> None:
        with pytest.raises(FileProblem, match="not there"):
            list(read_file(tmp_path / "gone.csv", ReadChoices()))

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read(self, tmp_path: Path) -> None:
        path = tmp_path / "secret.csv"
        path.write_text("a@x.com")
        path.chmod(0)
        with pytest.raises(FileProblem, match="not allowed"):
            list(read_file(path, ReadChoices()))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(FileProblem, match="ordinary"):
            list(read_file(tmp_path / "pipe.csv", ReadChoices()))

    def test_a_file_that_is_too_big(self, tmp_path: Path) -> None:
        path = tmp_path / "big.csv"
        with path.open("wb") as sparse:
            sparse.truncate(MAX_BYTES + 1)
        with pytest.raises(FileProblem, match="200 MB"):
            list(read_file(path, ReadChoices()))

    def test_a_file_that_changes_meanwhile(self, tmp_path: Path) -> None:
        path = tmp_path / "people.csv"
        write_people_csv(path, 5_000, ())
        messages = read_file(path, ReadChoices())
        next(messages)
        with path.open("a") as more:
            more.write("late,row,late@x.com\n")
        with pytest.raises(FileProblem, match="changed"):
            list(messages)
