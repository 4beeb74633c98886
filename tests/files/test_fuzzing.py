"""Damaged files: 20,000 of them, made of the corpus. Each is read or refused in a sentence, and soon.

The readers run in this process, so a crash of one is a crash of the tests.
"""

import io
import random
import time
import zipfile
from collections.abc import Iterator
from functools import cache

import pytest

from tests.corpus.by_hand import repacked
from tests.corpus.shelf import samples
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people import ColumnGuess, Target
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files import table
from webinar_console.files.reader import Messages, read_clipboard, read_stream

INPUTS = 20_000
TURNS = 20
#: An input may take so long (the program ends no reading by itself: a person would have to).
LONGEST_S = 2.0

UNKNOWN = ColumnGuess(Target.IGNORE, 0.0, "")

_ODD = (
    b'"',
    b"\0",
    b"\r",
    b"\n",
    b"\xff\xfe",
    b";;;;",
    b"\xe2\x82",
    b"<",
    b">",
    b"&#",
    b"PK\x03\x04",
    b"\xff" * 4,
)
_TEXTS = (
    b"1",
    b"-1",
    b"99999999",
    b"A1",
    b"XFD1048576",
    b"s",
    b"e",
    b"str",
    b"",
    b"true",
    b"<x>",
    b"</c>",
    b"]]>",
)


@cache
def good_files() -> tuple[tuple[str, bytes], ...]:
    """The corpus; files that are refused are damaged further, too."""
    return tuple((sample.path.suffix, sample.path.read_bytes()) for sample in samples())


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, cut, doubled or put in."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(6):
            case 0 | 1 if changed:
                changed[at - 1] = chance.randrange(256)
            case 2:
                del changed[at : at + chance.randrange(1, 60)]
            case 3:
                changed[at:at] = changed[at : at + 50]
            case 4:
                changed[at:at] = chance.choice(_ODD)
            case _:
                changed[at : at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x80"))
    return bytes(changed[: chance.randrange(len(changed) + 1)]) if chance.random() < 0.1 else bytes(changed)


def damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """A workbook whose packing is whole, but not what is in it: what a checksum does not find."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    chosen = chance.choice([name for name in parts if "sheet" in name or "content" in name] or parts)
    if chance.random() < 0.3:
        chosen = chance.choice(parts)

    def change(name: str, part: bytes) -> bytes | None:
        if name != chosen:
            return part
        if chance.random() < 0.05:
            return None
        if chance.random() < 0.5:
            return damaged(part, chance)
        # One value of an attribute, or one text, becomes another: the XML stays whole.
        marks = [at for at, byte in enumerate(part) if byte in b'"><']
        if len(marks) < 3:
            return part
        at = chance.randrange(len(marks) - 1)
        return part[: marks[at] + 1] + chance.choice(_TEXTS) + part[marks[at + 1] :]

    return repacked(content, change, zipfile.ZIP_STORED)


def inputs(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)
    files = good_files()
    for _ in range(count):
        suffix, content = chance.choice(files)
        if content.startswith(b"PK\x03\x04") and chance.random() < 0.6:
            try:
                yield suffix, damaged_inside(content, chance)
            except (zipfile.BadZipFile, IndexError):
                yield suffix, damaged(content, chance)
        else:
            yield suffix, damaged(content, chance)


def outcome(content: bytes, suffix: str) -> str:
    """The sentence of a refusal; empty when it was read."""
    try:
        messages = read_stream(io.BytesIO(content), ReadChoices(), suffix)
    except FileProblem as problem:
        return problem.sentence
    return ended(messages)


def ended(messages: Messages) -> str:
    """The sentence that a reading ends with, if any; its line numbers rise."""
    last = 0
    try:
        for message in messages:
            for line in getattr(message, "lines", ()):
                assert line > last
                last = line
    except FileProblem as problem:
        return problem.sentence
    return ""


@pytest.mark.parametrize("turn", range(TURNS))
def test_damaged_files_are_read_or_refused_in_a_sentence(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if turn % 5:
        # What columns mean takes most of the time, and has tests of its own.
        monkeypatch.setattr(table, "guess_mapping", lambda header, *_rest, **_more: (UNKNOWN,) * len(header))
    slowest = 0.0
    for suffix, content in inputs(turn, INPUTS // TURNS):
        start = time.perf_counter()
        sentence = outcome(content, suffix)
        slowest = max(slowest, time.perf_counter() - start)
        assert not sentence or sentence.endswith((".", "?"))
    assert slowest < LONGEST_S


def test_damaged_clipboards() -> None:
    chance = random.Random(7)
    pages = [content for suffix, content in good_files() if b"<table" in content and suffix == ".xls"]
    for _ in range(500):
        html = damaged(chance.choice(pages), chance).decode("utf-8", "replace")
        sentence = ended(read_clipboard("E-mail\tName\na@example.org\tAnn", html, ReadChoices()))
        assert not sentence or sentence.endswith((".", "?"))
