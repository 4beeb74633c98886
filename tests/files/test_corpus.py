"""Every file of the corpus, through the real worker process: read as expected, and asked only when marked."""

import contextlib

import pytest

from tests.corpus.shelf import Sample, samples
from tests.files.reader import Result
from webinar_console.domain.errors import FileProblem
from webinar_console.domain.people_source import FileSource, ReadChoices
from webinar_console.files.reading import read_people

SAMPLES = list(samples())
READ = [sample for sample in SAMPLES if not sample.is_refused]
REFUSED = [sample for sample in SAMPLES if sample.is_refused]


def name_of(sample: Sample) -> str:
    return sample.path.name


async def read(sample: Sample, choices: ReadChoices | None = None) -> Result:
    reading = read_people(FileSource(sample.path), choices or ReadChoices())
    async with contextlib.aclosing(reading) as messages:
        return Result([message async for message in messages])


def test_the_corpus_is_large() -> None:
    assert len(SAMPLES) >= 60


@pytest.mark.parametrize("sample", READ, ids=name_of)
async def test_read_as_expected(sample: Sample) -> None:
    expected = sample.expected
    result = await read(sample)
    assert result.opened.encoding_sure is not expected["asks"]
    if expected["asks"]:
        # The person chooses, and is right.
        result = await read(sample, ReadChoices(encoding=expected["chosen"]))
    opened = result.opened
    assert result.rows == [tuple(row) for row in expected["rows"]]
    assert result.lines == expected["lines"]
    assert list(opened.header) == expected["header"]
    assert opened.header_line == expected["header_line"]
    assert opened.delimiter == expected.get("delimiter", "")
    if not expected["asks"]:
        assert opened.encoding == expected.get("encoding", "")
    assert list(opened.sheets) == expected.get("sheets", [])
    assert opened.sheet == expected.get("sheet", "")
    assert list(result.notes) == expected.get("notes", [])
    assert result.blank == expected.get("blank", result.blank)


@pytest.mark.parametrize("sample", REFUSED, ids=name_of)
async def test_refused_in_a_sentence(sample: Sample) -> None:
    with pytest.raises(FileProblem) as caught:
        await read(sample)
    assert sample.expected["refused"] in caught.value.sentence
    assert caught.value.sentence.endswith((".", "?"))
