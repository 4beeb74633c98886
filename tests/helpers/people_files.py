"""People files for tests: good rows that are ready, and bad rows of every kind."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webinar_console.domain.people import RemarkCode, Verdict

HEADER = ("First name", "Last name", "E-mail", "Role", "Source", "External id")
GERMAN_HEADER = ("Vorname", "Nachname", "E-Mail-Adresse", "Rolle", "Quelle", "Kundennummer")

_FIRST = ("Anna", "Jürgen", "Zoë", "Seán", "Mai", "Ana-María", "D'Arcy", "Ægir", "Ö", "Noël")
_LAST = (
    "Müller",
    "O’Neil",
    "van der Berg",
    "García Márquez",
    "Nguyễn",
    "Smith-Jones",
    "Łukasz",
    "Ng",
    "Ó Briain",
)
_WESTERN_LAST = ("Müller", "O’Neil", "van der Berg", "García Márquez", "Smith-Jones", "Ng", "Großmann")

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A kind of bad row: its cells and what the check has to say."""

    name: str
    row: Row
    code: RemarkCode
    verdict: Verdict = Verdict.MEND


#: One of each kind. The first good row's address is ``person1@example.com``.
BAD_ROWS: tuple[BadRow, ...] = (
    BadRow("no e-mail", ("Bea", "Blank", "", "", "", ""), RemarkCode.MISSING),
    BadRow("no @", ("Bob", "Badmail", "bob(at)example.com", "", "", ""), RemarkCode.BAD_EMAIL),
    BadRow("a space inside", ("Cid", "Space", "cid space@example.com", "", "", ""), RemarkCode.BAD_EMAIL),
    BadRow(
        "two addresses", ("Two", "Mails", "a@example.com;b@example.com", "", "", ""), RemarkCode.BAD_EMAIL
    ),
    BadRow("no top level", ("Dot", "Less", "dot@example", "", "", ""), RemarkCode.BAD_EMAIL),
    BadRow("no last name", ("Cher", "", "cher@example.com", "", "", ""), RemarkCode.NO_LAST_NAME),
    BadRow("no first name", ("", "Prince", "prince@example.com", "", "", ""), RemarkCode.MISSING),
    BadRow("no name", ("", "", "nobody@example.com", "", "", ""), RemarkCode.MISSING),
    BadRow("a long name", ("L" * 65, "Long", "long@example.com", "", "", ""), RemarkCode.TOO_LONG),
    BadRow("host", ("Hans", "Host", "hans@example.com", "Host", "", ""), RemarkCode.ROLE_NOT_ALLOWED),
    BadRow("unknown role", ("Max", "Moon", "max@example.com", "Astronaut", "", ""), RemarkCode.ROLE_UNKNOWN),
    BadRow(
        "twice",
        ("Anna", "Again", "PERSON1@Example.com", "", "", ""),
        RemarkCode.TWICE_IN_FILE,
        Verdict.SKIP,
    ),
)


def good_rows(count: int, *, panelists: int = 0, co_hosts: int = 0, western: bool = False) -> list[Row]:
    """Rows that pass the check; the last of them are on the panel."""
    last_names = _WESTERN_LAST if western else _LAST
    rows = []
    for number in range(1, count + 1):
        left = count - number
        role = "CoHost" if left < co_hosts else "Panelist" if left < co_hosts + panelists else ""
        source, external_id = (f"Campaign {number % 3}", f"lid={number}&oid=4%4056") if not role else ("", "")
        rows.append(
            (
                _FIRST[number % len(_FIRST)],
                last_names[number % len(last_names)],
                f"person{number}@example.com",
                role,
                source,
                external_id,
            )
        )
    return rows


def people_rows(
    good: int, bad: Sequence[BadRow] = (), *, panelists: int = 0, co_hosts: int = 0, western: bool = False
) -> list[Row]:
    """Good rows with the bad ones spread evenly between them; the first row is good when there is one."""
    rows = good_rows(good, panelists=panelists, co_hosts=co_hosts, western=western)
    step = max(1, good // (len(bad) + 1))
    for number, kind in enumerate(bad, 1):
        rows.insert(min(len(rows), number * step + number - 1), kind.row)
    return rows


def write_people_csv(
    path: Path,
    good: int = 288,
    bad: Sequence[BadRow] = BAD_ROWS,
    *,
    panelists: int = 0,
    co_hosts: int = 0,
    encoding: str = "utf-8",
    delimiter: str = ",",
    header: Sequence[str] | None = HEADER,
    western: bool = False,
) -> list[Row]:
    """Write a file of ``good`` ready rows and the given bad ones; by default 300 rows, 288 of them ready.

    Returns the rows below the header. With all names western, Windows-1252 can carry the file.
    """
    rows = people_rows(good, bad, panelists=panelists, co_hosts=co_hosts, western=western)
    with path.open("w", encoding=encoding, newline="") as text:
        writer = csv.writer(text, delimiter=delimiter)
        if header is not None:
            writer.writerow(header)
        writer.writerows(rows)
    return rows
