"""Readings of a text whose encoding is not sure, as words to choose between: no bytes are read again."""

from dataclasses import dataclass

from webinar_console.files.encoding import guess

from .import_draft import ImportDraft

#: Rows that are looked at, words that are shown, and readings that are offered.
_ROWS, _WORDS, _READINGS = 2_000, 3, 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What some words of the file would be in an encoding (codec name)."""

    encoding: str
    words: str


def readings_of(draft: ImportDraft) -> list[Reading]:
    """How the doubtful words could be read, as they are read now first; empty where nothing is in doubt."""
    if draft.encoding_sure or not draft.encoding:
        return []
    odd = _odd_words(draft)
    sample = "\n".join(odd).encode(draft.encoding, errors="replace")
    found = [Reading(draft.encoding, " · ".join(odd))] if odd else []
    for encoding in guess(sample)[0]:
        try:
            words = sample.decode(encoding).replace("\n", " · ")
        except UnicodeDecodeError:
            continue
        if words.isprintable() and words not in {reading.words for reading in found}:
            found.append(Reading(encoding, words))
    return found[:_READINGS]


def _odd_words(draft: ImportDraft) -> list[str]:
    """Some words with letters beyond ASCII, from the header and the first rows, each once."""
    found: dict[str, None] = {}
    for row in (draft.header, *draft.rows[:_ROWS]):
        for cell in row:
            if not cell.isascii():
                found.update(dict.fromkeys(word for word in cell.split() if not word.isascii()))
        if len(found) >= _WORDS:
            break
    return list(found)[:_WORDS]
