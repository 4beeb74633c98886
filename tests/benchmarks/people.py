"""Made-up people, as rows of twelve texts and as records."""

import random

from webinar_console.domain.registrant import Registrant

COLUMNS = (
    *("first_name", "last_name", "email", "source", "external_id", "registration_time", "participant_id"),
    *("join_uri", "cancellation_uri", "ip_address", "id", "visitor_id"),
)
_FIRST = (
    *(
        "Anna",
        "Ann",
        "Joanna",
        "Hannah",
        "Brian",
        "Daniel",
        "Maria",
        "José",
        "Łukasz",
        "Zoë",
        "Søren",
        "Chloë",
    ),
    *("Peter", "Olga", "Ivan", "Mei", "Yuki", "Omar", "Fatima", "Liam", "Noah", "Emma", "Olivia", "Lucas"),
    *("Mia", "Ethan", "Sofia", "Grace", "Leo", "Ruby", "Hugo", "Iris", "Max", "Eve", "Tom", "Kim", "Björn"),
    *("Élise", "小明", "Дмитрий"),
)
_LAST = (
    *("Smith", "Jones", "Hansen", "Müller", "García", "Nowak", "Kowalski", "Ivanov", "Tanaka", "Chen", "Li"),
    *("Okafor", "Silva", "Costa", "Rossi", "Weber", "Fischer", "Dubois", "Moreau", "Petrov", "Novak"),
    *("Horvat", "Olsen", "Berg", "Lund", "Kelly", "Murphy", "Byrne", "Hoover", "Stone", "Brown", "White"),
    *("Green", "Díaz", "王"),
)


def rows(count: int) -> list[tuple[str, ...]]:
    """The same made-up people every time, one text for each of ``COLUMNS``."""
    chance = random.Random(1)
    made = []
    for number in range(count):
        first, last = chance.choice(_FIRST), chance.choice(_LAST)
        plain = f"{first}.{last}".encode("ascii", "ignore").decode().lower().strip(".")
        token = f"{chance.getrandbits(128):032x}"
        time_of = f"2026-0{1 + number % 9}-{1 + number % 28:02d}T{number % 24:02d}:{number % 60:02d}:00Z"
        made.append(
            (
                first,
                last,
                f"{plain}{number}@{chance.choice(('example.com', 'corp.example.org', 'events.example.io'))}",
                chance.choice(("Api", "Import", "Landing", "Invite")),
                f"EXT-{number:07d}",
                time_of,
                token[:24],
                f"https://webinar.example.com/j/{token}?pid={number}",
                f"https://webinar.example.com/c/{token}/cancel",
                f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
                f"r-{token[8:]}",
                f"visitor-{number}",
            )
        )
    return made


def record(cells: tuple[str, ...]) -> Registrant:
    return Registrant(**dict(zip(COLUMNS, cells, strict=True)))
