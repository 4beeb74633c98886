"""What reading a file said, for the tests."""

import io
from collections.abc import Sequence

import pytest

from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import ReadChoices
from webinar_console.files.reader import read_stream
from webinar_console.files.wire import Finished, Frame, Opened


class Result:
    """Everything that a reading said."""

    def __init__(self, messages: Sequence[Opened | Frame | Finished]) -> None:
        assert isinstance(messages[0], Opened)
        assert isinstance(messages[-1], Finished)
        self.opened = messages[0]
        self.frames = [m for m in messages if isinstance(m, Frame)]
        self.lines = [line for frame in self.frames for line in frame.lines]
        self.rows = [row for frame in self.frames for row in frame.rows]
        self.blank = messages[-1].blank_rows
        self.notes = messages[-1].notes


def read(content: bytes | str, choices: ReadChoices | None = None) -> Result:
    raw = content.encode() if isinstance(content, str) else content
    return Result(list(read_stream(io.BytesIO(raw), choices or ReadChoices())))


def refusal(content: bytes | str, choices: ReadChoices | None = None) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        read(content, choices)
    assert caught.value.sentence.endswith((".", "?"))
    return caught.value
