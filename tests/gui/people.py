"""People for the table's tests and screenshots: many scripts, believable sources and keys."""

import random

from webinar_console.domain.registrant import Registrant

_FIRST = (
    *("Anna", "José", "Łukasz", "Zoë", "Søren", "Chloë", "Olga", "Mei", "Yuki", "Omar", "Fatima", "Noah"),
    *("Emma", "Björn", "Élise", "Ruth", "Dmitri", "Ngozi", "Priya", "Kwame", "José-María", "Aoife", "Siân"),
    *("小明", "美咲", "Дмитрий", "Ольга", "Αλέξανδρος", "نور", "مريم", "דוד", "สมชาย", "지훈", "Nguyễn"),
)
_LAST = (
    *("Smith", "Müller", "García", "Nowak", "Ivanov", "Tanaka", "Chen", "Okafor", "Silva", "Costa", "Rossi"),
    *("Dubois", "Petrov", "Horvat", "Olsen", "Lund", "O’Connor", "van der Berg", "Kelly", "Øster", "Þórsson"),
    *("王", "佐藤", "Иванов", "Παπαδόπουλος", "الهاشمي", "כהן", "ใจดี", "김", "Trần"),
)
_SOURCES = ("linkedin-ad", "newsletter", "partner", "search-ad", "webinar-page", "")
_DOMAINS = ("example.com", "corp.example.org", "events.example.io", "mail.example.net")


def people(count: int, *, seed: int = 1, attended: float = 0.0) -> list[Registrant]:
    """``count`` registrants, the same for the same ``seed``; ``attended`` is the share who came."""
    chance = random.Random(seed)
    return [_person(number, chance, attended) for number in range(count)]


def _person(number: int, chance: random.Random, attended: float) -> Registrant:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    plain = f"{first}.{last}".encode("ascii", "ignore").decode().lower().strip(".-") or "guest"
    token = f"{chance.getrandbits(96):024x}"
    day, minute = chance.randrange(1, 29), chance.randrange(24 * 60)
    return Registrant(
        id=f"r{number:08d}",
        first_name=first,
        last_name=last,
        email=f"{plain}.{number}@{chance.choice(_DOMAINS)}",
        source=chance.choice(_SOURCES) or None,
        external_id=f"lid={chance.randrange(10**5)}&oid={number}" if number % 3 else None,
        registration_time=f"2026-0{1 + number % 9}-{day:02d}T{minute // 60:02d}:{minute % 60:02d}:00.000Z",
        join_uri=f"https://webinar.example.com/join/{token}?pid={number}",
        participant_id=f"p{number}" if chance.random() < attended else None,
    )
