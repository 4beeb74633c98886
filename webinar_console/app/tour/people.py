"""The file that the tour drops: 300 people as marketing gets them, 12 of them in need of mending."""

import csv
from dataclasses import dataclass
from pathlib import Path

HEADER = ("First name", "Last name", "E-mail", "Role", "Campaign", "CRM id")
ROWS = 300

_FIRST = (
    *(
        "Anna",
        "Jürgen",
        "Zoë",
        "Seán",
        "Mai",
        "Ana-María",
        "D'Arcy",
        "Łucja",
        "Νίκος",
        "Ольга",
        "美咲",
        "عمر",
    ),
    *("Björn", "Chloé", "Ravi", "Ximena", "Þóra", "İlker", "Noor", "Wanjiru"),
)
_LAST = (
    *("Müller", "O’Neil", "van der Berg", "García Márquez", "Nguyễn", "Smith-Jones", "Ng", "Παπαδοπούλου"),
    *("Иванова", "田中", "الحسن", "Šimić", "de la Cruz", "Ó Briain", "Øvergård", "Kaya", "Otieno"),
)
_CAMPAIGNS = ("newsletter", "partner-mail", "search-ad", "linkedin", "booth-qr")

#: Rows that cannot be sent as they are, by their place in the file.
_BAD = {
    11: ("Bea", "Blank", "", "", "newsletter", ""),
    37: ("Bob", "Badmail", "bob(at)guests.example", "", "", ""),
    58: ("Cid", "Space", "cid space@guests.example", "", "", ""),
    83: ("Dot", "Less", "dot@guests", "", "", ""),
    104: ("Cher", "", "cher@guests.example", "", "", ""),
    131: ("", "Prince", "prince@guests.example", "", "", ""),
    158: ("L" * 65, "Long", "long@guests.example", "", "", ""),
    180: ("Hans", "Host", "hans@guests.example", "Host", "", ""),
    207: ("Max", "Moon", "max@guests.example", "Astronaut", "", ""),
    233: ("Anna", "Again", "GUEST1@Guests.example", "", "", ""),
    261: ("Two", "Mails", "a@guests.example;b@guests.example", "", "", ""),
    289: ("No", "At", "no.at.sign", "", "", ""),
}
#: Four people for the panel among the others.
_ROLES = {20: "Panelist", 45: "panelist", 90: "Co-host", 200: "Speaker"}


@dataclass(frozen=True, slots=True)
class TourFile:
    """The file and what is true of it."""

    path: Path
    attendees: int
    panel: int
    bad: int

    @property
    def good(self) -> int:
        """Rows that can be sent."""
        return self.attendees + self.panel


def write_people(folder: Path) -> TourFile:
    """Write the file. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "Spring launch guests.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for n in range(ROWS):
            writer.writerow(_BAD.get(n) or _good(n))
    return TourFile(path, ROWS - len(_BAD) - len(_ROLES), len(_ROLES), len(_BAD))


def _good(n: int) -> tuple[str, ...]:
    first, last = _FIRST[n % len(_FIRST)], _LAST[n % len(_LAST)]
    role = _ROLES.get(n, "")
    return first, last, f"guest{n + 1}@guests.example", role, _CAMPAIGNS[n % len(_CAMPAIGNS)], f"CRM-{n:05d}"
