"""Reading, as properties: what is written comes back, and any bytes are read or refused in a sentence."""

import codecs
import csv
import io
import itertools
import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.reader import Result, read
from tests.helpers.people_files import write_people_csv
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files.reader import read_file

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
DIALECTS = [
    (",", "utf-8"),
    (";", "utf-8-sig"),
    ("\t", "utf-16"),
    ("|", "utf-16-be"),
    (",", "cp1252"),
    (";", "latin-1"),
]


def physical_lines(text: str) -> int:
    """Line breaks as an editor counts them: CRLF, LF and CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    table=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12),
    dialect=st.sampled_from(DIALECTS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    everything_quoted=st.booleans(),
)
def test_what_is_written_is_read_back(
    table: list[list[str]], dialect: tuple[str, str], end: str, everything_quoted: bool
) -> None:
    """Any table in any dialect and encoding that can carry it; each row with the line where it starts."""
    delimiter, encoding = dialect
    rows = [["E-mail", "First name", "Last name", "Note"]]
    rows += [[f"p{n}@example.com", *cells] for n, cells in enumerate(table)]
    # The writer of Python 3.11 forgets to quote a line break that is not its own line end.
    breaks = any(c in cell for row in rows for cell in row for c in "\r\n")
    quoting = csv.QUOTE_ALL if everything_quoted or breaks else csv.QUOTE_MINIMAL
    written = []
    for row in rows:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerow(row)
        written.append(text.getvalue())
    try:
        content = "".join(written).encode(encoding)
    except UnicodeEncodeError:
        content, encoding = "".join(written).encode(), "utf-8"
    told = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    result = read(content, ReadChoices(encoding=told))
    assert result.opened.delimiter == delimiter
    assert result.rows == [tuple(row) for row in rows[1:]]
    starts = list(itertools.accumulate((physical_lines(text) for text in written), initial=1))
    assert result.lines == starts[1:-1]


STARTS = [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"E-mail,Name\n", b"PK\x03\x04"]


def rows_or_sentence(content: bytes) -> None:
    """A reading ends with people or with a sentence, never with anything else."""
    try:
        result = read(content)
        assert result.lines == sorted(set(result.lines))
        rows, sentence = result.rows, ""
    except FileProblem as problem:
        rows, sentence = [], problem.sentence
    assert rows or sentence.endswith((".", "?"))


@settings(deadline=2_000, max_examples=300)
@given(st.binary(max_size=2_000), st.sampled_from(STARTS))
def test_any_bytes_are_read_or_refused_in_a_sentence(content: bytes, start: bytes) -> None:
    rows_or_sentence(start + content)


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    """Flipped, cut, doubled and inserted bytes in a good file: no crash, always rows or a sentence."""
    path = tmp_path / "good.csv"
    write_people_csv(path, 40)
    good = path.read_bytes()
    chance = random.Random(20)
    for _ in range(400):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(damaged))
            match chance.randrange(4):
                case 0:
                    damaged[at] = chance.randrange(256)
                case 1:
                    del damaged[at : at + chance.randrange(200)]
                case 2:
                    damaged[at:at] = damaged[at : at + 50]
                case _:
                    damaged[at:at] = chance.choice([b'"', b"\0", b"\r", b"\xff\xfe", b";;;;", b"\xe2\x82"])
            if not damaged:
                break
        rows_or_sentence(bytes(damaged))


def test_rows_of_the_helper_come_back(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = write_people_csv(path)
    assert len(rows) == 300
    assert Result(list(read_file(path, ReadChoices()))).rows == rows
