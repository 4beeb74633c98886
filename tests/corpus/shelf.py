"""Where the corpus lies, and how a file gets there with what is expected of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "data" / "people"
_ENDING = ".expected.json"

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file and what reading it must say."""

    path: Path
    expected: dict[str, Any]

    @property
    def is_refused(self) -> bool:
        return "refused" in self.expected


def samples() -> Iterator[Sample]:
    """Every file of the corpus, in the order of their names."""
    for told in sorted(FOLDER.glob(f"*{_ENDING}")):
        expected = json.loads(told.read_text(encoding="utf-8"))
        yield Sample(FOLDER / told.name.removesuffix(_ENDING), expected)


def put(name: str, content: bytes, **expected: Any) -> None:
    """Keep a file and its expectation."""
    (FOLDER / name).write_bytes(content)
    expect(name, **expected)


def expect(name: str, **expected: Any) -> None:
    """What reading a file must say, for a file that somebody else wrote into the folder."""
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (FOLDER / f"{name}{_ENDING}").write_text(text + "\n", encoding="utf-8")


def table(header: Sequence[str] | None, rows: Rows, *, first: int = 2, **more: Any) -> dict[str, Any]:
    """The expectation of a plain table: consecutive rows from the line ``first`` on."""
    return {
        "header": list(header) if header is not None else None,
        "header_line": first - 1 if header is not None else None,
        "lines": list(range(first, first + len(rows))),
        "rows": [list(row) for row in rows],
        "asks": False,
        **more,
    }
